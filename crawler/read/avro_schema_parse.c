/* The schema of an Avro file: from JSON to the graph. */
#include "crawler/read/avro_schema.h"

#include "crawler/read/json_tree.h"

#include <string.h>

#define PATH_MAX_BYTES 512
#define DEPTH_MAX 100
#define NAMES_MAX 4096 /* named types */
#define REPEATS_MAX 2  /* a type within itself */

/* A record, enum or fixed type that was defined. */
struct avro_named {
    struct span name; /* without its namespace */
    uint32_t json;
};

/* A type that is being laid out. */
struct avro_open {
    uint32_t json;
    uint32_t node;
};

struct avro_parser {
    struct avro_schema *schema;
    struct json_tree tree;
    struct buffer named; /* array of struct avro_named */
    struct avro_open open[DEPTH_MAX];
    unsigned depth;
    char path[PATH_MAX_BYTES];
    size_t path_len;
    unsigned names;     /* in path */
    uint32_t last_leaf; /* node */
    bool is_broken;
};

/* ---- names ---- */

static bool span_equals(struct span a, struct span b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

/* Names are compared without their namespaces: two types of one name in two of them are rare, and
 * what follows is a fault in the data, not more. */
static struct span parser_local_name(struct span name)
{
    const uint8_t *const dot = name.len > 0 ? memrchr(name.ptr, '.', name.len) : NULL;
    if (dot == NULL)
        return name;
    return (struct span){dot + 1, (size_t)(name.ptr + name.len - dot - 1)};
}

/* The place of a type that was defined; false when there is none of that name. */
static bool parser_find_named(const struct avro_parser *parser, struct span name, uint32_t *json)
{
    const struct avro_named *const named =
        (const struct avro_named *)(const void *)parser->named.ptr;
    const struct span local = parser_local_name(name);
    for (size_t i = 0; i < parser->named.len / sizeof *named; i++) {
        if (!span_equals(named[i].name, local))
            continue;
        *json = named[i].json;
        return true;
    }
    return false;
}

static void parser_add_named(struct avro_parser *parser, uint32_t json)
{
    const uint32_t name = json_tree_member(&parser->tree, json, "name");
    if (name == 0)
        return;
    const struct avro_named named = {parser_local_name(json_tree_node(&parser->tree, name)->text),
                                     json};
    uint32_t known;
    if (!parser_find_named(parser, named.name, &known))
        buffer_append(&parser->named, &named, sizeof named);
}

/* ---- nodes ---- */

static struct avro_node *parser_node(struct avro_parser *parser, uint32_t node)
{
    return (struct avro_node *)(void *)parser->schema->nodes.ptr + node;
}

/* The number of a leaf: the branches of a union are one column. */
static uint32_t parser_number(struct avro_parser *parser)
{
    struct avro_schema *const schema = parser->schema;
    const struct span path = {(const uint8_t *)parser->path, parser->path_len};
    const struct avro_node *const last = avro_schema_node(schema, parser->last_leaf);
    const bool is_same = schema->columns > 0 && span_equals(avro_schema_path(schema, last), path);
    parser->last_leaf = (uint32_t)(schema->nodes.len / sizeof(struct avro_node));
    schema->columns += !is_same;
    return schema->columns - 1;
}

static uint32_t parser_add_node(struct avro_parser *parser, enum avro_kind kind)
{
    struct avro_schema *const schema = parser->schema;
    struct avro_node node = {
        .kind = (uint8_t)kind,
        .is_flat = parser->names <= 1,
        .path_at = (uint32_t)schema->paths.len,
        .path_len = (uint16_t)parser->path_len,
    };
    const size_t number = schema->nodes.len / sizeof node;
    if (kind != AVRO_NULL && kind < AVRO_RECORD)
        node.column = parser_number(parser);
    buffer_append(&schema->paths, parser->path, parser->path_len);
    buffer_append(&schema->nodes, &node, sizeof node);
    parser->is_broken |= schema->paths.is_failed || schema->nodes.is_failed;
    return parser->is_broken ? 0 : (uint32_t)number;
}

/* Makes room for the children of a node, which are laid out after it. */
static void parser_add_children(struct avro_parser *parser, uint32_t node, uint32_t count)
{
    struct buffer *const children = &parser->schema->children;
    const uint32_t at = (uint32_t)(children->len / sizeof(uint32_t));
    uint8_t *const room = buffer_room(children, count * sizeof(uint32_t));
    if (room == NULL) {
        parser->is_broken = true;
        return;
    }
    memset(room, 0, count * sizeof(uint32_t));
    children->len += count * sizeof(uint32_t);
    parser_node(parser, node)->children_at = at;
    parser_node(parser, node)->children = count;
}

static void parser_set_child(struct avro_parser *parser, uint32_t node, uint32_t child,
                             uint32_t value)
{
    if (parser->is_broken)
        return;
    uint32_t *const children = (uint32_t *)(void *)parser->schema->children.ptr;
    children[parser_node(parser, node)->children_at + child] = value;
}

static uint32_t parser_count(const struct avro_parser *parser, uint32_t list)
{
    uint32_t count = 0;
    for (uint32_t i = json_tree_node(&parser->tree, list)->first; i != 0;
         i = json_tree_node(&parser->tree, i)->next)
        count++;
    return count;
}

static uint32_t parser_layout(struct avro_parser *parser, uint32_t json);

/* Lays out a field below a name. */
static uint32_t parser_layout_field(struct avro_parser *parser, uint32_t field)
{
    const uint32_t type = json_tree_member(&parser->tree, field, "type");
    const uint32_t name_at = json_tree_member(&parser->tree, field, "name");
    const size_t before = parser->path_len;
    if (type == 0 || name_at == 0) {
        parser->is_broken = true;
        return 0;
    }
    const struct span name = json_tree_node(&parser->tree, name_at)->text;
    if (name.len + 1 <= PATH_MAX_BYTES - before) {
        if (before > 0)
            parser->path[parser->path_len++] = '.';
        memcpy(parser->path + parser->path_len, name.ptr, name.len);
        parser->path_len += name.len;
    }
    parser->names++;
    const uint32_t node = parser_layout(parser, type);
    parser->names--;
    parser->path_len = before;
    return node;
}

static uint32_t parser_layout_list(struct avro_parser *parser, enum avro_kind kind, uint32_t list)
{
    const uint32_t node = parser_add_node(parser, kind);
    const bool is_missing = kind == AVRO_RECORD && list == 0;
    if (parser->is_broken || is_missing ||
        json_tree_node(&parser->tree, list)->kind != JSON_ARRAY) {
        parser->is_broken = true;
        return 0;
    }
    if (kind == AVRO_RECORD)
        parser->open[parser->depth - 1].node = node;
    parser_add_children(parser, node, parser_count(parser, list));
    uint32_t child = json_tree_node(&parser->tree, list)->first;
    for (uint32_t i = 0; child != 0 && !parser->is_broken; i++) {
        parser_set_child(parser, node, i,
                         kind == AVRO_RECORD ? parser_layout_field(parser, child)
                                             : parser_layout(parser, child));
        child = json_tree_node(&parser->tree, child)->next;
    }
    return node;
}

static uint32_t parser_layout_items(struct avro_parser *parser, enum avro_kind kind, uint32_t items)
{
    const uint32_t node = parser_add_node(parser, kind);
    if (items == 0)
        parser->is_broken = true;
    if (parser->is_broken)
        return 0;
    parser_add_children(parser, node, 1);
    if (!parser->is_broken)
        parser_set_child(parser, node, 0, parser_layout(parser, items));
    return node;
}

static uint32_t parser_layout_enum(struct avro_parser *parser, uint32_t json)
{
    const uint32_t node = parser_add_node(parser, AVRO_ENUM);
    const uint32_t list = json_tree_member(&parser->tree, json, "symbols");
    struct buffer *const symbols = &parser->schema->symbols;
    if (parser->is_broken || list == 0) {
        parser->is_broken = true;
        return 0;
    }
    parser_add_children(parser, node, parser_count(parser, list));
    uint32_t child = json_tree_node(&parser->tree, list)->first;
    for (uint32_t i = 0; child != 0 && !parser->is_broken; i++) {
        const struct json_node *const symbol = json_tree_node(&parser->tree, child);
        parser_set_child(parser, node, i, (uint32_t)(symbols->len / sizeof symbol->text));
        buffer_append(symbols, &symbol->text, sizeof symbol->text);
        parser->is_broken |= symbols->is_failed;
        child = symbol->next;
    }
    return node;
}

/* ---- leaves ---- */

static const struct {
    const char *name;
    uint8_t logical;
    uint8_t fraction;
    bool is_utc;
} avro_logicals[] = {
    {"decimal", AVRO_DECIMAL, 0, false},
    {"uuid", AVRO_UUID, 0, false},
    {"date", AVRO_DATE, 0, false},
    {"time-millis", AVRO_TIME, 3, false},
    {"time-micros", AVRO_TIME, 6, false},
    {"timestamp-millis", AVRO_STAMP, 3, true},
    {"timestamp-micros", AVRO_STAMP, 6, true},
    {"timestamp-nanos", AVRO_STAMP, 9, true},
    {"local-timestamp-millis", AVRO_STAMP, 3, false},
    {"local-timestamp-micros", AVRO_STAMP, 6, false},
    {"local-timestamp-nanos", AVRO_STAMP, 9, false},
};

static void parser_read_logical(struct avro_parser *parser, uint32_t json, struct avro_node *node)
{
    const uint32_t logical = json_tree_member(&parser->tree, json, "logicalType");
    for (size_t i = 0; logical != 0 && i < sizeof avro_logicals / sizeof avro_logicals[0]; i++) {
        if (!json_tree_is(&parser->tree, logical, avro_logicals[i].name))
            continue;
        node->logical = avro_logicals[i].logical;
        node->fraction = avro_logicals[i].fraction;
        node->is_utc = avro_logicals[i].is_utc;
    }
    node->scale = (int32_t)json_tree_number(&parser->tree,
                                            json_tree_member(&parser->tree, json, "scale"), 100, 0);
}

/* AVRO_KINDS: no such type. */
static enum avro_kind avro_find_kind(struct span name)
{
    static const char *const names[AVRO_KINDS] = {"null",   "boolean", "int",    "long",  "float",
                                                  "double", "bytes",   "string", "fixed", "enum",
                                                  "record", "array",   "map",    "union"};
    for (unsigned i = 0; i < AVRO_KINDS; i++) {
        if (name.len == strlen(names[i]) && memcmp(name.ptr, names[i], name.len) == 0)
            return (enum avro_kind)i;
    }
    return AVRO_KINDS;
}

/* A type in the form {"type": ...}. */
static uint32_t parser_layout_object(struct avro_parser *parser, uint32_t json)
{
    struct json_tree *const tree = &parser->tree;
    const uint32_t type = json_tree_member(tree, json, "type");
    if (type == 0) {
        parser->is_broken = true;
        return 0;
    }
    const enum avro_kind kind = avro_find_kind(json_tree_node(tree, type)->text);
    if (json_tree_node(tree, type)->kind != JSON_STRING || kind == AVRO_KINDS || kind == AVRO_UNION)
        return parser_layout(parser, type);
    if (kind == AVRO_RECORD || kind == AVRO_ENUM || kind == AVRO_FIXED)
        parser_add_named(parser, json);
    switch (kind) {
    case AVRO_RECORD:
        return parser_layout_list(parser, kind, json_tree_member(tree, json, "fields"));
    case AVRO_ENUM:
        return parser_layout_enum(parser, json);
    case AVRO_ARRAY:
        return parser_layout_items(parser, kind, json_tree_member(tree, json, "items"));
    case AVRO_MAP:
        return parser_layout_items(parser, kind, json_tree_member(tree, json, "values"));
    default:
        break;
    }
    const uint32_t node = parser_add_node(parser, kind);
    if (parser->is_broken)
        return 0;
    parser_read_logical(parser, json, parser_node(parser, node));
    const int64_t size =
        json_tree_number(tree, json_tree_member(tree, json, "size"), INT32_MAX, -1);
    parser->is_broken |= kind == AVRO_FIXED && size < 0;
    parser_node(parser, node)->size = size > 0 ? (uint32_t)size : 0;
    return node;
}

/* A name: of a type of Avro, or of one that was defined. */
static uint32_t parser_layout_name(struct avro_parser *parser, struct span name)
{
    const enum avro_kind kind = avro_find_kind(name);
    if (kind < AVRO_FIXED)
        return parser_add_node(parser, kind);
    uint32_t json;
    if (!parser_find_named(parser, name, &json)) {
        parser->is_broken = true;
        return 0;
    }
    unsigned repeats = 0;
    uint32_t last = 0;
    for (unsigned i = 0; i < parser->depth; i++) {
        repeats += parser->open[i].json == json;
        if (parser->open[i].json == json)
            last = parser->open[i].node;
    }
    return repeats >= REPEATS_MAX ? last : parser_layout(parser, json);
}

static uint32_t parser_layout(struct avro_parser *parser, uint32_t json)
{
    const struct json_node *const node = json_tree_node(&parser->tree, json);
    if (parser->is_broken || parser->depth == DEPTH_MAX) {
        parser->is_broken = true;
        return 0;
    }
    if (node->kind == JSON_STRING)
        return parser_layout_name(parser, node->text);
    parser->open[parser->depth++] = (struct avro_open){json, 0};
    uint32_t laid = 0;
    if (node->kind == JSON_ARRAY)
        laid = parser_layout_list(parser, AVRO_UNION, json);
    else if (node->kind == JSON_OBJECT)
        laid = parser_layout_object(parser, json);
    else
        parser->is_broken = true;
    parser->depth--;
    return laid;
}

static void parser_name_columns(struct avro_parser *parser, struct columns *columns)
{
    const struct avro_schema *const schema = parser->schema;
    uint32_t named = 0;
    columns_clear(columns);
    for (uint32_t i = 0; i < schema->nodes.len / sizeof(struct avro_node); i++) {
        const struct avro_node *const node = avro_schema_node(schema, i);
        if (node->kind == AVRO_NULL || node->kind >= AVRO_RECORD || node->column < named)
            continue;
        columns_add(columns, avro_schema_path(schema, node));
        named++;
    }
    columns_end(columns);
}

bool avro_schema_parse(struct avro_schema *schema, struct span json, struct columns *columns)
{
    struct avro_parser parser = {.schema = schema};
    buffer_clear(&schema->nodes);
    buffer_clear(&schema->children);
    buffer_clear(&schema->symbols);
    buffer_clear(&schema->paths);
    schema->columns = 0;
    json_tree_init(&parser.tree);
    buffer_init(&parser.named, NAMES_MAX * sizeof(struct avro_named));
    if (json_tree_parse(&parser.tree, json))
        parser_layout(&parser, 0);
    else
        parser.is_broken = true;
    parser.is_broken |= parser.named.is_failed;
    if (!parser.is_broken)
        parser_name_columns(&parser, columns);
    buffer_free(&parser.named);
    json_tree_free(&parser.tree);
    return !parser.is_broken;
}
