/* The header of a page of Parquet (parquet.thrift, struct PageHeader). */
#ifndef CRAWLER_READ_PARQUET_PAGE_H
#define CRAWLER_READ_PARQUET_PAGE_H

#include "detectors/span.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum parquet_page_type {
    PARQUET_PAGE_DATA,
    PARQUET_PAGE_INDEX,
    PARQUET_PAGE_DICTIONARY,
    PARQUET_PAGE_DATA_V2
};

enum parquet_encoding {
    PARQUET_PLAIN = 0,
    PARQUET_PLAIN_DICTIONARY = 2,
    PARQUET_RLE = 3,
    PARQUET_BIT_PACKED = 4,
    PARQUET_DELTA_BINARY_PACKED = 5,
    PARQUET_DELTA_LENGTH_BYTES = 6,
    PARQUET_DELTA_BYTES = 7,
    PARQUET_RLE_DICTIONARY = 8,
    PARQUET_BYTE_STREAM_SPLIT = 9
};

struct parquet_page {
    enum parquet_page_type type;
    size_t header_len;
    uint32_t size;        /* of the content, as declared */
    uint32_t packed_size; /* of what stands behind the header */
    uint32_t values;      /* with nulls */
    int32_t encoding, def_encoding, rep_encoding;
    uint32_t def_len, rep_len; /* PARQUET_PAGE_DATA_V2: bytes of levels, never compressed */
    bool is_packed;            /* the rest is compressed, if its chunk is */
};

#define PARQUET_PAGE_HEADER_MAX ((size_t)1 << 20) /* statistics may be long */

/* Reads the header at the start of bytes; false when it is none, or longer than bytes. */
bool parquet_page_parse(struct span bytes, struct parquet_page *page);

#endif
