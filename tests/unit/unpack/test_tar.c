/* tar archives: the kinds there are, what is wrong with them, and what is to be had of those. */
#include "tests/unit/chunk_source.h"
#include "tests/unit/suite.h"
#include "tests/unit/unpack/pack_builder.h"
#include "tests/unit/unpack/tar_builder.h"
#include "tests/unit/unpack/walk_log.h"
#include "tests/unit/unpack/zip_builder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT(text) ((struct span){(const uint8_t *)(text), sizeof(text) - 1})

static void build_two(struct buffer *out)
{
    build_tar_entry(out, "a.txt", '0', TEXT("one"));
    build_tar_entry(out, "d/b.txt", '0', TEXT("two"));
}

static void build_whole(struct buffer *out)
{
    build_two(out);
    build_tar_end(out);
}

static void build_without_end(struct buffer *out)
{
    build_two(out);
}

static void build_one_end(struct buffer *out)
{
    build_whole(out);
    out->len -= 512;
}

static void build_joined(struct buffer *out)
{
    build_whole(out);
    build_tar_entry(out, "c.txt", '0', TEXT("three"));
    build_tar_end(out);
}

static void build_padded(struct buffer *out)
{
    build_whole(out);
    for (int i = 0; i < 20; i++)
        build_tar_end(out);
}

/* v7 has no magic, and knows a folder by its name only. */
static void build_v7(struct buffer *out)
{
    build_tar_entry(out, "a.txt", 0, TEXT("one"));
    memset(out->ptr + 257, 0, 8);
    build_tar_sum(out, 0);
    build_tar_end(out);
}

/* The sum of Sun's tar: its bytes have a sign, which shows when a name has other than ASCII. */
static void build_signed_sum(struct buffer *out)
{
    build_tar_entry(out, "k\xC3\xA4se", '0', TEXT("one"));
    unsigned sum = 8 * ' ';
    for (size_t i = 0; i < 512; i++)
        sum += i >= 148 && i < 156 ? 0U : (unsigned)(int8_t)out->ptr[i];
    snprintf((char *)out->ptr + 148, 8, "%06o", sum);
    build_tar_end(out);
}

static void build_prefix(struct buffer *out)
{
    build_tar_entry(out, "a.txt", '0', TEXT("one"));
    memcpy(out->ptr + 345, "long/folder", 11);
    build_tar_sum(out, 0);
    build_tar_end(out);
}

static void build_links(struct buffer *out)
{
    static const char types[] = "123456";
    for (size_t i = 0; types[i] != 0; i++)
        build_tar_header(out, "link", types[i], types[i] == '1' ? 1000 : 0);
    build_whole(out);
}

static void build_link_with_data(struct buffer *out)
{
    build_tar_entry(out, "link", '1', TEXT("linked"));
    build_whole(out);
}

static void build_folder_with_size(struct buffer *out)
{
    build_tar_header(out, "d/", '5', 4096);
    build_whole(out);
}

static void build_unknown_type(struct buffer *out)
{
    build_tar_entry(out, "odd", 'Z', TEXT("odd"));
    build_whole(out);
}

static void build_pax(struct buffer *out)
{
    build_tar_entry(out, "global", 'g', TEXT("17 comment=hello\n"));
    build_tar_pax(out, "mtime=1.5\npath=k\xC3\xA4se!.txt\nsize=3");
    build_tar_entry(out, "x", '0', TEXT("one"));
    out->ptr[out->len - 1024 + 124 + 10] = '7'; /* the size of the header does not count then */
    build_tar_sum(out, out->len - 1024);
    build_tar_entry(out, "b", '0', TEXT("two"));
    build_tar_end(out);
}

static void build_bad_pax(struct buffer *out)
{
    build_tar_entry(out, "pax", 'x', TEXT("99999999999999999999 path=x\n12"));
    build_tar_entry(out, "pax", 'x', TEXT("3 path=x\n"));
    build_tar_entry(out, "pax", 'x', TEXT(""));
    build_whole(out);
}

