/* A listed object in one allocation: the struct, then its texts, each terminated. */
#include "crawler/store/object.h"

#include <stdlib.h>
#include <string.h>

/* Copies text to *at, terminates it and moves *at behind it. */
static char *object_place(char **at, struct span text)
{
    char *const place = *at;
    if (text.len > 0)
        memcpy(place, text.ptr, text.len);
    place[text.len] = '\0';
    *at = place + text.len + 1;
    return place;
}

struct object *object_create(const struct object_init *init)
{
    const size_t text_len = init->key.len + init->etag.len + init->version_id.len +
                            init->storage_class.len + init->content_type.len + 5;
    struct object *const object = malloc(sizeof *object + text_len);
    if (object == NULL)
        return NULL;
    char *at = (char *)(object + 1);
    object->key.ptr = (const uint8_t *)object_place(&at, init->key);
    object->key.len = init->key.len;
    object->etag = object_place(&at, init->etag);
    object->version_id = object_place(&at, init->version_id);
    object->storage_class = object_place(&at, init->storage_class);
    object->content_type = object_place(&at, init->content_type);
    object->size = init->size;
    object->last_modified = init->last_modified;
    object->source = init->source;
    object->refused = init->refused;
    return object;
}

void object_free(struct object *object)
{
    free(object);
}
