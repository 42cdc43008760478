/* Shows runs of digits to the rules that look at such runs there. */
#include "detectors/scan_numbers.h"

#include "detectors/scan_labels.h"

#include <string.h>

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

/* Few of the many rules for numbers look at a run between these bytes: nearly all runs are within
 * something else. */
static inline uint64_t limit_rules(const struct visit *visit, uint64_t named, size_t at, size_t run)
{
    const struct number_rules *numbers = &visit->ruleset->numbers;
    const uint8_t next = tile_byte(visit->tile, at + run);
    const uint8_t last = tile_byte(visit->tile, at - 1);
    const uint64_t rules = named & ~numbers->barred[last];
    const uint64_t around = numbers->follows[next] | numbers->leads[last] | numbers->unmarked[run];
    const uint64_t beside = numbers->beside[next] | numbers->beside[last] | ~numbers->narrow[run];
    const uint64_t grouped = rules & numbers->grouped & ~around;
    return (rules & around & beside) | (grouped != 0 && is_grouped(visit->tile, at) ? grouped : 0);
}

/* The kinds of labels near the 64 places of a word that some rule wants. */
static uint64_t find_open(const struct visit *visit, size_t word)
{
    return visit->scratch->gates[word] & visit->ruleset->anchors[ANCHOR_NUMBER].labels;
}

/* The rules for numbers near labels of some kinds, and the lengths of runs that they look at. */
struct nearby {
    uint64_t kinds;
    uint64_t rules;
    uint32_t runs;
};

static struct nearby find_near(const struct number_rules *numbers, uint64_t open)
{
    struct nearby near = {open, 0, 0};
    for (uint64_t kinds = open; kinds != 0; kinds &= kinds - 1) {
        const int kind = __builtin_ctzll(kinds);
        near.rules |= numbers->named[kind];
        near.runs |= numbers->runs[kind];
    }
    return near;
}

/* The runs of the 64 places of a word that have one of these numbers of digits, or more than three.
 */
static uint64_t limit_lengths(const struct visit *visit, size_t word, uint32_t runs)
{
    const struct shapemap *shapes = &visit->scratch->shapes;
    const uint64_t pairs = shapes->pairs[1 + word];
    const uint64_t triples = shapes->triples[1 + word];
    const uint64_t quads = shapes->quads[1 + word];
    uint64_t places = runs >> 4 != 0 ? quads : 0;
    places |= (runs >> 1 & 1) != 0 ? ~pairs : 0;
    places |= (runs >> 2 & 1) != 0 ? pairs & ~triples : 0;
    places |= (runs >> 3 & 1) != 0 ? triples & ~quads : 0;
    return places & shapes->bits[SHAPE_NUMBER][1 + word];
}

/* Lists the runs that some rule looks at; returns how many. Whether one is wanted is no branch,
 * since that is what a processor cannot guess. */
static size_t list_runs(const struct visit *visit)
{
    const struct scratch *scratch = visit->scratch;
    const struct number_rules *numbers = &visit->ruleset->numbers;
    struct scan_run *const runs = visit->scratch->runs;
    struct nearby near = {0};
    size_t count = 0;
    const size_t end = scan_visit_end(visit);
    struct scan_filled filled = {scratch->gates, visit->from / 64, end, 0};
    for (size_t word = scan_filled_next(&filled); word < end; word = scan_filled_next(&filled)) {
        const uint64_t open = find_open(visit, word);
        if (open == 0) {
            continue;
        }
        near = near.kinds == open ? near : find_near(numbers, open);
        const uint64_t reached = limit_lengths(visit, word, near.runs) & scratch->open[word];
        for (uint64_t bits = scan_visit_limit(visit, reached, word); bits != 0; bits &= bits - 1) {
            const unsigned bit = (unsigned)__builtin_ctzll(bits);
            const size_t at = 64 * word + bit;
            const size_t run = count_digits(visit, at);
            const uint64_t is_far = (scratch->open_directly[word] >> bit & 1) - 1;
            const uint64_t named =
                near.rules & numbers->by_run[run] & ~(is_far & numbers->direct[run]);
            const uint64_t rules = limit_rules(visit, named, at, run);
            runs[count].rules = rules;
            runs[count].at = (uint16_t)at;
            runs[count].digits = (uint16_t)run;
            count += rules != 0;
        }
    }
    return count;
}

