/* The schema of a Parquet file. */
#include "crawler/read/parquet_schema.h"

#include <string.h>

#define SCHEMA_DEPTH_MAX 64
#define SCHEMA_PATH_MAX 512

enum schema_repetition { SCHEMA_REQUIRED, SCHEMA_OPTIONAL, SCHEMA_REPEATED };

/* Of enum ConvertedType in parquet.thrift. */
enum schema_converted {
    CONVERTED_NONE = -1,
    CONVERTED_UTF8 = 0,
    CONVERTED_MAP = 1,
    CONVERTED_MAP_KEY_VALUE = 2,
    CONVERTED_LIST = 3,
    CONVERTED_ENUM = 4,
    CONVERTED_DECIMAL = 5,
    CONVERTED_DATE = 6,
    CONVERTED_TIME_MILLIS = 7,
    CONVERTED_TIME_MICROS = 8,
    CONVERTED_TIMESTAMP_MILLIS = 9,
    CONVERTED_TIMESTAMP_MICROS = 10,
    CONVERTED_UINT_8 = 11,
    CONVERTED_UINT_64 = 14,
    CONVERTED_JSON = 19
};

/* Of union LogicalType: numbers of its fields. */
enum schema_logical {
    LOGICAL_STRING = 1,
    LOGICAL_MAP = 2,
    LOGICAL_LIST = 3,
    LOGICAL_ENUM = 4,
    LOGICAL_DECIMAL = 5,
    LOGICAL_DATE = 6,
    LOGICAL_TIME = 7,
    LOGICAL_TIMESTAMP = 8,
    LOGICAL_INTEGER = 10,
    LOGICAL_JSON = 12,
    LOGICAL_UUID = 14,
    LOGICAL_FLOAT16 = 15
};

struct schema_element {
    struct parquet_leaf leaf;
    struct span name;
    int64_t children, repetition, converted;
    bool is_collection; /* a list or a map */
};

/* A group that is open. */
struct schema_level {
    uint32_t left; /* children that follow */
    uint8_t def, rep;
    uint16_t path_len;
    bool is_collection;   /* its child only repeats */
    bool is_list_element; /* its child is only what is repeated */
};

struct schema {
    struct parquet_footer *footer;
    char path[SCHEMA_PATH_MAX];
    unsigned depth;
    struct schema_level levels[SCHEMA_DEPTH_MAX];
};

/* ---- one element ---- */

/* TimeUnit is a union of three empty structs. */
static uint8_t schema_read_unit(struct thrift *thrift, uint8_t type)
{
    struct thrift_field field = {0};
    uint8_t fraction = 3;
    if (type != THRIFT_STRUCT) {
        thrift_skip(thrift, type);
        return fraction;
    }
    while (thrift_next(thrift, &field)) {
        fraction = field.id == 3 ? 9 : field.id == 2 ? 6 : 3;
        thrift_skip(thrift, field.type);
    }
    return fraction;
}

/* The members of a logical type: of DECIMAL, TIME, TIMESTAMP and INTEGER. */
static void schema_read_members(struct thrift *thrift, int32_t logical,
                                struct schema_element *element)
{
    struct thrift_field field = {0};
    struct parquet_leaf *const leaf = &element->leaf;
    while (thrift_next(thrift, &field)) {
        if (logical == LOGICAL_DECIMAL && field.id == 1)
            leaf->scale = (int32_t)thrift_int(thrift, field.type);
        else if ((logical == LOGICAL_TIME || logical == LOGICAL_TIMESTAMP) && field.id == 1)
            leaf->is_utc = thrift_int(thrift, field.type) != 0;
        else if ((logical == LOGICAL_TIME || logical == LOGICAL_TIMESTAMP) && field.id == 2)
            leaf->fraction = schema_read_unit(thrift, field.type);
        else if (logical == LOGICAL_INTEGER && field.id == 2)
            leaf->kind = thrift_int(thrift, field.type) != 0 ? PARQUET_AS_IS : PARQUET_UNSIGNED;
        else
            thrift_skip(thrift, field.type);
    }
}

static enum parquet_kind schema_kind_of_logical(int32_t logical)
{
    switch (logical) {
    case LOGICAL_STRING:
    case LOGICAL_ENUM:
    case LOGICAL_JSON:
        return PARQUET_TEXT;
    case LOGICAL_DECIMAL:
        return PARQUET_DECIMAL;
    case LOGICAL_DATE:
        return PARQUET_DATE;
    case LOGICAL_TIME:
        return PARQUET_TIME;
    case LOGICAL_TIMESTAMP:
        return PARQUET_STAMP;
    case LOGICAL_UUID:
        return PARQUET_UUID;
    case LOGICAL_FLOAT16:
        return PARQUET_FLOAT16;
    default:
        return PARQUET_AS_IS;
    }
}

static void schema_read_logical(struct thrift *thrift, uint8_t type, struct schema_element *element)
{
    struct thrift_field field = {0};
    if (type != THRIFT_STRUCT) {
        thrift_skip(thrift, type);
        return;
    }
    while (thrift_next(thrift, &field)) {
        if (field.type != THRIFT_STRUCT) {
            thrift_skip(thrift, field.type);
            continue;
        }
        element->leaf.kind = (uint8_t)schema_kind_of_logical(field.id);
        element->is_collection |= field.id == LOGICAL_LIST || field.id == LOGICAL_MAP;
        schema_read_members(thrift, field.id, element);
    }
}

