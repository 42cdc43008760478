/* Whether a value is of its kind: names, texts, addresses of machines, codes with a reader of their
 * own. */
#include "detectors/field_check.h"

#include "detectors/ascii.h"
#include "detectors/geo.h"
#include "detectors/hcpcs.h"
#include "detectors/icd10.h"
#include "detectors/icd9.h"
#include "detectors/ip.h"
#include "detectors/loinc.h"
#include "detectors/mac.h"
#include "detectors/names.h"
#include "detectors/nucc.h"
#include "detectors/snomed.h"
#include "detectors/udi.h"
#include "detectors/url.h"

#include <string.h>

enum field_verdict field_check_url(struct span value)
{
    return url_is_valid(value.ptr, value.len) && url_names_person(value.ptr, value.len)
               ? FIELD_VALID
               : FIELD_ALIEN;
}

enum field_verdict field_check_ip(struct span value)
{
    unsigned flags = 0;
    return ip_parse(value.ptr, value.len, &flags) ? FIELD_VALID : FIELD_ALIEN;
}

enum field_verdict field_check_mac(struct span value)
{
    return mac_is_address(value.ptr, value.len) ? FIELD_VALID : FIELD_ALIEN;
}

enum field_verdict field_check_geo(struct span value)
{
    return geo_is_pair(value.ptr, value.len) || geo_is_latitude(value.ptr, value.len) ||
                   geo_is_longitude(value.ptr, value.len)
               ? FIELD_VALID
               : FIELD_ALIEN;
}

/* At least two letters (or bytes of other scripts), and more of them than digits. */
static bool is_wordy(struct span value, size_t most)
{
    size_t letters = 0, digits = 0;
    for (size_t i = 0; i < value.len; i++) {
        letters += ascii_is_alpha(value.ptr[i]) || value.ptr[i] >= 0x80;
        digits += ascii_is_digit(value.ptr[i]);
    }
    return letters >= 2 && letters >= digits && value.len <= most;
}

/* "Mc", "De", "Fitz" before a capital. */
static bool is_name_prefix(struct span part)
{
    static const char *const prefixes[] = {"mac", "van", "von", "fitz", "del",
                                           "san", "ben", "abd", "abu",  "jan"};
    return part.len <= 2 || ascii_is_word_of(part, prefixes, sizeof prefixes / sizeof prefixes[0]);
}

/* "GetAccount" is what programmers call things; "McDonald", "MaryBeth" and "LaTonya" are names. */
static bool is_program_name(struct span value)
{
    size_t start = 0;
    bool is_alien = false;
    for (size_t i = 0; i < value.len; i++) {
        if (!ascii_is_alpha(value.ptr[i])) {
            return false;
        }
        if (i > 0 && ascii_is_upper(value.ptr[i]) && ascii_is_lower(value.ptr[i - 1])) {
            const struct span part = {value.ptr + start, i - start};
            is_alien |= !is_name_prefix(part) && names_lookup(part.ptr, part.len) == 0;
            start = i;
        }
    }
    return is_alien;
}

/* "octocat/Hello-World": a path. */
static bool is_path(struct span value)
{
    return memchr(value.ptr, '/', value.len) != NULL && memchr(value.ptr, ' ', value.len) == NULL;
}

/* What descriptions of interfaces say about a field: its type, and where a request has it. */
static bool is_type_or_place(struct span value)
{
    static const char *const words[] = {"string", "varchar",     "text",   "char",
                                        "uri",    "querystring", "header", "headers",
                                        "path",   "object",      "array",  "boolean"};
    return ascii_is_lower(value.ptr[0]) &&
           ascii_is_word_of(value, words, sizeof words / sizeof words[0]);
}

enum field_verdict field_check_name(struct span value)
{
    return is_wordy(value, 100) && memchr(value.ptr, '@', value.len) == NULL &&
                   memchr(value.ptr, ':', value.len) == NULL && !is_path(value) &&
                   !is_program_name(value) && !is_type_or_place(value)
               ? FIELD_VALID
               : FIELD_ALIEN;
}

