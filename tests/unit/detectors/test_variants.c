/* The variants of the scan core find the same, with and without words, and so does a fast rule set
 * however a text is cut. */
#include "detectors/labels.h"
#include "detectors/scan.h"
#include "detectors/variant.h"
#include "detectors/wordmap.h"
#include "probe.h"
#include "suite.h"

#include <stdlib.h>
#include <string.h>

static const enum scan_variant variants[] = {SCAN_PORTABLE, SCAN_AVX2, SCAN_AVX512};
#define VARIANT_COUNT (sizeof variants / sizeof variants[0])

static const char *const pieces[] = {
    "Driver\xe2\x80\x99s License No: V1298512 ",
    "patient\xe2\x80\x99s name: Maria Lopez\n",
    "SSN: 536-90-4399 ",
    "userSsn=536904399&",
    "1234567 (MRN) ",
    "patient_dob:1978\xe2\x80\x91"
    "04\xe2\x80\x91"
    "22,",
    "DateOfBirth\t04:22:1978 ",
    "NPI 1245319599 ",
    "Call (415) 555-2671 ",
    "jess.doe@mail.example.com ",
    "Metformin 500 mg tablet by mouth twice daily ",
    "McMURRAY eGFR hyperTension lisinopril\n",
    "aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789+/",
    "{\"ip\":\"10.1.2.3\",\"ms\":12} ",
    "2024-01-02T03:04:05Z [INFO] ",
    "the patient was seen and discharged today. 2tab 3tab,4seen! ",
    "a\t-\n b..cD_/.' e patient --w call\r\n\t4 ",
    "hyperTensionhypertensionHYPERTENSIONhypertensionhypertensionhypertensionhypertension",
    "\xff\xc0\\nSSN\\t",
};
#define PIECE_COUNT (sizeof pieces / sizeof pieces[0])

static uint32_t draw(uint64_t *state, uint32_t below)
{
    *state = *state * 6364136223846793005U + 1442695040888963407U;
    return (uint32_t)(*state >> 33) % below;
}

/* A text of size bytes with nothing behind it. */
static uint8_t *make_text(uint64_t seed, size_t size)
{
    uint8_t *text = malloc(size > 0 ? size : 1);
    ck_assert_ptr_nonnull(text);
    for (size_t len = 0; len < size;) {
        const char *piece = pieces[draw(&seed, PIECE_COUNT)];
        const size_t piece_len = strlen(piece) < size - len ? strlen(piece) : size - len;
        memcpy(text + len, piece, piece_len);
        len += piece_len;
    }
    return text;
}

static struct probe *make_probe(enum scan_variant variant, bool is_fast)
{
    struct probe *probe = probe_create(1);
    const struct ruleset_options options = {
        .fingerprint_key = {1, 2}, .min_confidence = 1, .variant = variant, .is_fast = is_fast};
    ruleset_free(probe->ruleset);
    probe->ruleset = ruleset_create(&options);
    ck_assert_ptr_nonnull(probe->ruleset);
    return probe;
}

static void scan_parts(struct probe *probe, const uint8_t *text, size_t len, size_t step)
{
    probe_clear(probe);
    for (size_t at = 0; at < len; at += step) {
        const size_t part = len - at < step ? len - at : step;
        const size_t rest = len - at - part;
        const struct segment segment = {.text = text + at,
                                        .len = part,
                                        .before = at < SCAN_REACH ? at : SCAN_REACH,
                                        .after = rest < SCAN_REACH ? rest : SCAN_REACH,
                                        .offset = at};
        probe_scan(probe, &segment);
    }
}

static void check_equal(const struct probe *wanted, const struct probe *got)
{
    ck_assert_uint_eq(wanted->count, got->count);
    for (size_t i = 0; i < wanted->count; i++) {
        ck_assert(memcmp(&wanted->findings[i], &got->findings[i], sizeof wanted->findings[i]) == 0);
    }
}

/* Every length up to some words of the bitmaps, then some longer ones. */
START_TEST(test_variants_find_the_same)
{
    const bool is_fast = _i % 2 != 0;
    struct probe *wanted = make_probe(SCAN_PORTABLE, is_fast);
    struct probe *got = make_probe(variants[_i / 2], is_fast);
    for (size_t len = 0; len < 40000; len += len < 700 ? 1 : 6007) {
        uint8_t *text = make_text(len, len);
        scan_parts(wanted, text, len, len + 1);
        scan_parts(got, text, len, len + 1);
        check_equal(wanted, got);
        free(text);
    }
    probe_free(wanted);
    probe_free(got);
}
END_TEST

START_TEST(test_fast_does_not_depend_on_cuts)
{
    struct probe *whole = make_probe(SCAN_FASTEST, true);
    struct probe *parts = make_probe(SCAN_FASTEST, true);
    const size_t len = 9000;
    for (uint64_t seed = 0; seed < 40; seed++) {
        uint8_t *text = make_text(seed, len);
        scan_parts(whole, text, len, len);
        scan_parts(parts, text, len, 1 + (size_t)seed * 61 % 700);
        check_equal(whole, parts);
        free(text);
    }
    probe_free(whole);
    probe_free(parts);
}
END_TEST

