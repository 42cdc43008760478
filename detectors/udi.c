/* Unique device identifiers: GS1, HIBCC and ICCBBA. */
#include "detectors/udi.h"

#include "detectors/ascii.h"
#include "detectors/checkdigit.h"

#include <string.h>

#define GTIN_LEN 14
#define FNC1 0x1d

/* Application identifiers that stand in UDIs (GS1 General Specifications, 3.2). */
struct element {
    char identifier[4];
    uint8_t fixed; /* length, or 0 when it varies */
    uint8_t most;  /* longest when it varies */
};

static const struct element elements[] = {
    {"11", 6, 6},   {"12", 6, 6},   {"13", 6, 6},  {"15", 6, 6},  {"16", 6, 6},
    {"17", 6, 6},   {"10", 0, 20},  {"21", 0, 20}, {"20", 2, 2},  {"30", 0, 8},
    {"240", 0, 30}, {"250", 0, 30}, {"91", 0, 30}, {"92", 0, 30},
};

static bool is_element_byte(uint8_t byte)
{
    return ascii_is_alnum(byte) || ascii_is_one_of(byte, "-./_+%*&:=?!");
}

/* The row of the identifier at text, or NULL. */
static const struct element *find_element(const uint8_t *text, size_t avail)
{
    for (size_t i = 0; i < sizeof elements / sizeof elements[0]; i++) {
        const size_t len = strlen(elements[i].identifier);
        if (avail >= len && memcmp(elements[i].identifier, text, len) == 0) {
            return &elements[i];
        }
    }
    return NULL;
}

/* YYMMDD; a day of 00 means the end of the month. */
static bool is_date(const uint8_t *digits)
{
    const unsigned month = ascii_read_number(digits + 2, 2);
    return month >= 1 && month <= 12 && ascii_read_number(digits + 4, 2) <= 31;
}

/* The length of the element's value at text, or 0. */
static size_t match_value(const struct element *element, const uint8_t *text, size_t avail)
{
    if (element->fixed > 0) {
        const size_t count = ascii_count_digits(text, avail, element->fixed);
        const bool is_right = count == element->fixed && (count != 6 || is_date(text));
        return is_right ? count : 0;
    }
    size_t len = 0;
    while (len < avail && len <= element->most && is_element_byte(text[len])) {
        len++;
    }
    return len <= element->most ? len : 0;
}

static void keep_serial(struct udi *udi, const struct element *element, size_t at, size_t len)
{
    if (strcmp(element->identifier, "21") == 0) {
        udi->serial_at = at;
        udi->serial_len = len;
    }
}

/* True when a number of its length is there, whatever its check digit; fills udi->is_valid. */
static bool is_device(const uint8_t *text, size_t avail, struct udi *udi)
{
    if (ascii_count_digits(text, avail, GTIN_LEN) != GTIN_LEN ||
        memcmp(text, text + 1, GTIN_LEN - 1) == 0) {
        return false;
    }
    udi->is_valid = checkdigit_verify_gs1(text, GTIN_LEN);
    return true;
}

/* 1 when a blank stands at text, else 0. */
static size_t blank_at(const uint8_t *text, size_t avail)
{
    return avail > 0 && text[0] == ' ' ? 1 : 0;
}

/* The length of one more "(17)150707" at text, a blank in front of it included, or 0. */
static size_t match_parenthesised(const uint8_t *text, size_t avail, size_t base, struct udi *udi)
{
    size_t at = blank_at(text, avail);
    if (at >= avail || text[at++] != '(') {
        return 0;
    }
    const struct element *element = find_element(text + at, avail - at);
    if (element == NULL) {
        return 0;
    }
    at += strlen(element->identifier);
    if (at >= avail || text[at++] != ')') {
        return 0;
    }
    at += blank_at(text + at, avail - at);
    size_t len = match_value(element, text + at, avail - at);
    while (element->fixed == 0 && len > 1 && text[at + len - 1] == '.') {
        len--; /* the full stop of a sentence */
    }
    if (len > 0) {
        keep_serial(udi, element, base + at, len);
    }
    return len > 0 ? at + len : 0;
}

