/* The us-npi detector. */
#include "detectors/us_npi.h"

#include "detectors/checkdigit.h"
#include "detectors/detector.h"
#include "detectors/rules.h"
#include "detectors/score.h"

#include <string.h>

bool us_npi_is_valid(const uint8_t digits[10])
{
    uint8_t full[15] = "80840";
    memcpy(full + 5, digits, 10);
    return (digits[0] == '1' || digits[0] == '2') && memcmp(digits, digits + 1, 8) != 0 &&
           checkdigit_verify_luhn(full, sizeof full);
}

/* The length of ten digits at site->at, bare or as 4-3-3, or 0. */
static size_t match_digits(const struct site *site)
{
    const struct tile *tile = site->tile;
    if (site->run == 10) {
        return 10;
    }
    const uint8_t separator = tile_byte(tile, site->at + 4);
    const bool is_grouped = site->run == 4 && (separator == '-' || separator == ' ') &&
                            tile_count_digits(tile, site->at + 5, 4) == 3 &&
                            tile_byte(tile, site->at + 8) == separator &&
                            tile_count_digits(tile, site->at + 9, 4) == 3;
    return is_grouped ? 12 : 0;
}

/* True when a label further away stands in another line: ten digits from 1 on are a time of day as
 * computers count it, too, and one in ten of these passes the check. */
static bool is_beyond_line(const struct site *site, const struct detector_rule *rule,
                           const struct detector_value *value)
{
    const struct tile *tile = site->tile;
    const struct detector_form *form = value->form;
    const size_t end = value->at + value->len;
    if (context_is_field(tile, rule->labels, form->rival, value->at)) {
        return false;
    }
    struct context_query query = {rule->labels, form->rival, value->at, end, 0, 0};
    while (query.before < form->before && query.before < value->at &&
           tile_byte(tile, value->at - query.before - 1) != '\n') {
        query.before++;
    }
    while (query.after < form->after && end + query.after < tile->len &&
           tile_byte(tile, end + query.after) != '\n') {
        query.after++;
    }
    return context_find(tile, &query).strength == CONTEXT_NONE;
}

static bool match(const struct site *site, const struct detector_rule *rule,
                  struct finding *finding)
{
    const size_t len = match_digits(site);
    const bool is_apart = tile_starts_token(site->tile, site->at) ||
                          tile_is_glued(site->tile, rule->labels, site->at);
    if (len == 0 || !is_apart || !tile_ends_token(site->tile, site->at + len)) {
        return false;
    }
    uint8_t digits[DETECTOR_NORMAL_MAX];
    (void)detector_normalise_digits(NULL, tile_span(site->tile, site->at, len), digits);
    const struct detector_value value = {
        .at = site->at, .len = len, .form = &rule->forms[0], .is_valid = us_npi_is_valid(digits)};
    return !is_beyond_line(site, rule, &value) && detector_judge(site, rule, &value, finding);
}

const struct detector_rule rule_us_npi = {
    .row = {.id = "us-npi",
            .title = "US National Provider Identifier",
            .tag = NULL,
            .validation = "10 digits, the first 1 or 2, Luhn with 80840 in front",
            .context = "npi, national provider, provider id; required, within 100 bytes of its "
                       "line, or directly in front",
            .traps = "Unix epoch seconds start with 1, and one in ten passes the check: "
                     "never without a label or field; a provider's, so no identifier of a "
                     "patient",
            .source = "45 CFR 162.406; CMS, NPI check digit",
            .identifier = 0,
            .role = ROLE_PROVIDER,
            .qualifies = false},
    .anchors = ANCHOR_BIT(ANCHOR_NUMBER),
    .labels = LABEL_BIT(LABEL_NPI),
    .runs = 1U << 10 | 1U << 4,
    .follows = "- ",
    .marked = 1U << 4,
    .start = START_CODE,
    .check = EVIDENCE_CHECK_DIGIT,
    .forms = {{0, 90, 93, 100, 33, RIVAL_NUMBER}},
    .match = match,
    .normalise = detector_normalise_digits,
};
