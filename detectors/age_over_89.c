/* The age-over-89 detector. */
#include "detectors/age.h"
#include "detectors/detector.h"
#include "detectors/rules.h"
#include "detectors/score.h"

/* True behind the lower end of a range, which is nobody's age: "75 to 110 years old". */
static bool ends_range(const struct tile *tile, size_t at)
{
    return at > 4 && ascii_starts_with(tile->bytes + at - 4, 4, " to ") &&
           tile_is_digit(tile, at - 5);
}

/* True for a byte that stands in no text of ASCII. */
static bool is_binary(uint8_t byte)
{
    return byte >= 0x7f || (byte > 0 && byte < ' ' && !ascii_is_one_of(byte, "\t\r\n\f"));
}

/* "98Yo", or "98yo" between bytes that are no text: what a compiled program may hold. */
static bool is_by_chance(const struct tile *tile, size_t at, size_t end)
{
    const size_t word = at + tile_count_digits(tile, at, 3);
    if (end - word != 2) {
        return false;
    }
    return ascii_is_upper(tile_byte(tile, word)) != ascii_is_upper(tile_byte(tile, word + 1)) ||
           (is_binary(tile_byte(tile, at - 1)) && !tile_is_punctuation(tile, at - 3)) ||
           (is_binary(tile_byte(tile, end)) && !tile_is_punctuation(tile, end));
}

/* Bare years ("for 95 years") measure many things and are not reported. */
static bool match(const struct site *site, const struct detector_rule *rule,
                  struct finding *finding)
{
    const struct tile *tile = site->tile;
    bool is_sure = false;
    const struct detector_value value = {
        .at = site->at,
        .len = age_match_over_89(tile->bytes + site->at, site->at, tile->len - site->at, &is_sure),
        .form = &rule->forms[0],
        .is_valid = true};
    return value.len > 0 && is_sure && !ends_range(tile, site->at) &&
           !is_by_chance(tile, value.at, value.at + value.len) &&
           detector_judge(site, rule, &value, finding);
}

const struct detector_rule rule_age_over_89 = {
    .row = {.id = "age-over-89",
            .title = "Age over 89",
            .tag = "age",
            .validation = "90 to 129, in years",
            .context = "years old, y/o, or age in front; required",
            .traps = "bare 90 in data is the group of all who are older; years measure many "
                     "things",
            .source = "45 CFR 164.514(b)(2)(i)(C)",
            .identifier = 'C',
            .role = ROLE_PERSON,
            .qualifies = true},
    .anchors = ANCHOR_BIT(ANCHOR_NUMBER),
    .labels = LABEL_BIT(LABEL_AGE),
    .runs = 1U << 2 | 1U << 3,
    .barred = "$" ASCII_JOINTS DETECTOR_LETTERS,
    .check = EVIDENCE_RANGE,
    .forms = {{80, 80, 85, AGE_BEFORE, 0, RIVAL_NONE}},
    .match = match,
    .normalise = detector_normalise_digits,
};
