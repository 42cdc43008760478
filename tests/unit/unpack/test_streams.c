/*
 * Archives and streams without sums of their own: whole, cut at every length, with every bit
 * flipped. Nothing crashes, nothing before a cut is lost, and one damage never costs both members.
 */
#include "crawler/base/crc32c.h"
#include "tests/unit/suite.h"
#include "tests/unit/unpack/walk_log.h"

#include <stdio.h>
#include <string.h>

#define FIRST "name,ssn\nAda Lovelace,123-45-6789\n"
#define SECOND "name,dob\nAlan Turing,1912-06-23\n"

static void build_text(struct buffer *out, const char *text)
{
    buffer_append_str(out, text);
}

static void build_zeros(struct buffer *out, size_t align)
{
    while (out->len % align != 0)
        buffer_append_char(out, '\0');
}

static void build_newc_entry(struct buffer *out, const char *name, const char *content)
{
    buffer_append_format(out, "070701%08X%08X%032X%08X%032X%08X%08X", 1, 0100644, 0,
                         (unsigned)strlen(content), 0, (unsigned)strlen(name) + 1, 0);
    buffer_append(out, name, strlen(name) + 1);
    build_zeros(out, 4);
    build_text(out, content);
    build_zeros(out, 4);
}

static void build_newc(struct buffer *out)
{
    build_newc_entry(out, "a.csv", FIRST);
    build_newc_entry(out, "b.csv", SECOND);
    build_newc_entry(out, "TRAILER!!!", "");
}

static void build_odc_entry(struct buffer *out, const char *name, const char *content)
{
    buffer_append_format(out, "070707%012o%06o%024o%011o%06o%011o", 1, 0100644, 0, 0,
                         (unsigned)strlen(name) + 1, (unsigned)strlen(content));
    buffer_append(out, name, strlen(name) + 1);
    build_text(out, content);
}

static void build_odc(struct buffer *out)
{
    build_odc_entry(out, "a.csv", FIRST);
    build_odc_entry(out, "b.csv", SECOND);
    build_odc_entry(out, "TRAILER!!!", "");
}

static void build_ar_entry(struct buffer *out, const char *name, const char *content)
{
    buffer_append_format(out, "%-16s%-12d%-6d%-6d%-8o%-10u`\n", name, 0, 0, 0, 0100644,
                         (unsigned)strlen(content));
    build_text(out, content);
    if (strlen(content) % 2 == 1)
        buffer_append_char(out, '\n');
}

static void build_ar(struct buffer *out)
{
    build_text(out, "!<arch>\n");
    build_ar_entry(out, "a.csv/", FIRST);
    build_ar_entry(out, "b.csv/", SECOND);
}

/* Names behind the header, as BSD has them. */
static void build_ar_bsd(struct buffer *out)
{
    build_text(out, "!<arch>\n");
    build_ar_entry(out, "#1/6", "a b.cs" FIRST);
    build_ar_entry(out, "#1/6", "c d.cs" SECOND);
}

static void build_warc(struct buffer *out)
{
    static const char *const blocks[] = {FIRST, SECOND};
    for (int i = 0; i < 2; i++) {
        buffer_append_format(out,
                             "WARC/1.0\r\nWARC-Target-URI: <http://a.example/%d>\r\n"
                             "Content-Length: %u\r\n\r\n%s\r\n\r\n",
                             i, (unsigned)strlen(blocks[i]), blocks[i]);
    }
}

#define PART_HEADERS "\r\nContent-Transfer-Encoding: "

static void build_mail(struct buffer *out)
{
    build_text(out, "From: a@example.com\r\nTo: b@example.com\r\nMIME-Version: 1.0\r\n"
                    "Content-Type: multipart/mixed;\r\n boundary=\"a b\"\r\n\r\n"
                    "--a b" PART_HEADERS "8bit\r\n\r\n" FIRST "\r\n"
                    "--a b" PART_HEADERS "base64\r\n"
                    "Content-Disposition: attachment; filename=b.csv\r\n\r\n"
                    "bmFtZSxkb2IKQWxhbiBUdXJpbmcs\r\nMTkxMi0wNi0yMwo=\r\n--a b--\r\n");
}

static void build_mailbox(struct buffer *out)
{
    static const char headers[] = "From a@example.com Mon Jan 02 10:00:00 2026\n"
                                  "From: a@example.com\nTo: b@example.com\n\n";
    build_text(out, headers);
    build_text(out, FIRST "\n");
    build_text(out, headers);
    build_text(out, SECOND "\n");
}

static void build_snappy_chunk(struct buffer *out, const char *content)
{
    const size_t len = strlen(content);
    const uint32_t crc = crc32c(0, (const uint8_t *)content, len);
    const uint32_t sum = (crc >> 15 | crc << 17) + 0xA282EAD8U;
    const uint8_t head[] = {1,
                            (uint8_t)(len + 4),
                            0,
                            0,
                            (uint8_t)sum,
                            (uint8_t)(sum >> 8),
                            (uint8_t)(sum >> 16),
                            (uint8_t)(sum >> 24)};
    buffer_append(out, head, sizeof head);
    buffer_append(out, content, len);
}

