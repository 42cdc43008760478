/* Ways of writing a value become one, and lead back to the raw bytes. */
#include "crawler/read/fold_escape.h"
#include "crawler/read/fold_find.h"
#include "crawler/read/fold_value.h"
#include "crawler/read/text_reader.h"
#include "tests/unit/chunk_source.h"
#include "tests/unit/suite.h"

#include <stdlib.h>
#include <string.h>

#define BLOCK ((size_t)128 * 1024)

struct fold_case {
    const char *name;
    const char *raw;
    size_t raw_len;
    const char *text;        /* as the scanner gets it */
    const char *part;        /* of text: a finding */
    uint64_t offset, length; /* where it stands in raw */
};

#define BYTES(text) text, sizeof(text) - 1

static const struct fold_case text_cases[] = {
    {"clean", BYTES("SSN 123-45-6789."), "SSN 123-45-6789.", "123-45-6789", 4, 11},
    /* characters */
    {"full-width digits", BYTES("x \xEF\xBC\x91\xEF\xBC\x92-3"), "x 12-3", "12-3", 2, 8},
    {"full-width letters", BYTES("\xEF\xBC\xB3\xEF\xBC\xB3N"), "SSN", "SSN", 0, 7},
    {"full-width comma",
     BYTES("1\xEF\xBC\x8C"
           "2"),
     "1\xEF\xBC\x8C"
     "2",
     "2", 4, 1},
    {"Arabic digits", BYTES("\xD9\xA1\xD9\xA2\xD9\xA3"), "123", "23", 2, 4},
    {"mathematical digits", BYTES("\xF0\x9D\x9F\x8F\xF0\x9D\x9F\x90"), "12", "2", 4, 4},
    {"Devanagari digits", BYTES("\xE0\xA5\xA7\xE0\xA5\xA8"), "12", "12", 0, 6},
    {"non-breaking hyphens",
     BYTES("123\xE2\x80\x91"
           "45\xE2\x80\x91"
           "6789"),
     "123-45-6789", "123-45-6789", 0, 15},
    {"en dash, minus",
     BYTES("1\xE2\x80\x93"
           "2\xE2\x88\x92"
           "3"),
     "1-2-3", "2-3", 4, 5},
    {"em dash in numbers",
     BYTES("1\xE2\x80\x94"
           "2"),
     "1-2", "1-2", 0, 5},
    {"em dash in words",
     BYTES("a\xE2\x80\x94"
           "b"),
     "a\xE2\x80\x94"
     "b",
     "b", 4, 1},
    {"non-breaking blank",
     BYTES("a\xC2\xA0"
           "1"),
     "a 1", "1", 3, 1},
    {"ideographic blank",
     BYTES("a\xE3\x80\x80"
           "1"),
     "a 1", "1", 4, 1},
    {"zero width",
     BYTES("Chr\xE2\x80\x8Bis \xE2\x80\x8D"
           "T"),
     "Chris T", "Chris", 0, 8},
    {"zero width at the ends",
     BYTES("a \xE2\x80\x8B"
           "12\xE2\x80\x8B\xE2\x80\x8B b"),
     "a 12 b", "12", 5, 2},
    {"direction",
     BYTES("\xE2\x80\xAE"
           "Ann\xE2\x80\xAC |"),
     "Ann |", "Ann", 3, 3},
    {"soft hyphen",
     BYTES("12\xC2\xAD"
           "34"),
     "1234", "1234", 0, 6},
    {"mark in the middle",
     BYTES("12\xEF\xBB\xBF"
           "34"),
     "1234", "34", 5, 2},
    {"accents stay", BYTES("Jos\xC3\xA9 1"), "Jos\xC3\xA9 1", "1", 6, 1},
    {"quotes stay",
     BYTES("\xE2\x80\x9C"
           "1\xE2\x80\x9D"),
     "\xE2\x80\x9C"
     "1\xE2\x80\x9D",
     "1", 3, 1},
    {"Han stays", BYTES("\xE5\xA4\xAA\xE9\x83\x8E 1"), "\xE5\xA4\xAA\xE9\x83\x8E 1", "1", 7, 1},
    {"Windows-1252 blank",
     BYTES("SSN\xA0"
           "123\x96"
           "45"),
     "SSN 123-45", "123-45", 4, 6},
    {"Windows-1252 accent", BYTES("Jos\xE9 1"), "Jos\xE9 1", "1", 5, 1},
    {"Windows-1252 long dash",
     BYTES("a\x97"
           "b 1\x97"
           "2"),
     "a\x97"
     "b 1-2",
     "1-2", 4, 3},
    {"continuation is no blank", BYTES("\xC3\xA0 1"), "\xC3\xA0 1", "1", 3, 1},
    /* look-alikes */
    {"one Cyrillic letter", BYTES("\xD0\x90nderson"), "Anderson", "Anderson", 0, 9},
    {"several", BYTES("J\xD0\xB5ssic\xD0\xB0 L"), "Jessica L", "Jessica", 0, 9},
    {"in an address", BYTES("a\xD0\xBC@f.c\xD0\xBEm"), "a\xD0\xBC@f.com", "com", 6, 4},
    {"Russian stays", BYTES("\xD0\xBE\xD1\x80\xD0\xB0 1"), "\xD0\xBE\xD1\x80\xD0\xB0 1", "1", 7, 1},
    {"a word of both stays",
     BYTES("a\xD0\xB6\xD0\xB0"
           "b 1"),
     "a\xD0\xB6\xD0\xB0"
     "b 1",
     "1", 7, 1},
    {"in a code",
     BYTES("1\xD0\x95G4-\xD0\xA2\xD0\x95"
           "5-\xD0\x9C\xD0\x9A"
           "73"),
     "1EG4-TE5-MK73", "TE5", 6, 5},
    {"between digits",
     BYTES("C8263\xD0\x90"
           "004"),
     "C8263A004", "A", 5, 2},
    {"a word beside a number stays", BYTES("\xD0\xA0\xD0\x90 5"), "\xD0\xA0\xD0\x90 5", "5", 5, 1},
    {"no look-alikes at a digit", BYTES("5\xD0\x94\xD0\x90"), "5\xD0\x94\xD0\x90", "5", 0, 1},
    {"micrograms stay", BYTES("5 \xCE\xBCg 1"), "5 \xCE\xBCg 1", "1", 6, 1},
    {"Greek capital", BYTES("\xCE\x91nn"), "Ann", "Ann", 0, 4},
    {"alpha stays", BYTES("TNF\xCE\xB1 1"), "TNF\xCE\xB1 1", "1", 6, 1},
    /* URLs */
    {"percent", BYTES("ssn=123%2D45%2d6789"), "ssn=123-45-6789", "123-45-6789", 4, 15},
    {"percent at", BYTES("j.s%40gmail.com"), "j.s@gmail.com", "j.s@gmail.com", 0, 15},
    {"percent twice", BYTES("1%252D2"), "1-2", "1-2", 0, 7},
    {"percent quote and comma", BYTES("%22ssn%22%3A%2C1"), " ssn : 1", "1", 15, 1},
    {"percent of numbers", BYTES("x%31%32%33"), "x123", "23", 4, 6},
    {"percent digits in a chain", BYTES("%20%31%32"), " 12", "12", 3, 6},
    {"percent letter", BYTES("100%45"), "100%45", "45", 4, 2},
    {"percent UTF-8", BYTES("Jos%C3%A9"), "Jos\xC3\xA9", "Jos\xC3\xA9", 0, 9},
    {"percent dash", BYTES("1%E2%80%932"), "1-2", "2", 10, 1},
    {"percent full width", BYTES("%EF%BC%91%EF%BC%92"), "12", "2", 9, 9},
    {"percent no UTF-8", BYTES("Jos%E9"), "Jos%E9", "Jos", 0, 3},
    {"percent sign", BYTES("5% of 10%"), "5% of 10%", "10%", 6, 3},
    {"percent line end", BYTES("a%0D%0Ab"), "a  b", "b", 7, 1},
    /* HTML */
    {"entities", BYTES("123&#45;45&#x2D;6789"), "123-45-6789", "123-45-6789", 0, 20},
    {"named entities", BYTES("SSN&nbsp;1&ndash;2&shy;3"), "SSN 1-23", "1-23", 9, 15},
    {"entity of an entity", BYTES("1&amp;#45;2&amp;nbsp;3"), "1-2 3", "2 3", 10, 12},
    {"letters", BYTES("Jos&eacute; &Aacute;"), "Jos\xC3\xA9 \xC3\x81", "Jos\xC3\xA9", 0, 11},
    {"apostrophe", BYTES("O&#39;Brien"),
     "O\xE2\x80\x99"
     "Brien",
     "O\xE2\x80\x99"
     "Brien",
     0, 11},
    {"markup stays", BYTES("&lt;a&gt; R&amp;D &#60; &#38;"), "&lt;a&gt; R&amp;D &#60; &#38;", "D",
     16, 1},
    {"entity comma", BYTES("1&#44;2"), "1 2", "2", 6, 1},
    {"no entity", BYTES("&#; &x; &#45 &nbsp &#99999999;"), "&#; &x; &#45 &nbsp &#99999999;", "45",
     10, 2},
    /* JSON and scripts */
    {"JSON escape", BYTES("\"123\\u002d45\\u002D6789\""), "\"123-45-6789\"", "123-45-6789", 1, 21},
    {"doubled", BYTES("123\\\\u002d45"), "123-45", "123-45", 0, 12},
    {"JSON letter", BYTES("Jos\\u00e9 \\u4e2d"), "Jos\xC3\xA9 \xE4\xB8\xAD", "Jos\xC3\xA9", 0, 9},
    {"JSON quote", BYTES("a\\u0022,b"), "a ,b", "b", 8, 1},
    {"JSON and stays", BYTES("a\\u0026b"), "a\\u0026b", "b", 7, 1},
    {"JSON control stays", BYTES("a\\u000ab"), "a\\u000ab", "b", 7, 1},
    {"JSON line break", BYTES("Lee\\nDOB: 1"), "Lee \rDOB: 1", "DOB", 5, 3},
    {"JSON line breaks of DOS", BYTES("Lee\\r\\n12\\t3"), "Lee   \r12  3", "12", 7, 2},
    {"a line break in JSON in JSON", BYTES("Lee\\\\nDOB"), "Lee \rDOB", "DOB", 6, 3},
    {"a line break at the end", BYTES("Lee.\\n\""), "Lee. \r\"", "Lee", 0, 3},
    {"a line break behind a sentence", BYTES("cough.\\nshe 1"), "cough. \rshe 1", "1", 12, 1},
    {"paths of Windows", BYTES("C:\\new\\temp\\nas 1"), "C:\\new\\temp\\nas 1", "1", 16, 1},
    {"a capital letter is no line break", BYTES("a\\N1\\T2"), "a\\N1\\T2", "1", 3, 1},
    {"a line break of HL7", BYTES("LUZ\\.br\\MRN: 1"), "LUZ  MRN: 1", "MRN", 8, 3},
    {"a line break of HL7 in JSON", BYTES("LUZ\\\\.br\\\\MRN"), "LUZ  MRN", "MRN", 10, 3},
    {"no line break of HL7", BYTES("C:\\.brew a\\.bx\\1"), "C:\\.brew a\\.bx\\1", "1", 15, 1},
    {"JSON slash", BYTES("01\\/02\\/1980"), "01/02/1980", "01/02/1980", 0, 12},
    {"slash of a pattern", BYTES("a\\/b"), "a\\/b", "b", 3, 1},
    {"pair of surrogates", BYTES("\\ud83d\\ude00 1"), "\\ud83d\\ude00 1", "1", 13, 1},
    {"script escape", BYTES("123\\x2d45"), "123-45", "123-45", 0, 9},
    {"bytes of a program", BYTES("\\x31\\xc0"), "\\x31\\xc0", "31", 2, 2},
    {"a path", BYTES("C:\\users\\xavier"), "C:\\users\\xavier", "xavier", 9, 6},
    /* quoted-printable */
    {"quoted dash", BYTES("123=2D45=2D6789"), "123-45-6789", "123-45-6789", 0, 15},
    {"quoted at", BYTES("a=40b.com"), "a@b.com", "a@b.com", 0, 9},
    {"quoted sign", BYTES("ssn=3D123"), "ssn=123", "123", 6, 3},
    {"quoted UTF-8", BYTES("Jos=C3=A9 1=E2=80=932"), "Jos\xC3\xA9 1-2", "1-2", 10, 11},
    {"a number", BYTES("id=20&w=40px id=2D45"), "id=20&w=40px id=2D45", "2D45", 16, 4},
    {"lower case", BYTES("1=2d2"), "1=2d2", "2d2", 2, 3},
    {"soft line break",
     BYTES("The patient has the following number, which is to be found here: 123-=\r\n45-6789"),
     "The patient has the following number, which is to be found here: 123-45-6789", "123-45-6789",
     65, 14},
    {"a setting without value", BYTES("SSN=\nDOB=\n1"), "SSN=\nDOB=\n1", "1", 10, 1},
};