/* True when the label may stand directly in front of a number that starts with the run at at, with
 * a country code perhaps. */
static bool may_be_direct(const struct tile *tile, const struct label_hit *label, size_t at)
{
    if (label->end > at || at - label->end > SCAN_LABELS_DIRECT) {
        return false;
    }
    size_t start = at;
    while (start > label->end && at - start < SCAN_LABELS_LEAD_MAX &&
           ascii_is_one_of(tile->bytes[start - 1], "+(01 -.")) {
        start--;
    }
    return context_is_connected(tile, label->end, start);
}

/* The labels of a tile that open gates, and the first of them that starts behind a run. */
struct reaching {
    const struct gate *gates;
    size_t count;
    size_t next;
};

/* True when a run at at starts a value, and not another part of one: directly behind a sign that
 * ends its label, as in "MRN: 4", "mrn=4", "\"mrn\":\"4". */
static bool starts_value(const struct tile *tile, size_t at)
{
    const uint8_t last = tile_byte(tile, at - 1);
    const uint8_t sign = last == ' ' || last == '"' ? tile_byte(tile, at - 2) : last;
    return sign == ':' || sign == '=';
}

/* Those of the rules that the label names at a run which it reaches. */
static uint64_t find_named(const struct visit *visit, const struct label_hit *hit,
                           const struct scan_run *run, uint64_t rules)
{
    const struct number_rules *numbers = &visit->ruleset->numbers;
    const struct ruleset_reach *reach = &visit->ruleset->reach[hit->kind];
    const uint64_t named = numbers->named[hit->kind] & rules;
    if (named == 0 || hit->at > run->at + reach->back ||
        run->at > hit->end + (size_t)reach->ahead) {
        return 0;
    }
    const uint64_t direct = named & numbers->direct[run->digits];
    return direct == 0 || may_be_direct(visit->tile, hit, run->at) ? named : named ^ direct;
}

/* Those of the rules that a label of theirs reaches, and from which no nearer one takes the value
 * away. Gates are opened by blocks of 64 bytes, for other labels nearby, too. Runs are asked for in
 * order. */
static uint64_t find_reached(const struct visit *visit, struct reaching *reaching,
                             const struct scan_run *run, uint64_t rules)
{
    const bool is_start = starts_value(visit->tile, run->at);
    const struct gate *gates = reaching->gates;
    while (reaching->next < reaching->count && gates[reaching->next].label.at < run->at) {
        reaching->next++;
    }
    uint64_t open = rules;
    uint64_t reached = 0;
    for (size_t i = reaching->next; open != 0 && i-- > 0;) {
        const struct gate *gate = &gates[i];
        if (gate->label.at + (size_t)(SCAN_LABELS_AHEAD + LABELS_REACH) < run->at) {
            break;
        }
        reached |= find_named(visit, &gate->label, run, open);
        const bool is_nearest = is_start && !gate->is_nested && gate->label.end <= run->at;
        open &= ~(reached | (is_nearest ? visit->ruleset->numbers.rivals[gate->label.kind] : 0));
    }
    for (size_t i = reaching->next;
         i < reaching->count && reached != rules && gates[i].label.at <= run->at + SCAN_LABELS_BACK;
         i++) {
        reached |= find_named(visit, &gates[i].label, run, rules);
    }
    return reached;
}

/* Shows a run of digits to the rules that look at it. */
static void visit_run(const struct visit *visit, struct reaching *reaching,
                      const struct scan_run *run)
{
    const uint64_t starting = visit->ruleset->numbers.starts[find_start(visit, run->at)];
    uint64_t rules = run->rules & starting;
    if (rules == 0) {
        return;
    }
    struct site site = scan_visit_site(visit, run->at, ANCHOR_NUMBER);
    site.run = run->digits;
    rules = find_reached(visit, reaching, run, rules);
    for (; rules != 0; rules &= rules - 1) {
        scan_visit_rule(visit, &site, (size_t)__builtin_ctzll(rules));
    }
}

void scan_numbers_visit(const struct visit *visit)
{
    const struct scratch *scratch = visit->scratch;
    struct reaching reaching = {scratch->gated, scratch->gated_count, 0};
    const size_t count = list_runs(visit);
    for (size_t i = 0; i < count; i++) {
        visit_run(visit, &reaching, &scratch->runs[i]);
    }
}
