/* DICOM data sets in every spelling give the same values, and broken ones what stands before the
 * fault. */
#include "crawler/base/coverage.h"
#include "crawler/read/dicom_element.h"
#include "crawler/read/dicom_tags.h"
#include "tests/unit/read/dicom_builder.h"
#include "tests/unit/read/record_log.h"
#include "tests/unit/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct span span_of(const struct buffer *buffer)
{
    return (struct span){buffer->ptr, buffer->len};
}

static bool has_reason(const struct record_log *log, enum reason reason)
{
    return coverage_has(&log->coverage, reason);
}

/* ---- every spelling ---- */

/* What a scanner writes, with a bit of everything. */
static struct buffer build_study(enum dicom_spelling spelling, bool is_undefined)
{
    static const uint8_t numbers[] = {'1', '2', '3', '-', '4', '5', '-', '6', '7', '8', '9', 0};
    static const uint8_t blob[] = "\1\2\3Name: J\xF6rg\0\0";
    struct dicom_builder set, other, inner;
    dicom_build_begin(&set, spelling, is_undefined);
    dicom_build_begin(&other, spelling, is_undefined);
    dicom_build_begin(&inner, spelling, is_undefined);
    dicom_build_text(&set, 0x00080005, "CS", "ISO_IR 100");
    dicom_build_text(&set, 0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.4");
    dicom_build_text(&set, 0x00080020, "DA", "20040119");
    dicom_build_text(&set, 0x00080030, "TM", "072730.123");
    dicom_build_text(&set, 0x00080050, "SH", "");
    dicom_build_text(&set, 0x00080090, "PN", "Moriarty^James");
    dicom_build_text(&set, 0x0008103E, "LO",
                     "brain \xFC"
                     "ber alles");
    dicom_build_bytes(&set, 0x00091010, "UN", (struct span){blob, sizeof blob - 1});
    dicom_build_text(&set, 0x00100010, "PN", "Weiss\xDF^Anna");
    dicom_build_text(&set, 0x00100020, "LO", "  4MR1 ");
    dicom_build_text(&set, 0x00101000, "LO", "A-77\\ B-88\\\\C-99");
    dicom_build_text(&inner, 0x00080005, "CS", "ISO_IR 192");
    dicom_build_text(&inner, 0x00100020, "LO", "N\xC3\xBC-5");
    dicom_build_text(&inner, 0x00100010, "PN", "B^\xC3\xBC");
    dicom_build_sequence(&other, 0x00101100, &inner);
    dicom_build_text(&other, 0x00100020, "LO", "OTH\xC9-1");
    dicom_build_sequence(&set, 0x00101002, &other);
    dicom_build_text(&set, 0x00181000, "LO", "SN 1");
    dicom_build_text(&set, 0x00204000, "LT", "see note\r\nof 1\\2");
    dicom_build_bytes(&set, 0x00280010, "US", (struct span){numbers, 2});
    dicom_build_text(&set, 0x00280030, "DS", "0.5\\-1.25e3");
    dicom_build_bytes(&set, 0x00281201, "OW", (struct span){numbers, sizeof numbers});
    dicom_build_bytes(&set, 0x7FE00010, "OW", (struct span){numbers, sizeof numbers});
    dicom_build_bytes(&set, 0xFFFCFFFC, "OB", (struct span){numbers, sizeof numbers});
    struct buffer file = dicom_build_file(&set, spelling);
    dicom_build_free(&set);
    dicom_build_free(&other);
    dicom_build_free(&inner);
    return file;
}

static const char study[] = "(0008,0005) [ISO_IR 100]\n"
                            "(0008,0020) service-date [20040119]\n"
                            "(0008,0090) person-name~ [Moriarty^James]\n"
                            "(0008,103E) [brain \xC3\xBC"
                            "ber alles]\n"
                            "(0009,1010) [\1\2\3Name: J\xC3\xB6rg]\n"
                            "(0010,0010) person-name [Weiss\xC3\x9F^Anna]\n"
                            "(0010,0020) mrn [4MR1]\n"
                            "(0010,1000) patient-id [A-77]\n"
                            "(0010,1000) patient-id [B-88]\n"
                            "(0010,1000) patient-id [C-99]\n"
                            "(0010,1002).(0010,1100).(0008,0005) [ISO_IR 192]\n"
                            "(0010,1002).(0010,1100).(0010,0020) mrn [N\xC3\xBC-5]\n"
                            "(0010,1002).(0010,1100).(0010,0010) person-name [B^\xC3\xBC]\n"
                            "(0010,1002).(0010,0020) mrn [OTH\xC3\x89-1]\n"
                            "(0018,1000) device-id~ [SN 1]\n"
                            "(0020,4000) [see note\r\nof 1\\2]\n";

/* The values alone: without VRs, what the dictionary would call numbers is given out as well. */
static void drop_lines(char *log, const char *const *starts, size_t count)
{
    char *out = log;
    for (char *line = log; *line != '\0';) {
        char *const end = strchr(line, '\n') + 1;
        bool is_kept = true;
        for (size_t i = 0; i < count; i++)
            is_kept &= strncmp(line, starts[i], strlen(starts[i])) != 0;
        if (is_kept) {
            memmove(out, line, (size_t)(end - line));
            out += end - line;
        }
        line = end;
    }
    *out = '\0';
}

START_TEST(test_spellings)
{
    static const char *const without_vr[] = {"(0028,0010)", "(0002,", "(0008,0016)", "(0008,0030)",
                                             "(0028,0030)"};
    const enum dicom_spelling spelling = (enum dicom_spelling)(_i / 4);
    static const size_t chunks[] = {1, 0};
    struct buffer file = build_study(spelling, _i / 2 % 2 == 0);
    struct record_log *const log =
        record_log_read(&dicom_record_ops, span_of(&file), chunks[_i % 2], STATUS_END);
    drop_lines(log->text, without_vr, 5);
    ck_assert_str_eq(log->text, study);
    ck_assert_int_eq(log->status, STATUS_END);
    ck_assert_uint_eq(log->coverage.reasons, 0);
    ck_assert(log->facts.is_health_format && log->facts.has_patient);
    ck_assert(log->is_true || spelling == SPELL_DEFLATED);
    record_log_free(log);
    buffer_free(&file);
}
END_TEST

/* A data set alone is known and read as well. */
START_TEST(test_without_preamble)
{
    const enum dicom_spelling spelling = (enum dicom_spelling)_i;
    struct buffer file = build_study(spelling, false);
    const size_t meta = 132 + 8 + (spelling == SPELL_IMPLICIT ? 18 : 20) + 8 + 6;
    const size_t starts[] = {132, meta}; /* file meta information, data set */
    for (size_t i = 0; i < 2; i++) {
        const struct span bytes = {file.ptr + starts[i], file.len - starts[i]};
        ck_assert_msg(format_recognise(bytes, true) == FORMAT_DICOM, "%zu", i);
        struct record_log *const log = record_log_read(&dicom_record_ops, bytes, 0, STATUS_END);
        ck_assert_ptr_nonnull(strstr(log->text, "(0010,0020) mrn [4MR1]\n"));
        ck_assert(log->is_true);
        record_log_free(log);
    }
    buffer_free(&file);
}
END_TEST

static const struct {
    const char *name;
    const char *bytes;
    size_t len;
} strangers[] = {
#define BYTES(text) text, sizeof(text) - 1
    {"odd length", BYTES("\x08\0\x05\0CS\x05\0ABCDE\x08\0\x16\0UI\x02\0"
                         "1\0")},
    {"not in order", BYTES("\x08\0\x16\0CS\x04\0ABCD\x08\0\x05\0UI\x02\0"
                           "1\0")},
    {"no VR", BYTES("\x08\0\x05\0cs\x04\0ABCD\x08\0\x16\0UI\x02\0"
                    "1\0")},
    {"high group", BYTES("\x08\0\x05\0CS\x04\0ABCD\x77\x77\x16\0UI\x02\0"
                         "1\0")},
    {"zeros", BYTES("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0")},
    {"numbers", BYTES("\x02\0\0\0\x04\0\0\0\x03\0\0\0\x05\0\0\0\x07\0\0\0\x0B\0\0\0\x0D\0\0\0")},
    {"long value", BYTES("\x08\0\x05\0CS\xFF\x7F"
                         "ABCD\x08\0\x16\0UI\x02\0"
                         "1\0")},
};

START_TEST(test_strangers)
{
    const struct span bytes = {(const uint8_t *)strangers[_i].bytes, strangers[_i].len};
    ck_assert_msg(format_recognise(bytes, true) != FORMAT_DICOM, "%s", strangers[_i].name);
}
END_TEST

/* ---- what a data set says of itself ---- */

static const struct {
    const char *name;
    struct {
        uint32_t tag;
        const char *vr, *value;
    } elements[8];
    const char *line; /* in the log */
    bool has_patient;
} subjects[] = {
    {"a patient",
     {{0x00080020, "DA", "20040119"}, {0x00100020, "LO", "1"}},
     "(0008,0020) service-date [20040119]",
     true},
    {"a birth date", {{0x00100030, "DA", "19710123"}}, "(0010,0030) dob [19710123]", true},
    {"nobody",
     {{0x00080020, "DA", "20040119"}, {0x00100020, "LO", ""}},
     "(0008,0020) service-date~ [20040119]",
     false},
    {"a filler",
     {{0x00080050, "SH", "A1"}, {0x00100010, "PN", "N/A"}},
     "(0008,0050) account-number~ [A1]",
     false},
    {"anonymised",
     {{0x00080050, "SH", "A1"}, {0x00100010, "PN", "Anonymized"}},
     "(0008,0050) account-number~ [A1]",
     false},
    {"anonymised name",
     {{0x00100010, "PN", "ANON^0001"}},
     "(0010,0010) person-name- [ANON^0001]",
     false},
    {"anonymised, with a number",
     {{0x00100010, "PN", "ANON^0001"}, {0x00100020, "LO", "77"}},
     "(0010,0020) mrn [77]",
     true},
    {"removed",
     {{0x00100010, "PN", "Doe^Jane"}, {0x00120062, "CS", "YES"}},
     "(0010,0010) person-name- [Doe^Jane]",
     false},
    {"removed, physician too",
     {{0x00080090, "PN", "Who^X"}, {0x00120062, "CS", "YES"}},
     "(0008,0090) person-name~- [Who^X]",
     false},
    {"not removed",
     {{0x00100010, "PN", "Doe^Jane"}, {0x00120062, "CS", "NO"}},
     "(0010,0010) person-name [Doe^Jane]",
     true},
    {"physician alone", {{0x00080090, "PN", "Who^X"}}, "(0008,0090) person-name~ [Who^X]", false},
    {"SSN with a sign", {{0x00280030, "DS", "536-90-4399"}}, "(0028,0030) [536-90-4399]", false},
    {"VR that is none yet", {{0x00090010, "ZZ", "text"}}, "(0009,0010) [text]", false},
    {"Latin-1 unsaid", {{0x00104000, "LT", "caf\xE9 x"}}, "(0010,4000) [caf\xC3\xA9 x]", false},
    {"UTF-8 unsaid", {{0x00104000, "LT", "caf\xC3\xA9 x"}}, "(0010,4000) [caf\xC3\xA9 x]", false},
    {"Cyrillic, PS3.5 H.3",
     {{0x00080005, "CS", "ISO_IR 144"}, {0x00100010, "PN", "\xBB\xEE\xDA\x63\x65\xDC^X"}},
     "(0010,0010) person-name [\xD0\x9B\xD1\x8E\xD0\xBA\x63\x65\xD0\xBC^X]",
     true},
    {"Japanese with escapes, PS3.5 H.3.1",
     {{0x00080005, "CS", "\\ISO 2022 IR 87"},
      {0x00100010, "PN", "Yamada^Tarou=\x1B$B;3ED\x1B(B^\x1B$BB@O:\x1B(B"}},
     "(0010,0010) person-name [Yamada^Tarou=\xE5\xB1\xB1\xE7\x94\xB0^\xE5\xA4\xAA\xE9\x83\x8E]",
     true},
    {"Korean, PS3.5 I.2",
     {{0x00080005, "CS", "\\ISO 2022 IR 149"},
      {0x00100010, "PN", "Hong^Gildong=\x1B$)C\xFB\xF3^\x1B$)C\xD1\xCE\xD4\xD7"}},
     "(0010,0010) person-name [Hong^Gildong=\xE6\xB4\xAA^\xE5\x90\x89\xE6\xB4\x9E]",
     true},
    {"Chinese, PS3.5 J.3",
     {{0x00080005, "CS", "GB18030"},
      {0x00100010, "PN", "Wang^XiaoDong=\xCD\xF5^\xD0\xA1\xB6\xAB="}},
     "(0010,0010) person-name [Wang^XiaoDong=\xE7\x8E\x8B^\xE5\xB0\x8F\xE4\xB8\x9C=]",
     true},
    {"text in another set",
     {{0x00080005, "CS", "ISO_IR 101"}, {0x00104000, "LT", "\xA3ukasz, SSN"}},
     "(0010,4000) [\xC5\x81ukasz, SSN]",
     false},
    {"a set that nobody knows",
     {{0x00080005, "CS", "ISO_IR 999"}, {0x00104000, "LT", "caf\xE9 x"}},
     "(0010,4000) [caf\xE9 x]",
     false},
};

START_TEST(test_subjects)
{
    for (int spelling = 0; spelling < SPELLINGS; spelling++) {
        struct dicom_builder set;
        dicom_build_begin(&set, (enum dicom_spelling)spelling, true);
        dicom_build_text(&set, 0x00080008, "CS", "ORIGINAL");
        for (size_t i = 0; subjects[_i].elements[i].tag != 0; i++)
            dicom_build_text(&set, subjects[_i].elements[i].tag, subjects[_i].elements[i].vr,
                             subjects[_i].elements[i].value);
        dicom_build_text(&set, 0x00200010, "SH", "study");
        struct buffer file = dicom_build_file(&set, (enum dicom_spelling)spelling);
        struct record_log *const log =
            record_log_read(&dicom_record_ops, span_of(&file), 0, STATUS_END);
        ck_assert_msg(strstr(log->text, subjects[_i].line) != NULL, "%s, %d: %s", subjects[_i].name,
                      spelling, log->text);
        ck_assert_msg(log->facts.has_patient == subjects[_i].has_patient, "%s", subjects[_i].name);
        ck_assert_int_eq(log->status, STATUS_END);
        record_log_free(log);
        buffer_free(&file);
        dicom_build_free(&set);
    }
}
END_TEST

/* Pixels that may have writing on them. */
static const struct {
    const char *sop, *burned_in, *features;
    bool has_pixels, needs_ocr;
} pixels[] = {
    {"1.2.840.10008.5.1.4.1.1.4", NULL, NULL, true, false},
    {"1.2.840.10008.5.1.4.1.1.4", "YES", NULL, true, true},
    {"1.2.840.10008.5.1.4.1.1.4", "YES", NULL, false, false},
    {"1.2.840.10008.5.1.4.1.1.4", "NO", NULL, true, false},
    {"1.2.840.10008.5.1.4.1.1.4", "NO", "YES", true, true},
    {"1.2.840.10008.5.1.4.1.1.4", NULL, "NO", true, false},
    {"1.2.840.10008.5.1.4.1.1.7", NULL, NULL, true, true},
    {"1.2.840.10008.5.1.4.1.1.7", NULL, NULL, false, false},
    {"1.2.840.10008.5.1.4.1.1.7", "NO", NULL, true, false},
    {"1.2.840.10008.5.1.4.1.1.7.2", NULL, NULL, true, true},
    {"1.2.840.10008.5.1.4.1.1.77.1.4", NULL, NULL, true, false},
    {"1.2.840.10008.5.1.4.1.1.6.1", NULL, NULL, true, true},
};

START_TEST(test_pixels)
{
    struct dicom_builder set;
    const bool is_compressed = _i % 2 == 1;
    dicom_build_begin(&set, SPELL_EXPLICIT, false);
    dicom_build_text(&set, 0x00080016, "UI", pixels[_i].sop);
    if (pixels[_i].burned_in != NULL)
        dicom_build_text(&set, 0x00280301, "CS", pixels[_i].burned_in);
    if (pixels[_i].features != NULL)
        dicom_build_text(&set, 0x00280302, "CS", pixels[_i].features);
    if (pixels[_i].has_pixels && !is_compressed)
        dicom_build_text(&set, 0x7FE00010, "OB", "pixels");
    if (pixels[_i].has_pixels && is_compressed) {
        dicom_build_head(&set, 0x7FE00010, "OB", UINT32_MAX);
        dicom_build_head(&set, 0xFFFEE000, "", 0);
        dicom_build_head(&set, 0xFFFEE000, "", 6);
        buffer_append_str(&set.out, "pixels");
        dicom_build_head(&set, 0xFFFEE0DD, "", 0);
    }
    dicom_build_text(&set, 0x88880010, "LO", "behind");
    struct buffer file = dicom_build_file(&set, SPELL_EXPLICIT);
    struct record_log *const log =
        record_log_read(&dicom_record_ops, span_of(&file), 0, STATUS_END);
    ck_assert_int_eq(has_reason(log, REASON_NEEDS_OCR), pixels[_i].needs_ocr);
    ck_assert_ptr_null(strstr(log->text, "pixels"));
    ck_assert_ptr_nonnull(strstr(log->text, "behind"));
    record_log_free(log);
    buffer_free(&file);
    dicom_build_free(&set);
}
END_TEST

/* Documents are members of their own, byte for byte, however long. */
START_TEST(test_documents)
{
    static const size_t lens[] = {9, 30, 40000, 70000};
    const size_t len = lens[_i] - (size_t)(_i == 3); /* padded with a zero */
    uint8_t *const bytes = calloc(len, 1);
    memcpy(bytes, " \xE4\xF6\0pdf\\ ", 9);
    bytes[len - 1] = ' ';
    struct dicom_builder set;
    dicom_build_begin(&set, SPELL_EXPLICIT, false);
    dicom_build_text(&set, 0x00080005, "CS", "ISO_IR 100");
    dicom_build_bytes(&set, 0x00420011, "OB", (struct span){bytes, len});
    if (_i == 3)
        set.out.ptr[set.out.len - 1] = 0;
    dicom_build_text(&set, 0x00420012, "LO", "application/pdf");
    struct buffer file = dicom_build_file(&set, SPELL_EXPLICIT);
    struct record_log *const log =
        record_log_read(&dicom_record_ops, span_of(&file), 0, STATUS_END);
    const char *const start = memmem(log->text, log->len, "(0042,0011) file [", 18);
    ck_assert_ptr_nonnull(start);
    ck_assert_mem_eq(start + 18, bytes, len);
    ck_assert_int_eq(start[18 + len], _i == 0 ? ' ' : ']'); /* or with a blank */
    ck_assert_ptr_nonnull(memmem(log->text, log->len, "\n(0042,0012) [application/pdf]\n", 31));
    ck_assert_uint_eq(log->coverage.reasons, 0);
    record_log_free(log);
    buffer_free(&file);
    dicom_build_free(&set);
    free(bytes);
}
END_TEST

/* Sequences that are called UN, defined or not, with or without VRs inside. */
START_TEST(test_unknown_sequences)
{
    const bool is_undefined = _i % 2 == 0, is_explicit = _i / 2 == 0;
    struct dicom_builder set, item;
    dicom_build_begin(&set, SPELL_EXPLICIT, false);
    dicom_build_begin(&item, is_explicit ? SPELL_EXPLICIT : SPELL_IMPLICIT, false);
    dicom_build_text(&item, 0x00100020, "LO", "INSIDE-1");
    const uint32_t len = (uint32_t)item.out.len;
    dicom_build_head(&set, 0x00091011, "UN", is_undefined ? UINT32_MAX : len + 8);
    dicom_build_head(&set, 0xFFFEE000, "", len);
    buffer_append(&set.out, item.out.ptr, item.out.len);
    if (is_undefined)
        dicom_build_head(&set, 0xFFFEE0DD, "", 0);
    dicom_build_text(&set, 0x00100020, "LO", "OUTSIDE-1");
    struct buffer file = dicom_build_file(&set, SPELL_EXPLICIT);
    struct record_log *const log =
        record_log_read(&dicom_record_ops, span_of(&file), 0, STATUS_END);
    ck_assert_ptr_nonnull(strstr(log->text, "(0009,1011).(0010,0020) mrn [INSIDE-1]\n"));
    ck_assert_ptr_nonnull(strstr(log->text, "\n(0010,0020) mrn [OUTSIDE-1]\n"));
    ck_assert_uint_eq(log->coverage.reasons, 0);
    record_log_free(log);
    buffer_free(&file);
    dicom_build_free(&set);
    dicom_build_free(&item);
}
END_TEST

/* Values longer than what is held at a time. */
START_TEST(test_long_values)
{
    static const size_t lens[] = {510, 511, 32766, 32768, 32770, 200000};
    const size_t len = lens[_i / 2];
    const uint32_t tag = _i % 2 == 0 ? 0x00204000 : 0x00101040;
    char *const text = malloc(len);
    memset(text, 'x', len);
    struct dicom_builder set;
    dicom_build_begin(&set, SPELL_EXPLICIT, false);
    dicom_build_bytes(&set, tag, "UT", (struct span){(const uint8_t *)text, len});
    dicom_build_text(&set, 0x88880010, "LO", "behind");
    struct buffer file = dicom_build_file(&set, SPELL_EXPLICIT);
    struct record_log *const log =
        record_log_read(&dicom_record_ops, span_of(&file), 0, STATUS_END);
    const char *const start = strstr(log->text, "[x");
    ck_assert_ptr_nonnull(start);
    ck_assert_uint_eq(strspn(start + 1, "x"), len);
    ck_assert_ptr_nonnull(strstr(log->text, "\n(8888,0010) [behind]\n"));
    ck_assert_int_eq(strstr(log->text, "postal-address") != NULL, tag == 0x00101040 && len <= 510);
    ck_assert(log->is_true);
    record_log_free(log);
    buffer_free(&file);
    dicom_build_free(&set);
    free(text);
}
END_TEST

/* ---- faults ---- */

/* Cut anywhere: what stands before is given, the rest is a reason; nothing is read twice. */
START_TEST(test_cuts)
{
    const enum dicom_spelling spelling = (enum dicom_spelling)(_i / 2);
    struct buffer file = build_study(spelling, _i % 2 == 0);
    struct record_log *const whole =
        record_log_read(&dicom_record_ops, span_of(&file), 0, STATUS_END);
    void *const state = dicom_record_ops.create(record_log_rules());
    for (size_t len = 132; len < file.len; len++) {
        const enum status end = len % 2 == 0 ? STATUS_END : STATUS_SKIP;
        /* In memory of its own, so that a look further is seen. */
        uint8_t *const copy = malloc(len);
        memcpy(copy, file.ptr, len);
        struct record_log *const log =
            record_log_read_with(&dicom_record_ops, state, (struct span){copy, len}, len % 3, end);
        ck_assert_uint_le(log->values, whole->values + 1);
        ck_assert(log->status == STATUS_SKIP || (log->status == STATUS_END && end == STATUS_END));
        ck_assert(log->is_true || spelling == SPELL_DEFLATED);
        record_log_free(log);
        free(copy);
    }
    dicom_record_ops.free(state);
    record_log_free(whole);
    buffer_free(&file);
}
END_TEST

START_TEST(test_cut_says_so)
{
    struct buffer file = build_study(SPELL_EXPLICIT, false);
    const size_t at = (size_t)((uint8_t *)memmem(file.ptr, file.len, "Anna", 4) - file.ptr);
    struct record_log *const log =
        record_log_read(&dicom_record_ops, (struct span){file.ptr, at + 2}, 0, STATUS_END);
    ck_assert_int_eq(log->status, STATUS_SKIP);
    ck_assert(has_reason(log, REASON_TRUNCATED));
    ck_assert_ptr_nonnull(strstr(log->text, "Moriarty"));
    ck_assert_ptr_nonnull(strstr(log->text, "(0010,0010) [Weiss\xC3\x9F^An]\n"));
    record_log_free(log);
    buffer_free(&file);
}
END_TEST

/* Every byte flipped in turn: no crash, no end of reading, what is raw is raw. */
START_TEST(test_flips)
{
    static const uint8_t masks[] = {0xFF, 0x01, 0x80, 0x20};
    const enum dicom_spelling spelling = (enum dicom_spelling)(_i / 4);
    struct buffer file = build_study(spelling, _i % 2 == 0);
    void *const state = dicom_record_ops.create(record_log_rules());
    for (size_t at = 128; at < file.len; at++) {
        file.ptr[at] ^= masks[_i % 4];
        struct record_log *const log =
            record_log_read_with(&dicom_record_ops, state, span_of(&file), 0, STATUS_END);
        ck_assert(log->status == STATUS_END || log->status == STATUS_SKIP);
        ck_assert(log->status == STATUS_END || log->coverage.reasons != 0);
        ck_assert(log->is_true || spelling == SPELL_DEFLATED);
        record_log_free(log);
        file.ptr[at] ^= masks[_i % 4];
    }
    dicom_record_ops.free(state);
    buffer_free(&file);
}
END_TEST

/* A million sequences in one another, of lengths that lie or none. */
START_TEST(test_depth)
{
    struct dicom_builder set;
    dicom_build_begin(&set, SPELL_EXPLICIT, false);
    dicom_build_text(&set, 0x00080008, "CS", "ORIGINAL");
    for (size_t i = 0; i < 1000000; i++) {
        dicom_build_head(&set, 0x00101002, "SQ", _i == 0 ? UINT32_MAX : 0x7FFFFFFF);
        dicom_build_head(&set, 0xFFFEE000, "", UINT32_MAX);
    }
    dicom_build_text(&set, 0x00100020, "LO", "DEEP-1");
    struct buffer file = dicom_build_file(&set, SPELL_EXPLICIT);
    struct record_log *const log =
        record_log_read(&dicom_record_ops, span_of(&file), 65536, STATUS_END);
    ck_assert_ptr_nonnull(strstr(log->text, ".(0010,0020) mrn [DEEP-1]\n"));
    ck_assert(has_reason(log, REASON_TRUNCATED));
    record_log_free(log);
    buffer_free(&file);
    dicom_build_free(&set);
}
END_TEST

/* Behind nested sequences the outermost level is found again. */
START_TEST(test_depth_and_back)
{
    struct dicom_builder set;
    dicom_build_begin(&set, SPELL_EXPLICIT, false);
    for (int i = 0; i < 100; i++) {
        dicom_build_head(&set, 0x00101002, "SQ", UINT32_MAX);
        dicom_build_head(&set, 0xFFFEE000, "", UINT32_MAX);
    }
    for (int i = 0; i < 100; i++) {
        dicom_build_head(&set, 0xFFFEE00D, "", 0);
        dicom_build_head(&set, 0xFFFEE0DD, "", 0);
    }
    dicom_build_text(&set, 0x00100020, "LO", "OUT-1");
    struct buffer file = dicom_build_file(&set, SPELL_EXPLICIT);
    struct record_log *const log =
        record_log_read(&dicom_record_ops, span_of(&file), 0, STATUS_END);
    ck_assert_str_eq(log->text, "(0010,0020) mrn [OUT-1]\n");
    ck_assert_int_eq(log->status, STATUS_END);
    record_log_free(log);
    buffer_free(&file);
    dicom_build_free(&set);
}
END_TEST

/* Lengths that go far behind the end of the file. */
START_TEST(test_lengths_that_lie)
{
    static const struct {
        uint32_t tag;
        const char *vr;
        uint32_t length;
    } rows[] = {
        {0x00104000, "UT", 0xFFFFFFFE}, {0x00104000, "UN", 0x80000000},
        {0x7FE00010, "OW", 0x7FFFFFFE}, {0x00101002, "SQ", 0xFFFFFFFE},
        {0x00104000, "OF", 0xFFFFFFFE}, {0x00091010, "OB", 0x40000000},
        {0x00104000, "LT", 0xFFFE},
    };
    struct dicom_builder set;
    dicom_build_begin(&set, SPELL_EXPLICIT, false);
    dicom_build_text(&set, 0x00080090, "PN", "Moriarty^James");
    dicom_build_head(&set, rows[_i].tag, rows[_i].vr, rows[_i].length);
    dicom_build_text(&set, 0x88880010, "LO", "behind");
    struct buffer file = dicom_build_file(&set, SPELL_EXPLICIT);
    struct record_log *const log =
        record_log_read(&dicom_record_ops, span_of(&file), 0, STATUS_END);
    ck_assert(has_reason(log, REASON_TRUNCATED));
    ck_assert_int_eq(log->status, STATUS_SKIP);
    ck_assert_ptr_nonnull(strstr(log->text, "Moriarty"));
    /* Only pixels are passed over unseen. */
    ck_assert_int_eq(memmem(log->text, log->len, "behind", 6) != NULL, rows[_i].tag != 0x7FE00010);
    record_log_free(log);
    buffer_free(&file);
    dicom_build_free(&set);
}
END_TEST

/* Zeros that decompress without end are given up. */
START_TEST(test_corrupt_deflate)
{
    struct buffer file = build_study(SPELL_DEFLATED, false);
    const size_t at = 132 + 8 + 22 + 8 + 6;
    file.ptr[at] = 7; /* a block type that does not exist */
    struct record_log *const log =
        record_log_read(&dicom_record_ops, span_of(&file), 0, STATUS_END);
    ck_assert(has_reason(log, REASON_CORRUPT));
    ck_assert_int_eq(log->status, STATUS_SKIP);
    record_log_free(log);
    buffer_free(&file);
}
END_TEST

static const enum status ends[] = {STATUS_CANCELLED, STATUS_NO_MEMORY, STATUS_SKIP};

START_TEST(test_ends)
{
    struct buffer file = build_study(SPELL_IMPLICIT, false);
    struct record_log *const log =
        record_log_read(&dicom_record_ops, (struct span){file.ptr, file.len / 2}, 0, ends[_i]);
    ck_assert_int_eq(log->status, ends[_i]);
    ck_assert(!has_reason(log, REASON_TRUNCATED));
    record_log_free(log);
    buffer_free(&file);
}
END_TEST

/* Rules are found by halving, so they must be in order; each names a detector. */
START_TEST(test_rules)
{
    static const uint32_t known[] = {0x00080020, 0x00100010, 0x00100020, 0x00100030, 0x00101040,
                                     0x00102154, 0x00181000, 0x0040A075, 0x4008011A};
    static const uint32_t unknown[] = {0, 0x00080005, 0x00100011, 0x7FE00010, UINT32_MAX};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        ck_assert_ptr_nonnull(dicom_rule_of(known[i], "LO"));
        ck_assert_uint_eq(dicom_rule_of(known[i], "LO")->tag, known[i]);
        ck_assert_int_ge(field_meaning_of(dicom_rule_of(known[i], "LO")->detector).detector, 0);
    }
    for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++)
        ck_assert_ptr_null(dicom_rule_of(unknown[i], "LO"));
    ck_assert_str_eq(dicom_rule_of(0x00991001, "PN")->detector, "person-name"); /* a vendor's */
    for (uint32_t tag = 0x00080000; tag < 0x00080000 + 0x2000; tag++) {
        const struct dicom_rule *const rule = dicom_rule_of(tag, "LO");
        ck_assert(rule == NULL ||
                  (rule->tag == tag && field_meaning_of(rule->detector).detector >= 0));
    }
}
END_TEST

