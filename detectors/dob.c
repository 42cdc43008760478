/* The dob and service-date detectors: dates that a word of birth, or of care, names. */
#include "detectors/dates.h"
#include "detectors/detector.h"
#include "detectors/patient_near.h"
#include "detectors/rules.h"
#include "detectors/score.h"

#include <string.h>

#define RANGE_DATE_MAX 20 /* bytes of the first date of a range */

/* Groups of digits as in a date, whatever their values: 1978-13-45, 13/45/1978. The length, or 0.
 */
static size_t match_groups(const struct site *site)
{
    const struct tile *tile = site->tile;
    const size_t first = site->run;
    const uint8_t separator = tile_byte(tile, site->at + first);
    if ((first != 4 && first > 2) || !ascii_is_one_of(separator, "-/")) {
        return 0;
    }
    size_t at = site->at + first + 1;
    const size_t second = tile_count_digits(tile, at, 3);
    at += second;
    if (second < 1 || second > 2 || tile_byte(tile, at) != separator) {
        return 0;
    }
    const size_t third = tile_count_digits(tile, at + 1, 5);
    if (third != (first == 4 ? 2 : 4)) {
        return 0;
    }
    const size_t end = at + 1 + third;
    return tile_starts_token(tile, site->at) && tile_ends_token(tile, end) ? end - site->at : 0;
}

static bool match(const struct site *site, const struct detector_rule *rule,
                  struct finding *finding)
{
    const struct tile *tile = site->tile;
    struct dates_date date;
    struct detector_value value = {.at = site->at, .form = &rule->forms[0], .is_valid = true};
    const size_t before = tile_is_glued(tile, rule->labels, site->at) ? 0 : site->at;
    const size_t len =
        dates_match(tile->bytes + site->at, before, tile->len - site->at, DATES_ANY, &date);
    if (len == 0) {
        value.len = site->anchor == ANCHOR_NUMBER ? match_groups(site) : 0;
        value.is_valid = false;
        return value.len > 0 && detector_judge(site, rule, &value, finding);
    }
    value.len = len;
    if ((date.form & (DATES_COMPACT | DATES_BRIEF)) != 0 &&
        !context_is_field(tile, rule->labels, RIVAL_DATE, value.at)) {
        return false;
    }
    if (date.year == 1900 && date.month == 1 && date.day == 1) {
        value.flags = FINDING_PLACEHOLDER;
    }
    return detector_judge(site, rule, &value, finding);
}

/* Files have a time of birth, too, but not as <birthTime value="19780422"/>. */
static bool match_dob(const struct site *site, const struct detector_rule *rule,
                      struct finding *finding)
{
    return match(site, rule, finding) && (tile_count_digits(site->tile, finding->offset, 8) == 8 ||
                                          !patient_is_missing(site->tile, finding));
}

/* The length of what parts two dates of a range and ends at end: a dash, "- ", " - ", " to ". A
 * word has blanks on both sides, and so has a dash with one in front. */
static size_t match_until(const struct tile *tile, size_t end)
{
    enum { DASHES = 2 };
    static const char *const words[] = {"-", "\xe2\x80\x93", "to", "thru", "through", "until"};
    size_t start = end;
    while (start > 0 && end - start < 10 && tile_byte(tile, start - 1) == ' ') {
        start--;
    }
    const size_t blanks = end - start;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        const size_t len = strlen(words[i]);
        if (start > len + 1 && memcmp(tile->bytes + start - len, words[i], len) == 0) {
            if (tile_byte(tile, start - len - 1) == ' ') {
                return blanks > 0 ? blanks + len + 1 : 0;
            }
            return i < DASHES ? blanks + len : 0;
        }
    }
    return 0;
}

/* Where the date starts that one at at ends a range of: "01/02/2024 - 01/04/2024"; at when there is
 * none. */
static size_t find_range(const struct tile *tile, size_t at)
{
    const size_t gap = match_until(tile, at);
    const size_t end = at - gap;
    struct dates_date date;
    for (size_t len = gap > 0 ? RANGE_DATE_MAX : 0; len >= 6; len--) {
        if (len <= end &&
            dates_match(tile->bytes + end - len, end - len, len, DATES_ANY, &date) == len) {
            return end - len;
        }
    }
    return at;
}