#define TEXT_CASES ((int)(sizeof text_cases / sizeof text_cases[0]))

/* What a text reader makes of raw, in reads of chunk bytes. */
struct reading {
    char *text;
    size_t len;
    struct location place; /* of the bytes [at, at + part_len) of it */
};

static struct reading read_text(struct span raw, enum format format, size_t chunk, size_t at,
                                size_t part_len)
{
    struct text_reader *const reader = text_reader_create();
    struct reading reading = {.text = calloc(raw.len + 1, 1)};
    struct chunk_source source;
    struct segment segment;
    chunk_source_init(&source, raw, chunk, STATUS_END);
    text_reader_begin(reader, &source.source, format);
    while (text_reader_next(reader, &segment) == STATUS_OK) {
        ck_assert_uint_eq(segment.offset, reading.len);
        ck_assert_uint_ge(segment.before, reading.len < SCAN_REACH ? reading.len : SCAN_REACH);
        memcpy(reading.text + reading.len, segment.text, segment.len);
        reading.len += segment.len;
        const struct finding finding = {.offset = at, .length = (uint32_t)part_len};
        if (at >= segment.offset && at < segment.offset + segment.len)
            reading.place = text_reader_locate(reader, &finding);
    }
    ck_assert_uint_eq(text_reader_bytes(reader), raw.len);
    text_reader_free(reader);
    return reading;
}

