/* phicrawl detectors: the catalogue. */
#include "crawler/cli/output.h"
#include "crawler/cli/suggest.h"
#include "crawler/cli/verb.h"

#include "crawler/base/json.h"
#include "crawler/base/log.h"
#include "crawler/cli/detectors_hmac.h"
#include "crawler/cli/help.h"
#include "crawler/cli/judgement.h"
#include "crawler/report/finding_line.h"
#include "detectors/registry.h"
#include "detectors/scan.h"

#include <string.h>
#include <unistd.h>

/* 45 CFR 164.514(b)(2)(i)(A)-(R), in short. */
static const char *const identifier_names[] = {
    "Names",
    "Geographic subdivisions smaller than a State",
    "Elements of dates but the year, and ages over 89",
    "Telephone numbers",
    "Fax numbers",
    "Electronic mail addresses",
    "Social Security numbers",
    "Medical record numbers",
    "Health plan beneficiary numbers",
    "Account numbers",
    "Certificate and license numbers",
    "Vehicle identifiers and license plates",
    "Device identifiers and serial numbers",
    "Web addresses (URL)",
    "Internet protocol addresses",
    "Biometric identifiers",
    "Full-face photographs",
    "Any other unique number, characteristic or code",
};

/* What the letter stands for, or NULL. */
static const char *verb_detectors_identifier(const struct detector *detector)
{
    char letter[2];
    const bool is_one =
        finding_line_identifier(detector, letter) != NULL && letter[0] >= 'A' && letter[0] <= 'R';
    return is_one ? identifier_names[letter[0] - 'A'] : NULL;
}

static void verb_detectors_table(struct output *output, const struct ruleset *ruleset)
{
    buffer_append_format(&output->pending, "%-16s %-2s %-13s %s\n", "DETECTOR", "ID", "ROLE",
                         "FINDS");
    for (size_t i = 0; i < ruleset_detector_count(ruleset); i++) {
        const struct detector *const detector = ruleset_detector_at(ruleset, i);
        char letter[2];
        const char *const shown = finding_line_identifier(detector, letter);
        buffer_append_format(&output->pending, "%-16s %-2s %-13s %s%s\n", detector->id,
                             shown != NULL ? shown : "-", role_name(detector->role),
                             detector->title,
                             ruleset_detector_is_enabled(ruleset, i) ? "" : " (off)");
    }
    buffer_append_str(&output->pending,
                      "\nID is the letter of the identifier in 45 CFR 164.514(b)(2)(i).\n"
                      "'phicrawl detectors DETECTOR' says how one decides.\n");
}

static void verb_detectors_row(struct output *output, const char *term, const char *text)
{
    if (text == NULL || text[0] == '\0')
        return;
    buffer_append_format(&output->pending, "  %-12s ", term);
    help_wrap(&output->pending, text, 15, 15);
}

static void verb_detectors_details(struct output *output, const struct detector *detector)
{
    struct buffer *const out = &output->pending;
    buffer_append_format(out, "%s: %s\n\n", detector->id, detector->title);
    if (verb_detectors_identifier(detector) != NULL) {
        buffer_append_format(out, "  %-12s %c, %s (45 CFR 164.514(b)(2)(i)(%c))\n", "identifier",
                             detector->identifier, verb_detectors_identifier(detector),
                             detector->identifier);
    }
    verb_detectors_row(output, "role", role_name(detector->role));
    verb_detectors_row(output, "qualifies",
                       detector->qualifies ? "yes: may make an object PHI or PII"
                                           : "no: makes no object PHI or PII by itself");
    verb_detectors_row(output, "validation", detector->validation);
    verb_detectors_row(output, "context", detector->context);
    verb_detectors_row(output, "source", detector->source);
    verb_detectors_row(output, "tag", detector->tag);
}

static void verb_detectors_json(struct output *output, const struct ruleset *ruleset, size_t index)
{
    const struct detector *const detector = ruleset_detector_at(ruleset, index);
    char letter[2];
    struct json json = {.out = &output->pending};
    json_begin_object(&json);
    json_field_str(&json, "detector", detector->id);
    json_field_str(&json, "title", detector->title);
    json_field_str(&json, "identifier", finding_line_identifier(detector, letter));
    json_field_str(&json, "identifier_name", verb_detectors_identifier(detector));
    json_field_str(&json, "role", role_name(detector->role));
    json_field_bool(&json, "qualifies", detector->qualifies);
    json_field_bool(&json, "enabled", ruleset_detector_is_enabled(ruleset, index));
    json_field_str(&json, "validation", detector->validation);
    json_field_str(&json, "context", detector->context);
    json_field_str(&json, "source", detector->source);
    json_field_str(&json, "tag", detector->tag);
    json_end_object(&json);
    buffer_append_char(&output->pending, '\n');
}

static int verb_detectors_unknown(const struct ruleset *ruleset, const char *id)
{
    struct suggest suggest;
    suggest_init(&suggest, id);
    for (size_t i = 0; i < ruleset_detector_count(ruleset); i++)
        suggest_offer(&suggest, ruleset_detector_at(ruleset, i)->id);
    if (suggest.best[0] != '\0')
        log_line(LOG_ERROR, "unknown detector '%s' (did you mean '%s'?)", id, suggest.best);
    else
        log_line(LOG_ERROR, "unknown detector '%s'; 'phicrawl detectors' lists them", id);
    return EXIT_USAGE;
}

static int verb_detectors_print(const struct arguments *arguments, const struct ruleset *ruleset,
                                int only)
{
    struct output output;
    const bool is_json = arguments->options[OPTION_JSON].number != 0;
    output_init(&output, STDOUT_FILENO);
    for (size_t i = 0; is_json && i < ruleset_detector_count(ruleset); i++) {
        if (only < 0 || (size_t)only == i)
            verb_detectors_json(&output, ruleset, i);
    }
    if (!is_json && only < 0)
        verb_detectors_table(&output, ruleset);
    else if (!is_json)
        verb_detectors_details(&output, ruleset_detector_at(ruleset, (size_t)only));
    return output_finish(&output) ? 0 : EXIT_RUN_FAILED;
}

static int verb_detectors_judged(const struct arguments *arguments,
                                 const struct judgement *judgement)
{
    const struct ruleset_options options = {.custom = judgement->rules.custom};
    struct ruleset *const ruleset = ruleset_create(&options);
    int only = -1;
    if (ruleset == NULL) {
        log_line(LOG_ERROR, "not enough memory to start");
        return EXIT_RUN_FAILED;
    }
    if (arguments->operand_count == 1)
        only = ruleset_detector_find(ruleset, arguments->operands[0]);
    int code;
    if (arguments->operand_count == 1 && only < 0)
        code = verb_detectors_unknown(ruleset, arguments->operands[0]);
    else if (arguments->options[OPTION_HMAC].is_given)
        code = detectors_hmac(arguments, judgement, ruleset, only);
    else
        code = verb_detectors_print(arguments, ruleset, only);
    ruleset_free(ruleset);
    return code;
}

int verb_detectors_run(const struct arguments *arguments, const struct environment *environment)
{
    (void)environment;
    struct judgement judgement;
    if (arguments->operand_count > 1) {
        log_line(LOG_ERROR, "one detector at a time; see 'phicrawl detectors --help'");
        return EXIT_USAGE;
    }
    const int code = judgement_open(arguments, &judgement)
                         ? verb_detectors_judged(arguments, &judgement)
                         : EXIT_USAGE;
    judgement_close(&judgement);
    return code;
}
