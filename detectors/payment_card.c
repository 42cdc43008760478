/* The payment-card detector. */
#include "detectors/payment_card.h"

#include "detectors/checkdigit.h"
#include "detectors/detector.h"
#include "detectors/rules.h"
#include "detectors/score.h"

#include <string.h>

enum card_form { FORM_ALONE, FORM_LABELLED };

/* Issuer ranges by their first digits, with the lengths of their numbers. */
struct issuer {
    uint32_t low;
    uint32_t high;
    uint8_t prefix; /* digits of low and high */
    uint8_t len;
};

static const struct issuer issuers[] = {
    {4, 4, 1, 16},           {4, 4, 1, 13},       {4, 4, 1, 19},       {51, 55, 2, 16},
    {2221, 2720, 4, 16},     {34, 34, 2, 15},     {37, 37, 2, 15},     {6011, 6011, 4, 16},
    {622126, 622925, 6, 16}, {644, 649, 3, 16},   {65, 65, 2, 16},     {300, 305, 3, 14},
    {3095, 3095, 4, 14},     {36, 36, 2, 14},     {38, 39, 2, 14},     {3528, 3589, 4, 16},
    {624, 626, 3, 16},       {6282, 6288, 4, 16}, {6304, 6304, 4, 16}, {6759, 6759, 4, 16},
    {6761, 6763, 4, 16},     {50, 50, 2, 16},     {56, 58, 2, 16},
};

/* False for milliseconds since 1970. */
static bool may_have_issuer(uint8_t first)
{
    return first >= '2' && first <= '6';
}

static bool has_issuer(const uint8_t *digits, size_t len)
{
    if (!may_have_issuer(digits[0])) {
        return false;
    }
    for (size_t i = 0; i < sizeof issuers / sizeof issuers[0]; i++) {
        if (len != issuers[i].len) {
            continue;
        }
        const uint32_t prefix = ascii_read_number(digits, issuers[i].prefix);
        if (prefix >= issuers[i].low && prefix <= issuers[i].high) {
            return true;
        }
    }
    return false;
}

/* How often the most frequent digit stands in digits. */
static size_t count_most_frequent(const uint8_t *digits, size_t len)
{
    size_t counts[10] = {0};
    size_t most = 0;
    for (size_t i = 0; i < len; i++) {
        const size_t count = ++counts[digits[i] - '0'];
        most = count > most ? count : most;
    }
    return most;
}

bool payment_card_is_test(const uint8_t *digits, size_t len)
{
    static const char *const published[] = {
        "4111111111111111", "4012888888881881", "4222222222222",    "4242424242424242",
        "4000056655665556", "5555555555554444", "5105105105105100", "5200828282828210",
        "2223003122003222", "378282246310005",  "371449635398431",  "378734493671000",
        "6011111111111117", "6011000990139424", "30569309025904",   "38520000023237",
        "3056930009020004", "36227206271667",   "3530111333300000", "3566002020360505",
        "6200000000000005", "4005550000000001", "4005519200000004", "4009348888881881",
        "4012000033330026", "4500600000000061", "5019717010103742", "6331101999990016",
        "4000000000000002", "5454545454545454"};
    if (!may_have_issuer(digits[0])) {
        return false;
    }
    for (size_t i = 0; i < sizeof published / sizeof published[0]; i++) {
        if (strlen(published[i]) == len && memcmp(published[i], digits, len) == 0) {
            return true;
        }
    }
    return false;
}

bool payment_card_is_valid(const uint8_t *digits, size_t len)
{
    if (len < 13 || len > 19 || !has_issuer(digits, len) || !checkdigit_verify_luhn(digits, len)) {
        return false;
    }
    return count_most_frequent(digits, len) <= len - 4 || payment_card_is_test(digits, len);
}

/* The length of groups of 4-4-4-4, 4-4-4-4-3, 4-6-5 or 4-6-4 with one separator at at, or 0. */
static size_t match_groups(const struct tile *tile, size_t at)
{
    static const uint8_t forms[4][5] = {
        {4, 4, 4, 4, 3}, {4, 4, 4, 4, 0}, {4, 6, 5, 0, 0}, {4, 6, 4, 0, 0}};
    const uint8_t separator = tile_byte(tile, at + 4);
    if (separator != '-' && separator != ' ') {
        return 0;
    }
    for (size_t form = 0; form < 4; form++) {
        size_t group = 0;
        size_t end = at - 1;
        while (group < 5 && forms[form][group] > 0 &&
               (group == 0 || tile_byte(tile, end) == separator) &&
               tile_count_digits(tile, end + 1, 7) == forms[form][group]) {
            end += 1 + (size_t)forms[form][group];
            group++;
        }
        if (group == 5 || forms[form][group] == 0) {
            return end - at;
        }
    }
    return 0;
}

