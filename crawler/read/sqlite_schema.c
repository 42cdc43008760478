/* What the tables of an SQLite database are called and made of. */
#include "crawler/read/sqlite_schema.h"

#include "detectors/ascii.h"

#include <string.h>
#include <strings.h>

#define TEXTS_MAX ((size_t)16 << 20)

enum token_kind { TOKEN_END, TOKEN_WORD, TOKEN_QUOTED, TOKEN_SIGN };

struct token {
    enum token_kind kind;
    struct span text;
};

struct scan {
    struct span sql;
    size_t at;
};

static size_t scan_find(const struct scan *scan, size_t at, const char *end)
{
    const size_t left = scan->sql.len - at;
    const uint8_t *const found = memmem(scan->sql.ptr + at, left, end, strlen(end));
    return found != NULL ? (size_t)(found - scan->sql.ptr) + strlen(end) : scan->sql.len;
}

/* Steps over white space and comments. */
static void scan_skip_blank(struct scan *scan)
{
    while (scan->at < scan->sql.len) {
        const uint8_t *const here = scan->sql.ptr + scan->at;
        const size_t left = scan->sql.len - scan->at;
        if (ascii_is_white(*here) || *here == '\f')
            scan->at++;
        else if (left > 1 && here[0] == '-' && here[1] == '-')
            scan->at = scan_find(scan, scan->at, "\n");
        else if (left > 1 && here[0] == '/' && here[1] == '*')
            scan->at = scan_find(scan, scan->at + 2, "*/");
        else
            return;
    }
}

/* Up to the closing quote, two of which in a row stand for one. */
static struct token scan_quoted(struct scan *scan)
{
    const uint8_t open = scan->sql.ptr[scan->at];
    const uint8_t quote = open == '[' ? ']' : open;
    const size_t start = ++scan->at;
    while (scan->at < scan->sql.len) {
        const bool is_quote = scan->sql.ptr[scan->at++] == quote;
        if (is_quote && (scan->at == scan->sql.len || scan->sql.ptr[scan->at] != quote))
            return (struct token){TOKEN_QUOTED, {scan->sql.ptr + start, scan->at - 1 - start}};
        scan->at += is_quote;
    }
    return (struct token){TOKEN_QUOTED, {scan->sql.ptr + start, scan->sql.len - start}};
}

static bool is_word_byte(uint8_t byte)
{
    return ascii_is_alnum(byte) || byte >= 0x80 || byte == '_' || byte == '$';
}

static struct token scan_next(struct scan *scan)
{
    scan_skip_blank(scan);
    if (scan->at >= scan->sql.len)
        return (struct token){TOKEN_END, {NULL, 0}};
    const uint8_t *const here = scan->sql.ptr + scan->at;
    if (ascii_is_one_of(*here, "\"'`["))
        return scan_quoted(scan);
    const size_t start = scan->at++;
    if (!is_word_byte(*here))
        return (struct token){TOKEN_SIGN, {here, 1}};
    while (scan->at < scan->sql.len && is_word_byte(scan->sql.ptr[scan->at]))
        scan->at++;
    return (struct token){TOKEN_WORD, {here, scan->at - start}};
}

static bool token_is(struct token token, const char *word)
{
    return (token.kind == TOKEN_WORD || token.kind == TOKEN_SIGN) &&
           token.text.len == strlen(word) &&
           strncasecmp((const char *)token.text.ptr, word, token.text.len) == 0;
}

static bool token_is_constraint(struct token token)
{
    static const char *const words[] = {"CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"};
    bool is_one = false;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        is_one |= token_is(token, words[i]);
    return is_one;
}

/* One definition in the list: from its first token to the ',' or ')' behind it. */
struct definition {
    bool was_primary; /* has PRIMARY ... */
    bool is_primary;  /* ... KEY */
    bool is_integer;  /* its type is INTEGER alone */
    bool is_computed; /* AS (...): is not stored ... */
    bool is_stored;   /* ... unless it says so */
    bool is_option;   /* of a virtual table: tokenize=porter */
    struct span keys; /* of PRIMARY KEY (...): what stands in the brackets */
    bool is_last;
};

