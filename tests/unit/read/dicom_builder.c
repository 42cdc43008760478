/* Writes DICOM files in every spelling. */
#include "tests/unit/read/dicom_builder.h"

#include <assert.h>
#include <string.h>

#define FILE_MAX ((size_t)64 << 20)

static void put_number(struct dicom_builder *builder, uint32_t number, size_t size)
{
    for (size_t i = 0; i < size; i++)
        buffer_append_char(&builder->out,
                           (char)(number >> 8 * (builder->is_big ? size - 1 - i : i)));
}

void dicom_build_begin(struct dicom_builder *builder, enum dicom_spelling spelling,
                       bool is_undefined)
{
    buffer_init(&builder->out, FILE_MAX);
    builder->is_explicit = spelling != SPELL_IMPLICIT;
    builder->is_big = spelling == SPELL_BIG;
    builder->is_undefined = is_undefined;
}

void dicom_build_head(struct dicom_builder *builder, uint32_t tag, const char *vr, uint32_t length)
{
    put_number(builder, tag >> 16, 2);
    put_number(builder, tag & 0xFFFF, 2);
    const bool is_delimiter = tag >> 16 == 0xFFFE;
    if (!builder->is_explicit || is_delimiter) {
        put_number(builder, length, 4);
        return;
    }
    buffer_append(&builder->out, vr, 2);
    if (strstr("OB OD OF OL OV OW SQ UC UN UR UT SV UV", vr) == NULL) {
        put_number(builder, length, 2);
        return;
    }
    put_number(builder, 0, 2);
    put_number(builder, length, 4);
}

void dicom_build_bytes(struct dicom_builder *builder, uint32_t tag, const char *vr,
                       struct span value)
{
    dicom_build_head(builder, tag, vr, (uint32_t)(value.len + value.len % 2));
    buffer_append(&builder->out, value.ptr, value.len);
    if (value.len % 2 != 0)
        buffer_append_char(&builder->out, strcmp(vr, "UI") == 0 ? '\0' : ' ');
}

void dicom_build_text(struct dicom_builder *builder, uint32_t tag, const char *vr,
                      const char *value)
{
    dicom_build_bytes(builder, tag, vr, (struct span){(const uint8_t *)value, strlen(value)});
}

void dicom_build_sequence(struct dicom_builder *builder, uint32_t tag,
                          const struct dicom_builder *item)
{
    const uint32_t undefined = UINT32_MAX;
    const uint32_t len = (uint32_t)item->out.len;
    dicom_build_head(builder, tag, "SQ", builder->is_undefined ? undefined : len + 8);
    dicom_build_head(builder, 0xFFFEE000, "", builder->is_undefined ? undefined : len);
    buffer_append(&builder->out, item->out.ptr, item->out.len);
    if (!builder->is_undefined)
        return;
    dicom_build_head(builder, 0xFFFEE00D, "", 0);
    dicom_build_head(builder, 0xFFFEE0DD, "", 0);
}

/* RFC 1951, 3.2.4: blocks that are stored. */
static void put_deflated(struct buffer *out, const struct buffer *bytes)
{
    size_t at = 0;
    do {
        const size_t left = bytes->len - at;
        const size_t len = left < 65535 ? left : 65535;
        const uint8_t head[5] = {len == left, (uint8_t)len, (uint8_t)(len >> 8), (uint8_t)~len,
                                 (uint8_t)(~len >> 8)};
        buffer_append(out, head, sizeof head);
        buffer_append(out, bytes->ptr + at, len);
        at += len;
    } while (at < bytes->len);
}

struct buffer dicom_build_file(const struct dicom_builder *builder, enum dicom_spelling spelling)
{
    static const char *const syntaxes[SPELLINGS] = {"1.2.840.10008.1.2.1", "1.2.840.10008.1.2",
                                                    "1.2.840.10008.1.2.2",
                                                    "1.2.840.10008.1.2.1.99"};
    static const uint8_t preamble[128];
    struct dicom_builder meta;
    dicom_build_begin(&meta, SPELL_EXPLICIT, false);
    buffer_append(&meta.out, preamble, sizeof preamble);
    buffer_append_str(&meta.out, "DICM");
    dicom_build_text(&meta, 0x00020010, "UI", syntaxes[spelling]);
    dicom_build_text(&meta, 0x00020012, "UI", "1.2.3");
    if (spelling == SPELL_DEFLATED)
        put_deflated(&meta.out, &builder->out);
    else
        buffer_append(&meta.out, builder->out.ptr, builder->out.len);
    assert(!meta.out.is_failed);
    return meta.out;
}

void dicom_build_free(struct dicom_builder *builder)
{
    buffer_free(&builder->out);
}
