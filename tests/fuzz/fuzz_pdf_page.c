/* Any bytes as what is said of the words of a PDF: however they are cut, the same text comes out,
 * no longer than the words and the tabs of tables make it. And any words at any place: none is
 * lost. */
#include "crawler/unpack/pdf_boxes.h"
#include "crawler/unpack/pdf_table.h"
#include "tests/fuzz/walk_sum.h"

#include <stdlib.h>
#include <string.h>

#define TEXT_MAX ((size_t)1 << 26)
#define WORD_BYTES 5

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void read_pieces(struct buffer *text, struct span first, struct span second)
{
    struct pdf_boxes *const boxes = malloc(sizeof *boxes);
    require(boxes != NULL && pdf_boxes_init(boxes));
    buffer_init(text, TEXT_MAX);
    require(pdf_boxes_feed(boxes, first, text) && pdf_boxes_feed(boxes, second, text));
    require(pdf_boxes_end(boxes, text));
    pdf_boxes_free(boxes);
    free(boxes);
}

static void check_answer(const uint8_t *bytes, size_t len)
{
    struct buffer whole, parts;
    const size_t cut = len > 0 ? bytes[0] * len / 256 : 0;
    read_pieces(&whole, (struct span){bytes, len}, (struct span){bytes, 0});
    read_pieces(&parts, (struct span){bytes, cut}, (struct span){bytes + cut, len - cut});
    require(whole.len == parts.len);
    require(whole.len == 0 || memcmp(whole.ptr, parts.ptr, whole.len) == 0);
    require(whole.len <= len * (PDF_TABLE_COLUMNS + 2));
    buffer_free(&whole);
    buffer_free(&parts);
}

/* Words on a small page, so that many are beside each other. */
static void check_words(const uint8_t *bytes, size_t len)
{
    struct pdf_page page;
    struct buffer text;
    size_t words = 0, found = 0;
    buffer_init(&text, TEXT_MAX);
    require(pdf_page_init(&page));
    for (size_t at = 0; at + WORD_BYTES <= len && words < PDF_PAGE_WORDS; at += WORD_BYTES) {
        const uint8_t *const word = bytes + at;
        const int32_t left = (int32_t)word[0] * 200, top = word[1] / 8 * 700;
        const struct pdf_box box = {left, top, left + word[2] * 40, top + 1000 + word[3] % 4 * 100};
        require(pdf_page_add(&page, &box, (enum pdf_start)(word[4] % 4),
                             (struct span){(const uint8_t *)"x:", 1 + word[4] / 128}));
        words++;
    }
    require(pdf_page_write(&page, &text));
    for (size_t i = 0; i < text.len; i++)
        found += text.ptr[i] == 'x';
    require(found == words);
    buffer_free(&text);
    pdf_page_free(&page);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    check_answer(bytes, len);
    check_words(bytes, len);
    return 0;
}
