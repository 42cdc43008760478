/* Files that other implementations wrote from one table. */
#include "tests/unit/read/columnar_files.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#define FILES "tests/golden/columnar/files/"
#define FILE_MAX ((size_t)1 << 20)

void columnar_load(const char *name, struct buffer *out)
{
    char path[256];
    uint8_t block[4096];
    size_t len;
    snprintf(path, sizeof path, "%s%s", FILES, name);
    FILE *const file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "%s is missing", path);
    buffer_init(out, FILE_MAX);
    while ((len = fread(block, 1, sizeof block, file)) > 0)
        buffer_append(out, block, len);
    fclose(file);
    ck_assert(!out->is_failed && out->len > 0);
}

/* Takes a cell, quoted when it holds a comma, from the front of *at. */
static struct span take_cell(const char **at)
{
    const char quote = **at == '"';
    const char *const start = *at + quote;
    const char *const end = start + (quote ? strcspn(start, "\"") : strcspn(start, ",\n"));
    *at = end + quote;
    return (struct span){(const uint8_t *)start, (size_t)(end - start)};
}

void columnar_load_table(struct buffer *out)
{
    struct buffer file;
    struct span names[32];
    columnar_load("patients.csv", &file);
    const char *at = buffer_str(&file);
    buffer_init(out, FILE_MAX);
    for (unsigned row = 0; *at != '\0'; row++, at++) {
        for (unsigned column = 0;; column++, at++) {
            ck_assert_uint_lt(column, 32);
            const struct span cell = take_cell(&at);
            if (row == 0)
                names[column] = cell;
            else if (cell.len > 0)
                buffer_append_format(out, "%u:%u %.*s [%.*s]\n", row, column + 1,
                                     (int)names[column].len, (const char *)names[column].ptr,
                                     (int)cell.len, (const char *)cell.ptr);
            if (*at != ',')
                break;
        }
    }
    buffer_free(&file);
}

void columnar_cells(const struct record_log *log, struct buffer *out)
{
    buffer_init(out, FILE_MAX);
    for (const char *line = log->text; *line != '\0'; line = strchr(line, '\n') + 1) {
        const size_t digits = strspn(line, "0123456789");
        if (digits == 0 || line[digits] != ':')
            continue;
        const char *const name = strchr(line, ' ') + 1;
        const char *const name_end = name + strcspn(name, " ");
        const char *const value = strchr(name_end, '[');
        buffer_append(out, line, (size_t)(name_end + 1 - line));
        buffer_append(out, value, (size_t)(strchr(value, '\n') + 1 - value));
    }
}
