/* A value of Parquet, in the plain encoding -> text as people write it (LogicalTypes.md). */
#ifndef CRAWLER_READ_PARQUET_TEXT_H
#define CRAWLER_READ_PARQUET_TEXT_H

#include "crawler/base/buffer.h"
#include "crawler/read/parquet_footer.h"
#include "detectors/span.h"

/*
 * type is that of the chunk, which counts where leaf says another. The text points into value (when
 * it is the value as it is) or scratch, which is emptied first.
 */
struct span parquet_text(const struct parquet_leaf *leaf, uint8_t type, struct span value,
                         struct buffer *scratch);

#endif