/* White space, or the end of the text. */
static bool is_blank(uint8_t byte)
{
    return byte == 0 || ascii_is_white(byte);
}

/* True when four letters and digits, a digit among them, start at at as a group of their own. */
static bool is_group(const struct tile *tile, size_t at)
{
    bool has_digit = false;
    for (size_t i = 0; i < 4; i++) {
        has_digit = has_digit || tile_is_digit(tile, at + i);
        if (!ascii_is_alnum(tile_byte(tile, at + i))) {
            return false;
        }
    }
    return has_digit && is_blank(tile_byte(tile, at - 1)) && is_blank(tile_byte(tile, at + 4));
}

/* A row of a table: 8162 5614 3496 8026 8545 85D5. */
static bool is_in_table(const struct tile *tile, size_t at, size_t end)
{
    if (tile_byte(tile, at + 4) != ' ') {
        return false;
    }
    const bool has_group_before = ascii_is_white(tile_byte(tile, at - 1)) && is_group(tile, at - 5);
    return has_group_before || (ascii_is_white(tile_byte(tile, end)) && is_group(tile, end + 1));
}

/* Stricter than elsewhere: most false card numbers are decimal fractions or parts of encoded runs.
 */
static bool starts_card(const struct tile *tile, size_t at)
{
    const uint8_t last = tile_byte(tile, at - 1);
    return tile_starts_token(tile, at) && !ascii_is_one_of(last, "./-");
}

static bool match(const struct site *site, const struct detector_rule *rule,
                  struct finding *finding)
{
    const struct tile *tile = site->tile;
    const bool is_labelled = tile_may_be_labelled(tile, rule->labels, site->at);
    if (!is_labelled && !may_have_issuer(tile->bytes[site->at])) {
        return false; /* as nearly all, before anything is looked at */
    }
    const size_t len = site->anchor == ANCHOR_CARD ? match_groups(tile, site->at)
                                                   : tile_count_digits(tile, site->at, 20);
    if (len == 0 || len > 23 || !starts_card(tile, site->at) ||
        !tile_ends_token(tile, site->at + len)) {
        return false;
    }
    uint8_t digits[DETECTOR_NORMAL_MAX];
    const size_t count = detector_normalise_digits(NULL, tile_span(tile, site->at, len), digits);
    if (count < 13 || count > 19) {
        return false;
    }
    const bool is_other = site->anchor == ANCHOR_CARD ? is_in_table(tile, site->at, site->at + len)
                                                      : context_is_of_id(tile, site->at);
    const struct detector_value value = {
        .at = site->at,
        .len = len,
        .form = &rule->forms[is_other ? FORM_LABELLED : FORM_ALONE],
        .is_valid = payment_card_is_valid(digits, count),
        .flags = payment_card_is_test(digits, count) ? FINDING_TEST_VALUE : 0};
    return (value.is_valid || is_labelled) && detector_judge(site, rule, &value, finding);
}

const struct detector_rule rule_payment_card = {
    .row = {.id = "payment-card",
            .title = "Payment card number",
            .tag = "pan",
            .validation =
                "13 to 19 digits of an issuer's range and length, bare or in groups, Luhn",
            .context = "card, credit, visa, mastercard, amex, cvv; within 100 bytes",
            .traps = "decimals, hashes and one of ten random numbers pass Luhn: an issuer's "
                     "range and strict boundaries; published test numbers are flagged test-"
                     "value",
            .source = "ISO/IEC 7812-1",
            .identifier = 0,
            .role = ROLE_PAYMENT,
            .qualifies = false},
    .anchors = ANCHOR_BIT(ANCHOR_CARD) | ANCHOR_BIT(ANCHOR_CARD_BARE),
    .labels = LABEL_BIT(LABEL_CARD),
    .check = EVIDENCE_CHECK_DIGIT,
    .forms = {[FORM_ALONE] = {70, 95, 97, 100, 33, RIVAL_NONE},
              [FORM_LABELLED] = {0, 95, 97, 100, 33, RIVAL_NONE}},
    .match = match,
    .normalise = detector_normalise_digits,
};