static size_t match_gs1(const uint8_t *text, size_t avail, struct udi *udi)
{
    if (avail < 4 || memcmp(text, "(01)", 4) != 0) {
        return 0;
    }
    size_t at = 4 + blank_at(text + 4, avail - 4);
    if (!is_device(text + at, avail - at, udi)) {
        return 0;
    }
    at += GTIN_LEN;
    for (size_t more = 1; more > 0; at += more) {
        more = match_parenthesised(text + at, avail - at, at, udi);
    }
    return at;
}

/* Elements as a scanner gives them; all of value must be read. */
static size_t match_scanned(const uint8_t *value, size_t len, struct udi *udi)
{
    size_t at = len > 3 && value[0] == ']' ? 3 : 0;
    if (len < at + 2 || memcmp(value + at, "01", 2) != 0 ||
        !is_device(value + at + 2, len - at - 2, udi)) {
        return 0;
    }
    at += 2 + GTIN_LEN;
    while (at < len) {
        at += value[at] == FNC1 ? 1 : 0;
        const struct element *element = find_element(value + at, len - at);
        if (element == NULL) {
            return 0;
        }
        at += strlen(element->identifier);
        const size_t count = match_value(element, value + at, len - at);
        if (count == 0 || (element->fixed == 0 && at + count < len && value[at + count] != FNC1)) {
            return 0;
        }
        keep_serial(udi, element, at, count);
        at += count;
    }
    return at;
}

/* What a character counts in the check character of HIBCC (ANSI/HIBC 2.6): its place in this row.
 */
