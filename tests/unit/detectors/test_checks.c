/* The rules of numbers: published vectors, and agreement with the reference validators where they
 * are at hand. */
#include "detectors/payment_card.h"
#include "detectors/phone.h"
#include "detectors/us_dea.h"
#include "detectors/us_mbi.h"
#include "detectors/us_npi.h"
#include "detectors/us_ssn.h"
#include "suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct check_case {
    const char *value;
    bool is_valid;
};

static const uint8_t *bytes_of(const char *value)
{
    return (const uint8_t *)value;
}

static const struct check_case ssn_cases[] = {
    {"536904399", true},  {"001010002", true},  {"899123456", true},  {"773123456", true},
    {"734010001", true},  {"078051120", false}, {"219099999", false}, {"457555462", false},
    {"000123456", false}, {"666123456", false}, {"900123456", false}, {"987654325", false},
    {"123004567", false}, {"123450000", false}, {"111111111", false}, {"123456789", false},
    {"665123456", true},  {"667123456", true},
};

START_TEST(test_ssn)
{
    const enum us_ssn_class class = us_ssn_classify(bytes_of(ssn_cases[_i].value));
    ck_assert_msg((class == US_SSN_VALID) == ssn_cases[_i].is_valid, "%s", ssn_cases[_i].value);
}
END_TEST

static const struct check_case npi_cases[] = {
    {"1234567893", true},  {"1245319599", true},  {"1003000126", true},  {"1629082607", true},
    {"9999992198", false}, {"1234567890", false}, {"3234567893", false}, {"1111111112", false},
};

START_TEST(test_npi)
{
    ck_assert_msg(us_npi_is_valid(bytes_of(npi_cases[_i].value)) == npi_cases[_i].is_valid, "%s",
                  npi_cases[_i].value);
}
END_TEST

static const struct check_case dea_cases[] = {
    {"AP5836727", true},  {"BB1388568", true},  {"F91234563", true},  {"GL0285191", true},
    {"EU4488929", true},  {"K92993548", true},  {"ap5836727", true},  {"BG8207031", false},
    {"AB1234567", false}, {"NB1388568", false}, {"AB0000000", false}, {"A81388568", false},
};

START_TEST(test_dea)
{
    ck_assert_msg(us_dea_is_valid(bytes_of(dea_cases[_i].value)) == dea_cases[_i].is_valid, "%s",
                  dea_cases[_i].value);
}
END_TEST

static const struct check_case mbi_cases[] = {
    {"1EG4TE5MK73", true},  {"1eg4te5mk73", true},  {"9XX9XX9XX99", true},  {"1EG4TE55K73", false},
    {"0EG4TE5MK73", false}, {"1SG4TE5MK73", false}, {"1EG4LE5MK73", false}, {"12G4TE5MK73", false},
    {"1S00EU8FA10", false}, {"1EG4TE5MKA3", false}, {"AEG4TE5MK73", false}, {"1EG4TE5OK73", false},
};

START_TEST(test_mbi)
{
    ck_assert_msg(us_mbi_is_valid(bytes_of(mbi_cases[_i].value)) == mbi_cases[_i].is_valid, "%s",
                  mbi_cases[_i].value);
}
END_TEST

static const struct check_case nanp_cases[] = {
    {"2125550132", true},  {"4155550132", true},  {"1155550132", false}, {"4151550132", false},
    {"5559639875", false}, {"9115550132", false}, {"4159110132", false}, {"8995550132", false},
};

START_TEST(test_nanp)
{
    ck_assert_msg(phone_is_nanp(bytes_of(nanp_cases[_i].value)) == nanp_cases[_i].is_valid, "%s",
                  nanp_cases[_i].value);
}
END_TEST

static const struct check_case card_cases[] = {
    {"4111111111111111", true},  {"4012888888881881", true},    {"371449635398431", true},
    {"5555555555554444", true},  {"30569309025904", true},      {"6011000990139424", true},
    {"4012888888881882", false}, {"0000000000000000", false},   {"1234567812345670", false},
    {"2223003122003222", true},  {"6200000000000005", false},   {"4222222222222", true},
    {"4000000000000000", false}, {"411111111111111111", false}, {"5500000000000004", false},
};

START_TEST(test_card)
{
    const char *value = card_cases[_i].value;
    ck_assert_msg(payment_card_is_valid(bytes_of(value), strlen(value)) == card_cases[_i].is_valid,
                  "%s", value);
}
END_TEST

/* ---- agreement with ../shared/tools/validators.py ---- */

#define REFERENCE "../shared/tools"
#define VALUES 3000

