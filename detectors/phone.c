/* The phone and fax detectors. */
#include "detectors/phone.h"

#include "detectors/dates.h"
#include "detectors/detector.h"
#include "detectors/rules.h"
#include "detectors/score.h"

#include <string.h>

#define DIGITS_MIN 7
#define DIGITS_MAX 15 /* ITU-T E.164 */

enum phone_form { FORM_GROUPED, FORM_BARE, FORM_MIXED };

bool phone_is_nanp(const uint8_t digits[10])
{
    const bool is_area = digits[0] >= '2' && memcmp(digits + 1, "11", 2) != 0 &&
                         memcmp(digits + 1, "99", 2) != 0 && memcmp(digits, "555", 3) != 0;
    return is_area && digits[3] >= '2' && memcmp(digits + 4, "11", 2) != 0;
}

/* A number as it is read from its first byte on. */
struct number {
    size_t end; /* behind its last digit */
    size_t digits;
    size_t groups;
    uint8_t digit[DIGITS_MAX + 1];
    uint8_t mark;  /* the last separator of one byte */
    bool is_mixed; /* two different ones, as in 252.227-7013; not a blank and another */
    bool has_plus;
};

static bool is_spread_dash(const struct tile *tile, size_t at, size_t len)
{
    return len == 3 && tile_byte(tile, at) == ' ' && tile_byte(tile, at + 1) == '-' &&
           tile_byte(tile, at + 2) == ' ';
}

/* What may stand between two groups: one mark, up to three where a parenthesis is among them, four
 * behind one, a dash between blanks, or one of three bytes. The length, or 0 when no digit follows.
 */
static size_t match_separator(const struct tile *tile, size_t at)
{
    const size_t most = tile_byte(tile, at) == ')' ? 4 : 3; /* "(212) - 736" */
    size_t len = 0;
    bool has_parenthesis = false;
    while (len < most && ascii_is_one_of(tile_byte(tile, at + len), " -.()/")) {
        has_parenthesis = has_parenthesis || ascii_is_one_of(tile_byte(tile, at + len), "()");
        len++;
    }
    if (len == 0) {
        len = tile_match_dash(tile, at);
    } else if (len > 1 && !has_parenthesis && !is_spread_dash(tile, at, len)) {
        return 0;
    }
    return tile_is_digit(tile, at + len) ? len : 0;
}

/* Reads the group of digits at *at and the separator behind it; false when there would be more than
 * most digits. */
static bool read_group(const struct tile *tile, size_t *at, size_t most, struct number *number)
{
    const size_t run = tile_count_digits(tile, *at, DIGITS_MAX + 1);
    if (run == 0 || number->digits + run > most) {
        return false;
    }
    memcpy(number->digit + number->digits, tile->bytes + *at, run);
    number->digits += run;
    number->groups++;
    number->end = *at + run;
    const size_t separator = match_separator(tile, number->end);
    const uint8_t mark = tile_byte(tile, number->end);
    if (separator == 1 && mark != ')' && number->digits < most) {
        number->is_mixed =
            number->is_mixed || (number->mark != 0 && number->mark != ' ' && number->mark != mark);
        number->mark = mark;
    }
    *at = number->end + separator;
    return true;
}

/* Reads groups of digits from at on until there are wanted digits; false when no group ends there.
 */
static bool read_number(const struct tile *tile, size_t at, size_t wanted, struct number *number)
{
    *number = (struct number){0};
    if (tile_byte(tile, at) == '+') {
        number->has_plus = true;
        at++;
    }
    at += tile_byte(tile, at) == '(' ? 1 : 0;
    while (number->digits < wanted) {
        if (!read_group(tile, &at, wanted, number)) {
            return false;
        }
    }
    return true;
}

