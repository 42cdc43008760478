/* Which of the listed objects a run looks at. */
#include "crawler/pipeline/filter.h"

#include "crawler/base/buffer.h"
#include "crawler/base/log.h"
#include "crawler/pipeline/filter_time.h"
#include "crawler/pipeline/glob.h"
#include "crawler/store/pairs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define TAG_LIMIT ((size_t)64 << 10)

struct filter {
    struct filter_options options;
    struct pattern *patterns[FILTER_TEXTS_MAX];
    time_t after, before;
};

static const char *const names[FILTER_COUNT] = {
    [FILTER_INCLUDE] = "include",
    [FILTER_EXCLUDE] = "exclude",
    [FILTER_REGEX] = "regex",
    [FILTER_EXTENSION] = "extension",
    [FILTER_MIN_SIZE] = "min-size",
    [FILTER_MAX_SIZE] = "max-size",
    [FILTER_MODIFIED_AFTER] = "modified-after",
    [FILTER_MODIFIED_BEFORE] = "modified-before",
    [FILTER_STORAGE_CLASS] = "storage-class",
    [FILTER_VERSION_STATE] = "version-state",
    [FILTER_ENCRYPTION] = "encryption",
    [FILTER_TAG] = "tag",
    [FILTER_SINCE] = "since",
};

const char *filter_name(enum filter_kind kind)
{
    return names[kind];
}

static const struct {
    const char *name;
    unsigned versions; /* bits of struct object */
} states[] = {
    {"latest", OBJECT_LATEST},   {"noncurrent", OBJECT_NONCURRENT},
    {"deleted", OBJECT_DELETED}, {"delete-marker", OBJECT_DELETE_MARKER},
    {"upload", OBJECT_UPLOAD},   {"snapshot", 0},
};

/* ---- words with commas ---- */

/* The next word of a list; false at its end. */
static bool filter_next_word(const char **list, struct span *word)
{
    while (**list == ',')
        (*list)++;
    *word = (struct span){(const uint8_t *)*list, strcspn(*list, ",")};
    *list += word->len;
    return word->len > 0;
}

static bool filter_is(struct span word, const char *text)
{
    return strlen(text) == word.len && strncasecmp((const char *)word.ptr, text, word.len) == 0;
}

/* Whether one of the words of a kind is this text. */
static bool filter_names(const struct filter *filter, enum filter_kind kind, const char *text)
{
    struct span word;
    for (size_t i = 0; i < filter->options.kinds[kind].count; i++)
        for (const char *list = filter->options.kinds[kind].texts[i];
             filter_next_word(&list, &word);)
            if (filter_is(word, text))
                return true;
    return false;
}

/* ---- making ---- */

static bool filter_refuse(enum filter_kind kind, const char *text, const char *why,
                          struct fault *fault)
{
    fault_set(fault, REASON_READ_ERROR, "--%s: '%.80s' %s", names[kind], text, why);
    return false;
}

static bool filter_check_globs(const struct filter *filter, struct fault *fault)
{
    static const enum filter_kind kinds[] = {FILTER_INCLUDE, FILTER_EXCLUDE};
    for (size_t k = 0; k < 2; k++)
        for (size_t i = 0; i < filter->options.kinds[kinds[k]].count; i++)
            if (!glob_is_valid(filter->options.kinds[kinds[k]].texts[i]))
                return filter_refuse(kinds[k], filter->options.kinds[kinds[k]].texts[i],
                                     "is no glob: [ needs its ], and a \\ something behind it",
                                     fault);
    return true;
}

static bool filter_compile(struct filter *filter, struct fault *fault)
{
    for (size_t i = 0; i < filter->options.kinds[FILTER_REGEX].count; i++) {
        const char *const text = filter->options.kinds[FILTER_REGEX].texts[i];
        struct pattern_error error;
        filter->patterns[i] =
            pattern_compile((struct span){(const uint8_t *)text, strlen(text)}, false, &error);
        if (filter->patterns[i] == NULL)
            return filter_refuse(FILTER_REGEX, text, error.message, fault);
    }
    return true;
}

static bool filter_check_states(const struct filter *filter, struct fault *fault)
{
    struct span word;
    for (size_t i = 0; i < filter->options.kinds[FILTER_VERSION_STATE].count; i++) {
        const char *const text = filter->options.kinds[FILTER_VERSION_STATE].texts[i];
        for (const char *list = text; filter_next_word(&list, &word);) {
            size_t state = 0;
            while (state < sizeof states / sizeof *states && !filter_is(word, states[state].name))
                state++;
            if (state == sizeof states / sizeof *states)
                return filter_refuse(
                    FILTER_VERSION_STATE, text,
                    "is none of latest, noncurrent, delete-marker, snapshot, deleted, upload",
                    fault);
        }
    }
    return true;
}

