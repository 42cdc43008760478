/* Cuts a segment into tiles, scans each with its neighbourhood, and emits what it owns, in order.
 */
#include "detectors/scan.h"

#include "detectors/ruleset.h"
#include "detectors/scan_candidates.h"
#include "detectors/scan_labels.h"
#include "detectors/scan_near.h"
#include "detectors/scan_visit.h"
#include "detectors/scratch.h"

#include <stdlib.h>

struct scratch *scratch_create(const struct ruleset *ruleset)
{
    const size_t lines = (sizeof(struct scratch) + CLASSMAP_LINE - 1) / CLASSMAP_LINE;
    struct scratch *const scratch = aligned_alloc(CLASSMAP_LINE, lines * CLASSMAP_LINE);
    if (scratch == NULL) {
        return NULL;
    }
    scratch->has_near = false;
    scratch->losers = ruleset->keeps_candidates ? scan_losers_create() : NULL;
    const bool is_done = custom_scratch_create(ruleset->custom, &scratch->custom);
    if (!is_done || (ruleset->keeps_candidates && scratch->losers == NULL)) {
        scratch_free(scratch);
        return NULL;
    }
    return scratch;
}

void scratch_free(struct scratch *scratch)
{
    if (scratch != NULL) {
        scan_losers_free(scratch->losers);
        custom_scratch_free(scratch->custom);
        free(scratch);
    }
}

bool scratch_take_limit(struct scratch *scratch)
{
    return custom_scratch_take_limit(scratch->custom);
}

/* The tile that owns len bytes of segment from at on. */
static struct tile make_tile(const struct segment *segment, size_t at, size_t len)
{
    const size_t in_front = segment->before + at;
    const size_t behind = segment->len - at - len + segment->after;
    const size_t before = in_front < SCAN_REACH ? in_front : SCAN_REACH;
    const size_t after = behind < SCAN_REACH ? behind : SCAN_REACH;
    return (struct tile){.bytes = segment->text + at - before,
                         .len = before + len + after,
                         .own_begin = before,
                         .own_end = before + len};
}

/* Who receives findings, and what they are computed with. */
struct output {
    const struct ruleset *ruleset;
    scan_emit_fn emit;
    void *user;
};

/* What is emitted of a finding of the tile: its place in the whole text, its value's hash. */
static void emit_finding(const struct output *output, const struct tile *tile, uint64_t offset,
                         const struct finding *found)
{
    struct finding finding = *found;
    const size_t at = (size_t)found->offset;
    finding.offset = offset + (at - tile->own_begin);
    finding.fingerprint =
        ruleset_fingerprint(output->ruleset, finding.detector, tile_span(tile, at, finding.length));
    output->emit(output->user, &finding);
}

/* Emits all that starts at at, the losers flagged, in the order of the list. */
static void emit_place(const struct output *output, const struct scratch *scratch,
                       const struct tile *tile, uint64_t offset, size_t at)
{
    struct finding losers[SCAN_LOSERS_MAX];
    const size_t count = scan_losers_at(scratch->losers, at, losers);
    size_t next = 0;
    if ((scratch->starts[at / 64] >> (at % 64) & 1) != 0) {
        struct finding finding = scratch->candidates[scratch->index_at[at]].finding;
        finding.flags |= scan_candidates_winner(scratch, at) == NULL ? FINDING_OVERLAPPED : 0;
        for (; next < count && losers[next].detector <= finding.detector; next++) {
            const bool is_same =
                losers[next].detector == finding.detector && losers[next].length == finding.length;
            if (!is_same) { /* seen from two places */
                emit_finding(output, tile, offset, &losers[next]);
            }
        }
        emit_finding(output, tile, offset, &finding);
    }
    while (next < count) {
        emit_finding(output, tile, offset, &losers[next++]);
    }
}

/* Emits everything that the tile owns; offset is that of the first owned byte. */
static void emit_all(const struct output *output, const struct scratch *scratch,
                     const struct tile *tile, uint64_t offset)
{
    for (size_t at = tile->own_begin; at < tile->own_end; at++) {
        if ((scratch->starts[at / 64] >> (at % 64) & 1) != 0 ||
            scan_losers_any(scratch->losers, at)) {
            emit_place(output, scratch, tile, offset, at);
        }
    }
}

/* Emits the candidates that the tile owns and that win their overlaps; offset is that of the first
 * owned byte. */
static void emit_owned(const struct output *output, const struct scratch *scratch,
                       const struct tile *tile, uint64_t offset)
{
    const size_t end = (tile->own_end + 63) / 64;
    struct scan_filled filled = {scratch->starts, tile->own_begin / 64, end, 0};
    for (size_t word = scan_filled_next(&filled); word < end; word = scan_filled_next(&filled)) {
        for (uint64_t bits = scratch->starts[word]; bits != 0; bits &= bits - 1) {
            const size_t at = 64 * word + (size_t)__builtin_ctzll(bits);
            if (at < tile->own_begin || at >= tile->own_end) {
                continue;
            }
            const struct candidate *winner = scan_candidates_winner(scratch, at);
            if (winner == NULL) {
                continue;
            }
            emit_finding(output, tile, offset, &winner->finding);
        }
    }
}

/* Finds the words of the tile, and the labels among them that open gates. Returns whether words of
 * the lexicon are to be looked at in this tile. */
static bool find_words(const struct ruleset *ruleset, struct scratch *scratch, struct tile *tile,
                       bool has_words)
{
    const bool may_be_near = !ruleset->is_fast || scratch->has_near; /* as in the tile before */
    struct wordmap_text text = {tile->bytes, tile->len, &scratch->shapes, has_words && may_be_near};
    ruleset->variant->find_words(&ruleset->words, &text, &scratch->words);
    scan_near_clear(scratch, tile->len);
    scan_labels_find(ruleset, scratch, tile);
    if (!has_words || !ruleset->is_fast) {
        return has_words;
    }
    if (!scan_near_find(scratch, tile)) {
        return false;
    }
    if (!text.has_terms) {
        text.has_terms = true;
        ruleset->variant->find_words(&ruleset->words, &text, &scratch->words);
    }
    return true;
}

void scan_text(const struct ruleset *ruleset, struct scratch *scratch,
               const struct segment *segment, scan_emit_fn emit, void *user)
{
    const struct output output = {ruleset, emit, user};
    for (size_t at = 0; at < segment->len; at += TILE_OWNED) {
        const size_t rest = segment->len - at;
        struct tile tile = make_tile(segment, at, rest < TILE_OWNED ? rest : TILE_OWNED);
        ruleset->variant->classify(&ruleset->classes, tile.bytes, tile.len, &scratch->classes);
        ruleset->variant->find_shapes(&scratch->classes, classmap_words(tile.len),
                                      &scratch->shapes);
        const bool has_words = find_words(ruleset, scratch, &tile, !segment->skip_language);
        scan_candidates_find(ruleset, scratch, &tile, has_words);
        if (scratch->losers != NULL) {
            emit_all(&output, scratch, &tile, segment->offset + at);
        } else {
            emit_owned(&output, scratch, &tile, segment->offset + at);
        }
    }
}
