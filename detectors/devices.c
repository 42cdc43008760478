/* The device-id and udi detectors. */
#include "detectors/labelled_code.h"
#include "detectors/rules.h"
#include "detectors/score.h"
#include "detectors/udi.h"

#define SCORE_SERIAL 80

/* "Pacemaker: Azure XT DR, Serial # RNB204239H": the name of a device somewhere in front. */
static bool match_serial(const struct site *site, const struct detector_rule *rule,
                         const struct labelled_code *code, struct finding *finding)
{
    static const char *const words[] = {"serial", "sn", "s/n"};
    const struct context_query query = {rule->labels,          RIVAL_NONE, code->at, code->end,
                                        rule->forms[0].before, 0};
    if (!labelled_code_follows(site->tile, code->at, words, sizeof words / sizeof words[0])) {
        return false;
    }
    const uint16_t word = context_find_word(site->tile, &query);
    if (word == 0) {
        return false;
    }
    finding->offset = code->at;
    finding->length = (uint32_t)(code->end - code->at);
    score_add(finding, EVIDENCE_SHAPE, SCORE_SERIAL / 2, 0);
    score_add(finding, EVIDENCE_WORD, SCORE_SERIAL - SCORE_SERIAL / 2, word);
    return true;
}

/* True for a value behind the name of a device alone, which may be anything of it. */
static bool is_of_device(const struct finding *finding)
{
    for (size_t i = 0; i < finding->evidence_count; i++) {
        const struct evidence *const reason = &finding->evidence[i];
        if (reason->word != 0 && labels_table[reason->word].kind == LABEL_DEVICE &&
            (labels_table[reason->word].flags & LABEL_FLAG_WEAK) != 0) {
            return true;
        }
    }
    return false;
}

static bool match_device_id(const struct site *site, const struct detector_rule *rule,
                            struct finding *finding)
{
    static const struct labelled_shape shape = {4, 32, 32, true};
    struct labelled_code code;
    if (!labelled_code_read(site, &code) || !labelled_code_fits(&code, &shape) ||
        code.end - code.at < 6) {
        return false;
    }
    const struct finding empty = *finding;
    if (labelled_code_judge(site, rule, &code, 0, finding) && !is_of_device(finding)) {
        return true;
    }
    *finding = empty;
    return match_serial(site, rule, &code, finding);
}

/* The device identifier names a model; only a serial number behind it names a device. */
static bool match_udi(const struct site *site, const struct detector_rule *rule,
                      struct finding *finding)
{
    const struct tile *tile = site->tile;
    for (size_t back = 1; back <= 4 && back <= site->at; back++) {
        const size_t at = site->at - back;
        struct udi udi;
        if (!ascii_is_one_of(tile_byte(tile, at), "(+=")) {
            continue;
        }
        const size_t len =
            udi_match(tile->bytes + at, tile_code_before(tile, at), tile->len - at, &udi);
        const struct detector_value value = {
            .at = at, .len = len, .form = &rule->forms[0], .is_valid = len > 0 && udi.is_valid};
        return len > 0 && udi.serial_len > 0 && detector_judge(site, rule, &value, finding);
    }
    return false;
}

const struct detector_rule rule_device_id = {
    .row = {.id = "device-id",
            .title = "Device identifier or serial number",
            .tag = "device-id",
            .validation = "6 to 40 letters and digits, 4 of them digits; has no standard form",
            .context = "device id, device serial number, implant serial, imei; serial or S/N "
                       "directly in front and a device as pacemaker; required, within 50 bytes",
            .traps = "serial numbers of what is no medical device: a label that says device",
            .source = "45 CFR 164.514(b)(2)(i)(M)",
            .identifier = 'M',
            .role = ROLE_PERSON,
            .qualifies = true},
    .anchors = ANCHOR_BIT(ANCHOR_NUMBER),
    .labels = LABEL_BIT(LABEL_DEVICE),
    .runs = LABELLED_CODE_RUNS,
    .forms = {{0, 65, 85, 50, 16, RIVAL_NUMBER}},
    .start = START_CODE,
    .match = match_device_id,
    .normalise = detector_normalise_code,
};

const struct detector_rule rule_udi = {
    .row = {.id = "udi",
            .title = "Unique device identifier with a serial number",
            .tag = "udi",
            .validation = "GS1, HIBCC or ICCBBA form with its check, and a serial number",
            .context = "udi, unique device identifier; required, within 50 bytes",
            .traps = "the first part names a model: only a serial number behind it counts",
            .source = "21 CFR 830; FDA, UDI formats by FDA-accredited issuing agency",
            .identifier = 'M',
            .role = ROLE_PERSON,
            .qualifies = true},
    .anchors = ANCHOR_BIT(ANCHOR_NUMBER),
    .labels = LABEL_BIT(LABEL_UDI),
    .runs = LABELLED_CODE_RUNS,
    .check = EVIDENCE_CHECK_DIGIT,
    .forms = {{0, 85, 93, 50, 16, RIVAL_NUMBER}},
    .match = match_udi,
    .normalise = detector_normalise_code,
};
