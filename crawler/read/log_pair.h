/*
 * A name and its value in a line of a log: key=value, "key":value of the JSON at its end, and the
 * parameters of a query string. What is no pair by these rules is no error: lines are written for
 * people.
 *
 * A value of a query string ends at a blank of the line, not at one that was written %20: which is
 * which is asked from the text_reader that folded it.
 */
#ifndef CRAWLER_READ_LOG_PAIR_H
#define CRAWLER_READ_LOG_PAIR_H

#include "crawler/read/reader.h"
#include "crawler/read/text_reader.h"
#include "detectors/ascii.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LOG_KEY_MAX 64
#define LOG_KNOWN_MAX 512

/* The meanings of keys seen lately; all zero but rules: none. */
struct log_keys {
    const struct field_rules *rules; /* must outlive it */
    struct log_known {
        uint64_t hash; /* 0: none */
        struct field_meaning meaning;
    } known[LOG_KNOWN_MAX];
};

/* The text at hand, and where it comes from. */
struct log_text {
    const struct segment *segment;
    const struct text_reader *origin; /* NULL: nothing in it was folded */
};

/* True when the byte text[at] stood for itself, and not an escape for it. */
static inline bool log_text_is_plain(const struct log_text *text, size_t at)
{
    return text->origin == NULL || !text_reader_is_escape(text->origin, text->segment->offset + at);
}

struct log_pair {
    struct span key;
    struct field_meaning meaning; /* of the key */
    size_t value;                 /* where the value starts, its quote included */
    bool is_query;                /* '+' stands for a blank, '&' ends the value */
    bool is_json;                 /* escapes of JSON; no bare words */
    bool is_quoted;               /* within a string: quotes are written \" */
};

/* Whether text[at] is a sign between a name and a value; '=' and ':' are looked at alone. */
static inline bool log_pair_is_sign(const struct segment *segment, size_t at)
{
    const uint8_t *const sign = segment->text + at;
    return *sign == '=' || (*sign == ':' && segment->before + at > 0 && sign[-1] == '"');
}

/* The pair whose sign is text[at]; is_query: the text is known to be a query string. False when
 * there is no key or it means nothing, as nearly always: pair is not filled then. */
bool log_pair_find(struct log_keys *keys, const struct segment *segment, size_t at, bool is_query,
                   struct log_pair *pair);

/* Its value, raw, without quotes; len 0 when there is none that ends within limit. */
struct span log_pair_value(const struct log_pair *pair, const struct log_text *text, size_t limit);

/* The value, decoded into at most READER_VALUE_MAX bytes at out where anything is to be decoded. */
struct span log_pair_decode(const struct log_pair *pair, const struct log_text *text,
                            struct span raw, uint8_t *out);

#endif
