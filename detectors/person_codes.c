/* Numbers of people that have no form of their own: medicaid-id, patient-id, account-number,
 * bank-account, unique-code. */
#include "detectors/labelled_code.h"
#include "detectors/patient_near.h"
#include "detectors/rules.h"

#define ROUTING_NEAR 40 /* bytes between an account and the routing number of its bank */

static bool match_medicaid(const struct site *site, const struct detector_rule *rule,
                           struct finding *finding)
{
    struct labelled_code code;
    if (!labelled_code_read(site, &code) || code.end - code.at < 8 || code.end - code.at > 14 ||
        code.digits < 5 || code.small > 0 || code.dashes > 1) {
        return false;
    }
    /* "Medicaid: AB12345C", but not "Medicaid 12345678" */
    const uint64_t weak = LABEL_BIT(LABEL_MEDICAID_WEAK);
    if (labelled_code_judge(site, rule, &code, LABEL_BIT(LABEL_MEDICAID), finding)) {
        return true;
    }
    return code.capitals > 0 && context_is_field(site->tile, weak, RIVAL_NUMBER, code.at) &&
           labelled_code_judge(site, rule, &code, weak, finding);
}

/* f3b1c7e2-0a55-4c0e-9d1b-7c2d8e4410aa (RFC 9562). */
static bool is_uuid(const struct tile *tile, const struct labelled_code *code)
{
    static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    if (code->end - code->at != sizeof form - 1) {
        return false;
    }
    for (size_t i = 0; i + 1 < sizeof form; i++) {
        const uint8_t byte = tile_byte(tile, code->at + i);
        if (form[i] == '-' ? byte != '-' : !ascii_is_hex(byte)) {
            return false;
        }
    }
    return true;
}

static bool match_patient_id(const struct site *site, const struct detector_rule *rule,
                             struct finding *finding)
{
    static const struct labelled_shape shape = {5, 16, 5, false};
    struct labelled_code code;
    if (labelled_code_read(site, &code) && is_uuid(site->tile, &code)) {
        return context_is_field(site->tile, rule->labels, RIVAL_NUMBER, code.at) &&
               labelled_code_judge(site, rule, &code, 0, finding) &&
               !patient_is_missing(site->tile, finding);
    }
    return labelled_code_match(site, rule, &shape, finding) &&
           !patient_is_missing(site->tile, finding);
}

/* "routing 071000013, account 483992017": an account of a bank. */
static bool is_beside_routing(const struct tile *tile, const struct finding *finding)
{
    const size_t end = finding->offset + finding->length;
    const struct context_query query = {LABEL_BIT(LABEL_ABA), RIVAL_NONE,  finding->offset, end,
                                        ROUTING_NEAR,         ROUTING_NEAR};
    return context_find_word(tile, &query) != 0;
}

static bool match_account(const struct site *site, const struct detector_rule *rule,
                          struct finding *finding)
{
    static const struct labelled_shape shape = {5, 17, 5, false};
    return labelled_code_match(site, rule, &shape, finding) &&
           (!patient_is_missing(site->tile, finding) || is_beside_routing(site->tile, finding));
}

static bool match_bank_account(const struct site *site, const struct detector_rule *rule,
                               struct finding *finding)
{
    static const struct labelled_shape shape = {6, 17, 0, false};
    return labelled_code_match(site, rule, &shape, finding);
}

static bool match_unique_code(const struct site *site, const struct detector_rule *rule,
                              struct finding *finding)
{
    static const struct labelled_shape shape = {3, 12, 8, false};
    struct labelled_code code;
    return labelled_code_read(site, &code) && labelled_code_fits(&code, &shape) &&
           code.end - code.at >= 5 && labelled_code_judge(site, rule, &code, 0, finding) &&
           !patient_is_missing(site->tile, finding);
}

