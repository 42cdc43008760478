/* scan_text() beside plain PCRE2 expressions with the same validators, on made-up text with every
 * separator, boundary and edge of a tile: see pattern_reference.h. */
#include "detectors/classmap.h"
#include "pattern_reference.h"
#include "probe.h"
#include "suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_MAX ((size_t)80 << 10)
#define VALUE_TRIES 300
#define RANDOM_TEXTS 48
#define EDGES 3
#define EDGES_MAX ((EDGES + 1) * TILE_OWNED) /* more than TEXT_MAX */

/* A value as it may be written: 0 is any digit, A any capital, M a letter of an MBI, E one or a
 * digit, h a hexadecimal digit, '-' a separator that may be replaced; the rest stands for itself.
 */
struct piece {
    const char *row; /* whose validator says what is right; half of the values are made right */
    const char *label;
    const char *form;
};

static const struct piece pieces[] = {
    {"ssn with dashes", "", "000-00-0000"},
    {"ssn with dashes", "SSN ", "000-00-0000"},
    {"labelled ssn with slashes", "SSN: ", "000-00-0000"},
    {"labelled ssn", "ssn: ", "000000000"},
    {"labelled ssn", "\"ssn\": \"", "000000000"},
    {"labelled itin", "ITIN: ", "900-00-0000"},
    {"labelled ein", "EIN:", "00-0000000"},
    {"labelled itin", "itin=", "900-00-0000"},
    {"labelled npi", "NPI: ", "0000000000"},
    {"labelled npi", "npi=", "1000000000"},
    {"dea", "", "AA0000000"},
    {"dea", "DEA ", "B90000000"},
    {"mbi", "", "0MEN-MEN-MMNN"},
    {"mbi", "MBI ", "0MENMENMMNN"},
    {"labelled hicn", "HICN: ", "000000000A"},
    {"labelled hicn", "hicn=", "000000000A"},
    {"card", "", "4000000000000000"},
    {"card", "", "370000000000000"},
    {"card", "", "0000000000000000000"},
    {"card in groups", "", "4000-0000-0000-0000"},
    {"card in groups", "", "3700-000000-00000"},
    {"card in groups", "", "4000-0000-0000-0000-000"},
    {"phone", "", "000-000-0000"},
    {"phone", "phone: ", "000-000-0000"},
    {"phone with parentheses", "", "(000) 000-0000"},
    {"phone with parentheses", "", "(000)000-0000"},
    {"phone with country code", "", "+1-000-000-0000"},
    {"phone with country code", "", "+10000000000"},
    {"phone abroad", "", "+44 00 0000 0000"},
    {"email", "", "hA00.Ahhh@hA-hh.com"},
    {"email", "e-mail ", "AhhA+0@A.hhh.org"},
    {"labelled ip", "ip=", "00.000.000.00"},
    {"labelled ip", "client_ip=", "0.00.000.000"},
    {"labelled ip of version 6", "IP: ", "hhhh:hhh:hh:h:hhhh:hhhh:hhhh:hhhh"},
    {"labelled mac", "MAC: ", "hh:hh:hh:hh:hh:hh"},
    {"labelled mac", "mac=", "hh-hh-hh-hh-hh-hh"},
    {"ndc", "", "00000-0000-00"},
    {"ndc", "NDC ", "0000-0000-00"},
    {"ndc", "", "00000-000-00"},
    {"icd", "", "A00.00"},
    {"icd", "ICD: ", "A00.0"},
    {"labelled vin", "VIN: ", "1AAAA00A0A0000000"},
    {"labelled vin", "VIN=", "1AAAA00A0A0000000"},
    {"labelled iban", "IBAN: ", "DE00000000000000000000"},
    {"labelled iban", "iban=", "GB00AAAA00000000000000"},
    {"labelled aba", "ABA: ", "000000000"},
    {"labelled aba", "routing number=", "000000000"},
    {"labelled loinc", "LOINC: ", "00000-0"},
    {"labelled loinc", "\"loinc\": \"", "0000-0"},
    {"labelled loinc", "loinc=", "0000-0"},
    {"labelled snomed", "SNOMED: ", "000000000"},
    {"labelled snomed", "snomed=", "00000000"},
    {"labelled taxonomy", "taxonomy: ", "000A00000X"},
    {"labelled taxonomy", "taxonomy=", "000A00000X"},
    {"labelled zip", "ZIP: ", "00000"},
    {"labelled zip", "zip=", "00000-0000"},
    {"labelled dob", "DOB: ", "00/00/1900"},
    {"labelled mrn", "MRN: ", "00000000"},
    {"labelled member id", "Member ID: ", "000000000"},
};
#define PIECE_COUNT (sizeof pieces / sizeof pieces[0])

