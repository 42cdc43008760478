/* The records of a workbook before XML. */
#include "crawler/read/biff_record.h"

#include "crawler/base/endian.h"
#include "crawler/base/unit_text.h"

#include <string.h>

#define HEAD 4

/* ---- records ---- */

static bool biff_has_bytes(struct span bytes)
{
    uint8_t all = 0;
    for (size_t i = 0; i < bytes.len; i++)
        all |= bytes.ptr[i];
    return all != 0;
}

enum biff_answer biff_record_read(struct byte_window *window, struct biff_record *record)
{
    byte_window_want(window, HEAD + BIFF_RECORD_MAX);
    const struct span rest = byte_window_rest(window);
    if (rest.len == 0)
        return BIFF_IS_OVER;
    const size_t len = biff_u16(rest, 2);
    if (rest.len < HEAD && !biff_has_bytes(rest)) /* streams are filled up with zeros */
        return BIFF_IS_OVER;
    if (len > BIFF_RECORD_MAX)
        return BIFF_IS_BAD;
    if (rest.len < HEAD + len)
        return BIFF_IS_CUT;
    *record = (struct biff_record){.type = biff_u16(rest, 0),
                                   .offset = byte_window_offset(window),
                                   .body = {rest.ptr + HEAD, len}};
    return BIFF_IS_RECORD;
}

/* ---- numbers ---- */

static uint64_t biff_number(struct span body, size_t at, size_t size)
{
    return at <= body.len && body.len - at >= size ? endian_little(body.ptr + at, size) : 0;
}

uint16_t biff_u16(struct span body, size_t at)
{
    return (uint16_t)biff_number(body, at, 2);
}

uint32_t biff_u32(struct span body, size_t at)
{
    return (uint32_t)biff_number(body, at, 4);
}

static double biff_double_of(uint64_t bits)
{
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

double biff_double(struct span body, size_t at)
{
    return biff_double_of(biff_number(body, at, 8));
}

double biff_rk(uint32_t rk)
{
    const bool is_hundredfold = (rk & 1) != 0, is_whole = (rk & 2) != 0;
    const int32_t whole = (int32_t)(rk & ~3u) / 4;
    const double value = is_whole ? whole : biff_double_of((uint64_t)(rk & ~3u) << 32);
    return is_hundredfold ? value / 100 : value;
}

/* ---- text ---- */

void biff_append_text(struct span body, size_t at, struct biff_text_form form, struct buffer *out)
{
    const size_t count = (size_t)biff_number(body, at, form.len_size);
    const uint8_t flags = form.has_flags ? (uint8_t)biff_number(body, at + form.len_size, 1) : 0;
    const size_t start = at + form.len_size + form.has_flags;
    const enum unit_text units = (flags & 1) != 0 ? UNIT_UTF16LE : UNIT_LATIN_1;
    if (start > body.len)
        return;
    const size_t there = body.len - start;
    const size_t wanted = units == UNIT_LATIN_1 ? count : 2 * count;
    unit_text_append(units, (struct span){body.ptr + start, wanted < there ? wanted : there}, out);
}

/* The head of a string, 2.5.293: characters, flags, and how much follows them. Returns its length,
 * 0 when it is not whole. */
static size_t biff_sst_open(struct biff_sst *sst, struct span rest)
{
    const uint8_t flags = (uint8_t)biff_number(rest, 2, 1);
    const bool is_rich = (flags & 8) != 0, has_more = (flags & 4) != 0;
    const size_t len = 3 + (is_rich ? 2 : 0) + (has_more ? 4 : 0);
    if (rest.len < len)
        return 0;
    sst->characters = biff_u16(rest, 0);
    sst->is_wide = (flags & 1) != 0;
    sst->tail = is_rich ? 4 * (uint32_t)biff_u16(rest, 3) : 0;
    const uint32_t more = has_more ? biff_u32(rest, is_rich ? 5 : 3) : 0;
    sst->tail = more <= INT32_MAX ? sst->tail + more : UINT32_MAX;
    sst->is_open = true;
    return len;
}

/* Takes as many characters as body has from at on; returns where they end. */
static size_t biff_sst_characters(struct biff_sst *sst, struct span body, size_t at,
                                  struct sheet_strings *strings)
{
    const size_t unit = sst->is_wide ? 2 : 1;
    const size_t there = (body.len - at) / unit;
    const size_t count = sst->characters < there ? sst->characters : there;
    sheet_strings_add_units(strings, sst->is_wide ? UNIT_UTF16LE : UNIT_LATIN_1,
                            (struct span){body.ptr + at, count * unit});
    sst->characters -= (uint32_t)count;
    return sst->characters == 0 ? at + count * unit : body.len;
}

bool biff_sst_take(struct biff_sst *sst, const struct biff_record *record, size_t at,
                   struct sheet_strings *strings)
{
    const struct span body = record->body;
    const uint64_t offset = record->offset + HEAD;
    /* A string that is cut within its characters goes on with flags of its own. */
    if (record->type == BIFF_CONTINUE && sst->is_open && sst->characters > 0 && body.len > 0) {
        sst->is_wide = (body.ptr[0] & 1) != 0;
        at = 1;
    }
    while (at < body.len) {
        if (!sst->is_open) {
            const size_t len = biff_sst_open(sst, (struct span){body.ptr + at, body.len - at});
            if (len == 0)
                return false;
            sheet_strings_open(strings, offset + at);
            at += len;
        }
        at = biff_sst_characters(sst, body, at, strings);
        const size_t tail = sst->tail < body.len - at ? sst->tail : body.len - at;
        at += tail;
        sst->tail -= (uint32_t)tail;
        if (sst->characters > 0 || sst->tail > 0)
            continue;
        sst->is_open = false;
        sheet_strings_close(strings, offset + at);
    }
    return true;
}
