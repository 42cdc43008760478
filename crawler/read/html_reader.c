/*
 * HTML as its readers see it: text without tags, references resolved. Inline tags do not split a
 * word, all others end a line. Cells of tables are values under the names of their columns; inputs
 * are values under theirs. Scripts, styles, comments and attributes are text, too.
 */
#include "crawler/read/html_state.h"
#include "crawler/read/office_element.h"
#include "crawler/read/xml_token.h"
#include "detectors/ascii.h"

#include <stdlib.h>
#include <string.h>

static void *html_create(const struct field_rules *rules)
{
    struct html_reader *const html = calloc(1, sizeof *html);
    if (html != NULL)
        html->tables.rules = rules;
    return html;
}

static void *office_create(const struct field_rules *rules)
{
    struct html_reader *const html = html_create(rules);
    if (html != NULL)
        html->is_office = true;
    return html;
}

static void html_free(void *state)
{
    free(state);
}

static void html_begin(void *state, struct byte_source *bytes, struct coverage *coverage)
{
    struct html_reader *const html = state;
    (void)coverage;
    byte_window_begin(&html->window, bytes);
    markup_tables_reset(&html->tables);
    html->mode = HTML_TEXT;
    html->cell_meaning = FIELD_NO_MEANING;
    html->is_joined = html->is_giving_asides = false;
    html_asides_reset(&html->asides);
    html_field_reset(&html->field);
    markup_cell_reset(&html->cell);
}

/* ---- what stands beside the text ---- */

/* Remembers raw, which stands in the window, for the end of the line. */
static void html_add_aside(struct html_reader *html, struct span raw, struct field_meaning meaning)
{
    const struct span rest = byte_window_rest(&html->window);
    html_asides_add(&html->asides, raw,
                    byte_window_offset(&html->window) + (size_t)(raw.ptr - rest.ptr), meaning);
}

static bool html_give_aside(struct html_reader *html, struct record_value *value)
{
    html->is_giving_asides = html_asides_next(&html->asides, value);
    html->is_joined &= !html->is_giving_asides;
    return html->is_giving_asides;
}

/* ---- tags ---- */

/* What a tag of a row or cell does; raw is all of it. */
static void html_apply_cell(struct html_reader *html, const struct html_tag *tag, struct span raw)
{
    static const char *const repeats[] = {"colspan", "number-columns-repeated",
                                          "number-rows-repeated", NULL};
    static const char *const spans[] = {"rowspan", NULL};
    const bool is_row = tag->element == HTML_ROW || tag->element == HTML_TERM;
    if (tag->is_end)
        return;
    if (is_row)
        markup_tables_begin_row(&html->tables);
    const uint64_t repeat = html_find_number(raw, tag->attributes, repeats);
    if (tag->element == HTML_ROW) {
        markup_tables_repeat_row(&html->tables, repeat);
        return;
    }
    markup_cell_open(&html->cell, tag->element != HTML_CELL);
    markup_tables_repeat_cell(&html->tables, repeat);
    if (!html->is_office) /* there, cells that are covered are cells as well */
        markup_tables_span_rows(&html->tables, html_find_number(raw, tag->attributes, spans));
}

/* What a tag does, beside ending the line; raw is all of it. */
static void html_apply(struct html_reader *html, const struct html_tag *tag, struct span raw)
{
    switch (tag->element) {
    case HTML_TABLE:
        if (tag->is_end)
            markup_tables_close(&html->tables);
        else
            markup_tables_open(&html->tables);
        break;
    case HTML_ROW:
    case HTML_CELL:
    case HTML_HEAD_CELL:
    case HTML_TERM:
        html_apply_cell(html, tag, raw);
        break;
    case HTML_FIELD:
        html->cell_meaning = html->field.value;
        if (html->cell_meaning.detector >= 0)
            markup_cell_open(&html->cell, false);
        break;
    case HTML_RAW:
        if (tag->is_end || tag->name.len > HTML_RAW_NAME_MAX)
            break;
        html->mode = HTML_SCRIPT;
        html->raw_name_len = tag->name.len;
        memcpy(html->raw_name, tag->name.ptr, tag->name.len);
        break;
    case HTML_INLINE:
    case HTML_BLOCK:
        break;
    }
}

static bool html_read_tag(struct html_reader *html, struct span rest, const struct html_tag *tag,
                          struct record_value *value)
{
    const struct span raw = {rest.ptr, tag->len};
    const bool is_line =
        tag->element != HTML_INLINE || !html_asides_has_room(&html->asides, tag->len);
    const bool is_block = tag->element == HTML_BLOCK ||
                          (tag->element == HTML_FIELD &&
                           !html_field_take(&html->field, html->tables.rules, tag, raw));
    bool is_given = false;
    if (is_line && is_block && html->cell.is_open) {
        markup_cell_break(&html->cell);
    } else if (is_line) {
        is_given = html_give_cell(html, false, value);
        html->is_joined = false;
    }
    const bool is_kept =
        tag->is_end ||
        html_asides_add_tag(&html->asides, html->is_office ? NULL : html->tables.rules, raw,
                            tag->attributes, byte_window_offset(&html->window));
    html->is_giving_asides = is_line && !html->cell.is_open;
    html_apply(html, tag, raw);
    if (!is_kept && html->mode == HTML_TEXT)
        html->mode = HTML_LONG_TAG;
    byte_window_skip(&html->window, is_kept ? tag->len : tag->attributes);
    return is_given;
}

