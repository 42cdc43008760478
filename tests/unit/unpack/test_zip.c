/* ZIP archives: what is given out of right and of wrong ones, and which reasons are on record. */
#include "tests/unit/chunk_source.h"
#include "tests/unit/suite.h"
#include "tests/unit/unpack/walk_log.h"
#include "tests/unit/unpack/zip_builder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT(text) ((struct span){(const uint8_t *)(text), sizeof(text) - 1})

/* A text that packs well and is too long to be printed whole. */
static struct span long_text(void)
{
    static uint8_t text[5000];
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (uint8_t)("patient 123-45-6789 "[i % 20] + (i / 977) % 3);
    return (struct span){text, sizeof text};
}

struct zip_case {
    const char *name;
    void (*build)(struct zip_builder *builder);
    const char *leaves;
    const char *reasons;
    uint64_t members;
};

/* ---- right ones ---- */

static void build_two(struct zip_builder *b)
{
    zip_builder_add(b, "a.txt", TEXT("one"), 0, 0);
    zip_builder_add(b, "d/b.txt", TEXT("two"), ZIP_DEFLATE, 0);
    zip_builder_end(b, NULL, 0);
}

static void build_none(struct zip_builder *b)
{
    zip_builder_end(b, NULL, 0);
}

static void build_folders(struct zip_builder *b)
{
    zip_builder_add(b, "d/", TEXT(""), 0, 0);
    zip_builder_add(b, "d/empty", TEXT(""), 0, 0);
    zip_builder_add(b, "d/a", TEXT("one"), 0, 0);
    zip_builder_end(b, NULL, 0);
}

static void build_descriptors(struct zip_builder *b)
{
    zip_builder_add(b, "1", TEXT("one"), ZIP_DEFLATE | ZIP_WITH_DESCRIPTOR, 0);
    zip_builder_add(b, "2", TEXT("two"), ZIP_DEFLATE | ZIP_WITH_DESCRIPTOR | ZIP_NO_SIGNATURE, 0);
    zip_builder_add(b, "3", TEXT("three"), ZIP_DEFLATE | ZIP_WITH_DESCRIPTOR | ZIP_DESCRIPTOR_64,
                    0);
    zip_builder_add(b, "4", TEXT("four"),
                    ZIP_DEFLATE | ZIP_WITH_DESCRIPTOR | ZIP_DESCRIPTOR_64 | ZIP_NO_SIGNATURE, 0);
    zip_builder_add(b, "5", TEXT(""), ZIP_DEFLATE | ZIP_WITH_DESCRIPTOR, 0);
    zip_builder_add(b, "6", TEXT("six"), ZIP_DEFLATE | ZIP_WITH_DESCRIPTOR | ZIP_KEEP_SIZES, 0);
    zip_builder_end(b, NULL, 0);
}

/* Stored data whose length is known only from behind, with the signatures of other records in it.
 */
static void build_stored_descriptors(struct zip_builder *b)
{
    zip_builder_add(b, "1", TEXT("one PK\3\4 and PK\7\x08 one"), ZIP_WITH_DESCRIPTOR, 0);
    zip_builder_add(b, "2", TEXT("two"), ZIP_WITH_DESCRIPTOR | ZIP_NO_SIGNATURE, 0);
    zip_builder_add(b, "3", TEXT("three"), ZIP_WITH_DESCRIPTOR | ZIP_DESCRIPTOR_64, 0);
    zip_builder_add(b, "4", TEXT("PK\1\2"),
                    ZIP_WITH_DESCRIPTOR | ZIP_DESCRIPTOR_64 | ZIP_NO_SIGNATURE, 0);
    zip_builder_add(b, "5", TEXT(""), ZIP_WITH_DESCRIPTOR, 0);
    zip_builder_add(b, "6", TEXT("six"), ZIP_WITH_DESCRIPTOR | ZIP_KEEP_SIZES, 0);
    zip_builder_add(b, "7", long_text(), ZIP_WITH_DESCRIPTOR, 0);
    zip_builder_end(b, NULL, 0);
}

