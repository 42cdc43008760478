/* Numbers of documents and vehicles: driver-license, passport, license-number, license-plate. */
#include "detectors/labelled_code.h"
#include "detectors/passport.h"
#include "detectors/rules.h"
#include "detectors/score.h"
#include "detectors/states.h"

#define WASHINGTON_LEN 12 /* "WDLB4X91A5KQ": letters and digits in any order */
#define ZONE_LINE 44      /* characters of a line of a machine readable zone */

#define PLATE_SPACED_MAX 7 /* letters and digits: an eighth would be of the state behind it */

enum passport_form { PASSPORT_NUMBER, PASSPORT_ZONE };

static bool match_driver_license(const struct site *site, const struct detector_rule *rule,
                                 struct finding *finding)
{
    static const struct labelled_shape shape = {5, 18, 7, false};
    static const struct labelled_shape washington = {1, 11, 11, false};
    struct labelled_code code;
    if (!labelled_code_read(site, &code)) {
        return false;
    }
    const bool is_usual = labelled_code_fits(&code, &shape);
    if (!is_usual &&
        (code.end - code.at != WASHINGTON_LEN || !labelled_code_fits(&code, &washington) ||
         !context_is_field(site->tile, rule->labels, RIVAL_NUMBER, code.at))) {
        return false;
    }
    const struct detector_value value = {
        .at = code.at,
        .len = code.end - code.at,
        .form = &rule->forms[0],
        .is_valid = states_with_license(site->tile->bytes + code.at, code.end - code.at) != 0};
    return detector_judge(site, rule, &value, finding);
}

/* The machine readable zone whose second line starts at site->at, with the first one in front. */
static bool match_zone(const struct site *site, const struct detector_rule *rule,
                       struct finding *finding)
{
    const struct tile *tile = site->tile;
    struct detector_value value = {
        .at = site->at, .form = &rule->forms[PASSPORT_ZONE], .is_valid = true};
    value.len = passport_match_mrz(tile->bytes + value.at, value.at, tile->len - value.at);
    for (size_t back = ZONE_LINE + 1; value.len > 0 && back <= ZONE_LINE + 2; back++) {
        const size_t at = site->at - back;
        const size_t both = back <= site->at && tile_byte(tile, at) == 'P'
                                ? passport_match_mrz(tile->bytes + at, at, tile->len - at)
                                : 0;
        if (both == back + value.len) {
            value.at = at;
            value.len = both;
            break;
        }
    }
    return value.len > 0 && detector_judge(site, rule, &value, finding);
}

/* True for a value that a label with all of these flags names, directly in front. */
static bool is_named_directly(const struct finding *finding, unsigned flags)
{
    for (size_t i = 0; i < finding->evidence_count; i++) {
        const struct evidence *const reason = &finding->evidence[i];
        if (reason->kind == EVIDENCE_FIELD && (labels_table[reason->word].flags & flags) == flags) {
            return true;
        }
    }
    return false;
}

/* Nine digits, or a letter and eight; software has passports, too. */
static bool is_us_passport(const struct labelled_code *code)
{
    return code->end - code->at == 9 && code->digits >= 8;
}

static bool match_passport(const struct site *site, const struct detector_rule *rule,
                           struct finding *finding)
{
    struct labelled_code code;
    if (site->anchor == ANCHOR_LONG) {
        return match_zone(site, rule, finding);
    }
    return labelled_code_read(site, &code) && code.small == 0 && code.dashes == 0 &&
           passport_has_shape(site->tile->bytes + code.at, code.end - code.at) &&
           labelled_code_judge(site, rule, &code, 0, finding) &&
           (is_us_passport(&code) || is_named_directly(finding, 0));
}

/* Takes "NY " in front of "214589" into the code; false when there is none. */
static bool read_state(const struct tile *tile, struct labelled_code *code)
{
    const size_t at = code->at - 3;
    size_t state = 0;
    if (code->at < 3 || tile_byte(tile, code->at - 1) != ' ' ||
        states_match(tile->bytes + at, at, tile->len - at, &state) != 2) {
        return false;
    }
    code->at = at;
    return true;
}

/* "License No. A12345"; behind "license" alone a state must stand in front: "License: NY 214589".
 */
static bool match_license_number(const struct site *site, const struct detector_rule *rule,
                                 struct finding *finding)
{
    static const struct labelled_shape shape = {4, 10, 4, false};
    struct labelled_code code;
    if (!labelled_code_read(site, &code) || !labelled_code_fits(&code, &shape)) {
        return false;
    }
    const bool has_state = read_state(site->tile, &code);
    return labelled_code_judge(site, rule, &code, 0, finding) &&
           (has_state || !is_named_directly(finding, LABEL_FLAG_WEAK));
}

/* Takes " HK" behind "G 884" into the code. */
static void read_letters_behind(const struct tile *tile, struct labelled_code *code)
{
    size_t end = code->end + 1;
    while (end - code->end <= 3 && ascii_is_upper(tile_byte(tile, end))) {
        end++;
    }
    const size_t letters = end - code->end - 1;
    if (letters > 0 && tile_byte(tile, code->end) == ' ' && tile_ends_token(tile, end) &&
        code->digits + code->capitals + letters <= PLATE_SPACED_MAX) {
        code->capitals += (uint8_t)letters;
        code->end = end;
    }
}

