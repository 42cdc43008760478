/*
 * A small JSON document in memory (RFC 8259), as a tree: schemas and other descriptions that stand
 * inside of binary files. Data are read by json_reader.c, which needs no memory.
 */
#ifndef CRAWLER_READ_JSON_TREE_H
#define CRAWLER_READ_JSON_TREE_H

#include "crawler/base/buffer.h"
#include "detectors/span.h"

#include <stdbool.h>
#include <stdint.h>

enum json_kind { JSON_NULL, JSON_BOOLEAN, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

/* Nodes are told by their number; the root is 0, and 0 also stands for "none" where a child is
 * meant. */
struct json_node {
    enum json_kind kind;
    struct span key;  /* of a member of an object; as it is written, escapes and all */
    struct span text; /* of a string without its quotes, of a number or a word */
    uint32_t first;   /* child */
    uint32_t next;    /* sibling */
};

#define JSON_TREE_NODES ((size_t)1 << 18)
#define JSON_TREE_DEPTH 128

struct json_tree {
    struct buffer nodes; /* array of struct json_node */
};

/* Needs json_tree_free(). */
void json_tree_init(struct json_tree *tree);
void json_tree_free(struct json_tree *tree);

/* Reads text, which must stay as long as the tree is used. False when it is no JSON, or too large
 * or deep. */
bool json_tree_parse(struct json_tree *tree, struct span text);

const struct json_node *json_tree_node(const struct json_tree *tree, uint32_t node);

/* The member of an object that has that key; 0: there is none. */
uint32_t json_tree_member(const struct json_tree *tree, uint32_t object, const char *key);

/* True when the node is the string text. */
bool json_tree_is(const struct json_tree *tree, uint32_t node, const char *text);

/* The value of a number from 0 to limit; other when it is none. */
int64_t json_tree_number(const struct json_tree *tree, uint32_t node, int64_t limit, int64_t other);

#endif
