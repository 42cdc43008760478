/* Globs over keys. */
#include "crawler/pipeline/glob.h"

#include "crawler/base/utf8.h"

#include <string.h>

/* The character at the start of text and its length. */
static size_t glob_point(struct span text, uint32_t *point)
{
    const size_t len = utf8_decode(text, point);
    if (len == 0)
        *point = 0x110000u + text.ptr[0]; /* a byte of its own */
    return len > 0 ? len : 1;
}

/* The character at the start of the rest of a glob, behind a backslash if there is one. */
static const char *glob_literal(const char *at, uint32_t *point)
{
    at += *at == '\\';
    return at + glob_point((struct span){(const uint8_t *)at, strlen(at)}, point);
}

/* Where the set that begins behind '[' ends; NULL: nowhere. */
static const char *glob_set_end(const char *at)
{
    const char *const first = at + (*at == '!');
    for (at = first; *at != '\0' && (*at != ']' || at == first); at++)
        if (*at == '\\' && *++at == '\0')
            return NULL;
    return *at == ']' ? at : NULL;
}

static bool glob_set_has(const char *at, uint32_t point)
{
    const bool is_negated = *at == '!';
    bool is_found = false;
    at += is_negated;
    for (const char *const end = glob_set_end(at - is_negated); at < end;) {
        uint32_t first, last;
        at = glob_literal(at, &first);
        last = first;
        if (at[0] == '-' && at + 1 < end)
            at = glob_literal(at + 1, &last);
        is_found |= first <= point && point <= last;
    }
    return is_found != is_negated;
}

bool glob_is_valid(const char *glob)
{
    if (strlen(glob) > GLOB_MAX)
        return false;
    for (const char *at = glob; *at != '\0'; at++) {
        if (*at == '\\') {
            if (*++at == '\0')
                return false;
        } else if (*at == '[' && (at = glob_set_end(at + 1)) == NULL) {
            return false;
        }
    }
    return true;
}

/* Whether the character matches what the glob has next; *next is behind that. Not for '*'. */
static bool glob_step(const char *at, uint32_t point, const char **next)
{
    if (*at == '[') {
        *next = glob_set_end(at + 1) + 1;
        return glob_set_has(at + 1, point);
    }
    if (*at == '?') {
        *next = at + 1;
        return true;
    }
    uint32_t literal;
    *next = glob_literal(at, &literal);
    return literal == point;
}

bool glob_matches(const char *glob, struct span key)
{
    const char *at = glob, *star = NULL;
    size_t i = 0, star_i = 0;
    while (i < key.len) {
        uint32_t point;
        const size_t len = glob_point((struct span){key.ptr + i, key.len - i}, &point);
        const char *next = NULL;
        if (*at == '*') { /* tried with nothing first */
            star = ++at;
            star_i = i;
        } else if (*at != '\0' && glob_step(at, point, &next)) {
            at = next;
            i += len;
        } else if (star != NULL) { /* the last '*' takes one character more */
            at = star;
            uint32_t skipped;
            star_i += glob_point((struct span){key.ptr + star_i, key.len - star_i}, &skipped);
            i = star_i;
        } else {
            return false;
        }
    }
    return at[strspn(at, "*")] == '\0';
}
