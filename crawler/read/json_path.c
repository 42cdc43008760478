/* Where a reader of JSON stands. */
#include "crawler/read/json_path.h"

#include "crawler/read/name_hash.h"
#include "crawler/read/reader.h"
#include "detectors/ascii.h"

#include <string.h>

#define NAME_LEVELS 3 /* keys that tell the meaning together: patient.name.first */
#define NAME_MAX_BYTES 160
#define JSON_BEHIND_KEY ((size_t)2) /* its quote and ':' */

void json_path_reset(struct json_path *path)
{
    path->depth = path->rendered = path->kept = 0;
}

void json_path_push(struct json_path *path, bool is_object)
{
    const struct json_frame *const parent = json_path_top(path);
    struct json_frame *const frame = &path->frames[path->depth];
    /* Member by member: clearing all of it first took longer than the rest. */
    frame->is_object = is_object;
    frame->key_at = frame->key_len = 0;
    frame->index = 0;
    frame->hash = NAME_HASH_START;
    frame->guess = &path->first;
    frame->meaning = FIELD_NO_MEANING;
    frame->key = FHIR_KEY_NONE;
    frame->roles = 0;
    if (parent == NULL) {
        frame->fhir = (struct fhir_frame){FHIR_NO_RESOURCE, FHIR_KEY_NONE, FIELD_NO_MEANING};
    } else {
        frame->key_at = (uint16_t)(parent->key_at + parent->key_len);
        frame->hash = parent->is_object ? parent->key_hash : parent->hash;
        frame->guess = parent->is_object ? &parent->known->inner : parent->guess;
        if (!is_object) {
            frame->meaning = parent->meaning;
            frame->key = parent->key;
            frame->roles = parent->roles & JSON_ROLE_DOCUMENT;
        }
        fhir_open(&frame->fhir, &parent->fhir, parent->key);
    }
    path->pairs[path->depth].len = 0;
    path->depth++;
}

/* The frame at the top has changed. */
static void json_path_touch(struct json_path *path)
{
    if (path->rendered >= path->depth)
        path->rendered = path->depth - 1;
}

void json_path_pop(struct json_path *path)
{
    json_path_touch(path);
    path->depth--;
    if (path->kept > path->depth)
        path->kept = path->depth;
}

void json_path_step(struct json_path *path)
{
    path->frames[path->depth - 1].index++;
    json_path_touch(path);
}

/*
 * True for a key that is a title somebody gave ("Limited Contact", "Wait_For_First") rather than
 * the name of a thing: its words do not name what stands below it.
 */
static bool json_path_is_title(const uint8_t *key, size_t len)
{
    size_t gaps = 0;
    for (size_t i = 0; i < len; i++) {
        if (key[i] == ' ')
            return true;
        gaps += key[i] == '_' || key[i] == '-';
    }
    return gaps > 1;
}

/* DynamoDB writes {"ssn": {"S": "536-90-4399"}}: such a key tells a type, the one around it the
 * name. Amazon DynamoDB API reference, AttributeValue. */
static bool json_path_is_type(const struct json_path *path, size_t level)
{
    static const char types[][4] = {"S", "N", "B", "M", "L", "SS", "NS", "BS"};
    const struct json_frame *const frame = &path->frames[level];
    for (size_t i = 0; level > 0 && i < sizeof types / sizeof types[0]; i++) {
        if (strlen(types[i]) == frame->key_len &&
            memcmp(types[i], path->keys + frame->key_at, frame->key_len) == 0)
            return true;
    }
    return false;
}

/* The last keys, joined with dots, as fieldnames.h likes them. */
static size_t json_path_join(const struct json_path *path, uint8_t out[NAME_MAX_BYTES])
{
    size_t first = path->depth, levels = 0, len = 0;
    while (first > 0 && levels < NAME_LEVELS) {
        first--;
        levels += path->frames[first].is_object && !json_path_is_type(path, first);
    }
    for (; first < path->depth; first++) {
        const struct json_frame *const frame = &path->frames[first];
        if (!frame->is_object || json_path_is_type(path, first))
            continue;
        const bool is_last = first + 1 == path->depth;
        if (!is_last && json_path_is_title(path->keys + frame->key_at, frame->key_len)) {
            len = 0;
            continue;
        }
        if (len + frame->key_len + 1 > NAME_MAX_BYTES)
            len = 0;
        if (frame->key_len + (size_t)1 > NAME_MAX_BYTES)
            continue;
        memcpy(out + len, path->keys + frame->key_at, frame->key_len);
        len += frame->key_len;
        out[len++] = '.';
    }
    return len > 0 ? len - 1 : 0;
}

