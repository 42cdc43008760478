/* Judges values by their context; the same for all detectors of identifiers. */
#include "detectors/detector.h"

#include "detectors/score.h"

#include <string.h>

#define SCORE_LABELLED 65 /* of a value that fails its rule, or a placeholder, behind a label */
#define SCORE_DOUBTED 62  /* of a valid value behind a label that something speaks against */
#define SCORE_SHAPE 20    /* the part of the shape when the label gives the rest */

/* The points of a valid value, from the shape up to the label. */
static void score_valid(const struct detector_rule *rule, const struct detector_form *form,
                        const struct context *context, struct finding *finding)
{
    const int total = context->strength == CONTEXT_FIELD  ? form->field
                      : context->strength == CONTEXT_WORD ? form->word
                                                          : form->alone;
    const int own = form->alone > 0 ? form->alone : SCORE_SHAPE;
    const int check = rule->check == EVIDENCE_SHAPE ? 0 : own >= 50 ? 25 : own / 2;
    score_add(finding, EVIDENCE_SHAPE, own - check, 0);
    score_add(finding, (enum evidence_kind)rule->check, check, 0);
    score_add(finding, context->strength == CONTEXT_FIELD ? EVIDENCE_FIELD : EVIDENCE_WORD,
              total - own, context->word);
}

/* True when the value at at starts a line but for blanks and punctuation. */
static bool starts_line(const struct tile *tile, size_t at)
{
    const size_t first = at > CONTEXT_CONNECTOR_MAX ? at - CONTEXT_CONNECTOR_MAX : 0;
    while (at > first && !ascii_is_alnum(tile_byte(tile, at - 1))) {
        at--;
        if (tile_byte(tile, at) == '\n') {
            return true;
        }
    }
    return false;
}

/* True for a short or common word that does not stand directly in front of a value, in its line:
 * "DL", "plate" and "birth" are much else. */
static bool is_in_passing(const struct tile *tile, const struct context *context, size_t at)
{
    const struct label *const row = &labels_table[context->word];
    return row->kind != LABEL_HEALTH_NUMBER && (row->flags & LABEL_FLAG_DIRECT) != 0 &&
           (context->strength == CONTEXT_WORD || starts_line(tile, at));
}

struct context detector_context(const struct site *site, const struct detector_rule *rule,
                                const struct detector_value *value)
{
    const struct detector_form *form = value->form;
    const struct context_query query = {value->labels != 0 ? value->labels : rule->labels,
                                        form->rival,
                                        value->at,
                                        value->at + value->len,
                                        form->before,
                                        form->after};
    const struct context context = context_find(site->tile, &query);
    return is_in_passing(site->tile, &context, value->at) ? (struct context){CONTEXT_NONE, 0}
                                                          : context;
}

/* Takes off what speaks against the value. A valid one with a label directly in front counts for
 * little then, but is reported. */
static void add_doubt(const struct site *site, const struct detector_rule *rule,
                      const struct detector_value *value, const struct context *context,
                      struct finding *finding)
{
    const uint64_t contacts = LABEL_BIT(LABEL_PHONE) | LABEL_BIT(LABEL_FAX);
    const bool is_labelled = context->strength == CONTEXT_FIELD;
    const struct context_value around = {.at = value->at,
                                         .end = value->at + value->len,
                                         .is_labelled = is_labelled,
                                         .is_bare = value->form->rival == RIVAL_NUMBER,
                                         .is_contact =
                                             rule->is_place || (rule->labels & contacts) != 0};
    const struct context_doubt doubt = context_find_doubt(site->tile, &around);
    if (doubt.word == 0) {
        return;
    }
    int points = doubt.points;
    if (is_labelled && value->is_valid && finding->confidence + points < SCORE_DOUBTED) {
        points = SCORE_DOUBTED - finding->confidence;
    }
    finding->flags |= FINDING_NEGATIVE_CONTEXT;
    score_add(finding, EVIDENCE_NEGATIVE, points < 0 ? points : 0, doubt.word);
}

bool detector_judge(const struct site *site, const struct detector_rule *rule,
                    const struct detector_value *value, struct finding *finding)
{
    const struct detector_form *form = value->form;
    const bool is_placeholder = (value->flags & FINDING_PLACEHOLDER) != 0;
    const bool is_valid = value->is_valid && !is_placeholder;
    if (!is_valid && !is_placeholder &&
        !context_is_field(site->tile, value->labels != 0 ? value->labels : rule->labels,
                          form->rival, value->at)) {
        return false; /* as most numbers: does not look further than it must */
    }
    const struct context context = detector_context(site, rule, value);
    const bool is_labelled =
        context.strength == CONTEXT_FIELD || (is_placeholder && context.strength == CONTEXT_WORD);
    if (is_valid ? context.strength == CONTEXT_NONE && form->alone == 0 : !is_labelled) {
        return false;
    }
    finding->offset = value->at;
    finding->length = (uint32_t)value->len;
    finding->flags = value->flags;
    if (is_valid) {
        score_valid(rule, form, &context, finding);
    } else {
        finding->flags |= is_placeholder ? 0 : FINDING_INVALID_RANGE;
        score_add(finding, EVIDENCE_SHAPE, SCORE_SHAPE, 0);
        score_add(finding, context.strength == CONTEXT_FIELD ? EVIDENCE_FIELD : EVIDENCE_WORD,
                  SCORE_LABELLED - SCORE_SHAPE, context.word);
    }
    add_doubt(site, rule, value, &context, finding);
    return true;
}

size_t detector_normalise_digits(const struct ruleset *ruleset, struct span value, uint8_t *out)
{
    (void)ruleset;
    size_t len = 0;
    for (size_t i = 0; i < value.len && len < DETECTOR_NORMAL_MAX; i++) {
        out[len] = value.ptr[i]; /* without a branch: what comes next is nothing to guess */
        len += ascii_is_digit(value.ptr[i]);
    }
    return len;
}

size_t detector_normalise_code(const struct ruleset *ruleset, struct span value, uint8_t *out)
{
    (void)ruleset;
    size_t len = 0;
    for (size_t i = 0; i < value.len && len < DETECTOR_NORMAL_MAX; i++) {
        const uint8_t byte = value.ptr[i];
        out[len] = (uint8_t)(byte & ~(byte >> 1 & 0x20)); /* upper case, where it is a letter */
        len += ascii_is_alnum(byte);
    }
    return len;
}

size_t detector_normalise_text(const struct ruleset *ruleset, struct span value, uint8_t *out)
{
    (void)ruleset;
    const size_t len = value.len < DETECTOR_NORMAL_MAX ? value.len : DETECTOR_NORMAL_MAX;
    for (size_t i = 0; i < len; i++) {
        out[i] = ascii_to_lower(value.ptr[i]);
    }
    return len;
}