static void check_case(const struct fold_case *row, size_t chunk)
{
    const size_t at = (size_t)(strstr(row->text, row->part) - row->text);
    const struct span raw = {(const uint8_t *)row->raw, row->raw_len};
    const struct reading got = read_text(raw, FORMAT_TEXT, chunk, at, strlen(row->part));
    ck_assert_msg(strcmp(got.text, row->text) == 0, "%s: %s", row->name, got.text);
    ck_assert_msg(got.place.offset == row->offset && got.place.length == row->length,
                  "%s: at %d, %d bytes", row->name, (int)got.place.offset, (int)got.place.length);
    free(got.text);
}

START_TEST(test_text)
{
    for (size_t chunk = 0; chunk < 9; chunk++)
        check_case(&text_cases[_i], chunk);
}
END_TEST

/* The same text behind a block of plain text whose length makes the seam fall on every byte. */
START_TEST(test_seam)
{
    const struct fold_case *const row = &text_cases[_i];
    const size_t front = BLOCK + SCAN_REACH + FOLD_AHEAD;
    uint8_t *const raw = malloc(front + row->raw_len + 1);
    for (size_t i = 0; i < front; i++)
        raw[i] = i % 40 == 39 ? '\n' : '.';
    for (size_t before = front - 2 * FOLD_AHEAD - row->raw_len; before < front; before++) {
        const uint8_t covered = raw[before - 1];
        raw[before - 1] = '\n';
        memcpy(raw + before, row->raw, row->raw_len);
        const size_t at = before + (size_t)(strstr(row->text, row->part) - row->text);
        const struct reading got = read_text((struct span){raw, before + row->raw_len}, FORMAT_TEXT,
                                             0, at, strlen(row->part));
        ck_assert_msg(strcmp(got.text + before, row->text) == 0, "%s", row->name);
        ck_assert_msg(got.place.offset == before + row->offset && got.place.length == row->length,
                      "%s behind %zu", row->name, before);
        free(got.text);
        for (size_t i = before; i < front; i++)
            raw[i] = i % 40 == 39 ? '\n' : '.';
        raw[before - 1] = covered;
    }
    free(raw);
}
END_TEST