/* "DOS" and "DOD" somewhere in front are other things without a patient. */
static bool is_of_care(const struct tile *tile, const struct finding *finding)
{
    for (size_t i = 0; i < finding->evidence_count; i++) {
        const struct evidence *const reason = &finding->evidence[i];
        if (reason->kind == EVIDENCE_WORD &&
            (labels_table[reason->word].flags & LABEL_FLAG_CAPITALS) != 0) {
            return patient_is_near(tile, finding->offset, finding->offset + finding->length);
        }
    }
    return !patient_is_missing(tile, finding);
}

static bool match_service(const struct site *site, const struct detector_rule *rule,
                          struct finding *finding)
{
    if (match(site, rule, finding)) {
        return is_of_care(site->tile, finding);
    }
    const struct tile *tile = site->tile;
    const size_t first = find_range(tile, site->at);
    struct dates_date date;
    if (first == site->at || dates_match(tile->bytes + site->at, site->at, tile->len - site->at,
                                         DATES_ANY, &date) == 0) {
        return false;
    }
    /* what names the first date names the second */
    const struct detector_value value = {
        .at = first, .len = site->at - first, .form = &rule->forms[0], .is_valid = true};
    if (!detector_judge(site, rule, &value, finding)) {
        return false;
    }
    finding->offset = site->at;
    finding->length = (uint32_t)date.date_len;
    return is_of_care(tile, finding);
}

/* The day as yyyymmdd, however it is written. */
static size_t normalise(const struct ruleset *ruleset, struct span value, uint8_t *out)
{
    struct dates_date date;
    if (!dates_parse(value.ptr, value.len, &date)) {
        return detector_normalise_digits(ruleset, value, out);
    }
    unsigned day = date.year * 10000U + date.month * 100U + date.day;
    for (size_t i = 8; i > 0; i--, day /= 10) {
        out[i - 1] = (uint8_t)('0' + day % 10);
    }
    return 8;
}

const struct detector_rule rule_dob = {
    .row = {.id = "dob",
            .title = "Date of birth",
            .tag = "dob",
            .validation = "a calendar date from 1890 to 2035 in one of the usual forms",
            .context = "dob, date of birth, birth date, born; required, within 50 bytes, the "
                       "nearest label wins",
            .traps = "a bare date is not reported; the nearest label of a date decides",
            .source = "45 CFR 164.514(b)(2)(i)(C)",
            .identifier = 'C',
            .role = ROLE_PERSON,
            .qualifies = true},
    .anchors = ANCHOR_BIT(ANCHOR_NUMBER) | ANCHOR_BIT(ANCHOR_MONTH),
    .labels = LABEL_BIT(LABEL_BIRTH),
    .runs = 1U << 1 | 1U << 2 | 1U << 4 | 1U << 8 | 1U << 12 | 1U << 14,
    .follows = "-/. " DETECTOR_LETTERS,
    .marked = 1U << 1 | 1U << 2 | 1U << 4,
    .start = START_CODE,
    .check = EVIDENCE_RANGE,
    .forms = {{0, 80, 85, 50, 17, RIVAL_DATE}},
    .match = match_dob,
    .normalise = normalise,
};

const struct detector_rule rule_service_date = {
    .row = {.id = "service-date",
            .title = "Date of admission, discharge, service or death",
            .tag = "service-date",
            .validation = "a calendar date from 1890 to 2035 in one of the usual forms",
            .context = "admission, discharge, date of service, visit date, date of death; "
                       "required, within 50 bytes, the nearest label wins; visit, collected "
                       "and the like directly in front, or \"Date:\" where a line or a field of "
                       "one starts, near a patient; the end of such a range",
            .traps = "timestamps of logs, builds and files: a label of care",
            .source = "45 CFR 164.514(b)(2)(i)(C)",
            .identifier = 'C',
            .role = ROLE_PERSON,
            .qualifies = true},
    .anchors = ANCHOR_BIT(ANCHOR_NUMBER) | ANCHOR_BIT(ANCHOR_MONTH),
    .labels = LABEL_BIT(LABEL_SERVICE),
    .runs = 1U << 1 | 1U << 2 | 1U << 4 | 1U << 8 | 1U << 12 | 1U << 14,
    .follows = "-/. " DETECTOR_LETTERS,
    .marked = 1U << 1 | 1U << 2 | 1U << 4,
    .start = START_TOKEN,
    .check = EVIDENCE_RANGE,
    .forms = {{0, 65, 80, 50, 17, RIVAL_DATE}},
    .match = match_service,
    .normalise = normalise,
};