/* What the words of a definition say, one by one. */
static void definition_take(struct definition *definition, struct token token, unsigned words)
{
    if (words == 0)
        definition->is_integer = token_is(token, "INTEGER");
    definition->is_primary |= definition->was_primary && token_is(token, "KEY");
    definition->was_primary |= token_is(token, "PRIMARY");
    definition->is_computed |= token_is(token, "AS");
    definition->is_stored |= token_is(token, "STORED");
    definition->is_option |= words == 0 && token_is(token, "=");
}

static struct definition scan_definition(struct scan *scan)
{
    struct definition definition = {0};
    unsigned depth = 0;
    for (unsigned words = 0;; words++) {
        const struct token token = scan_next(scan);
        const bool is_open = token_is(token, "("), is_close = token_is(token, ")");
        if (token.kind == TOKEN_END || (depth == 0 && (is_close || token_is(token, ",")))) {
            definition.is_last = !token_is(token, ",");
            return definition;
        }
        if (is_open && depth++ == 0 && definition.is_primary && definition.keys.ptr == NULL)
            definition.keys.ptr = scan->sql.ptr + scan->at;
        if (is_close && --depth == 0 && definition.keys.ptr != NULL && definition.keys.len == 0)
            definition.keys.len = (size_t)(token.text.ptr - definition.keys.ptr);
        if (depth == 0)
            definition_take(&definition, token, words);
    }
}

static bool is_same_name(struct span one, struct span two)
{
    return one.len == two.len &&
           strncasecmp((const char *)one.ptr, (const char *)two.ptr, one.len) == 0;
}

/* Moves the column of that name to place to; returns how many were moved, 0 or 1. */
static size_t columns_move(struct sqlite_columns *columns, struct span name, size_t to)
{
    for (size_t i = to; i < columns->count; i++) {
        if (!is_same_name(columns->names[i], name))
            continue;
        const struct span found = columns->names[i];
        memmove(&columns->names[to + 1], &columns->names[to], (i - to) * sizeof found);
        columns->names[to] = found;
        return 1;
    }
    return 0;
}

/* In an index, the columns of the primary key come first. */
static void columns_order(struct sqlite_columns *columns, struct span keys)
{
    struct scan scan = {keys, 0};
    size_t moved = 0;
    bool is_name = true;
    while (true) {
        const struct token token = scan_next(&scan);
        if (token.kind == TOKEN_END)
            return;
        if (is_name && token.kind != TOKEN_SIGN)
            moved += columns_move(columns, token.text, moved);
        is_name = token_is(token, ",");
    }
}

static bool scan_is_without_rowid(struct scan *scan)
{
    struct token token = scan_next(scan);
    bool was_without = false;
    while (token.kind != TOKEN_END) {
        if (was_without && token_is(token, "ROWID"))
            return true;
        was_without = token_is(token, "WITHOUT");
        token = scan_next(scan);
    }
    return false;
}

/* A table's only key, when it is a column of type INTEGER, is its rowid. */
static void columns_find_rowid(struct sqlite_columns *columns, struct span keys,
                               const bool *is_integer)
{
    struct scan scan = {keys, 0};
    const struct token key = scan_next(&scan);
    const bool is_alone = scan_next(&scan).kind == TOKEN_END;
    for (size_t i = 0; i < columns->count && is_alone && key.kind != TOKEN_SIGN; i++) {
        if (is_integer[i] && is_same_name(columns->names[i], key.text))
            columns->rowid = i;
    }
}

/* Reads the definition that stands next, and gives the primary key where it has one. */
static struct definition columns_take(struct sqlite_columns *columns, struct scan *scan,
                                      bool *is_integer, struct span *keys)
{
    const struct token token = scan_next(scan);
    const bool is_column = token.kind != TOKEN_END && token.kind != TOKEN_SIGN &&
                           !token_is_constraint(token) && columns->count < SQLITE_COLUMNS_MAX;
    if (!is_column)
        scan->at =
            token.text.ptr != NULL ? (size_t)(token.text.ptr - scan->sql.ptr) : scan->sql.len;
    const struct definition definition = scan_definition(scan);
    const bool is_kept =
        is_column && !definition.is_option && (!definition.is_computed || definition.is_stored);
    if (is_kept) {
        is_integer[columns->count] = definition.is_integer;
        columns->names[columns->count++] = token.text;
    }
    if (definition.is_primary)
        *keys = is_column ? token.text : definition.keys;
    return definition;
}