/* ", x123", " ext. 123": the length behind the number, or 0. */
static size_t match_extension(const struct tile *tile, size_t at)
{
    static const char *const names[] = {"extension", "ext", "x"};
    size_t len = tile_byte(tile, at) == ',' ? 1 : 0;
    len += tile_byte(tile, at + len) == ' ' ? 1 : 0;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const size_t from = at + len;
        if (from >= tile->len ||
            !ascii_starts_with(tile->bytes + from, tile->len - from, names[i])) {
            continue;
        }
        size_t end = from + strlen(names[i]);
        end += tile_byte(tile, end) == '.' ? 1 : 0;
        end += tile_byte(tile, end) == ' ' ? 1 : 0;
        const size_t digits = tile_count_digits(tile, end, 7);
        const bool is_end = tile_ends_token(tile, end + digits) &&
                            !ascii_is_one_of(tile_byte(tile, end + digits), "+@"); /* of mail */
        return digits >= 1 && digits <= 6 && is_end ? end + digits - at : 0;
    }
    return 0;
}

/* Where the number starts whose area code starts at at: a parenthesis and the country code 1 may
 * stand in front, as +1, 1- or 001-. */
static size_t find_start(const struct tile *tile, size_t at)
{
    const bool is_enclosed = tile_byte(tile, at - 1) == '(' && tile_byte(tile, at + 3) == ')';
    const size_t bare = is_enclosed ? at - 1 : at;
    size_t back = bare;
    if (ascii_is_one_of(tile_byte(tile, back - 1), " -.")) {
        back--;
    }
    if (tile_byte(tile, back - 1) != '1') {
        return bare;
    }
    back--;
    if (tile_byte(tile, back - 1) == '+') {
        return back - 1;
    }
    if (tile_byte(tile, back - 1) == '0' && tile_byte(tile, back - 2) == '0') {
        back -= 2;
    }
    return tile_starts_token(tile, back) ? back : bare;
}

static bool starts_number(const struct tile *tile, size_t at)
{
    const uint8_t first = tile_byte(tile, at);
    if (first != '+' && first != '(') {
        return tile_starts_token(tile, at);
    }
    const uint8_t last = tile_byte(tile, at - 1);
    return ascii_is_alnum(last) ? tile_byte(tile, at - 2) == '\\' : last != '+' && last != '/';
}

/* How many digits a NANP number that starts at at has with its country code; 0 when it can be none.
 */
static size_t count_wanted(const struct tile *tile, size_t at)
{
    if (tile_byte(tile, at) == '+') {
        return tile_byte(tile, at + 1) == '1' ? 11 : 0;
    }
    const size_t run = tile_count_digits(tile, at, DIGITS_MAX + 1);
    if (run == 3 && tile_byte(tile, at) == '0' && tile_byte(tile, at + 1) == '0' &&
        tile_byte(tile, at + 2) == '1') {
        return 13;
    }
    return (run == 1 || run == 11) && tile_byte(tile, at) == '1' ? 11 : 10;
}

/* 555-0100 to 555-0199 and the area 555 are for fiction. */
static bool is_fictional(const uint8_t *area)
{
    return memcmp(area, "555", 3) == 0 || memcmp(area + 3, "55501", 5) == 0;
}

/* Digits in groups that may be a number of another plan: all groups there are. */
static bool read_foreign(const struct tile *tile, size_t at, struct number *number)
{
    *number = (struct number){.has_plus = tile_byte(tile, at) == '+'};
    at += number->has_plus || tile_byte(tile, at) == '(' ? 1 : 0;
    at += number->has_plus && tile_byte(tile, at) == '(' ? 1 : 0;
    while (read_group(tile, &at, DIGITS_MAX, number)) {
        if (at == number->end) {
            return number->digits >= DIGITS_MIN;
        }
    }
    return false;
}

/* Dates, ranges, addresses of the internet and SSNs are written in groups, too. */
static bool is_other_number(const struct tile *tile, size_t at, const struct number *number)
{
    struct dates_date date;
    for (size_t i = at; i < number->end; i++) {
        if (ascii_is_one_of(tile_byte(tile, i), "./") || is_spread_dash(tile, i, 3)) {
            return true;
        }
    }
    const bool is_ssn =
        number->groups == 3 && number->digits == 9 && tile_byte(tile, at + 3) == '-';
    return is_ssn || dates_match(tile->bytes + at, at, tile->len - at, DATES_IN_TEXT, &date) > 0;
}

