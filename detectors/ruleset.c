/* Makes and describes rule sets. */
#include "detectors/ruleset.h"

#include "detectors/ascii.h"
#include "detectors/scan_labels.h"
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

/* The labels of which it is found out where they reach places of a kind: those that a rule needs.
 * Nearly all long runs of digits are no numbers of cards: without a label they need no look around.
 */
static uint64_t labels_gated(const struct detector_rule *rule, enum anchor anchor)
{
    return anchor == ANCHOR_CARD_BARE ? rule->labels : labels_needed(rule, anchor);
}

/* Enters a rule under each kind of place that it looks at. */
static void add_rule(struct ruleset *ruleset, size_t index)
{
    const struct detector_rule *rule = ruleset_rule_at(ruleset, index);
    for (size_t anchor = 0; anchor < ANCHOR_COUNT; anchor++) {
        struct ruleset_anchor *entry = &ruleset->anchors[anchor];
        if ((rule->anchors & ANCHOR_BIT(anchor)) != 0) {
            entry->labels |= rule->labels;
            entry->indexes[entry->count] = (uint8_t)index;
            entry->rules[entry->count] = rule;
            entry->needs[entry->count] = labels_needed(rule, (enum anchor)anchor);
            ruleset->gated |= labels_gated(rule, (enum anchor)anchor);
            entry->count++;
        }
    }
}

/* Sorts the rules for runs of digits. Users may add labels that hold digits. */
static void sort_numbers(struct ruleset *ruleset)
{
    const struct ruleset_anchor *anchor = &ruleset->anchors[ANCHOR_NUMBER];
    const struct number_list list = {anchor->count, anchor->rules, anchor->needs,
                                     ruleset->given == NULL};
    number_rules_fill(&ruleset->numbers, &list);
}

static void widen(struct ruleset_reach *reach, size_t ahead, size_t back)
{
    reach->ahead = (uint8_t)(reach->ahead < ahead ? ahead : reach->ahead);
    reach->back = (uint8_t)(reach->back < back ? back : reach->back);
}

/* How far the labels reach that a rule needs. */
static void add_reach(struct ruleset *ruleset, const struct detector_rule *rule, uint64_t needs)
{
    size_t ahead = 0;
    size_t back = 0;
    for (size_t form = 0; form < DETECTOR_FORMS; form++) {
        const size_t before = rule->forms[form].before + (size_t)rule->lead;
        const size_t after = rule->forms[form].after + (size_t)SCAN_LABELS_VALUE_MAX;
        ahead = before > ahead ? before : ahead;
        back = after > back ? after : back;
    }
    const bool is_known = rule->lead > 0 && ahead < SCAN_LABELS_AHEAD && back < SCAN_LABELS_BACK;
    for (uint64_t kinds = needs; kinds != 0; kinds &= kinds - 1) {
        widen(&ruleset->reach[__builtin_ctzll(kinds)], is_known ? ahead : SCAN_LABELS_AHEAD,
              is_known ? back : SCAN_LABELS_BACK);
    }
}

static void fill_reach(struct ruleset *ruleset)
{
    for (size_t anchor = 0; anchor < ANCHOR_COUNT; anchor++) {
        const struct ruleset_anchor *entry = &ruleset->anchors[anchor];
        for (size_t i = 0; i < entry->count; i++) {
            add_reach(ruleset, entry->rules[i], labels_gated(entry->rules[i], (enum anchor)anchor));
        }
    }
}

/* Writes the confidences of a change into all ways in which the rule takes a value. */
static void change_forms(struct detector_rule *rule, const struct custom_change *change)
{
    for (size_t i = 0; i < DETECTOR_FORMS; i++) {
        struct detector_form *form = &rule->forms[i];
        if (change->alone >= 0 && form->alone > 0) {
            form->alone = (uint8_t)change->alone;
        }
        if (change->word >= 0 && form->word > 0) {
            form->word = (uint8_t)change->word;
        }
        if (change->field >= 0 && form->field > 0) {
            form->field = (uint8_t)change->field;
        }
    }
}

