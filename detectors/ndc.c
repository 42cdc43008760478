/* Recognises National Drug Codes and brings them to 11 digits. */
#include "detectors/ndc.h"

#include "detectors/ascii.h"

#include <string.h>

#define NORMAL_LEN 11

static const size_t normal_parts[3] = {5, 4, 2};

/* 4-4-2, 5-3-2, 5-4-1 and 5-4-2: at most one part is a digit short of 5-4-2. */
static bool parts_fit(const size_t parts[3])
{
    size_t missing = 0;
    for (size_t i = 0; i < 3; i++) {
        if (parts[i] > normal_parts[i] || parts[i] + 1 < normal_parts[i]) {
            return false;
        }
        missing += normal_parts[i] - parts[i];
    }
    return missing <= 1;
}

/* A labeler or a product whose digits are all zero has never been assigned. */
static bool is_assigned(const char *normal)
{
    return memcmp(normal, "00000", 5) != 0 && memcmp(normal + 5, "0000", 4) != 0;
}

/* Reads a dashed code; returns its length and fills normal, or returns 0. */
static size_t read_dashed(const uint8_t *text, size_t avail, char normal[NORMAL_LEN])
{
    size_t parts[3];
    size_t at = 0;
    char *out = normal;
    for (size_t i = 0; i < 3; i++) {
        parts[i] = ascii_count_digits(text + at, avail - at, normal_parts[i] + 1);
        if (parts[i] == 0 || parts[i] > normal_parts[i]) {
            return 0;
        }
        const size_t zeros = normal_parts[i] - parts[i];
        memset(out, '0', zeros);
        memcpy(out + zeros, text + at, parts[i]);
        out += normal_parts[i];
        at += parts[i];
        if (i < 2 && (at >= avail || text[at++] != '-')) {
            return 0;
        }
    }
    return parts_fit(parts) && is_assigned(normal) ? at : 0;
}

/* Unlike most numbers, a code may follow '=', '#' or a word and a dash: NDC=, NDC#,
 * NDC-0777-3105-02. */
static bool is_joined_before(const uint8_t *text, size_t before)
{
    if (before > 0 && text[-1] == '-') {
        return before < 2 || !ascii_is_alpha(text[-2]);
    }
    return ascii_is_joined_before(text, before) && !ascii_is_one_of(text[-1], "=#");
}

size_t ndc_match(const uint8_t *text, size_t before, size_t avail, char normal[11])
{
    char digits[NORMAL_LEN];
    if (is_joined_before(text, before)) {
        return 0;
    }
    const size_t len = read_dashed(text, avail, digits);
    if (len == 0 || ascii_is_joined_behind(text + len, avail - len)) {
        return 0;
    }
    if (normal != NULL) {
        memcpy(normal, digits, NORMAL_LEN);
    }
    return len;
}

bool ndc_normalise(const uint8_t *value, size_t len, char normal[11])
{
    const struct span code = ascii_trim(value, len);
    if (code.len == NORMAL_LEN && ascii_count_digits(code.ptr, code.len, code.len) == code.len) {
        memcpy(normal, code.ptr, NORMAL_LEN);
        return is_assigned(normal);
    }
    return code.len > 0 && read_dashed(code.ptr, code.len, normal) == code.len;
}

bool ndc_is_ambiguous(const uint8_t *value, size_t len)
{
    const struct span code = ascii_trim(value, len);
    return code.len == 10 && ascii_count_digits(code.ptr, code.len, code.len) == code.len;
}
