/* Where a reader of SQL stands in a statement. */
#include "crawler/read/sql_statement.h"

#include "detectors/ascii.h"

#include <string.h>

static void sql_recall_columns(struct sql_reader *sql)
{
    if (sql->listed == sql->table)
        return;
    columns_clear(&sql->columns);
    struct span name;
    for (size_t i = 0; sql_tables_find(&sql->tables, sql->table, i, &name); i++)
        columns_add(&sql->columns, name);
    columns_end(&sql->columns);
    sql->listed = sql->table;
}

static void sql_begin_names(struct sql_reader *sql)
{
    sql->step = SQL_NAMES;
    sql->depth = 1;
    sql->column = 0;
    sql->is_expecting = true;
    sql->list = sql_tables_hash(sql->table, (struct span){(const uint8_t *)"(", 1});
    sql_tables_forget_noted(&sql->tables);
    if (sql->statement == SQL_CREATE)
        sql_tables_begin(&sql->tables, sql->table);
}

/* A word that starts the definition of something else than a column. */
static bool sql_is_constraint(const struct sql_token *token)
{
    static const char *const words[] = {"PRIMARY", "KEY",   "CONSTRAINT", "UNIQUE",  "INDEX",
                                        "FOREIGN", "CHECK", "FULLTEXT",   "EXCLUDE", "LIKE"};
    for (size_t i = 0; !token->is_at_quote && i < sizeof words / sizeof words[0]; i++) {
        if (sql_word_is(token->text, words[i]))
            return true;
    }
    return false;
}

static void sql_add_name(struct sql_reader *sql, const struct sql_token *token)
{
    sql->is_expecting = false;
    if (sql->statement == SQL_CREATE) {
        if (!sql_is_constraint(token))
            sql_tables_add(&sql->tables, token->text);
        return;
    }
    sql->list = sql_tables_hash(sql->list, token->text);
    sql_tables_note(&sql->tables, token->text);
}

/* The list of columns is complete. It is looked up only where it is not that of the statement
 * before: there may be one for each row. */
static void sql_take_list(struct sql_reader *sql)
{
    sql->step = sql->statement == SQL_CREATE ? SQL_OTHER : SQL_NAMED;
    if (sql->statement == SQL_CREATE || sql->list == sql->listed)
        return;
    struct span name;
    columns_clear(&sql->columns);
    for (size_t i = 0; sql_tables_noted(&sql->tables, i, &name); i++)
        columns_add(&sql->columns, name);
    columns_end(&sql->columns);
    sql->listed = sql->list;
}

static bool sql_is_value(struct span word)
{
    return ascii_is_digit(word.ptr[0]) ||
           (word.len > 1 && ascii_is_one_of(word.ptr[0], "+-") && ascii_is_digit(word.ptr[1]));
}

static void sql_begin_statement(struct sql_reader *sql, struct span word)
{
    sql->step = SQL_NAME;
    sql->table = 0;
    sql->depth = 0;
    if (sql_word_is(word, "INSERT") || sql_word_is(word, "REPLACE"))
        sql->statement = SQL_INSERT;
    else if (sql_word_is(word, "CREATE"))
        sql->statement = SQL_CREATE;
    else if (sql_word_is(word, "COPY"))
        sql->statement = SQL_COPY;
    else
        sql->step = sql_word_is(word, "GO") ? SQL_START : SQL_OTHER;
}

