/* Tells dumps of databases from other text. */
#ifndef CRAWLER_READ_SQL_SNIFF_H
#define CRAWLER_READ_SQL_SNIFF_H

#include "detectors/span.h"

#include <stdbool.h>

/* True when head starts as SQL does, and has a line that only a dump has: INSERT INTO, CREATE TABLE
 * or COPY with the name of a table. */
bool sql_sniff(struct span head);

#endif
