/* Finds labels: a bitmap over a hash of a word, then the phrases that begin with it. */
#include "detectors/labels.h"

#include "detectors/ascii.h"

#include <assert.h>
#include <string.h>

#define SEPARATOR_MAX 3 /* bytes between two words of a label */

static bool is_separator(uint8_t byte)
{
    return ascii_is_white(byte) || ascii_is_one_of(byte, "_-./'");
}

/* The slot of a key, or the empty slot where it would go. */
static size_t find_slot(const struct labels_index *index, uint64_t key)
{
    size_t slot = labels_hash(key) % LABELS_SLOTS;
    while (index->slot_key[slot] != 0 && index->slot_key[slot] != key) {
        slot = (slot + 1) % LABELS_SLOTS;
    }
    return slot;
}

static void add_entry(struct labels_index *index, uint64_t key, uint16_t word, uint16_t *count)
{
    const size_t slot = find_slot(index, key);
    const size_t hash = labels_hash(key);
    const uint16_t entry = ++*count;
    assert(entry < LABELS_ENTRIES_MAX);
    index->slot_key[slot] = key;
    index->entry_word[entry] = word;
    index->entry_next[entry] = index->slot_entry[slot];
    index->slot_entry[slot] = entry;
    index->is_key[hash / 64] |= (uint64_t)1 << (hash % 64);
}

/* Letters collected for a key; those behind the last that counts are dropped. */
struct letters {
    uint64_t key;
    unsigned count;
};

static void add_letter(struct letters *letters, char letter)
{
    if (letters->count < LABELS_KEY_LETTERS) {
        letters->key |= (uint64_t)(uint8_t)letter << (8 * letters->count);
        letters->count++;
    }
}

/* The keys of a phrase: its first word, its first words run together, and all of it in the plural.
 */
static void add_phrase(struct labels_index *index, uint16_t word, uint16_t *count)
{
    struct letters letters = {0};
    uint64_t last = 0;
    for (const char *phrase = labels_table[word].phrase; *phrase != '\0'; phrase++) {
        if (ascii_is_alpha((uint8_t)*phrase)) {
            add_letter(&letters, *phrase);
        } else if (letters.key != last) {
            add_entry(index, letters.key, word, count);
            last = letters.key;
        }
        if (!ascii_is_alpha((uint8_t)*phrase) && *phrase != ' ') {
            return; /* a word ends at a digit or mark, whatever follows */
        }
    }
    if (letters.key != last) {
        add_entry(index, letters.key, word, count);
    }
    if (letters.count < LABELS_KEY_LETTERS) {
        add_letter(&letters, 's');
        add_entry(index, letters.key, word, count);
    }
}

void labels_index_fill(struct labels_index *index)
{
    memset(index, 0, sizeof *index);
    uint16_t count = 0;
    for (size_t word = 1; word < labels_count(); word++) {
        add_phrase(index, (uint16_t)word, &count);
    }
}

/* The bytes of text that separate two words, which may be none. */
static size_t count_separators(const uint8_t *text, size_t avail)
{
    size_t len = 0;
    while (len < avail && len < SEPARATOR_MAX && is_separator(text[len])) {
        len++;
    }
    return len;
}

/* The bytes of text that phrase takes, or 0. */
static size_t match_characters(const char *phrase, const uint8_t *text, size_t avail)
{
    size_t at = 0;
    for (; *phrase != '\0'; phrase++) {
        if (*phrase == ' ') {
            at += count_separators(text + at, avail - at);
        } else if (*phrase == '#' && at < avail && text[at] == ' ') {
            at++;
        }
        if (*phrase == ' ') {
            continue;
        }
        if (at >= avail || ascii_to_lower(text[at]) != (uint8_t)*phrase) {
            return 0;
        }
        at++;
    }
    return at;
}

static bool is_in_capitals(const uint8_t *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (ascii_is_lower(text[i])) {
            return false;
        }
    }
    return true;
}

/* True when the label ends a word at text + len: also before a capital in camelCase. */
static bool ends_word(const uint8_t *text, size_t len, size_t avail)
{
    if (len >= avail || !ascii_is_alpha(text[len])) {
        return true;
    }
    return ascii_is_upper(text[len]) && ascii_is_lower(text[len - 1]);
}

/* A run of letters and digits is encoded, and no word: xR8eMRN0iHs. */
static bool is_encoded(const uint8_t *text, size_t before, size_t len, size_t avail)
{
    return before > 0 && ascii_is_alnum(text[-1]) && len < avail && ascii_is_digit(text[len]);
}

static bool is_host(const uint8_t *text, size_t before, size_t len, size_t avail)
{
    const bool is_joined = before > 0 && ascii_is_one_of(text[-1], "@./");
    return is_joined || (len + 1 < avail && text[len] == '.' && ascii_is_alpha(text[len + 1]));
}

static size_t match_label(const struct label *label, const struct labels_place *place)
{
    const uint8_t *text = place->text;
    const size_t before = place->before;
    const size_t avail = place->avail < LABELS_REACH ? place->avail : LABELS_REACH;
    const bool is_numbered = before > 0 && ascii_is_digit(text[-1]);
    size_t len =
        is_numbered && label->kind != LABEL_UNIT ? 0 : match_characters(label->phrase, text, avail);
    if (len == 0 || text[len - 1] == '#') {
        return len;
    }
    if (!ends_word(text, len, avail)) {
        len++; /* a plural */
        if (ascii_to_lower(text[len - 1]) != 's' || !ends_word(text, len, avail)) {
            return 0;
        }
    }
    if (((label->flags & LABEL_FLAG_CAPITALS) != 0 && !is_in_capitals(text, len)) ||
        is_encoded(text, before, len, avail)) {
        return 0;
    }
    return (label->flags & LABEL_FLAG_NO_HOST) != 0 && is_host(text, before, len, avail) ? 0 : len;
}

size_t labels_match(const struct labels_index *index, const struct labels_place *place,
                    uint64_t key, uint16_t *word)
{
    size_t longest = 0;
    if (!labels_may_match(index, key)) {
        return 0;
    }
    for (uint16_t entry = index->slot_entry[find_slot(index, key)]; entry != 0;
         entry = index->entry_next[entry]) {
        const uint16_t candidate = index->entry_word[entry];
        const size_t len = match_label(&labels_table[candidate], place);
        if (len > longest || (len == longest && len > 0 && candidate < *word)) {
            longest = len;
            *word = candidate;
        }
    }
    return longest;
}
