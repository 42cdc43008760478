/* Filters of streams of a PDF: the examples of ISO 32000-1, what is cut or wrong, and long ones. */
#include "crawler/unpack/pdf_filter.h"
#include "tests/unit/suite.h"

#include "crawler/base/buffer.h"

#include <stdlib.h>
#include <string.h>

struct filter_case {
    enum pdf_filter_kind kind;
    bool is_late;
    struct span packed;
};

/* What comes out, in pieces of step bytes. */
static void filter_run(const struct filter_case *how, size_t step, struct coverage *coverage,
                       struct buffer *out)
{
    struct meter meter = {.limits = &unpack_default_limits, .coverage = coverage};
    uint8_t piece[512];
    size_t len = 0;
    struct byte_source *const bytes = byte_source_from_span(how->packed);
    ck_assert_ptr_nonnull(bytes);
    struct byte_source *const filter = pdf_filter_create(how->kind, how->is_late, bytes, &meter);
    ck_assert_ptr_nonnull(filter);
    buffer_init(out, (size_t)1 << 22);
    enum status status;
    while ((status = byte_source_read(filter, piece, step, &len)) == STATUS_OK)
        buffer_append(out, piece, len);
    ck_assert_int_eq(status, STATUS_END);
    byte_source_close(filter);
    byte_source_close(bytes);
}

static const struct {
    const char *name;
    enum pdf_filter_kind kind;
    const char *packed, *text;
    bool is_corrupt;
} rows[] = {
    {"hexadecimal", PDF_FILTER_HEX, "53 53\n4e>41", "SSN", false},
    {"an odd digit", PDF_FILTER_HEX, "535>", "SP", false},
    {"no digit", PDF_FILTER_HEX, "53x4e>", "S", true},
    {"no digit behind one", PDF_FILTER_HEX, "535-4e>", "SP", true},
    {"without its end", PDF_FILTER_HEX, "53534", "SS@", false},
    {"base 85", PDF_FILTER_85, "87cUR\nD]i,\"Ebo80~>", "Hello World!", false},
    {"a part of a group", PDF_FILTER_85, "87cURDZ~>", "Hello", false},
    {"base 85 without its end", PDF_FILTER_85, "87cURDZ", "Hello", false},
    {"a digit alone", PDF_FILTER_85, "8~>", "", false},
    {"no such digit", PDF_FILTER_85, "87cURv", "Hell", true},
    {"a group that is too large", PDF_FILTER_85, "uuuuu87cUR", NULL, true},
    {"runs", PDF_FILTER_RUNS, "\2SSN\376-\200x", "SSN---", false},
    {"a run that is cut", PDF_FILTER_RUNS, "\7SSN", "SSN", false},
    {"the example of 7.4.4.2", PDF_FILTER_LZW, "\x80\x0b\x60\x50\x22\x0c\x0c\x85\x01", "-----A---B",
     false},
    {"a code that is not there yet", PDF_FILTER_LZW, "\x80\x0b\x7f\xff", "-", true},
};

START_TEST(test_rows)
{
    const struct filter_case how = {
        rows[_i].kind, false, {(const uint8_t *)rows[_i].packed, strlen(rows[_i].packed)}};
    for (size_t step = 1; step < 16; step++) {
        struct coverage coverage = {0};
        struct buffer out;
        filter_run(&how, step, &coverage, &out);
        if (rows[_i].text != NULL)
            ck_assert_msg(strcmp(buffer_str(&out), rows[_i].text) == 0, "%s: %s", rows[_i].name,
                          buffer_str(&out));
        ck_assert_msg(coverage_has(&coverage, REASON_CORRUPT) == rows[_i].is_corrupt, "%s",
                      rows[_i].name);
        buffer_free(&out);
    }
}
END_TEST

/* ---- long ones, by a packer of LZW that is as simple as can be ---- */

#define CODES 4096

struct packer {
    struct buffer out;
    uint32_t bits;
    unsigned bit_count, count, late;
    int next[CODES][256]; /* 0: there is none */
};

static void pack_code(struct packer *packer, unsigned code)
{
    unsigned width = 9;
    while (width < 12 && packer->count + 1 - packer->late > 1U << width)
        width++;
    packer->bits = packer->bits << width | code;
    packer->bit_count += width;
    while (packer->bit_count >= 8) {
        packer->bit_count -= 8;
        buffer_append_char(&packer->out, (char)(packer->bits >> packer->bit_count & 0xff));
    }
}

static void pack_clear(struct packer *packer)
{
    pack_code(packer, 256);
    memset(packer->next, 0, sizeof packer->next);
    packer->count = 258;
}

static void pack_text(struct packer *packer, const struct buffer *text)
{
    int code = text->ptr[0];
    packer->count = 258;
    pack_clear(packer);
    for (size_t i = 1; i < text->len; i++) {
        const uint8_t byte = text->ptr[i];
        if (packer->next[code][byte] != 0) {
            code = packer->next[code][byte];
            continue;
        }
        pack_code(packer, (unsigned)code);
        packer->next[code][byte] = (int)packer->count++;
        if (packer->count == CODES - 1)
            pack_clear(packer);
        code = byte;
    }
    pack_code(packer, (unsigned)code);
    packer->count++;
    pack_code(packer, 257);
    pack_code(packer, 0); /* the last bits */
}

START_TEST(test_long)
{
    struct coverage coverage = {0};
    struct buffer text, out;
    struct packer *const packer = calloc(1, sizeof *packer);
    ck_assert_ptr_nonnull(packer);
    packer->late = (unsigned)_i;
    buffer_init(&packer->out, (size_t)1 << 22);
    buffer_init(&text, (size_t)1 << 22);
    for (unsigned i = 0; i < 40000; i++)
        buffer_append_format(&text, "%u,", i * 7919 % 10007);
    pack_text(packer, &text);
    const struct filter_case how = {PDF_FILTER_LZW, _i == 1, {packer->out.ptr, packer->out.len}};
    filter_run(&how, 500, &coverage, &out);
    ck_assert_uint_eq(coverage.reasons, 0);
    ck_assert_uint_eq(out.len, text.len);
    ck_assert_mem_eq(out.ptr, text.ptr, text.len);
    buffer_free(&packer->out);
    free(packer);
    buffer_free(&text);
    buffer_free(&out);
}
END_TEST

/* Any bytes end. */
START_TEST(test_noise)
{
    uint8_t noise[3000];
    uint32_t state = 1 + (uint32_t)_i;
    for (size_t i = 0; i < sizeof noise; i++) {
        state = state * 1664525 + 1013904223;
        noise[i] = (uint8_t)(state >> 24);
    }
    for (int kind = PDF_FILTER_HEX; kind < PDF_FILTER_OTHER; kind++) {
        struct coverage coverage = {0};
        struct buffer out;
        const struct filter_case how = {(enum pdf_filter_kind)kind, false, {noise, sizeof noise}};
        filter_run(&how, 512, &coverage, &out);
        buffer_free(&out);
    }
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("pdf_filter");
    TCase *const tcase = tcase_create("pdf_filter");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_rows, 0, (int)(sizeof rows / sizeof rows[0]));
    tcase_add_loop_test(tcase, test_long, 0, 2);
    tcase_add_loop_test(tcase, test_noise, 0, 20);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
