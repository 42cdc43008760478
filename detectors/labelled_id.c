/* Identifiers without a form of their own, which only a label makes: mrn, member-id, rx-number. */
#include "detectors/detector.h"
#include "detectors/labelled_code.h"
#include "detectors/rules.h"
#include "detectors/us_ssn.h"

#define PREFIX_MAX 5 /* letters in front of the digits: MRN-1015952 */
#define DIGITS_MAX 12
#define LAST_MAX 2 /* digits behind a dash */
#define PHARMACY_NEAR 60
#define GROUPS_MAX 4  /* of digits with dashes between */
#define GROUPED_MIN 6 /* digits in them */

struct token {
    size_t at; /* with its prefix, unless that is its label */
    size_t digits_at;
    size_t end;
    size_t digits;
    bool has_prefix;
    bool is_glued; /* its label stands directly in front: MRN1015952 */
};

/* True when a label ends at end. */
static bool is_labelled_by_prefix(const struct tile *tile, size_t at, size_t end)
{
    const struct label_hit *hit = tile_next_label(tile, TILE_ANY_LABEL, at, end);
    for (; hit != NULL; hit = tile_next_label(tile, TILE_ANY_LABEL, hit->at + 1U, end)) {
        if (hit->end == end && labels_table[hit->word].kind < LABEL_UNIT) {
            return true;
        }
    }
    return false;
}

/* Takes letters in front of the digits, with or without a dash, into the token. */
static void read_prefix(const struct tile *tile, struct token *token)
{
    size_t end = token->digits_at;
    if (tile_byte(tile, end - 1) == '-') {
        end--;
    }
    size_t at = end;
    while (at > 0 && end - at < PREFIX_MAX && ascii_is_alpha(tile_byte(tile, at - 1))) {
        at--;
    }
    if (at == end || !tile_starts_token(tile, at) || tile_byte(tile, at - 1) == '\\') {
        return;
    }
    if (is_labelled_by_prefix(tile, at, end)) {
        token->is_glued = end == token->digits_at;
    } else {
        token->at = at;
        token->has_prefix = true;
    }
}

/* A capital and up to two digits behind the digits, as some plans write them: 123456789A01. */
static size_t match_suffix(const struct tile *tile, size_t at)
{
    if (!ascii_is_upper(tile_byte(tile, at))) {
        return 0;
    }
    return 1 + tile_count_digits(tile, at + 1, 2);
}

/* The token whose digits start at site->at; false when it is part of something longer. */
static bool read_token(const struct site *site, struct token *token)
{
    const struct tile *tile = site->tile;
    *token = (struct token){.at = site->at, .digits_at = site->at, .digits = site->run};
    if (site->run > DIGITS_MAX) {
        return false;
    }
    read_prefix(tile, token);
    token->end = site->at + site->run;
    if (!tile_ends_token(tile, token->end)) {
        token->end += match_suffix(tile, token->end);
    }
    if (tile_byte(tile, token->end) == '-') { /* a check digit, the number of a refill */
        const size_t last = tile_count_digits(tile, token->end + 1, LAST_MAX + 1);
        token->end += last > 0 && last <= LAST_MAX ? 1 + last : 0;
    }
    return (token->is_glued || tile_starts_token(tile, token->at)) &&
           tile_ends_token(tile, token->end);
}

/* Amounts and quantities are no identifiers. */
static bool is_amount(const struct tile *tile, const struct token *token)
{
    return tile_byte(tile, token->end) == '%' || tile_byte(tile, token->at - 1) == '$';
}

static bool judge_token(const struct site *site, const struct detector_rule *rule,
                        const struct token *token, uint64_t labels, struct finding *finding)
{
    const struct detector_value value = {.at = token->at,
                                         .len = token->end - token->at,
                                         .form = &rule->forms[0],
                                         .labels = labels,
                                         .is_valid = true};
    return detector_judge(site, rule, &value, finding);
}

