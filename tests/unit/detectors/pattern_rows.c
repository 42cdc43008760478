/* The expressions of the reference, and the validators behind them. */
#include "pattern_reference.h"

#include "detectors/bank.h"
#include "detectors/hicn.h"
#include "detectors/icd10.h"
#include "detectors/ip.h"
#include "detectors/loinc.h"
#include "detectors/mac.h"
#include "detectors/ndc.h"
#include "detectors/nucc.h"
#include "detectors/payment_card.h"
#include "detectors/phone.h"
#include "detectors/snomed.h"
#include "detectors/taxid.h"
#include "detectors/us_dea.h"
#include "detectors/us_mbi.h"
#include "detectors/us_npi.h"
#include "detectors/us_ssn.h"
#include "detectors/vin.h"
#include "detectors/zip.h"

#include <string.h>

#define VALUE_MAX 64

/* Copies the letters and digits of value, capitals, or the digits alone; returns how many. */
static size_t keep_code(const uint8_t *value, size_t len, bool with_letters, uint8_t out[VALUE_MAX])
{
    size_t kept = 0;
    for (size_t i = 0; i < len && kept < VALUE_MAX; i++) {
        const uint8_t byte = value[i];
        const bool is_small = byte >= 'a' && byte <= 'z';
        const bool is_letter = is_small || (byte >= 'A' && byte <= 'Z');
        if ((byte >= '0' && byte <= '9') || (with_letters && is_letter)) {
            out[kept++] = is_small ? (uint8_t)(byte - 'a' + 'A') : byte;
        }
    }
    return kept;
}

static bool is_ssn(const uint8_t *value, size_t len)
{
    uint8_t digits[VALUE_MAX];
    return keep_code(value, len, false, digits) == 9 && us_ssn_classify(digits) == US_SSN_VALID;
}

static bool is_itin(const uint8_t *value, size_t len)
{
    uint8_t digits[VALUE_MAX];
    return keep_code(value, len, false, digits) == 9 && taxid_is_itin(digits);
}

static bool is_ein(const uint8_t *value, size_t len)
{
    uint8_t digits[VALUE_MAX];
    return keep_code(value, len, false, digits) == 9 && taxid_is_ein(digits);
}

static bool is_npi(const uint8_t *value, size_t len)
{
    uint8_t digits[VALUE_MAX];
    return keep_code(value, len, false, digits) == 10 && us_npi_is_valid(digits);
}

static bool is_dea(const uint8_t *value, size_t len)
{
    return len == 9 && us_dea_is_valid(value);
}

static bool is_mbi(const uint8_t *value, size_t len)
{
    uint8_t code[VALUE_MAX];
    return keep_code(value, len, true, code) == 11 && us_mbi_is_valid(code);
}

static bool is_card(const uint8_t *value, size_t len)
{
    uint8_t digits[VALUE_MAX];
    return payment_card_is_valid(digits, keep_code(value, len, false, digits));
}

/* The last ten digits: a country code 1 may stand in front. */
static bool is_phone(const uint8_t *value, size_t len)
{
    uint8_t digits[VALUE_MAX];
    const size_t count = keep_code(value, len, false, digits);
    return count >= 10 && phone_is_nanp(digits + count - 10);
}

static bool is_foreign_phone(const uint8_t *value, size_t len)
{
    uint8_t digits[VALUE_MAX];
    const size_t count = keep_code(value, len, false, digits);
    return count >= 8 && count <= 15;
}

static bool is_ndc(const uint8_t *value, size_t len)
{
    char normal[11];
    return ndc_normalise(value, len, normal);
}

static bool is_address(const uint8_t *value, size_t len)
{
    unsigned flags = 0;
    return ip_parse(value, len, &flags) && (flags & IP_SPECIAL) == 0;
}

static bool is_hicn(const uint8_t *value, size_t len)
{
    return hicn_classify(value, len) == HICN_SOCIAL_SECURITY;
}

static bool is_aba(const uint8_t *value, size_t len)
{
    return len == 9 && bank_is_aba(value);
}

static bool is_nucc(const uint8_t *value, size_t len)
{
    return nucc_match(value, 0, len) == len;
}

