/* Looks a word up among surnames and given names. */
#include "detectors/names.h"

#include "detectors/ascii.h"
#include "detectors/latin.h"
#include "detectors/names_table.h"

#include <string.h>

#define NAME_LEN_MAX (2 + NAMES_TAIL)

/* A word in upper case: two indexes and the rest, padded with zeros. */
struct key {
    uint8_t first;
    uint8_t second;
    char tail[NAMES_TAIL];
};

static bool make_key(const uint8_t *word, size_t len, struct key *key)
{
    if (len < 2 || len > NAME_LEN_MAX || !ascii_is_alpha(word[0]) || !ascii_is_alpha(word[1])) {
        return false;
    }
    key->first = (uint8_t)(ascii_to_upper(word[0]) - 'A');
    key->second = (uint8_t)(ascii_to_upper(word[1]) - 'A');
    memset(key->tail, 0, sizeof key->tail);
    for (size_t i = 2; i < len; i++) {
        key->tail[i - 2] = (char)ascii_to_upper(word[i]);
    }
    return true;
}

static bool is_listed(const struct names_list *list, const struct key *key)
{
    const struct names_bucket *bucket = &list->buckets[key->first][key->second];
    for (size_t i = 0; i < bucket->count; i++) {
        const char *tail = bucket->tails[i]; /* nearly all differ in the first eight letters */
        if (memcmp(tail, key->tail, 8) == 0 &&
            memcmp(tail + 8, key->tail + 8, NAMES_TAIL - 8) == 0) {
            return true;
        }
    }
    return false;
}

/* What a word is of the kinds that it may be. */
static unsigned look_up(const uint8_t *word, size_t len, unsigned may_be)
{
    struct key key;
    if (!make_key(word, len, &key)) {
        return 0;
    }
    unsigned kinds =
        (may_be & NAMES_SURNAME) != 0 && is_listed(&names_surnames, &key) ? NAMES_SURNAME : 0U;
    kinds |= (may_be & NAMES_GIVEN) != 0 && is_listed(&names_given, &key) ? NAMES_GIVEN : 0U;
    const bool may_be_word = kinds != 0 && (may_be & NAMES_WORD) != 0;
    return may_be_word && is_listed(&names_words, &key) ? kinds | NAMES_WORD : kinds;
}

unsigned names_lookup(const uint8_t *word, size_t len)
{
    return look_up(word, len, NAMES_SURNAME | NAMES_GIVEN | NAMES_WORD);
}

/* The first, or with them the last, letters as a number; both overlap in short words. */
static uint64_t load(const uint8_t *text, size_t len)
{
    uint64_t value = 0;
    memcpy(&value, text, len);
    return value & 0xdfdfdfdfdfdfdfdfULL; /* upper case */
}

/* A hash of a word of 2 letters or more that takes no loop; words of up to 14 letters enter whole.
 */
static uint32_t hash(const uint8_t *word, size_t len)
{
    uint64_t head = 0;
    uint64_t tail = 0;
    if (len >= 8) {
        head = load(word, 8);
        tail = load(word + len - 8, 8);
    } else if (len >= 4) {
        head = load(word, 4);
        tail = load(word + len - 4, 4);
    } else {
        head = load(word, 2);
        tail = load(word + len - 2, 2);
    }
    const uint64_t mixed = (head * 0x9e3779b97f4a7c15ULL) ^ ((tail + len) * 0xc2b2ae3d27d4eb4fULL);
    return (uint32_t)(mixed >> 32 ^ mixed >> 11);
}

/* Two bits of 65,536 of each list stand for a word; about one of 40 others has both set of one. */
static void mark(struct names_filter *filter, size_t list, uint32_t value)
{
    filter->bits[(value & 0xffff) / 64][list] |= (uint64_t)1 << (value & 63);
    filter->bits[(value >> 16) / 64][list] |= (uint64_t)1 << (value >> 16 & 63);
}

/* The set of enum names_kind that a word with such a hash may be. */
static unsigned find_marks(const struct names_filter *filter, uint32_t value)
{
    const uint64_t *low = filter->bits[(value & 0xffff) / 64];
    const uint64_t *high = filter->bits[(value >> 16) / 64];
    unsigned marks = 0;
    for (size_t list = 0; list < NAMES_LISTS; list++) {
        const uint64_t both = low[list] >> (value & 63) & high[list] >> (value >> 16 & 63);
        marks |= (unsigned)(both & 1) << list;
    }
    return marks;
}

static void mark_list(struct names_filter *filter, size_t list, const struct names_list *names)
{
    for (size_t i = 0; i < (size_t)26 * 26; i++) {
        const struct names_bucket *bucket = &names->buckets[i / 26][i % 26];
        for (size_t j = 0; j < bucket->count; j++) {
            uint8_t name[NAME_LEN_MAX] = {(uint8_t)('A' + i / 26), (uint8_t)('A' + i % 26)};
            size_t len = 2;
            while (len < NAME_LEN_MAX && bucket->tails[j][len - 2] != '\0') {
                name[len] = (uint8_t)bucket->tails[j][len - 2];
                len++;
            }
            mark(filter, list, hash(name, len));
        }
    }
}

void names_filter_fill(struct names_filter *filter)
{
    static const struct names_list *const lists[NAMES_LISTS] = {&names_surnames, &names_given,
                                                                &names_words};
    memset(filter, 0, sizeof *filter);
    for (size_t list = 0; list < NAMES_LISTS; list++) {
        mark_list(filter, list, lists[list]);
    }
}

/* Writes word, which holds letters in UTF-8, without its accents; 0 when it is no name so. */
static size_t fold_accents(const uint8_t *word, size_t len, uint8_t *out)
{
    size_t folded = 0;
    for (size_t at = 0; at < len && folded < NAME_LEN_MAX;) {
        at += latin_read(word + at, len - at, &out[folded]);
        if (!ascii_is_alpha(out[folded++])) {
            return 0;
        }
    }
    return folded;
}

static bool has_accent(const uint8_t *word, size_t len)
{
    uint8_t seen = 0;
    for (size_t i = 0; i < len; i++) {
        seen |= word[i];
    }
    return seen >= 0x80;
}

unsigned names_find(const struct names_filter *filter, const uint8_t *word, size_t len)
{
    uint8_t plain[NAME_LEN_MAX];
    if (len <= 2 * (size_t)NAME_LEN_MAX && has_accent(word, len)) {
        len = fold_accents(word, len, plain);
        word = plain;
    }
    if (len < 2 || len > NAME_LEN_MAX) {
        return 0;
    }
    const unsigned may_be = find_marks(filter, hash(word, len));
    return (may_be & (NAMES_SURNAME | NAMES_GIVEN)) != 0 ? look_up(word, len, may_be) : 0;
}

bool names_is_surname(const uint8_t *word, size_t len)
{
    return (names_lookup(word, len) & (NAMES_SURNAME | NAMES_WORD)) == NAMES_SURNAME;
}

bool names_is_given(const uint8_t *word, size_t len)
{
    return (names_lookup(word, len) & (NAMES_GIVEN | NAMES_WORD)) == NAMES_GIVEN;
}