static void build_snappy(struct buffer *out)
{
    buffer_append(out, "\xFF\x06\0\0sNaPpY", 10);
    build_snappy_chunk(out, FIRST);
    build_snappy_chunk(out, SECOND);
}

static const struct {
    const char *name;
    void (*build)(struct buffer *out);
    const char *leaves;
    size_t magic;    /* shorter, it is something else */
    bool has_no_end; /* any part of it is whole */
} streams[] = {
    {"newc", build_newc, "a.csv=" FIRST "\nb.csv=" SECOND "\n", 110, false},
    {"odc", build_odc, "a.csv=" FIRST "\nb.csv=" SECOND "\n", 76, false},
    {"ar", build_ar, "a.csv=" FIRST "\nb.csv=" SECOND "\n", 8, false},
    {"ar of BSD", build_ar_bsd, "a b.cs=" FIRST "\nc d.cs=" SECOND "\n", 8, false},
    {"snappy", build_snappy, "-=" FIRST SECOND "\n", 11, false},
    {"warc", build_warc, NULL, 7, false},
    {"mail", build_mail, NULL, 150, false},
    {"mailbox", build_mailbox, NULL, 90, true},
};
#define STREAMS ((int)(sizeof streams / sizeof streams[0]))

static void build_stream(struct buffer *out, int row)
{
    buffer_init(out, 100000);
    streams[row].build(out);
    ck_assert(!out->is_failed);
}

START_TEST(gives_out_every_member)
{
    struct buffer bytes;
    struct walk_log log;
    build_stream(&bytes, _i);
    walk_log_run(&log, (struct span){bytes.ptr, bytes.len}, "k", NULL);
    ck_assert_uint_eq(log.coverage.reasons, 0);
    if (streams[_i].leaves != NULL)
        ck_assert_str_eq(walk_log_leaves(&log), streams[_i].leaves);
    ck_assert(walk_log_has(&log, FIRST) && walk_log_has(&log, SECOND));
    walk_log_free(&log);
    buffer_free(&bytes);
}
END_TEST

START_TEST(loses_nothing_before_a_cut)
{
    struct buffer bytes;
    build_stream(&bytes, _i);
    size_t least = 0;
    bool had_first = false;
    for (size_t len = streams[_i].magic; len < bytes.len; len++) {
        struct walk_log log;
        walk_log_run(&log, (struct span){bytes.ptr, len}, "k", NULL);
        ck_assert_int_eq(log.status, STATUS_OK);
        ck_assert_msg(!had_first || walk_log_has(&log, FIRST), "%s cut to %zu", streams[_i].name,
                      len);
        had_first |= walk_log_has(&log, FIRST);
        /* A header that is cut is no content: headers of records are text only in a WARC. */
        ck_assert_msg(log.content.len + 120 >= least, "%s cut to %zu", streams[_i].name, len);
        least = log.content.len > least ? log.content.len : least;
        const bool is_whole = walk_log_has(&log, FIRST) && walk_log_has(&log, SECOND);
        if (!streams[_i].has_no_end && !is_whole && !had_first && log.coverage.members > 0)
            ck_assert_msg(log.coverage.reasons != 0, "%s cut to %zu", streams[_i].name, len);
        walk_log_free(&log);
    }
    buffer_free(&bytes);
}
END_TEST

START_TEST(one_flip_costs_one_member)
{
    struct buffer bytes;
    build_stream(&bytes, _i);
    for (size_t bit = 8 * streams[_i].magic; bit < 8 * bytes.len; bit++) {
        struct walk_log log;
        bytes.ptr[bit / 8] ^= (uint8_t)(1U << bit % 8);
        walk_log_run(&log, (struct span){bytes.ptr, bytes.len}, "k", NULL);
        ck_assert_int_eq(log.status, STATUS_OK);
        ck_assert_msg(walk_log_has(&log, FIRST) || walk_log_has(&log, SECOND),
                      "%s: flip of bit %zu", streams[_i].name, bit);
        walk_log_free(&log);
        bytes.ptr[bit / 8] ^= (uint8_t)(1U << bit % 8);
    }
    buffer_free(&bytes);
}
END_TEST

/* The check value that every catalogue of CRCs gives. */
START_TEST(crc_is_castagnolis)
{
    ck_assert_uint_eq(crc32c(0, (const uint8_t *)"123456789", 9), 0xE3069283U);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("streams");
    TCase *const tcase = tcase_create("streams");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, gives_out_every_member, 0, STREAMS);
    tcase_add_loop_test(tcase, loses_nothing_before_a_cut, 0, STREAMS);
    tcase_add_loop_test(tcase, one_flip_costs_one_member, 0, STREAMS);
    tcase_add_test(tcase, crc_is_castagnolis);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
