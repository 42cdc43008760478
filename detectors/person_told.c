/* Finds names behind relatives and in front of births and charts. */
#include "detectors/person_told.h"

#include "detectors/names.h"
#include "detectors/patient_near.h"
#include "detectors/person_place.h"

#define LISTED (NAMES_GIVEN | NAMES_SURNAME)
#define NAME_MIN 3      /* letters of a name of one word */
#define GAP_MAX 24      /* bytes between a name and the label behind it */
#define CONNECTOR_MAX 6 /* and between this and what it names */

/* True for words that are no others, not even in part, in the case of a sentence. */
static bool is_plain(const struct person_words *name)
{
    return !name->is_capitals && (name->any & NAMES_WORD) == 0;
}

enum person_told person_told_relative(const struct site *site, struct person_words *name)
{
    const struct tile *tile = site->tile;
    const size_t end = site->label->end;
    const struct person_manner manner = {.most = 3};
    *name = person_words_read(site, end + 1, manner);
    if (tile_byte(tile, end) != ' ' || name->end - name->at < NAME_MIN || !is_plain(name) ||
        person_words_have_form(name) || person_place_is_named(tile, name)) {
        return PERSON_TOLD_NOT;
    }
    if ((name->kinds & LISTED) != 0) {
        return PERSON_TOLD_LISTED;
    }
    /* but not "Brother Printer", "Mother Nature" */
    const bool is_relative =
        ascii_is_lower(tile_byte(tile, site->at)) || patient_is_near(tile, name->at, name->end);
    return is_relative ? PERSON_TOLD_UNLISTED : PERSON_TOLD_NOT;
}

/* True when a value stands behind the label that ends at at: "DOB 10-10-95", "(MRN: 5530198)". */
static bool is_value_behind(const struct tile *tile, size_t at)
{
    const size_t most = at + CONNECTOR_MAX;
    while (at < most && ascii_is_one_of(tile_byte(tile, at), " :#.=")) {
        at++;
    }
    return tile_is_digit(tile, at) ||
           tile_next_label(tile, LABEL_BIT(LABEL_MONTH), at, at + 1) != NULL;
}

/* Where the words end that stand in front of at, on its line; at when something else does.
 * *is_told: a comma, '(' or '?' says that what follows is told of them. */
static size_t skip_back(const struct tile *tile, size_t at, bool *is_told)
{
    size_t end = at;
    *is_told = false;
    while (end > 0 && at - end < GAP_MAX && ascii_is_one_of(tile_byte(tile, end - 1), " \t,(-?")) {
        end--;
        *is_told = *is_told || ascii_is_one_of(tile_byte(tile, end), ",(?");
    }
    return end;
}

/* Where the word in front of end starts; end when none stands there. */
static size_t find_word(const struct tile *tile, size_t end)
{
    size_t at = end;
    while (at > 0 && end - at < PERSON_WORD_MAX) {
        const uint8_t byte = tile_byte(tile, at - 1);
        if (!ascii_is_alpha(byte) && byte < 0x80 && !ascii_is_one_of(byte, "'-.")) {
            break;
        }
        at--;
    }
    return at;
}

/* The words, as many as a name may have, that end at end. */
static struct person_words read_back(const struct site *site, size_t end)
{
    const struct person_manner manner = {.most = PERSON_WORDS_MAX, .allows_comma = true};
    struct person_words found = {0};
    size_t behind = end;
    for (unsigned words = 1; words <= PERSON_WORDS_MAX; words++) {
        const size_t at = find_word(site->tile, behind);
        if (at == behind || !ascii_is_upper(tile_byte(site->tile, at))) {
            break;
        }
        const struct person_words name = person_words_read(site, at, manner);
        if (name.words == words && name.end == end) {
            found = name;
        }
        if (at < 2 || tile_byte(site->tile, at - 1) != ' ') {
            break;
        }
        behind = at - (tile_byte(site->tile, at - 2) == ',' ? 2 : 1);
    }
    return found;
}

enum person_told person_told_in_front(const struct site *site, struct person_words *name)
{
    const struct tile *tile = site->tile;
    bool is_told = false;
    const size_t end = skip_back(tile, site->at, &is_told);
    if (end == site->at || !is_value_behind(tile, site->label->end)) {
        return PERSON_TOLD_NOT;
    }
    *name = read_back(site, end);
    if (name->end - name->at < NAME_MIN || person_words_have_form(name) ||
        person_place_is_named(tile, name)) {
        return PERSON_TOLD_NOT;
    }
    const bool is_listed = (name->kinds & LISTED) != 0;
    if (name->words == 1) {
        return is_listed && is_told && is_plain(name) ? PERSON_TOLD_LISTED : PERSON_TOLD_NOT;
    }
    if (is_listed) {
        return PERSON_TOLD_LISTED;
    }
    return name->has_comma || (is_told && is_plain(name)) ? PERSON_TOLD_UNLISTED : PERSON_TOLD_NOT;
}
