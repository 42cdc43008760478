/*
 * What stands beside the text of a page: attributes and comments. They are given out once the line
 * is over, so that they do not split its words.
 */
#ifndef CRAWLER_READ_HTML_ASIDE_H
#define CRAWLER_READ_HTML_ASIDE_H

#include "crawler/read/record.h"

#define HTML_ASIDES_MAX 64
#define HTML_ASIDE_BYTES 8192

struct html_aside {
    struct field_meaning meaning;
    size_t at, len; /* in bytes[] */
    uint64_t offset, length;
    bool is_raw;
};

struct html_asides {
    size_t count, next, len;
    struct html_aside asides[HTML_ASIDES_MAX];
    uint8_t bytes[HTML_ASIDE_BYTES];
};

void html_asides_reset(struct html_asides *asides);

/* Whether a tag or comment of len bytes has room: if not, the line is to be cut. */
bool html_asides_has_room(const struct html_asides *asides, size_t len);

/* Keeps raw, which stands at offset in the member, when something may be found in it; false when it
 * has no room. */
bool html_asides_add(struct html_asides *asides, struct span raw, uint64_t offset,
                     struct field_meaning meaning);

/* What the value or content of a tag, whose attributes stand from at on, means by its name or id.
 */
struct field_meaning html_meaning_of_tag(const struct field_rules *rules, struct span tag,
                                         size_t at);

/* Keeps the values of the attributes of a tag, which stand in raw from at on; raw stands at offset
 * in the member. rules: a value means what the tag's name or id says. NULL: it is one of an office
 * document, where only few attributes are for people. False when one has no room. */
bool html_asides_add_tag(struct html_asides *asides, const struct field_rules *rules,
                         struct span raw, size_t at, uint64_t offset);

/* The next one; false, and all are forgotten, behind the last. */
bool html_asides_next(struct html_asides *asides, struct record_value *value);

#endif
