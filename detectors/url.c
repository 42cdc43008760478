/* Web addresses, and whether one names a person. */
#include "detectors/url.h"

#include "detectors/ascii.h"

#include <string.h>

/* The length of "http://" and the like at text, or 0. */
static size_t match_scheme(const uint8_t *text, size_t avail)
{
    static const char *const schemes[] = {"http://", "https://", "ftp://", "ftps://", "sftp://"};
    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++) {
        if (ascii_starts_with(text, avail, schemes[i])) {
            return strlen(schemes[i]);
        }
    }
    return 0;
}

/* Bytes of RFC 3986, and those from 0x80 up that stand in addresses as people type them. */
static bool is_url_byte(uint8_t byte)
{
    return ascii_is_alnum(byte) || byte >= 0x80 ||
           ascii_is_one_of(byte, "-._~:/?#[]@!$&'()*+,;=%|{}^");
}

static bool is_host_byte(uint8_t byte)
{
    return ascii_is_alnum(byte) || byte >= 0x80 || byte == '-' || byte == '.';
}

/* True when host is a name of two labels or more whose last is letters, or four numbers, or
 * localhost. */
static bool host_is_valid(const uint8_t *host, size_t len)
{
    if (len == 9 && ascii_starts_with(host, len, "localhost")) {
        return true;
    }
    size_t dots = 0;
    size_t last = 0;
    for (size_t i = 0; i < len; i++) {
        if (host[i] == '.') {
            if (i == last) {
                return false;
            }
            dots++;
            last = i + 1;
        }
    }
    if (dots == 0 || len - last < 1) {
        return false;
    }
    if (ascii_is_digit(host[last])) {
        return dots == 3 && ascii_count_digits(host + last, len - last, 4) == len - last;
    }
    return len - last >= 2 && host[last] != '-';
}

/* The length of the host at text: a name, an address, or an address in brackets; or 0. */
static size_t match_host(const uint8_t *text, size_t avail)
{
    size_t len = 0;
    if (avail > 0 && text[0] == '[') {
        while (len < avail && len < 50 && text[len] != ']') {
            len++;
        }
        return len > 3 && len < avail && text[len] == ']' ? len + 1 : 0;
    }
    while (len < avail && is_host_byte(text[len])) {
        len++;
    }
    while (len > 0 && text[len - 1] == '.') {
        len--;
    }
    return host_is_valid(text, len) ? len : 0;
}

/* The length of "user:password@" at text, or 0. */
static size_t match_user(const uint8_t *text, size_t avail)
{
    for (size_t i = 0; i < avail && i < 100 && is_url_byte(text[i]); i++) {
        if (text[i] == '@') {
            return i + 1;
        }
        if (ascii_is_one_of(text[i], "/?#")) {
            break;
        }
    }
    return 0;
}

/* How many more of close than of open there are. */
static ptrdiff_t count_unopened(const uint8_t *text, size_t len, uint8_t open, uint8_t close)
{
    ptrdiff_t count = 0;
    for (size_t i = 0; i < len; i++) {
        count += (text[i] == close) - (text[i] == open);
    }
    return count;
}

/* len without the punctuation of the sentence around the address; at least least. */
static size_t cut_punctuation(const uint8_t *text, size_t len, size_t least)
{
    static const char pairs[] = "()[]{}";
    ptrdiff_t unopened[3];
    for (size_t i = 0; i < 3; i++) {
        unopened[i] = count_unopened(text, len, (uint8_t)pairs[2 * i], (uint8_t)pairs[2 * i + 1]);
    }
    for (; len > least; len--) {
        const uint8_t last = text[len - 1];
        bool is_outside = ascii_is_one_of(last, ".,;:!?'|^");
        for (size_t i = 0; i < 3; i++) {
            if (last == (uint8_t)pairs[2 * i + 1] && unopened[i] > 0) {
                unopened[i]--;
                is_outside = true;
            }
        }
        if (!is_outside) {
            break;
        }
    }
    return len;
}

size_t url_match(const uint8_t *text, size_t before, size_t avail)
{
    if (before > 0 && (ascii_is_alnum(text[-1]) || ascii_is_one_of(text[-1], "._-@"))) {
        return 0;
    }
    if (avail > URL_REACH) {
        avail = URL_REACH;
    }
    size_t at = match_scheme(text, avail);
    if (at == 0 && !ascii_starts_with(text, avail, "www.")) {
        return 0;
    }
    if (at > 0) {
        at += match_user(text + at, avail - at);
    }
    const size_t host = match_host(text + at, avail - at);
    if (host == 0) {
        return 0;
    }
    at += host;
    if (at == avail || !ascii_is_one_of(text[at], ":/?#")) {
        return at;
    }
    size_t len = at;
    while (len < avail && is_url_byte(text[len])) {
        len++;
    }
    return cut_punctuation(text, len, at);
}

/* The length of a word for a person at text that an identifier may follow, or 0. */
static size_t match_person_word(const uint8_t *text, size_t avail)
{
    static const char *const words[] = {
        "patientid", "patient_id",    "patient-id", "patients",    "patient", "pat_id",
        "pid",       "mrn",           "member_id",  "memberid",    "members", "member",
        "ssn",       "subscriber_id", "subscriber", "beneficiary", "mychart", "medicalrecord",
        "dob",       "mbi",           "person"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (ascii_starts_with(text, avail, words[i])) {
            return strlen(words[i]);
        }
    }
    return 0;
}

/* True when text starts with an identifier: four bytes or more of which one is a digit. */
static bool starts_with_identifier(const uint8_t *text, size_t avail)
{
    bool has_digit = false;
    size_t len = 0;
    while (len < avail && (ascii_is_alnum(text[len]) || ascii_is_one_of(text[len], "-._~%"))) {
        has_digit = has_digit || ascii_is_digit(text[len]);
        len++;
    }
    return len >= 4 && has_digit;
}

bool url_names_person(const uint8_t *url, size_t len)
{
    size_t at = match_scheme(url, len);
    while (at < len && !ascii_is_one_of(url[at], "/?#")) {
        at++;
    }
    for (; at + 1 < len; at++) {
        if (ascii_is_alnum(url[at])) {
            continue;
        }
        const size_t word = match_person_word(url + at + 1, len - at - 1);
        const size_t end = at + 1 + word;
        if (word > 0 && end + 1 < len && ascii_is_one_of(url[end], "/=:|") &&
            starts_with_identifier(url + end + 1, len - end - 1)) {
            return true;
        }
    }
    return false;
}

bool url_is_valid(const uint8_t *value, size_t len)
{
    const struct span trimmed = ascii_trim(value, len);
    return trimmed.len > 0 && trimmed.len <= URL_REACH &&
           url_match(trimmed.ptr, 0, trimmed.len) == trimmed.len;
}
