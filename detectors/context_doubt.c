/* What stands around a value and speaks against it. */
#include "detectors/context.h"

#include "detectors/score.h"

#include <string.h>

#define EXAMPLE_BEFORE 60
#define EXAMPLE_AFTER 24
#define NEGATION_BEFORE 40
#define PUBLISHER_BEFORE 80
#define FENCE_BEFORE TILE_BEFORE_MAX
#define POINTS_PUBLISHER (-20)
#define POINTS_FENCE (-10)

/* Flags that say for which values and how near a word of examples counts. */
#define SCOPE_FLAGS (LABEL_FLAG_PUBLISHER | LABEL_FLAG_DIRECT)

/* The nearest words in front of a value, by how they count; NULL where there is none. */
struct words {
    const struct label_hit *example, *direct, *negation, *publisher;
};

/* The place in words of a label of HITS_DOUBTS. */
static const struct label_hit **place_of(struct words *words, const struct label *label)
{
    if (label->kind == LABEL_NEGATION) {
        return &words->negation;
    }
    const unsigned scope = label->flags & SCOPE_FLAGS;
    return scope == LABEL_FLAG_PUBLISHER ? &words->publisher
           : scope == LABEL_FLAG_DIRECT  ? &words->direct
                                         : &words->example;
}

/* Where such words may start. */
static size_t start_in_front(const struct context_value *value)
{
    const size_t reach =
        (value->is_contact ? PUBLISHER_BEFORE : EXAMPLE_BEFORE) + (size_t)LABELS_REACH;
    return value->at > reach ? value->at - reach : 0;
}

static struct words find_in_front(const struct tile *tile, const struct context_value *value)
{
    const size_t at = value->at;
    const size_t from = start_in_front(value);
    struct words words = {0};
    for (size_t block = from / 64; 64 * block < at; block++) {
        const struct hits_block *entry = hits_block(tile->hits, block, HITS_DOUBTS);
        for (size_t i = 0; entry != NULL && i < entry->count; i++) {
            const struct hits_place *place = &tile->hits->places[entry->first + i];
            const struct label_hit *hit = &place->hit;
            if ((place->kinds & HITS_DOUBTS) == 0 || hit->at < from || hit->end > at) {
                continue;
            }
            const struct label_hit **word = place_of(&words, &labels_table[hit->word]);
            if (*word == NULL || hit->end > (*word)->end) {
                *word = hit;
            }
        }
    }
    return words;
}

/* The first word of examples that starts close behind end, or NULL. */
static const struct label_hit *find_behind(const struct tile *tile, size_t end)
{
    const uint64_t examples = LABEL_BIT(LABEL_NEGATIVE);
    const size_t to = end + EXAMPLE_AFTER + 1;
    const struct label_hit *hit = tile_next_label(tile, examples, end, to);
    while (hit != NULL && (labels_table[hit->word].flags & SCOPE_FLAGS) != 0) {
        hit = tile_next_label(tile, examples, hit->at + 1U, to);
    }
    return hit;
}

/* True when a sentence or a line ends in [from, to). */
static bool ends_sentence(const struct tile *tile, size_t from, size_t to)
{
    for (size_t at = from; at < to; at++) {
        const bool is_stop = tile_byte(tile, at) == '.' && ascii_is_white(tile_byte(tile, at + 1));
        if (is_stop || ascii_is_one_of(tile_byte(tile, at), ";\n")) {
            return true;
        }
    }
    return false;
}

/* "example", "test data" near by. */
static uint16_t find_example(const struct tile *tile, const struct context_value *value,
                             const struct label_hit *front)
{
    if (front != NULL && value->at - front->end <= EXAMPLE_BEFORE &&
        !(value->is_labelled && ends_sentence(tile, front->end, value->at))) {
        return front->word;
    }
    if (value->end - value->at > TILE_LABELLED_MAX) {
        return 0;
    }
    const struct label_hit *behind = find_behind(tile, value->end);
    if (behind != NULL && !(value->is_labelled && ends_sentence(tile, value->end, behind->at))) {
        return behind->word;
    }
    return 0;
}

/* The word when only what connects a label with its value stands between it and the value, or 0. */
static uint16_t if_connected(const struct tile *tile, const struct context_value *value,
                             const struct label_hit *hit)
{
    return hit != NULL && context_is_connected(tile, hit->end, value->at) ? hit->word : 0;
}