static void schema_convert(struct schema_element *element)
{
    struct parquet_leaf *const leaf = &element->leaf;
    element->is_collection |= element->converted == CONVERTED_LIST ||
                              element->converted == CONVERTED_MAP ||
                              element->converted == CONVERTED_MAP_KEY_VALUE;
    if (leaf->kind != PARQUET_AS_IS)
        return;
    switch (element->converted) {
    case CONVERTED_UTF8:
    case CONVERTED_ENUM:
    case CONVERTED_JSON:
        leaf->kind = PARQUET_TEXT;
        return;
    case CONVERTED_DECIMAL:
        leaf->kind = PARQUET_DECIMAL;
        return;
    case CONVERTED_DATE:
        leaf->kind = PARQUET_DATE;
        return;
    case CONVERTED_TIME_MILLIS:
    case CONVERTED_TIME_MICROS:
        leaf->kind = PARQUET_TIME;
        leaf->fraction = element->converted == CONVERTED_TIME_MILLIS ? 3 : 6;
        return;
    case CONVERTED_TIMESTAMP_MILLIS:
    case CONVERTED_TIMESTAMP_MICROS:
        leaf->kind = PARQUET_STAMP;
        leaf->is_utc = true;
        leaf->fraction = element->converted == CONVERTED_TIMESTAMP_MILLIS ? 3 : 6;
        return;
    default:
        if (element->converted >= CONVERTED_UINT_8 && element->converted <= CONVERTED_UINT_64)
            leaf->kind = PARQUET_UNSIGNED;
    }
}

static struct schema_element schema_read_element(struct thrift *thrift)
{
    struct schema_element element = {.converted = CONVERTED_NONE};
    struct thrift_field field = {0};
    int64_t type = -1, width = 0, scale = 0;
    while (thrift_next(thrift, &field)) {
        switch (field.id) {
        case 1:
            type = thrift_int(thrift, field.type);
            break;
        case 2:
            width = thrift_int(thrift, field.type);
            break;
        case 3:
            element.repetition = thrift_int(thrift, field.type);
            break;
        case 4:
            element.name = thrift_binary(thrift, field.type);
            break;
        case 5:
            element.children = thrift_int(thrift, field.type);
            break;
        case 6:
            element.converted = thrift_int(thrift, field.type);
            break;
        case 7:
            scale = thrift_int(thrift, field.type);
            break;
        case 10:
            schema_read_logical(thrift, field.type, &element);
            break;
        default:
            thrift_skip(thrift, field.type);
        }
    }
    if (element.leaf.scale == 0)
        element.leaf.scale = (int32_t)scale;
    element.leaf.type = type >= 0 && type < PARQUET_TYPES ? (uint8_t)type : PARQUET_TYPES;
    element.leaf.width = width > 0 && width <= INT32_MAX ? (uint32_t)width : 0;
    schema_convert(&element);
    return element;
}

/* ---- the tree ---- */

/* Appends a part to the path of level; what does not fit is left out. */
static uint16_t schema_extend(struct schema *schema, uint16_t len, struct span name)
{
    if (name.len == 0 || name.len + 1 > SCHEMA_PATH_MAX - (size_t)len)
        return len;
    if (len > 0)
        schema->path[len++] = '.';
    memcpy(schema->path + len, name.ptr, name.len);
    return (uint16_t)(len + name.len);
}

static void schema_add_leaf(struct schema *schema, struct parquet_leaf *leaf, uint16_t path_len)
{
    struct parquet_footer *const footer = schema->footer;
    if (footer->leaves.len / sizeof *leaf >= PARQUET_LEAVES_MAX) {
        footer->is_broken = true;
        return;
    }
    leaf->path_at = (uint32_t)footer->names.len;
    leaf->path_len = path_len;
    buffer_append(&footer->names, schema->path, path_len);
    buffer_append(&footer->leaves, leaf, sizeof *leaf);
}

/* Puts an element below the group that is open; a group is opened in turn. */
static void schema_place(struct schema *schema, struct schema_element *element)
{
    struct schema_level *const parent = &schema->levels[schema->depth - 1];
    const bool is_repeated = element->repetition == SCHEMA_REPEATED;
    struct parquet_leaf *const leaf = &element->leaf;
    /* "phones.list.element" is "phones", "attributes.key_value.key" is "attributes.key". */
    const bool is_hidden = (parent->is_collection && is_repeated) || parent->is_list_element;
    const uint16_t path_len =
        is_hidden ? parent->path_len : schema_extend(schema, parent->path_len, element->name);
    leaf->def_max = (uint8_t)(parent->def + (element->repetition != SCHEMA_REQUIRED));
    leaf->rep_max = (uint8_t)(parent->rep + is_repeated);
    leaf->is_flat = schema->depth == 1 && !is_repeated;
    parent->left--;
    if (element->children <= 0) {
        schema_add_leaf(schema, leaf, path_len);
        return;
    }
    if (schema->depth == SCHEMA_DEPTH_MAX) {
        schema->footer->is_broken = true;
        return;
    }
    schema->levels[schema->depth++] = (struct schema_level){
        .left = (uint32_t)element->children,
        .def = leaf->def_max,
        .rep = leaf->rep_max,
        .path_len = path_len,
        .is_collection = element->is_collection,
        .is_list_element = parent->is_collection && is_repeated && element->children == 1,
    };
}

void parquet_schema_parse(struct parquet_footer *footer, struct thrift *thrift, uint32_t count)
{
    struct schema schema = {.footer = footer};
    if (count == 0)
        return;
    const struct schema_element root = schema_read_element(thrift);
    schema.levels[schema.depth++].left = root.children > 0 ? (uint32_t)root.children : 0;
    for (uint32_t i = 1; i < count && !thrift->is_broken && !footer->is_broken; i++) {
        while (schema.depth > 0 && schema.levels[schema.depth - 1].left == 0)
            schema.depth--;
        struct schema_element element = schema_read_element(thrift);
        if (thrift->is_broken || schema.depth == 0)
            break;
        schema_place(&schema, &element);
    }
    footer->is_broken |= thrift->is_broken;
}