/* The last one that was given counts. */
static bool filter_read_time(const struct filter *filter, enum filter_kind kind, time_t now,
                             time_t *out, struct fault *fault)
{
    const size_t count = filter->options.kinds[kind].count;
    if (count == 0)
        return true;
    const char *const text = filter->options.kinds[kind].texts[count - 1];
    if (filter_time_parse(text, now, out))
        return true;
    return filter_refuse(kind, text,
                         "is neither a time such as 2026-01-02T03:04:05Z or 2026-01-02 nor an age "
                         "such as 12h, 7d or 4w",
                         fault);
}

struct filter *filter_create(const struct filter_options *options, time_t now, struct fault *fault)
{
    struct filter *const filter = calloc(1, sizeof *filter);
    if (filter == NULL) {
        fault_set(fault, REASON_LIMIT_MEMORY, "not enough memory for the filters");
        return NULL;
    }
    filter->options = *options;
    if (filter_check_globs(filter, fault) && filter_compile(filter, fault) &&
        filter_check_states(filter, fault) &&
        filter_read_time(filter, FILTER_MODIFIED_AFTER, now, &filter->after, fault) &&
        filter_read_time(filter, FILTER_MODIFIED_BEFORE, now, &filter->before, fault))
        return filter;
    filter_free(filter);
    return NULL;
}

void filter_free(struct filter *filter)
{
    if (filter == NULL)
        return;
    for (size_t i = 0; i < FILTER_TEXTS_MAX; i++)
        pattern_free(filter->patterns[i]);
    free(filter);
}

bool filter_suits(const struct filter *filter, const struct store *store, struct fault *fault)
{
    static const enum filter_kind kinds[] = {FILTER_ENCRYPTION, FILTER_TAG};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (filter->options.kinds[kinds[i]].count == 0 || store_lists_tags(store))
            continue;
        fault_set(fault, REASON_READ_ERROR,
                  "--%s cannot be used with SOURCEs of %s: their listings do not say that of "
                  "objects%s",
                  names[kinds[i]], store_provider_name(store),
                  kinds[i] == FILTER_ENCRYPTION && store_locator(store)->provider == PROVIDER_S3
                      ? "; an inventory does"
                      : "");
        return false;
    }
    return true;
}

void filter_warn(const struct filter *filter, bool has_from, bool has_inventory)
{
    const bool has_tags = filter->options.kinds[FILTER_TAG].count > 0;
    const bool has_encryption = filter->options.kinds[FILTER_ENCRYPTION].count > 0;
    if (has_from && (has_tags || has_encryption))
        log_line(LOG_WARNING,
                 "objects that --from names are read whatever --%s says: nobody lists "
                 "that of them",
                 names[has_tags ? FILTER_TAG : FILTER_ENCRYPTION]);
    if (has_inventory && has_tags)
        log_line(LOG_WARNING,
                 "objects of inventories are read whatever --tag says: inventories have no tags");
}

void filter_wants(const struct filter *filter, struct list_options *out)
{
    out->versions |= filter->options.kinds[FILTER_VERSION_STATE].count > 0;
    out->uploads |= filter_names(filter, FILTER_VERSION_STATE, "upload");
    out->tags |= filter->options.kinds[FILTER_TAG].count > 0;
}

/* ---- judging: true when the object may stay ---- */

static bool filter_glob(const struct filter *filter, enum filter_kind kind,
                        const struct object *object)
{
    for (size_t i = 0; i < filter->options.kinds[kind].count; i++)
        if (glob_matches(filter->options.kinds[kind].texts[i], object->key))
            return true;
    return false;
}

/* A try that takes too many steps leaves the object in. */
static bool filter_regex(const struct filter *filter, struct pattern_memory *memory,
                         const struct object *object)
{
    for (size_t i = 0; i < filter->options.kinds[FILTER_REGEX].count; i++)
        for (size_t at = 0; at < object->key.len; at++) {
            size_t len;
            if (pattern_match(filter->patterns[i], memory, object->key, at, &len) !=
                PATTERN_NO_MATCH)
                return true;
        }
    return false;
}

