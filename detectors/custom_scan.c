/* Looks for what users' own rules describe. */
#include "detectors/custom_scan.h"

#include "detectors/custom_judge.h"

#include <stdlib.h>
#include <string.h>

struct custom_scratch {
    struct pattern_memory *memory;
    bool has_limit;
    struct custom_seen seen;
    uint64_t literals[TILE_WORDS + 1]; /* places where a fixed text starts */
    bool is_active[];                  /* rules, in this tile */
};

/* One run over one tile. */
struct search {
    const struct custom *custom;
    struct custom_scratch *scratch;
    const struct custom_window *window;
    custom_emit_fn emit;
    void *user;
};

bool custom_scratch_create(const struct custom *custom, struct custom_scratch **out)
{
    *out = NULL;
    if (custom == NULL) {
        return true;
    }
    struct custom_scratch *const scratch =
        calloc(1, sizeof *scratch + custom->count * sizeof scratch->is_active[0]);
    if (scratch == NULL) {
        return false;
    }
    scratch->memory = pattern_memory_create();
    if (scratch->memory == NULL) {
        custom_scratch_free(scratch);
        return false;
    }
    *out = scratch;
    return true;
}

void custom_scratch_free(struct custom_scratch *scratch)
{
    if (scratch != NULL) {
        pattern_memory_free(scratch->memory);
        free(scratch);
    }
}

bool custom_scratch_take_limit(struct custom_scratch *scratch)
{
    const bool has_limit = scratch != NULL && scratch->has_limit;
    if (has_limit) {
        scratch->has_limit = false;
    }
    return has_limit;
}

static void set_bit(uint64_t *bits, size_t at)
{
    bits[at / 64] |= (uint64_t)1 << (at % 64);
}

/* Notes a text that stands at at, and wakes the rules that wait for it. */
static void note_needle(const struct search *search, const struct needle *needle, size_t at)
{
    const struct needles *const needles = &search->custom->needles;
    if (needle->kind == NEEDLE_LITERAL) {
        set_bit(search->scratch->literals, at);
        return;
    }
    set_bit(search->scratch->seen.words, at);
    for (uint32_t i = 0; i < needle->use_count; i++) {
        search->scratch->is_active[needles->uses[needle->first_use + i].user] = true;
    }
}

/* Looks for all words and fixed texts in the whole tile. */
static void find_needles(const struct search *search)
{
    const struct needles *const needles = &search->custom->needles;
    const struct tile *const tile = search->window->tile;
    for (size_t at = 0; at + 1 < tile->len; at++) {
        const uint8_t *const bytes = tile->bytes + at;
        if (!needles_has_pair(needles->pairs, bytes)) {
            continue;
        }
        const struct needle_place place = {tile->bytes, tile->len, at};
        for (uint32_t i = needles_first(needles, bytes[0], bytes[1]); i != NEEDLE_END;
             i = needles->all[i].next) {
            if (needle_match(&needles->all[i], &place) > 0) {
                note_needle(search, &needles->all[i], at);
            }
        }
    }
}

/* True when the bytes at at are those that the pattern must begin with. */
static bool fits_start(const struct custom_rule *rule, const struct tile *tile, size_t at)
{
    if (rule->start.count > tile->len - at) {
        return false;
    }
    for (size_t i = 0; i < rule->start.count; i++) {
        if (!pattern_start_has(rule->start.sets[i], tile->bytes[at + i])) {
            return false;
        }
    }
    return true;
}

/* The length of the match at at, or 0. */
static size_t match_rule(const struct search *search, size_t index, size_t at)
{
    const struct custom_rule *const rule = &search->custom->rules[index];
    const struct tile *const tile = search->window->tile;
    size_t len = rule->start.count;
    if (!fits_start(rule, tile, at) || (rule->given->is_whole && !tile_starts_token(tile, at))) {
        return 0;
    }
    if (!rule->is_exact) {
        const struct span text = {tile->bytes, tile->len};
        const enum pattern_outcome outcome =
            pattern_match(rule->pattern, search->scratch->memory, text, at, &len);
        if (outcome == PATTERN_LIMIT) {
            search->scratch->has_limit = true;
            search->scratch->is_active[index] = false;
        }
        if (outcome != PATTERN_MATCH) {
            return 0;
        }
    }
    const bool is_token = !rule->given->is_whole || tile_ends_token(tile, at + len);
    return is_token && len <= rule->given->longest ? len : 0;
}