static size_t count_of(const struct probe *probe, const char *id)
{
    size_t count = 0;
    for (size_t i = 0; i < probe->count; i++) {
        count += strcmp(detector_at(probe->findings[i].detector)->id, id) == 0;
    }
    return count;
}

START_TEST(test_fast_looks_near_identifiers)
{
    static const char near[] = "SSN 536-90-4399, on metformin 500 mg daily";
    static const char far[] = "on metformin 500 mg daily";
    struct probe *fast = make_probe(SCAN_FASTEST, true);
    probe_scan_string(fast, near);
    ck_assert_uint_eq(count_of(fast, "drug"), 1);
    probe_clear(fast);
    probe_scan_string(fast, far);
    ck_assert_uint_eq(fast->count, 0);
    probe_free(fast);
}
END_TEST

/* Stage 3 shows the same words, whatever computes it. */
START_TEST(test_wordmaps_are_equal)
{
    const struct variant *variant = variant_choose(variants[_i]);
    struct probe *probe = probe_create(1);
    struct classmap_table *classes = malloc(sizeof *classes);
    struct wordmap_table *words = malloc(sizeof *words);
    struct classmap *classmap = malloc(sizeof *classmap);
    struct shapemap *shapes = malloc(sizeof *shapes);
    struct wordmap *maps = calloc(2, sizeof *maps);
    ck_assert(classes != NULL && words != NULL && classmap != NULL && shapes != NULL);
    ck_assert_ptr_nonnull(maps);
    classmap_table_fill(classes);
    wordmap_table_init(words);
    wordmap_add(words, 0x6e7373, WORDMAP_ANY_NEXT,
                WORDMAP_PLACE | WORDMAP_GATE | WORDMAP_LABEL);            /* ssn */
    wordmap_add(words, 0x6c6c6163, 1 << LABELS_NEXT_DIGIT, WORDMAP_GATE); /* call (415) */
    wordmap_add(words, 0x65746164, 1 << ('o' - 'a'), WORDMAP_GATE);       /* date of */
    wordmap_add(words, 0x746e6569746170, 1 << ('w' - 'a') | 1 << ('d' - 'a'),
                WORDMAP_PLACE | WORDMAP_TERM);
    wordmap_add(words, 0x7265707968, WORDMAP_ANY_NEXT, WORDMAP_TERM); /* hyper */
    wordmap_add(words, 0x626174, WORDMAP_ANY_NEXT, WORDMAP_TERM | WORDMAP_FORM);
    wordmap_add(words, 0x64656573, 1U << WORDMAP_GAP | 1 << LABELS_NEXT_HIGH, WORDMAP_TERM);
    wordmap_add(words, 0x6e65747265707968, 1 << ('s' - 'a'), WORDMAP_TERM); /* hyperten */
    wordmap_add_stem(words, 0x6c697270);                                    /* pril */
    for (size_t len = 0; len < 9000; len += len < 1500 ? 1 : 53) {
        uint8_t *text = make_text(len, len);
        const size_t count = classmap_words(len);
        classmap_fill_scalar(classes, text, len, classmap);
        shapes_find_scalar(classmap, count, shapes);
        const struct wordmap_text input = {text, len, shapes, true};
        wordmap_fill_scalar(words, &input, &maps[0]);
        variant->find_words(words, &input, &maps[1]);
        const size_t size = count * sizeof maps->labels[0];
        ck_assert_uint_eq(maps[0].gate_count, maps[1].gate_count);
        ck_assert(
            memcmp(maps[0].gates, maps[1].gates, maps[0].gate_count * sizeof maps->gates[0]) == 0);
        ck_assert(memcmp(maps[0].labels, maps[1].labels, size) == 0);
        ck_assert(memcmp(maps[0].places, maps[1].places, size) == 0);
        ck_assert(memcmp(maps[0].terms, maps[1].terms, size) == 0);
        ck_assert(memcmp(maps[0].stems, maps[1].stems, size) == 0);
        free(text);
    }
    free(maps);
    free(shapes);
    free(classmap);
    free(words);
    free(classes);
    probe_free(probe);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("variants");
    TCase *all = tcase_create("all");
    tcase_set_timeout(all, 240);
    tcase_add_loop_test(all, test_variants_find_the_same, 0, 2 * (int)VARIANT_COUNT);
    tcase_add_loop_test(all, test_wordmaps_are_equal, 0, (int)VARIANT_COUNT);
    tcase_add_test(all, test_fast_does_not_depend_on_cuts);
    tcase_add_test(all, test_fast_looks_near_identifiers);
    suite_add_tcase(suite, all);
    return suite_run(suite);
}
