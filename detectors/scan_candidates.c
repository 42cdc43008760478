/* Visits the places that shapes and labels point at, and decides overlaps. */
#include "detectors/scan_candidates.h"

#include "detectors/custom_judge.h"
#include "detectors/scan_numbers.h"
#include "detectors/scan_words.h"
#include "detectors/score.h"

#include <assert.h>
#include <string.h>

/* An anchor lies at most this far behind the start of what hangs on it. */
#define ANCHOR_SPREAD 96

static uint32_t rank_of(const struct ruleset *ruleset, const struct finding *finding)
{
    uint32_t rank = finding->confidence;
    for (size_t i = 0; i < finding->evidence_count; i++) {
        if (finding->evidence[i].kind == EVIDENCE_FIELD) {
            rank |= 1U << 8;
        }
    }
    if (!ruleset_rule_at(ruleset, finding->detector)->is_language) {
        rank |= 1U << 9;
    }
    return rank;
}

/* True when left wins over right, which is another candidate. */
static bool wins(const struct candidate *left, const struct candidate *right)
{
    if (left->rank != right->rank) {
        return left->rank > right->rank;
    }
    if (left->finding.length != right->finding.length) {
        return left->finding.length > right->finding.length;
    }
    if (left->finding.offset != right->finding.offset) {
        return left->finding.offset < right->finding.offset;
    }
    return left->finding.detector < right->finding.detector;
}

/* Keeps what does not win, if somebody asked for it. */
static void add_loser(const struct visit *visit, const struct finding *finding, uint16_t flag)
{
    if (visit->scratch->losers != NULL) {
        struct finding loser = *finding;
        loser.flags |= flag;
        scan_losers_add(visit->scratch->losers, &loser);
    }
}

static void add_candidate(const struct visit *visit, const struct finding *finding)
{
    struct scratch *scratch = visit->scratch;
    const struct tile *tile = visit->tile;
    const size_t at = (size_t)finding->offset;
    if (at + TILE_VIEW <= tile->own_begin || at >= tile->own_end + TILE_VIEW) {
        return;
    }
    if (finding->confidence < visit->ruleset->min_confidence) {
        add_loser(visit, finding, FINDING_BELOW);
        return;
    }
    assert(finding->length > 0 && finding->length <= TILE_FINDING_MAX &&
           at + finding->length <= tile->len);
    const struct candidate candidate = {
        *finding, rank_of(visit->ruleset, finding),
        ruleset_rule_at(visit->ruleset, finding->detector)->is_place};
    const uint64_t bit = (uint64_t)1 << (at % 64);
    if ((scratch->starts[at / 64] & bit) != 0) {
        struct candidate *rival = &scratch->candidates[scratch->index_at[at]];
        const bool is_winner = wins(&candidate, rival);
        add_loser(visit, is_winner ? &rival->finding : finding, FINDING_OVERLAPPED);
        if (is_winner) {
            *rival = candidate;
        }
    } else {
        assert(scratch->candidate_count < SCRATCH_CANDIDATES_MAX);
        scratch->starts[at / 64] |= bit;
        scratch->index_at[at] = (uint16_t)scratch->candidate_count;
        scratch->candidates[scratch->candidate_count++] = candidate;
    }
    if (finding->length > scratch->longest) {
        scratch->longest = finding->length;
    }
}

/* Demotes what users' rules say is no value. */
static void apply_change(const struct visit *visit, struct finding *finding)
{
    const struct custom_change *change = ruleset_change_at(visit->ruleset, finding->detector);
    if (change != NULL &&
        custom_texts_stand_in(&change->ignored,
                              tile_span(visit->tile, (size_t)finding->offset, finding->length))) {
        custom_ignore(finding);
    }
}

/* True when a word, or what hangs on one, is looked at that starts at at. */
static bool is_word_wanted(const struct visit *visit, size_t at)
{
    return visit->is_language &&
           (!visit->ruleset->is_fast || (visit->scratch->near[at / 64] >> (at % 64) & 1) != 0);
}