/* True for what three groups of digits are rather: an SSN, a date, a telephone number. */
static bool is_other_number(const struct tile *tile, size_t at, size_t len)
{
    uint8_t digits[DETECTOR_NORMAL_MAX];
    (void)detector_normalise_digits(NULL, tile_span(tile, at, len), digits);
    const bool has_two = tile_byte(tile, at + len - 5) == '-';
    if (len == 11 && has_two && tile_byte(tile, at + 3) == '-') {
        return us_ssn_classify(digits) != US_SSN_INVALID;
    }
    const unsigned year = ascii_read_number(tile->bytes + at, 4);
    const bool has_year = tile_byte(tile, at + 4) == '-' && year >= 1890 && year <= 2035;
    return has_year || (len == 10 && has_two) || (len == 12 && has_two);
}

/* "00-48-31-77", "123-45-67", "7719-22-81": groups of two to four digits with dashes between, as
 * charts are filed by their last digits. The length, or 0. */
static size_t match_groups(const struct tile *tile, size_t at)
{
    size_t end = at;
    size_t digits = 0;
    for (size_t groups = 0; groups < GROUPS_MAX; groups++) {
        const size_t run = tile_count_digits(tile, end, 5);
        if (run < 2 || run > 4) {
            return 0;
        }
        digits += run;
        end += run;
        if (tile_byte(tile, end) != '-') {
            break;
        }
        end++;
    }
    const bool is_whole = tile_starts_token(tile, at) && tile_ends_token(tile, end);
    const size_t len = end - at - (tile_byte(tile, end - 1) == '-' ? 1 : 0);
    return is_whole && digits >= GROUPED_MIN && !is_other_number(tile, at, len) ? len : 0;
}

static bool match_mrn(const struct site *site, const struct detector_rule *rule,
                      struct finding *finding)
{
    struct token token;
    if (site->run < 5) {
        token =
            (struct token){.at = site->at, .end = site->at + match_groups(site->tile, site->at)};
        return token.end > token.at &&
               context_is_field(site->tile, rule->labels, RIVAL_NUMBER, token.at) &&
               judge_token(site, rule, &token, 0, finding);
    }
    if (!read_token(site, &token) || is_amount(site->tile, &token)) {
        return false;
    }
    return judge_token(site, rule, &token, 0, finding);
}

/* JZN882A45571: letters among the digits, directly behind a label. */
static bool match_mixed(const struct site *site, const struct detector_rule *rule,
                        struct finding *finding)
{
    static const struct labelled_shape shape = {6, 14, 6, false};
    const uint64_t label = LABEL_BIT(LABEL_MEMBER);
    struct labelled_code code;
    return labelled_code_read(site, &code) && labelled_code_fits(&code, &shape) &&
           code.capitals > 0 && context_is_field(site->tile, label, RIVAL_NUMBER, code.at) &&
           labelled_code_judge(site, rule, &code, label, finding);
}

static bool match_member_id(const struct site *site, const struct detector_rule *rule,
                            struct finding *finding)
{
    struct token token;
    if (site->run < 6 || !read_token(site, &token)) {
        return match_mixed(site, rule, finding);
    }
    if (is_amount(site->tile, &token)) {
        return false;
    }
    if (judge_token(site, rule, &token, LABEL_BIT(LABEL_MEMBER), finding)) {
        return true;
    }
    /* "Policy: POL-4096742", but not "policy 1234567" */
    return token.has_prefix &&
           context_is_field(site->tile, LABEL_BIT(LABEL_MEMBER_WEAK), RIVAL_NUMBER, token.at) &&
           judge_token(site, rule, &token, LABEL_BIT(LABEL_MEMBER_WEAK), finding);
}

/* True when a weak label is sure: "RX-78901234", or a word of the pharmacy stands near. */
static bool is_sure_rx(const struct site *site, const struct token *token)
{
    const struct tile *tile = site->tile;
    const size_t at = token->digits_at;
    if (tile_byte(tile, at - 1) == '-' && tile_byte(tile, at - 2) == 'X' &&
        tile_byte(tile, at - 3) == 'R') {
        return true;
    }
    const struct context_query query = {
        LABEL_BIT(LABEL_PHARMACY), RIVAL_NONE, token->at, token->end, PHARMACY_NEAR, PHARMACY_NEAR};
    return context_find_word(tile, &query) != 0;
}