enum field_verdict field_check_words(struct span value)
{
    return is_wordy(value, 200) && !is_type_or_place(value) ? FIELD_VALID : FIELD_ALIEN;
}

enum field_verdict field_check_address(struct span value)
{
    bool is_phrase = false; /* one word without a digit is no address */
    for (size_t i = 0; i < value.len; i++) {
        is_phrase = is_phrase || ascii_is_digit(value.ptr[i]) || ascii_is_white(value.ptr[i]);
    }
    return is_phrase ? field_check_words(value) : FIELD_ALIEN;
}

enum field_verdict field_check_udi(struct span value)
{
    struct udi udi;
    if (udi_parse(value.ptr, value.len, &udi)) {
        return FIELD_VALID;
    }
    return udi_match(value.ptr, 0, value.len, &udi) == value.len ? FIELD_INVALID
                                                                 : field_check_number(value);
}

enum field_verdict field_check_number(struct span value)
{
    static const uint64_t signs[2] = {
        ASCII_SET_DIGITS | ASCII_SET_BIT('-') | ASCII_SET_BIT('.') | ASCII_SET_BIT('/') |
            ASCII_SET_BIT(':') | ASCII_SET_BIT(' '),
        ASCII_SET_LETTERS | ASCII_SET_BIT('_') | ASCII_SET_BIT('|') | ASCII_SET_BIT('^')};
    bool has_digit = false, has_other = false;
    for (size_t i = 0; i < value.len; i++) {
        has_digit |= ascii_is_digit(value.ptr[i]);
        has_other |= !ascii_is_in(value.ptr[i], signs);
    }
    return has_digit && !has_other && value.len <= 64 ? FIELD_VALID : FIELD_ALIEN;
}

enum field_verdict field_check_icd10(struct span value)
{
    if (icd10_is_code(value.ptr, value.len)) {
        return FIELD_VALID;
    }
    return icd9_is_code(value.ptr, value.len) ? FIELD_VALID : FIELD_ALIEN;
}

enum field_verdict field_check_icd9(struct span value)
{
    return icd9_is_code(value.ptr, value.len) ? FIELD_VALID : FIELD_ALIEN;
}

enum field_verdict field_check_hcpcs(struct span value)
{
    return hcpcs_is_code(value.ptr, value.len) ? FIELD_VALID : FIELD_ALIEN;
}

enum field_verdict field_check_loinc(struct span value)
{
    return loinc_is_code(value.ptr, value.len) ? FIELD_VALID : FIELD_ALIEN;
}

enum field_verdict field_check_snomed(struct span value)
{
    return snomed_is_id(value.ptr, value.len) ? FIELD_VALID : FIELD_ALIEN;
}

enum field_verdict field_check_nucc(struct span value)
{
    return nucc_is_code(value.ptr, value.len) ? FIELD_VALID : FIELD_ALIEN;
}

enum field_verdict field_check_sample(struct span value)
{
    return memchr(value.ptr, ':', value.len) == NULL ? field_check_number(value) : FIELD_ALIEN;
}

enum field_verdict field_check_picture(struct span value)
{
    static const char *const ends[] = {".jpg", ".jpeg", ".png",  ".gif", ".bmp",
                                       ".tif", ".tiff", ".heic", ".webp"};
    static const char *const starts[] = {"data:image/", "/9j/", "iVBORw0KGgo"};
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
        if (ascii_starts_with(value.ptr, value.len, starts[i])) {
            return FIELD_VALID;
        }
    }
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        const size_t len = strlen(ends[i]);
        if (value.len > len && ascii_starts_with(value.ptr + value.len - len, len, ends[i])) {
            return FIELD_VALID;
        }
    }
    return FIELD_ALIEN;
}
