/* The objects of a PDF as they stream by. */
#include "crawler/unpack/pdf_object.h"

#include "crawler/base/unit_text.h"

#include <string.h>

void pdf_objects_init(struct pdf_objects *pdf)
{
    memset(pdf, 0, sizeof *pdf);
    for (size_t i = 0; i < PDF_LEVELS; i++) {
        buffer_init(&pdf->levels[i].label, 4 * PDF_TOKEN_MAX);
        buffer_init(&pdf->levels[i].value, 4 * PDF_TOKEN_MAX);
    }
    buffer_init(&pdf->lines, PDF_LINES_MAX);
    buffer_init(&pdf->decoded, 4 * PDF_TOKEN_MAX);
    buffer_init(&pdf->files, PDF_FILES_MAX * sizeof(struct pdf_file));
}

void pdf_objects_free(struct pdf_objects *pdf)
{
    for (size_t i = 0; i < PDF_LEVELS; i++) {
        buffer_free(&pdf->levels[i].label);
        buffer_free(&pdf->levels[i].value);
    }
    buffer_free(&pdf->lines);
    buffer_free(&pdf->decoded);
    buffer_free(&pdf->files);
}

/* ---- texts ---- */

static void pdf_add_line(struct pdf_objects *pdf, struct span label, struct span text)
{
    if (text.len == 0)
        return;
    if (label.len > 0) {
        buffer_append(&pdf->lines, label.ptr, label.len);
        buffer_append_str(&pdf->lines, ": ");
    }
    buffer_append(&pdf->lines, text.ptr, text.len);
    buffer_append_char(&pdf->lines, '\n');
}

/* 7.9.2.2: UTF-16 or UTF-8 with a mark, else single bytes. Empty for what is no text: keys, checks.
 */
static struct span pdf_decode(struct pdf_objects *pdf, struct span raw)
{
    enum unit_text units = UNIT_LATIN_1;
    size_t mark = 0;
    if (raw.len >= 2 && ((raw.ptr[0] == 0xFE && raw.ptr[1] == 0xFF) ||
                         (raw.ptr[0] == 0xFF && raw.ptr[1] == 0xFE))) {
        units = raw.ptr[0] == 0xFE ? UNIT_UTF16BE : UNIT_UTF16LE;
        mark = 2;
    }
    for (size_t i = 0; i < raw.len && units == UNIT_LATIN_1; i++) {
        if (raw.ptr[i] < ' ' && memchr("\t\n\f\r", raw.ptr[i], 4) == NULL)
            return (struct span){NULL, 0};
    }
    if (raw.len >= 3 && memcmp(raw.ptr, "\xEF\xBB\xBF", 3) == 0)
        return (struct span){raw.ptr + 3, raw.len - 3};
    buffer_clear(&pdf->decoded);
    unit_text_append(units, (struct span){raw.ptr + mark, raw.len - mark}, &pdf->decoded);
    return (struct span){pdf->decoded.ptr, pdf->decoded.len};
}

static struct span pdf_kept(const struct buffer *buffer)
{
    return (struct span){buffer->ptr, buffer->len};
}

static void pdf_keep(struct buffer *buffer, struct span text)
{
    buffer_clear(buffer);
    buffer_append(buffer, text.ptr, text.len);
}

/* Dates of the file itself, and what tells a program how to draw. */
static bool pdf_is_noise(const char *key)
{
    static const char *const keys[] = {"CreationDate", "ModDate", "M", "DA", "DS", "ID", "Lang"};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        if (strcmp(keys[i], key) == 0)
            return true;
    }
    return false;
}

/* A string: the name or value of a field waits for the other, everything else is a line. */
static void pdf_read_string(struct pdf_objects *pdf)
{
    struct pdf_level *const level = pdf->depth > 0 ? &pdf->levels[pdf->depth - 1] : NULL;
    const char *const key = level != NULL ? level->key : "";
    const struct span text = pdf_decode(pdf, (struct span){pdf->token.text, pdf->token.len});
    const bool is_own = level != NULL && !level->is_array;
    const bool is_file = strcmp(key, "F") == 0 || strcmp(key, "UF") == 0;
    if (pdf_is_noise(key))
        return;
    pdf->is_lost |= pdf->token.is_cut && text.len > 0;
    if (is_own && (strcmp(key, "T") == 0 || is_file))
        pdf_keep(&level->label, text);
    else if (is_own && strcmp(key, "V") == 0)
        pdf_keep(&level->value, text);
    else
        pdf_add_line(pdf, (struct span){(const uint8_t *)key, strlen(key) > 2 ? strlen(key) : 0},
                     text);
}

/* ---- dictionaries ---- */

static void pdf_open(struct pdf_objects *pdf, bool is_array)
{
    if (pdf->depth == PDF_LEVELS)
        return;
    struct pdf_level *const level = &pdf->levels[pdf->depth];
    const char *const key = pdf->depth > 0 ? level[-1].key : "";
    level->is_array = is_array;
    level->file = 0;
    buffer_clear(&level->label);
    buffer_clear(&level->value);
    if (is_array)
        memmove(level->key, key, strlen(key) + 1);
    else
        level->key[0] = '\0';
    pdf->depth++;
}

