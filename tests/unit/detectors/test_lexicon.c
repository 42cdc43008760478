/* The lexicon: phrases, spellings, boundaries and endings, and how rarely ordinary text meets it.
 */
#include "detectors/lexicon.h"
#include "detectors/lexicon_lists.h"
#include "suite.h"

#include <ctype.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct match_case {
    const char *text;
    size_t at;
    size_t length;
    enum lexicon_kind kind;
    unsigned flags;
};

#define DIAG LEXICON_DIAGNOSIS
#define WEAK LEXICON_WEAK
#define STEM LEXICON_STEM

static const struct match_case match_cases[] = {
    {"chief complaint: headache", 0, 15, LEXICON_TERM, 0},
    {"Chief Complaint", 0, 15, LEXICON_TERM, 0},
    {"CHIEF-COMPLAINT", 0, 15, LEXICON_TERM, 0},
    {"chief_complaint,", 0, 15, LEXICON_TERM, 0},
    {"chief\r\n   complaint", 0, 19, LEXICON_TERM, 0},
    {"chief  complaints.", 0, 17, LEXICON_TERM, 0},
    {"chief--complaint", 0, 0, 0, 0},
    {"chief          complaint", 0, 0, 0, 0},
    {"chief. complaint", 0, 0, 0, 0},
    {"chief complainant", 0, 0, 0, 0},
    {"chief complaint2", 0, 0, 0, 0},
    {"mischief complaint", 3, 15, LEXICON_TERM, 0}, /* the caller says where words start */
    {"3chief complaint", 1, 0, 0, 0},
    {"chief", 0, 0, 0, 0},
    {"", 0, 0, 0, 0},
    {"h", 0, 0, 0, 0},
    {"history of present illness", 0, 26, LEXICON_TERM, 0},
    {"history of present value", 0, 0, 0, 0},
    {"HPI: 54yo", 0, 3, LEXICON_TERM, 0},
    {"hpi", 0, 0, 0, 0},
    {"HPIX", 0, 0, 0, 0},
    {"/HPI/", 1, 0, 0, 0}, /* an abbreviation wants room */
    {"a=HPI", 2, 0, 0, 0},
    {"(HPI)", 1, 3, LEXICON_TERM, 0},
    {"diabetes", 0, 8, LEXICON_TERM, DIAG},
    {"Type 2 Diabetes Mellitus", 0, 24, LEXICON_TERM, DIAG},
    {"type 2 fonts", 0, 0, 0, 0},
    {"hypertension", 0, 12, LEXICON_TERM, DIAG},
    {"hypertensions", 0, 13, LEXICON_TERM, DIAG},
    {"hypertext", 0, 0, 0, 0},
    {"HTN", 0, 3, LEXICON_TERM, DIAG},
    {"htn", 0, 0, 0, 0},
    {"Crohn's disease", 0, 15, LEXICON_TERM, DIAG},
    {"Crohn\xe2\x80\x99s disease", 0, 17, LEXICON_TERM, DIAG},
    {"crohns disease", 0, 14, LEXICON_TERM, DIAG},
    {"Dx: I10", 0, 3, LEXICON_TERM, DIAG},
    {"dx: 5px", 0, 2, LEXICON_LABEL, DIAG}, /* a label for codes, not a term */
    {"biopsies", 0, 8, LEXICON_TERM, 0},
    {"biopsy", 0, 6, LEXICON_TERM, 0},
    {"MRI", 0, 3, LEXICON_TERM, 0},
    {"H&P", 0, 3, LEXICON_TERM, 0},
    {"h&p", 0, 0, 0, 0},
    {"A1C", 0, 3, LEXICON_TERM, 0},
    {"a1c", 0, 0, 0, 0},
    {"Z-PAK", 0, 5, LEXICON_DRUG, 0},
    {"z\npak", 0, 5, LEXICON_DRUG, 0},
    {"zpak", 0, 0, 0, 0},
    {"post-traumatic stress disorder", 0, 30, LEXICON_TERM, DIAG},
    {"ICD-10-CM", 0, 9, LEXICON_LABEL, DIAG},
    {"ICD10", 0, 5, LEXICON_LABEL, DIAG},
    {"assessment and plan", 0, 19, LEXICON_TERM, 0},
    {"assessment", 0, 10, LEXICON_LABEL, DIAG},
    {"patient", 0, 0, 0, 0},
    {"patient denies pain", 0, 14, LEXICON_TERM, 0},
    {"patients", 0, 0, 0, 0},
    {"history", 0, 0, 0, 0},
    {"treatment", 0, 0, 0, 0},
    {"depression", 0, 0, 0, 0},
    {"stroke", 0, 0, 0, 0},
    {"lisinopril 10 mg", 0, 10, LEXICON_DRUG, 0},
    {"Lisinopril", 0, 10, LEXICON_DRUG, 0},
    {"Metoprolol Succinate", 0, 20, LEXICON_DRUG, 0},
    {"metoprolol tart", 0, 10, LEXICON_DRUG, 0},
    {"Lipitor", 0, 7, LEXICON_DRUG, 0},
    {"aspirin", 0, 7, LEXICON_DRUG, WEAK},
    {"insulin glargine", 0, 16, LEXICON_DRUG, 0},
    {"insulin", 0, 7, LEXICON_DRUG, WEAK},
    {"trandolapril", 0, 12, LEXICON_DRUG, STEM},
    {"PERINDOPRIL", 0, 11, LEXICON_DRUG, STEM},
    {"azilsartan,", 0, 10, LEXICON_DRUG, STEM},
    {"inApril", 0, 0, 0, 0},
    {"nextApril", 0, 0, 0, 0}, /* a name in a program */
    {"trandolaprilx", 0, 0, 0, 0},
    {"xtrandolapril2", 0, 0, 0, 0},
    {"lololololol", 0, 0, 0, 0},
    {"cholesterol", 0, 0, 0, 0},
    {"gelatine", 0, 0, 0, 0},
    {"tablet", 0, 6, LEXICON_FORM, WEAK | LEXICON_COUNTABLE},
    {"2tabs", 1, 4, LEXICON_FORM, WEAK | LEXICON_COUNTABLE},
    {"inhalers", 0, 8, LEXICON_FORM, 0},
    {"by mouth", 0, 8, LEXICON_ROUTE, 0},
    {"p.o. daily", 0, 4, LEXICON_ROUTE, 0},
    {"po", 0, 2, LEXICON_ROUTE, WEAK},
    {"PO", 0, 2, LEXICON_ROUTE, WEAK},
    {"Po", 0, 0, 0, 0},
    {"pod", 0, 0, 0, 0},
    {"twice daily", 0, 11, LEXICON_FREQUENCY, 0},
    {"daily", 0, 5, LEXICON_FREQUENCY, WEAK},
    {"q6h", 0, 3, LEXICON_FREQUENCY, 0},
    {"q6hx", 0, 0, 0, 0},
    {"q4-6h", 0, 5, LEXICON_FREQUENCY, 0},
    {"BID", 0, 3, LEXICON_FREQUENCY, WEAK},
    {"na\xc3\xafve", 0, 0, 0, 0},
    {"MRI\xe2\x80\x94", 0, 3, LEXICON_TERM, 0},
    {"MRI\xc3\xa9", 0, 0, 0, 0},
    {"asthma\xc3\xa9", 0, 0, 0, 0},
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

START_TEST(matches_phrases)
{
    const struct match_case *row = &match_cases[_i];
    struct lexicon_hit hit = {0};
    const size_t avail = strlen(row->text) - row->at;
    const size_t before = row->at > 0;
    /* A copy of exact size lets the sanitizer see a read past the end. */
    uint8_t *exact = malloc(avail + before + 1);
    ck_assert_ptr_nonnull(exact);
    uint8_t *text = exact + 1;
    memcpy(text, row->text + row->at - before, avail + before);
    const size_t length = lexicon_match(lexicon, text + before, before, avail, &hit);
    ck_assert_msg(length == row->length, "%s: length %zu", row->text, length);
    if (length > 0) {
        ck_assert_msg(hit.kind == row->kind, "%s: kind %u", row->text, hit.kind);
        ck_assert_msg(hit.flags == row->flags, "%s: flags %u", row->text, hit.flags);
    }
    const bool is_part = length > 0 && hit.kind >= LEXICON_FORM;
    const size_t part = lexicon_match_part(lexicon, text + before, before, avail, &hit);
    ck_assert_msg(part == (is_part ? length : 0), "%s: part %zu", row->text, part);
    free(exact);
}
END_TEST

struct key_case {
    const char *one;
    const char *other;
    bool is_same;
};

static const struct key_case key_cases[] = {
    {"hypertension", "HTN", true},
    {"hypertension", "Essential Hypertension", true},
    {"diabetes", "type 2 diabetes mellitus", true},
    {"biopsy", "biopsies", true},
    {"Dx:", "diagnoses", true},
    {"acetaminophen", "Paracetamol", true},
    {"trandolapril", "TRANDOLAPRIL", true},
    {"hypertension", "diabetes", false},
    {"lisinopril", "enalapril", false},
    {"trandolapril", "perindopril", false},
};

static uint64_t key_of(const char *text)
{
    struct lexicon_hit hit = {0};
    ck_assert_msg(lexicon_match(lexicon, (const uint8_t *)text, 0, strlen(text), &hit) ==
                      strlen(text),
                  "%s", text);
    return hit.key;
}

START_TEST(gives_equal_terms_equal_keys)
{
    const struct key_case *row = &key_cases[_i];
    ck_assert_msg((key_of(row->one) == key_of(row->other)) == row->is_same, "%s, %s", row->one,
                  row->other);
}
END_TEST

struct near_case {
    const char *text;
    const char *code;
    size_t reach;
    bool is_near;
};

static const struct near_case near_cases[] = {
    {"Diagnosis: E11.9", "E11.9", 50, true},
    {"hypertension (I10)", "I10", 50, true},
    {"E11.9 Type 2 diabetes mellitus", "E11.9", 50, true},
    {"ICD-10: E11.9", "E11.9", 50, true},
    {"screw B12.5, steel", "B12.5", 50, false},
    {"E11.9", "E11.9", 50, false},
    {"diagnosis of a rather long story that does not end before E11.9", "E11.9", 50, false},
    {"diagnosis of a rather long story that does not end before E11.9", "E11.9", 60, true},
    {"diagnosis E11.9", "E11.9", 9, false},
    {"diagnosis E11.9", "E11.9", 10, true},
    {"lisinopril E11.9", "E11.9", 50, false},
};

START_TEST(finds_diagnoses_near_a_code)
{
    const struct near_case *row = &near_cases[_i];
    const size_t at = (size_t)(strstr(row->text, row->code) - row->text);
    const struct lexicon_place place = {(const uint8_t *)row->text + at, strlen(row->code), at,
                                        strlen(row->text) - at};
    ck_assert_msg(lexicon_diagnosis_near(lexicon, &place, row->reach) == row->is_near, "%s",
                  row->text);
}
END_TEST

static bool is_word_start(const uint8_t *text, size_t at)
{
    return isalpha(text[at]) && (at == 0 || !isalpha(text[at - 1]));
}

/* Every spelling is well formed, is found as it stands in its list, and lies within the reach. */
static void check_spelling(const char *spelling, size_t len, const struct lexicon_list *list)
{
    char text[LEXICON_SPELLING_MAX + 2];
    struct lexicon_hit hit = {0};
    const bool is_exact = spelling[0] == '=';
    spelling += is_exact;
    len -= is_exact;
    ck_assert_msg(len >= 1 && len <= LEXICON_SPELLING_MAX && isalpha((unsigned char)spelling[0]),
                  "%.*s", (int)len, spelling);
    for (size_t i = 0; i < len; i++) {
        ck_assert_msg(is_exact || !isupper((unsigned char)spelling[i]), "%.*s: upper case",
                      (int)len, spelling);
        ck_assert_msg(spelling[i] > ' ' ||
                          (i > 0 && i + 1 < len && spelling[i] == ' ' && spelling[i + 1] != ' '),
                      "%.*s: blank", (int)len, spelling);
    }
    snprintf(text, sizeof text, "%.*s", (int)len, spelling);
    const size_t length = lexicon_match(lexicon, (const uint8_t *)text, 0, len, &hit);
    ck_assert_msg(length == len, "%s: length %zu", text, length);
    ck_assert_msg(hit.kind == list->kind && hit.flags == list->flags, "%s stands in two lists",
                  text);
}

START_TEST(finds_every_entry)
{
    const struct lexicon_list *list = lexicon_lists[_i];
    for (const char *const *entry = list->entries; *entry != NULL; entry++) {
        for (const char *at = *entry; *at != '\0';) {
            const size_t len = strcspn(at, "|");
            check_spelling(at, len, list);
            at += len + (at[len] == '|');
        }
    }
}
END_TEST

/* Counts terms and drugs in a text. */
static size_t count_hits(const uint8_t *text, size_t len, bool is_printed)
{
    size_t hits = 0;
    for (size_t i = 0; i < len; i++) {
        struct lexicon_hit hit;
        const size_t length =
            is_word_start(text, i) ? lexicon_match(lexicon, text + i, i, len - i, &hit) : 0;
        if (length > 0 && (hit.kind == LEXICON_TERM || hit.kind == LEXICON_DRUG)) {
            hits++;
            if (is_printed) {
                printf("  %.*s\n", (int)length, text + i);
            }
        }
    }
    return hits;
}

static const char ordinary[] = "The patient administrator waited for the treatment of the request; "
                               "history shows that a doctor may plan, test "
                               "and code. Support: symptoms of a deadlock are long queues. An exam "
                               "of the logs followed. The tablet shipped "
                               "daily, the patch was applied weekly, and the solution is a cap on "
                               "the drop in sales. Vitals of the web page, "
                               "health checks, heartbeat, node recovery, dose of caution, general "
                               "practice, clinical precision, operation, "
                               "hospitality, viral video, bug fix, immune to change, a stroke of "
                               "luck, economic depression, seizure of assets, "
                               "fracture in the party, nurse a grudge, surgical strike, acute "
                               "angle, chronic delay, infection by malware, cell "
                               "phone, organ music, tissue paper, blood diamond, heart of the "
                               "city, bone dry, the condition is false, problem "
                               "solved, impression counts of an advert, assessment of property, "
                               "disorder in the queue, PO 4711, tid=12, bid 3.";

START_TEST(leaves_ordinary_language_alone)
{
    ck_assert_uint_eq(count_hits((const uint8_t *)ordinary, strlen(ordinary), true), 0);
}
END_TEST

/* Invented documents of the kinds that must be recognised as health care: each has two distinct
 * terms or drugs. */
static const char *const documents[] = {
    "54 y/o male c/o chest pain x 2 hrs, radiating to L arm. EKG: ST elevation. ASA 325 mg given.",
    "MRI lumbar spine without contrast. There is a disc bulge at L4-L5. No evidence of fracture.",
    "Test Result Units Reference Range\nHemoglobin 13.2 g/dL 12.0-15.5\nCreatinine 0.9 mg/dL",
    "Client's mood and affect were flat; denies suicidal ideation. Continue cognitive behavioral "
    "therapy weekly.",
    "Lisinopril 10 mg tablet. Take one tablet by mouth daily. Refills remaining: 3. Prescriber: "
    "Dr. Stone",
    "EXPLANATION OF BENEFITS. This is not a bill. Copay $20.00. Coinsurance 10 %. Date of service "
    "3/4.",
    "Thank you for referring this pleasant lady with rheumatoid arthritis, currently on "
    "methotrexate.",
    "Final pathology: invasive ductal carcinoma, margins clear, 0 of 3 lymph nodes involved.",
    "G2P1 at 32 weeks gestation, fetal heart rate 140, no preeclampsia.",
    "Hi, your cholesterol came back high, LDL cholesterol 190; we suggest starting atorvastatin.",
    "Discharge Summary\nHospital Course: treated for community acquired pneumonia with IV "
    "ceftriaxone.",
    "Pt is a 7 yo with asthma, here for well child visit. Immunizations up to date. NKDA.",
    "Procedure: laparoscopic cholecystectomy. Anesthesia: general. Estimated blood loss minimal.",
    "Vital signs: BP 128/82, HR 76. Assessment and plan: continue metformin, recheck A1C in 3 "
    "months.",
    "The patient was admitted for acute exacerbation of COPD and was intubated in the emergency "
    "department.",
    "Tooth extraction #30 under local anesthesia; patient has a history of hypertension.",
};

START_TEST(knows_documents_of_health_care)
{
    const uint8_t *text = (const uint8_t *)documents[_i];
    const size_t len = strlen(documents[_i]);
    uint64_t first = 0;
    bool has_two = false;
    for (size_t i = 0; i < len; i++) {
        struct lexicon_hit hit;
        const size_t length =
            is_word_start(text, i) ? lexicon_match(lexicon, text + i, i, len - i, &hit) : 0;
        if (length > 0 && (hit.kind == LEXICON_TERM || hit.kind == LEXICON_DRUG)) {
            has_two = has_two || (first != 0 && first != hit.key);
            first = hit.key;
        }
    }
    ck_assert_msg(has_two, "%s", documents[_i]);
}
END_TEST

/* Counts the hits in one file of the outside set, when it is there. */
static size_t total_hits;
static size_t total_bytes;

static int count_file(const char *path, const struct stat *stat, int type, struct FTW *walk)
{
    (void)walk;
    FILE *file = type == FTW_F ? fopen(path, "rb") : NULL;
    if (file == NULL) {
        return 0;
    }
    uint8_t *text = malloc((size_t)stat->st_size + 1);
    ck_assert_ptr_nonnull(text);
    const size_t len = fread(text, 1, (size_t)stat->st_size, file);
    total_hits += count_hits(text, len, false);
    total_bytes += len;
    free(text);
    fclose(file);
    return 0;
}

struct rare_case {
    const char *folder;
    size_t per_megabyte; /* hits allowed */
};

static const struct rare_case rare_cases[] = {
    {"../shared/labelled/negatives/objects/neg-numeric", 6},
    {"../shared/labelled/negatives/objects/neg-base64", 1},
};

START_TEST(rarely_meets_what_is_not_health_care)
{
    const struct rare_case *row = &rare_cases[_i];
    total_hits = 0;
    total_bytes = 0;
    nftw(row->folder, count_file, 16, FTW_PHYS);
    printf("%s: %zu hits in %zu bytes\n", row->folder, total_hits, total_bytes);
    ck_assert_uint_le(total_hits, row->per_megabyte * (total_bytes / 1000000 + 1));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("lexicon");
    TCase *tests = tcase_create("lexicon");
    tcase_set_timeout(tests, 120);
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_loop_test(tests, matches_phrases, 0, sizeof match_cases / sizeof match_cases[0]);
    tcase_add_loop_test(tests, gives_equal_terms_equal_keys, 0,
                        sizeof key_cases / sizeof key_cases[0]);
    tcase_add_loop_test(tests, finds_diagnoses_near_a_code, 0,
                        sizeof near_cases / sizeof near_cases[0]);
    tcase_add_loop_test(tests, finds_every_entry, 0, LEXICON_LIST_COUNT);
    tcase_add_test(tests, leaves_ordinary_language_alone);
    tcase_add_loop_test(tests, knows_documents_of_health_care, 0,
                        sizeof documents / sizeof documents[0]);
    tcase_add_loop_test(tests, rarely_meets_what_is_not_health_care, 0,
                        sizeof rare_cases / sizeof rare_cases[0]);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
