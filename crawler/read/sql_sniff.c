/* Tells dumps of databases from other text. */
#include "crawler/read/sql_sniff.h"

#include "crawler/read/sql_token.h"
#include "crawler/read/text_line.h"
#include "detectors/ascii.h"

#include <string.h>
#include <strings.h>

static bool sql_starts(struct span line, const char *keyword)
{
    const size_t len = strlen(keyword);
    return line.len >= len && strncasecmp((const char *)line.ptr, keyword, len) == 0;
}

/* True when the line goes on at at with one name, and what follows the name of a table. */
static bool sql_names_table(struct span line, size_t at)
{
    bool is_named = false, is_joined = true;
    while (at < line.len) {
        const struct sql_token token = sql_token_read(line.ptr, at, line.len, false);
        at = token.next;
        if (token.kind == SQL_BLANK || sql_word_is(token.text, "IF") ||
            sql_word_is(token.text, "NOT") || sql_word_is(token.text, "EXISTS"))
            continue;
        if (is_named && (sql_word_is(token.text, "(") || sql_word_is(token.text, "VALUES") ||
                         sql_word_is(token.text, "FROM")))
            return true;
        if (token.kind != SQL_WORD)
            return false;
        const bool is_dot = sql_word_is(token.text, ".");
        if (!is_dot && !is_joined)
            return false;
        is_named = true;
        is_joined = is_dot;
    }
    return is_named;
}

/* A line that only a dump has. */
static bool sql_is_sure(struct span line)
{
    static const char *const starts[] = {"INSERT INTO ", "CREATE TABLE ", "REPLACE INTO ",
                                         "INSERT [", "COPY "};
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
        const size_t len = strlen(starts[i]);
        if (sql_starts(line, starts[i]))
            return sql_names_table(line, len - (starts[i][len - 1] == '['));
    }
    return false;
}

static bool sql_may_start(struct span line)
{
    static const char *const starts[] = {"--",      "/*",      "#",        "SET ",   "USE ",
                                         "BEGIN",   "START ",  "DROP ",    "LOCK ",  "CREATE ",
                                         "COPY ",   "INSERT ", "ALTER ",   "PRAGMA", "SELECT",
                                         "REPLACE", "DELETE",  "\\connect"};
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
        if (sql_starts(line, starts[i]))
            return true;
    }
    return false;
}

bool sql_sniff(struct span head)
{
    bool is_first = true;
    for (size_t at = 0; at < head.len;) {
        const struct span line = text_line_trimmed(head, at);
        if (line.len > 0 && is_first && !sql_may_start(line))
            return false;
        is_first = is_first && line.len == 0;
        if (line.len > 0 && sql_is_sure(line))
            return true;
        at = text_line_next(head, at);
    }
    return false;
}
