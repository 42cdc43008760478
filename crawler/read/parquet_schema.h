/* The schema of a Parquet file: a tree, written depth first -> its leaves. */
#ifndef CRAWLER_READ_PARQUET_SCHEMA_H
#define CRAWLER_READ_PARQUET_SCHEMA_H

#include "crawler/read/parquet_footer.h"

/* Reads count schema elements and fills footer's leaves and names; sets is_broken of thrift or
 * footer when they are no tree. */
void parquet_schema_parse(struct parquet_footer *footer, struct thrift *thrift, uint32_t count);

#endif
