/* Recognises National Drug Codes and brings them to 11 digits. */
#include "detectors/ndc.h"

#include <string.h>

#define NORMAL_LEN 11

static const size_t normal_parts[3] = {5, 4, 2};

static bool is_digit(uint8_t byte)
{
    return byte >= '0' && byte <= '9';
}

static bool is_alnum(uint8_t byte)
{
    return is_digit(byte) || (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z');
}

static size_t count_digits(const uint8_t *text, size_t avail, size_t most)
{
    size_t count = 0;
    while (count < avail && count < most && is_digit(text[count])) {
        count++;
    }
    return count;
}

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
        parts[i] = count_digits(text + at, avail - at, normal_parts[i] + 1);
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

static bool is_joined_before(const uint8_t *text, size_t before)
{
    return before > 0 && text[-1] != '\0' &&
           (is_alnum(text[-1]) || strchr("-./+_%", text[-1]) != NULL);
}

static bool is_joined_behind(const uint8_t *end, size_t avail)
{
    if (avail == 0) {
        return false;
    }
    if (is_alnum(end[0]) || end[0] == '_') {
        return true;
    }
    return avail > 1 && (end[0] == '-' || end[0] == '.' || end[0] == '/') && is_alnum(end[1]);
}

size_t ndc_match(const uint8_t *text, size_t before, size_t avail, char normal[11])
{
    char digits[NORMAL_LEN];
    if (is_joined_before(text, before)) {
        return 0;
    }
    const size_t len = read_dashed(text, avail, digits);
    if (len == 0 || is_joined_behind(text + len, avail - len)) {
        return 0;
    }
    if (normal != NULL) {
        memcpy(normal, digits, NORMAL_LEN);
    }
    return len;
}

static bool is_white(uint8_t byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

/* The first byte of value that is not white space; *len becomes what is left without white space
 * behind it. */
static const uint8_t *trim(const uint8_t *value, size_t *len)
{
    while (*len > 0 && is_white(value[0])) {
        value++;
        (*len)--;
    }
    while (*len > 0 && is_white(value[*len - 1])) {
        (*len)--;
    }
    return value;
}

bool ndc_normalise(const uint8_t *value, size_t len, char normal[11])
{
    value = trim(value, &len);
    if (len == NORMAL_LEN && count_digits(value, len, len) == len) {
        memcpy(normal, value, NORMAL_LEN);
        return is_assigned(normal);
    }
    return len > 0 && read_dashed(value, len, normal) == len;
}

bool ndc_is_ambiguous(const uint8_t *value, size_t len)
{
    value = trim(value, &len);
    return len == 10 && count_digits(value, len, len) == len;
}
