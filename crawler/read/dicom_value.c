/* The value of a DICOM element -> the parts that are scanned. */
#include "crawler/read/dicom_value.h"

#include "crawler/base/unit_text.h"
#include "crawler/base/utf8.h"
#include "crawler/read/dicom_outlook.h"

#include <string.h>

#define DECODED_MAX ((size_t)1 << 20)

static bool has_high(struct span text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] >= 0x80)
            return true;
    }
    return false;
}

/* Escapes between sets (PS3.5, 6.1.2.5) may stand for characters as well. */
static bool has_other(struct span text)
{
    return has_high(text) || memchr(text.ptr, 0x1B, text.len) != NULL;
}

/* Values of elements that do not say what they are may be numbers. */
static bool is_text(struct span value)
{
    for (size_t i = 0; i < value.len; i++) {
        if (value.ptr[i] < ' ' && memchr("\t\n\f\r\x1B", value.ptr[i], 5) == NULL)
            return false;
    }
    return true;
}

void dicom_parts_init(struct dicom_parts *parts)
{
    memset(parts, 0, sizeof *parts);
    buffer_init(&parts->decoded, DECODED_MAX);
}

void dicom_parts_free(struct dicom_parts *parts)
{
    code_page_close(&parts->code_page);
    buffer_free(&parts->decoded);
}

void dicom_parts_begin(struct dicom_parts *parts, struct span value, struct dicom_charset charset)
{
    parts->value = value;
    parts->at = 0;
    parts->is_list = parts->is_field = parts->is_inside = false;
    parts->is_latin1 = charset.kind == DICOM_LATIN1 ||
                       (charset.kind == DICOM_UNSTATED && has_high(value) && !utf8_is_valid(value));
    parts->is_paged = charset.kind == DICOM_PAGE && value.len > 0 && has_other(value) &&
                      is_text(dicom_trim(value)) && code_page_open(&parts->code_page, charset.page);
}

/* Escapes to sets of two bytes in the upper half say nothing that the code page does not know. */
static void dicom_append_page(struct dicom_parts *parts, struct span text)
{
    for (size_t at = 0; at < text.len;) {
        const uint8_t *const found = memmem(text.ptr + at, text.len - at, "\x1B$)", 3);
        const size_t end = found != NULL ? (size_t)(found - text.ptr) : text.len;
        code_page_append(&parts->code_page, (struct span){text.ptr + at, end - at},
                         &parts->decoded);
        at = end + 4; /* the escape and its last letter */
    }
}

/* text as UTF-8; it has at most READER_VALUE_MAX bytes where it is a field. */
static struct span dicom_parts_decode(struct dicom_parts *parts, struct span text)
{
    buffer_clear(&parts->decoded);
    if (parts->is_paged)
        dicom_append_page(parts, text);
    else
        unit_text_append(UNIT_LATIN_1, text, &parts->decoded);
    return parts->decoded.is_failed ? text : (struct span){parts->decoded.ptr, parts->decoded.len};
}

static void dicom_parts_fill(struct dicom_parts *parts, struct span raw, struct dicom_part *part)
{
    const bool is_raw =
        !(parts->is_latin1 && has_high(raw)) && !(parts->is_paged && has_other(raw));
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
