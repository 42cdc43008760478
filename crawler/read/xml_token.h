/*
 * The tokens of XML (W3C XML 1.0, 5th edition): names, attributes, references. No DTD is read: of
 * entities there are the five of section 4.6 and characters by number, all others stay as they
 * stand. What is not well-formed is read as far as it makes sense. Pure.
 */
#ifndef CRAWLER_READ_XML_TOKEN_H
#define CRAWLER_READ_XML_TOKEN_H

#include "detectors/ascii.h"
#include "detectors/span.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* Section 2.3, with every byte of other scripts taken for a letter. */
static inline bool xml_starts_name(uint8_t byte)
{
    return ascii_is_alpha(byte) || byte == '_' || byte == ':' || byte >= 0x80;
}

/* Where the name at text.ptr[at] ends: at itself when there is none. */
size_t xml_name_end(struct span text, size_t at);

/* The length of "<![CDATA[" where text starts with it; otherwise 0. */
size_t xml_cdata_start(struct span text);

/* text, which stands in front of a tag, without the mark of the end of CDATA: nothing else may be
 * one there. */
struct span xml_without_cdata_end(struct span text);

/* The name behind its prefix: "cda:id" is "id". */
struct span xml_local_name(struct span name);

/* The prefix of a name, empty when it has none. */
struct span xml_prefix(struct span name);

/* at is at most text.len. */
static inline bool xml_starts_with(struct span text, size_t at, const char *word)
{
    return text.len - at >= strlen(word) && memcmp(text.ptr + at, word, strlen(word)) == 0;
}

struct xml_attribute {
    struct span name;
    struct span value; /* raw, without its quotes */
    uint8_t quote;     /* '"' or '\'' ; 0: it has no value */
    bool is_whole;     /* its end was seen, with the quote */
    size_t end;        /* where to go on: behind the quote; at the value when it is not whole */
};

/* The attribute whose name starts at text.ptr[at]. False when no name starts there, or its end, or
 * what follows it, lies behind the text. */
bool xml_find_attribute(struct span text, size_t at, struct xml_attribute *attribute);

/*
 * Writes raw to out, references resolved; out has room for raw.len bytes, and the result is never
 * longer. Returns raw itself when there is nothing to resolve.
 */
struct span xml_decode(struct span raw, uint8_t *out);

/* Writes a character in UTF-8, at most 4 bytes; returns how many: 0 for none that XML has. */
size_t xml_put_char(uint32_t code, uint8_t *out);

/* True when head, the start of a text, is XML: a declaration, or a root's tag with others behind
 * it. HTML is none. */
bool xml_is_document(struct span head);

/* Where the root's tag starts, behind what may stand in front of it; head.len when head ends there.
 */
size_t xml_find_root(struct span head);

#endif