static void build_zip64(struct zip_builder *b)
{
    zip_builder_add(b, "a", TEXT("one"), ZIP_64, 0);
    zip_builder_add(b, "b", TEXT("two"), ZIP_64 | ZIP_DEFLATE, 0);
    zip_builder_add(b, "c", TEXT("three"),
                    ZIP_64 | ZIP_DEFLATE | ZIP_WITH_DESCRIPTOR | ZIP_DESCRIPTOR_64, 0);
    zip_builder_end(b, NULL, 1);
}

static void build_comment(struct zip_builder *b)
{
    zip_builder_add(b, "a", TEXT("one"), 0, 0);
    zip_builder_end(b, "SSN 123-45-6789", 0);
}

static void build_comment_with_end(struct zip_builder *b)
{
    zip_builder_add(b, "a", TEXT("one"), 0, 0);
    zip_builder_end(b, "PK\5\6 is no end", 0);
}

static void build_nested(struct zip_builder *b)
{
    struct zip_builder inner;
    struct buffer packed;
    buffer_init(&packed, 100000);
    zip_builder_init(&inner);
    build_gzip(&packed, TEXT("deep"));
    zip_builder_add(&inner, "x!y.csv.gz", (struct span){packed.ptr, packed.len}, 0, 0);
    zip_builder_add(&inner, "z", TEXT("flat"), 0, 0);
    zip_builder_end(&inner, NULL, 0);
    zip_builder_add(b, "in.zip", zip_builder_span(&inner), ZIP_DEFLATE, 0);
    zip_builder_add(b, "stored.zip", zip_builder_span(&inner), ZIP_WITH_DESCRIPTOR, 0);
    zip_builder_add(b, "after", TEXT("last"), 0, 0);
    zip_builder_end(b, NULL, 0);
    zip_builder_free(&inner);
    buffer_free(&packed);
}

static void build_odd_names(struct zip_builder *b)
{
    zip_builder_add(b, "../../etc/passwd", TEXT("1"), 0, 0);
    zip_builder_add(b, "/abs", TEXT("2"), 0, 0);
    zip_builder_add(b, "C:\\x", TEXT("3"), 0, 0);
    zip_builder_add(b, "", TEXT("4"), 0, 0);
    zip_builder_add(b, "a!b", TEXT("5"), 0, 0);
    zip_builder_end(b, NULL, 0);
}

/* ---- wrong ones ---- */

static void build_bad_crc(struct zip_builder *b)
{
    zip_builder_add(b, "a", TEXT("one"), ZIP_BAD_CRC, 0);
    zip_builder_add(b, "b", TEXT("two"), ZIP_BAD_CRC | ZIP_DEFLATE | ZIP_WITH_DESCRIPTOR, 0);
    zip_builder_add(b, "c", TEXT("three"), 0, 0);
    zip_builder_end(b, NULL, 0);
}

static void build_lying_size(struct zip_builder *b)
{
    zip_builder_add(b, "a", long_text(), ZIP_DEFLATE | ZIP_LIE_UNPACKED, 0);
    zip_builder_add(b, "b", TEXT("two"), 0, 0);
    zip_builder_end(b, NULL, 0);
}

static void build_hidden(struct zip_builder *b)
{
    zip_builder_add(b, "a", TEXT("one"), 0, 0);
    zip_builder_add(b, "hidden", TEXT("two"), ZIP_HIDDEN, 0);
    zip_builder_end(b, NULL, 0);
}

static void build_only_listed(struct zip_builder *b)
{
    zip_builder_add(b, "a", TEXT("one"), 0, 0);
    zip_builder_add(b, "b", TEXT(""), ZIP_ONLY_LISTED, 0);
    zip_builder_end(b, NULL, 0);
}

static void build_other_name(struct zip_builder *b)
{
    zip_builder_add(b, "patients.csv", TEXT("one"), ZIP_OTHER_NAME, 0);
    zip_builder_end(b, NULL, 0);
}

