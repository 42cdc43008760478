/* The inside of a rule set, private to detectors/: what is computed once and shared by all threads.
 */
#ifndef DETECTORS_RULESET_H
#define DETECTORS_RULESET_H

#include "detectors/classmap.h"
#include "detectors/custom_rules.h"
#include "detectors/detector.h"
#include "detectors/labels.h"
#include "detectors/lexicon.h"
#include "detectors/names.h"
#include "detectors/number_rules.h"
#include "detectors/variant.h"

#define RULESET_RULES_MAX 128

/* The rules that look at one kind of place. */
struct ruleset_anchor {
    uint64_t labels; /* of all of them */
    uint8_t count;
    uint8_t indexes[RULESET_RULES_MAX]; /* in the registry */
    const struct detector_rule *rules[RULESET_RULES_MAX];
    uint64_t needs[RULESET_RULES_MAX]; /* labels, one of which must be near; 0: none */
};

/* How far a label may be from what needs it. */
struct ruleset_reach {
    uint8_t ahead; /* in front of it: from the label's end on */
    uint8_t back;  /* behind it: from the label's start back */
};

struct ruleset {
    uint64_t fingerprint_key[2];
    uint8_t min_confidence;
    const struct variant *variant;
    struct lexicon *lexicon;
    struct classmap_table classes;
    struct labels_index labels;
    struct names_filter names;
    struct ruleset_anchor anchors[ANCHOR_COUNT];
    uint64_t gated;                               /* labels that some rule needs */
    struct ruleset_reach reach[LABEL_KIND_COUNT]; /* of these */
    struct wordmap_table words;
    struct number_rules numbers;
    bool keeps_candidates;
    bool is_fast; /* as of struct ruleset_options */

    /* all rules: those of the registry, changed where users say so, then users' own */
    size_t rule_count;
    const struct detector_rule **rules;
    struct detector_rule *changed; /* what rules of the registry became */
    bool is_disabled[RULESET_RULES_MAX];
    const struct custom_change *changes[RULESET_RULES_MAX]; /* NULL: none */
    const struct custom_rules *given;                       /* NULL: none */
    char (*phrases)[LABELS_PHRASE_MAX + 1]; /* labels that users add, in lower case */
    struct custom *custom;                  /* NULL: none */
};

/* The rule at index, which is below rule_count. */
static inline const struct detector_rule *ruleset_rule_at(const struct ruleset *ruleset,
                                                          size_t index)
{
    return ruleset->rules[index];
}

/* True when a finding of this confidence is reported, or kept as a candidate: then it is flagged.
 */
static inline bool ruleset_takes(const struct ruleset *ruleset, int confidence,
                                 struct finding *finding)
{
    if (confidence >= ruleset->min_confidence) {
        return true;
    }
    finding->flags |= FINDING_BELOW;
    return ruleset->keeps_candidates && confidence > 0;
}

/* The user's own rule at index, or NULL for a rule of the registry. */
const struct custom_rule *ruleset_custom_at(const struct ruleset *ruleset, size_t index);

/* The change of the rule at index, or NULL. */
const struct custom_change *ruleset_change_at(const struct ruleset *ruleset, size_t index);

/* The keyed hash of a value of a detector in its normal form: equal for equal values. */
uint64_t ruleset_fingerprint(const struct ruleset *ruleset, size_t detector, struct span value);

#endif
