/* The us-dea detector. */
#include "detectors/us_dea.h"

#include "detectors/detector.h"
#include "detectors/rules.h"
#include "detectors/score.h"

#include <string.h>

#define SUFFIX_MAX 8

bool us_dea_is_valid(const uint8_t number[US_DEA_LEN])
{
    const uint8_t second = ascii_to_upper(number[1]);
    if (!ascii_is_one_of(ascii_to_upper(number[0]), "ABCDEFGHJKLMPRSTUX") ||
        !(ascii_is_upper(second) || second == '9')) {
        return false;
    }
    unsigned sum = 0;
    bool is_zero = true;
    for (size_t i = 0; i < 7; i++) {
        if (!ascii_is_digit(number[2 + i])) {
            return false;
        }
        const unsigned digit = (unsigned)(number[2 + i] - '0');
        is_zero = is_zero && digit == 0;
        sum += i == 6 ? 0 : i % 2 == 1 ? 2 * digit : digit;
    }
    return !is_zero && sum % 10 == (unsigned)(number[8] - '0');
}

size_t us_dea_match_suffix(const uint8_t *text, size_t avail)
{
    size_t len = 1;
    while (len < avail && len <= SUFFIX_MAX + 1 && ascii_is_alnum(text[len])) {
        len++;
    }
    return avail > 0 && text[0] == '-' && len > 1 && len <= SUFFIX_MAX + 1 ? len : 0;
}

static bool match(const struct site *site, const struct detector_rule *rule,
                  struct finding *finding)
{
    const struct tile *tile = site->tile;
    const size_t end = site->at + US_DEA_LEN;
    const size_t len = US_DEA_LEN + us_dea_match_suffix(tile->bytes + end, tile->len - end);
    if (!tile_starts_token(tile, site->at) || !tile_ends_token(tile, site->at + len)) {
        return false;
    }
    const uint8_t *number = tile->bytes + site->at;
    const bool is_capital = ascii_is_upper(number[0]) && !ascii_is_lower(number[1]);
    const struct detector_value value = {.at = site->at,
                                         .len = len,
                                         .form = &rule->forms[is_capital ? 0 : 1],
                                         .is_valid = us_dea_is_valid(number)};
    return detector_judge(site, rule, &value, finding);
}

const struct detector_rule rule_us_dea = {
    .row = {.id = "us-dea",
            .title = "US DEA registration number",
            .tag = NULL,
            .validation = "registrant code, a letter or 9, 7 digits of which the last checks the "
                          "others, perhaps a hospital's suffix; capitals",
            .context =
                "dea, drug enforcement; required, within 200 bytes, in small letters within 50",
            .traps = "one in ten codes of this shape passes (IMDb's tt1272878): capitals, "
                     "and a label",
            .source = "21 CFR 1301.35; DEA registration number format",
            .identifier = 0,
            .role = ROLE_PROVIDER,
            .qualifies = false},
    .anchors = ANCHOR_BIT(ANCHOR_DEA),
    .labels = LABEL_BIT(LABEL_DEA),
    .check = EVIDENCE_CHECK_DIGIT,
    .forms = {{30, 90, 93, 200, 66, RIVAL_NONE}, {0, 85, 93, 50, 16, RIVAL_NUMBER}},
    .match = match,
    .normalise = detector_normalise_code,
};