static void build_listed_twice(struct zip_builder *b)
{
    zip_builder_add(b, "a", TEXT("one"), ZIP_LISTED_TWICE, 0);
    zip_builder_add(b, "b", TEXT("two"), 0, 0);
    zip_builder_end(b, NULL, 0);
}

static void build_encrypted(struct zip_builder *b)
{
    zip_builder_add(b, "a", TEXT("one"), 0, 0);
    zip_builder_add(b, "b", TEXT("secret"), ZIP_IS_ENCRYPTED, 0);
    zip_builder_add(b, "c", TEXT("secret"), ZIP_IS_ENCRYPTED | ZIP_WITH_DESCRIPTOR, 0);
    zip_builder_add(b, "d", TEXT("secret"), ZIP_IS_ENCRYPTED | ZIP_WITH_DESCRIPTOR | ZIP_KEEP_SIZES,
                    0);
    zip_builder_add(b, "e", TEXT("secret"), ZIP_IS_ENCRYPTED, 99);
    zip_builder_add(b, "f", TEXT("two"), ZIP_DEFLATE, 0);
    zip_builder_end(b, NULL, 0);
}

static void build_unknown_method(struct zip_builder *b)
{
    zip_builder_add(b, "a", TEXT("visible"), 0, 77);
    zip_builder_add(b, "b", TEXT("raw"), ZIP_WITH_DESCRIPTOR, 10);
    zip_builder_add(b, "c", TEXT("two"), 0, 0);
    zip_builder_end(b, NULL, 0);
}

static void build_gap(struct zip_builder *b)
{
    zip_builder_add(b, "a", TEXT("one"), 0, 0);
    buffer_append_str(&b->bytes, "between 123-45-6789 PK");
    zip_builder_add(b, "b", TEXT("two"), 0, 0);
    zip_builder_end(b, NULL, 0);
}

static void build_trailing(struct zip_builder *b)
{
    build_two(b);
    buffer_append_str(&b->bytes, "JUNK 123-45-6789");
}

static void build_trailing_gzip(struct zip_builder *b)
{
    build_two(b);
    build_gzip(&b->bytes, TEXT("deep"));
}

static void build_concatenated(struct zip_builder *b)
{
    build_two(b);
    b->base = b->bytes.len;
    build_two(b);
}

static void build_truncated(struct zip_builder *b)
{
    build_two(b);
    b->bytes.len -= 10;
}

static void build_without_directory(struct zip_builder *b)
{
    zip_builder_add(b, "a", TEXT("one"), 0, 0);
    zip_builder_add(b, "b", TEXT("two"), ZIP_DEFLATE | ZIP_WITH_DESCRIPTOR, 0);
}

/* Bytes of the first entry are missing, so that its data run into what follows. */
static void build_lost_data(struct zip_builder *b)
{
    uint8_t noise[3000];
    for (size_t i = 0; i < sizeof noise; i++)
        noise[i] = (uint8_t)(i * i * 31 >> 5);
    zip_builder_add(b, "a", long_text(), ZIP_DEFLATE, 0);
    b->bytes.len -= 20;
    zip_builder_add(b, "b", (struct span){noise, sizeof noise}, 0, 0);
    zip_builder_add(b, "c", TEXT("two"), 0, 0);
    zip_builder_end(b, NULL, 0);
}

/* The header says that there are fewer bytes than there are, of which all are data. */
static void build_low_packed_size(struct zip_builder *b)
{
    zip_builder_add(b, "a", long_text(), ZIP_DEFLATE, 0);
    b->bytes.ptr[18] = 20;
    b->bytes.ptr[19] = 0;
    zip_builder_add(b, "b", TEXT("two"), 0, 0);
    zip_builder_end(b, NULL, 0);
}

static void build_corrupt_deflate(struct zip_builder *b)
{
    zip_builder_add(b, "a", TEXT("\xFF\xFF\xFFnot deflate 123-45-6789"), 0, 8);
    zip_builder_add(b, "b", TEXT("two"), 0, 0);
    zip_builder_end(b, NULL, 0);
}

/* The quoted overlap of Fifield's bombs: the data of the first entry hold the header of the second.
 */
