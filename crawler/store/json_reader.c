/* The one door to the Jansson library. */
#include "crawler/store/json_reader.h"

#include <jansson.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

static void reader_wipe(void *memory)
{
    if (memory != NULL)
        explicit_bzero(memory, malloc_usable_size(memory));
    free(memory);
}

void json_reader_prepare(void)
{
    json_set_alloc_funcs(malloc, reader_wipe);
}

/* A reader is the document itself: the type is ours only in name. */
static json_t *reader_document(const struct json_reader *reader)
{
    union {
        const struct json_reader *reader;
        json_t *document;
    } both = {.reader = reader};
    return both.document;
}

struct json_reader *json_reader_open(struct span text)
{
    return json_reader_open_large(text, JSON_READER_TEXT_MAX);
}

struct json_reader *json_reader_open_large(struct span text, size_t limit)
{
    json_error_t error;
    if (text.len == 0 || text.len > limit)
        return NULL;
    json_t *const document =
        json_loadb((const char *)text.ptr, text.len, JSON_REJECT_DUPLICATES, &error);
    if (!json_is_object(document)) {
        json_decref(document);
        return NULL;
    }
    return (struct json_reader *)(void *)document;
}

void json_reader_close(struct json_reader *reader)
{
    json_decref(reader_document(reader));
}

static const json_t *reader_find(const struct json_reader *reader, const char *outer,
                                 const char *name)
{
    const json_t *object = reader_document(reader);
    if (outer != NULL)
        object = json_object_get(object, outer);
    return json_object_get(object, name);
}

const char *json_reader_text(const struct json_reader *reader, const char *outer, const char *name)
{
    /* Jansson refuses NUL in strings unless told otherwise. */
    const json_t *const value = reader_find(reader, outer, name);
    return json_string_length(value) == 0 ? NULL : json_string_value(value);
}

bool json_reader_integer(const struct json_reader *reader, const char *outer, const char *name,
                         int64_t *out)
{
    const json_t *const value = reader_find(reader, outer, name);
    if (!json_is_integer(value))
        return false;
    *out = json_integer_value(value);
    return true;
}

/* ---- changing ---- */

bool json_reader_set_text(struct json_reader *reader, const char *name, const char *text)
{
    return json_object_set_new(reader_document(reader), name, json_string(text)) == 0;
}

static int reader_append(const char *bytes, size_t len, void *out)
{
    buffer_append(out, bytes, len);
    return 0;
}

bool json_reader_write(const struct json_reader *reader, struct buffer *out)
{
    return json_dump_callback(reader_document(reader), reader_append, out, JSON_COMPACT) == 0 &&
           !out->is_failed;
}

/* ---- values ---- */

static const json_t *node_value(const struct json_node *node)
{
    return (const json_t *)(const void *)node;
}

static const struct json_node *node_of(const json_t *value)
{
    return (const struct json_node *)(const void *)value;
}

const struct json_node *json_reader_member(const struct json_reader *reader, const char *name)
{
    return node_of(json_object_get(reader_document(reader), name));
}

const struct json_node *json_node_member(const struct json_node *node, const char *name)
{
    return node_of(json_object_get(node_value(node), name));
}

size_t json_node_count(const struct json_node *node)
{
    const json_t *const value = node_value(node);
    return json_is_array(value) ? json_array_size(value) : json_object_size(value);
}

const struct json_node *json_node_at(const struct json_node *node, size_t index)
{
    return node_of(json_array_get(node_value(node), index));
}

const char *json_node_text(const struct json_node *node)
{
    const json_t *const value = node_value(node);
    if (json_is_boolean(value))
        return json_is_true(value) ? "true" : "false";
    return json_string_value(value);
}

bool json_node_integer(const struct json_node *node, int64_t *out)
{
    const json_t *const value = node_value(node);
    if (!json_is_integer(value))
        return false;
    *out = json_integer_value(value);
    return true;
}