/* Values of a kind: digits mostly, with letters where the kind has them. */
static void make_value(const char *kind, uint64_t *state, char *out)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    static const char *const starts[] = {"4",  "51", "2221", "34", "37",   "6011",
                                         "65", "36", "3528", "50", "6759", "12"};
    const char *form = strcmp(kind, "dea") == 0   ? "aandddddd"
                       : strcmp(kind, "mbi") == 0 ? "dandandaadd"
                                                  : "dddddddddd";
    char pattern[24];
    (void)snprintf(pattern, sizeof pattern, "%s", form);
    out[0] = '\0';
    if (strcmp(kind, "ssn") == 0) {
        pattern[9] = '\0';
    }
    if (strcmp(kind, "pan") == 0) {
        *state = *state * 6364136223846793005U + 1442695040888963407U;
        (void)snprintf(out, 24, "%s", starts[(*state >> 33) % 12]);
        memset(pattern, 'd', 23);
        static const uint8_t lens[] = {13, 14, 15, 16, 16, 16, 19};
        pattern[lens[(*state >> 45) % 7] - strlen(out)] = '\0';
    }
    char *at = out + strlen(out);
    for (const char *place = pattern; *place != '\0'; place++) {
        *state = *state * 6364136223846793005U + 1442695040888963407U;
        const uint32_t drawn = (uint32_t)(*state >> 33);
        const bool is_letter = *place == 'a' || (*place == 'n' && drawn % 2 == 0);
        *at++ = is_letter ? letters[drawn / 2 % 26] : (char)('0' + drawn / 2 % 10);
    }
    *at = '\0';
}

static bool is_valid(const char *kind, const char *value)
{
    const uint8_t *bytes = bytes_of(value);
    return strcmp(kind, "ssn") == 0   ? us_ssn_classify(bytes) == US_SSN_VALID
           : strcmp(kind, "npi") == 0 ? us_npi_is_valid(bytes)
           : strcmp(kind, "dea") == 0 ? us_dea_is_valid(bytes)
           : strcmp(kind, "mbi") == 0 ? us_mbi_is_valid(bytes)
           : strcmp(kind, "pan") == 0 ? payment_card_is_valid(bytes, strlen(value))
                                      : phone_is_nanp(bytes);
}

/* True for the numbers that the reference rejects although processors publish them. */
static bool is_exempt(const char *kind, const char *value)
{
    return strcmp(kind, "pan") == 0 && payment_card_is_test(bytes_of(value), strlen(value));
}

static const char *const kinds[] = {"ssn", "npi", "dea", "mbi", "pan", "nanp"};

START_TEST(test_agrees_with_the_reference)
{
    char path[] = "/tmp/phicrawl-checks-XXXXXX";
    char command[512];
    char value[32];
    const char *kind = kinds[_i];
    FILE *reference = fopen(REFERENCE "/validators.py", "r");
    if (reference == NULL) {
        return; /* only where the material lies beside the repository */
    }
    fclose(reference);
    const int handle = mkstemp(path);
    ck_assert_int_ge(handle, 0);
    FILE *file = fdopen(handle, "w");
    uint64_t state = (uint64_t)_i + 1;
    for (int i = 0; i < VALUES; i++) {
        make_value(kind, &state, value);
        fprintf(file, "%s\n", value);
    }
    fclose(file);
    (void)snprintf(command, sizeof command,
                   "python3 -B -c \"import sys; sys.path.insert(0, '%s'); import validators as v\n"
                   "for line in open('%s'): print(line.strip(), int(bool(v.%s(line.strip()))))\"",
                   REFERENCE, path, kind);
    FILE *verdicts = popen(command, "r");
    ck_assert_ptr_nonnull(verdicts);
    int seen = 0;
    int expected;
    while (fscanf(verdicts, "%31s %d", value, &expected) == 2) {
        seen++;
        ck_assert_msg(is_valid(kind, value) == (expected != 0) || is_exempt(kind, value),
                      "%s %s: not %d", kind, value, expected);
    }
    pclose(verdicts);
    remove(path);
    ck_assert_int_eq(seen, VALUES);
}
END_TEST

#define COUNT(table) ((int)(sizeof(table) / sizeof(table)[0]))

int main(void)
{
    Suite *suite = suite_create("checks");
    TCase *all = tcase_create("all");
    tcase_set_timeout(all, 120);
    tcase_add_loop_test(all, test_ssn, 0, COUNT(ssn_cases));
    tcase_add_loop_test(all, test_npi, 0, COUNT(npi_cases));
    tcase_add_loop_test(all, test_dea, 0, COUNT(dea_cases));
    tcase_add_loop_test(all, test_mbi, 0, COUNT(mbi_cases));
    tcase_add_loop_test(all, test_nanp, 0, COUNT(nanp_cases));
    tcase_add_loop_test(all, test_card, 0, COUNT(card_cases));
    tcase_add_loop_test(all, test_agrees_with_the_reference, 0, COUNT(kinds));
    suite_add_tcase(suite, all);
    return suite_run(suite);
}