static void build_quoted(struct zip_builder *b)
{
    struct zip_builder inner;
    zip_builder_init(&inner);
    zip_builder_add(&inner, "b", TEXT("kernel"), ZIP_DEFLATE, 0);
    const size_t at = b->bytes.len + 30 + 1;
    zip_builder_add(b, "a", zip_builder_span(&inner), 0, 0);
    const size_t first = inner.directory.len - 4 - 1; /* its offset, before the name */
    inner.directory.ptr[first] = (uint8_t)at;
    buffer_append(&b->directory, inner.directory.ptr, inner.directory.len);
    b->entries++;
    zip_builder_end(b, NULL, 0);
    zip_builder_free(&inner);
}

static void build_wrong_count(struct zip_builder *b)
{
    zip_builder_add(b, "a", TEXT("one"), 0, 0);
    b->entries = 7;
    zip_builder_end(b, NULL, 0);
}

/* The last part of a split archive: entries of the parts in front are only listed. */
static void build_last_part(struct zip_builder *b)
{
    zip_builder_add(b, "a", TEXT("one"), ZIP_ONLY_LISTED, 0);
    zip_builder_add(b, "b", TEXT("two"), 0, 0);
    zip_builder_end(b, NULL, 0);
    b->bytes.ptr[b->bytes.len - 18] = 1;
}

/* The parts of one behind each other: offsets count from the start of each. */
static void build_joined_parts(struct zip_builder *b)
{
    zip_builder_add(b, "a", TEXT("one"), 0, 0);
    b->base = b->bytes.len;
    zip_builder_add(b, "b", TEXT("two"), 0, 0);
    zip_builder_end(b, NULL, 0);
    b->bytes.ptr[b->bytes.len - 18] = 1;
}

static void build_text_prefix(struct zip_builder *b)
{
    buffer_append_str(&b->bytes, "#!/bin/sh\necho unpack me\nexit\n");
    build_two(b);
}

static void build_binary_prefix(struct zip_builder *b)
{
    for (int i = 0; i < 512; i++)
        buffer_append_char(&b->bytes, (char)(i * 7));
    b->base = b->bytes.len; /* and offsets that do not count it */
    build_two(b);
}

static void build_spanned_marker(struct zip_builder *b)
{
    buffer_append_str(&b->bytes, "PK00");
    build_two(b);
}

static void build_docx(struct zip_builder *b)
{
    zip_builder_add(b, "[Content_Types].xml", TEXT("<Types/>"), ZIP_DEFLATE, 0);
    zip_builder_add(b, "word/document.xml", TEXT("<w:t>12</w:t>"), ZIP_DEFLATE, 0);
    zip_builder_end(b, NULL, 0);
}

static void build_odt(struct zip_builder *b)
{
    zip_builder_add(b, "mimetype", TEXT("application/vnd.oasis.opendocument.text"), 0, 0);
    zip_builder_end(b, NULL, 0);
}

#define PICTURE "\x89PNG\r\n\x1A\n1234"

/* A picture of the first page. */
static void build_odt_pictures(struct zip_builder *b)
{
    zip_builder_add(b, "mimetype", TEXT("application/vnd.oasis.opendocument.text"), 0, 0);
    zip_builder_add(b, "Thumbnails/thumbnail.png", TEXT(PICTURE), 0, 0);
    zip_builder_end(b, NULL, 0);
}

static void build_odt_other_picture(struct zip_builder *b)
{
    zip_builder_add(b, "mimetype", TEXT("application/vnd.oasis.opendocument.text"), 0, 0);
    zip_builder_add(b, "Pictures/thumbnail.png", TEXT(PICTURE), 0, 0);
    zip_builder_end(b, NULL, 0);
}

static void build_docx_preview(struct zip_builder *b)
{
    zip_builder_add(b, "[Content_Types].xml", TEXT("<Types/>"), ZIP_DEFLATE, 0);
    zip_builder_add(b, "docProps/thumbnail.jpeg", TEXT("{\\rtf1 12}"), 0, 0);
    zip_builder_add(b, "Thumbnails/thumbnail.png", TEXT(PICTURE), 0, 0);
    zip_builder_end(b, NULL, 0);
}