/* ---- comments, scripts, and what has no end ---- */

/* Gives out text up to mark, and goes on behind it: in a piece, or in several. */
static bool html_read_to(struct html_reader *html, const char *mark, struct record_value *value)
{
    const struct span rest = byte_window_rest(&html->window);
    const size_t end = html_find_mark(rest, mark);
    const size_t kept = byte_window_is_last(&html->window) ? 0 : strlen(mark) - 1;
    size_t len = end;
    if (end == rest.len)
        len = rest.len > kept ? rest.len - kept : 0;
    if (len > 0)
        html_take(html, len, value);
    if (end < rest.len) {
        if (html->mode != HTML_SCRIPT)
            byte_window_skip(&html->window, strlen(mark));
        html->mode = HTML_TEXT;
        html->is_joined = false;
    }
    return len > 0;
}

static bool html_read_script(struct html_reader *html, struct record_value *value)
{
    char mark[HTML_RAW_NAME_MAX + 3] = "</";
    for (size_t i = 0; i < html->raw_name_len; i++)
        mark[2 + i] = (char)ascii_to_lower(html->raw_name[i]);
    return html_read_to(html, mark, value);
}

/* A comment that is whole stands beside the text; CDATA is text; a declaration is nothing. */
static bool html_read_comment(struct html_reader *html, struct span rest)
{
    const size_t cdata = xml_cdata_start(rest);
    byte_window_skip(&html->window, cdata);
    if (cdata > 0)
        return true;
    const bool is_comment = ascii_starts_with(rest.ptr, rest.len, "<!--");
    const char *const mark = is_comment ? "-->" : ">";
    const size_t start = is_comment ? 4 : 2;
    const struct span inner = {rest.ptr + start, rest.len - start};
    const size_t len = html_find_mark(inner, mark);
    if (len == inner.len)
        return false;
    if (is_comment && !html_asides_has_room(&html->asides, len) && len > 0) {
        byte_window_skip(&html->window, start);
        html->mode = HTML_COMMENT;
        html->is_joined = false;
        return true;
    }
    if (is_comment)
        html_add_aside(html, (struct span){inner.ptr, len}, FIELD_NO_MEANING);
    byte_window_skip(&html->window, start + len + strlen(mark));
    return true;
}

/* At '<'. */
static bool html_read_markup(struct html_reader *html, struct span rest, struct record_value *value)
{
    struct html_tag tag;
    if (rest.ptr[1] == '!' || rest.ptr[1] == '?') {
        if (html_read_comment(html, rest))
            return false;
    } else if (html_find_tag(rest, &tag)) {
        if (html->is_office)
            tag.element = office_element_of(tag.name);
        if (html->is_office && !tag.is_end && office_is_hyphen(tag.name)) {
            const struct span hyphen = {(const uint8_t *)"-", 1};
            const struct record_value piece = html_piece(html, hyphen, tag.len);
            return html_put(html, &piece, tag.len, value);
        }
        return html_read_tag(html, rest, &tag, value);
    }
    const bool is_given = html_give_cell(html, true, value);
    const bool is_comment = ascii_starts_with(rest.ptr, rest.len, "<!--");
    html->mode = is_comment ? HTML_COMMENT : HTML_LONG_TAG;
    html->is_joined = false;
    byte_window_skip(&html->window, is_comment ? 4 : 1);
    return is_given;
}

/* One step; true when it gave a value. */
static bool html_step(struct html_reader *html, struct record_value *value)
{
    if (html->is_giving_asides)
        return html_give_aside(html, value);
    if (html->mode == HTML_SCRIPT)
        return html_read_script(html, value);
    if (html->mode != HTML_TEXT)
        return html_read_to(html, html->mode == HTML_COMMENT ? "-->" : ">", value);
    const struct span rest = byte_window_rest(&html->window);
    return rest.ptr[0] == '<' && html_starts_markup(rest) ? html_read_markup(html, rest, value)
                                                          : html_read_text(html, rest, value);
}

/* At the end: what is still held. */
static bool html_finish(struct html_reader *html, struct record_value *value)
{
    if (html_give_cell(html, false, value))
        return true;
    html->is_giving_asides = true;
    return html_give_aside(html, value);
}

static enum status html_next(void *state, struct record_value *value)
{
    struct html_reader *const html = state;
    for (;;) {
        markup_cell_forget(&html->cell);
        /* A token is read from a window that is full, or holds all that is left. */
        byte_window_want(&html->window, BYTE_WINDOW_SIZE / 2);
        if (html->window.at == html->window.len && !html->is_giving_asides)
            break;
        if (html_step(html, value))
            return STATUS_OK;
    }
    return html_finish(html, value) ? STATUS_OK : html->window.status;
}

const struct record_ops html_record_ops = {.format = FORMAT_HTML,
                                           .create = html_create,
                                           .free = html_free,
                                           .begin = html_begin,
                                           .next = html_next};

const struct record_ops office_record_ops = {.format = FORMAT_OFFICE_TEXT,
                                             .create = office_create,
                                             .free = html_free,
                                             .begin = html_begin,
                                             .next = html_next};
