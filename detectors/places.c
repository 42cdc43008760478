/* The postal-address, city and zip-code detectors. */
#include "detectors/address.h"
#include "detectors/detector.h"
#include "detectors/patient_near.h"
#include "detectors/rules.h"
#include "detectors/score.h"
#include "detectors/states.h"
#include "detectors/zip.h"

#define CITY_WORDS_MAX 4
#define CITY_WORD_MAX 24
#define CITY_GAP_MAX 6 /* between the label and the city */

enum address_form { ADDRESS_FULL, ADDRESS_STREET, ADDRESS_HOME };
enum zip_form { ZIP_IN_PLACE, ZIP_LABELLED };

/* A street alone may be anybody's; one with an apartment or beside a patient is somebody's home. */
static enum address_form form_of(const struct tile *tile, const struct address *address, size_t at,
                                 size_t len)
{
    if (address->place.len > 0) {
        return ADDRESS_FULL;
    }
    return address->street.has_unit || patient_is_near(tile, at, at + len) ? ADDRESS_HOME
                                                                           : ADDRESS_STREET;
}

static bool match_address(const struct site *site, const struct detector_rule *rule,
                          struct finding *finding)
{
    const struct tile *tile = site->tile;
    struct address address;
    struct detector_value value = {.at = site->at, .is_valid = true};
    value.len = address_match(tile->bytes + site->at, site->at, tile->len - site->at, &address);
    if (value.len == 0 || value.len > TILE_FINDING_MAX) {
        return false;
    }
    value.form = &rule->forms[form_of(tile, &address, site->at, value.len)];
    value.labels = LABEL_BIT(LABEL_ADDRESS);
    const bool is_unsure = address.street.is_weak || address.street.may_be_name;
    if (address.place.len == 0 && is_unsure &&
        !context_is_field(tile, value.labels, RIVAL_NONE, site->at)) {
        return false;
    }
    return detector_judge(site, rule, &value, finding);
}

/* Where the ZIP of a site starts: behind the code of a state, if that is what was seen. */
static size_t zip_start(const struct site *site)
{
    return site->anchor == ANCHOR_ZIP ? site->at + 3 : site->at;
}

/* True when no lower-case letter stands in the city. */
static bool is_in_capitals(const struct tile *tile, size_t at, size_t len)
{
    size_t lower = 0;
    for (size_t i = 0; i < len; i++) {
        lower += ascii_is_lower(tile_byte(tile, at + i));
    }
    return lower == 0;
}

/* True when a comma stands between city and state. */
static bool has_comma(const struct tile *tile, size_t city, const struct address_place *place)
{
    size_t at = city + place->state_at;
    while (at > city && tile_byte(tile, at - 1) == ' ') {
        at--;
    }
    return tile_byte(tile, at - 1) == ',';
}

/* The place with that ZIP, and where its city starts; or false. A ZIP that does not belong to the
 * state, as in made-up data, wants a comma, and a city that is not in capitals: "Fix PR 29972" and
 * "ERROR IN 62701" are no places; but "APO AA 06259" is. */
static bool find_place(const struct site *site, struct address_place *place, size_t *city)
{
    const struct tile *tile = site->tile;
    const size_t zip = zip_start(site);
    const size_t back = address_find_place(tile->bytes + zip, zip, tile->len - zip, place);
    *city = zip - back;
    return back > 0 &&
           (place->zip_fits || states_at(place->state)->kind == STATES_MILITARY ||
            (has_comma(tile, *city, place) && !is_in_capitals(tile, *city, place->city_len)));
}

/* The length of a capitalised word of letters at at, with '.', '-' and '\'' among them; or 0. */
static size_t match_city_word(const struct tile *tile, size_t at)
{
    size_t len = 0;
    if (!ascii_is_upper(tile_byte(tile, at))) {
        return 0;
    }
    while (len < CITY_WORD_MAX &&
           (ascii_is_alpha(tile_byte(tile, at + len)) || tile_byte(tile, at + len) >= 0x80 ||
            ascii_is_one_of(tile_byte(tile, at + len), ".-'"))) {
        len++;
    }
    return len;
}