/* The same without a way back; and a value with more edits than there is room for. */
START_TEST(test_value)
{
    const struct fold_case *const row = &text_cases[_i];
    struct fold_value *const value = calloc(1, sizeof *value);
    fold_value_init(value);
    const struct span raw = {(const uint8_t *)row->raw, row->raw_len};
    const struct span got = fold_value_plain(value, raw);
    ck_assert_msg(got.len == strlen(row->text) && memcmp(got.ptr, row->text, got.len) == 0, "%s",
                  row->name);
    const size_t repeats = 40000;
    uint8_t *const many = malloc(repeats * 3);
    for (size_t i = 0; i < repeats; i++)
        memcpy(many + 3 * i, "%2D", 3);
    const struct span dashes = fold_value_plain(value, (struct span){many, repeats * 3});
    ck_assert_uint_eq(dashes.len, repeats);
    ck_assert(dashes.ptr[0] == '-' && dashes.ptr[repeats - 1] == '-');
    free(many);
    fold_value_free(value);
    free(value);
}
END_TEST

/* Units of two bytes: what is folded counts as the units it was. */
START_TEST(test_wide)
{
    static const uint8_t raw[] = "\xFF\xFE"
                                 "S\0S\0N\0\xA0\0"
                                 "1\0\x12\xFF\x11\x20"
                                 "4\0\x0B\x20"
                                 "5\0%\0"
                                 "2\0"
                                 "D\0"
                                 "6";
    const struct reading got = read_text((struct span){raw, sizeof raw}, FORMAT_UTF16, 3, 4, 6);
    ck_assert_str_eq(got.text, "SSN 12-45-6");
    ck_assert_uint_eq(got.place.offset, 10);
    ck_assert_uint_eq(got.place.length, 18);
    free(got.text);
}
END_TEST

