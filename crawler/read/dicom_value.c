/* The value of a DICOM element -> the parts that are scanned. */
#include "crawler/read/dicom_value.h"

#include "crawler/base/utf8.h"
#include "crawler/read/dicom_outlook.h"

#include <string.h>

static bool has_high(struct span text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] >= 0x80)
            return true;
    }
    return false;
}

void dicom_parts_begin(struct dicom_parts *parts, struct span value, enum dicom_charset charset)
{
    parts->value = value;
    parts->at = 0;
    parts->is_list = parts->is_field = parts->is_inside = false;
    parts->is_latin1 = charset == DICOM_LATIN1 ||
                       (charset == DICOM_UNSTATED && has_high(value) && !utf8_is_valid(value));
}

/* Latin-1 as UTF-8; text has at most READER_VALUE_MAX bytes. */
static struct span dicom_parts_decode(struct dicom_parts *parts, struct span text)
{
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < 0x80)
            parts->decoded[len++] = text.ptr[i];
        else
            len += utf8_encode(text.ptr[i], parts->decoded + len);
    }
    return (struct span){parts->decoded, len};
}

static void dicom_parts_fill(struct dicom_parts *parts, struct span raw, struct dicom_part *part)
{
    const bool is_raw = !parts->is_latin1 || !has_high(raw);
    *part = (struct dicom_part){
        .text = is_raw ? raw : dicom_parts_decode(parts, raw),
        .at = (size_t)(raw.ptr - parts->value.ptr),
        .length = raw.len,
        .is_raw = is_raw,
        .is_first = !parts->is_inside,
    };
}

/* How many bytes at the start of text are ASCII, or are not, whichever comes first. */
static size_t run_of(struct span text)
{
    const bool is_high = text.ptr[0] >= 0x80;
    size_t len = 1;
    while (len < text.len && (text.ptr[len] >= 0x80) == is_high &&
           (!is_high || len < READER_VALUE_MAX))
        len++;
    return len;
}

/* What is left of the value at hand: from where parts stand to the next '\\', or to the end. */
static struct span dicom_parts_rest(const struct dicom_parts *parts)
{
    const struct span rest = {parts->value.ptr + parts->at, parts->value.len - parts->at};
    const uint8_t *const mark = parts->is_list ? memchr(rest.ptr, '\\', rest.len) : NULL;
    return (struct span){rest.ptr, mark != NULL ? (size_t)(mark - rest.ptr) : rest.len};
}

bool dicom_parts_next(struct dicom_parts *parts, struct dicom_part *part)
{
    while (parts->at < parts->value.len) {
        const struct span rest = dicom_parts_rest(parts);
        const struct span text = dicom_trim(rest);
        struct span raw = {parts->is_inside ? rest.ptr : text.ptr, 0};
        raw.len = (size_t)(text.ptr + text.len - raw.ptr);
        const size_t whole = raw.len;
        const bool is_field = parts->is_field && whole <= READER_VALUE_MAX && !parts->is_inside;
        if (whole > 0 && parts->is_latin1 && !is_field)
            raw.len = run_of(raw);
        if (whole > 0)
            dicom_parts_fill(parts, raw, part);
        parts->is_inside = raw.len < whole;
        parts->at = parts->is_inside ? (size_t)(raw.ptr + raw.len - parts->value.ptr)
                                     : parts->at + rest.len + 1;
        if (whole > 0)
            return true;
    }
    return false;
}
