/* Checks of values by name. */
#include "detectors/validator.h"

#include "detectors/ascii.h"
#include "detectors/bank.h"
#include "detectors/checkdigit.h"
#include "detectors/national_ids.h"
#include "detectors/payment_card.h"
#include "detectors/taxid.h"
#include "detectors/us_dea.h"
#include "detectors/us_mbi.h"
#include "detectors/us_npi.h"
#include "detectors/us_ssn.h"
#include "detectors/vin.h"

#include <string.h>

#define CODE_MAX 256

/* The letters (in upper case) and digits of a value. */
struct code {
    size_t len;
    size_t digits;
    uint8_t text[CODE_MAX];
};

static struct code code_of(struct span value)
{
    struct code code;
    code.len = 0;
    code.digits = 0;
    for (size_t i = 0; i < value.len && code.len < CODE_MAX; i++) {
        if (ascii_is_alnum(value.ptr[i])) {
            code.digits += ascii_is_digit(value.ptr[i]);
            code.text[code.len++] = ascii_to_upper(value.ptr[i]);
        }
    }
    return code;
}

static bool is_number(const struct code *code, size_t least, size_t most)
{
    return code->digits == code->len && code->len >= least && code->len <= most;
}

/* Weights 1, 2, 3 ... from the last on; X as the last one is ten. */
static bool is_mod11(const struct code *code)
{
    unsigned sum = 0;
    for (size_t i = 0; i < code->len; i++) {
        const uint8_t byte = code->text[code->len - 1 - i];
        if (!ascii_is_digit(byte) && !(i == 0 && byte == 'X')) {
            return false;
        }
        sum += (unsigned)(i + 1) * (byte == 'X' ? 10U : (unsigned)(byte - '0'));
    }
    return code->len >= 2 && sum % 11 == 0;
}

static bool is_mod97(const struct code *code)
{
    unsigned rest = 0;
    for (size_t i = 0; i < code->len; i++) {
        const uint8_t byte = code->text[i];
        rest = ascii_is_digit(byte) ? rest * 10 + (unsigned)(byte - '0')
                                    : rest * 100 + (unsigned)(byte - 'A') + 10;
        rest %= 97;
    }
    return code->len >= 3 && rest == 1;
}

static bool is_mbi(const struct code *code)
{
    return code->len == 11 && us_mbi_is_valid(code->text);
}

static bool is_dea(const struct code *code)
{
    return code->len == 9 && us_dea_is_valid(code->text);
}

/* Checks of numbers whose length is fixed. */
static bool is_valid_number(enum validator validator, const struct code *code)
{
    const size_t len = validator == VALIDATOR_NPI || validator == VALIDATOR_NHS ? 10 : 9;
    if (!is_number(code, len, len)) {
        return false;
    }
    switch (validator) {
    case VALIDATOR_NPI:
        return us_npi_is_valid(code->text);
    case VALIDATOR_NHS:
        return national_ids_is_nhs(code->text, code->len);
    case VALIDATOR_SSN:
        return us_ssn_classify(code->text) == US_SSN_VALID;
    case VALIDATOR_ITIN:
        return taxid_is_itin(code->text);
    case VALIDATOR_EIN:
        return taxid_is_ein(code->text);
    default:
        return bank_is_aba(code->text);
    }
}

bool validator_is_valid(enum validator validator, struct span value)
{
    const struct code code = code_of(value);
    switch (validator) {
    case VALIDATOR_NONE:
        return true;
    case VALIDATOR_LUHN:
        return is_number(&code, 2, CODE_MAX) && checkdigit_verify_luhn(code.text, code.len);
    case VALIDATOR_VERHOEFF:
        return is_number(&code, 2, CODE_MAX) && checkdigit_verify_verhoeff(code.text, code.len);
    case VALIDATOR_GS1:
        return is_number(&code, 2, CODE_MAX) && checkdigit_verify_gs1(code.text, code.len);
    case VALIDATOR_MOD11:
        return is_mod11(&code);
    case VALIDATOR_MOD97:
        return is_mod97(&code);
    case VALIDATOR_DEA:
        return is_dea(&code);
    case VALIDATOR_MBI:
        return is_mbi(&code);
    case VALIDATOR_IBAN:
        return bank_is_iban(code.text, code.len);
    case VALIDATOR_VIN:
        return vin_is_valid(code.text, code.len);
    case VALIDATOR_CARD:
        return is_number(&code, 12, 19) && payment_card_is_valid(code.text, code.len);
    default:
        return is_valid_number(validator, &code);
    }
}

static const char *const names[VALIDATOR_COUNT] = {
    [VALIDATOR_NONE] = "none",   [VALIDATOR_LUHN] = "luhn",   [VALIDATOR_VERHOEFF] = "verhoeff",
    [VALIDATOR_MOD11] = "mod11", [VALIDATOR_MOD97] = "mod97", [VALIDATOR_GS1] = "gs1",
    [VALIDATOR_NPI] = "npi",     [VALIDATOR_DEA] = "dea",     [VALIDATOR_MBI] = "mbi",
    [VALIDATOR_SSN] = "ssn",     [VALIDATOR_ITIN] = "itin",   [VALIDATOR_EIN] = "ein",
    [VALIDATOR_ABA] = "aba",     [VALIDATOR_IBAN] = "iban",   [VALIDATOR_VIN] = "vin",
    [VALIDATOR_CARD] = "card",   [VALIDATOR_NHS] = "nhs",
};

const char *validator_name(enum validator validator)
{
    return names[validator];
}

int validator_find(const char *name)
{
    for (int i = 0; i < VALIDATOR_COUNT; i++) {
        if (strcmp(names[i], name) == 0) {
            return i;
        }
    }
    return -1;
}
