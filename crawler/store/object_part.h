/*
 * Which bytes of an object are being read, how far that has got, and whether an answer brings the
 * next of them: RFC 9110 sections 14 (Range) and 13.1.1 (If-Match). Pure.
 */
#ifndef CRAWLER_STORE_OBJECT_PART_H
#define CRAWLER_STORE_OBJECT_PART_H

#include "crawler/store/http_message.h"
#include "crawler/store/object.h"

#include <stdbool.h>
#include <stdint.h>

struct object_part {
    uint64_t first;
    uint64_t last;  /* UINT64_MAX: to the end of the object */
    char etag[128]; /* of the version that is read, without quotes; "": not known yet, or the store
                       gives none */
    uint64_t received; /* bytes from first on, each once */
    bool has_total;
    uint64_t total; /* bytes from first on, in all */
    bool has_object_size;
    uint64_t object_size;
    uint64_t skip; /* bytes that the answer at hand repeats before it brings new ones */
};

/* What the body of an answer is. */
enum part_body {
    PART_UNKNOWN,  /* no answer yet */
    PART_NEXT,     /* the next bytes, behind skip others */
    PART_REFUSAL,  /* an error: neither 200 nor 206 */
    PART_REPLACED, /* bytes of another version */
    PART_FOREIGN,  /* not what was asked for: a protocol error */
    PART_WHOLE /* the store does not give parts that could be put together: ask for the whole object
                */
};

/* The range and version to ask for; its etag lives as long as part. */
struct http_part object_part_wanted(const struct object_part *part);

/*
 * Judges status and headers of an answer to object_part_wanted(), and takes over what they say of
 * sizes, version and repetition. object is what the listing said: a body of the listed version that
 * is shorter than listed is a cut one, although its Content-Length does not say so.
 */
enum part_body object_part_judge(struct object_part *part, const struct object *object, int status,
                                 const struct http_headers *headers);

/* Whether all bytes are there. Without a total the end of the body is the end of the object. */
bool object_part_is_complete(const struct object_part *part);

/* Forgets everything but which bytes are wanted. */
void object_part_restart(struct object_part *part);

#endif
