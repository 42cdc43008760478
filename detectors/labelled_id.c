/* Identifiers without a form of their own, which only a label makes: mrn, member-id, rx-number. */
#include "detectors/detector.h"
#include "detectors/labelled_code.h"
#include "detectors/patient_near.h"
#include "detectors/rules.h"
#include "detectors/us_ssn.h"

#define PREFIX_MAX 5 /* letters in front of the digits: MRN-1015952 */
#define PLAN_LETTERS 3
#define DIGITS_MAX 12
#define LAST_MAX 2          /* digits behind a dash */
#define STORE_MAX 5         /* the same of a prescription: the pharmacy's own number */
#define PHARMACY_BEFORE 150 /* the head of a label of a pharmacy stands in front */
#define GROUPS_MAX 4        /* of digits with a dash or blank between */
#define GROUP_MIN 2         /* digits of one */
#define GROUP_MAX 6
#define DASHED_MIN 6 /* digits in all of them */
#define SPACED_MIN 8

struct token {
    size_t at; /* with its prefix, unless that is its label */
    size_t digits_at;
    size_t end;
    size_t digits;
    bool has_prefix;
    bool is_glued; /* its label stands directly in front: MRN1015952 */
};

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
    if (labelled_code_is_label(tile, at, end)) {
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

/* The token whose digits start at site->at, with up to last_max digits behind a dash; false when it
 * is part of something longer. */
static bool read_token(const struct site *site, size_t last_max, struct token *token)
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
        const size_t last = tile_count_digits(tile, token->end + 1, last_max + 1);
        token->end += last > 0 && last <= last_max ? 1 + last : 0;
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

/* True for what groups of digits with such a mark between are rather: an SSN, a date, a telephone
 * number. */
static bool is_other_number(const struct tile *tile, size_t at, size_t len, uint8_t mark)
{
    uint8_t digits[DETECTOR_NORMAL_MAX];
    (void)detector_normalise_digits(NULL, tile_span(tile, at, len), digits);
    const bool has_two = tile_byte(tile, at + len - 5) == mark;
    if (len == 11 && has_two && tile_byte(tile, at + 3) == mark && tile_is_digit(tile, at + 9)) {
        return us_ssn_classify(digits) != US_SSN_INVALID;
    }
    const unsigned year = ascii_read_number(tile->bytes + at, 4);
    const bool has_month =
        tile_byte(tile, at + 4) == mark &&
        (len == 7 || tile_byte(tile, at + 6) == mark || tile_byte(tile, at + 7) == mark);
    return (has_month && year >= 1890 && year <= 2035) || (len == 10 && has_two) ||
           (len == 12 && has_two);
}

/* Where groups of digits from at on end, with *mark, a dash or a blank, between all of them; at
 * when there is one only. A group has two digits or more, but for the last one. */
static size_t read_groups(const struct tile *tile, size_t at, uint8_t *mark)
{
    size_t end = at;
    *mark = 0;
    for (size_t groups = 0, last = GROUP_MIN; groups < GROUPS_MAX; groups++) {
        const size_t run = tile_count_digits(tile, end, GROUP_MAX + 1);
        if (run > GROUP_MAX || last < GROUP_MIN) {
            return at;
        }
        last = run;
        end += run;
        const uint8_t next = tile_byte(tile, end);
        if ((next != '-' && next != ' ') || (*mark != 0 && next != *mark) ||
            !tile_is_digit(tile, end + 1)) {
            return *mark != 0 ? end : at;
        }
        *mark = next;
        end++;
    }
    return at;
}

/* Takes letters in front of the digits into the token, and the three that Blue Cross plans write
 * apart: "XEA 904 55 7716". */
static void take_letters(const struct tile *tile, struct token *token)
{
    const size_t apart = tile_byte(tile, token->at - 1) == ' ' ? 1 : 0;
    size_t at = token->at - apart;
    while (at > 0 && token->at - at < PREFIX_MAX && ascii_is_upper(tile_byte(tile, at - 1))) {
        at--;
    }
    const size_t letters = token->at - apart - at;
    if (apart == 0 ? letters == 0
                   : letters != PLAN_LETTERS ||
                         tile_next_label(tile, TILE_ANY_LABEL, at, at + 1) != NULL) {
        return;
    }
    token->at = at;
    token->has_prefix = true;
}

/* "00-48-31-77", "838 253 227", "W6644 86860": groups of digits, as charts are filed by their last
 * digits and plans print their numbers, perhaps with letters in front. False when there are none.
 */
static bool read_grouped(const struct site *site, struct token *token)
{
    const struct tile *tile = site->tile;
    uint8_t mark = 0;
    *token = (struct token){.at = site->at, .digits_at = site->at};
    take_letters(tile, token);
    if (!tile_starts_token(tile, token->at)) {
        return false; /* as most: the middle of a number */
    }
    token->end = read_groups(tile, site->at, &mark);
    for (size_t i = site->at; i < token->end; i++) {
        token->digits += tile_is_digit(tile, i);
    }
    return token->digits >= (mark == '-' ? DASHED_MIN : SPACED_MIN) &&
           !is_other_number(tile, site->at, token->end - site->at, mark) &&
           tile_ends_token(tile, token->end);
}

/* JZN882A45571, MG-2024-20565, 2641 8860 557: letters among the digits, or groups of these,
 * directly behind a label. */
static bool match_direct(const struct site *site, const struct detector_rule *rule, uint64_t label,
                         struct finding *finding)
{
    static const struct labelled_shape shape = {5, 14, 6, false};
    struct labelled_code code;
    if (labelled_code_read(site, &code) && labelled_code_fits(&code, &shape) && code.capitals > 0) {
        return context_is_field(site->tile, label, RIVAL_NUMBER, code.at) &&
               labelled_code_judge(site, rule, &code, label, finding);
    }
    struct token token;
    return read_grouped(site, &token) &&
           context_is_field(site->tile, label, RIVAL_NUMBER, token.at) &&
           judge_token(site, rule, &token, label, finding);
}

static bool match_mrn(const struct site *site, const struct detector_rule *rule,
                      struct finding *finding)
{
    struct token token;
    const bool is_found =
        site->run >= 5 && read_token(site, LAST_MAX, &token)
            ? !is_amount(site->tile, &token) && judge_token(site, rule, &token, 0, finding)
            : match_direct(site, rule, LABEL_BIT(LABEL_MRN), finding);
    return is_found && !patient_is_missing(site->tile, finding);
}

/* "Policy: POL-4096742", "Blue Cross, ID 884120937", but not "policy 1234567". */
static bool match_insured(const struct site *site, const struct detector_rule *rule,
                          const struct token *token, struct finding *finding)
{
    static const char *const words[] = {"id", "identification"};
    const uint64_t labels = LABEL_BIT(LABEL_MEMBER_WEAK);
    const bool is_called_id =
        labelled_code_follows(site->tile, token->at, words, sizeof words / sizeof words[0]);
    const bool is_named = token->has_prefix || is_called_id;
    const bool is_apart = /* "Insurance: BCBS of MA   ID#: MTN903318842" */
        is_called_id && patient_is_near(site->tile, token->at, token->end);
    return (is_apart ||
            (is_named && context_is_field(site->tile, labels, RIVAL_NUMBER, token->at))) &&
           judge_token(site, rule, token, labels, finding);
}

static bool match_member(const struct site *site, const struct detector_rule *rule,
                         struct finding *finding)
{
    const uint64_t label = LABEL_BIT(LABEL_MEMBER);
    struct token token;
    if (site->run < 6 || !read_token(site, LAST_MAX, &token)) {
        return match_direct(site, rule, label, finding) ||
               (read_grouped(site, &token) && match_insured(site, rule, &token, finding));
    }
    return !is_amount(site->tile, &token) && (judge_token(site, rule, &token, label, finding) ||
                                              match_insured(site, rule, &token, finding));
}

static bool match_member_id(const struct site *site, const struct detector_rule *rule,
                            struct finding *finding)
{
    return match_member(site, rule, finding) && !patient_is_missing(site->tile, finding);
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
        LABEL_BIT(LABEL_PHARMACY), RIVAL_NONE,    token->at, token->end,
        PHARMACY_BEFORE,           TILE_AFTER_MAX};
    return context_find_word(tile, &query) != 0;
}

static bool match_rx_number(const struct site *site, const struct detector_rule *rule,
                            struct finding *finding)
{
    struct token token;
    if (site->run < 6 || !read_token(site, STORE_MAX, &token) || is_amount(site->tile, &token)) {
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
                "5 to 12 digits, up to 5 letters in front; directly behind a label letters among "
                "them, or groups of digits with dashes or blanks, too; has no standard form",
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
    .follows = "- ",
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
            .validation =
                "6 to 12 digits, up to 5 letters in front; directly behind a label letters "
                "among them, or groups of digits with dashes or blanks, too; has no "
                "standard form",
            .context =
                "member id, subscriber no, policy number, group #; required, within 50 bytes; id "
                "behind the name of an insurer",
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