/* True when groups of digits from at on have enough of them for a number of any plan. */
static bool has_digits(const struct tile *tile, size_t at)
{
    struct number number = {0};
    at += tile_byte(tile, at) == '+' ? 1 : 0;
    at += tile_byte(tile, at) == '(' ? 1 : 0;
    while (number.digits < DIGITS_MIN) {
        if (!read_group(tile, &at, DIGITS_MAX, &number)) {
            return false;
        }
    }
    return true;
}

/* True when the number at at may belong to another plan: a country code stands in front, or a label
 * directly. */
static bool may_be_foreign(const struct site *site, const struct detector_rule *rule, size_t at)
{
    if (site->anchor != ANCHOR_NUMBER) {
        return tile_byte(site->tile, at) == '+' && tile_byte(site->tile, at + 1) > '1';
    }
    return context_is_field(site->tile, rule->labels, RIVAL_NONE, at);
}

static enum phone_form form_of(const struct number *number)
{
    if (number->has_plus) {
        return FORM_GROUPED;
    }
    if (number->groups == 1) {
        return FORM_BARE;
    }
    return number->groups == 3 && number->is_mixed ? FORM_MIXED : FORM_GROUPED;
}

/* Reads the number that starts at at and fills value. */
static bool read_value(const struct site *site, const struct detector_rule *rule, size_t at,
                       struct detector_value *value)
{
    const struct tile *tile = site->tile;
    struct number number;
    const size_t wanted = count_wanted(tile, at);
    const bool is_nanp = wanted > 0 && read_number(tile, at, wanted, &number);
    if (is_nanp) {
        const uint8_t *area = number.digit + wanted - 10;
        value->is_valid = phone_is_nanp(area);
        value->flags = is_fictional(area) ? FINDING_FICTIONAL : 0;
    } else {
        if (!may_be_foreign(site, rule, at) || !read_foreign(tile, at, &number)) {
            return false;
        }
        value->is_valid = number.has_plus && number.digits >= 8 && number.digit[0] > '1';
        if (!number.has_plus && (number.groups == 1 || is_other_number(tile, at, &number))) {
            return false;
        }
    }
    const size_t extension = match_extension(tile, number.end);
    value->at = at;
    value->len = number.end + extension - at;
    value->form = &rule->forms[form_of(&number)];
    const bool is_tagged = tile_byte(tile, number.end) == '-' && /* 415-674-2671-Fax */
                           ascii_is_alpha(tile_byte(tile, number.end + 1));
    return extension > 0 || is_tagged || tile_ends_token(tile, number.end);
}

/* True when the number at at, in groups of which one starts at the site, is found by its shape. */
static bool has_shape(const struct site *site, size_t at)
{
    const struct tile *tile = site->tile;
    const bool is_shaped =
        tile_has_shape(tile, SHAPE_PHONE, site->at) ||
        tile_has_shape(tile, SHAPE_PHONE_WIDE, site->at) ||
        (tile_byte(tile, site->at - 1) == '(' && tile_has_shape(tile, SHAPE_PAREN, site->at - 1));
    struct number number;
    const size_t wanted = is_shaped ? count_wanted(tile, at) : 0;
    return wanted > 0 && read_number(tile, at, wanted, &number);
}

/* The first byte of the number that an anchor belongs to. */
static size_t locate(const struct site *site)
{
    const struct tile *tile = site->tile;
    if (site->anchor == ANCHOR_PLUS) {
        return site->at;
    }
    if (site->anchor == ANCHOR_PAREN) {
        return find_start(tile, site->at + 1);
    }
    if (tile_byte(tile, site->at - 1) == '+') {
        return site->at - 1;
    }
    return find_start(tile, site->at);
}

