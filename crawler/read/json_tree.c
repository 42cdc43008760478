/* A small JSON document in memory, as a tree. */
#include "crawler/read/json_tree.h"

#include "crawler/read/json_string.h"
#include "detectors/ascii.h"

#include <string.h>

struct json_parser {
    struct json_tree *tree;
    const uint8_t *at, *end;
    bool is_broken;
};

void json_tree_init(struct json_tree *tree)
{
    buffer_init(&tree->nodes, JSON_TREE_NODES * sizeof(struct json_node));
}

void json_tree_free(struct json_tree *tree)
{
    buffer_free(&tree->nodes);
}

static struct json_node *parser_node(struct json_parser *parser, uint32_t node)
{
    return (struct json_node *)(void *)parser->tree->nodes.ptr + node;
}

/* Adds an empty node; 0 when there is no room. */
static uint32_t parser_add(struct json_parser *parser, enum json_kind kind)
{
    const struct json_node node = {.kind = kind};
    struct buffer *const nodes = &parser->tree->nodes;
    const size_t number = nodes->len / sizeof node;
    buffer_append(nodes, &node, sizeof node);
    if (nodes->is_failed)
        parser->is_broken = true;
    return nodes->is_failed ? 0 : (uint32_t)number;
}

static void parser_skip_space(struct json_parser *parser)
{
    while (parser->at < parser->end && (*parser->at == ' ' || *parser->at == '\t' ||
                                        *parser->at == '\n' || *parser->at == '\r'))
        parser->at++;
}

static bool parser_take(struct json_parser *parser, uint8_t byte)
{
    parser_skip_space(parser);
    if (parser->at >= parser->end || *parser->at != byte)
        return false;
    parser->at++;
    return true;
}

/* The rest of a string whose opening quote was taken. */
static struct span parser_string(struct json_parser *parser)
{
    bool is_escaped = false;
    const struct span rest = {parser->at, (size_t)(parser->end - parser->at)};
    const struct span text = {rest.ptr, json_string_end(rest.ptr, 0, rest.len, &is_escaped)};
    parser->at += text.len;
    if (!parser_take(parser, '"'))
        parser->is_broken = true;
    return text;
}

/* A number, true, false or null. */
static uint32_t parser_word(struct json_parser *parser)
{
    const uint8_t *const start = parser->at;
    while (parser->at < parser->end &&
           (ascii_is_alnum(*parser->at) || ascii_is_one_of(*parser->at, "+-.")))
        parser->at++;
    const struct span text = {start, (size_t)(parser->at - start)};
    if (text.len == 0) {
        parser->is_broken = true;
        return 0;
    }
    const uint8_t first = text.ptr[0];
    const uint32_t node = parser_add(parser, first == 'n'                   ? JSON_NULL
                                             : first == 't' || first == 'f' ? JSON_BOOLEAN
                                                                            : JSON_NUMBER);
    if (!parser->is_broken)
        parser_node(parser, node)->text = text;
    return node;
}

static uint32_t parser_value(struct json_parser *parser, unsigned depth);

/* The members or elements of a node, up to its closing bracket. */
static void parser_children(struct json_parser *parser, uint32_t parent, unsigned depth)
{
    const bool is_object = parser_node(parser, parent)->kind == JSON_OBJECT;
    const uint8_t close = is_object ? '}' : ']';
    uint32_t last = 0;
    if (parser_take(parser, close))
        return;
    do {
        struct span key = {NULL, 0};
        if (is_object && parser_take(parser, '"'))
            key = parser_string(parser);
        else
            parser->is_broken |= is_object;
        if (parser->is_broken || (is_object && !parser_take(parser, ':'))) {
            parser->is_broken = true;
            return;
        }
        const uint32_t child = parser_value(parser, depth + 1);
        if (parser->is_broken)
            return;
        parser_node(parser, child)->key = key;
        if (last == 0)
            parser_node(parser, parent)->first = child;
        else
            parser_node(parser, last)->next = child;
        last = child;
    } while (parser_take(parser, ','));
    if (!parser_take(parser, close))
        parser->is_broken = true;
}

static uint32_t parser_value(struct json_parser *parser, unsigned depth)
{
    parser_skip_space(parser);
    if (depth > JSON_TREE_DEPTH || parser->at >= parser->end) {
        parser->is_broken = true;
        return 0;
    }
    const uint8_t byte = *parser->at;
    if (byte != '"' && byte != '{' && byte != '[')
        return parser_word(parser);
    parser->at++;
    const uint32_t node = parser_add(parser, byte == '"'   ? JSON_STRING
                                             : byte == '{' ? JSON_OBJECT
                                                           : JSON_ARRAY);
    if (parser->is_broken)
        return 0;
    if (byte != '"') {
        parser_children(parser, node, depth);
        return node;
    }
    const struct span text = parser_string(parser);
    parser_node(parser, node)->text = text;
    return node;
}

bool json_tree_parse(struct json_tree *tree, struct span text)
{
    struct json_parser parser = {
        .tree = tree, .at = text.ptr, .end = text.len > 0 ? text.ptr + text.len : text.ptr};
    buffer_clear(&tree->nodes);
    parser_value(&parser, 0);
    return !parser.is_broken;
}

const struct json_node *json_tree_node(const struct json_tree *tree, uint32_t node)
{
    return (const struct json_node *)(const void *)tree->nodes.ptr + node;
}

uint32_t json_tree_member(const struct json_tree *tree, uint32_t object, const char *key)
{
    const struct json_node *const node = json_tree_node(tree, object);
    if (node->kind != JSON_OBJECT)
        return 0;
    for (uint32_t child = node->first; child != 0; child = json_tree_node(tree, child)->next) {
        if (span_is(json_tree_node(tree, child)->key, key))
            return child;
    }
    return 0;
}

bool json_tree_is(const struct json_tree *tree, uint32_t node, const char *text)
{
    const struct json_node *const at = json_tree_node(tree, node);
    return at->kind == JSON_STRING && span_is(at->text, text);
}

int64_t json_tree_number(const struct json_tree *tree, uint32_t node, int64_t limit, int64_t other)
{
    const struct json_node *const at = json_tree_node(tree, node);
    int64_t value = 0;
    if (node == 0 || at->kind != JSON_NUMBER)
        return other;
    for (size_t i = 0; i < at->text.len; i++) {
        if (!ascii_is_digit(at->text.ptr[i]) || value > limit / 10)
            return other;
        value = value * 10 + (at->text.ptr[i] - '0');
    }
    return value <= limit ? value : other;
}