static void build_late_docx(struct zip_builder *b)
{
    zip_builder_add(b, "a.xml", TEXT("<a/>"), 0, 0);
    zip_builder_add(b, "[Content_Types].xml", TEXT("<Types/>"), ZIP_DEFLATE, 0);
    zip_builder_end(b, NULL, 0);
}

static void build_png_member(struct zip_builder *b)
{
    zip_builder_add(b, "a.png", TEXT("\x89PNG\r\n\x1A\n1234"), 0, 0);
    zip_builder_add(b, "b", TEXT("two"), 0, 0);
    zip_builder_end(b, NULL, 0);
}

#define TWO "a.txt=one\nd/b.txt=two\n"
#define NESTED(outer) outer "!x%21y.csv.gz!x!y.csv=deep\n" outer "!z=flat\n"

static const struct zip_case zip_cases[] = {
    {"two entries", build_two, TWO, "", 2},
    {"no entry", build_none, "", "", 0},
    {"folders and empty members", build_folders, "d/a=one\n", "", 3},
    {"descriptors", build_descriptors, "1=one\n2=two\n3=three\n4=four\n6=six\n", "", 6},
    {"stored, with descriptors", build_stored_descriptors,
     "1=one PK\3\4 and PK\7\x08 one\n2=two\n3=three\n4=PK\1\2\n6=six\n7=<5000>\n", "", 7},
    {"zip64", build_zip64, "a=one\nb=two\nc=three\n", "", 3},
    {"comment", build_comment, "a=one\ncomment=SSN 123-45-6789\n", "", 1},
    {"comment that looks like an end", build_comment_with_end, "a=one\ncomment=PK\5\6 is no end\n",
     "", 1},
    {"nested", build_nested,
     "in.zip!x%21y.csv.gz!x%21y.csv=deep\nin.zip!z=flat\n"
     "stored.zip!x%21y.csv.gz!x%21y.csv=deep\nstored.zip!z=flat\nafter=last\n",
     "", 9},
    {"odd names", build_odd_names, "../../etc/passwd=1\n/abs=2\nC:\\x=3\n=4\na%21b=5\n", "", 5},
    {"wrong CRC", build_bad_crc, "a=one\nb=two\nc=three\n", "checksum", 3},
    {"lying size", build_lying_size, "a=<5000>\nb=two\n", "corrupt", 2},
    {"hidden entry", build_hidden, "a=one\nhidden=two\n", "zip-directory-mismatch", 2},
    {"listed, but not there", build_only_listed, "a=one\n", "zip-directory-mismatch", 1},
    {"other name in the directory", build_other_name, "patients.csv=one\n",
     "zip-directory-mismatch", 1},
    {"two records, one entry", build_listed_twice, "a=one\nb=two\n",
     "zip-overlap zip-directory-mismatch", 2},
    {"quoted overlap", build_quoted, "a!b=kernel\n", "truncated zip-overlap zip-directory-mismatch",
     2},
    {"wrong count", build_wrong_count, "a=one\n", "zip-directory-mismatch", 1},
    {"encrypted", build_encrypted, "a=one\nb=\nc=\nd=\ne=\nf=two\n", "encrypted", 6},
    {"unknown method", build_unknown_method, "a=visible\nb=raw\nc=two\n", "unsupported-method", 1},
    {"gap", build_gap, "a=one\ngap@34=between 123-45-6789 PK\nb=two\n", "corrupt", 2},
    {"trailing", build_trailing, TWO "trailing=JUNK 123-45-6789\n", "corrupt", 2},
    {"trailing gzip", build_trailing_gzip, TWO "trailing!trailing=deep\n", "corrupt", 3},
    {"two archives", build_concatenated, TWO TWO, "", 4},
    {"end record cut", build_truncated, TWO, "truncated", 2},
    {"no directory", build_without_directory, "a=one\nb=two\n", "truncated", 2},
    {"last part", build_last_part, "b=two\n", "truncated", 1},
    {"joined parts", build_joined_parts, "a=one\nb=two\n", "", 2},
    {"lost data", build_lost_data, NULL, "corrupt checksum zip-overlap zip-directory-mismatch", 2},
    {"low packed size", build_low_packed_size, "a=<5000>\nb=two\n",
     "corrupt zip-directory-mismatch", 2},
    {"no deflate", build_corrupt_deflate, NULL, "corrupt", 2},
    {"script in front", build_text_prefix, "-=#!/bin/sh\necho unpack me\nexit\n\n" TWO, "", 2},
    {"junk in front", build_binary_prefix, "-=<512>\n" TWO, "", 2},
    {"spanned marker", build_spanned_marker, "prefix=PK00\n" TWO, "", 2},
    {"docx", build_docx, "[Content_Types].xml=<Types/>\nword/document.xml=<w:t>12</w:t>\n", "", 2},
    {"odt", build_odt, "mimetype=application/vnd.oasis.opendocument.text\n", "", 1},
    {"odt with a preview", build_odt_pictures,
     "mimetype=application/vnd.oasis.opendocument.text\nThumbnails/thumbnail.png=" PICTURE "\n", "",
     2},
    {"odt with a picture", build_odt_other_picture,
     "mimetype=application/vnd.oasis.opendocument.text\nPictures/thumbnail.png=" PICTURE "\n",
     "unsupported-format", 2},
    {"docx with a text for a preview", build_docx_preview,
     "[Content_Types].xml=<Types/>\ndocProps/thumbnail.jpeg={\\rtf1 "
     "12}\nThumbnails/thumbnail.png=" PICTURE "\n",
     "unsupported-format", 3},
    {"docx in another order", build_late_docx, "a.xml=<a/>\n[Content_Types].xml=<Types/>\n", "", 2},
    {"picture inside", build_png_member, "a.png=\x89PNG\r\n\x1A\n1234\nb=two\n",
     "unsupported-format", 2},
};

