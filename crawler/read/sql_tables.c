/* The columns of tables in SQL. */
#include "crawler/read/sql_tables.h"

#include "crawler/read/name_hash.h"
#include "detectors/ascii.h"

#include <string.h>

#define BYTES_MAX ((size_t)4 << 20)
#define NAMES_MAX ((size_t)1 << 18)
#define TABLES_MAX ((size_t)1 << 14)

struct sql_table {
    uint64_t hash;
    uint32_t first, count; /* in names */
};

static void names_init(struct sql_names *names)
{
    buffer_init(&names->bytes, BYTES_MAX);
    buffer_init(&names->ends, NAMES_MAX * sizeof(uint32_t));
}

static size_t names_count(const struct sql_names *names)
{
    return names->ends.len / sizeof(uint32_t);
}

static uint32_t names_end(const struct sql_names *names, size_t at)
{
    uint32_t end;
    memcpy(&end, names->ends.ptr + at * sizeof end, sizeof end);
    return end;
}

/* False when there is no room. */
static bool names_add(struct sql_names *names, struct span name)
{
    const uint32_t end = (uint32_t)(names->bytes.len + name.len);
    if (names->bytes.len + name.len > BYTES_MAX || names_count(names) >= NAMES_MAX)
        return false;
    buffer_append(&names->bytes, name.ptr, name.len);
    buffer_append(&names->ends, &end, sizeof end);
    return !names->bytes.is_failed && !names->ends.is_failed;
}

static struct span names_at(const struct sql_names *names, size_t at)
{
    const uint32_t start = at > 0 ? names_end(names, at - 1) : 0;
    return (struct span){names->bytes.ptr + start, names_end(names, at) - start};
}

static void names_clear(struct sql_names *names)
{
    buffer_clear(&names->bytes);
    buffer_clear(&names->ends);
}

static void names_free(struct sql_names *names)
{
    buffer_wipe(&names->bytes);
    buffer_wipe(&names->ends);
}

void sql_tables_init(struct sql_tables *tables)
{
    names_init(&tables->names);
    names_init(&tables->noted);
    buffer_init(&tables->tables, TABLES_MAX * sizeof(struct sql_table));
}

void sql_tables_free(struct sql_tables *tables)
{
    names_free(&tables->names);
    names_free(&tables->noted);
    buffer_wipe(&tables->tables);
}

void sql_tables_clear(struct sql_tables *tables)
{
    names_clear(&tables->names);
    names_clear(&tables->noted);
    buffer_clear(&tables->tables);
}

uint64_t sql_tables_hash(uint64_t hash, struct span name)
{
    hash = (hash ^ NAME_HASH_START) * NAME_HASH_PRIME;
    for (size_t i = 0; i < name.len; i++)
        hash = (hash ^ ascii_to_lower(name.ptr[i])) * NAME_HASH_PRIME;
    return hash | 1;
}

static size_t tables_count(const struct sql_tables *tables)
{
    return tables->tables.len / sizeof(struct sql_table);
}

static struct sql_table *tables_at(const struct sql_tables *tables, size_t at)
{
    return (struct sql_table *)(void *)tables->tables.ptr + at;
}

void sql_tables_begin(struct sql_tables *tables, uint64_t table)
{
    const struct sql_table row = {.hash = table, .first = (uint32_t)names_count(&tables->names)};
    if (tables_count(tables) < TABLES_MAX)
        buffer_append(&tables->tables, &row, sizeof row);
}

void sql_tables_add(struct sql_tables *tables, struct span name)
{
    const size_t count = tables_count(tables);
    if (count > 0 && count < TABLES_MAX && names_add(&tables->names, name))
        tables_at(tables, count - 1)->count++;
}

bool sql_tables_find(const struct sql_tables *tables, uint64_t table, size_t column,
                     struct span *name)
{
    for (size_t i = tables_count(tables); i > 0; i--) {
        const struct sql_table *const row = tables_at(tables, i - 1);
        if (row->hash != table)
            continue;
        if (column >= row->count)
            return false;
        *name = names_at(&tables->names, row->first + column);
        return true;
    }
    return false;
}

void sql_tables_forget_noted(struct sql_tables *tables)
{
    names_clear(&tables->noted);
}

void sql_tables_note(struct sql_tables *tables, struct span name)
{
    names_add(&tables->noted, name);
}

bool sql_tables_noted(const struct sql_tables *tables, size_t column, struct span *name)
{
    if (column >= names_count(&tables->noted))
        return false;
    *name = names_at(&tables->noted, column);
    return true;
}