/* dd/dd/dddd: a day that every month has, of a year in which somebody may have been born. */
static bool is_birth(const uint8_t *value, size_t len)
{
    uint8_t d[VALUE_MAX];
    if (keep_code(value, len, false, d) != 8) {
        return false;
    }
    const int month = (d[0] - '0') * 10 + d[1] - '0';
    const int day = (d[2] - '0') * 10 + d[3] - '0';
    return month >= 1 && month <= 12 && day >= 1 && day <= 28 && memcmp(d + 4, "1910", 4) >= 0 &&
           memcmp(d + 4, "2020", 4) <= 0;
}

static bool is_any(const uint8_t *value, size_t len)
{
    return len > 0 && value != NULL;
}

/* tile_starts_token() and tile_ends_token(), as tile.h says. */
#define DASHES "\xe2\x80[\x90-\x93]"
#define LATIN "\xc3-\xd4"
#define START                                                                                      \
    "(?<![0-9$%+])(?<![A-Za-z0-9]_)(?<!(?<!\\\\)[A-Za-z])(?<![0-9][-./:])(?<![" LATIN              \
    "][\x80-\xff])"                                                                                \
    "(?<![0-9]" DASHES ")"
#define END "(?![A-Za-z0-9%@" LATIN "])(?!(?:[-_]|" DASHES ")[A-Za-z0-9])(?![./:][0-9])"
/* A label directly in front; what stands in front of it makes it no part of another word. */
#define LABEL(words) "(?<![A-Za-z0-9_#\x80-\xff\\\\])(?:" words ")(?:[:=] ?|\": ?\"?)\\K"
/* The boundaries of codes that are stricter than numbers. */
#define CODE_START "(?<![-A-Za-z0-9./+%=#\\\\\x80-\xff])(?<![A-Za-z0-9]_)"
#define CODE_END END "(?![-./+=:][A-Za-z0-9])"
/* No key that ends in id directly in front. */
#define NO_ID_AT(gap) "(?<![iI][dD][ \"':=]{" #gap "})"
#define NO_ID NO_ID_AT(1) NO_ID_AT(2) NO_ID_AT(3) NO_ID_AT(4) NO_ID_AT(5) NO_ID_AT(6)
#define MBI_LETTER "[AC-HJKMNP-RT-Y]"
#define MBI_EITHER "[0-9AC-HJKMNP-RT-Y]"
#define NO_TABLE "(?<!\\d\\w{3}\\s)(?<!\\w\\d\\w\\w\\s)(?<!\\w\\w\\d\\w\\s)(?<!\\w{3}\\d\\s)"
#define FILES "png|jpe?g|gif|svg|webp|css|js|ts|jsx|tsx|json|html?|xml|txt|pdf|zip"
#define HOST "(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,20}[A-Za-z0-9])?\\.){1,4}"

