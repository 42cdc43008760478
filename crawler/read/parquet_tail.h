/* The end of a Parquet file: where its footer stands, and the footer. */
#ifndef CRAWLER_READ_PARQUET_TAIL_H
#define CRAWLER_READ_PARQUET_TAIL_H

#include "crawler/read/parquet_footer.h"
#include "crawler/read/parquet_input.h"

#include <stdbool.h>

#define PARQUET_MAGIC_LEN 4

/*
 * Reads the footer into footer, which is empty, and sets input->end to where it starts. False when
 * there is none that can be used, the reason being on record; is_cut: what is there is not all of
 * the file. One that is broken in part is on record, too, and used as far as it goes.
 */
bool parquet_tail_read(struct parquet_input *input, bool is_cut, struct parquet_footer *footer);

#endif