static void pdf_add_file(struct pdf_objects *pdf, const struct pdf_level *level)
{
    struct pdf_file file = {.object = level->file, .order = pdf->files.len};
    file.len = level->label.len < PDF_NAME_MAX ? level->label.len : PDF_NAME_MAX;
    if (file.len > 0)
        memcpy(file.name, level->label.ptr, file.len);
    if (pdf->files.len + sizeof file <= pdf->files.limit)
        buffer_append(&pdf->files, &file, sizeof file);
    else
        pdf->is_lost = true;
}

static void pdf_close(struct pdf_objects *pdf)
{
    if (pdf->depth == 0)
        return;
    const struct pdf_level *const level = &pdf->levels[--pdf->depth];
    const struct span label = pdf_kept(&level->label), value = pdf_kept(&level->value);
    if (level->file != 0)
        pdf_add_file(pdf, level);
    else if (value.len > 0)
        pdf_add_line(pdf, label, value);
    else
        pdf_add_line(pdf, (struct span){NULL, 0}, label);
}

static bool pdf_is_key(const struct pdf_objects *pdf, size_t depth, const char *key)
{
    return pdf->depth >= depth && depth > 0 && strcmp(pdf->levels[depth - 1].key, key) == 0;
}

static void pdf_copy_name(const struct pdf_objects *pdf, char out[PDF_KEY_MAX + 1])
{
    const size_t len = pdf->token.len < PDF_KEY_MAX ? pdf->token.len : PDF_KEY_MAX;
    memcpy(out, pdf->token.text, len);
    out[len] = '\0';
}

/* A name as a value, where that matters. */
static void pdf_read_value(struct pdf_objects *pdf)
{
    if (pdf_is_key(pdf, 1, "Type") && pdf->depth == 1)
        pdf_copy_name(pdf, pdf->object.type);
    if (pdf_is_key(pdf, 1, "Subtype") && pdf->depth == 1)
        pdf_copy_name(pdf, pdf->object.subtype);
    if (pdf_is_key(pdf, 1, "Filter") && pdf->depth <= 2) {
        if (pdf->object.filters < PDF_FILTERS_MAX)
            pdf->object.filter[pdf->object.filters] =
                pdf_filter_of((struct span){pdf->token.text, pdf->token.len});
        pdf->object.filters++;
    }
}

/* Names are keys and values in turn; a value that is none is told by whoever takes it. */
static void pdf_read_name(struct pdf_objects *pdf)
{
    struct pdf_level *const level = pdf->depth > 0 ? &pdf->levels[pdf->depth - 1] : NULL;
    if (level == NULL)
        return;
    if (level->is_array || pdf->is_value) {
        pdf_read_value(pdf);
        pdf->is_value = false;
        return;
    }
    pdf_copy_name(pdf, level->key);
    pdf->has_forms |= strcmp(level->key, "XFA") == 0;
    pdf->is_value = true;
}

static void pdf_read_number(struct pdf_objects *pdf)
{
    pdf->numbers[1] = pdf->numbers[0];
    pdf->numbers[0] = pdf->token.number;
    if (pdf->depth == 1 && pdf_is_key(pdf, 1, "Length"))
        pdf->object.length = pdf->token.number;
    pdf->object.is_late |= pdf_is_key(pdf, pdf->depth, "EarlyChange") && pdf->token.number == 0;
    pdf->object.has_predictor |= pdf_is_key(pdf, pdf->depth, "Predictor") && pdf->token.number > 1;
}

/* "12 0 R": the file that a dictionary around this one names. */
static void pdf_read_reference(struct pdf_objects *pdf)
{
    if (pdf->depth == 1 && pdf_is_key(pdf, 1, "Length"))
        pdf->object.length = 0;
    const bool is_file = pdf_is_key(pdf, pdf->depth, "F") || pdf_is_key(pdf, pdf->depth, "UF");
    if (is_file && pdf->depth > 1 && pdf_is_key(pdf, pdf->depth - 1, "EF"))
        pdf->levels[pdf->depth - 2].file = pdf->numbers[1];
}

/* ---- tokens ---- */

void pdf_objects_begin(struct pdf_objects *pdf, uint64_t number)
{
    while (pdf->depth > 0)
        pdf_close(pdf);
    pdf->object = (struct pdf_object){.number = number};
    pdf->is_value = false;
}

enum pdf_kind pdf_objects_read(struct pdf_objects *pdf, struct window *window)
{
    pdf_token_read(window, &pdf->token);
    const enum pdf_kind kind = pdf->token.kind;
    if (kind == PDF_NAME) {
        pdf_read_name(pdf);
        return kind;
    }
    pdf->is_value = false;
    if (kind == PDF_DICTIONARY || kind == PDF_ARRAY)
        pdf_open(pdf, kind == PDF_ARRAY);
    else if (kind == PDF_DICTIONARY_END || kind == PDF_ARRAY_END)
        pdf_close(pdf);
    else if (kind == PDF_STRING)
        pdf_read_string(pdf);
    else if (kind == PDF_NUMBER)
        pdf_read_number(pdf);
    else if (pdf_token_is(&pdf->token, PDF_WORD, "R"))
        pdf_read_reference(pdf);
    return kind;
}
