/*
 * The footer of a Parquet file (parquet-format, README and parquet.thrift 2.11): its schema as a
 * list of leaves, and the way to its row groups, which are read one at a time, so that memory does
 * not grow with their number.
 */
#ifndef CRAWLER_READ_PARQUET_FOOTER_H
#define CRAWLER_READ_PARQUET_FOOTER_H

#include "crawler/base/buffer.h"
#include "crawler/read/thrift.h"
#include "detectors/span.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PARQUET_FOOTER_MAX ((size_t)64 << 20)
#define PARQUET_LEAVES_MAX ((size_t)1 << 17)

enum parquet_type {
    PARQUET_BOOLEAN,
    PARQUET_INT32,
    PARQUET_INT64,
    PARQUET_INT96,
    PARQUET_FLOAT,
    PARQUET_DOUBLE,
    PARQUET_BYTES,
    PARQUET_FIXED,
    PARQUET_TYPES
};

/* What a value of a physical type stands for. */
enum parquet_kind {
    PARQUET_AS_IS,
    PARQUET_TEXT,
    PARQUET_UNSIGNED,
    PARQUET_DECIMAL,
    PARQUET_DATE,
    PARQUET_TIME,
    PARQUET_STAMP,
    PARQUET_UUID,
    PARQUET_FLOAT16
};

struct parquet_leaf {
    uint32_t path_at; /* in names: "a.b.c", without the groups that only make a list or a map */
    uint16_t path_len;
    uint8_t type;     /* enum parquet_type */
    uint8_t kind;     /* enum parquet_kind */
    uint8_t fraction; /* digits of a PARQUET_TIME or PARQUET_STAMP below the second: 3, 6, 9 */
    bool is_utc;      /* of a PARQUET_STAMP */
    bool is_flat;     /* a child of the root that is not repeated */
    uint8_t def_max;  /* definition level of a value that is there */
    uint8_t rep_max;  /* 0: at most one value a row */
    int32_t scale;    /* of a PARQUET_DECIMAL */
    uint32_t width;   /* bytes of a PARQUET_FIXED */
};

struct parquet_footer {
    struct buffer bytes;  /* as it stands in the file; all spans point into it */
    struct buffer leaves; /* array of struct parquet_leaf */
    struct buffer names;
    struct span created_by;
    struct thrift pairs; /* the rest of a list of pair_count key-value pairs */
    uint32_t pair_count;
    struct thrift groups; /* the rest of a list of group_count row groups */
    uint32_t group_count;
    bool is_encrypted; /* columns may be, the footer is not */
    bool is_broken;    /* something in it was wrong: what stands in front of it is here */
};

/* Needs parquet_footer_free(). */
void parquet_footer_init(struct parquet_footer *footer);
void parquet_footer_free(struct parquet_footer *footer);

/* Reads footer->bytes, which the caller has filled. False when memory is short, or when there is no
 * leaf at all. */
bool parquet_footer_parse(struct parquet_footer *footer);

size_t parquet_footer_leaf_count(const struct parquet_footer *footer);
const struct parquet_leaf *parquet_footer_leaf(const struct parquet_footer *footer, size_t leaf);
struct span parquet_footer_path(const struct parquet_footer *footer, size_t leaf);

/* Statistics: the smallest and largest value, old and new, as plain values. */
#define PARQUET_STATISTICS 4

struct parquet_place {
    uint64_t at, len; /* in the file, as declared; len 0: there is none */
};

/* A column in a row group. */
struct parquet_chunk {
    uint8_t type;  /* as the chunk says */
    uint8_t codec; /* enum block_codec */
    bool is_read;  /* described, in this file and not encrypted */
    bool is_encrypted;
    uint64_t values; /* with nulls, as declared */
    struct parquet_place pages, column_index, offset_index, bloom;
    uint64_t copy_at; /* where some writers repeat the description of the chunk; 0: nowhere */
    struct span statistics[PARQUET_STATISTICS];
    bool is_rounded[PARQUET_STATISTICS]; /* a bound, not a value: its last byte may differ */
};

struct parquet_group {
    uint64_t rows;        /* as declared */
    struct buffer chunks; /* array of struct parquet_chunk, as many as leaves at most */
};

/* Reads the next row group; group->chunks was initialised by the caller. False behind the last, and
 * when what is left is broken. */
bool parquet_footer_next_group(struct parquet_footer *footer, struct parquet_group *group);

/* Reads the next pair; false behind the last. */
bool parquet_footer_next_pair(struct parquet_footer *footer, struct span *key, struct span *value);

#endif