#define ROWS(table) (int)(sizeof(table) / sizeof(table)[0])

int main(void)
{
    Suite *const suite = suite_create("dicom");
    TCase *const tcase = tcase_create("dicom");
    tcase_set_timeout(tcase, 240);
    tcase_add_loop_test(tcase, test_spellings, 0, 4 * SPELLINGS);
    tcase_add_loop_test(tcase, test_without_preamble, 0, SPELL_DEFLATED);
    tcase_add_loop_test(tcase, test_strangers, 0, ROWS(strangers));
    tcase_add_loop_test(tcase, test_subjects, 0, ROWS(subjects));
    tcase_add_loop_test(tcase, test_pixels, 0, ROWS(pixels));
    tcase_add_loop_test(tcase, test_documents, 0, 4);
    tcase_add_loop_test(tcase, test_unknown_sequences, 0, 4);
    tcase_add_loop_test(tcase, test_long_values, 0, 12);
    tcase_add_loop_test(tcase, test_cuts, 0, 2 * SPELLINGS);
    tcase_add_test(tcase, test_cut_says_so);
    tcase_add_loop_test(tcase, test_flips, 0, 4 * SPELLINGS);
    tcase_add_loop_test(tcase, test_depth, 0, 2);
    tcase_add_test(tcase, test_depth_and_back);
    tcase_add_loop_test(tcase, test_lengths_that_lie, 0, 7);
    tcase_add_test(tcase, test_corrupt_deflate);
    tcase_add_loop_test(tcase, test_ends, 0, ROWS(ends));
    tcase_add_test(tcase, test_rules);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