/* Keys that say how a value is written rather than what it is: those around them do not name it.
 */
static bool json_path_is_aside(enum fhir_key key)
{
    return key == FHIR_KEY_CODE || key == FHIR_KEY_SYSTEM || key == FHIR_KEY_TYPE ||
           key == FHIR_KEY_DISPLAY || key == FHIR_KEY_URL;
}

void json_path_keep(struct json_path *path)
{
    for (; path->kept < path->depth; path->kept++) {
        const struct json_frame *const frame = &path->frames[path->kept];
        if (frame->key_len > 0)
            memcpy(path->keys + frame->key_at, frame->key_from, frame->key_len);
    }
}

/* True for the "text" of an element of "outputs": what a cell of a notebook printed. */
static bool json_path_is_output(const struct json_path *path, struct span key)
{
    if (path->depth < 3 || !ascii_is_word(key, "text") || path->frames[path->depth - 2].is_object)
        return false;
    const struct json_frame *const list = &path->frames[path->depth - 3];
    const struct span name = {path->keys + list->key_at, list->key_len};
    return ascii_is_word(name, "outputs");
}

/* Finds what the key at hand means, which was not seen lately. Apart from what is done for every
 * key, which needs no room for names. */
static __attribute__((noinline)) void json_path_learn(struct json_path *path,
                                                      struct json_known *known)
{
    const struct json_frame *const frame = json_path_top(path);
    const struct span key = {frame->key_from, frame->key_len};
    const enum fhir_key fhir = fhir_key_of(key);
    uint8_t name[NAME_MAX_BYTES];
    json_path_keep(path);
    const size_t len = json_path_join(path, name);
    const struct field_meaning meaning =
        json_path_is_aside(fhir) ? FIELD_NO_MEANING
                                 : field_meaning_of_name(path->rules, (struct span){name, len});
    *known = (struct json_known){
        .hash = frame->key_hash,
        .from = frame->hash,
        .meaning = meaning,
        .key = fhir,
        .roles = json_key_roles(key) | (json_path_is_output(path, key) ? JSON_ROLE_DOCUMENT : 0U),
        .is_shown = reader_may_show(key),
        .frame = frame->fhir,
        .value = fhir_meaning(&frame->fhir, fhir, meaning),
    };
}

/* Keeps how the key looks, which stands in a text. */
static void json_known_keep_text(struct json_known *known, struct span key)
{
    if (key.len + JSON_BEHIND_KEY > sizeof known->text)
        return;
    memcpy(known->text, key.ptr, key.len);
    memcpy(known->text + key.len, "\":", JSON_BEHIND_KEY);
    known->text_len = (uint8_t)(key.len + JSON_BEHIND_KEY);
}

static bool json_known_stands_at(const struct json_known *known, const uint8_t *text)
{
    uint64_t same = 0;
    for (size_t i = 0; i < JSON_GUESS_BYTES; i += LANE_BYTES) {
        byte_lanes one, other;
        memcpy(&one, known->text + i, sizeof one);
        memcpy(&other, text + i, sizeof other);
        const byte_lanes equal = (byte_lanes)(one == other);
        same |= lane_bits(&equal) << i;
    }
    return (~same & ((UINT64_C(1) << known->text_len) - 1)) == 0;
}

/* The object at the top goes on with this key. */
static void json_path_enter(struct json_path *path, struct span key, uint64_t hash)
{
    struct json_frame *const frame = json_path_top(path);
    frame->key_len = (uint16_t)key.len;
    frame->key_from = key.ptr;
    frame->key_hash = hash;
    if (path->kept == path->depth)
        path->kept--;
    json_path_touch(path);
}

/* Which means this. */
static void json_path_know(struct json_path *path, struct json_known *known)
{
    struct json_frame *const frame = json_path_top(path);
    frame->known = known;
    frame->meaning = known->meaning;
    frame->key = known->key;
    frame->roles = known->roles;
    frame->is_key_shown = known->is_shown;
    frame->guess = &known->next;
}

size_t json_path_guess_key(struct json_path *path, const uint8_t *text)
{
    const struct json_frame *const frame = json_path_top(path);
    struct json_known *const known = *frame->guess;
    if (known == NULL || known->text_len == 0 || known->from != frame->hash ||
        !json_known_stands_at(known, text))
        return 0;
    json_path_enter(path, (struct span){text, known->text_len - JSON_BEHIND_KEY}, known->hash);
    json_path_know(path, known);
    return known->text_len;
}