static bool match(const struct site *site, const struct detector_rule *rule,
                  struct finding *finding)
{
    if (site->anchor == ANCHOR_PAREN && tile_byte(site->tile, site->at) != '(') {
        return false;
    }
    struct detector_value value = {0};
    const size_t at = locate(site);
    if (!starts_number(site->tile, at)) {
        return false;
    }
    if (site->anchor == ANCHOR_NUMBER && site->run < 10 &&
        (!has_digits(site->tile, at) || has_shape(site, at) || !may_be_foreign(site, rule, at))) {
        return false; /* of numbers in groups only foreign ones directly behind a label */
    }
    if (!read_value(site, rule, at, &value)) {
        return false;
    }
    const bool is_bare = value.form == &rule->forms[FORM_BARE];
    return !(is_bare && context_is_of_id(site->tile, at)) &&
           detector_judge(site, rule, &value, finding);
}

/* The digits without country code 1 and extension. */
static size_t normalise(const struct ruleset *ruleset, struct span value, uint8_t *out)
{
    size_t len = 0;
    while (len < value.len && !ascii_is_alpha(value.ptr[len]) && value.ptr[len] != ',') {
        len++;
    }
    const size_t digits = detector_normalise_digits(ruleset, (struct span){value.ptr, len}, out);
    const size_t code = digits == 11 && out[0] == '1'                ? 1
                        : digits == 13 && memcmp(out, "001", 3) == 0 ? 3
                                                                     : 0;
    memmove(out, out + code, digits - code);
    return digits - code;
}

const struct detector_rule rule_phone = {
    .row =
        {.id = "phone",
         .title = "Telephone number",
         .tag = "phone",
         .validation = "NANP: area and exchange from 2, not N11; or '+' and 8 to 15 digits",
         .context =
             "phone, tel, cell, mobile, call, contact; required for bare digits, within 50 bytes",
         .traps = "coordinates, versions, addresses of machines; 555-01xx is flagged "
                  "fictional; a publisher's is lowered",
         .source = "NANPA, numbering plan; ITU-T E.164",
         .identifier = 'D',
         .role = ROLE_PERSON,
         .qualifies = true},
    .anchors = ANCHOR_BIT(ANCHOR_PHONE) | ANCHOR_BIT(ANCHOR_PHONE_WIDE) | ANCHOR_BIT(ANCHOR_PAREN) |
               ANCHOR_BIT(ANCHOR_PLUS) | ANCHOR_BIT(ANCHOR_NUMBER),
    .labels = LABEL_BIT(LABEL_PHONE),
    .runs = 0xc1e /* 1 to 4, 10, 11 */,
    .start = START_TOKEN,
    .direct = 0x1e,
    .check = EVIDENCE_RANGE,
    .forms = {[FORM_GROUPED] = {60, 80, 83, 100, 33, RIVAL_NONE},
              [FORM_BARE] = {0, 70, 80, 50, 16, RIVAL_NUMBER},
              [FORM_MIXED] = {0, 75, 80, 50, 16, RIVAL_NUMBER}},
    .match = match,
    .normalise = normalise,
};

const struct detector_rule rule_fax = {
    .row = {.id = "fax",
            .title = "Fax number",
            .tag = "fax",
            .validation = "as phone",
            .context = "fax, facsimile; required, within 50 bytes, the nearest label wins",
            .traps = "as phone",
            .source = "NANPA, numbering plan; ITU-T E.164",
            .identifier = 'E',
            .role = ROLE_PERSON,
            .qualifies = true},
    .anchors = ANCHOR_BIT(ANCHOR_PHONE) | ANCHOR_BIT(ANCHOR_PHONE_WIDE) | ANCHOR_BIT(ANCHOR_PAREN) |
               ANCHOR_BIT(ANCHOR_PLUS) | ANCHOR_BIT(ANCHOR_NUMBER),
    .labels = LABEL_BIT(LABEL_FAX),
    .runs = 0xc1e /* 1 to 4, 10, 11 */,
    .start = START_TOKEN,
    .direct = 0x1e,
    .check = EVIDENCE_RANGE,
    .forms = {[FORM_GROUPED] = {0, 82, 85, 50, 16, RIVAL_NUMBER},
              [FORM_BARE] = {0, 70, 80, 50, 16, RIVAL_NUMBER},
              [FORM_MIXED] = {0, 75, 80, 50, 16, RIVAL_NUMBER}},
    .match = match,
    .normalise = normalise,
};