struct binary_case {
    const char *name;
    const char *raw;
    size_t raw_len;
    const char *text;
    size_t len, at, part_len;
    uint64_t offset, length;
};

static const struct binary_case binary_cases[] = {
    {"a run", BYTES("\1\2S\0S\0N\0 \0001\0002\0\3\4"), BYTES("\1\2SSN 12\3\4"), 6, 2, 10, 4},
    {"the end of a run", BYTES("\1S\0S\0N\0 \0001\0"), BYTES("\1SSN 1"), 5, 1, 9, 2},
    {"too short", BYTES("\1\2S\0S\0N\0\3\4x"), BYTES("\1\2S\0S\0N\0\3\4x"), 10, 1, 10, 1},
    {"a letter in front", BYTES("\1AS\0S\0N\0 \0001\0\3"), BYTES("\1A\0SSN 1\3"), 3, 3, 2, 6},
    {"an accent", BYTES("\1J\0o\0s\0\xE9\0 \0001\0\0"), BYTES("\1Jos\xC3\xA9 1\0"), 7, 1, 11, 2},
    {"a line", BYTES("\1a\0b\0c\0d\0\n\0001\0\0"), BYTES("\1abcd\n1\0"), 6, 1, 11, 2},
    {"UTF-8 beside it", BYTES("\1abc1a\0b\0c\0d\0\3x"), BYTES("\1abc1\0abcd\3x"), 11, 1, 14, 1},
};

START_TEST(test_binary)
{
    const struct binary_case *const row = &binary_cases[_i];
    for (size_t chunk = 0; chunk < 5; chunk++) {
        const struct span raw = {(const uint8_t *)row->raw, row->raw_len};
        const struct reading got = read_text(raw, FORMAT_BINARY, chunk, row->at, row->part_len);
        ck_assert_msg(got.len == row->len && memcmp(got.text, row->text, row->len) == 0,
                      "%s: %d bytes", row->name, (int)got.len);
        ck_assert_msg(got.place.offset == row->offset && got.place.length == row->length,
                      "%s: at %d, %d bytes", row->name, (int)got.place.offset,
                      (int)got.place.length);
        free(got.text);
    }
}
END_TEST

/* A block of nothing but triggers; and gaps without end. */
static const char *const hostile[] = {
    "%2D",           "%31",         "&#45;", "\xE2\x80\x8B", "\xEF\xBC\x91",      "\\u0031",
    "a\xD0\xB0",     "\xD0\xB0",    "=3D",   "\xA0",         "&amp;amp;amp;#45;", "=\n",
    "1\xE2\x80\x8B", "\\\\\\\\\\\\"};