static void check_log(struct walk_log *log, const struct zip_case *row, const char *how)
{
    char reasons[256];
    ck_assert_msg(log->status == STATUS_OK, "%s, %s: status %d", row->name, how, log->status);
    if (row->leaves != NULL)
        ck_assert_msg(strcmp(walk_log_leaves(log), row->leaves) == 0, "%s, %s: leaves\n%s",
                      row->name, how, walk_log_leaves(log));
    ck_assert_msg(strcmp(walk_log_reasons(log, reasons), row->reasons) == 0, "%s, %s: %s\n%s",
                  row->name, how, reasons, walk_log_leaves(log));
    ck_assert_msg(log->coverage.members == row->members, "%s, %s: %d members", row->name, how,
                  (int)log->coverage.members);
}

START_TEST(test_zip)
{
    const struct zip_case *const row = &zip_cases[_i];
    struct zip_builder builder;
    struct walk_log log;
    zip_builder_init(&builder);
    row->build(&builder);
    walk_log_run(&log, zip_builder_span(&builder), "k.zip", NULL);
    check_log(&log, row, "whole");
    walk_log_free(&log);
    for (size_t chunk = 1; chunk < 60; chunk += 7) {
        struct chunk_source source;
        chunk_source_init(&source, zip_builder_span(&builder), chunk, STATUS_END);
        walk_log_run_source(&log, &source.source, "k.zip", NULL);
        check_log(&log, row, "in pieces");
        walk_log_free(&log);
    }
    zip_builder_free(&builder);
}
END_TEST

/* What cannot be decoded is still scanned as it is, and the entries behind it are found. */
START_TEST(test_behind_a_fault)
{
    struct zip_builder builder;
    struct walk_log log;
    zip_builder_init(&builder);
    build_corrupt_deflate(&builder);
    walk_log_run(&log, zip_builder_span(&builder), "k.zip", NULL);
    ck_assert(walk_log_has(&log, "not deflate 123-45-6789"));
    ck_assert_ptr_nonnull(strstr(walk_log_leaves(&log), "b=two\n"));
    walk_log_free(&log);
    zip_builder_free(&builder);
    zip_builder_init(&builder);
    build_lost_data(&builder);
    walk_log_run(&log, zip_builder_span(&builder), "k.zip", NULL);
    ck_assert_ptr_nonnull(strstr(walk_log_leaves(&log), "c=two\n"));
    walk_log_free(&log);
    zip_builder_free(&builder);
}
END_TEST

