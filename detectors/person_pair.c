/* Reads pairs of frequent names, and names that what stands around them tells. */
#include "detectors/person_pair.h"

#include "detectors/names.h"
#include "detectors/ruleset.h"

#define BLANK_MAX 8 /* between a letter's last words and who signs */

/* True for a surname that is not what places are called: "Betty White", but not "Betty Lake". */
static bool may_end_name(const struct ruleset *ruleset, struct span word)
{
    static const char *const places[] = {
        "street", "park",  "parks",  "valley", "beach",  "field", "fields",  "parish",
        "county", "lake",  "hills",  "forest", "church", "house", "springs", "lane",
        "bridge", "point", "island", "falls",  "river",  "creek", "meadows"};
    return !ascii_is_word_of(word, places, sizeof places / sizeof places[0]) &&
           (names_find(&ruleset->names, word.ptr, word.len) & NAMES_SURNAME) != 0;
}

struct person_words person_pair_to_surname(const struct site *site, size_t at, unsigned most)
{
    const struct tile *tile = site->tile;
    struct person_words name = {0};
    for (; most > 0; most--) {
        const struct person_manner manner = {.most = most};
        name = person_words_read(site, at, manner);
        size_t last = name.end;
        while (last > at && ascii_is_alpha(tile_byte(tile, last - 1))) {
            last--;
        }
        if (name.words > 0 && may_end_name(site->ruleset, tile_span(tile, last, name.end - last))) {
            return name;
        }
    }
    return (struct person_words){0};
}

/* True when a letter's last words stand in front of the line that starts at at: "Sincerely,". */
static bool follows_closing(const struct tile *tile, size_t at)
{
    static const char *const words[] = {"sincerely",    "regards", "truly",     "yours",
                                        "respectfully", "wishes",  "cordially", "best"};
    size_t end = at;
    while (at - end < BLANK_MAX && ascii_is_one_of(tile_byte(tile, end - 1), " \r\n")) {
        end--;
    }
    if (tile_byte(tile, at - 1) != '\n' || tile_byte(tile, end - 1) != ',') {
        return false;
    }
    size_t start = --end;
    while (end - start < PERSON_WORD_MAX && ascii_is_alpha(tile_byte(tile, start - 1))) {
        start--;
    }
    return ascii_is_word_of(tile_span(tile, start, end - start), words,
                            sizeof words / sizeof words[0]);
}

/* True when what stands around two words says that they are somebody's name: "..., MD", "... is a
 * 72-year-old", "... (DOB 4/22/1978)", the end of a letter. */
static bool is_somebody(const struct tile *tile, const struct person_words *name)
{
    static const uint64_t own = LABEL_BIT(LABEL_BIRTH) | LABEL_BIT(LABEL_MRN);
    const size_t end = name->end;
    const size_t article = tile_byte(tile, end + 5) == 'n' ? 7 : 6;
    if (end + 6 < tile->len && ascii_starts_with(tile->bytes + end, tile->len - end, " is a") &&
        tile_byte(tile, end + article - 1) == ' ' && tile_is_digit(tile, end + article)) {
        return true;
    }
    if (tile_byte(tile, end) == ' ' && tile_byte(tile, end + 1) == '(' &&
        tile_next_label(tile, own, end + 2, end + 3) != NULL) {
        return true;
    }
    return person_words_have_credential(tile, name) || follows_closing(tile, name->at);
}

bool person_pair_read(const struct site *site, struct person_words *name)
{
    const struct tile *tile = site->tile;
    size_t at = site->at - 1;
    while (site->at - at <= PERSON_WORD_MAX && ascii_is_alpha(tile_byte(tile, at - 1))) {
        at--;
    }
    if (!ascii_is_upper(tile_byte(tile, at)) || !tile_starts_token(tile, at) ||
        tile_byte(tile, site->at - 1) != ' ') {
        return false;
    }
    const unsigned given = names_find(&site->ruleset->names, tile->bytes + at, site->at - 1 - at);
    if ((given & (NAMES_GIVEN | NAMES_WORD)) != NAMES_GIVEN) {
        return false;
    }
    *name = person_pair_to_surname(site, site->at, 2);
    if (name->words == 0) {
        const struct person_manner manner = {.most = 2};
        *name = person_words_read(site, site->at, manner);
        name->at = at;
        return name->words > 0 && (name->any & NAMES_WORD) == 0 && is_somebody(tile, name);
    }
    name->at = at;
    return true;
}