/* True for what stands where no city is given, and for types of data. */
static bool is_no_city(struct span value)
{
    static const char *const words[] = {"unknown", "none",    "null",     "n/a",  "tbd",   "string",
                                        "text",    "varchar", "required", "name", "state", "other"};
    return value.len < 3 || ascii_is_word_of(value, words, sizeof words / sizeof words[0]);
}

/* True when a sentence about a city goes on behind its first words: "city: The name of the city";
 * not for "City: The Dalles". */
static bool is_sentence(const struct tile *tile, const struct detector_value *value)
{
    static const char *const words[] = {"the",  "a",   "an",   "address", "city",     "required.",
                                        "this", "any", "your", "name",    "optional."};
    const size_t end = value->at + value->len;
    return tile_byte(tile, end) == ' ' && ascii_is_lower(tile_byte(tile, end + 1)) &&
           ascii_is_word_of(tile_span(tile, value->at, match_city_word(tile, value->at)), words,
                            sizeof words / sizeof words[0]);
}

/* "City: Salt Lake City": a colon, '=' or the line of a form behind the label, and words in
 * capitals up to the end of a field. */
static bool match_labelled_city(const struct site *site, const struct detector_rule *rule,
                                struct finding *finding)
{
    const struct tile *tile = site->tile;
    size_t at = site->label->end;
    bool has_colon = false;
    while (at < site->label->end + (size_t)CITY_GAP_MAX &&
           ascii_is_one_of(tile_byte(tile, at), ":= \"'_")) {
        has_colon = has_colon || ascii_is_one_of(tile_byte(tile, at), ":=") ||
                    (tile_byte(tile, at) == '_' && tile_byte(tile, at + 1) == '_');
        at++;
    }
    struct detector_value value = {.at = at, .form = &rule->forms[0], .is_valid = true};
    for (size_t words = 0, len = 1; words < CITY_WORDS_MAX && len > 0; words++) {
        len = match_city_word(tile, at);
        value.len = len > 0 ? at + len - value.at : value.len;
        at += len + (tile_byte(tile, at + len) == ' ' ? 1 : 0);
    }
    const uint8_t next = tile_byte(tile, value.at + value.len);
    const bool is_closed = next == 0 || ascii_is_one_of(next, ",\r\n\"'|;<\t _");
    return has_colon && is_closed && !is_no_city(tile_span(tile, value.at, value.len)) &&
           !is_sentence(tile, &value) && detector_judge(site, rule, &value, finding);
}

static bool match_city(const struct site *site, const struct detector_rule *rule,
                       struct finding *finding)
{
    struct address_place place;
    struct detector_value value = {.form = &rule->forms[0], .is_valid = true};
    if (site->anchor == ANCHOR_CITY) {
        return match_labelled_city(site, rule, finding);
    }
    if (!find_place(site, &place, &value.at)) {
        return false;
    }
    value.len = place.city_len;
    return detector_judge(site, rule, &value, finding);
}

static bool match_zip(const struct site *site, const struct detector_rule *rule,
                      struct finding *finding)
{
    const struct tile *tile = site->tile;
    struct address_place place;
    size_t city = 0;
    struct detector_value value = {.at = zip_start(site), .is_valid = true};
    value.len =
        zip_match(tile->bytes + value.at, tile_code_before(tile, value.at), tile->len - value.at);
    if (value.len == 0) {
        return false;
    }
    value.form = &rule->forms[find_place(site, &place, &city) ? ZIP_IN_PLACE : ZIP_LABELLED];
    if (value.form == &rule->forms[ZIP_LABELLED] &&
        !context_is_field(tile, rule->labels, RIVAL_NUMBER, value.at)) {
        return false;
    }
    return detector_judge(site, rule, &value, finding);
}

