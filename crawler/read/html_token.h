/*
 * The tokens of HTML (WHATWG HTML, section 13.2, as far as text needs it): tags with their
 * attributes, character references, and which elements end a line. Pure.
 */
#ifndef CRAWLER_READ_HTML_TOKEN_H
#define CRAWLER_READ_HTML_TOKEN_H

#include "detectors/span.h"

#include <stdbool.h>
#include <stdint.h>

enum html_element {
    HTML_INLINE, /* and every one that is not known: does not end a word */
    HTML_BLOCK,
    HTML_TABLE,
    HTML_ROW,
    HTML_CELL,
    HTML_HEAD_CELL,
    HTML_TERM,  /* dt: a head cell in a row of its own */
    HTML_FIELD, /* textarea, select, option: html_field.h */
    HTML_RAW    /* script, style: no markup inside */
};

struct html_tag {
    struct span name;
    enum html_element element;
    bool is_end;
    size_t attributes; /* where they start */
    size_t len;        /* of the tag with '<' and '>' */
};

/* True when text, which starts with '<', may be a tag, a comment or a declaration. */
bool html_starts_markup(struct span text);

/* The tag at the start of text; false when it has no end in text. */
bool html_find_tag(struct span text, struct html_tag *tag);

struct html_attribute {
    struct span name, value; /* raw; the value is empty when there is none */
};

/* The next attribute of a tag from *at on, which is moved behind it; false behind the last. */
bool html_next_attribute(struct span tag, size_t *at, struct html_attribute *attribute);

/* The number in the first attribute of a tag that has one of the names (lower case, the last is
 * NULL; prefixes do not matter); 0 when there is none. */
uint64_t html_find_number(struct span tag, size_t at, const char *const *names);

/* Names of HTML know no case; word in lower case. */
bool html_name_is(struct span name, const char *word);

/* Where mark stands in rest; letters of it in lower case stand for both cases. rest.len: nowhere.
 */
size_t html_find_mark(struct span rest, const char *mark);

#define HTML_REFERENCE_MAX 12 /* bytes of the longest reference */

/*
 * The character reference at the start of text, which starts with '&': writes its UTF-8 to out
 * (a no-break space as a blank, a soft hyphen as nothing), its length to *len, and returns how many
 * bytes of text it takes; 0 when it is none.
 */
size_t html_resolve(struct span text, uint8_t out[4], size_t *len);

/* Writes raw to out, references resolved, at most raw.len bytes; returns how many. */
size_t html_decode(struct span raw, uint8_t *out);

/* How much of raw, which is not empty and goes on behind its end, may be decoded by itself: no
 * reference and no character of UTF-8 is cut in two. At least 1. */
size_t html_whole(struct span raw);

#endif