static const char hibcc_characters[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%";

static bool hibcc_checks(const uint8_t *text, size_t len)
{
    unsigned sum = 0;
    for (size_t i = 0; i + 1 < len; i++) {
        sum += (unsigned)(strchr(hibcc_characters, text[i]) - hibcc_characters);
    }
    return text[len - 1] == (uint8_t)hibcc_characters[sum % 43];
}

/* "/S" and up to 18 characters, to the next '/' or the check character. */
static void find_hibcc_serial(const uint8_t *text, size_t len, struct udi *udi)
{
    for (size_t i = 6; i + 3 < len; i++) {
        const bool is_data_serial = memcmp(text + i, "/S", 2) == 0;
        const bool is_lot_serial = memcmp(text + i, "/$+", 3) == 0;
        if (!is_data_serial && !is_lot_serial) {
            continue;
        }
        const size_t start = i + (is_data_serial ? 2 : 3);
        size_t end = start;
        while (end + 1 < len && text[end] != '/') {
            end++;
        }
        udi->serial_at = start;
        udi->serial_len = end - start;
        return;
    }
}

/* Labeler (a letter and three more), product, unit of measure, maybe '/' and more, the check. */
static bool hibcc_has_shape(const uint8_t *text, size_t len)
{
    size_t primary = 1;
    while (primary < len && ascii_is_alnum(text[primary])) {
        primary++;
    }
    if (primary == len) {
        primary--; /* without '/', the last one is the check character */
    }
    return len >= 8 && primary >= 7 && primary <= 24 && ascii_is_upper(text[1]) &&
           ascii_is_digit(text[primary - 1]);
}

static bool hibcc_is_valid(const uint8_t *text, size_t len)
{
    return hibcc_has_shape(text, len) && hibcc_checks(text, len);
}

static size_t match_hibcc(const uint8_t *text, size_t avail, struct udi *udi)
{
    size_t len = 1;
    while (len < avail && text[len] != ' ' && text[len] != '\0' &&
           strchr(hibcc_characters, text[len]) != NULL) {
        len++;
    }
    /* The full stop of a sentence is a check character, too. */
    const bool may_end = ascii_is_one_of(text[len - 1], ".-");
    udi->is_valid = hibcc_is_valid(text, len);
    if (!udi->is_valid && may_end) {
        len--;
        udi->is_valid = hibcc_is_valid(text, len);
    }
    if (!hibcc_has_shape(text, len)) {
        return 0;
    }
    find_hibcc_serial(text, len, udi);
    return len;
}

struct iccbba_part {
    char lead[4];
    uint8_t length;
};

/* "=," serial number, "=>" expiry, "=}" production, "&,1" lot, "=" donation; "=/" stands in front.
 */
static const struct iccbba_part iccbba_parts[] = {
    {"=,", 6}, {"=>", 6}, {"=}", 6}, {"&,1", 18}, {"=", 15}};

static size_t count_upper_alnum(const uint8_t *text, size_t avail, size_t most)
{
    size_t len = 0;
    while (len < avail && len < most && (ascii_is_digit(text[len]) || ascii_is_upper(text[len]))) {
        len++;
    }
    return len;
}

static size_t match_iccbba_part(const uint8_t *text, size_t avail, size_t base, struct udi *udi)
{
    for (size_t i = 0; i < sizeof iccbba_parts / sizeof iccbba_parts[0]; i++) {
        const struct iccbba_part *part = &iccbba_parts[i];
        const size_t lead = strlen(part->lead);
        if (avail < lead + part->length || memcmp(text, part->lead, lead) != 0 ||
            count_upper_alnum(text + lead, avail - lead, part->length) != part->length) {
            continue;
        }
        if (i == 0) {
            udi->serial_at = base + lead;
            udi->serial_len = part->length;
        }
        return lead + part->length;
    }
    return 0;
}

static size_t match_iccbba(const uint8_t *text, size_t avail, struct udi *udi)
{
    const size_t device = 16;
    if (avail < 2 + device || memcmp(text, "=/", 2) != 0 || !ascii_is_upper(text[2]) ||
        count_upper_alnum(text + 2, avail - 2, device) != device) {
        return 0;
    }
    size_t at = 2 + device;
    for (size_t more = 1; more > 0; at += more) {
        more = match_iccbba_part(text + at, avail - at, at, udi);
    }
    return at;
}

static size_t match_any(const uint8_t *text, size_t avail, struct udi *udi)
{
    if (avail == 0) {
        return 0;
    }
    switch (text[0]) {
    case '(':
        udi->agency = UDI_GS1;
        return match_gs1(text, avail, udi);
    case '+':
        udi->agency = UDI_HIBCC;
        return match_hibcc(text, avail, udi);
    case '=':
        udi->agency = UDI_ICCBBA;
        udi->is_valid = true;
        return match_iccbba(text, avail, udi);
    default:
        return 0;
    }
}

size_t udi_match(const uint8_t *text, size_t before, size_t avail, struct udi *udi)
{
    struct udi found = {0};
    if (ascii_is_joined_before(text, before)) {
        return 0;
    }
    found.len = match_any(text, avail < UDI_REACH ? avail : UDI_REACH, &found);
    if (found.len == 0 || (found.len < avail && ascii_is_alnum(text[found.len]))) {
        return 0;
    }
    *udi = found;
    return found.len;
}

bool udi_parse(const uint8_t *value, size_t len, struct udi *udi)
{
    const struct span trimmed = ascii_trim(value, len);
    struct udi found = {0};
    if (trimmed.len == 0 || trimmed.len > UDI_REACH) {
        return false;
    }
    found.len = match_any(trimmed.ptr, trimmed.len, &found);
    if (found.len == 0) {
        found = (struct udi){.agency = UDI_GS1};
        found.len = match_scanned(trimmed.ptr, trimmed.len, &found);
    }
    if (found.len != trimmed.len || !found.is_valid) {
        return false;
    }
    *udi = found;
    return true;
}

bool udi_is_gtin(const uint8_t *value, size_t len)
{
    const struct span trimmed = ascii_trim(value, len);
    const bool is_length = trimmed.len == 8 || (trimmed.len >= 12 && trimmed.len <= 14);
    return is_length && ascii_count_digits(trimmed.ptr, trimmed.len, trimmed.len) == trimmed.len &&
           checkdigit_verify_gs1(trimmed.ptr, trimmed.len);
}
