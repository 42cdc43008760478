/* Whether a value is of its kind. */
#include "detectors/field_check.h"

#include "detectors/age.h"
#include "detectors/ascii.h"
#include "detectors/bank.h"
#include "detectors/checkdigit.h"
#include "detectors/dates.h"
#include "detectors/hicn.h"
#include "detectors/nanp.h"
#include "detectors/national_ids.h"
#include "detectors/ndc.h"
#include "detectors/passport.h"
#include "detectors/taxid.h"
#include "detectors/us_dea.h"
#include "detectors/us_mbi.h"
#include "detectors/us_npi.h"
#include "detectors/us_ssn.h"
#include "detectors/vin.h"
#include "detectors/zip.h"

#include <string.h>

#define CODE_MAX 32
#define PREFIX_LETTERS_MAX 4
#define WORD_MAX 13 /* letters of the longest word for nothing */

/* True for the words that stand for nothing. */
static bool is_nothing(struct span value)
{
    static const char *const words[] = {"null",     "(null)",    "n/a",           "na",
                                        "none",     "nil",       "nan",           "unknown",
                                        "unk",      "tbd",       "not available", "not provided",
                                        "redacted", "undefined", "true",          "false",
                                        "\\n",      "#n/a",      "deidentified",  "[redacted]"};
    static const bool is_first[256] = {
        ['n'] = true, ['('] = true, ['u'] = true, ['t'] = true, ['r'] = true,
        ['f'] = true, ['#'] = true, ['d'] = true, ['['] = true, ['\\'] = true};
    return is_first[ascii_to_lower(value.ptr[0])] && value.len <= WORD_MAX &&
           ascii_is_word_of(value, words, sizeof words / sizeof words[0]);
}

bool field_check_is_empty(struct span value)
{
    static const bool is_filler[256] = {
        ['0'] = true, ['-'] = true, ['*'] = true, ['#'] = true, ['x'] = true, ['X'] = true,
        ['?'] = true, ['.'] = true, ['_'] = true, ['/'] = true, [' '] = true};
    size_t at = 0;
    while (at < value.len && is_filler[value.ptr[at]]) {
        at++;
    }
    return at == value.len || is_nothing(value);
}

/* What a value is made of. */
struct makeup {
    size_t digits, letters, others; /* others: neither, and none of " -.()" */
    size_t code_len;
    uint8_t code[CODE_MAX]; /* letters (upper case) and digits */
};

static struct makeup makeup_of(struct span value)
{
    struct makeup makeup = {0};
    for (size_t i = 0; i < value.len; i++) {
        const uint8_t byte = value.ptr[i];
        const bool is_digit = ascii_is_digit(byte);
        const bool is_letter = ascii_is_alpha(byte);
        makeup.digits += is_digit;
        makeup.letters += is_letter;
        makeup.others += !is_digit && !is_letter && !ascii_is_one_of(byte, " -.()");
        if ((is_digit || is_letter) && makeup.code_len < CODE_MAX) {
            makeup.code[makeup.code_len++] = ascii_to_upper(byte);
        }
    }
    return makeup;
}

/* Digits with separators, of a number of them that a typing error may leave, and letters as a
 * prefix may have: "PSSN123121234". The rest is alien. */
static bool is_number(const struct makeup *makeup, size_t least, size_t most)
{
    return makeup->letters <= PREFIX_LETTERS_MAX && makeup->others == 0 &&
           makeup->digits >= least && makeup->digits <= most;
}

/* True when the digits have nothing but separators among them and are so many. */
static bool has_digits_only(const struct makeup *makeup, size_t count)
{
    return makeup->letters == 0 && makeup->digits == count;
}

static enum field_verdict verdict_of(bool is_valid)
{
    return is_valid ? FIELD_VALID : FIELD_INVALID;
}

enum field_verdict field_check_ssn(struct span value)
{
    struct makeup makeup = makeup_of(value);
    if (value.len == 11 && makeup.digits == 4 && ascii_is_one_of(value.ptr[0], "*xX#")) {
        return FIELD_MASKED;
    }
    if (value.len == 11 && value.ptr[3] == '/' && value.ptr[6] == '/') { /* and no date */
        makeup.others -= 2;
    }
    if (!is_number(&makeup, 7, 10)) {
        return FIELD_ALIEN;
    }
    if (!has_digits_only(&makeup, 9)) {
        return FIELD_INVALID;
    }
    const enum us_ssn_class class = us_ssn_classify(makeup.code);
    return class == US_SSN_PLACEHOLDER ? FIELD_SAMPLE : verdict_of(class == US_SSN_VALID);
}