/* A visitor that stops reading misses its own leaf only. */
START_TEST(test_visitor_that_stops)
{
    struct zip_builder builder;
    struct walk_log log = {.read_at_most = 1};
    zip_builder_init(&builder);
    zip_builder_add(&builder, "a", long_text(), ZIP_DEFLATE, 0);
    zip_builder_add(&builder, "b", long_text(), 0, 0);
    zip_builder_end(&builder, NULL, 0);
    struct byte_source *const source = byte_source_from_span(zip_builder_span(&builder));
    walk_log_run_source(&log, source, "k.zip", NULL);
    ck_assert_str_eq(walk_log_leaves(&log), "a=<3001>\nb=<3001>\n");
    ck_assert_uint_eq(log.coverage.reasons, 0);
    byte_source_close(source);
    walk_log_free(&log);
    zip_builder_free(&builder);
}
END_TEST

/* A source that breaks off is not called truncated: it has its own reason. */
START_TEST(test_source_that_breaks_off)
{
    struct zip_builder builder;
    zip_builder_init(&builder);
    build_two(&builder);
    for (size_t len = 0; len < builder.bytes.len; len++) {
        struct chunk_source source;
        struct walk_log log = {0};
        char reasons[256];
        chunk_source_init(&source, (struct span){builder.bytes.ptr, len}, 13, STATUS_SKIP);
        walk_log_run_source(&log, &source.source, "k.zip", NULL);
        ck_assert_int_eq(log.status, STATUS_OK);
        ck_assert_str_eq(walk_log_reasons(&log, reasons), "read-error");
        walk_log_free(&log);
    }
    zip_builder_free(&builder);
}
END_TEST

START_TEST(test_source_that_is_cancelled)
{
    struct zip_builder builder;
    zip_builder_init(&builder);
    build_nested(&builder);
    for (size_t len = 0; len < builder.bytes.len; len += 3) {
        struct chunk_source source;
        struct walk_log log = {0};
        chunk_source_init(&source, (struct span){builder.bytes.ptr, len}, 13, STATUS_CANCELLED);
        walk_log_run_source(&log, &source.source, "k.zip", NULL);
        ck_assert_int_eq(log.status, STATUS_CANCELLED);
        walk_log_free(&log);
    }
    zip_builder_free(&builder);
}
END_TEST

/* Many records over one entry, in no order. */
START_TEST(test_overlap_in_any_order)
{
    struct zip_builder builder;
    struct walk_log log;
    char reasons[256];
    zip_builder_init(&builder);
    for (int i = 0; i < 20; i++) {
        char name[16];
        snprintf(name, sizeof name, "%d", i);
        zip_builder_add(&builder, name, TEXT("some data"), 0, 0);
    }
    buffer_append(&builder.directory, builder.directory.ptr, 47); /* the first record again */
    builder.entries++;
    zip_builder_end(&builder, NULL, 0);
    walk_log_run(&log, zip_builder_span(&builder), "k.zip", NULL);
    ck_assert_str_eq(walk_log_reasons(&log, reasons), "zip-overlap zip-directory-mismatch");
    walk_log_free(&log);
    zip_builder_free(&builder);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("zip");
    TCase *const tcase = tcase_create("zip");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_zip, 0, (int)(sizeof zip_cases / sizeof zip_cases[0]));
    tcase_add_test(tcase, test_behind_a_fault);
    tcase_add_test(tcase, test_visitor_that_stops);
    tcase_add_test(tcase, test_source_that_breaks_off);
    tcase_add_test(tcase, test_source_that_is_cancelled);
    tcase_add_test(tcase, test_overlap_in_any_order);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
