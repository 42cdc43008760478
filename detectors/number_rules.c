/* Sorts the rules for runs of digits. */
#include "detectors/number_rules.h"

#include <assert.h>

/* By the length of a run, and by their labels. */
static void sort_by_run(struct number_rules *numbers, const struct number_list *list, size_t i)
{
    const uint32_t runs = list->rules[i]->runs & (((uint32_t)2 << NUMBER_RUN_MAX) - 1);
    for (size_t run = 0; run <= NUMBER_RUN_MAX; run++) {
        numbers->by_run[run] |= (uint64_t)(runs >> run & 1) << i;
    }
    for (uint64_t kinds = list->needs[i]; kinds != 0; kinds &= kinds - 1) {
        const int kind = __builtin_ctzll(kinds);
        numbers->named[kind] |= (uint64_t)1 << i;
        numbers->runs[kind] |= runs;
    }
}

/* The kinds of labels that compete for whatever the rule takes; none when it takes something that
 * has no label. */
static uint64_t find_rivals(const struct detector_rule *rule)
{
    uint64_t kinds = UINT64_MAX;
    for (size_t i = 0; i < DETECTOR_FORMS; i++) {
        const struct detector_form *form = &rule->forms[i];
        if (form->alone > 0 || form->field > 0) {
            kinds &= form->alone > 0 ? 0 : context_rivals(form->rival);
        }
    }
    return kinds;
}

/* By the labels that take their values away. */
static void sort_by_rivals(struct number_rules *numbers, const struct detector_rule *rule, size_t i)
{
    const uint64_t kinds = find_rivals(rule);
    for (size_t kind = 0; kind < LABEL_KIND_COUNT; kind++) {
        numbers->rivals[kind] |= (kinds >> kind & 1) << i;
    }
}

static void add_to_bytes(uint64_t rules[256], const char *bytes, size_t place)
{
    for (; *bytes != '\0'; bytes++) {
        rules[(uint8_t)*bytes] |= (uint64_t)1 << place;
    }
}

/* By what stands around the run. */
static void sort_by_neighbours(struct number_rules *numbers, const struct detector_rule *rule,
                               size_t i)
{
    if (rule->leads != NULL) {
        add_to_bytes(numbers->leads, rule->leads, i);
    }
    if (rule->follows != NULL) {
        add_to_bytes(numbers->follows, rule->follows, i);
    }
    if (rule->beside != NULL) {
        add_to_bytes(numbers->beside, rule->beside, i);
    }
    if (rule->barred != NULL) {
        add_to_bytes(numbers->barred, rule->barred, i);
    }
    assert(rule->group == 0 || rule->group == NUMBER_GROUP);
    numbers->grouped |= (uint64_t)(rule->group != 0) << i;
    for (size_t run = 0; run <= NUMBER_RUN_MAX; run++) {
        const bool is_marked =
            rule->follows != NULL && (rule->marked == 0 || (rule->marked >> run & 1) != 0);
        numbers->unmarked[run] |= (uint64_t)!is_marked << i;
        numbers->narrow[run] |= (uint64_t)(rule->narrow >> run & 1) << i;
    }
}

void number_rules_fill(struct number_rules *numbers, const struct number_list *list)
{
    *numbers = (struct number_rules){0};
    assert(list->count <= NUMBER_RULES_MAX);
    for (size_t i = 0; i < list->count; i++) {
        const struct detector_rule *rule = list->rules[i];
        sort_by_run(numbers, list, i);
        sort_by_rivals(numbers, rule, i);
        sort_by_neighbours(numbers, rule, i);
        for (size_t run = 0; run <= NUMBER_RUN_MAX; run++) {
            const bool is_direct = list->is_direct_known && (rule->direct >> run & 1) != 0;
            numbers->direct[run] |= (uint64_t)is_direct << i;
            numbers->direct_kinds |= is_direct ? list->needs[i] : 0;
        }
        for (size_t start = 0; start < NUMBER_STARTS; start++) {
            numbers->starts[start] |= (uint64_t)(rule->start + start <= START_TOKEN) << i;
        }
    }
}
