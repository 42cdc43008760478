/*
 * Rich Text Format as its readers see it: text without control words, characters in UTF-8. Runs of
 * a paragraph are joined; cells, footnotes, titles and links are lines of their own. Embedded
 * documents are not read, and said to be.
 */
#include "crawler/read/byte_window.h"
#include "crawler/read/markup_cell.h"
#include "crawler/read/markup_table.h"
#include "crawler/read/record.h"
#include "crawler/read/rtf_charset.h"
#include "crawler/read/rtf_control.h"
#include "crawler/read/xml_token.h"

#include "detectors/ascii.h"

#include <stdlib.h>

#define GROUPS_MAX 64

struct rtf_group {
    bool is_skipped;
    bool is_aside;  /* ends a line where it ends */
    bool is_option; /* \* : a destination that readers may not know */
    bool is_fonts;  /* it describes fonts */
    uint8_t fallback;
    uint16_t page; /* code page of bytes; 0: that of the document */
};

struct rtf_reader {
    struct coverage *coverage;
    size_t depth;    /* groups[depth] is the innermost */
    uint64_t deeper; /* groups below that */
    struct rtf_group groups[GROUPS_MAX];
    uint64_t binary;  /* bytes of \bin that are left */
    unsigned ignored; /* bytes behind \u that are left */
    uint32_t high;    /* the first half of a pair of \u; 0: none */
    bool is_joined;
    struct markup_cell cell;
    struct markup_tables tables;
    struct rtf_charset charset;
    uint8_t character[4];
    struct byte_window window;
};

static void *rtf_create(const struct field_rules *rules)
{
    struct rtf_reader *const rtf = calloc(1, sizeof *rtf);
    if (rtf != NULL)
        rtf->tables.rules = rules;
    return rtf;
}

static void rtf_free(void *state)
{
    struct rtf_reader *const rtf = state;
    code_page_close(&rtf->charset.page);
    free(rtf);
}

static void rtf_begin(void *state, struct byte_source *bytes, struct coverage *coverage)
{
    struct rtf_reader *const rtf = state;
    byte_window_begin(&rtf->window, bytes);
    rtf->coverage = coverage;
    rtf->depth = 0;
    rtf->deeper = rtf->binary = 0;
    rtf->groups[0] = (struct rtf_group){.fallback = 1};
    rtf->ignored = 0;
    rtf->high = 0;
    rtf->is_joined = false;
    rtf_charset_begin(&rtf->charset);
    markup_cell_reset(&rtf->cell);
    markup_tables_reset(&rtf->tables);
}

/* ---- values ---- */

/* The text of the cell as a value: of the table, or text when it is given out early. */
static bool rtf_give_cell(struct rtf_reader *rtf, bool is_text, struct record_value *value)
{
    rtf->is_joined = is_text;
    return markup_cell_give(&rtf->cell, is_text ? NULL : &rtf->tables, value);
}

/* Puts a piece of text, which stands in the window, into the cell, or gives it out. */
static bool rtf_route(struct rtf_reader *rtf, const struct record_value *piece,
                      struct record_value *value)
{
    byte_window_skip(&rtf->window, piece->length);
    if (markup_cell_keep(&rtf->cell, piece))
        return false;
    if (ascii_trim(piece->text.ptr, piece->text.len).len > 0)
        markup_tables_reset(&rtf->tables); /* text between tables: the next one is another */
    *value = *piece;
    value->is_joined = rtf->is_joined;
    rtf->is_joined = true;
    return true;
}

/* len bytes of the window as they are. */
static bool rtf_take(struct rtf_reader *rtf, size_t len, struct record_value *value)
{
    const struct record_value piece = {
        .meaning = FIELD_NO_MEANING,
        .text = {byte_window_rest(&rtf->window).ptr, len},
        .offset = byte_window_offset(&rtf->window),
        .length = len,
        .is_raw = true,
    };
    return rtf_route(rtf, &piece, value);
}

/* A character for len bytes of the window; false when it is none, or not wanted. */
static bool rtf_take_character(struct rtf_reader *rtf, uint32_t code, size_t len,
                               struct record_value *value)
{
    const size_t size = xml_put_char(code, rtf->character);
    const struct record_value piece = {
        .meaning = FIELD_NO_MEANING,
        .text = {rtf->character, size},
        .offset = byte_window_offset(&rtf->window),
        .length = len,
    };
    if (size > 0 && !rtf->groups[rtf->depth].is_skipped)
        return rtf_route(rtf, &piece, value);
    byte_window_skip(&rtf->window, len);
    return false;
}

/* ---- groups ---- */

static void rtf_open(struct rtf_reader *rtf)
{
    rtf->ignored = 0;
    if (rtf->depth + 1 == GROUPS_MAX) {
        rtf->deeper++;
        return;
    }
    rtf->groups[rtf->depth + 1] = rtf->groups[rtf->depth];
    rtf->groups[++rtf->depth].is_aside = false;
    rtf->groups[rtf->depth].is_option = false;
}