void json_path_set_key(struct json_path *path, struct span key, size_t front)
{
    const struct json_frame *const frame = json_path_top(path);
    const struct span kept = {key.ptr, key.len < JSON_KEY_MAX ? key.len : JSON_KEY_MAX};
    const uint64_t hash =
        name_hash_in(frame->hash, key.ptr + kept.len, kept.len, front + kept.len) | 1;
    /* Two places a hash: keys of one record that share a place do not drive each other out. */
    struct json_known *known = &path->known[hash >> 8 & (JSON_KNOWN_MAX - 2)];
    if (known[0].hash != hash && known[1].hash == hash)
        known++;
    json_path_enter(path, kept, hash);
    if (known->hash != hash) {
        known[1] = known[0];
        json_path_learn(path, known);
        if (front > 0)
            json_known_keep_text(known, key);
    }
    *frame->guess = known;
    json_path_know(path, known);
}

void json_path_note(struct json_path *path, struct span text)
{
    json_pair_set(&path->pairs[path->depth - 1], text);
}

/* What the name beside the value at hand says of it: "answer": [{"valueString": ...}] has that
 * beside the answer. */
static struct field_meaning json_path_pair(const struct json_path *path)
{
    size_t level = path->depth - 1;
    while (level > 0 && path->pairs[level].len == 0 &&
           (!path->frames[level].is_object || (path->frames[level].roles & JSON_ROLE_VALUE) != 0))
        level--;
    const bool is_pair = (path->frames[level].roles & JSON_ROLE_VALUE) != 0;
    return is_pair ? json_pair_meaning(&path->pairs[level], path->rules) : FIELD_NO_MEANING;
}

/* What a member means: the same as last time, unless it stands in another frame. */
static struct field_meaning json_path_member(const struct json_frame *top)
{
    struct json_known *const known = top->known;
    if (!fhir_is_same(&known->frame, &top->fhir)) {
        known->frame = top->fhir;
        known->value = fhir_meaning(&top->fhir, top->key, top->meaning);
    }
    return known->value;
}

/* An element of an array is a value of the object around it: "given": ["A", "B"]. */
static struct field_meaning json_path_element(const struct json_path *path)
{
    size_t level = path->depth - 1;
    while (level > 0 && !path->frames[level].is_object)
        level--;
    const struct json_frame *const top = &path->frames[path->depth - 1];
    return fhir_meaning(&path->frames[level].fhir, top->key, top->meaning);
}

struct field_meaning json_path_meaning(struct json_path *path)
{
    const struct json_frame *const top = json_path_top(path);
    if (top == NULL)
        return FIELD_NO_MEANING;
    const struct field_meaning meaning =
        top->is_object ? json_path_member(top) : json_path_element(path);
    const bool may_be_named = (top->roles & JSON_ROLE_VALUE) != 0 || !top->is_object;
    return meaning.detector < 0 && may_be_named ? json_path_pair(path) : meaning;
}

/* Writes "[12]". */
static size_t json_path_write_index(uint8_t *out, uint64_t index)
{
    uint8_t digits[24];
    size_t at = sizeof digits;
    digits[--at] = ']';
    do {
        digits[--at] = (uint8_t)('0' + index % 10);
        index /= 10;
    } while (index > 0);
    digits[--at] = '[';
    memcpy(out, digits + at, sizeof digits - at);
    return sizeof digits - at;
}

struct span json_path_render(struct json_path *path)
{
    size_t len = path->rendered > 0 ? path->frames[path->rendered - 1].text_end : 1;
    path->text[0] = '$';
    json_path_keep(path);
    for (; path->rendered < path->depth; path->rendered++) {
        struct json_frame *const frame = &path->frames[path->rendered];
        if (len + JSON_KEY_MAX + 2 > JSON_PATH_MAX)
            return (struct span){NULL, 0};
        if (!frame->is_object) {
            len += json_path_write_index(path->text + len, frame->index);
        } else {
            path->text[len++] = '.';
            const size_t key_len = frame->is_key_shown ? frame->key_len : 1;
            memcpy(path->text + len,
                   frame->is_key_shown ? path->keys + frame->key_at : (const uint8_t *)"*",
                   key_len);
            len += key_len;
        }
        frame->text_end = (uint16_t)len;
    }
    return (struct span){path->text, len};
}
