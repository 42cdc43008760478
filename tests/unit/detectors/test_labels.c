/* Labels: what is one, where it ends, and the index over the list. */
#include "detectors/ascii.h"
#include "detectors/labels.h"
#include "suite.h"

#include <stdlib.h>
#include <string.h>

struct label_case {
    const char *text;
    size_t at;
    const char *phrase; /* NULL: no label starts there */
    size_t len;
};

static const struct label_case cases[] = {
    {"ssn: 1", 0, "ssn", 3},
    {"SSN", 0, "ssn", 3},
    {"SSNs", 0, "ssn", 4},
    {"ssnx", 0, NULL, 0},
    {"ssn4", 0, "ssn", 3},
    {"ssnNumber", 0, "ssn", 3},
    {"userSsn=", 4, "ssn", 3},
    {"patient_ssn", 8, "ssn", 3},
    {"2ssn", 1, NULL, 0},
    {"ss #", 0, "ss#", 4},
    {"SS#", 0, "ss#", 3},
    {"social security number", 0, "social security number", 22},
    {"Social  Security\nNo.", 0, "social security no", 19},
    {"social_security_number", 0, "social security number", 22},
    {"socialSecurityNumber", 0, "social security number", 20},
    {"socialsecuritynumber", 0, "social security number", 20},
    {"social security    number", 0, "social security", 15},
    {"social worker", 0, "social worker", 13},
    {"date of birth", 0, "date of birth", 13},
    {"DateOfBirth", 0, "date of birth", 11},
    {"dateofbirth", 0, "date of birth", 11},
    {"DATE_OF_BIRTH", 0, "date of birth", 13},
    {"D.O.B.", 0, "d o b", 5},
    {"dob", 0, "dob", 3},
    {"birthdate", 0, "birth date", 9},
    {"birthDate", 0, "birth date", 9},
    {"birthdays", 0, "birth day", 9},
    {"birth", 0, "birth", 5},
    {"medi-cal", 0, "medi-cal", 8},
    {"medical", 0, NULL, 0},
    {"hJhMRnFao", 3, NULL, 0},
    {"patientMrn", 7, "mrn", 3},
    {"medicalRecordNumber", 0, "medical record number", 19},
    {"driver's license", 0, "driver s license", 16},
    {"icd-10-cm", 0, "icd 10 cm", 9},
    {"ICD10", 0, "icd 10", 5},
    {"PAN", 0, "pan", 3},
    {"pan", 0, NULL, 0},
    {"for example,", 4, "example", 7},
    {"example.com", 0, NULL, 0},
    {"jess@example", 5, NULL, 0},
    {"500mg", 3, "mg", 2},
    {"g", 0, "g", 1},
    {"xR8eMRN0iHs", 4, NULL, 0},
    {"sha256:dea6f01b", 7, NULL, 0},
    {"dea6: 1", 0, "dea", 3},
    {"DEA6f01-2", 0, "dea", 3},
    {"Surgery\nDate", 0, "surgery date", 12},
    {"Surgery\n\nDate", 0, "surgery", 7},
    {"member\n\n#if", 0, "member", 6},
    {"e.g. this", 0, "e g", 3},
};

/* Matches as the scan does: a word goes up to its end or the next hump. */
static size_t match(const struct labels_index *index, const struct labels_place *place,
                    uint16_t *word)
{
    uint64_t bytes = 0;
    unsigned letters = 0;
    const uint8_t *const text = place->text;
    while (letters < LABELS_KEY_LETTERS && letters < place->avail &&
           ascii_is_alpha(text[letters]) &&
           !(letters > 0 && ascii_is_upper(text[letters]) && ascii_is_lower(text[letters - 1]))) {
        bytes |= (uint64_t)text[letters] << (8 * letters);
        letters++;
    }
    const struct labels_slot *slot = labels_find_slot(index, labels_key(bytes, letters));
    return labels_match(index, place, slot, letters, word);
}

START_TEST(test_matches)
{
    const struct label_case *test = &cases[_i];
    struct labels_index *index = malloc(sizeof *index);
    ck_assert_ptr_nonnull(index);
    labels_index_fill(index);
    const size_t len = strlen(test->text);
    uint8_t *text = malloc(len);
    ck_assert_ptr_nonnull(text);
    memcpy(text, test->text, len);
    const struct labels_place place = {text + test->at, test->at, len - test->at};
    uint16_t word = 0;
    const size_t found = match(index, &place, &word);
    ck_assert_msg(found == test->len, "'%s': %zu bytes, not %zu", test->text, found, test->len);
    if (test->phrase != NULL) {
        ck_assert_str_eq(labels_table[word].phrase, test->phrase);
    }
    free(text);
    free(index);
}
END_TEST

/* Writes phrase with its spaces when form is even, in capitals when it is below 2; returns its
 * length. */
static size_t write_form(const char *phrase, int form, uint8_t *out)
{
    size_t len = 0;
    for (const char *at = phrase; *at != '\0'; at++) {
        if (*at != ' ' || form % 2 == 0) {
            out[len++] = form < 2 ? ascii_to_upper((uint8_t)*at) : (uint8_t)*at;
        }
    }
    return len;
}

/* Every phrase is found as it is written, with its words run together, and in capitals. */
START_TEST(test_every_phrase_is_found)
{
    struct labels_index *index = malloc(sizeof *index);
    ck_assert_ptr_nonnull(index);
    labels_index_fill(index);
    for (size_t i = 1; i < labels_count(); i++) {
        const char *phrase = labels_table[i].phrase;
        for (int form = 0; form < 4; form++) {
            uint8_t text[2 * LABELS_REACH];
            const size_t len = write_form(phrase, form, text);
            if (form >= 2 && (labels_table[i].flags & LABEL_FLAG_CAPITALS) != 0) {
                continue;
            }
            const struct labels_place place = {text, 0, len};
            uint16_t word = 0;
            ck_assert_msg(match(index, &place, &word) == len, "'%s', form %d", phrase, form);
            ck_assert_uint_eq(labels_table[word].kind, labels_table[i].kind);
        }
    }
    free(index);
}
END_TEST

START_TEST(test_the_list_is_well_formed)
{
    ck_assert_str_eq(labels_table[0].phrase, "");
    for (size_t i = 1; i < labels_count(); i++) {
        const struct label *label = &labels_table[i];
        ck_assert_msg(strlen(label->phrase) > 0 && strlen(label->phrase) + 4 <= LABELS_REACH, "%s",
                      label->phrase);
        ck_assert_msg(label->kind > LABEL_NONE && label->kind < LABEL_KIND_COUNT, "%s",
                      label->phrase);
        ck_assert_msg(ascii_is_lower((uint8_t)label->phrase[0]), "%s", label->phrase);
        for (size_t other = 1; other < i; other++) {
            ck_assert_msg(strcmp(labels_table[other].phrase, label->phrase) != 0,
                          "%s is twice in the list", label->phrase);
        }
    }
    ck_assert_int_lt(LABEL_KIND_COUNT, 64);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("labels");
    TCase *all = tcase_create("all");
    tcase_set_timeout(all, 120);
    tcase_add_loop_test(all, test_matches, 0, (int)(sizeof cases / sizeof cases[0]));
    tcase_add_test(all, test_every_phrase_is_found);
    tcase_add_test(all, test_the_list_is_well_formed);
    suite_add_tcase(suite, all);
    return suite_run(suite);
}