const struct pattern_row pattern_rows[] = {
    {"us-ssn", "ssn with dashes", START "\\d{3}-\\d\\d-\\d{4}" END, is_ssn, 0},
    {"us-ssn", "ssn with blanks or dots",
     START "(?<![0-9] )\\d{3}([ .])\\d\\d\\1\\d{4}" END "(?! [0-9])", is_ssn, 0},
    {"us-ssn", "ssn with wide dashes", START "\\d{3}(" DASHES ")\\d\\d\\1\\d{4}" END, is_ssn, 0},
    {"us-ssn", "labelled ssn", LABEL("SSN|ssn|social security number") "\\d{9}" END, is_ssn,
     PATTERN_ALL},
    {"us-ssn", "labelled ssn with slashes",
     LABEL("SSN|ssn|social security number") "\\d{3}/\\d\\d/\\d{4}" END, is_ssn, PATTERN_ALL},
    {"us-itin", "labelled itin", LABEL("ITIN|itin") "9\\d\\d(-?)\\d\\d\\1\\d{4}" END, is_itin,
     PATTERN_ALL},
    {"us-ein", "labelled ein", LABEL("EIN|ein") "\\d\\d-\\d{7}" END, is_ein, PATTERN_ALL},
    {"us-npi", "labelled npi", LABEL("NPI|npi") "\\d{10}" END, is_npi, PATTERN_ALL},
    {"us-dea", "dea", START "(?<!\\\\)[A-Z][A-Z9]\\d{7}" END, is_dea, PATTERN_FAINT},
    {"us-mbi", "mbi",
     START "(?i:[1-9]" MBI_LETTER MBI_EITHER "\\d(-?)" MBI_LETTER MBI_EITHER "\\d\\1" MBI_LETTER
           "{2}\\d\\d)" END,
     is_mbi, 0},
    {"us-hicn", "labelled hicn", LABEL("HICN|hicn") "\\d{9}[A-DMT]" CODE_END, is_hicn, 0},
    {"payment-card", "card", START "(?<![-./])" NO_ID "\\d{13,19}" END, is_card, 0},
    {"payment-card", "card in groups",
     START "(?<![-./])" NO_TABLE "(?:\\d{4}([ -])\\d{4}\\1\\d{4}\\1\\d{4}(?:\\1\\d{3}(?!\\d))?+|"
           "\\d{4}([ -])\\d{6}\\2\\d{4,5}+)" END "(?!\\s[0-9A-Za-z]{4})",
     is_card, 0},
    {"phone", "phone", START "(?<!1[-. ])[2-9]\\d\\d([-. ])[2-9]\\d\\d\\1\\d{4}" END, is_phone,
     PATTERN_COVERED},
    {"phone", "phone with parentheses",
     "(?<![A-Za-z0-9+/(])(?<!1[-. ])\\([2-9]\\d\\d\\) ?[2-9]\\d\\d[-. ]\\d{4}" END, is_phone,
     PATTERN_COVERED},
    {"phone", "phone with country code",
     "(?<![A-Za-z0-9+/\\\\])\\+1([-. ]?)[2-9]\\d\\d\\1[2-9]\\d\\d\\1\\d{4}" END, is_phone,
     PATTERN_COVERED},
    {"phone", "phone with wide dashes",
     START "(?<!1[-. ])[2-9]\\d\\d(" DASHES ")[2-9]\\d\\d\\1\\d{4}" END, is_phone, PATTERN_COVERED},
    {"phone", "phone abroad",
     "(?<![A-Za-z0-9+/\\\\])\\+[2-9]\\d{1,2}(?: \\d{2,4}){2,3}" END "(?![-. ()/]{1,3}\\d)",
     is_foreign_phone, PATTERN_COVERED},
    {"email", "email",
     "(?<![-A-Za-z0-9._%+'@/\\\\\x80-\xff])[A-Za-z0-9][-A-Za-z0-9._%+]{0,30}(?<!\\.)@" HOST
     "(?!(?i:" FILES ")(?![A-Za-z]))[A-Za-z]{2,10}(?![-A-Za-z0-9._@:\x80-\xff])",
     is_any, 0},
    {"ip-address", "labelled ip",
     LABEL("IP|ip|client_ip") "(?:\\d{1,3}\\.){3}\\d{1,3}(?![-A-Za-z0-9_.%+/:=])", is_address, 0},
    {"ip-address", "labelled ip of version 6",
     LABEL("IP|ip") "[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){7}(?![-A-Za-z0-9_.%+/:=])(?<!:\\d\\d)",
     is_address, 0},
    {"mac-address", "labelled mac",
     LABEL("MAC|mac") "[0-9A-Fa-f]{2}([-:])(?:[0-9A-Fa-f]{2}\\1){4}[0-9A-Fa-f]{2}"
                      "(?![-A-Za-z0-9_:.+=/])",
     mac_is_address, 0},
    {"ndc", "ndc",
     CODE_START "(?:\\d{4}-\\d{4}-\\d\\d|\\d{5}-\\d{3}-\\d\\d|\\d{5}-\\d{4}-\\d\\d?)" CODE_END,
     is_ndc, 0},
    {"icd10-cm", "icd", CODE_START "[A-TV-Z]\\d[0-9AB]\\.[0-9A-Z]{1,4}" CODE_END, icd10_is_code,
     PATTERN_FAINT},
    {"vin", "labelled vin", LABEL("VIN") "[A-HJ-NPR-Z0-9]{17}" CODE_END, vin_is_valid, 0},
    {"iban", "labelled iban", LABEL("IBAN|iban") "[A-Z]{2}\\d\\d[A-Z0-9]{11,30}" CODE_END,
     bank_is_iban, 0},
    {"aba-routing", "labelled aba", LABEL("ABA|routing number") "\\d{9}" CODE_END, is_aba, 0},
    {"loinc", "labelled loinc", LABEL("LOINC|loinc") "\\d{1,5}-\\d" CODE_END, loinc_is_code, 0},
    {"snomed-ct", "labelled snomed", LABEL("SNOMED|snomed") "\\d{6,18}" CODE_END, snomed_is_id, 0},
    {"nucc-taxonomy", "labelled taxonomy", LABEL("taxonomy") "\\d{3}[0-9A-Z]{2}\\d{4}X" CODE_END,
     is_nucc, 0},
    {"zip-code", "labelled zip", LABEL("ZIP|zip") "\\d{5}(?:-\\d{4})?+" CODE_END, zip_is_code, 0},
    {"dob", "labelled dob", LABEL("DOB|dob|birth date") "\\d\\d/\\d\\d/\\d{4}" END, is_birth, 0},
    {"mrn", "labelled mrn", LABEL("MRN|mrn") "\\d{5,12}" END, is_any, 0},
    {"member-id", "labelled member id", LABEL("member id|Member ID") "\\d{6,12}" END, is_any, 0},
};

