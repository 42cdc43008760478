/* Shows runs of digits to the rules that look at such runs there. */
#include "detectors/scan_numbers.h"

#include "detectors/scan_labels.h"

#include <string.h>

#define DIRECT_MAX (CONTEXT_CONNECTOR_MAX + 8) /* with a country code and what encloses it */

/* The digits from at on, counted to NUMBER_RUN_MAX. */
static size_t count_digits(const struct visit *visit, size_t at)
{
    const uint64_t *digit = &visit->scratch->classes.bits[CLASS_DIGIT][1 + at / 64];
    const unsigned shift = (unsigned)(at % 64);
    const uint64_t others = ~(digit[0] >> shift | digit[1] << 1 << (63 - shift));
    return (size_t)__builtin_ctzll(others | (uint64_t)1 << NUMBER_RUN_MAX);
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

/* True when NUMBER_GROUP stands close to the run of digits that starts at at. */
static bool is_grouped(const struct tile *tile, size_t at)
{
    _Static_assert(DETECTOR_GROUP_BEFORE == 5 && DETECTOR_GROUP_AFTER == 4,
                   "two times eight bytes are those");
    if (at < DETECTOR_GROUP_BEFORE || tile->len - at <= DETECTOR_GROUP_AFTER) {
        return true; /* it may */
    }
    const uint8_t *const text = tile->bytes + at;
    return (has_zero(load_difference(text - DETECTOR_GROUP_BEFORE, NUMBER_GROUP)) |
            has_zero(load_difference(text + DETECTOR_GROUP_AFTER - 7, NUMBER_GROUP))) != 0;
}

/* What may start at a run: an index into starts of struct number_rules. */
static size_t find_start(const struct visit *visit, size_t at)
{
    /* 1 for what joins tokens alone, 2 for what joins codes, too, 3 where a country code may end */
    static const uint8_t joints[256] = {['-'] = 3, ['.'] = 3, ['/'] = 2, [':'] = 1};
    if (at < 2) {
        return 0;
    }
    const uint64_t *letter = visit->scratch->shapes.letter + 1;
    const uint8_t *text = visit->tile->bytes + at;
    const size_t is_letter = letter[(at - 1) / 64] >> ((at - 1) % 64) & 1;
    const size_t joint = joints[text[-1]];
    const bool is_number = ascii_is_digit(text[-2]) && !(joint == 3 && text[-2] == '1');
    return is_letter | (is_number ? joint - joint / 3 : 0);
}

/* Few of the many rules for numbers look at runs of such a length near labels of these kinds, and
 * fewer between these bytes: nearly all runs are within something else. */
static inline uint64_t choose_rules(const struct visit *visit, uint64_t open, size_t at, size_t run)
{
    const struct number_rules *numbers = &visit->ruleset->numbers;
    uint64_t rules = 0;
    for (uint64_t kinds = open; kinds != 0; kinds &= kinds - 1) {
        rules |= numbers->named[__builtin_ctzll(kinds)][run];
    }
    const uint64_t around = numbers->follows[tile_byte(visit->tile, at + run)] |
                            numbers->leads[tile_byte(visit->tile, at - 1)] | numbers->unmarked[run];
    const uint64_t grouped = rules & numbers->grouped & ~around;
    return (rules & around) | (grouped != 0 && is_grouped(visit->tile, at) ? grouped : 0);
}

/* The kinds of labels near the 64 places of a word that some rule wants. */
static uint64_t find_open(const struct visit *visit, size_t word)
{
    return visit->scratch->gates[word] & visit->ruleset->anchors[ANCHOR_NUMBER].labels;
}

/* The runs of the 64 places of a word that have as many digits as some rule near labels of these
 * kinds takes, or more than three. */
static uint64_t limit_lengths(const struct visit *visit, size_t word, uint64_t open)
{
    const struct shapemap *shapes = &visit->scratch->shapes;
    const uint64_t pairs = shapes->pairs[1 + word];
    const uint64_t triples = shapes->triples[1 + word];
    const uint64_t quads = shapes->quads[1 + word];
    uint32_t any = 0;
    for (uint64_t kinds = open; kinds != 0; kinds &= kinds - 1) {
        any |= visit->ruleset->numbers.runs[__builtin_ctzll(kinds)];
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
    uint16_t *const runs = visit->scratch->runs;
    size_t count = 0;
    for (size_t word = visit->from / 64; 64 * word < visit->to; word++) {
        const uint64_t open = find_open(visit, word);
        if (open == 0) {
            continue;
        }
        const uint64_t reached = limit_lengths(visit, word, open) & scratch->open[word];
        for (uint64_t bits = scan_visit_limit(visit, reached, word); bits != 0; bits &= bits - 1) {
            const size_t at = 64 * word + (size_t)__builtin_ctzll(bits);
            runs[count] = (uint16_t)at;
            count += choose_rules(visit, open, at, count_digits(visit, at)) != 0;
        }
    }
    return count;
}

/* False when a number stands between the run at at and any label in front of it, other than the
 * number of that label, as in "phone2:", or a country code. */
static bool may_be_direct(const struct visit *visit, size_t at)
{
    const struct tile *tile = visit->tile;
    const size_t least = at > DIRECT_MAX ? at - DIRECT_MAX : 0;
    size_t end = at;
    while (end > least && !tile_is_digit(tile, end - 1)) {
        end--;
        if (ascii_is_alpha(tile->bytes[end]) || tile->bytes[end] == '#') {
            return true; /* of a label, perhaps */
        }
    }
    size_t start = end;
    while (start > least && tile_is_digit(tile, start - 1)) {
        start--;
    }
    const struct span number = tile_span(tile, start, end - start);
    if (start == least || ascii_is_word(number, "1") || ascii_is_word(number, "001")) {
        return true;
    }
    const uint8_t before = tile->bytes[start - 1]; /* "ph:" is a label, too */
    const size_t last = ascii_is_one_of(before, ":.") ? start - 2 : start - 1;
    return ascii_is_alpha(tile_byte(tile, last)) || before == '#';
}

/* True when a label of these kinds is within its reach of the run at at. Gates are opened by blocks
 * of 64 bytes, for other labels nearby, too. */
static bool is_reached(const struct visit *visit, uint64_t kinds, size_t at)
{
    const size_t most = SCAN_LABELS_AHEAD + LABELS_REACH;
    const size_t end = at + SCAN_LABELS_BACK + 1;
    const struct tile *tile = visit->tile;
    const struct label_hit *hit = tile_next_label(tile, kinds, at > most ? at - most : 0, end);
    for (; hit != NULL; hit = tile_next_label(tile, kinds, hit->at + 1U, end)) {
        const struct ruleset_reach *reach = &visit->ruleset->reach[hit->kind];
        if (hit->at <= at + reach->back && at <= hit->end + (size_t)reach->ahead) {
            return true;
        }
    }
    return false;
}

/* These rules without those that may find something alone, but are not reached by a label. */
static uint64_t drop_unreached(const struct visit *visit, uint64_t rules, size_t at)
{
    const struct number_rules *numbers = &visit->ruleset->numbers;
    for (uint64_t bits = rules & numbers->alone; bits != 0; bits &= bits - 1) {
        const unsigned place = (unsigned)__builtin_ctzll(bits);
        if (!is_reached(visit, numbers->needs[place], at)) {
            rules &= ~((uint64_t)1 << place);
        }
    }
    return rules;
}

/* Shows a run of digits to the rules that look at it. */
static void visit_run(const struct visit *visit, size_t at)
{
    const struct number_rules *numbers = &visit->ruleset->numbers;
    struct site site = scan_visit_site(visit, at, ANCHOR_NUMBER);
    site.run = count_digits(visit, at);
    uint64_t rules = choose_rules(visit, find_open(visit, at / 64), at, site.run) &
                     numbers->starts[find_start(visit, at)];
    const uint64_t direct = rules & numbers->direct[site.run];
    if (direct != 0 && !may_be_direct(visit, at)) {
        rules &= ~direct;
    }
    rules = drop_unreached(visit, rules, at);
    for (; rules != 0; rules &= rules - 1) {
        scan_visit_rule(visit, &site, (size_t)__builtin_ctzll(rules));
    }
}

void scan_numbers_visit(const struct visit *visit)
{
    const size_t count = list_runs(visit);
    for (size_t i = 0; i < count; i++) {
        visit_run(visit, visit->scratch->runs[i]);
    }
}
