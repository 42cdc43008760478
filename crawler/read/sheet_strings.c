/* What the cells of a workbook refer to. */
#include "crawler/read/sheet_strings.h"

#include <string.h>

void sheet_strings_init(struct sheet_strings *strings)
{
    buffer_init(&strings->text, SHEET_STRINGS_MAX);
    buffer_init(&strings->ends, SHEET_STRINGS_MAX);
    sheet_strings_reset(strings);
}

void sheet_strings_free(struct sheet_strings *strings)
{
    buffer_free(&strings->text);
    buffer_free(&strings->ends);
}

void sheet_strings_reset(struct sheet_strings *strings)
{
    buffer_clear(&strings->text);
    buffer_clear(&strings->ends);
    strings->is_open = strings->is_lost = strings->has_1904 = false;
    strings->date_format_count = strings->style_count = 0;
    memset(strings->date_styles, 0, sizeof strings->date_styles);
}

void sheet_strings_open(struct sheet_strings *strings)
{
    strings->is_open = true;
}

void sheet_strings_add(struct sheet_strings *strings, struct span text)
{
    if (!strings->is_open || strings->is_lost)
        return;
    strings->is_lost = text.len > SHEET_STRINGS_MAX - strings->text.len;
    if (!strings->is_lost)
        buffer_append(&strings->text, text.ptr, text.len);
}

void sheet_strings_close(struct sheet_strings *strings)
{
    const uint32_t end = (uint32_t)strings->text.len;
    strings->is_open = false;
    strings->is_lost |= strings->ends.len + sizeof end > SHEET_STRINGS_MAX;
    if (!strings->is_lost)
        buffer_append(&strings->ends, &end, sizeof end);
}

struct span sheet_strings_at(const struct sheet_strings *strings, uint64_t number)
{
    uint32_t range[2] = {0, 0};
    if (number >= strings->ends.len / sizeof range[0])
        return (struct span){NULL, 0};
    const size_t at = (size_t)number * sizeof range[0];
    if (number > 0)
        memcpy(&range[0], strings->ends.ptr + at - sizeof range[0], sizeof range[0]);
    memcpy(&range[1], strings->ends.ptr + at, sizeof range[1]);
    return (struct span){strings->text.ptr + range[0], range[1] - range[0]};
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

bool sheet_strings_is_date(const struct sheet_strings *strings, uint64_t style)
{
    return style < strings->style_count &&
           (strings->date_styles[style / 64] >> style % 64 & 1) != 0;
}