enum field_verdict field_check_itin(struct span value)
{
    const struct makeup makeup = makeup_of(value);
    if (!is_number(&makeup, 8, 10)) {
        return FIELD_ALIEN;
    }
    return verdict_of(has_digits_only(&makeup, 9) && taxid_is_itin(makeup.code));
}

enum field_verdict field_check_ein(struct span value)
{
    const struct makeup makeup = makeup_of(value);
    /* 123-45-6789 under "tax id" is a person's number, which the text is scanned for. */
    const bool is_of_person = value.len == 11 && value.ptr[3] == '-' && value.ptr[6] == '-';
    if (!is_number(&makeup, 8, 10) || is_of_person) {
        return FIELD_ALIEN;
    }
    return verdict_of(has_digits_only(&makeup, 9) && taxid_is_ein(makeup.code));
}

enum field_verdict field_check_npi(struct span value)
{
    const struct makeup makeup = makeup_of(value);
    if (!is_number(&makeup, 7, 11)) {
        return FIELD_ALIEN;
    }
    return verdict_of(has_digits_only(&makeup, 10) && us_npi_is_valid(makeup.code));
}

enum field_verdict field_check_dea(struct span value)
{
    const size_t rest = value.len > US_DEA_LEN ? value.len - US_DEA_LEN : 0;
    if (rest > 0 && us_dea_match_suffix(value.ptr + US_DEA_LEN, rest) == rest) {
        value.len = US_DEA_LEN;
    }
    const struct makeup makeup = makeup_of(value);
    if (makeup.code_len != US_DEA_LEN || makeup.digits < 7 || makeup.others > 0) {
        return FIELD_ALIEN;
    }
    return verdict_of(us_dea_is_valid(makeup.code));
}

enum field_verdict field_check_mbi(struct span value)
{
    const struct makeup makeup = makeup_of(value);
    if (makeup.code_len < 9 || makeup.code_len > 12 || makeup.digits < 4 || makeup.others > 0) {
        return FIELD_ALIEN;
    }
    return verdict_of(makeup.code_len == 11 && us_mbi_is_valid(makeup.code));
}

enum field_verdict field_check_hicn(struct span value)
{
    const struct makeup makeup = makeup_of(value);
    if (makeup.code_len < 7 || makeup.code_len > 12 || makeup.digits < 6 || makeup.others > 0) {
        return FIELD_ALIEN;
    }
    return verdict_of(hicn_classify(value.ptr, value.len) != HICN_NONE);
}

enum field_verdict field_check_card(struct span value)
{
    const struct makeup makeup = makeup_of(value);
    if (!is_number(&makeup, 12, 19)) {
        return FIELD_ALIEN;
    }
    return verdict_of(has_digits_only(&makeup, makeup.digits) &&
                      checkdigit_verify_luhn(makeup.code, makeup.digits));
}

enum field_verdict field_check_aba(struct span value)
{
    const struct makeup makeup = makeup_of(value);
    if (!is_number(&makeup, 8, 9)) {
        return FIELD_ALIEN;
    }
    return verdict_of(has_digits_only(&makeup, 9) && bank_is_aba(makeup.code));
}

enum field_verdict field_check_iban(struct span value)
{
    const struct makeup makeup = makeup_of(value);
    if (makeup.letters < 2 || makeup.digits < 8 || makeup.others > 0 || value.len > 48) {
        return FIELD_ALIEN;
    }
    return verdict_of(bank_is_iban(value.ptr, value.len));
}

enum field_verdict field_check_account(struct span value)
{
    const struct makeup makeup = makeup_of(value);
    if (makeup.digits < 4 || makeup.others > 0 || makeup.letters > 4 || value.len > 34) {
        return FIELD_ALIEN;
    }
    return FIELD_VALID;
}

enum field_verdict field_check_vin(struct span value)
{
    if (!vin_has_shape(value.ptr, value.len)) {
        return FIELD_ALIEN;
    }
    return verdict_of(vin_is_valid(value.ptr, value.len));
}

enum field_verdict field_check_passport(struct span value)
{
    const struct makeup makeup = makeup_of(value);
    if (makeup.digits < 5 || makeup.others > 0 || value.len > 20) {
        return FIELD_ALIEN;
    }
    /* X57628878X: two letters around eight digits is what public generators write. */
    return verdict_of(passport_has_shape(value.ptr, value.len) || makeup.code_len == 10);
}

enum field_verdict field_check_date(struct span value)
{
    struct dates_date date;
    if (dates_parse(value.ptr, value.len, &date)) {
        const bool is_filler = (date.year == 1900 || date.year == 9999) && date.month == 1;
        return is_filler && date.day == 1 ? FIELD_EMPTY : FIELD_VALID;
    }
    /* A year alone is no identifier; three groups of digits that make no day are a wrong date. */
    const struct makeup makeup = makeup_of(value);
    size_t groups = 0;
    for (size_t i = 0; i < value.len; i++) {
        groups += ascii_is_digit(value.ptr[i]) && (i == 0 || !ascii_is_digit(value.ptr[i - 1]));
    }
    const bool is_like = makeup.digits >= 5 && makeup.digits <= 8 && makeup.letters == 0 &&
                         groups == 3 && value.len <= 10;
    return is_like ? FIELD_INVALID : FIELD_ALIEN;
}