static void rtf_close(struct rtf_reader *rtf)
{
    rtf->ignored = 0;
    if (rtf->deeper > 0) {
        rtf->deeper--;
        return;
    }
    rtf->is_joined &= !rtf->groups[rtf->depth].is_aside;
    rtf->depth -= rtf->depth > 0;
}

static void rtf_set_aside(struct rtf_reader *rtf)
{
    rtf->groups[rtf->depth].is_aside = true;
    rtf->is_joined = false;
}

/* ---- controls ---- */

/* \uN, a UTF-16 unit: the second half of a pair completes the first. */
static bool rtf_read_unicode(struct rtf_reader *rtf, const struct rtf_control *control,
                             struct record_value *value)
{
    const uint32_t unit = (uint32_t)control->number & 0xffff;
    uint32_t code = unit;
    if (unit >= 0xdc00 && unit < 0xe000 && rtf->high != 0)
        code = 0x10000 + ((rtf->high - 0xd800) << 10) + (unit - 0xdc00);
    rtf->high = unit >= 0xd800 && unit < 0xdc00 ? unit : 0;
    rtf->ignored = rtf->groups[rtf->depth].fallback;
    return rtf_take_character(rtf, code == 0xa0 ? ' ' : code, control->len, value);
}

static void rtf_enter_cell(struct rtf_reader *rtf)
{
    if (rtf->cell.is_open)
        return;
    if (rtf->tables.depth == 0)
        markup_tables_open(&rtf->tables);
    rtf->is_joined = false;
    markup_cell_open(&rtf->cell, false);
}

/* \\cell: the next one begins. \\row: none does. */
static bool rtf_end_cell(struct rtf_reader *rtf, bool is_row, struct record_value *value)
{
    const bool is_empty = rtf->cell.is_over || rtf->cell.len == 0;
    bool is_given = false;
    if (!is_row || !is_empty)
        is_given = rtf_give_cell(rtf, is_row, value);
    rtf->is_joined = rtf->cell.is_open = false;
    if (is_row)
        markup_tables_begin_row(&rtf->tables);
    else if (rtf->tables.depth > 0)
        markup_cell_open(&rtf->cell, false);
    return is_given;
}

/* What tells the code page of bytes. */
static void rtf_set_page(struct rtf_reader *rtf, enum rtf_action action, int32_t number)
{
    struct rtf_group *const group = &rtf->groups[rtf->depth];
    if (action == RTF_PAGE && number > 0 && number <= UINT16_MAX)
        rtf->charset.document = (uint16_t)number;
    else if (action == RTF_FONT_SET)
        rtf_charset_describe(&rtf->charset, number);
    else if (action == RTF_FONT && group->is_fonts)
        rtf->charset.described = number >= 0 ? (size_t)number : RTF_FONTS_MAX;
    else if (action == RTF_FONT)
        group->page = rtf_charset_of_font(&rtf->charset, number);
}

static bool rtf_apply(struct rtf_reader *rtf, const struct rtf_control *control,
                      struct record_value *value)
{
    struct rtf_group *const group = &rtf->groups[rtf->depth];
    uint16_t code = 0;
    const enum rtf_action action = rtf_action_of(control->word, &code);
    const bool is_option = group->is_option;
    bool is_given = false;
    group->is_option = false;
    rtf->charset.lead = 0;
    switch (action) {
    case RTF_BREAK:
        rtf->is_joined = false;
        markup_cell_break(&rtf->cell);
        if (!rtf->cell.is_open) /* a paragraph between tables: the next one is another */
            markup_tables_reset(&rtf->tables);
        break;
    case RTF_IN_TABLE:
        rtf_enter_cell(rtf);
        break;
    case RTF_CELL:
    case RTF_ROW:
        is_given = rtf_end_cell(rtf, action == RTF_ROW, value);
        break;
    case RTF_CHARACTER:
        return rtf_take_character(rtf, code, control->len, value);
    case RTF_UNICODE:
        return rtf_read_unicode(rtf, control, value);
    case RTF_FALLBACK:
        if (control->number >= 0 && control->number < 16)
            group->fallback = (uint8_t)control->number;
        break;
    case RTF_BINARY:
        rtf->binary = control->number > 0 ? (uint64_t)control->number : 0;
        break;
    case RTF_OBJECT:
        coverage_add(rtf->coverage, REASON_UNSUPPORTED_FORMAT);
        group->is_skipped = true;
        break;
    case RTF_PAGE:
    case RTF_FONT:
    case RTF_FONT_SET:
        rtf_set_page(rtf, action, control->has_number ? control->number : 0);
        break;
    case RTF_FONTS:
    case RTF_SKIP:
        group->is_fonts |= action == RTF_FONTS;
        group->is_skipped = true;
        break;
    case RTF_ASIDE:
    case RTF_FORMAT:
        if (is_option || action == RTF_ASIDE)
            rtf_set_aside(rtf);
        break;
    }
    byte_window_skip(&rtf->window, control->len);
    return is_given;
}

