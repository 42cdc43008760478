/* Words and their boxes, as pdftotext tells them. */
#include "crawler/unpack/pdf_boxes.h"

#include <string.h>

#define BOX_MAX 100000000 /* hundredths of a point: 350 km */

/* What a line of the answer is. */
enum line_kind {
    LINE_OTHER,
    LINE_PAGE,
    LINE_PAGE_END,
    LINE_FLOW,
    LINE_BLOCK,
    LINE_LINE,
    LINE_WORD,
};

bool pdf_boxes_init(struct pdf_boxes *boxes)
{
    memset(boxes, 0, sizeof *boxes);
    return pdf_page_init(&boxes->page);
}

void pdf_boxes_free(struct pdf_boxes *boxes)
{
    pdf_page_free(&boxes->page);
}

static bool is_digit(uint8_t byte)
{
    return byte >= '0' && byte <= '9';
}

/* Without the blanks in front, and the carriage return behind. */
static struct span span_trim(struct span line)
{
    while (line.len > 0 && line.ptr[0] <= ' ') {
        line.ptr++;
        line.len--;
    }
    while (line.len > 0 && line.ptr[line.len - 1] <= ' ')
        line.len--;
    return line;
}

static bool span_begins(struct span line, const char *start)
{
    const size_t len = strlen(start);
    return line.len >= len && memcmp(line.ptr, start, len) == 0;
}

static enum line_kind line_kind_of(struct span line)
{
    static const struct {
        const char *start;
        enum line_kind kind;
    } kinds[] = {
        {"<word ", LINE_WORD}, {"<line ", LINE_LINE}, {"<block ", LINE_BLOCK},
        {"<flow>", LINE_FLOW}, {"<page ", LINE_PAGE}, {"</page>", LINE_PAGE_END},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (span_begins(line, kinds[i].start))
            return kinds[i].kind;
    }
    return LINE_OTHER;
}

/* The number behind name (`xMin="`) in hundredths; 0: there is none. */
static int32_t line_number(struct span line, const char *name)
{
    const size_t len = strlen(name);
    const uint8_t *const found = memmem(line.ptr, line.len, name, len);
    if (found == NULL)
        return 0;
    const uint8_t *const end = line.ptr + line.len;
    const uint8_t *at = found + len;
    const bool is_negative = at < end && *at == '-';
    int32_t value = 0, places = 2;
    bool is_fraction = false;
    for (at += is_negative; at < end && places > 0 && *at != '"'; at++) {
        is_fraction |= *at == '.';
        if (!is_digit(*at))
            continue;
        value = value < BOX_MAX / 10 ? value * 10 + (*at - '0') : BOX_MAX;
        places -= is_fraction;
    }
    for (; places > 0; places--)
        value = value < BOX_MAX / 10 ? value * 10 : BOX_MAX;
    return is_negative ? -value : value;
}

/* Puts into text, which has room for as much, what XML means; returns its length. */
static size_t text_resolve(struct span xml, uint8_t *text)
{
    static const struct {
        const char *name;
        char byte;
    } entities[] = {
        {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''},
    };
    size_t len = 0;
    for (size_t i = 0; i < xml.len; i++) {
        text[len] = xml.ptr[i];
        for (size_t k = 0; xml.ptr[i] == '&' && k < sizeof entities / sizeof entities[0]; k++) {
            if (!span_begins((struct span){xml.ptr + i, xml.len - i}, entities[k].name))
                continue;
            text[len] = (uint8_t)entities[k].byte;
            i += strlen(entities[k].name) - 1;
            break;
        }
        len++;
    }
    return len;
}

/* Adds text to the page, as a word in the last box. */
static bool boxes_add(struct pdf_boxes *boxes, struct span xml, struct buffer *out)
{
    static const char end[] = "</word>";
    uint8_t bytes[PDF_BOXES_LINE];
    const size_t len = sizeof end - 1;
    boxes->is_in_word = xml.len < len || memcmp(xml.ptr + xml.len - len, end, len) != 0;
    if (!boxes->is_in_word)
        xml.len -= len;
    const struct span text = {bytes, text_resolve(xml, bytes)};
    if (pdf_page_add(&boxes->page, &boxes->box, boxes->start, text))
        return true;
    return pdf_page_write(&boxes->page, out) &&
           pdf_page_add(&boxes->page, &boxes->box, boxes->start, text);
}

static bool boxes_take_word(struct pdf_boxes *boxes, struct span line, struct buffer *out)
{
    const uint8_t *const close = memchr(line.ptr, '>', line.len);
    const struct span tag = {line.ptr, close != NULL ? (size_t)(close - line.ptr) : line.len};
    if (close == NULL)
        return true;
    boxes->box = (struct pdf_box){line_number(tag, "xMin=\""), line_number(tag, "yMin=\""),
                                  line_number(tag, "xMax=\""), line_number(tag, "yMax=\"")};
    const bool is_added = boxes_add(boxes, (struct span){close + 1, line.len - tag.len - 1}, out);
    boxes->start = PDF_START_WORD;
    return is_added;
}

static void boxes_start(struct pdf_boxes *boxes, enum pdf_start start)
{
    boxes->is_in_word = false;
    if (start < boxes->start) /* a block begins with a line, too */
        boxes->start = start;
}

static bool boxes_take_line(struct pdf_boxes *boxes, struct span line, struct buffer *out)
{
    const struct span trimmed = span_trim(line);
    const enum line_kind kind = line_kind_of(trimmed);
    switch (kind) {
    case LINE_WORD:
        return !boxes->is_in_page || boxes_take_word(boxes, trimmed, out);
    case LINE_LINE:
    case LINE_BLOCK:
    case LINE_FLOW:
        boxes_start(boxes, kind == LINE_LINE    ? PDF_START_LINE
                           : kind == LINE_BLOCK ? PDF_START_BLOCK
                                                : PDF_START_FLOW);
        return true;
    case LINE_PAGE:
    case LINE_PAGE_END:
        boxes_start(boxes, PDF_START_FLOW);
        if (boxes->is_in_page && !pdf_page_write(&boxes->page, out))
            return false;
        if (boxes->is_in_page)
            buffer_append_char(out, '\f');
        boxes->is_in_page = kind == LINE_PAGE;
        return !out->is_failed;
    default:
        return !boxes->is_in_word || boxes_add(boxes, trimmed, out);
    }
}

static bool boxes_flush(struct pdf_boxes *boxes, struct buffer *out)
{
    const struct span line = {boxes->line, boxes->len};
    boxes->len = 0;
    return boxes_take_line(boxes, line, out);
}

bool pdf_boxes_feed(struct pdf_boxes *boxes, struct span bytes, struct buffer *out)
{
    while (bytes.len > 0) {
        const uint8_t *const feed = memchr(bytes.ptr, '\n', bytes.len);
        const size_t room = PDF_BOXES_LINE - boxes->len;
        const size_t left = feed != NULL ? (size_t)(feed - bytes.ptr) : bytes.len;
        const size_t len = left < room ? left : room;
        memcpy(boxes->line + boxes->len, bytes.ptr, len);
        boxes->len += len;
        const bool is_line = feed != NULL && len == left;
        bytes.ptr += len + is_line;
        bytes.len -= len + is_line;
        if ((is_line || boxes->len == PDF_BOXES_LINE) && !boxes_flush(boxes, out))
            return false;
    }
    return true;
}

bool pdf_boxes_end(struct pdf_boxes *boxes, struct buffer *out)
{
    return boxes_flush(boxes, out) && pdf_page_write(&boxes->page, out);
}
