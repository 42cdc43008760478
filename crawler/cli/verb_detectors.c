/* phicrawl detectors: the catalogue. */
#include "crawler/cli/output.h"
#include "crawler/cli/suggest.h"
#include "crawler/cli/verb.h"

#include "crawler/base/json.h"
#include "crawler/base/log.h"
#include "crawler/cli/help.h"
#include "crawler/report/finding_line.h"
#include "detectors/registry.h"

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

static void verb_detectors_table(struct output *output)
{
    buffer_append_format(&output->pending, "%-16s %-2s %-13s %s\n", "DETECTOR", "ID", "ROLE",
                         "FINDS");
    for (size_t i = 0; i < detector_count(); i++) {
        const struct detector *const detector = detector_at(i);
        char letter[2];
        const char *const shown = finding_line_identifier(detector, letter);
        buffer_append_format(&output->pending, "%-16s %-2s %-13s %s\n", detector->id,
                             shown != NULL ? shown : "-", role_name(detector->role),
                             detector->title);
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

static void verb_detectors_json(struct output *output, const struct detector *detector)
{
    char letter[2];
    struct json json = {.out = &output->pending};
    json_begin_object(&json);
    json_field_str(&json, "detector", detector->id);
    json_field_str(&json, "title", detector->title);
    json_field_str(&json, "identifier", finding_line_identifier(detector, letter));
    json_field_str(&json, "identifier_name", verb_detectors_identifier(detector));
    json_field_str(&json, "role", role_name(detector->role));
    json_field_bool(&json, "qualifies", detector->qualifies);
    json_field_str(&json, "validation", detector->validation);
    json_field_str(&json, "context", detector->context);
    json_field_str(&json, "source", detector->source);
    json_field_str(&json, "tag", detector->tag);
    json_end_object(&json);
    buffer_append_char(&output->pending, '\n');
}

static int verb_detectors_unknown(const char *id)
{
    struct suggest suggest;
    suggest_init(&suggest, id);
    for (size_t i = 0; i < detector_count(); i++)
        suggest_offer(&suggest, detector_at(i)->id);
    if (suggest.best[0] != '\0')
        log_line(LOG_ERROR, "unknown detector '%s' (did you mean '%s'?)", id, suggest.best);
    else
        log_line(LOG_ERROR, "unknown detector '%s'; 'phicrawl detectors' lists them", id);
    return EXIT_USAGE;
}

int verb_detectors_run(const struct arguments *arguments, const struct environment *environment)
{
    (void)environment;
    struct output output;
    const bool is_json = arguments->options[OPTION_JSON].number != 0;
    int only = -1;
    if (arguments->operand_count > 1) {
        log_line(LOG_ERROR, "one detector at a time; see 'phicrawl detectors --help'");
        return EXIT_USAGE;
    }
    if (arguments->operand_count == 1) {
        only = detector_find(arguments->operands[0]);
        if (only < 0)
            return verb_detectors_unknown(arguments->operands[0]);
    }
    output_init(&output, STDOUT_FILENO);
    for (size_t i = 0; is_json && i < detector_count(); i++) {
        if (only < 0 || (size_t)only == i)
            verb_detectors_json(&output, detector_at(i));
    }
    if (!is_json && only < 0)
        verb_detectors_table(&output);
    else if (!is_json)
        verb_detectors_details(&output, detector_at((size_t)only));
    return output_finish(&output) ? 0 : EXIT_RUN_FAILED;
}