/* The rules of the registry, with users' changes, and users' own. False when memory is short. */
static bool fill_rules(struct ruleset *ruleset, const struct custom_rules *given)
{
    const size_t built_in = detector_count();
    if (!custom_create(given, built_in, &ruleset->custom)) {
        return false;
    }
    const size_t own = ruleset->custom != NULL ? ruleset->custom->count : 0;
    ruleset->given = given;
    ruleset->rules = calloc(built_in + own, sizeof ruleset->rules[0]);
    ruleset->changed = calloc(built_in, sizeof ruleset->changed[0]);
    if (ruleset->rules == NULL || ruleset->changed == NULL) {
        return false;
    }
    ruleset->rule_count = built_in + own;
    for (size_t i = 0; i < built_in; i++) {
        ruleset->rules[i] = detector_rule_at(i);
        ruleset->is_disabled[i] = ruleset->rules[i]->row.is_optional;
    }
    for (size_t i = 0; i < own; i++) {
        ruleset->rules[built_in + i] = &ruleset->custom->rules[i].rule;
    }
    for (size_t i = 0; given != NULL && i < given->change_count; i++) {
        const struct custom_change *change = &given->changes[i];
        struct detector_rule *changed = &ruleset->changed[change->detector];
        ruleset->changes[change->detector] = change;
        *changed = *ruleset->rules[change->detector];
        change_forms(changed, change);
        ruleset->rules[change->detector] = changed;
        if (change->has_enabled) {
            ruleset->is_disabled[change->detector] = !change->is_enabled;
        }
    }
    return true;
}

/* Enters the first word of the labels of a slot that are of these kinds. */
static void add_labels_word(struct ruleset *ruleset, const struct labels_slot *slot, uint64_t kinds,
                            enum wordmap_class class)
{
    const uint32_t nexts = labels_nexts(&ruleset->labels, slot, kinds);
    if (nexts != 0) {
        wordmap_add(&ruleset->words, slot->key, nexts, class);
    }
}

/* Enters the words that are worth a closer look. */
static void fill_words(struct ruleset *ruleset)
{
    wordmap_table_init(&ruleset->words);
    for (size_t i = 0; i < LABELS_SLOTS; i++) {
        const struct labels_slot *slot = &ruleset->labels.slots[i];
        add_labels_word(ruleset, slot, UINT64_MAX, WORDMAP_LABEL);
        add_labels_word(ruleset, slot, ruleset->gated | SCAN_LABELS_ANCHORS, WORDMAP_GATE);
        add_labels_word(ruleset, slot, HITS_DOUBTS, WORDMAP_DOUBT);
        add_labels_word(ruleset, slot, LABEL_BIT(LABEL_UNIT) | LABEL_BIT(LABEL_MONTH),
                        WORDMAP_PLACE);
    }
    lexicon_add_words(ruleset->lexicon, &ruleset->words);
}

/* The label of the list that stands for those of the rule: the first without a condition. */
static uint16_t label_of(const struct detector_rule *rule)
{
    uint16_t first = 0;
    for (size_t i = labels_count(); i-- > 1;) {
        const struct label *label = &labels_table[i];
        if ((rule->labels & LABEL_BIT(label->kind)) != 0 &&
            (label->flags == 0 || first == 0 || labels_table[first].flags != 0)) {
            first = (uint16_t)i;
        }
    }
    return first;
}

/* Adds the words of a change to the labels; *next is the free place among the phrases. False when
 * there is no room. */
static bool add_words(struct ruleset *ruleset, const struct custom_change *change, size_t *next)
{
    const uint16_t label = label_of(detector_rule_at(change->detector));
    for (size_t word = 0; word < change->words.count; word++) {
        const char *text = change->words.texts[word];
        char *phrase = ruleset->phrases[(*next)++];
        for (size_t at = 0; text[at] != '\0' && at < LABELS_PHRASE_MAX; at++) {
            phrase[at] = (char)ascii_to_lower((uint8_t)text[at]);
        }
        if (!labels_index_add(&ruleset->labels, label, phrase)) {
            return false;
        }
    }
    return true;
}

