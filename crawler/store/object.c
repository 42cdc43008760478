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
    struct object fixed = {.size = init->size,
                           .last_modified = init->last_modified,
                           .has_tags = init->has_tags,
                           .has_metadata = init->has_metadata,
                           .is_size_unknown = init->is_size_unknown,
                           .versions = init->versions,
                           .source = init->source,
                           .refused = init->refused};
    const struct {
        const char **place;
        struct span text;
    } texts[] = {
        {&fixed.container, init->container},
        {&fixed.etag, init->etag},
        {&fixed.version_id, init->version_id},
        {&fixed.snapshot, init->snapshot},
        {&fixed.upload_id, init->upload_id},
        {&fixed.storage_class, init->storage_class},
        {&fixed.content_type, init->content_type},
        {&fixed.encryption_mode, init->encryption_mode},
        {&fixed.encryption_key_id, init->encryption_key_id},
        {&fixed.tags, init->tags},
        {&fixed.metadata, init->metadata},
    };
    const size_t count = sizeof texts / sizeof *texts;
    size_t size = sizeof fixed + init->key.len + 1;
    for (size_t i = 0; i < count; i++)
        size += texts[i].text.len + (texts[i].text.len > 0);
    struct object *const object = malloc(size);
    if (object == NULL)
        return NULL;
    char *at = (char *)(object + 1);
    fixed.key.ptr = (const uint8_t *)object_place(&at, init->key);
    fixed.key.len = init->key.len;
    for (size_t i = 0; i < count; i++)
        *texts[i].place = texts[i].text.len > 0 ? object_place(&at, texts[i].text) : "";
    *object = fixed;
    return object;
}

void object_free(struct object *object)
{
    free(object);
}
