/* Makes and describes rule sets. */
#include "detectors/ruleset.h"

#include "detectors/siphash.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MIN_CONFIDENCE_DEFAULT 60

/* The labels without which a rule finds nothing at a kind of place. */
static uint64_t labels_needed(const struct detector_rule *rule, enum anchor anchor)
{
    if (anchor == ANCHOR_NUMBER || anchor == ANCHOR_MONTH) {
        return rule->labels;
    }
    for (size_t form = 0; form < DETECTOR_FORMS; form++) {
        if (rule->forms[form].alone > 0) {
            return 0;
        }
    }
    return rule->labels;
}

/* Enters a rule under each kind of place that it looks at. */
static void add_rule(struct ruleset *ruleset, size_t index)
{
    const struct detector_rule *rule = detector_rule_at(index);
    for (size_t anchor = 0; anchor < ANCHOR_COUNT; anchor++) {
        struct ruleset_anchor *entry = &ruleset->anchors[anchor];
        if ((rule->anchors & ANCHOR_BIT(anchor)) != 0) {
            entry->labels |= rule->labels;
            entry->indexes[entry->count] = (uint8_t)index;
            entry->rules[entry->count] = rule;
            entry->needs[entry->count] = labels_needed(rule, (enum anchor)anchor);
            ruleset->gated |= entry->needs[entry->count];
            entry->count++;
        }
    }
}

/* Sorts the rules of ANCHOR_NUMBER by the runs of digits that they look at. */
static void sort_by_run(struct ruleset *ruleset)
{
    const struct ruleset_anchor *numbers = &ruleset->anchors[ANCHOR_NUMBER];
    for (size_t run = 0; run <= RULESET_RUN_MAX; run++) {
        struct ruleset_run *entry = &ruleset->runs[run];
        for (size_t i = 0; i < numbers->count; i++) {
            if ((numbers->rules[i]->runs >> run & 1) != 0) {
                const uint64_t needs = numbers->needs[i] != 0 ? numbers->needs[i] : UINT64_MAX;
                entry->labels |= needs;
                entry->needs[entry->count] = needs;
                entry->places[entry->count++] = (uint8_t)i;
            }
        }
    }
}

struct ruleset *ruleset_create(const struct ruleset_options *options)
{
    struct ruleset *ruleset = calloc(1, sizeof *ruleset);
    if (ruleset == NULL) {
        return NULL;
    }
    ruleset->lexicon = lexicon_create();
    if (ruleset->lexicon == NULL) {
        free(ruleset);
        return NULL;
    }
    memcpy(ruleset->fingerprint_key, options->fingerprint_key, sizeof ruleset->fingerprint_key);
    ruleset->min_confidence =
        options->min_confidence != 0 ? options->min_confidence : MIN_CONFIDENCE_DEFAULT;
    ruleset->variant = variant_choose(options->variant);
    classmap_table_fill(&ruleset->classes);
    labels_index_fill(&ruleset->labels);
    names_filter_fill(&ruleset->names);
    assert(detector_count() <= RULESET_RULES_MAX);
    for (size_t i = 0; i < detector_count(); i++) {
        add_rule(ruleset, i);
    }
    sort_by_run(ruleset);
    return ruleset;
}

void ruleset_free(struct ruleset *ruleset)
{
    if (ruleset != NULL) {
        lexicon_free(ruleset->lexicon);
        free(ruleset);
    }
}

const char *ruleset_variant(const struct ruleset *ruleset)
{
    return ruleset->variant->name;
}

const char *ruleset_version(void)
{
    return "2026.1";
}

uint64_t ruleset_fingerprint(const struct ruleset *ruleset, size_t detector, struct span value)
{
    uint8_t normal[1 + DETECTOR_NORMAL_MAX];
    const size_t len = detector_rule_at(detector)->normalise(ruleset, value, normal + 1);
    normal[0] = (uint8_t)detector;
    return siphash(ruleset->fingerprint_key, normal, 1 + len);
}

/* One line of a rule: everything that is data. What is code is covered by the version. */
static void describe_rule(const struct detector_rule *rule, ruleset_write_fn write, void *user)
{
    char line[512];
    int len = snprintf(line, sizeof line, "rule %s %d %d %#x %#llx %d %u\n", rule->row.id,
                       rule->row.identifier, (int)rule->row.role, (unsigned)rule->anchors,
                       (unsigned long long)rule->labels, rule->is_language, (unsigned)rule->check);
    write(user, line, (size_t)len);
    for (size_t i = 0; i < DETECTOR_FORMS; i++) {
        const struct detector_form *form = &rule->forms[i];
        len = snprintf(line, sizeof line, "form %u %u %u %u %u %d\n", form->alone, form->word,
                       form->field, form->before, form->after, (int)form->rival);
        write(user, line, (size_t)len);
    }
}

void ruleset_describe(const struct ruleset *ruleset, ruleset_write_fn write, void *user)
{
    char line[256];
    int len =
        snprintf(line, sizeof line, "ruleset %s %u\n", ruleset_version(), ruleset->min_confidence);
    write(user, line, (size_t)len);
    for (size_t i = 0; i < detector_count(); i++) {
        describe_rule(detector_rule_at(i), write, user);
    }
    for (size_t i = 1; i < labels_count(); i++) {
        const struct label *label = &labels_table[i];
        len = snprintf(line, sizeof line, "label %s %u %u\n", label->phrase, label->kind,
                       label->flags);
        write(user, line, (size_t)len);
    }
    lexicon_describe(write, user);
}
