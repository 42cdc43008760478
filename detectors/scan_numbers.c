/* Chooses among the rules for numbers by length, labels and neighbours of a run of digits. */
#include "detectors/scan_numbers.h"

#include <string.h>

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

/* Eight bytes of which those that equal byte are 0. */
static uint64_t load_difference(const uint8_t *text, uint8_t byte)
{
    uint64_t bytes = 0;
    memcpy(&bytes, text, sizeof bytes);
    return bytes ^ 0x0101010101010101 * byte;
}

static uint64_t has_zero(uint64_t bytes)
{
    return (bytes - 0x0101010101010101) & ~bytes & 0x8080808080808080;
}

/* True when RULESET_GROUP stands close to the run of digits that starts at at. */
static bool is_grouped(const struct tile *tile, size_t at)
{
    _Static_assert(DETECTOR_GROUP_BEFORE == 5 && DETECTOR_GROUP_AFTER == 4,
                   "two times eight bytes are those");
    if (at < DETECTOR_GROUP_BEFORE || tile->len - at <= DETECTOR_GROUP_AFTER) {
        return true; /* it may */
    }
    const uint8_t *const text = tile->bytes + at;
    return (has_zero(load_difference(text - DETECTOR_GROUP_BEFORE, RULESET_GROUP)) |
            has_zero(load_difference(text + DETECTOR_GROUP_AFTER - 7, RULESET_GROUP))) != 0;
}

/* Whether any rule looks at the run near labels of these kinds, 1 or 0: nearly all runs are within
 * something else. */
static size_t is_wanted(const struct visit *visit, size_t at, uint64_t open)
{
    const size_t run = count_digits(visit, at);
    const uint8_t behind = tile_byte(visit->tile, at + run);
    const uint8_t before = tile_byte(visit->tile, at - 1);
    uint32_t runs = 0;
    uint32_t grouped = 0;
    for (uint64_t kinds = open; kinds != 0; kinds &= kinds - 1) {
        const struct ruleset_near *near = &visit->ruleset->near[__builtin_ctzll(kinds)];
        runs |= near->follows[behind] | near->leads[before];
        grouped |= near->grouped;
    }
    if (grouped != 0) {
        runs |= is_grouped(visit->tile, at) ? grouped : 0;
    }
    return runs >> run & 1;
}

/* The runs of the 64 places of a word that have as many digits as some rule near labels of these
 * kinds takes, or more than three. */
static uint64_t limit_lengths(const struct visit *visit, size_t word, uint64_t open)
{
    const struct shapemap *shapes = &visit->scratch->shapes;
    const uint64_t pairs = shapes->pairs[1 + word];
    const uint64_t triples = shapes->triples[1 + word];
    const uint64_t quads = shapes->quads[1 + word];
    uint64_t any = 0;
    for (uint64_t kinds = open; kinds != 0; kinds &= kinds - 1) {
        any |= visit->ruleset->near[__builtin_ctzll(kinds)].any;
    }
    uint64_t places = any >> 4 != 0 ? quads : 0;
    places |= (any >> 1 & 1) != 0 ? ~pairs : 0;
    places |= (any >> 2 & 1) != 0 ? pairs & ~triples : 0;
    places |= (any >> 3 & 1) != 0 ? triples & ~quads : 0;
    return places & shapes->bits[SHAPE_NUMBER][1 + word];
}

/* Lists the runs that some rule looks at; returns how many. Whether one is wanted is no branch,
 * since that is what a processor cannot guess. */
static size_t list_runs(const struct visit *visit)
{
    const struct scratch *scratch = visit->scratch;
    const uint64_t labels = visit->ruleset->anchors[ANCHOR_NUMBER].labels;
    uint16_t *const runs = visit->scratch->runs;
    size_t count = 0;
    for (size_t word = visit->from / 64; 64 * word < visit->to; word++) {
        const uint64_t open = scratch->gates[word] & labels;
        if (open == 0) {
            continue;
        }
        const uint64_t reached = limit_lengths(visit, word, open) & scratch->open[word];
        for (uint64_t bits = scan_visit_limit(visit, reached, word); bits != 0; bits &= bits - 1) {
            const size_t at = 64 * word + (size_t)__builtin_ctzll(bits);
            runs[count] = (uint16_t)at;
            count += is_wanted(visit, at, open);
        }
    }
    return count;
}

/* Few of the many rules for numbers look at runs of such a length, fewer near these labels, and
 * fewer between these bytes. */
static struct ruleset_rules choose_rules(const struct visit *visit, size_t at, size_t run,
                                         uint64_t open)
{
    const struct ruleset *ruleset = visit->ruleset;
    struct ruleset_rules rules = find_rules(&ruleset->runs[run], open);
    const struct ruleset_rules *follows = &ruleset->follows[tile_byte(visit->tile, at + run)];
    const struct ruleset_rules *leads = &ruleset->leads[tile_byte(visit->tile, at - 1)];
    const struct ruleset_rules *grouped = &ruleset->grouped;
    for (size_t i = 0; i < RULESET_RULES_MAX / 64; i++) {
        rules.bits[i] &= follows->bits[i] | leads->bits[i] | grouped->bits[i];
    }
    return rules;
}

void scan_numbers_visit(const struct visit *visit)
{
    const uint64_t labels = visit->ruleset->anchors[ANCHOR_NUMBER].labels;
    const size_t count = list_runs(visit);
    for (size_t i = 0; i < count; i++) {
        const size_t at = visit->scratch->runs[i];
        const size_t run = count_digits(visit, at);
        const struct ruleset_rules rules =
            choose_rules(visit, at, run, visit->scratch->gates[at / 64] & labels);
        visit_run(visit, at, run, &rules);
    }
}