void sqlite_columns_read(struct sqlite_columns *columns, struct span sql)
{
    bool is_integer[SQLITE_COLUMNS_MAX];
    struct scan scan = {sql, 0};
    struct span keys = {NULL, 0};
    columns->count = 0;
    columns->rowid = SIZE_MAX;
    struct token token = scan_next(&scan);
    while (token.kind != TOKEN_END && !token_is(token, "("))
        token = scan_next(&scan);
    bool is_last = token.kind == TOKEN_END;
    while (!is_last)
        is_last = columns_take(columns, &scan, is_integer, &keys).is_last;
    columns->has_no_rowid = scan_is_without_rowid(&scan);
    if (columns->has_no_rowid)
        columns_order(columns, keys);
    else
        columns_find_rowid(columns, keys, is_integer);
}

void sqlite_columns_read_content(struct sqlite_columns *columns, struct span sql)
{
    sqlite_columns_read(columns, sql);
    columns->count -= columns->count == SQLITE_COLUMNS_MAX;
    memmove(columns->names + 1, columns->names, columns->count * sizeof columns->names[0]);
    columns->names[0] = (struct span){(const uint8_t *)"rowid", 5};
    columns->count++;
    columns->rowid = 0;
}

/* ---- the schema ---- */

void sqlite_schema_init(struct sqlite_schema *schema)
{
    buffer_init(&schema->tables, SQLITE_TABLES_MAX * sizeof(struct sqlite_table));
    buffer_init(&schema->virtuals, SQLITE_VIRTUALS_MAX * sizeof(struct sqlite_table));
    buffer_init(&schema->texts, TEXTS_MAX);
}

void sqlite_schema_free(struct sqlite_schema *schema)
{
    buffer_free(&schema->tables);
    buffer_free(&schema->virtuals);
    buffer_free(&schema->texts);
}

bool sqlite_schema_add(struct sqlite_schema *schema, struct sqlite_table table, struct span name,
                       struct span sql)
{
    if (name.len > TEXTS_MAX - schema->texts.len ||
        sql.len > TEXTS_MAX - schema->texts.len - name.len)
        return false;
    struct buffer *const list = table.root > 0 ? &schema->tables : &schema->virtuals;
    if (list == &schema->virtuals && list->len == SQLITE_VIRTUALS_MAX * sizeof table)
        return true; /* a few columns stay without names */
    table.name = schema->texts.len;
    table.name_len = name.len;
    buffer_append(&schema->texts, name.ptr, name.len);
    table.sql = schema->texts.len;
    table.sql_len = sql.len;
    buffer_append(&schema->texts, sql.ptr, sql.len);
    buffer_append(list, &table, sizeof table);
    return !schema->texts.is_failed && !list->is_failed;
}

size_t sqlite_schema_count(const struct sqlite_schema *schema)
{
    return schema->tables.len / sizeof(struct sqlite_table);
}

const struct sqlite_table *sqlite_schema_table(const struct sqlite_schema *schema, size_t index)
{
    return (const struct sqlite_table *)(const void *)schema->tables.ptr + index;
}

struct span sqlite_schema_name(const struct sqlite_schema *schema, const struct sqlite_table *table)
{
    return (struct span){schema->texts.ptr + table->name, table->name_len};
}

struct span sqlite_schema_sql(const struct sqlite_schema *schema, const struct sqlite_table *table)
{
    return (struct span){schema->texts.ptr + table->sql, table->sql_len};
}

struct span sqlite_schema_content(const struct sqlite_schema *schema, struct span name)
{
    static const char behind[] = "_content";
    const size_t len = sizeof behind - 1;
    const struct sqlite_table *const tables = (const void *)schema->virtuals.ptr;
    const size_t count = schema->virtuals.len / sizeof *tables;
    if (name.len <= len || memcmp(name.ptr + name.len - len, behind, len) != 0)
        return (struct span){NULL, 0};
    name.len -= len;
    for (size_t i = 0; i < count; i++) {
        if (is_same_name(sqlite_schema_name(schema, &tables[i]), name))
            return sqlite_schema_sql(schema, &tables[i]);
    }
    return (struct span){NULL, 0};
}