static void build_gnu(struct buffer *out)
{
    build_tar_entry(out, "././@LongLink", 'K', TEXT("where it points to\0"));
    build_tar_entry(out, "././@LongLink", 'L', TEXT("long name.txt\0"));
    build_tar_entry(out, "long", '0', TEXT("one"));
    build_tar_entry(out, "b", '0', TEXT("two"));
    build_tar_end(out);
}

static void build_sparse(struct buffer *out)
{
    build_tar_header(out, "s", 'S', 3);
    out->ptr[482] = 1;
    build_tar_sum(out, 0);
    char map[512] = "00000001000";
    map[504] = 1;
    buffer_append(out, map, sizeof map);
    map[504] = 0;
    buffer_append(out, map, sizeof map);
    buffer_append_str(out, "one");
    build_tar_end(out);
}

static void build_base256(struct buffer *out)
{
    build_tar_entry(out, "a", '0', TEXT("one"));
    memcpy(out->ptr + 124, "\x80\0\0\0\0\0\0\0\0\0\0\3", 12);
    build_tar_sum(out, 0);
    build_tar_end(out);
}

static void build_cut_data(struct buffer *out)
{
    build_tar_entry(out, "a.txt", '0', TEXT("one"));
    build_tar_header(out, "b.txt", '0', 1000);
    buffer_append_str(out, "two");
}

static void build_cut_header(struct buffer *out)
{
    build_two(out);
    out->len -= 600;
}