START_TEST(test_hostile)
{
    const size_t len = strlen(hostile[_i]), raw_len = 3 * BLOCK / len * len;
    uint8_t *const raw = malloc(raw_len);
    for (size_t i = 0; i < raw_len; i++)
        raw[i] = (uint8_t)hostile[_i][i % len];
    for (int format = 0; format < 2; format++) {
        const struct reading got = read_text((struct span){raw, raw_len},
                                             format == 0 ? FORMAT_TEXT : FORMAT_BINARY, 0, 0, 1);
        ck_assert_uint_le(got.len, raw_len);
        free(got.text);
    }
    free(raw);
}
END_TEST

/* Nothing that is passed over needs a closer look. The bytes end where memory does, for sanitizers
 * to see. */
static void check_skip(const struct fold_finder *finder, const uint8_t *bytes, size_t len)
{
    uint8_t *const copy = malloc(len);
    memcpy(copy, bytes, len);
    ck_assert_uint_le(finder->skip(copy, len), len);
    free(copy);
    const size_t skipped = finder->skip(bytes, len);
    ck_assert_uint_le(skipped, len);
    for (size_t at = 0; at < skipped; at += FOLD_BLOCK)
        ck_assert_uint_eq(finder->mask(bytes + at), 0);
}

/* All finders see the same. */
START_TEST(test_finders_agree)
{
    const struct fold_finder plain = fold_finder_choose(16),
                             chosen = fold_finder_choose(_i < 6 ? 32 : FOLD_BLOCK);
    uint8_t bytes[4 * FOLD_BLOCK + 64];
    uint32_t random = 1;
    for (size_t i = 0; i < sizeof bytes; i++) {
        random = random * 1664525 + 1013904223;
        bytes[i] = (uint8_t)(random >> 24);
        if (_i % 2 == 1) /* mostly UTF-16 */
            bytes[i] = i % 2 == 1 ? 0 : (uint8_t)(' ' + bytes[i] % 100);
        if (_i % 3 == 1) /* hardly anything */
            bytes[i] = bytes[i] == 0xE2 ? bytes[i] : 'a';
    }
    for (size_t at = 0; at < FOLD_BLOCK; at++) {
        ck_assert_uint_eq(plain.mask(bytes + at), chosen.mask(bytes + at));
        ck_assert_uint_eq(plain.wide_mask(bytes + at), chosen.wide_mask(bytes + at));
        check_skip(&plain, bytes + at, 3 * FOLD_BLOCK);
        check_skip(&chosen, bytes + at, 3 * FOLD_BLOCK);
    }
    for (unsigned value = 0; value < 256; value++) {
        memset(bytes, (int)value, sizeof bytes);
        check_skip(&plain, bytes, FOLD_BLOCK);
        check_skip(&chosen, bytes, FOLD_BLOCK);
        unsigned differing = 0; /* counted: so many checks are slow */
        for (unsigned next = 0; next < 256; next++) {
            bytes[1] = (uint8_t)next;
            differing += plain.mask(bytes) != chosen.mask(bytes);
        }
        ck_assert_uint_eq(differing, 0);
    }
    memset(bytes, 'a', sizeof bytes);
    ck_assert_uint_eq(plain.skip(bytes, 4 * FOLD_BLOCK - 1), 3 * FOLD_BLOCK);
    ck_assert_uint_eq(chosen.skip(bytes, 4 * FOLD_BLOCK - 1), 3 * FOLD_BLOCK);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("fold");
    TCase *const tcase = tcase_create("fold");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_text, 0, TEXT_CASES);
    tcase_add_loop_test(tcase, test_seam, 0, TEXT_CASES);
    tcase_add_loop_test(tcase, test_value, 0, TEXT_CASES);
    tcase_add_test(tcase, test_wide);
    tcase_add_loop_test(tcase, test_binary, 0, (int)(sizeof binary_cases / sizeof binary_cases[0]));
    tcase_add_loop_test(tcase, test_hostile, 0, (int)(sizeof hostile / sizeof hostile[0]));
    tcase_add_loop_test(tcase, test_finders_agree, 0, 12);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