/* What may stand beside a value: most of the time something that bounds it. */
static const char *const bounds[] = {" ",
                                     " ",
                                     " ",
                                     "\n",
                                     "\n",
                                     ", ",
                                     "; ",
                                     "|",
                                     "\t",
                                     "\"",
                                     "'",
                                     "(",
                                     ")",
                                     "[",
                                     "]",
                                     "<",
                                     ">",
                                     "=",
                                     ". ",
                                     ": ",
                                     "",
                                     "-",
                                     ".",
                                     "/",
                                     ":",
                                     "_",
                                     "$",
                                     "%",
                                     "+",
                                     "@",
                                     "#",
                                     "*",
                                     "\\",
                                     "\\n",
                                     "x",
                                     "Z",
                                     "7",
                                     " 12",
                                     "12 ",
                                     "\xe2\x80\x91",
                                     "\xe2\x80\x93",
                                     "\xc3\xa9",
                                     "\xff",
                                     "\xc3",
                                     "&",
                                     "0.",
                                     "~"};
#define BOUND_COUNT (sizeof bounds / sizeof bounds[0])

static const char *const separators[] = {
    "-", "-", "-", "-", " ", ".", "/", ":", "_", "", ",", "--", "\xe2\x80\x91", "\xe2\x80\x93"};
#define SEPARATOR_COUNT (sizeof separators / sizeof separators[0])

static const char *const words[] = {"the ", "seen ",       "today ", "blue ",   "window ",
                                    "42 ",  "cat ",        "v2.1 ",  "rather ", "{}",
                                    "// ",  "2024-05-06 ", "\n",     "and "};
#define WORD_COUNT (sizeof words / sizeof words[0])

_Static_assert(EDGES_MAX >= TEXT_MAX, "all texts fit");

struct text {
    uint8_t bytes[EDGES_MAX + 256];
    size_t len;
    uint64_t state; /* of the generator */
};

static uint32_t draw(struct text *text, uint32_t below)
{
    text->state = text->state * 6364136223846793005U + 1442695040888963407U;
    return (uint32_t)(text->state >> 33) % below;
}

static void append(struct text *text, const char *more)
{
    const size_t len = strlen(more);
    memcpy(text->bytes + text->len, more, len);
    text->len += len;
}

static char draw_one(struct text *text, char form)
{
    static const char letters[] = "ACDEFGHJKMNPQRTUVWXYSLOIBZ"; /* those of an MBI first */
    switch (form) {
    case '0':
    case 'N':
        return (char)('0' + draw(text, 10));
    case 'A':
        return letters[draw(text, 26)];
    case 'M':
        return letters[draw(text, 20)];
    case 'E':
        return draw(text, 2) == 0 ? (char)('0' + draw(text, 10)) : letters[draw(text, 20)];
    case 'h':
        return "0123456789abcdef"[draw(text, 16)];
    default:
        return form;
    }
}

static void append_form(struct text *text, const char *form, const char *separator)
{
    for (; *form != '\0'; form++) {
        if (*form == '-') {
            append(text, separator);
        } else {
            text->bytes[text->len++] = (uint8_t)draw_one(text, *form);
        }
    }
}