/* Takes "ABC " in front of "1234" into the code. */
static void read_letters(const struct tile *tile, struct labelled_code *code)
{
    if (code->capitals > 0 || tile_byte(tile, code->at - 1) != ' ') {
        return;
    }
    size_t at = code->at - 1;
    while (code->at - at < 5 && ascii_is_upper(tile_byte(tile, at - 1))) {
        at--;
    }
    const size_t letters = code->at - 1 - at;
    if (letters >= 1 && tile_starts_token(tile, at)) {
        code->capitals = (uint8_t)letters;
        code->at = at;
        read_letters_behind(tile, code);
    }
}

static bool match_license_plate(const struct site *site, const struct detector_rule *rule,
                                struct finding *finding)
{
    static const struct labelled_shape shape = {2, 7, 5, false};
    struct labelled_code code;
    if (!labelled_code_read(site, &code) || !labelled_code_fits(&code, &shape)) {
        return false;
    }
    read_letters(site->tile, &code);
    const int made_of = code.digits + code.capitals;
    return made_of >= 5 && made_of <= 8 && code.capitals > 0 &&
           labelled_code_judge(site, rule, &code, 0, finding);
}

const struct detector_rule rule_driver_license = {
    .row = {.id = "driver-license",
            .title = "US driver's license",
            .tag = "driver-license",
            .validation =
                "5 digits or more in a shape of some state's licenses; directly behind a label "
                "12 letters and digits as of Washington",
            .context = "driver's license, drivers lic, DL, CDL; required, within 50 bytes",
            .traps = "nearly any code is some state's: a label",
            .source = "NTSI, Driver's license format; 45 CFR 164.514(b)(2)(i)(K)",
            .identifier = 'K',
            .role = ROLE_PERSON,
            .qualifies = true},
    .anchors = ANCHOR_BIT(ANCHOR_NUMBER),
    .labels = LABEL_BIT(LABEL_DRIVER),
    .runs = LABELLED_CODE_RUNS,
    .check = EVIDENCE_RANGE,
    .forms = {{0, 75, 90, 50, 16, RIVAL_NUMBER}},
    .start = START_CODE,
    .match = match_driver_license,
    .normalise = detector_normalise_code,
};

const struct detector_rule rule_passport = {
    .row = {.id = "passport",
            .title = "Passport number",
            .tag = "passport",
            .validation = "6 to 9 capitals and digits, 5 of them digits; US: 9 digits, or a letter "
                          "and 8; or the machine readable zone of any country, weights 7 3 1",
            .context = "passport, travel document; required but for the zone; directly in front, "
                       "or of a US passport within 50 bytes",
            .traps = "a letter and eight digits is many things: a label; the zone of a "
                     "machine needs none",
            .source = "ICAO Doc 9303; US Department of State, Next Generation Passport",
            .identifier = 'R',
            .role = ROLE_PERSON,
            .qualifies = true},
    .anchors = ANCHOR_BIT(ANCHOR_NUMBER) | ANCHOR_BIT(ANCHOR_LONG),
    .labels = LABEL_BIT(LABEL_PASSPORT),
    .runs = LABELLED_CODE_RUNS,
    .forms = {[PASSPORT_NUMBER] = {0, 75, 90, 50, 16, RIVAL_NUMBER},
              [PASSPORT_ZONE] = {90, 93, 95, 50, 16, RIVAL_NONE}},
    .match = match_passport,
    .normalise = detector_normalise_code,
};

const struct detector_rule rule_license_number = {
    .row = {.id = "license-number",
            .title = "Professional license of a provider",
            .tag = NULL,
            .validation = "4 to 10 digits, up to 4 letters",
            .context = "medical license, license no, lic #; required, within 50 bytes; license and "
                       "a state directly in front",
            .traps = "software has licenses too: a number must follow",
            .source = "45 CFR 164.514(b)(2)(i)(K)",
            .identifier = 0,
            .role = ROLE_PROVIDER,
            .qualifies = false},
    .anchors = ANCHOR_BIT(ANCHOR_NUMBER),
    .labels = LABEL_BIT(LABEL_LICENSE),
    .runs = LABELLED_CODE_RUNS,
    .forms = {{0, 65, 85, 50, 16, RIVAL_NUMBER}},
    .start = START_CODE,
    .match = match_license_number,
    .normalise = detector_normalise_code,
};

const struct detector_rule rule_license_plate = {
    .row = {.id = "license-plate",
            .title = "Vehicle license plate",
            .tag = "license-plate",
            .validation = "5 to 8 capitals and digits, both among them",
            .context = "license plate, plate number, plate #; required, within 50 bytes",
            .traps = "any short code: a label",
            .source = "45 CFR 164.514(b)(2)(i)(L)",
            .identifier = 'L',
            .role = ROLE_PERSON,
            .qualifies = true},
    .anchors = ANCHOR_BIT(ANCHOR_NUMBER),
    .labels = LABEL_BIT(LABEL_PLATE),
    .runs = LABELLED_CODE_RUNS,
    .forms = {{0, 75, 85, 50, 16, RIVAL_NUMBER}},
    .start = START_CODE,
    .match = match_license_plate,
    .normalise = detector_normalise_code,
};
