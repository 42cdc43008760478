/* Chooses among the rules for numbers by length, labels and neighbours of a run of digits. */
#include "detectors/scan_numbers.h"

/* The rules that look at a run of digits where these kinds of labels are near. */
static struct ruleset_rules find_rules(const struct ruleset_run *run, uint64_t open)
{
    struct ruleset_rules rules = {0};
    for (uint64_t kinds = run->labels & open; kinds != 0; kinds &= kinds - 1) {
        const struct ruleset_rules *named = &run->rules[__builtin_ctzll(kinds)];
        for (size_t i = 0; i < RULESET_RULES_MAX / 64; i++) {
            rules.bits[i] |= named->bits[i];
        }
    }
    return rules;
}

/* The digits from at on, counted to RULESET_RUN_MAX. */
static size_t count_digits(const struct visit *visit, size_t at)
{
    const uint64_t *digit = &visit->scratch->classes.bits[CLASS_DIGIT][1 + at / 64];
    const unsigned shift = (unsigned)(at % 64);
    const uint64_t others = ~(digit[0] >> shift | digit[1] << 1 << (63 - shift));
    return (size_t)__builtin_ctzll(others | (uint64_t)1 << RULESET_RUN_MAX);
}

/* Shows a run of digits to these rules. */
static void visit_run(const struct visit *visit, size_t at, size_t run,
                      const struct ruleset_rules *rules)
{
    struct site site = scan_visit_site(visit, at, ANCHOR_NUMBER);
    site.run = run;
    for (size_t i = 0; i < RULESET_RULES_MAX / 64; i++) {
        for (uint64_t bits = rules->bits[i]; bits != 0; bits &= bits - 1) {
            scan_visit_rule(visit, &site, 64 * i + (size_t)__builtin_ctzll(bits));
        }
    }
}

/* The rules for runs of digits where the same kinds of labels are near, by length. Neighbours have
 * the same, so they are kept until these change. */
struct run_rules {
    uint64_t open;
    uint32_t known; /* lengths whose rules are there */
    struct ruleset_rules rules[RULESET_RUN_MAX + 1];
};

/* Few of the many rules for numbers look at runs of such a length, fewer near these labels, and
 * fewer between these bytes. */
static struct ruleset_rules choose_rules(const struct visit *visit, size_t at, size_t run,
                                         struct run_rules *kept)
{
    const struct ruleset *ruleset = visit->ruleset;
    if ((kept->known >> run & 1) == 0) {
        kept->known |= (uint32_t)1 << run;
        kept->rules[run] = find_rules(&ruleset->runs[run], kept->open);
    }
    struct ruleset_rules rules = kept->rules[run];
    const struct ruleset_rules *follows = &ruleset->follows[tile_byte(visit->tile, at + run)];
    const struct ruleset_rules *leads = &ruleset->leads[tile_byte(visit->tile, at - 1)];
    for (size_t i = 0; i < RULESET_RULES_MAX / 64; i++) {
        rules.bits[i] &= follows->bits[i] | leads->bits[i];
    }
    return rules;
}

void scan_numbers_visit(const struct visit *visit)
{
    const uint64_t labels = visit->ruleset->anchors[ANCHOR_NUMBER].labels;
    const uint64_t *row = visit->scratch->shapes.bits[SHAPE_NUMBER] + 1;
    struct run_rules kept = {0};
    for (size_t word = visit->from / 64; 64 * word < visit->to; word++) {
        const uint64_t open = visit->scratch->gates[word] & labels;
        if (open == 0) {
            continue;
        }
        kept.known = open == kept.open ? kept.known : 0;
        kept.open = open;
        const uint64_t reached = row[word] & visit->scratch->open[word];
        for (uint64_t bits = scan_visit_limit(visit, reached, word); bits != 0; bits &= bits - 1) {
            const size_t at = 64 * word + (size_t)__builtin_ctzll(bits);
            const size_t run = count_digits(visit, at);
            const struct ruleset_rules rules = choose_rules(visit, at, run, &kept);
            uint64_t any = 0;
            for (size_t i = 0; i < RULESET_RULES_MAX / 64; i++) {
                any |= rules.bits[i];
            }
            if (any != 0) {
                visit_run(visit, at, run, &rules);
            }
        }
    }
}