/* The word of a thing directly in front of a value, as in "version 536-90-4399", or 0. */
static uint16_t find_thing(const struct tile *tile, const struct context_value *value)
{
    const uint64_t numbers = LABEL_BIT(LABEL_NUMBER);
    const size_t reach = CONTEXT_CONNECTOR_MAX + (size_t)LABELS_REACH;
    const size_t from = value->at > reach ? value->at - reach : 0;
    const struct label_hit *nearest = NULL;
    for (const struct label_hit *hit = tile_next_label(tile, numbers, from, value->at); hit != NULL;
         hit = tile_next_label(tile, numbers, hit->at + 1U, value->at)) {
        const bool is_thing = (labels_table[hit->word].flags & LABEL_FLAG_THING) != 0;
        if (is_thing && hit->end <= value->at && (nearest == NULL || hit->end > nearest->end)) {
            nearest = hit;
        }
    }
    return if_connected(tile, value, nearest);
}

/* The word of an example, of a thing or of a negation, whichever speaks against the value, or 0. */
static uint16_t find_word(const struct tile *tile, const struct context_value *value,
                          const struct words *words)
{
    uint16_t word = find_example(tile, value, words->example);
    if (word == 0) {
        word = if_connected(tile, value, words->direct);
    }
    if (word == 0 && !value->is_labelled) { /* a label knows what the number is of */
        word = find_thing(tile, value);
    }
    const struct label_hit *negation = words->negation;
    if (word == 0 && negation != NULL && value->at - negation->end <= NEGATION_BEFORE &&
        !ends_sentence(tile, negation->end, value->at)) {
        word = negation->word;
    }
    return word;
}

/* The entry of labels_table that a reason without a word of its own is printed with. */
static uint16_t word_of(const char *phrase)
{
    uint16_t word = (uint16_t)(labels_count() - 1);
    while (word > 0 && strcmp(labels_table[word].phrase, phrase) != 0) {
        word--;
    }
    return word;
}

/* 1234567 ms, 120ms, 640px: what stands behind a number measures something. */
static bool has_unit(const struct tile *tile, size_t end)
{
    static const char *const units[] = {
        "px", "pt",    "em",   "rem",  "ms",   "us",   "ns",      "sec",    "kb",  "mb",
        "gb", "tb",    "kib",  "mib",  "gib",  "hz",   "khz",     "mhz",    "ghz", "rpm",
        "km", "bytes", "byte", "kbps", "mbps", "rows", "records", "packets"};
    const size_t at = end + (tile_byte(tile, end) == ' ' ? 1 : 0);
    if (!ascii_is_alpha(tile_byte(tile, at))) {
        return false;
    }
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        const size_t len = strlen(units[i]);
        if (at + len <= tile->len && ascii_starts_with(tile->bytes + at, len, units[i]) &&
            !ascii_is_alnum(tile_byte(tile, at + len))) {
            return true;
        }
    }
    return false;
}

/* True behind an opening fence of code, ```, with no closing one between. */
static bool is_in_fence(const struct tile *tile, size_t at)
{
    const size_t first = at > FENCE_BEFORE ? at - FENCE_BEFORE : 0;
    bool is_inside = false;
    if (memchr(tile->bytes + first, '`', at - first) == NULL) {
        return false;
    }
    for (size_t i = first; i + 3 <= at; i++) {
        if (memcmp(tile->bytes + i, "```", 3) == 0) {
            is_inside = !is_inside;
            i += 2;
        }
    }
    return is_inside;
}

struct context_doubt context_find_doubt(const struct tile *tile, const struct context_value *value)
{
    const size_t last =
        value->end + EXAMPLE_AFTER < tile->len ? value->end + EXAMPLE_AFTER : tile->len - 1;
    struct words words = {0};
    uint16_t word = 0;
    if (!hits_are_quiet(tile->hits, start_in_front(value) / 64, last / 64)) {
        words = find_in_front(tile, value);
        word = find_word(tile, value, &words);
    } else if (!value->is_labelled) {
        word = find_thing(tile, value);
    }
    if (word != 0) {
        return (struct context_doubt){word, SCORE_NEGATIVE};
    }
    if (value->is_bare && has_unit(tile, value->end)) {
        return (struct context_doubt){word_of("unit behind"), SCORE_NEGATIVE};
    }
    if (value->is_contact && words.publisher != NULL &&
        value->at - words.publisher->end <= PUBLISHER_BEFORE) {
        return (struct context_doubt){words.publisher->word, POINTS_PUBLISHER};
    }
    if (hits_may_be_fenced(tile->hits) && is_in_fence(tile, value->at)) {
        return (struct context_doubt){word_of("code fence"), POINTS_FENCE};
    }
    return (struct context_doubt){0, 0};
}