static void build_huge(struct buffer *out)
{
    build_tar_header(out, "a", '0', 3);
    memcpy(out->ptr + 124, "\x80\0\0\0\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 12);
    build_tar_sum(out, 0);
    buffer_append_str(out, "one");
}

static void build_negative(struct buffer *out)
{
    build_tar_entry(out, "a", '0', TEXT("one"));
    memset(out->ptr + 124, 0xFF, 12);
    build_tar_sum(out, 0);
    out->len = 515;
    build_tar_entry(out, "b", '0', TEXT("two"));
    build_tar_end(out);
}

/* The header of the second entry is damaged: it and its content are a gap. */
static void build_bad_header(struct buffer *out)
{
    build_two(out);
    out->ptr[1024] ^= 1;
    memset(out->ptr + 1025, 'x', 511);
    build_tar_entry(out, "c", '0', TEXT("three"));
    build_tar_end(out);
}

/* Bytes went missing: nothing stands on a block any more. */
static void build_shifted(struct buffer *out)
{
    build_tar_entry(out, "a", '0', TEXT("one"));
    out->len = 600;
    build_tar_entry(out, "b", '0', TEXT("two"));
    build_tar_end(out);
}

static void build_trailing(struct buffer *out)
{
    build_whole(out);
    buffer_append_str(out, "JUNK");
}

static void build_nested(struct buffer *out)
{
    struct buffer inner, packed;
    buffer_init(&inner, 100000);
    buffer_init(&packed, 100000);
    build_whole(&inner);
    build_gzip(&packed, (struct span){inner.ptr, inner.len});
    build_tar_entry(out, "in.tar", '0', (struct span){inner.ptr, inner.len});
    build_tar_entry(out, "in.tgz", '0', (struct span){packed.ptr, packed.len});
    build_tar_end(out);
    buffer_free(&inner);
    buffer_free(&packed);
}

static const struct {
    const char *name;
    void (*build)(struct buffer *out);
    const char *leaves, *reasons;
    uint64_t members;
} tar_cases[] = {
    {"whole", build_whole, "a.txt=one\nd/b.txt=two\n", "", 2},
    {"no end", build_without_end, "a.txt=one\nd/b.txt=two\n", "truncated", 2},
    {"one block of end", build_one_end, "a.txt=one\nd/b.txt=two\n", "", 2},
    {"joined", build_joined, "a.txt=one\nd/b.txt=two\nc.txt=three\n", "", 3},
    {"padded", build_padded, "a.txt=one\nd/b.txt=two\n", "", 2},
    {"v7", build_v7, "a.txt=one\n", "", 1},
    {"signed sum", build_signed_sum, "k\xC3\xA4se=one\n", "", 1},
    {"prefix", build_prefix, "long/folder/a.txt=one\n", "", 1},
    {"links", build_links, "a.txt=one\nd/b.txt=two\n", "", 8},
    {"link with data", build_link_with_data, "link=linked\na.txt=one\nd/b.txt=two\n", "", 3},
    {"folder with size", build_folder_with_size, "a.txt=one\nd/b.txt=two\n", "", 3},
    {"unknown type", build_unknown_type, "odd=odd\na.txt=one\nd/b.txt=two\n", "", 3},
    {"pax", build_pax, "k\xC3\xA4se%21.txt=one\nb=two\n", "", 2},
    {"wrong pax", build_bad_pax, "a.txt=one\nd/b.txt=two\n", "", 2},
    {"GNU", build_gnu, "long name.txt=one\nb=two\n", "", 2},
    {"sparse", build_sparse, "s=<515>\n", "", 1},
    {"base 256", build_base256, "a=one\n", "", 1},
    {"cut data", build_cut_data, "a.txt=one\nb.txt=two\n", "truncated", 2},
    {"cut header", build_cut_header, "a.txt=one\n", "truncated", 1},
    {"huge", build_huge, "a=one\n", "truncated", 1},
    {"negative", build_negative, "gap@512=one\nb=two\n", "corrupt", 1},
    {"bad header", build_bad_header, "a.txt=one\ngap@1024=<1024>\nc=three\n", "corrupt", 2},
    {"trailing", build_trailing, "a.txt=one\nd/b.txt=two\ntrailing=JUNK\n", "corrupt", 2},
    {"nested", build_nested,
     "in.tar!a.txt=one\nin.tar!d/b.txt=two\nin.tgz!in.tar!a.txt=one\nin.tgz!in.tar!d/b.txt=two\n",
     "", 7},
};

#define CASES ((int)(sizeof tar_cases / sizeof tar_cases[0]))

START_TEST(test_tar)
{
    static const size_t chunks[] = {1, 511, 1000, 0};
    struct buffer bytes;
    buffer_init(&bytes, 1000000);
    tar_cases[_i].build(&bytes);
    for (size_t i = 0; i < sizeof chunks / sizeof chunks[0]; i++) {
        struct chunk_source source;
        struct walk_log log = {0};
        char reasons[256];
        chunk_source_init(&source, (struct span){bytes.ptr, bytes.len}, chunks[i], STATUS_END);
        walk_log_run_source(&log, &source.source, "k.tar", NULL);
        ck_assert_int_eq(log.status, STATUS_OK);
        ck_assert_msg(strcmp(walk_log_leaves(&log), tar_cases[_i].leaves) == 0,
                      "%s, %zu: leaves\n%s", tar_cases[_i].name, chunks[i], walk_log_leaves(&log));
        ck_assert_msg(strcmp(walk_log_reasons(&log, reasons), tar_cases[_i].reasons) == 0,
                      "%s, %zu: %s", tar_cases[_i].name, chunks[i], reasons);
        ck_assert_msg(log.coverage.members == tar_cases[_i].members, "%s: %d members",
                      tar_cases[_i].name, (int)log.coverage.members);
        walk_log_free(&log);
    }
    buffer_free(&bytes);
}
END_TEST

/* Every bit of every header changed: the content is given out all the same, and is a gap where its
 * header is wrong. */
START_TEST(test_flip)
{
    struct buffer bytes;
    buffer_init(&bytes, 100000);
    build_whole(&bytes);
    for (size_t bit = 0; bit < (size_t)2048 * 8; bit++) {
        struct walk_log log;
        if (bit / 8 % 1024 >= 512)
            continue;
        bytes.ptr[bit / 8] ^= (uint8_t)(1U << bit % 8);
        walk_log_run(&log, (struct span){bytes.ptr, bytes.len}, "k.tar", NULL);
        bytes.ptr[bit / 8] ^= (uint8_t)(1U << bit % 8);
        ck_assert_int_eq(log.status, STATUS_OK);
        ck_assert_msg(log.content.len >= 6, "bit %zu: %s", bit, walk_log_leaves(&log));
        ck_assert_msg(log.coverage.reasons != 0 || log.coverage.formats[FORMAT_BINARY] > 0 ||
                          strcmp(walk_log_leaves(&log), "a.txt=one\nd/b.txt=two\n") == 0,
                      "bit %zu: %s", bit, walk_log_leaves(&log));
        walk_log_free(&log);
    }
    buffer_free(&bytes);
}
END_TEST

START_TEST(test_cut)
{
    struct buffer bytes;
    buffer_init(&bytes, 100000);
    build_whole(&bytes);
    for (size_t len = 512; len < bytes.len; len++) {
        struct walk_log log;
        walk_log_run(&log, (struct span){bytes.ptr, len}, "k.tar", NULL);
        ck_assert_int_eq(log.status, STATUS_OK);
        ck_assert_msg(coverage_has(&log.coverage, REASON_TRUNCATED) == (len <= 2048), "cut to %zu",
                      len);
        ck_assert(len < 515 || walk_log_has(&log, "one"));
        ck_assert(len < 1024 + 515 || walk_log_has(&log, "two"));
        walk_log_free(&log);
    }
    buffer_free(&bytes);
}
END_TEST

/* What stands behind missing bytes is found again, wherever it stands. */
START_TEST(test_shifted)
{
    struct buffer bytes;
    struct walk_log log;
    char reasons[256];
    buffer_init(&bytes, 100000);
    build_tar_header(&bytes, "broken", '0', 0);
    bytes.ptr[0] ^= 1;
    build_shifted(&bytes);
    walk_log_run(&log, (struct span){bytes.ptr, bytes.len}, "k.tar", NULL);
    ck_assert(walk_log_has(&log, "two"));
    ck_assert_str_eq(walk_log_reasons(&log, reasons), "corrupt");
    walk_log_free(&log);
    buffer_free(&bytes);
}
END_TEST

/* One compression layer around an archive has no name of its own. */
START_TEST(test_packed)
{
    static const enum format formats[] = {FORMAT_GZIP, FORMAT_BZIP2, FORMAT_XZ,
                                          FORMAT_ZSTD, FORMAT_LZ4,   FORMAT_LZMA};
    struct buffer bytes, packed;
    struct walk_log log;
    buffer_init(&bytes, 100000);
    buffer_init(&packed, 100000);
    build_whole(&bytes);
    build_packed(&packed, formats[_i], (struct span){bytes.ptr, bytes.len});
    walk_log_run(&log, (struct span){packed.ptr, packed.len}, "x.tar.gz", NULL);
    ck_assert_str_eq(walk_log_leaves(&log), "a.txt=one\nd/b.txt=two\n");
    ck_assert_uint_eq(log.coverage.reasons, 0);
    walk_log_free(&log);
    buffer_free(&packed);
    buffer_free(&bytes);
}
END_TEST

/* An archive that is only headers ends at the limit of members. */
START_TEST(test_members)
{
    struct unpack_limits limits = unpack_default_limits;
    struct buffer bytes;
    struct walk_log log;
    char reasons[256];
    limits.members = 10;
    buffer_init(&bytes, 1000000);
    for (int i = 0; i < 100; i++)
        build_tar_header(&bytes, "d/", '5', 0);
    walk_log_run(&log, (struct span){bytes.ptr, bytes.len}, "k.tar", &limits);
    ck_assert_str_eq(walk_log_reasons(&log, reasons), "limit-members");
    ck_assert_uint_eq(log.coverage.members, 10);
    walk_log_free(&log);
    buffer_free(&bytes);
}
END_TEST

START_TEST(test_source_that_breaks_off)
{
    static const enum status ends[] = {STATUS_SKIP, STATUS_CANCELLED, STATUS_NO_MEMORY};
    const enum status end = ends[_i];
    struct buffer bytes;
    buffer_init(&bytes, 100000);
    build_gnu(&bytes);
    for (size_t len = 0; len < bytes.len; len += 37) {
        struct chunk_source source;
        struct walk_log log = {0};
        char reasons[256];
        chunk_source_init(&source, (struct span){bytes.ptr, len}, 100, end);
        walk_log_run_source(&log, &source.source, "k.tar", NULL);
        ck_assert_int_eq(log.status, end == STATUS_SKIP ? STATUS_OK : end);
        ck_assert_str_eq(walk_log_reasons(&log, reasons), end == STATUS_SKIP ? "read-error" : "");
        walk_log_free(&log);
    }
    buffer_free(&bytes);
}
END_TEST

/* ---- files with holes ---- */

/* 100 times A, a hole, 50 times B at 400, a hole up to 1000; in every spelling, and with maps that
 * are wrong. */
#define STORED_LEN 150

static void append_stored(struct buffer *out)
{
    for (int i = 0; i < STORED_LEN; i++)
        buffer_append_char(out, i < 100 ? 'A' : 'B');
}

static void put_pair(struct buffer *out, size_t at, unsigned offset, unsigned len)
{
    char pair[32];
    snprintf(pair, sizeof pair, "%011o %011o ", offset, len);
    memcpy(out->ptr + at, pair, 24);
}

static void build_old_map(struct buffer *out)
{
    build_tar_header(out, "s", 'S', STORED_LEN);
    put_pair(out, 386, 0, 100);
    put_pair(out, 410, 400, 50);
    put_pair(out, 434, 1000, 0);
    build_tar_sum(out, 0);
    append_stored(out);
    build_tar_end(out);
}

static void build_longer_map(struct buffer *out)
{
    static const char zeros[512];
    build_tar_header(out, "s", 'S', STORED_LEN);
    put_pair(out, 386, 0, 50);
    put_pair(out, 410, 50, 20);
    put_pair(out, 434, 70, 20);
    put_pair(out, 458, 90, 10);
    out->ptr[482] = 1;
    build_tar_sum(out, 0);
    buffer_append(out, zeros, sizeof zeros);
    put_pair(out, 512, 400, 50);
    put_pair(out, 536, 1000, 0);
    append_stored(out);
    build_tar_end(out);
}

static void build_pax_map(struct buffer *out, const char *records, const char *front)
{
    build_tar_pax(out, records);
    const size_t at = out->len + 512;
    build_tar_header(out, "GNUSparseFile.0/s", '0', STORED_LEN + (front[0] != '\0' ? 512 : 0));
    buffer_append_str(out, front);
    while (front[0] != '\0' && out->len < at + 512)
        buffer_append_char(out, 0);
    append_stored(out);
    build_tar_end(out);
}

static void build_pairs(struct buffer *out)
{
    build_pax_map(out,
                  "GNU.sparse.size=1000\nGNU.sparse.numblocks=3\nGNU.sparse.offset=0\n"
                  "GNU.sparse.numbytes=100\nGNU.sparse.offset=400\nGNU.sparse.numbytes=50\n"
                  "GNU.sparse.offset=1000\nGNU.sparse.numbytes=0",
                  "");
}

static void build_map_text(struct buffer *out)
{
    build_pax_map(out, "GNU.sparse.name=s\nGNU.sparse.map=0,100,400,50,1000,0", "");
}

static void build_map_in_front(struct buffer *out)
{
    build_pax_map(out, "GNU.sparse.major=1\nGNU.sparse.minor=0\nGNU.sparse.name=s",
                  "3\n0\n100\n400\n50\n1000\n0\n");
}

/* A map that says less than there is: the rest follows. */
static void build_short_map(struct buffer *out)
{
    build_pax_map(out, "GNU.sparse.map=0,100", "");
}

/* Out of order, over one another, too long, no numbers. */
static void build_wrong_map(struct buffer *out)
{
    build_pax_map(out, "GNU.sparse.map=0,100,50,50,0,1,x,2", "");
}

static void build_long_map(struct buffer *out)
{
    build_pax_map(out, "GNU.sparse.map=0,999999999999999,18446744073709551615,1", "");
}

/* A hole without end is short, so that nothing joins what it parts. */
static void build_endless_hole(struct buffer *out)
{
    build_pax_map(out, "GNU.sparse.map=0,100,900000000000000000,50", "");
}

static const struct {
    const char *name;
    void (*build)(struct buffer *out);
    size_t hole, tail; /* in front of the Bs, and behind them */
} sparse_rows[] = {
    {"old", build_old_map, 300, 550},          {"old, longer", build_longer_map, 300, 550},
    {"pax 0.0", build_pairs, 300, 550},        {"pax 0.1", build_map_text, 300, 550},
    {"pax 1.0", build_map_in_front, 300, 550}, {"short", build_short_map, 0, 0},
    {"wrong", build_wrong_map, 0, 0},          {"long", build_long_map, 0, 0},
    {"endless", build_endless_hole, 1024, 0},
};

START_TEST(test_sparse)
{
    static const size_t chunks[] = {1, 511, 0};
    const size_t hole = sparse_rows[_i].hole, tail = sparse_rows[_i].tail;
    struct buffer bytes, expected;
    buffer_init(&bytes, 1000000);
    buffer_init(&expected, 1000000);
    sparse_rows[_i].build(&bytes);
    for (size_t i = 0; i < STORED_LEN + hole + tail; i++)
        buffer_append_char(&expected, i < 100                 ? 'A'
                                      : i < 100 + hole        ? '\0'
                                      : i < STORED_LEN + hole ? 'B'
                                                              : '\0');
    for (size_t i = 0; i < sizeof chunks / sizeof chunks[0]; i++) {
        struct chunk_source source;
        struct walk_log log = {0};
        chunk_source_init(&source, (struct span){bytes.ptr, bytes.len}, chunks[i], STATUS_END);
        walk_log_run_source(&log, &source.source, "k.tar", NULL);
        ck_assert_msg(log.coverage.reasons == 0, "%s", sparse_rows[_i].name);
        ck_assert_msg(log.content.len == expected.len, "%s: %zu", sparse_rows[_i].name,
                      log.content.len);
        ck_assert_mem_eq(log.content.ptr, expected.ptr, expected.len);
        walk_log_free(&log);
    }
    /* Wherever it is cut: no crash, and a reason. */
    for (size_t len = 600; len + 1024 < bytes.len; len++) {
        struct walk_log log;
        walk_log_run(&log, (struct span){bytes.ptr, len}, "k.tar", NULL);
        ck_assert_msg(log.coverage.reasons != 0 || len % 512 == 0, "%s: %zu", sparse_rows[_i].name,
                      len);
        walk_log_free(&log);
    }
    buffer_free(&expected);
    buffer_free(&bytes);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("tar");
    TCase *const tcase = tcase_create("tar");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_tar, 0, CASES);
    tcase_add_test(tcase, test_flip);
    tcase_add_test(tcase, test_cut);
    tcase_add_test(tcase, test_shifted);
    tcase_add_loop_test(tcase, test_packed, 0, 6);
    tcase_add_test(tcase, test_members);
    tcase_add_loop_test(tcase, test_source_that_breaks_off, 0, 3);
    tcase_add_loop_test(tcase, test_sparse, 0, sizeof sparse_rows / sizeof sparse_rows[0]);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
