/*
 * Where a reader of JSON stands: the objects and arrays that are open, their keys, and what these
 * mean. Levels below JSON_DEPTH_MAX are the reader's to count.
 */
#ifndef CRAWLER_READ_JSON_PATH_H
#define CRAWLER_READ_JSON_PATH_H

#include "crawler/read/fhir.h"
#include "crawler/read/json_key.h"
#include "crawler/read/json_pair.h"
#include "detectors/field.h"

#define JSON_DEPTH_MAX 64
#define JSON_KEY_MAX 256
#define JSON_PATH_MAX 1024

/* An object or array that is open. */
struct json_frame {
    bool is_object;
    uint16_t key_at, key_len;     /* of the member that is read, in keys[]; objects only */
    const uint8_t *key_from;      /* where it stands, while it is not copied from there */
    struct json_known *known;     /* of the member's key, up to the next key anywhere */
    struct json_known **guess;    /* where the key is kept that came next, last time */
    uint64_t index;               /* of the element that is read; arrays only */
    uint16_t text_end;            /* of what is rendered of it, up to its member or element */
    bool is_key_shown;            /* the key may be: reader_may_show() */
    uint64_t hash;                /* of the keys down to here */
    uint64_t key_hash;            /* of these and the member's key */
    struct field_meaning meaning; /* of the member's key; of an array: of its own key */
    enum fhir_key key;            /* likewise */
    unsigned roles;               /* of the member's key: bits of enum json_role; of an array, as
                                     far as they are its elements' */
    struct fhir_frame fhir;
};

/* Of a key, with the quote and ':' behind it; longer ones are not guessed. */
#define JSON_GUESS_BYTES 32

/* The meanings of paths seen lately, and what came next there: records repeat their keys. */
struct json_known {
    uint64_t hash;            /* 0: none */
    uint64_t from;            /* that of the path in front of the key */
    struct json_known *next;  /* the key that came behind it last; NULL: none yet */
    struct json_known *inner; /* the one that was the first in its value */
    struct field_meaning meaning;
    struct fhir_frame frame;    /* where a value of the key stood last, and ... */
    struct field_meaning value; /* ... what it meant there */
    enum fhir_key key;
    unsigned roles;
    bool is_shown;
    uint8_t text_len;               /* 0: not kept */
    uint8_t text[JSON_GUESS_BYTES]; /* the key, its quote and ':' */
};

#define JSON_KNOWN_MAX 512

struct json_path {
    const struct field_rules *rules;
    size_t depth;
    struct json_frame frames[JSON_DEPTH_MAX];
    size_t kept; /* frames whose keys are in keys[] */
    uint8_t keys[JSON_DEPTH_MAX * JSON_KEY_MAX];
    struct json_known known[JSON_KNOWN_MAX];
    struct json_known *first;               /* as json_known.inner, of objects at the top */
    struct json_pair pairs[JSON_DEPTH_MAX]; /* of each frame */
    uint8_t text[JSON_PATH_MAX];            /* rendered */
    size_t rendered;                        /* frames of which what is rendered still holds */
};

/* depth 0, nothing open. */
void json_path_reset(struct json_path *path);

/* The innermost open one; NULL at the top. */
static inline struct json_frame *json_path_top(struct json_path *path)
{
    return path->depth > 0 ? &path->frames[path->depth - 1] : NULL;
}

/* Opens an object or array as the value at hand; depth must be below JSON_DEPTH_MAX. */
void json_path_push(struct json_path *path, bool is_object);
void json_path_pop(struct json_path *path);

/* The array at the top goes on with its next element, or the object with its next member. */
void json_path_step(struct json_path *path);

/* The object at the top goes on with this key (decoded; at most JSON_KEY_MAX bytes are kept), which
 * must stay as it is up to the next json_path_keep(); front bytes in front of it may be read. */
void json_path_set_key(struct json_path *path, struct span key, size_t front);

/* The same for the key at text, of JSON_GUESS_BYTES at least, when that is the one that came here
 * last time, with its quote and ':' directly behind: the length of all that. 0: it is not, and
 * nothing has changed. */
size_t json_path_guess_key(struct json_path *path, const uint8_t *text);

/* Copies the keys that are not copied yet. Few are ever looked at again. */
void json_path_keep(struct json_path *path);

/* True when the value at hand may be the name of one that follows. */
static inline bool json_path_is_name(const struct json_path *path)
{
    return path->depth > 0 && (path->frames[path->depth - 1].roles & JSON_ROLE_NAME) != 0;
}

/* The value at hand is that, with this text. */
void json_path_note(struct json_path *path, struct span text);

/* True when the value at hand may have its name behind it, none being in front. */
static inline bool json_path_lacks_name(const struct json_path *path)
{
    const struct json_frame *const top = path->depth > 0 ? &path->frames[path->depth - 1] : NULL;
    return top != NULL && top->is_object && (top->roles & JSON_ROLE_VALUE) != 0 &&
           path->pairs[path->depth - 1].len == 0;
}

/* What the value at hand means. */
struct field_meaning json_path_meaning(struct json_path *path);

/* "$.entry[0].resource.birthDate"; keys that may be values are shown as '*'. ptr NULL when it is
 * too long. Valid until the next call. */
struct span json_path_render(struct json_path *path);

#endif