const struct detector_rule rule_postal_address = {
    .row = {.id = "postal-address",
            .title = "Postal address",
            .tag = "address",
            .validation =
                "a house number, a name and a type of street, or a box of a post office or "
                "along a road",
            .context = "city and state behind it, or address in front; an apartment, or a patient "
                       "near",
            .traps = "a publisher's or an association's address is lowered; streets of other "
                     "countries are not known",
            .source = "45 CFR 164.514(b)(2)(i)(B); USPS Publication 28",
            .identifier = 'B',
            .role = ROLE_PERSON,
            .qualifies = true},
    .anchors = ANCHOR_BIT(ANCHOR_NUMBER) | ANCHOR_BIT(ANCHOR_BOX),
    .labels = LABEL_BIT(LABEL_STREET) | LABEL_BIT(LABEL_STATE) | LABEL_BIT(LABEL_ADDRESS) |
              LABEL_BIT(LABEL_BOX) | LABEL_BIT(LABEL_TITLE) /* "Dr" */,
    .runs = 0x7e /* 1 to 6 */,
    .follows = "- " DETECTOR_LETTERS,
    .barred = STREET_JOINTS DETECTOR_LETTERS,
    .is_place = true,
    .forms = {[ADDRESS_FULL] = {80, 80, 85, 40, 0, RIVAL_NONE},
              [ADDRESS_STREET] = {50, 50, 75, 40, 0, RIVAL_NONE},
              [ADDRESS_HOME] = {60, 60, 75, 40, 0, RIVAL_NONE}},
    .match = match_address,
    .normalise = detector_normalise_code,
};

const struct detector_rule rule_city = {
    .row = {.id = "city",
            .title = "City of an address",
            .tag = "city",
            .validation = "one to four words in front of a state and a ZIP code, or behind a label",
            .context = "state and ZIP code behind it, or city and a colon in front; required",
            .traps = "makes no class",
            .source = "45 CFR 164.514(b)(2)(i)(B)",
            .identifier = 'B',
            .role = ROLE_PERSON,
            .qualifies = false},
    .anchors = ANCHOR_BIT(ANCHOR_ZIP) | ANCHOR_BIT(ANCHOR_NUMBER) | ANCHOR_BIT(ANCHOR_CITY),
    .labels = LABEL_BIT(LABEL_STATE) | LABEL_BIT(LABEL_CITY),
    .runs = 1U << 5,
    .is_place = true,
    .forms = {{70, 70, 75, 40, 0, RIVAL_NONE}},
    .match = match_city,
    .normalise = detector_normalise_text,
};

const struct detector_rule rule_zip_code = {
    .row = {.id = "zip-code",
            .title = "ZIP code",
            .tag = "zip",
            .validation =
                "5 or 9 digits with an assigned prefix; in a field 3 digits, too, of the 17 "
                "areas where at most 20,000 people live (Census of 2000)",
            .context = "city and state in front of it, or zip; required",
            .traps = "five digits are everywhere: a state in front, or a label; the first three "
                     "digits of all other areas are what Safe Harbor leaves",
            .source = "45 CFR 164.514(b)(2)(i)(B); HHS, guidance on de-identification (2012); USPS "
                      "Publication 28",
            .identifier = 'B',
            .role = ROLE_PERSON,
            .qualifies = false},
    .anchors = ANCHOR_BIT(ANCHOR_ZIP) | ANCHOR_BIT(ANCHOR_NUMBER),
    .labels = LABEL_BIT(LABEL_ZIP) | LABEL_BIT(LABEL_STATE),
    .runs = 1U << 5,
    .is_place = true,
    .check = EVIDENCE_RANGE,
    .forms = {[ZIP_IN_PLACE] = {75, 75, 80, 40, 0, RIVAL_NONE},
              [ZIP_LABELLED] = {0, 75, 75, 40, 0, RIVAL_NUMBER}},
    .match = match_zip,
    .normalise = detector_normalise_digits,
};
