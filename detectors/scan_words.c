/* Shows words to the rules that look them up in the lexicon. */
#include "detectors/scan_words.h"

#include "detectors/scan_near.h"

/* The word of the lexicon that starts at at, if one does. */
static void visit_word(const struct visit *visit, size_t at)
{
    const struct tile *tile = visit->tile;
    const bool is_inside = ascii_is_alpha(tile_byte(tile, at - 1));
    if (is_inside && tile_byte(tile, at - 2) != '\\') {
        return; /* within camelCase */
    }
    struct lexicon_hit hit;
    struct site site = scan_visit_site(visit, at, ANCHOR_LEXICON);
    site.hit_len = lexicon_match(visit->ruleset->lexicon, tile->bytes + at, is_inside ? 0 : at,
                                 tile->len - at, &hit);
    if (site.hit_len > 0) {
        site.hit = &hit;
        scan_visit_rules(visit, &site);
    }
}

/* Adds the words that end as the names of drugs do to those that are looked at. */
static void add_stems(const struct visit *visit)
{
    struct wordmap *words = &visit->scratch->words;
    const uint64_t *letter = visit->scratch->shapes.letter + 1;
    const size_t end = classmap_words(visit->tile->len);
    struct scan_filled filled = {words->stems, 0, end, 0};
    for (size_t word = scan_filled_next(&filled); word < end; word = scan_filled_next(&filled)) {
        for (uint64_t bits = words->stems[word]; bits != 0; bits &= bits - 1) {
            size_t at = 64 * word + (size_t)__builtin_ctzll(bits);
            while (at > 0 && (letter[(at - 1) / 64] >> ((at - 1) % 64) & 1) != 0) {
                at--;
            }
            words->terms[at / 64] |= (uint64_t)1 << (at % 64);
        }
    }
}

void scan_words_visit(const struct visit *visit)
{
    add_stems(visit);
    if (visit->ruleset->is_fast) {
        scan_near_limit_words(visit->scratch, visit->tile);
    }
    scan_visit_each(visit, visit->scratch->words.terms, visit_word);
}