/* Adds the words of users' changes to the labels. False when memory or room is short. */
static bool add_labels(struct ruleset *ruleset)
{
    const struct custom_rules *given = ruleset->given;
    size_t count = 0;
    for (size_t i = 0; given != NULL && i < given->change_count; i++) {
        count += given->changes[i].words.count;
    }
    ruleset->phrases = calloc(count + 1, sizeof ruleset->phrases[0]);
    bool is_done = ruleset->phrases != NULL;
    size_t next = 0;
    for (size_t i = 0; is_done && given != NULL && i < given->change_count; i++) {
        is_done = add_words(ruleset, &given->changes[i], &next);
    }
    return is_done;
}

struct ruleset *ruleset_create(const struct ruleset_options *options)
{
    struct ruleset *ruleset = calloc(1, sizeof *ruleset);
    if (ruleset == NULL) {
        return NULL;
    }
    ruleset->lexicon = lexicon_create();
    assert(detector_count() <= RULESET_RULES_MAX);
    if (ruleset->lexicon == NULL || !fill_rules(ruleset, options->custom)) {
        ruleset_free(ruleset);
        return NULL;
    }
    ruleset->keeps_candidates = options->keeps_candidates;
    ruleset->is_fast = options->is_fast;
    memcpy(ruleset->fingerprint_key, options->fingerprint_key, sizeof ruleset->fingerprint_key);
    ruleset->min_confidence =
        options->min_confidence != 0 ? options->min_confidence : MIN_CONFIDENCE_DEFAULT;
    ruleset->variant = variant_choose(options->variant);
    classmap_table_fill(&ruleset->classes);
    labels_index_fill(&ruleset->labels);
    if (!add_labels(ruleset)) {
        ruleset_free(ruleset);
        return NULL;
    }
    names_filter_fill(&ruleset->names);
    for (size_t i = 0; i < detector_count(); i++) {
        if (!ruleset->is_disabled[i]) {
            add_rule(ruleset, i);
        }
    }
    fill_reach(ruleset);
    sort_numbers(ruleset);
    fill_words(ruleset);
    return ruleset;
}

void ruleset_free(struct ruleset *ruleset)
{
    if (ruleset != NULL) {
        lexicon_free(ruleset->lexicon);
        custom_free(ruleset->custom);
        free(ruleset->phrases);
        free(ruleset->changed);
        free(ruleset->rules);
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

size_t ruleset_normalise(const struct ruleset *ruleset, size_t detector, struct span value,
                         uint8_t out[SCAN_NORMAL_MAX])
{
    const struct detector_rule *rule = ruleset_rule_at(ruleset, detector);
    const size_t len = rule->normalise != NULL ? rule->normalise(ruleset, value, out) : 0;
    return len > 0 ? len : detector_normalise_text(ruleset, value, out);
}

uint64_t ruleset_fingerprint(const struct ruleset *ruleset, size_t detector, struct span value)
{
    uint8_t normal[2 + DETECTOR_NORMAL_MAX];
    const size_t len = ruleset_rule_at(ruleset, detector)->normalise(ruleset, value, normal + 2);
    normal[0] = (uint8_t)detector;
    normal[1] = (uint8_t)(detector >> 8);
    return siphash(ruleset->fingerprint_key, normal, 2 + len);
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
    int len = snprintf(line, sizeof line, "ruleset %s %u%s\n", ruleset_version(),
                       ruleset->min_confidence, ruleset->is_fast ? " fast" : "");
    write(user, line, (size_t)len);
    for (size_t i = 0; i < detector_count(); i++) {
        describe_rule(detector_rule_at(i), write, user);
    }
    custom_describe(ruleset->given, write, user);
    for (size_t i = 1; i < labels_count(); i++) {
        const struct label *label = &labels_table[i];
        len = snprintf(line, sizeof line, "label %s %u %u\n", label->phrase, label->kind,
                       label->flags);
        write(user, line, (size_t)len);
    }
    lexicon_describe(write, user);
}
