/* Directions of prescriptions: strengths, groups of elements, and texts that only sound like it. */
#include "detectors/sig.h"
#include "suite.h"

#include <stdlib.h>
#include <string.h>

struct strength_case {
    const char *text;
    size_t at;
    size_t length;
};

static const struct strength_case strength_cases[] = {
    {"500 mg", 0, 6},
    {"500mg", 0, 5},
    {"500-mg tablets", 0, 6},
    {"500 MG", 0, 6},
    {"0.5 mL", 0, 6},
    {"1,000 mg", 0, 8},
    {"2.5 mg/mL", 0, 9},
    {"160 mg/5 mL", 0, 11},
    {"90 mcg/actuat", 0, 13},
    {"25 mcg/hr", 0, 9},
    {"100 units/mL", 0, 12},
    {"10 units", 0, 8},
    {"40 meq", 0, 6},
    {"5 %", 0, 3},
    {"5%", 0, 2},
    {"50 \xc2\xb5g", 0, 6},
    {"1 g", 0, 3},
    {"5-10 mg", 2, 5},
    {"(20 mg)", 1, 5},
    {"20 mg.", 0, 5},
    {"20 mg/kg/day", 0, 8},
    {"120 mg/dL", 0, 0}, /* a laboratory value */
    {"98 mmol/L", 0, 0},
    {"5G", 0, 0}, /* a radio network */
    {"16 GB", 0, 0},
    {"20 mgx", 0, 0},
    {"20 mg2", 0, 0},
    {"20 mg_x", 0, 0},
    {"20 m", 0, 0},
    {"20", 0, 0},
    {"20 ", 0, 0},
    {"v20 mg", 1, 0},
    {"1.20 mg", 2, 0},
    {"1,200 mg", 2, 0},
    {"$5 g", 1, 0},
    {"12345678 mg", 0, 0},
    {"1.123456789 mg", 0, 0},
    {"20  mg", 0, 0},
    {"20 % off", 0, 4},
    {"20 Mg", 0, 5},
    {"20 mL", 0, 5},
    {"20mEq", 0, 5},
    {"20 Units", 0, 8},
    {"20Mg", 0, 0}, /* mixed letters: binary data */
    {"20Iu", 0, 0},
    {"20mG", 0, 0},
    {"0 mg", 0, 0},
    {"0.00 mg", 0, 0},
    {"\x9a"
     "20 mg",
     1, 0},
    {"\x01"
     "20 mg",
     1, 0},
    {"\xc2\xa0"
     "20 mg",
     2, 5},
};

START_TEST(reads_strengths)
{
    const struct strength_case *row = &strength_cases[_i];
    const size_t length = sig_match_strength((const uint8_t *)row->text + row->at, row->at,
                                             strlen(row->text) - row->at);
    ck_assert_msg(length == row->length, "%s: %zu", row->text, length);
}
END_TEST

#define S SIG_STRENGTH
#define F SIG_FORM
#define R SIG_ROUTE
#define Q SIG_FREQUENCY

struct sig_case {
    const char *text;
    const char *anchor; /* where to look; its first occurrence */
    const char *span;   /* what is found, or NULL */
    unsigned parts;
};

static const struct sig_case sig_cases[] = {
    {"Lisinopril 10 mg tablet", "10", "10 mg tablet", S | F},
    {"metformin 500 mg twice daily", "500", "500 mg twice daily", S | Q},
    {"500 mg daily", "500", "500 mg daily", S | Q},
    {"500 mg po bid", "500", "500 mg po bid", S | R | Q},
    {"Take 1 tablet (10 mg) by mouth once daily.", "10", "10 mg) by mouth once daily",
     S | F | R | Q},
    {"take one tablet by mouth twice a day", "twice", "twice a day", F | R | Q},
    {"1 tab po qd", "qd", "qd", F | R | Q},
    {"2 puffs q6h prn", "q6h", "q6h prn", F | Q},
    {"every 6 hours as needed, 2 tablets", "every", "every 6 hours as needed, 2 tablets", F | Q},
    {"insulin 10 units subcutaneously", "10", "10 units subcutaneously", S | R},
    {"hydrocortisone 2.5 % ointment", "2.5", "2.5 % ointment", S | F},
    {"apply ointment twice daily", "twice", "twice daily", F | Q},
    {"tablet 500 mg", "500", "500 mg", S | F},
    {"24 HR metformin 500 MG Extended Release Oral Tablet", "500",
     "500 MG Extended Release Oral Tablet", S | F},
    {"10 mg\n1 tablet daily", "10", "10 mg\n1 tablet daily", S | F | Q},
    /* a number in between is a finding of its own, and not part of the span */
    {"500mg (NDC-0591-3740-01) twice daily", "500", "500mg", S | Q},
    {"500 mg, call 555-201-3344, daily", "500", "500 mg", S | Q},
    {"500 mg tablet x@y.org daily", "500", "500 mg tablet", S | F | Q},
    /* what belongs to the next strength is not the first one's */
    {"lisinopril 10 mg, metformin 500 mg tablet", "10", NULL, 0},
    {"lisinopril 10 mg, metformin 500 mg tablet", "500", "500 mg tablet", S | F},
    {"tablet daily\n500 mg", "500", NULL, 0},
    /* the strength in front, the frequency in front or the strength behind has it */
    {"500 mg tablet twice daily", "twice", NULL, 0},
    {"twice daily, 1 tablet by mouth at bedtime", "at", NULL, 0},
    {"twice daily 500 mg tablet", "twice", NULL, 0},
    {"twice daily", "daily", NULL, 0},
    /* too far: 60 bytes lie between */
    {"500 mg ---------------------------------------------------------- daily", "500", NULL, 0},
    {"500 mg --------------------------------------------------------- daily", "500",
     "500 mg --------------------------------------------------------- daily", S | Q},
    /* ordinary language */
    {"a 5 % rise daily", "5", NULL, 0},
    {"500 units shipped weekly", "500", NULL, 0},
    {"500 g bottle, daily", "500", NULL, 0},
    {"the tablet is updated daily", "daily", NULL, 0},
    {"patch 12 applied weekly", "weekly", NULL, 0},
    {"solution 4.5 % cap, monthly", "4.5", NULL, 0},
    {"every 6 hours the cron job", "every", NULL, 0},
    {"tid 12 bid 3 po 4711", "tid", NULL, 0},
    {"SQL injection tests daily as needed", "daily", NULL, 0},
    {"120 mg/dL daily", "120", NULL, 0},
    {"5 mg", "5", NULL, 0},
    {"5 mg \x01 daily", "5", NULL, 0},
    {"tablet \x01 5 mg", "5", NULL, 0},
    {"aged 10 daily", "10", NULL, 0},
};

