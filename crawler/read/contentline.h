/*
 * Content lines: "NAME;PARAMETER=VALUE:VALUE", folded before a blank, as in vCard (RFC 6350, 3.2;
 * 2.1 and 3.0 likewise), iCalendar (RFC 5545, 3.1) and LDIF (RFC 2849). Where their parts end, and
 * what their values say.
 */
#ifndef CRAWLER_READ_CONTENTLINE_H
#define CRAWLER_READ_CONTENTLINE_H

#include "detectors/span.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum contentline_encoding {
    CONTENTLINE_PLAIN,
    CONTENTLINE_QUOTED, /* quoted-printable: a line goes on behind a '=' at its end */
    CONTENTLINE_BASE64
};

/* Text to look at. */
struct contentline_view {
    const uint8_t *text;
    size_t front; /* bytes that may be read in front of text */
    size_t limit; /* where looking ends */
    size_t end;   /* of what may be read: at least limit */
    enum contentline_encoding encoding;
};

/* From at on, the first line feed that ends the content line: what follows is no blank, and no soft
 * line break of quoted-printable stands in front; view->limit when there is none. */
size_t contentline_find_end(const struct contentline_view *view, size_t at);

/* The same, or a byte of stops that stands neither in quotes nor behind a backslash. */
size_t contentline_find_stop(const struct contentline_view *view, size_t at, const char *stops,
                             bool has_quotes);

/*
 * raw without folds and encoding; has_escapes: and with \, \; \\ and \n resolved, the last to a
 * blank. out has room for raw.len + 3 bytes; the result lies in it, or is raw.
 */
struct span contentline_decode(struct span raw, enum contentline_encoding encoding,
                               bool has_escapes, uint8_t *out);

/* What stands in front of an address or a number in a URI is none of it. */
struct span contentline_pass_scheme(struct span value);

/* True when word stands somewhere in text, in any case. */
bool contentline_has_word(struct span text, const char *word);

#endif