const struct detector_rule rule_medicaid_id = {
    .row = {.id = "medicaid-id",
            .title = "Medicaid recipient number",
            .tag = "medicaid-id",
            .validation = "8 to 14 capitals and digits, 5 of them digits; each state has its own",
            .context = "medicaid id, recipient id; required, within 50 bytes; medicaid "
                       "alone directly in front of a code with letters",
            .traps = "no national form: a label decides",
            .source = "45 CFR 164.514(b)(2)(i)(I)",
            .identifier = 'I',
            .role = ROLE_PERSON,
            .qualifies = true},
    .anchors = ANCHOR_BIT(ANCHOR_NUMBER),
    .labels = LABEL_BIT(LABEL_MEDICAID) | LABEL_BIT(LABEL_MEDICAID_WEAK),
    .runs = LABELLED_CODE_RUNS,
    .forms = {{0, 75, 85, 50, 16, RIVAL_NUMBER}},
    .start = START_CODE,
    .match = match_medicaid,
    .normalise = detector_normalise_code,
};

const struct detector_rule rule_patient_id = {
    .row = {.id = "patient-id",
            .title = "Patient identifier",
            .tag = "patient-id",
            .validation =
                "5 to 16 digits, up to 5 letters; directly behind a label a UUID, too; has "
                "no standard form",
            .context = "patient id, patient identifier, pt id, client id near a patient; required, "
                       "within 50 bytes, the "
                       "nearest label wins",
            .traps = "an id column counts beside columns of a person only",
            .source = "45 CFR 164.514(b)(2)(i)(H)",
            .identifier = 'H',
            .role = ROLE_PERSON,
            .qualifies = true},
    .anchors = ANCHOR_BIT(ANCHOR_NUMBER),
    .labels = LABEL_BIT(LABEL_PATIENT),
    .runs = LABELLED_CODE_RUNS,
    .forms = {{0, 80, 85, 50, 16, RIVAL_NUMBER}},
    .start = START_CODE,
    .match = match_patient_id,
    .normalise = detector_normalise_code,
};

const struct detector_rule rule_account_number = {
    .row = {.id = "account-number",
            .title = "Account number of a patient or customer",
            .tag = "account",
            .validation = "5 to 17 digits, up to 5 letters; has no standard form",
            .context =
                "account number, acct no, patient account; required, within 50 bytes; account, "
                "case, accession directly in front, near a patient",
            .traps = "account alone names accounts of any kind",
            .source = "45 CFR 164.514(b)(2)(i)(J)",
            .identifier = 'J',
            .role = ROLE_PERSON,
            .qualifies = true},
    .anchors = ANCHOR_BIT(ANCHOR_NUMBER),
    .labels = LABEL_BIT(LABEL_ACCOUNT),
    .runs = LABELLED_CODE_RUNS,
    .forms = {{0, 75, 85, 50, 16, RIVAL_NUMBER}},
    .start = START_CODE,
    .match = match_account,
    .normalise = detector_normalise_code,
};

const struct detector_rule rule_bank_account = {
    .row = {.id = "bank-account",
            .title = "Bank account number",
            .tag = "bank-account",
            .validation = "6 to 17 digits; has no standard form",
            .context = "bank account, checking account, savings account; required, within 50 bytes",
            .traps = "order and invoice numbers look the same: a label",
            .source = "45 CFR 164.514(b)(2)(i)(J)",
            .identifier = 'J',
            .role = ROLE_PERSON,
            .qualifies = true},
    .anchors = ANCHOR_BIT(ANCHOR_NUMBER),
    .labels = LABEL_BIT(LABEL_BANK),
    .runs = LABELLED_CODE_RUNS,
    .forms = {{0, 70, 85, 50, 16, RIVAL_NUMBER}},
    .start = START_CODE,
    .match = match_bank_account,
    .normalise = detector_normalise_digits,
};

const struct detector_rule rule_unique_code = {
    .row = {.id = "unique-code",
            .title = "Code of a participant in a study, or of a specimen",
            .tag = "unique-code",
            .validation = "5 or more capitals and digits, 3 to 12 of them digits",
            .context = "study id, subject id, participant id; required, within 50 bytes; specimen "
                       "id directly in front, near a patient",
            .traps = "employees, orders and sessions have ids, too",
            .source = "45 CFR 164.514(b)(2)(i)(R)",
            .identifier = 'R',
            .role = ROLE_PERSON,
            .qualifies = true},
    .anchors = ANCHOR_BIT(ANCHOR_NUMBER),
    .labels = LABEL_BIT(LABEL_STUDY),
    .runs = LABELLED_CODE_RUNS,
    .forms = {{0, 75, 85, 50, 16, RIVAL_NUMBER}},
    .match = match_unique_code,
    .normalise = detector_normalise_code,
};