enum field_verdict field_check_age(struct span value)
{
    return age_is_over_89(value.ptr, value.len) ? FIELD_VALID : FIELD_EMPTY;
}

enum field_verdict field_check_phone(struct span value)
{
    const struct makeup makeup = makeup_of(value);
    if (makeup.digits < 7 || makeup.digits > 18 || makeup.letters > 4 || value.len > 40) {
        return FIELD_ALIEN;
    }
    if (value.ptr[0] == '+' && makeup.code[0] != '1') {
        return verdict_of(makeup.digits >= 8 && makeup.digits <= 15);
    }
    const size_t country = makeup.code[0] == '1' && makeup.digits >= 11 ? 1 : 0;
    if (makeup.digits < 10 + country || makeup.code_len < 10 + country) {
        return FIELD_INVALID;
    }
    if (nanp_is_fictional(makeup.code + country)) {
        return FIELD_FICTIONAL;
    }
    return verdict_of(nanp_is_possible(makeup.code + country));
}

enum field_verdict field_check_email(struct span value)
{
    const uint8_t *const at = memchr(value.ptr, '@', value.len);
    if (at == NULL || at == value.ptr) {
        return FIELD_ALIEN;
    }
    const size_t rest = value.len - (size_t)(at - value.ptr);
    return verdict_of(memchr(at, '.', rest) != NULL && memchr(value.ptr, ' ', value.len) == NULL);
}

/* True for what Safe Harbor leaves of a ZIP code, its first three digits: 036, 036**, 036XX. */
static bool is_zip_prefix(struct span value)
{
    return ascii_count_digits(value.ptr, value.len, 4) == 3 &&
           (value.len == 3 || (value.len == 5 && ascii_is_one_of(value.ptr[3], "*xX") &&
                               value.ptr[4] == value.ptr[3]));
}

enum field_verdict field_check_zip(struct span value)
{
    if (is_zip_prefix(value)) { /* which it leaves where more than 20,000 people live */
        return zip_is_restricted(value.ptr, ZIP_CENSUS_2000) ? FIELD_VALID : FIELD_EMPTY;
    }
    if (zip_is_code(value.ptr, value.len)) {
        return FIELD_VALID;
    }
    /* Spreadsheets drop the leading zero. Other countries have letters in theirs. */
    const struct makeup makeup = makeup_of(value);
    const bool is_foreign = makeup.code_len >= 5 && makeup.code_len <= 7 && makeup.digits >= 2 &&
                            makeup.letters >= 2 && makeup.others == 0;
    const bool is_like =
        is_number(&makeup, 4, 9) && makeup.letters == 0 && makeup.digits != 6 && makeup.digits != 7;
    return is_foreign || is_like ? FIELD_INVALID : FIELD_ALIEN;
}

enum field_verdict field_check_ndc(struct span value)
{
    char normal[11];
    if (ndc_normalise(value.ptr, value.len, normal) || ndc_is_ambiguous(value.ptr, value.len)) {
        return FIELD_VALID;
    }
    const struct makeup makeup = makeup_of(value);
    return is_number(&makeup, 7, 12) ? FIELD_INVALID : FIELD_ALIEN;
}

enum field_verdict field_check_rxnorm(struct span value)
{
    const struct makeup makeup = makeup_of(value);
    return is_number(&makeup, 2, 8) && value.len == makeup.digits ? FIELD_VALID : FIELD_ALIEN;
}

enum field_verdict field_check_nhs(struct span value)
{
    const struct makeup makeup = makeup_of(value);
    if (!is_number(&makeup, 9, 11)) {
        return FIELD_ALIEN;
    }
    return verdict_of(national_ids_is_nhs(value.ptr, value.len));
}

enum field_verdict field_check_phn(struct span value)
{
    const struct makeup makeup = makeup_of(value);
    if (makeup.digits < 8 || makeup.digits > 12 || makeup.others > 0) {
        return FIELD_ALIEN;
    }
    return verdict_of(national_ids_find_province(value.ptr, value.len) != NATIONAL_IDS_NONE);
}

enum field_verdict field_check_ehic(struct span value)
{
    const struct makeup makeup = makeup_of(value);
    if (!is_number(&makeup, 16, 24)) {
        return FIELD_ALIEN;
    }
    return verdict_of(national_ids_is_ehic(value.ptr, value.len));
}