/* Tries a rule at a place. */
static void try_rule(const struct search *search, size_t index, size_t at)
{
    const struct custom_window *const window = search->window;
    if (!search->scratch->is_active[index] || at < window->from || at >= window->to) {
        return;
    }
    const size_t len = match_rule(search, index, at);
    if (len == 0) {
        return;
    }
    struct finding finding = {.detector = (uint16_t)(search->custom->first + index),
                              .offset = at,
                              .length = (uint32_t)len};
    const struct custom_site site = {search->custom, index, window->tile, &search->scratch->seen};
    if (custom_judge(&site, &finding)) {
        search->emit(search->user, &finding);
    }
}

/* Tries the rules whose fixed text stands at at. */
static void try_literals(const struct search *search, size_t at)
{
    const struct needles *const needles = &search->custom->needles;
    const struct tile *const tile = search->window->tile;
    const struct needle_place place = {tile->bytes, tile->len, at};
    for (uint32_t i = needles_first(needles, tile->bytes[at], tile->bytes[at + 1]); i != NEEDLE_END;
         i = needles->all[i].next) {
        const struct needle *const needle = &needles->all[i];
        if (needle->kind != NEEDLE_LITERAL || needle_match(needle, &place) == 0) {
            continue;
        }
        for (uint32_t use = needle->first_use; use < needle->first_use + needle->use_count; use++) {
            if (at >= needles->uses[use].at) {
                try_rule(search, needles->uses[use].user, at - needles->uses[use].at);
            }
        }
    }
}

static void visit_literals(const struct search *search)
{
    for (size_t word = 0; 64 * word < search->window->tile->len; word++) {
        for (uint64_t bits = search->scratch->literals[word]; bits != 0; bits &= bits - 1) {
            try_literals(search, 64 * word + (size_t)__builtin_ctzll(bits));
        }
    }
}

/* Tries the rules that may begin with the byte at at. */
static void try_byte(const struct search *search, size_t at)
{
    const struct custom *const custom = search->custom;
    const uint8_t byte = search->window->tile->bytes[at];
    for (uint32_t i = custom->by_byte_at[byte]; i < custom->by_byte_at[byte + 1]; i++) {
        try_rule(search, custom->by_byte[i], at);
    }
}

/* Tries the rules that have no fixed text wherever their first two bytes stand. */
static void visit_places(const struct search *search)
{
    const struct custom *const custom = search->custom;
    const struct tile *const tile = search->window->tile;
    size_t at = search->window->from;
    for (; at < search->window->to && at + 1 < tile->len; at++) {
        if (needles_has_pair(custom->pairs, tile->bytes + at)) {
            try_byte(search, at);
        }
    }
    if (at < search->window->to) {
        try_byte(search, at); /* the last byte of a text */
    }
}

/* Wakes the rules that want no word; true when some rule that is no literal is awake. */
static bool has_tried_rule(const struct search *search)
{
    for (size_t i = 0; i < search->custom->count; i++) {
        if (search->scratch->is_active[i] && !search->custom->rules[i].is_literal) {
            return true;
        }
    }
    return false;
}

void custom_find(const struct custom *custom, struct custom_scratch *scratch,
                 const struct custom_window *window, custom_emit_fn emit, void *user)
{
    const struct search search = {custom, scratch, window, emit, user};
    const size_t words = (window->tile->len + 63) / 64;
    memset(scratch->literals, 0, words * sizeof scratch->literals[0]);
    memset(scratch->seen.words, 0, words * sizeof scratch->seen.words[0]);
    for (size_t i = 0; i < custom->count; i++) {
        scratch->is_active[i] = custom->rules[i].given->alone > 0;
    }
    if (custom->needles.count > 0) {
        find_needles(&search);
        visit_literals(&search);
    }
    if (custom->tried_count > 0 && has_tried_rule(&search)) {
        visit_places(&search);
    }
}

bool custom_is_whole(const struct custom_rule *rule, struct span value)
{
    const struct tile tile = {.bytes = value.ptr, .len = value.len, .own_end = value.len};
    size_t len = 0;
    if (value.len == 0 || value.len > PATTERN_VIEW || !fits_start(rule, &tile, 0)) {
        return false;
    }
    if (rule->is_exact) {
        return rule->start.count == value.len;
    }
    struct pattern_memory *const memory = pattern_memory_create();
    const bool is_whole = memory != NULL &&
                          pattern_match(rule->pattern, memory, value, 0, &len) == PATTERN_MATCH &&
                          len == value.len;
    pattern_memory_free(memory);
    return is_whole;
}