/* Whether the last part of the key ends in '.' and the word. */
static bool filter_has_extension(struct span key, struct span word)
{
    if (word.len > 0 && word.ptr[0] == '.')
        word = (struct span){word.ptr + 1, word.len - 1};
    if (key.len < word.len + 1 || key.ptr[key.len - word.len - 1] != '.')
        return false;
    const char *const tail = (const char *)key.ptr + (key.len - word.len);
    return strncasecmp(tail, (const char *)word.ptr, word.len) == 0 &&
           memchr(tail, '/', word.len) == NULL;
}

static bool filter_extension(const struct filter *filter, const struct object *object)
{
    struct span word;
    for (size_t i = 0; i < filter->options.kinds[FILTER_EXTENSION].count; i++)
        for (const char *list = filter->options.kinds[FILTER_EXTENSION].texts[i];
             filter_next_word(&list, &word);)
            if (filter_has_extension(object->key, word))
                return true;
    return false;
}

static bool filter_size(const struct filter *filter, enum filter_kind kind,
                        const struct object *object)
{
    if (object->is_size_unknown)
        return true; /* named by an inventory without sizes, or by --from: nobody knows */
    return kind == FILTER_MIN_SIZE ? object->size >= filter->options.min_size
                                   : object->size <= filter->options.max_size;
}

static bool filter_time(const struct filter *filter, enum filter_kind kind,
                        const struct object *object)
{
    if (object->last_modified == -1)
        return true;
    return kind == FILTER_MODIFIED_AFTER ? object->last_modified >= filter->after
                                         : object->last_modified < filter->before;
}

static bool filter_state(const struct filter *filter, const struct object *object)
{
    const bool is_snapshot = object->snapshot[0] != '\0';
    /* Where there are no versions, everything is the latest. */
    const unsigned versions =
        object->versions == 0 && !is_snapshot ? OBJECT_LATEST : object->versions;
    for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
        const bool is_so =
            states[i].versions != 0 ? (versions & states[i].versions) != 0 : is_snapshot;
        if (is_so && filter_names(filter, FILTER_VERSION_STATE, states[i].name))
            return true;
    }
    return false;
}

/* "NAME" or "NAME=VALUE". */
static bool filter_tag_is(const char *wanted, const struct buffer *name, const struct buffer *value)
{
    const size_t len = strlen(wanted);
    if (len < name->len || memcmp(wanted, name->ptr, name->len) != 0)
        return false;
    if (len == name->len)
        return true;
    return wanted[name->len] == '=' && len - name->len - 1 == value->len &&
           memcmp(wanted + name->len + 1, value->ptr, value->len) == 0;
}

static bool filter_tag(const struct filter *filter, const struct object *object)
{
    struct buffer name, value;
    const char *pairs = object->tags;
    bool is_found = !object->has_tags;
    buffer_init(&name, TAG_LIMIT);
    buffer_init(&value, TAG_LIMIT);
    while (!is_found && pairs_next(&pairs, &name, &value))
        for (size_t i = 0; i < filter->options.kinds[FILTER_TAG].count; i++)
            is_found |= filter_tag_is(filter->options.kinds[FILTER_TAG].texts[i], &name, &value);
    buffer_free(&name);
    buffer_free(&value);
    return is_found;
}

static bool filter_may_stay(const struct filter *filter, enum filter_kind kind,
                            struct pattern_memory *memory, const struct object *object)
{
    switch (kind) {
    case FILTER_INCLUDE:
        return filter_glob(filter, kind, object);
    case FILTER_EXCLUDE:
        return !filter_glob(filter, kind, object);
    case FILTER_REGEX:
        return filter_regex(filter, memory, object);
    case FILTER_EXTENSION:
        return filter_extension(filter, object);
    case FILTER_MIN_SIZE:
    case FILTER_MAX_SIZE:
        return filter_size(filter, kind, object);
    case FILTER_MODIFIED_AFTER:
    case FILTER_MODIFIED_BEFORE:
        return filter_time(filter, kind, object);
    case FILTER_STORAGE_CLASS:
        return object->storage_class[0] == '\0' ||
               filter_names(filter, kind, object->storage_class);
    case FILTER_VERSION_STATE:
        return filter_state(filter, object);
    case FILTER_ENCRYPTION:
        return object->encryption_mode[0] == '\0' ||
               filter_names(filter, kind, object->encryption_mode);
    case FILTER_TAG:
        return filter_tag(filter, object);
    default:
        return true;
    }
}

int filter_judge(const struct filter *filter, struct pattern_memory *memory,
                 const struct object *object)
{
    for (int kind = 0; kind < FILTER_COUNT; kind++)
        if (filter->options.kinds[kind].count > 0 &&
            !filter_may_stay(filter, (enum filter_kind)kind, memory, object))
            return kind;
    return -1;
}
