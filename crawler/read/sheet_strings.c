/* What the cells of a workbook refer to. */
#include "crawler/read/sheet_strings.h"

#include "crawler/read/number_text.h"

#include <string.h>

#define SHEET_DAYS_MAX 3000000
#define SHEET_EPOCH_1900 25569 /* days from its first day to 1970-01-01, the false leap day in */
#define SHEET_EPOCH_1904 24107

void sheet_strings_init(struct sheet_strings *strings)
{
    buffer_init(&strings->text, SHEET_STRINGS_MAX);
    buffer_init(&strings->places, SHEET_STRINGS_MAX);
    sheet_strings_reset(strings);
}

void sheet_strings_free(struct sheet_strings *strings)
{
    buffer_free(&strings->text);
    buffer_free(&strings->places);
}

void sheet_strings_reset(struct sheet_strings *strings)
{
    buffer_clear(&strings->text);
    buffer_clear(&strings->places);
    strings->unshown = 0;
    strings->is_open = strings->is_lost = strings->has_1904 = false;
    strings->date_format_count = strings->style_count = 0;
    memset(strings->date_styles, 0, sizeof strings->date_styles);
}

void sheet_strings_open(struct sheet_strings *strings, uint64_t offset)
{
    strings->is_open = true;
    strings->opened_at = offset;
}

void sheet_strings_add(struct sheet_strings *strings, struct span text)
{
    if (!strings->is_open || strings->is_lost)
        return;
    strings->is_lost = text.len > SHEET_STRINGS_MAX - strings->text.len;
    if (!strings->is_lost)
        buffer_append(&strings->text, text.ptr, text.len);
}

void sheet_strings_add_units(struct sheet_strings *strings, enum unit_text units, struct span raw)
{
    uint8_t text[512];
    const size_t unit = units == UNIT_LATIN_1 ? 1 : 2;
    for (size_t at = 0; at + unit <= raw.len;) {
        size_t len = 0;
        while (at + unit <= raw.len && len + 4 <= sizeof text)
            len += unit_text_next(units, raw, &at, text + len);
        sheet_strings_add(strings, (struct span){text, len});
    }
}

void sheet_strings_close(struct sheet_strings *strings, uint64_t end)
{
    const uint64_t length = end - strings->opened_at;
    const struct sheet_string place = {.offset = strings->opened_at,
                                       .end = (uint32_t)strings->text.len,
                                       .length =
                                           length <= INT32_MAX ? (uint32_t)length : INT32_MAX};
    strings->is_open = false;
    strings->is_lost |= strings->places.len + sizeof place > SHEET_STRINGS_MAX;
    if (!strings->is_lost)
        buffer_append(&strings->places, &place, sizeof place);
}

/* The place of a string; NULL when there is none of that number. */
static struct sheet_string *sheet_strings_place(struct sheet_strings *strings, uint64_t number)
{
    struct sheet_string *const places = (struct sheet_string *)(void *)strings->places.ptr;
    return number < strings->places.len / sizeof *places ? &places[number] : NULL;
}

static struct span sheet_strings_text(struct sheet_strings *strings, uint64_t number)
{
    const struct sheet_string *const place = sheet_strings_place(strings, number);
    const uint32_t start = number > 0 ? place[-1].end : 0;
    const size_t len = place->end - start;
    return (struct span){len > 0 ? strings->text.ptr + start : NULL, len};
}

struct span sheet_strings_show(struct sheet_strings *strings, uint64_t number)
{
    struct sheet_string *const place = sheet_strings_place(strings, number);
    if (place == NULL)
        return (struct span){NULL, 0};
    place->is_shown = 1;
    return sheet_strings_text(strings, number);
}

bool sheet_strings_next_unshown(struct sheet_strings *strings, struct record_value *value)
{
    const struct sheet_string *place;
    while ((place = sheet_strings_place(strings, strings->unshown)) != NULL && place->is_shown)
        strings->unshown++;
    if (place == NULL)
        return false;
    *value = (struct record_value){.meaning = FIELD_NO_MEANING,
                                   .text = sheet_strings_text(strings, strings->unshown++),
                                   .offset = place->offset,
                                   .length = place->length};
    return true;
}

/* 18.8.30: formats that every program knows. */
static bool sheet_is_date_number(uint64_t number)
{
    return (number >= 14 && number <= 22) || (number >= 27 && number <= 36) ||
           (number >= 45 && number <= 47) || (number >= 50 && number <= 58);
}

/* A code shows a date when a d, m or y stands in it outside of quotes and brackets. */
static bool sheet_is_date_code(struct span code)
{
    uint8_t end = 0;
    for (size_t i = 0; i < code.len; i++) {
        const uint8_t c = code.ptr[i];
        if (end != 0) {
            end = c == end ? 0 : end;
        } else if (c == '"' || c == '[') {
            end = c == '[' ? ']' : '"';
        } else if (c == '\\') {
            i++;
        } else if (memchr("dmyDMY", c, 6) != NULL) {
            return true;
        }
    }
    return false;
}

void sheet_strings_add_format(struct sheet_strings *strings, uint64_t number, struct span code)
{
    if (sheet_is_date_code(code) && strings->date_format_count < SHEET_FORMATS_MAX &&
        number <= UINT32_MAX)
        strings->date_formats[strings->date_format_count++] = (uint32_t)number;
}

void sheet_strings_add_style(struct sheet_strings *strings, uint64_t format)
{
    bool is_date = sheet_is_date_number(format);
    for (size_t i = 0; i < strings->date_format_count && !is_date; i++)
        is_date = strings->date_formats[i] == format;
    if (strings->style_count >= SHEET_STYLES_MAX)
        return;
    strings->date_styles[strings->style_count / 64] |= (uint64_t)is_date
                                                       << strings->style_count % 64;
    strings->style_count++;
}

static bool sheet_strings_is_date(const struct sheet_strings *strings, uint64_t style)
{
    return style < strings->style_count &&
           (strings->date_styles[style / 64] >> style % 64 & 1) != 0;
}

void sheet_strings_append_date(const struct sheet_strings *strings, uint64_t style, double days,
                               struct buffer *out)
{
    if (!(days >= 1 && days < SHEET_DAYS_MAX) || !sheet_strings_is_date(strings, style))
        return;
    number_append_date(out,
                       (int64_t)days - (strings->has_1904 ? SHEET_EPOCH_1904 : SHEET_EPOCH_1900));
}