static const struct pattern_row *find_row(const char *name)
{
    size_t i = 0;
    while (strcmp(pattern_rows[i].name, name) != 0) {
        i++;
        ck_assert_uint_lt(i, pattern_row_count);
    }
    return &pattern_rows[i];
}

static void append_value(struct text *text, const struct piece *piece, const char *separator)
{
    const struct pattern_row *const row = find_row(piece->row);
    const size_t at = text->len;
    const bool must_be_valid = draw(text, 2) == 0;
    for (int i = 0; i < VALUE_TRIES; i++) {
        text->len = at;
        append_form(text, piece->form, separator);
        if (!must_be_valid || row->is_valid(text->bytes + at, text->len - at)) {
            return;
        }
    }
}

static void append_piece(struct text *text)
{
    const struct piece *const piece = &pieces[draw(text, PIECE_COUNT)];
    append(text, bounds[draw(text, BOUND_COUNT)]);
    append(text, piece->label);
    append_value(text, piece, separators[draw(text, SEPARATOR_COUNT)]);
    append(text, bounds[draw(text, BOUND_COUNT)]);
    if (draw(text, 4) == 0) {
        append(text, words[draw(text, WORD_COUNT)]);
    }
}

/* Neutral words up to place, exactly. */
static void append_filler(struct text *text, size_t place)
{
    while (text->len + 16 < place) {
        append(text, words[draw(text, WORD_COUNT)]);
    }
    while (text->len < place) {
        append(text, " ");
    }
}

/* Both sides. */
struct match {
    struct pattern_reference *reference;
    struct probe *probe;
};

static struct match match_create(void)
{
    const struct match match = {pattern_reference_create(), probe_create(1)};
    ck_assert_ptr_nonnull(match.reference);
    return match;
}

static void match_free(struct match *match)
{
    probe_free(match->probe);
    pattern_reference_free(match->reference);
}

/* Scans text in segments of len bytes and compares the findings with the reference. */
static void compare(const struct match *match, const struct text *text, size_t len, bool is_hostile,
                    struct pattern_outcome *outcome)
{
    probe_clear(match->probe);
    for (size_t at = 0; at < text->len; at += len) {
        const size_t owned = text->len - at < len ? text->len - at : len;
        const size_t after = text->len - at - owned;
        const struct segment segment = {.text = text->bytes + at,
                                        .len = owned,
                                        .before = at < SCAN_REACH ? at : SCAN_REACH,
                                        .after = after < SCAN_REACH ? after : SCAN_REACH,
                                        .offset = at};
        probe_scan(match->probe, &segment);
    }
    const struct pattern_subject subject = {
        {text->bytes, text->len}, match->probe->findings, match->probe->count, is_hostile};
    const bool agrees = pattern_reference_check(match->reference, &subject, outcome);
    const size_t from = outcome->at > 40 ? outcome->at - 40 : 0;
    ck_assert_msg(agrees, "%s %s: '%.*s' at %zu in '%.*s'", outcome->name, outcome->complaint,
                  (int)outcome->len, (const char *)text->bytes + outcome->at, outcome->at,
                  (int)outcome->len + 60, (const char *)text->bytes + from);
}

START_TEST(random_text)
{
    static struct text text;
    struct match match = match_create();
    struct pattern_outcome outcome = {0};
    text.len = 0;
    text.state = (uint64_t)_i + 1;
    while (text.len < TEXT_MAX / 2) {
        append_piece(&text);
    }
    /* What was drawn may read "eG" in front of a value: for example. */
    compare(&match, &text, _i % 3 == 0 ? SIZE_MAX / 2 : 1000 + 777 * (size_t)_i, true, &outcome);
    match_free(&match);
}
END_TEST

/* One piece over and over, with its own separators: every row is met often, and mostly as itself.
 */
