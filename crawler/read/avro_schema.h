/*
 * The schema of an Avro file (Apache Avro 1.11 specification, "Schema Declaration") -> a graph of
 * what stands in the data, one node a path: a type that is used in two places is two nodes, so that
 * a node has a path and a meaning. A type within itself goes on in the node of the level above,
 * from its second repetition on.
 */
#ifndef CRAWLER_READ_AVRO_SCHEMA_H
#define CRAWLER_READ_AVRO_SCHEMA_H

#include "crawler/base/buffer.h"
#include "crawler/read/columns.h"
#include "detectors/span.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum avro_kind {
    AVRO_NULL,
    AVRO_BOOLEAN,
    AVRO_INT,
    AVRO_LONG,
    AVRO_FLOAT,
    AVRO_DOUBLE,
    AVRO_BYTES,
    AVRO_STRING,
    AVRO_FIXED,
    AVRO_ENUM,
    AVRO_RECORD,
    AVRO_ARRAY,
    AVRO_MAP,
    AVRO_UNION,
    AVRO_KINDS
};

/* What a value stands for. */
enum avro_logical {
    AVRO_AS_IS,
    AVRO_DECIMAL,
    AVRO_UUID,
    AVRO_DATE,
    AVRO_TIME,  /* fraction: 3, 6 */
    AVRO_STAMP, /* fraction: 3, 6, 9 */
};

struct avro_node {
    uint8_t kind;    /* enum avro_kind */
    uint8_t logical; /* enum avro_logical */
    uint8_t fraction;
    bool is_utc;
    bool is_flat; /* a field of the outermost record, or below it without a name in between */
    int32_t scale;
    uint32_t size; /* of an AVRO_FIXED */
    uint32_t
        children_at; /* in children: of a record, union, array or map, and symbols of an enum */
    uint32_t children;
    uint32_t path_at; /* in paths: "a.b.c" */
    uint16_t path_len;
    uint32_t column; /* of a leaf: its number, from 0 */
};

#define AVRO_NODES_MAX ((size_t)1 << 16)

struct avro_schema {
    struct buffer nodes;    /* array of struct avro_node; the first is the root */
    struct buffer children; /* array of uint32_t: nodes; of an enum, places in symbols */
    struct buffer symbols;  /* array of struct span into the text of the schema */
    struct buffer paths;
    uint32_t columns;
};

/* Needs avro_schema_free(). */
void avro_schema_init(struct avro_schema *schema);
void avro_schema_free(struct avro_schema *schema);

/*
 * Reads a schema in JSON, which must stay as long as schema is used, and adds its leaves to
 * columns. False when it is none, or too large.
 */
bool avro_schema_parse(struct avro_schema *schema, struct span json, struct columns *columns);

/* A node by its number; NULL when the schema has none. */
const struct avro_node *avro_schema_node(const struct avro_schema *schema, uint32_t node);

/* The child node of a number below node->children. */
uint32_t avro_schema_child(const struct avro_schema *schema, const struct avro_node *node,
                           uint32_t child);

/* A symbol of an enum. */
struct span avro_schema_symbol(const struct avro_schema *schema, const struct avro_node *node,
                               uint32_t symbol);

struct span avro_schema_path(const struct avro_schema *schema, const struct avro_node *node);

#endif
