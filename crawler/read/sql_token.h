/*
 * Tokens of SQL, as far as dumps need them: words, strings, signs, comments. ISO/IEC 9075 with what
 * MySQL, PostgreSQL, SQL Server, Oracle and SQLite write otherwise. Pure.
 */
#ifndef CRAWLER_READ_SQL_TOKEN_H
#define CRAWLER_READ_SQL_TOKEN_H

#include "detectors/ascii.h"
#include "detectors/span.h"

#include <stdbool.h>

enum sql_kind {
    SQL_BLANK,
    SQL_WORD,   /* a name, keyword or number; a name in quotes without these */
    SQL_STRING, /* '...': text is what stands between the quotes, escapes unresolved */
    SQL_SIGN,   /* one byte */
    SQL_LINE,   /* -- or #: a comment starts that ends with the line */
    SQL_BLOCK,  /* a comment starts that ends with an asterisk and a slash */
    SQL_LONG    /* a string or quoted name that does not end within the text given */
};

struct sql_token {
    enum sql_kind kind;
    struct span text;
    size_t next;      /* where to go on; for SQL_LONG behind the opening quote */
    uint8_t quote;    /* that closes a string or name; 0 */
    bool is_at_quote; /* a name in quotes */
};

/* True when word is keyword (in capitals), in any case of letters. */
static inline bool sql_word_is(struct span word, const char *keyword)
{
    for (size_t i = 0; i < word.len; i++) {
        if (keyword[i] == '\0' || ascii_to_upper(word.ptr[i]) != (uint8_t)keyword[i])
            return false;
    }
    return word.len > 0 && keyword[word.len] == '\0';
}

/* The token at text[at], which exists; nothing from text[limit] on is looked at. has_backslash: a
 * backslash in a string escapes what follows. */
struct sql_token sql_token_read(const uint8_t *text, size_t at, size_t limit, bool has_backslash);

/* raw, the inside of a string, with quotes made single and escapes resolved; in out, of raw.len
 * bytes at least, or raw itself. */
struct span sql_string_decode(struct span raw, bool has_backslash, uint8_t *out);

#endif
