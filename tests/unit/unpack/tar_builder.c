/* Writes tar archives, right ones and wrong ones, for tests. */
#include "tests/unit/unpack/tar_builder.h"

#include <stdio.h>
#include <string.h>

static void build_zeros(struct buffer *out, size_t len)
{
    for (size_t i = 0; i < len; i++)
        buffer_append_char(out, 0);
}

void build_tar_sum(struct buffer *out, size_t at)
{
    unsigned sum = 0;
    memset(out->ptr + at + 148, ' ', 8);
    for (size_t i = 0; i < 512; i++)
        sum += out->ptr[at + i];
    char text[8];
    snprintf(text, sizeof text, "%06o", sum);
    memcpy(out->ptr + at + 148, text, 7);
}

void build_tar_header(struct buffer *out, const char *name, char type, uint64_t size)
{
    char block[512] = {0};
    const size_t at = out->len;
    snprintf(block, 100, "%s", name);
    snprintf(block + 100, 8, "%07o", 0644U);
    snprintf(block + 124, 12, "%011llo", (unsigned long long)size);
    block[156] = type;
    memcpy(block + 257, "ustar\00000", 8);
    buffer_append(out, block, sizeof block);
    build_tar_sum(out, at);
}

void build_tar_entry(struct buffer *out, const char *name, char type, struct span content)
{
    build_tar_header(out, name, type, content.len);
    buffer_append(out, content.ptr, content.len);
    build_zeros(out, (512 - content.len % 512) % 512);
}

void build_tar_pax(struct buffer *out, const char *records)
{
    char text[8192] = "";
    size_t len = 0;
    while (*records != 0) {
        const size_t record = strcspn(records, "\n");
        size_t whole = record + 3; /* a digit, a space, a newline */
        while ((size_t)snprintf(NULL, 0, "%zu %.*s\n", whole, (int)record, records) != whole)
            whole++;
        len += (size_t)snprintf(text + len, sizeof text - len, "%zu %.*s\n", whole, (int)record,
                                records);
        records += record + (records[record] == '\n');
    }
    build_tar_entry(out, "pax", 'x', (struct span){(const uint8_t *)text, len});
}

void build_tar_end(struct buffer *out)
{
    build_zeros(out, (512 - out->len % 512) % 512 + 1024);
}