static struct lexicon *lexicon;

static void setup(void)
{
    lexicon = lexicon_create();
    ck_assert_ptr_nonnull(lexicon);
}

static void teardown(void)
{
    lexicon_free(lexicon);
}

START_TEST(finds_sigs)
{
    const struct sig_case *row = &sig_cases[_i];
    const size_t at = (size_t)(strstr(row->text, row->anchor) - row->text);
    unsigned parts = 0;
    const size_t length =
        sig_match(lexicon, (const uint8_t *)row->text + at, at, strlen(row->text) - at, &parts);
    const size_t expected = row->span == NULL ? 0 : strlen(row->span);
    ck_assert_msg(length == expected, "%s at %s: %zu", row->text, row->anchor, length);
    ck_assert_msg(row->span == NULL || memcmp(row->text + at, row->span, length) == 0, "%s",
                  row->text);
    ck_assert_msg(row->span == NULL || parts == row->parts, "%s: parts %x", row->text, parts);
}
END_TEST

struct near_case {
    const char *text;
    const char *drug;
    unsigned parts;
};

static const struct near_case near_cases[] = {
    {"aspirin 81 mg daily", "aspirin", S | Q}, {"81 mg of aspirin", "aspirin", S},
    {"take 1 tablet aspirin", "aspirin", F},   {"aspirin is a household word", "aspirin", 0},
    {"81 mg\naspirin", "aspirin", 0},
};

START_TEST(finds_parts_near_a_drug)
{
    const struct near_case *row = &near_cases[_i];
    const size_t at = (size_t)(strstr(row->text, row->drug) - row->text);
    const struct lexicon_place place = {(const uint8_t *)row->text + at, strlen(row->drug), at,
                                        strlen(row->text) - at};
    ck_assert_msg(sig_parts_near(lexicon, &place) == row->parts, "%s: %x", row->text,
                  sig_parts_near(lexicon, &place));
}
END_TEST

/* A text of pieces chosen by a small generator; returns its length. */
static size_t make_text(uint32_t seed, char *text, size_t cap)
{
    static const char *const pieces[] = {
        "500 mg ",     "5% ",    "tablet ",    "by mouth ", "twice daily ",    "\n",       "po ",
        "daily ",      "bid ",   "2 tablets ", "and then ", "the patient is ", "10 ",      "q6h ",
        "2.5 mg/5 mL", "cream ", "as ",        "needed ",   "subcutaneously ", "........", "1,000 ",
    };
    size_t len = 0;
    for (;;) {
        seed = seed * 1664525U + 1013904223U;
        const char *piece = pieces[(seed >> 16) % (sizeof pieces / sizeof pieces[0])];
        if (len + strlen(piece) >= cap) {
            return len;
        }
        memcpy(text + len, piece, strlen(piece));
        len += strlen(piece);
    }
}

/* What is found at a byte depends on SIG_REACH bytes on each side, and on nothing else. */
START_TEST(depends_on_its_reach_only)
{
    char text[1500];
    size_t found = 0;
    const size_t len = make_text((uint32_t)_i, text, sizeof text);
    for (size_t i = 0; i < len; i++) {
        const size_t before = i < SIG_REACH ? i : SIG_REACH;
        const size_t avail = len - i < SIG_REACH ? len - i : SIG_REACH;
        uint8_t *cut = malloc(before + avail);
        ck_assert_ptr_nonnull(cut);
        memcpy(cut, text + i - before, before + avail);
        unsigned whole_parts = 0;
        unsigned cut_parts = 0;
        const size_t whole =
            sig_match(lexicon, (const uint8_t *)text + i, i, len - i, &whole_parts);
        ck_assert_uint_eq(sig_match(lexicon, cut + before, before, avail, &cut_parts), whole);
        ck_assert_uint_eq(cut_parts, whole_parts);
        found += whole > 0;
        free(cut);
    }
    ck_assert_uint_gt(found, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sig");
    TCase *tests = tcase_create("sig");
    tcase_set_timeout(tests, 120);
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_loop_test(tests, reads_strengths, 0,
                        sizeof strength_cases / sizeof strength_cases[0]);
    tcase_add_loop_test(tests, finds_sigs, 0, sizeof sig_cases / sizeof sig_cases[0]);
    tcase_add_loop_test(tests, finds_parts_near_a_drug, 0,
                        sizeof near_cases / sizeof near_cases[0]);
    tcase_add_loop_test(tests, depends_on_its_reach_only, 0, 20);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