void scan_visit_rule(const struct visit *visit, const struct site *site, size_t place)
{
    const struct ruleset_anchor *anchor = &visit->ruleset->anchors[site->anchor];
    const struct detector_rule *rule = anchor->rules[place];
    if (rule->is_language && !is_word_wanted(visit, site->at)) {
        return;
    }
    struct finding finding = {.detector = anchor->indexes[place]};
    if (rule->match(site, rule, &finding)) {
        apply_change(visit, &finding);
        add_candidate(visit, &finding);
    }
}

void scan_visit_rules(const struct visit *visit, const struct site *site)
{
    const struct ruleset_anchor *anchor = &visit->ruleset->anchors[site->anchor];
    const uint64_t open = visit->scratch->gates[site->at / 64];
    for (size_t place = 0; place < anchor->count; place++) {
        if (anchor->needs[place] == 0 || (anchor->needs[place] & open) != 0) {
            scan_visit_rule(visit, site, place);
        }
    }
}

/* Codes of diagnoses: a dot is the mark that they have. */
static void visit_code(const struct visit *visit, size_t at)
{
    if (tile_byte(visit->tile, at + 3) == '.') {
        const struct site site = scan_visit_site(visit, at, ANCHOR_ICD);
        scan_visit_rules(visit, &site);
    }
}

/* Places whose shape says enough: the anchors and shapes up to ANCHOR_ICD are the same. */
static void visit_shapes(const struct visit *visit)
{
    const struct shapemap *shapes = &visit->scratch->shapes;
    const uint64_t *row = shapes->strong + 1;
    const size_t end = scan_visit_end(visit);
    struct scan_filled filled = {row, visit->from / 64, end, 0};
    for (size_t word = scan_filled_next(&filled); word < end; word = scan_filled_next(&filled)) {
        for (uint64_t found = row[word]; found != 0; found &= found - 1) {
            const size_t shape = (size_t)__builtin_ctzll(found);
            uint64_t bits = scan_visit_limit(visit, shapes->bits[shape][1 + word], word);
            for (; bits != 0; bits &= bits - 1) {
                const size_t at = 64 * word + (size_t)__builtin_ctzll(bits);
                const struct site site = scan_visit_site(visit, at, (enum anchor)shape);
                scan_visit_rules(visit, &site);
            }
        }
    }
}

/* '@', '+' and '%'. */
static void visit_route(const struct visit *visit, size_t at)
{
    const uint8_t byte = tile_byte(visit->tile, at);
    const uint8_t next = tile_byte(visit->tile, at + 1);
    if (byte == '+' && (next < '1' || next > '9')) {
        return; /* no code of a country begins with 0 */
    }
    const enum anchor anchor = byte == '@' ? ANCHOR_AT : byte == '+' ? ANCHOR_PLUS : ANCHOR_PERCENT;
    const struct site site = scan_visit_site(visit, at, anchor);
    scan_visit_rules(visit, &site);
}

/* The kind of place that a label itself is; ANCHOR_COUNT: none. */
static enum anchor anchor_of_label(uint8_t kind)
{
    switch (kind) {
    case LABEL_BOX:
        return ANCHOR_BOX;
    case LABEL_NAME:
    case LABEL_MEMBER_WEAK: /* "Member: ", too */
        return ANCHOR_NAME;
    case LABEL_TITLE:
        return ANCHOR_TITLE;
    case LABEL_BIRTH:
    case LABEL_MRN:
        return ANCHOR_OWN;
    case LABEL_CITY:
        return ANCHOR_CITY;
    default:
        return ANCHOR_COUNT;
    }
}

static void visit_label(const struct visit *visit, const struct label_hit *hit, enum anchor anchor)
{
    struct site site = scan_visit_site(visit, hit->at, anchor);
    site.label = hit;
    scan_visit_rules(visit, &site);
}

/* Labels behind which something stands. */
static void visit_labels(const struct visit *visit)
{
    const struct scratch *scratch = visit->scratch;
    for (size_t i = 0; i < scratch->anchor_count; i++) {
        const struct label_hit *hit = &scratch->anchors[i];
        const enum anchor anchor = anchor_of_label((uint8_t)hit->kind);
        if (hit->at >= visit->from && hit->at < visit->to && anchor != ANCHOR_COUNT) {
            visit_label(visit, hit, anchor);
        }
    }
}