START_TEST(every_row_is_met)
{
    static struct text text;
    struct match match = match_create();
    struct pattern_outcome outcome = {0};
    text.len = 0;
    text.state = 7;
    for (size_t i = 0; text.len < TEXT_MAX - 200; i++) {
        const struct piece *const piece = &pieces[i % PIECE_COUNT];
        append(&text, " ");
        append(&text, piece->label);
        append_value(&text, piece, separators[i / PIECE_COUNT % SEPARATOR_COUNT]);
        append(&text, "\nthe window, rather ");
    }
    compare(&match, &text, SIZE_MAX / 2, false, &outcome);
    for (size_t i = 0; i < pattern_row_count; i++) {
        ck_assert_msg(outcome.matched[i] >= 3, "%s: met %zu times", pattern_rows[i].name,
                      outcome.matched[i]);
        ck_assert_msg(10 * outcome.found[i] >= 8 * outcome.matched[i], "%s: %zu of %zu",
                      pattern_rows[i].name, outcome.found[i], outcome.matched[i]);
    }
    match_free(&match);
}
END_TEST

/* A value at every place around the edge of a tile, which is the edge of a segment now and then. */
START_TEST(edges_of_tiles)
{
    static struct text text;
    struct match match = match_create();
    const struct piece *const piece = &pieces[_i];
    const struct pattern_row *const row = find_row(piece->row);
    for (size_t shift = 0; shift < 51; shift += EDGES) {
        struct pattern_outcome outcome = {0};
        text.len = 0;
        text.state = (uint64_t)_i * 100 + shift;
        for (size_t edge = 0; edge < EDGES; edge++) {
            append_filler(&text, (edge + 1) * TILE_OWNED - 48 + shift + edge);
            append(&text, "\n");
            append(&text, piece->label);
            append_value(&text, piece, "-");
            append(&text, "\n");
        }
        append_filler(&text, (EDGES + 1) * TILE_OWNED - 600);
        compare(&match, &text, shift % 2 == 0 ? SIZE_MAX / 2 : TILE_OWNED, false, &outcome);
        ck_assert_msg(outcome.found[row - pattern_rows] == outcome.matched[row - pattern_rows],
                      "%s lost to another", row->name);
    }
    match_free(&match);
}
END_TEST

/* The reference can complain. */
START_TEST(complaints)
{
    static const uint8_t text[] = "SSN 536-90-4399 and 1536-90-4399";
    struct pattern_reference *const reference = pattern_reference_create();
    struct finding finding = {
        .offset = 4, .length = 11, .detector = (uint16_t)detector_find("us-ssn"), .confidence = 90};
    struct pattern_outcome outcome = {0};
    struct pattern_subject subject = {{text, sizeof text - 1}, &finding, 1, false};
    ck_assert(pattern_reference_check(reference, &subject, &outcome));
    ck_assert_uint_eq(outcome.found[0], 1);
    subject.count = 0;
    ck_assert(!pattern_reference_check(reference, &subject, &outcome));
    ck_assert_str_eq(outcome.complaint, "is not found");
    finding.flags = FINDING_INVALID_RANGE;
    subject.count = 1;
    ck_assert(!pattern_reference_check(reference, &subject, &outcome));
    struct finding two[2] = {finding, finding};
    two[0].flags = 0;
    two[1] = (struct finding){.offset = 21, .length = 11, .detector = finding.detector};
    subject.findings = two;
    subject.count = 2;
    ck_assert(!pattern_reference_check(reference, &subject, &outcome));
    ck_assert_str_eq(outcome.complaint, "is a part of a longer number");
    two[1].length = 8;
    ck_assert(!pattern_reference_check(reference, &subject, &outcome));
    ck_assert_str_eq(outcome.complaint, "does not have the form of its detector");
    pattern_reference_free(reference);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("pattern_reference");
    TCase *const tests = tcase_create("pattern_reference");
    tcase_set_timeout(tests, 300);
    tcase_add_test(tests, complaints);
    tcase_add_test(tests, every_row_is_met);
    tcase_add_loop_test(tests, random_text, 0, RANDOM_TEXTS);
    tcase_add_loop_test(tests, edges_of_tiles, 0, PIECE_COUNT);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