/* A byte of the code page at hand, len bytes of the window. Behind the first half of a character
 * even a letter may be the second. */
static bool rtf_take_byte(struct rtf_reader *rtf, uint8_t byte, size_t len,
                          struct record_value *value)
{
    const uint16_t page = rtf->groups[rtf->depth].page;
    const uint16_t used = page != 0 ? page : rtf->charset.document;
    return rtf_take_character(rtf, rtf_charset_decode(&rtf->charset, used, byte), len, value);
}

/* \'hh */
static bool rtf_read_byte(struct rtf_reader *rtf, struct span rest, struct record_value *value)
{
    uint8_t byte;
    const bool is_hex = rtf_find_byte(rest, &byte);
    const size_t len = is_hex ? 4 : 2;
    if (is_hex && rtf->ignored == 0)
        return rtf_take_byte(rtf, byte, len, value);
    rtf->ignored -= rtf->ignored > 0;
    byte_window_skip(&rtf->window, len);
    return false;
}

/* A backslash and what is no letter. */
static bool rtf_read_symbol(struct rtf_reader *rtf, struct span rest, struct record_value *value)
{
    const uint8_t symbol = rest.len > 1 ? rest.ptr[1] : 0;
    switch (symbol) {
    case '\'':
        return rtf_read_byte(rtf, rest, value);
    case '~':
        return rtf_take_character(rtf, ' ', 2, value);
    case '_':
        return rtf_take_character(rtf, '-', 2, value);
    case '{':
    case '}':
    case '\\':
        return rtf_take_byte(rtf, symbol, 2, value);
    case '*':
        rtf->groups[rtf->depth].is_option = true;
        break;
    case '\r':
    case '\n':
        rtf->is_joined = false;
        break;
    default:
        break;
    }
    byte_window_skip(&rtf->window, 2);
    return false;
}

/* ---- text ---- */

static bool is_text(uint8_t byte)
{
    return byte != '{' && byte != '}' && byte != '\\' && byte != '\r' && byte != '\n';
}

static bool rtf_read_text(struct rtf_reader *rtf, struct span rest, struct record_value *value)
{
    if (rtf->ignored > 0) {
        rtf->ignored--;
        byte_window_skip(&rtf->window, 1);
        return false;
    }
    if (rtf->charset.lead != 0)
        return rtf_take_byte(rtf, rest.ptr[0], 1, value);
    const size_t room = rtf->cell.is_open ? MARKUP_CELL_MAX - rtf->cell.len : rest.len;
    size_t len = 1;
    while (len < rest.len && len < room && is_text(rest.ptr[len]))
        len++;
    if (!rtf->groups[rtf->depth].is_skipped)
        return rtf_take(rtf, len, value);
    byte_window_skip(&rtf->window, len);
    return false;
}

static bool rtf_step(struct rtf_reader *rtf, struct record_value *value)
{
    const struct span rest = byte_window_rest(&rtf->window);
    if (rtf->binary > 0) {
        const size_t len = rtf->binary < rest.len ? (size_t)rtf->binary : rest.len;
        rtf->binary -= len;
        byte_window_skip(&rtf->window, len);
        return false;
    }
    if (is_text(rest.ptr[0]))
        return rtf_read_text(rtf, rest, value);
    if (rest.ptr[0] == '\\' && rest.len > 1 && ascii_is_alpha(rest.ptr[1])) {
        const struct rtf_control control = rtf_find_control(rest);
        return rtf_apply(rtf, &control, value);
    }
    if (rest.ptr[0] == '\\')
        return rtf_read_symbol(rtf, rest, value);
    if (rest.ptr[0] == '{')
        rtf_open(rtf);
    else if (rest.ptr[0] == '}')
        rtf_close(rtf);
    byte_window_skip(&rtf->window, 1);
    return false;
}

static enum status rtf_next(void *state, struct record_value *value)
{
    struct rtf_reader *const rtf = state;
    for (;;) {
        byte_window_want(&rtf->window, RTF_CONTROL_MAX);
        markup_cell_forget(&rtf->cell);
        if (rtf->window.at == rtf->window.len)
            break;
        const bool is_full = rtf->cell.is_open && rtf->cell.len + RTF_CONTROL_MAX > MARKUP_CELL_MAX;
        if (is_full ? rtf_give_cell(rtf, true, value) : rtf_step(rtf, value))
            return STATUS_OK;
    }
    if (rtf_give_cell(rtf, true, value))
        return STATUS_OK;
    if (rtf->window.status == STATUS_END && (rtf->depth > 0 || rtf->binary > 0))
        coverage_add(rtf->coverage, REASON_TRUNCATED);
    return rtf->window.status;
}

const struct record_ops rtf_record_ops = {.format = FORMAT_RTF,
                                          .create = rtf_create,
                                          .free = rtf_free,
                                          .begin = rtf_begin,
                                          .next = rtf_next};