/* True when a number stands in front of at, perhaps with a blank, or what may be one. */
static bool is_numbered(const struct visit *visit, size_t at)
{
    const uint8_t last = tile_byte(visit->tile, at - 1);
    return ascii_is_digit(last) || last >= 0x80 || tile_is_digit(visit->tile, at - 2);
}

/* The label at at: a month near a label that a date needs, or a unit behind a number. */
static void visit_place(const struct visit *visit, size_t at)
{
    const uint64_t dated = visit->ruleset->anchors[ANCHOR_MONTH].labels;
    const bool may_be_month = (visit->scratch->gates[at / 64] & dated) != 0;
    const bool may_be_unit = visit->is_language && is_numbered(visit, at);
    struct label_hit hit;
    if (!(may_be_month || may_be_unit) || !hits_find(&visit->scratch->hits, at, &hit)) {
        return;
    }
    if (hit.kind == LABEL_UNIT && may_be_unit) {
        visit_label(visit, &hit, ANCHOR_UNIT);
    } else if (hit.kind == LABEL_MONTH && may_be_month) {
        visit_label(visit, &hit, ANCHOR_MONTH);
    }
}

static void take_custom(void *user, const struct finding *finding)
{
    add_candidate(user, finding);
}

void scan_candidates_find(const struct ruleset *ruleset, struct scratch *scratch,
                          const struct tile *tile, bool is_language)
{
    const size_t reach = TILE_VIEW + ANCHOR_SPREAD;
    struct visit visit = {.ruleset = ruleset,
                          .scratch = scratch,
                          .tile = tile,
                          .is_language = is_language,
                          .from = tile->own_begin > TILE_VIEW ? tile->own_begin - TILE_VIEW : 0,
                          .to = tile->own_end + reach < tile->len ? tile->own_end + reach
                                                                  : tile->len};
    memset(scratch->starts, 0, classmap_words(tile->len) * sizeof scratch->starts[0]);
    scratch->candidate_count = 0;
    scratch->longest = 0;
    if (scratch->losers != NULL) {
        scan_losers_clear(scratch->losers);
    }
    visit_shapes(&visit);
    scan_visit_each(&visit, scratch->shapes.bits[SHAPE_ICD] + 1, visit_code);
    scan_visit_each(&visit, scratch->classes.bits[CLASS_ROUTE] + 1, visit_route);
    scan_numbers_visit(&visit);
    visit_labels(&visit);
    scan_visit_each(&visit, scratch->words.places, visit_place);
    if (is_language) {
        scan_words_visit(&visit);
    }
    if (scratch->custom != NULL) {
        const size_t to = tile->own_end + TILE_VIEW;
        const struct custom_window window = {tile, visit.from, to < tile->len ? to : tile->len};
        custom_find(ruleset->custom, scratch->custom, &window, take_custom, &visit);
    }
}

/* An address, its city and its ZIP code stand in one another. */
static bool is_nested(const struct candidate *left, const struct candidate *right)
{
    return left->finding.detector != right->finding.detector && left->is_place && right->is_place;
}

/* The places from at on where candidates start. */
static uint64_t starts_from(const struct scratch *scratch, size_t at)
{
    const uint64_t *row = &scratch->starts[at / 64];
    return row[0] >> (at % 64) | row[1] << 1 << (63 - at % 64);
}

const struct candidate *scan_candidates_winner(const struct scratch *scratch, size_t at)
{
    const struct candidate *candidate = &scratch->candidates[scratch->index_at[at]];
    const size_t from = at + 1 > scratch->longest ? at + 1 - scratch->longest : 0;
    const size_t to = at + candidate->finding.length;
    for (size_t base = from; base < to; base += 64) {
        uint64_t bits = starts_from(scratch, base);
        bits &= to - base < 64 ? ((uint64_t)1 << (to - base)) - 1 : UINT64_MAX;
        bits &= at - base < 64 ? ~((uint64_t)1 << (at - base)) : UINT64_MAX;
        for (; bits != 0; bits &= bits - 1) {
            const size_t start = base + (size_t)__builtin_ctzll(bits);
            const struct candidate *rival = &scratch->candidates[scratch->index_at[start]];
            if (start + rival->finding.length > at && !is_nested(rival, candidate) &&
                wins(rival, candidate)) {
                return NULL;
            }
        }
    }
    return candidate;
}