/* Words in front of a table's name, and what stands where one would. */
static void sql_read_name(struct sql_reader *sql, const struct sql_token *token)
{
    static const char *const asides[] = {
        "INTO", "TABLE", "IGNORE",   "IF",           "NOT",     "EXISTS", "GLOBAL", "TEMPORARY",
        "TEMP", "LOCAL", "UNLOGGED", "LOW_PRIORITY", "DELAYED", "ONLY",   "OR",     "REPLACE"};
    static const char *const others[] = {"VIEW",      "INDEX",    "FUNCTION",  "TRIGGER", "SELECT",
                                         "DATABASE",  "SEQUENCE", "TYPE",      "UNIQUE",  "SCHEMA",
                                         "EXTENSION", "USER",     "PROCEDURE", "ROLE",    "AS"};
    for (size_t i = 0; !token->is_at_quote && i < sizeof asides / sizeof asides[0]; i++) {
        if (sql_word_is(token->text, asides[i]))
            return;
    }
    for (size_t i = 0; !token->is_at_quote && i < sizeof others / sizeof others[0]; i++) {
        if (sql_word_is(token->text, others[i])) {
            sql->step = SQL_OTHER;
            return;
        }
    }
    if (sql_word_is(token->text, "VALUES") || sql_word_is(token->text, "FROM")) {
        sql_recall_columns(sql);
        sql->step = sql->statement == SQL_COPY ? SQL_FROM : SQL_ROWS;
        return;
    }
    /* schema.table: the last name counts. */
    const uint8_t *const dot =
        token->text.len > 0 ? memrchr(token->text.ptr, '.', token->text.len) : NULL;
    struct span name = token->text;
    if (dot != NULL && !token->is_at_quote) {
        name.len -= (size_t)(dot + 1 - name.ptr);
        name.ptr = dot + 1;
    }
    if (name.len > 0)
        sql->table = sql_tables_hash(0, name);
}

/* What follows a list of columns. */
static void sql_read_behind(struct sql_reader *sql, struct span word)
{
    if (sql_word_is(word, "VALUES"))
        sql->step = SQL_ROWS;
    else if (sql_word_is(word, "FROM"))
        sql->step = SQL_FROM;
    else if (sql_word_is(word, "SELECT"))
        sql->step = SQL_OTHER;
}

/* Statements that no semicolon ends: the next one starts a line. */
static bool sql_starts_anew(const struct sql_reader *sql, struct span word)
{
    const bool is_between =
        sql->step == SQL_OTHER || sql->step == SQL_ROWS || sql->step == SQL_NAMED;
    return is_between && word.ptr[-1] == '\n' &&
           (sql_word_is(word, "INSERT") || sql_word_is(word, "CREATE") || sql_word_is(word, "GO"));
}

bool sql_statement_word(struct sql_reader *sql, const struct sql_token *token, bool has_front)
{
    if (has_front && !token->is_at_quote && sql_starts_anew(sql, token->text))
        sql->step = SQL_START;
    switch (sql->step) {
    case SQL_START:
        sql_begin_statement(sql, token->text);
        break;
    case SQL_ROWS: /* ON CONFLICT (x), RETURNING */
        sql->step = SQL_OTHER;
        break;
    case SQL_NAME:
        sql_read_name(sql, token);
        break;
    case SQL_NAMES:
        if (sql->is_expecting && sql->depth == 1)
            sql_add_name(sql, token);
        break;
    case SQL_NAMED:
        sql_read_behind(sql, token->text);
        break;
    case SQL_FROM:
        sql->step = sql_word_is(token->text, "STDIN") ? SQL_COPY_LINE : SQL_OTHER;
        break;
    case SQL_ROW:
        if (!sql->is_expecting || token->text.len == 0 ||
            (token->quote != '"' && !sql_is_value(token->text)))
            return false;
        sql->is_expecting = false;
        return true;
    default:
        break;
    }
    return false;
}

static void sql_open(struct sql_reader *sql)
{
    if (sql->step == SQL_NAME && sql->table != 0) {
        sql_begin_names(sql);
        return;
    }
    if (sql->step == SQL_ROWS) {
        sql->step = SQL_ROW;
        sql->depth = 0;
        sql->column = 0;
        sql->is_expecting = true;
        sql->row++;
    }
    sql->depth++;
}

static void sql_close(struct sql_reader *sql)
{
    sql->depth -= sql->depth > 0;
    if (sql->depth > 0)
        return;
    if (sql->step == SQL_NAMES)
        sql_take_list(sql);
    else if (sql->step == SQL_ROW)
        sql->step = SQL_ROWS;
}

void sql_statement_sign(struct sql_reader *sql, uint8_t sign)
{
    const bool is_list = sql->step == SQL_NAMES || sql->step == SQL_ROW;
    if (sign == '(') {
        sql_open(sql);
    } else if (sign == ')') {
        sql_close(sql);
    } else if (sign == ',' && is_list && sql->depth == 1) {
        sql->column++;
        sql->is_expecting = true;
    } else if (sign == ';') {
        sql->step = SQL_START;
    }
}
