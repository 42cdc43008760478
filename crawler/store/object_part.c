/* Compares what was asked of an object with what came. */
#include "crawler/store/object_part.h"

#include <string.h>

static bool is_bounded(const struct object_part *part)
{
    return part->last != UINT64_MAX;
}

struct http_part object_part_wanted(const struct object_part *part)
{
    return (struct http_part){
        .first = part->first + part->received, .last = part->last, .etag = part->etag};
}

bool object_part_is_complete(const struct object_part *part)
{
    return !part->has_total || part->received >= part->total;
}

void object_part_restart(struct object_part *part)
{
    *part = (struct object_part){.first = part->first, .last = part->last};
}

/* All of the object from its first byte on, as the first answer. */
static enum part_body begin_whole(struct object_part *part, const struct object *object,
                                  const struct http_headers *headers)
{
    uint64_t length;
    part->last = UINT64_MAX;
    part->has_object_size = http_headers_number(headers, "Content-Length", &length);
    if (part->has_object_size)
        part->object_size = length;
    const bool is_listed_version = part->etag[0] != '\0' && strcmp(part->etag, object->etag) == 0;
    if (is_listed_version && (!part->has_object_size || length < object->size)) {
        part->has_object_size = true;
        part->object_size = object->size;
    }
    part->has_total = part->has_object_size;
    part->total = part->object_size;
    return PART_NEXT;
}

/* Bytes from the middle, or of the start, as the first or a later answer. */
static enum part_body take_range(struct object_part *part, const struct http_headers *headers)
{
    struct http_range range;
    if (!http_headers_content_range(headers, &range) ||
        range.first != part->first + part->received ||
        (part->has_object_size && range.total != part->object_size))
        return PART_FOREIGN;
    const uint64_t last = part->last < range.total ? part->last : range.total - 1;
    if (range.last != last)
        return PART_FOREIGN;
    part->has_object_size = part->has_total = true;
    part->object_size = range.total;
    part->total = last - part->first + 1;
    return PART_NEXT;
}

/* A body that begins with the first byte although a later one was asked for. */
static enum part_body repeat_whole(struct object_part *part, const char *etag)
{
    if (part->first > 0 || is_bounded(part) || etag[0] == '\0')
        return PART_FOREIGN;
    part->skip = part->received;
    return PART_NEXT;
}

/* The answer to the first request for an object: nothing is known but what the listing said. */
static enum part_body begin(struct object_part *part, const struct object *object, int status,
                            const struct http_headers *headers)
{
    if (status == 200)
        return begin_whole(part, object, headers);
    if (!is_bounded(part))
        return PART_FOREIGN; /* a part that nobody asked for */
    return part->etag[0] == '\0' ? PART_WHOLE : take_range(part, headers);
}

enum part_body object_part_judge(struct object_part *part, const struct object *object, int status,
                                 const struct http_headers *headers)
{
    char etag[sizeof part->etag];
    const bool is_start = part->first == 0 && part->received == 0;
    part->skip = 0;
    if (status == 416 && is_start && is_bounded(part))
        return PART_WHOLE; /* an empty object has no first byte */
    if (status != 200 && status != 206)
        return PART_REFUSAL;
    http_headers_etag(headers, etag, sizeof etag);
    if (part->etag[0] == '\0')
        memcpy(part->etag, etag, sizeof etag);
    else if (etag[0] != '\0' && strcmp(part->etag, etag) != 0)
        return PART_REPLACED;
    if (is_start)
        return begin(part, object, status, headers);
    return status == 200 ? repeat_whole(part, etag) : take_range(part, headers);
}