const size_t pattern_row_count = sizeof pattern_rows / sizeof pattern_rows[0];

#define DASH "(?:-|" DASHES ")"
#define PART "(?:[- .]|" DASHES ")?"

const struct pattern_form pattern_forms[] = {
    {"us-ssn",
     "(?:[*xX#]{3}-[*xX#]{2}-\\d{4}|\\d{3}" PART "\\d\\d" PART "\\d{4}|\\d{3}/\\d\\d/\\d{4})"},
    {"us-itin", "9\\d\\d" PART "\\d\\d" PART "\\d{4}"},
    {"us-ein", "\\d\\d-?\\d{7}"},
    {"us-npi", "\\d{10}|\\d{4}([- ])\\d{3}\\1\\d{3}"},
    {"us-dea", "[A-Za-z][A-Za-z0-9]\\d{7}(?:-[A-Za-z0-9]{1,8})?"},
    {"us-mbi", "(?i:[0-9][A-Z][0-9A-Z]\\d" PART "[A-Z][0-9A-Z]\\d" PART "[0-9A-Z]{2}\\d\\d)"},
    {"us-hicn", "[A-Z]{0,3}-?\\d{3}-?\\d{2,3}-?\\d{0,4}-?[A-Z]?[0-9A-Z]?"},
    {"payment-card", "\\d(?:[ -]?\\d){12,18}"},
    {"phone", "[+(]{0,2}\\d(?:(?:" DASHES "|[-+() ./]{0,3})\\d){6,14}(?:,? ?(?i:ext(?:ension)?|x)"
              "\\.? ?\\d{1,6})?"},
    {"fax", "[+(]{0,2}\\d(?:(?:" DASHES "|[-+() ./]{0,3})\\d){6,14}(?:,? ?(?i:ext(?:ension)?|x)"
            "\\.? ?\\d{1,6})?"},
    {"email", "[^\\s@]{1,64}(?:@|%40)[^\\s@]{1,253}"},
    {"ip-address", "(?:\\d{1,3}\\.){3}\\d{1,3}|[0-9A-Fa-f:]{2,39}(?:(?:\\.\\d{1,3}){3})?"},
    {"mac-address",
     "[0-9A-Fa-f]{2}(?:[-:]?[0-9A-Fa-f]{2}){5}|[0-9A-Fa-f]{4}(?:\\.[0-9A-Fa-f]{4}){2}"},
    {"ndc", "\\d{4,5}-\\d{3,4}-\\d{1,2}|\\d{10,11}"},
    {"icd10-cm", "[A-Z]\\d[0-9A-Z]\\.?[0-9A-Z]{0,4}"},
    {"icd9-cm", "[VE]?\\d{2,3}(?:\\.\\d{1,2})?"},
    {"hcpcs", "[A-Z]\\d{4}|\\d{4}[0-9A-Z]"},
    {"loinc", "\\d{1,7}-\\d"},
    {"snomed-ct", "\\d{6,18}"},
    {"rxnorm", "\\d{1,9}"},
    {"nucc-taxonomy", "\\d{3}[0-9A-Z]{2}\\d{4}X"},
    {"vin", "[A-HJ-NPR-Z0-9]{17}"},
    {"iban", "(?i:[A-Z]{2}\\d[0-9A-Z](?:[ -]?[0-9A-Z]){11,30})"},
    {"aba-routing", "\\d{9}|\\d{4}-\\d{4}-\\d"},
    {"zip-code", "\\d{5}(?:-?\\d{4})?"},
};

const size_t pattern_form_count = sizeof pattern_forms / sizeof pattern_forms[0];