static bool match_rx_number(const struct site *site, const struct detector_rule *rule,
                            struct finding *finding)
{
    struct token token;
    if (site->run < 6 || !read_token(site, &token) || is_amount(site->tile, &token)) {
        return false;
    }
    if (judge_token(site, rule, &token, LABEL_BIT(LABEL_RX), finding)) {
        return true;
    }
    return context_is_field(site->tile, LABEL_BIT(LABEL_RX_WEAK), RIVAL_NUMBER, token.at) &&
           is_sure_rx(site, &token) &&
           judge_token(site, rule, &token, LABEL_BIT(LABEL_RX_WEAK), finding);
}

const struct detector_rule rule_mrn = {
    .row = {.id = "mrn",
            .title = "Medical record number",
            .tag = "mrn",
            .validation =
                "5 to 12 digits, up to 5 letters in front, or groups of 2 to 4 digits with "
                "dashes; has no standard form",
            .context = "mrn, medical record, chart no, patient id; required, within 50 bytes, the "
                       "nearest label wins",
            .traps = "a patient number 12 is a count, Mr. 12345 a name: five digits, and a "
                     "label within 50 bytes",
            .source = "45 CFR 164.514(b)(2)(i)(H)",
            .identifier = 'H',
            .role = ROLE_PERSON,
            .qualifies = true},
    .anchors = ANCHOR_BIT(ANCHOR_NUMBER),
    .labels = LABEL_BIT(LABEL_MRN),
    .runs = 0x1ffc /* 5 to 12; 2 to 4 of a group */,
    .follows = "-",
    .marked = 0x1c,
    .forms = {{0, 80, 85, 50, 16, RIVAL_NUMBER}},
    .start = START_CODE,
    .match = match_mrn,
    .normalise = detector_normalise_digits,
};

const struct detector_rule rule_member_id = {
    .row = {.id = "member-id",
            .title = "Health plan member, subscriber, group or policy number",
            .tag = "member-id",
            .validation = "6 to 12 digits, up to 5 letters in front; has no standard form",
            .context =
                "member id, subscriber no, policy number, group #; required, within 50 bytes",
            .traps = "policy or insurance alone name contracts of any kind: then a code with "
                     "letters must follow",
            .source = "45 CFR 164.514(b)(2)(i)(I)",
            .identifier = 'I',
            .role = ROLE_PERSON,
            .qualifies = true},
    .anchors = ANCHOR_BIT(ANCHOR_NUMBER),
    .labels = LABEL_BIT(LABEL_MEMBER) | LABEL_BIT(LABEL_MEMBER_WEAK),
    .runs = 0x1ffe /* 6 to 12; fewer among letters */,
    .forms = {{0, 75, 80, 50, 16, RIVAL_NUMBER}},
    .start = START_CODE,
    .match = match_member_id,
    .normalise = detector_normalise_code,
};

const struct detector_rule rule_rx_number = {
    .row = {.id = "rx-number",
            .title = "Prescription number",
            .tag = "rx",
            .validation = "6 to 12 digits",
            .context = "rx #, prescription number; or rx beside a word of the pharmacy; required, "
                       "within 50 bytes",
            .traps = "Rx 500 mg is a dose, RX 1234567 bytes a network: #, no or number, or a "
                     "word of the pharmacy near",
            .source = "45 CFR 164.514(b)(2)(i)(R); NCPDP Telecommunication D.0 field 402-D2",
            .identifier = 'R',
            .role = ROLE_PERSON,
            .qualifies = true},
    .anchors = ANCHOR_BIT(ANCHOR_NUMBER),
    .labels = LABEL_BIT(LABEL_RX) | LABEL_BIT(LABEL_RX_WEAK),
    .runs = 0x1fc0 /* 6 to 12 */,
    .forms = {{0, 75, 80, 50, 16, RIVAL_NUMBER}},
    .start = START_CODE,
    .match = match_rx_number,
    .normalise = detector_normalise_digits,
};
