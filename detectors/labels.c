/* Finds labels: a bitmap over the first three letters of a word, then the phrases that begin with
 * them. */
#include "detectors/labels.h"

#include "detectors/ascii.h"

#include <assert.h>
#include <string.h>

#define SEPARATOR_MAX 3 /* bytes between two words of a label */

static bool is_separator(uint8_t byte)
{
    return ascii_is_white(byte) || ascii_is_one_of(byte, "_-./'");
}

static void add_entry(struct labels_index *index, size_t key, uint16_t word, uint16_t *count)
{
    size_t slot = key * 7 % LABELS_SLOTS;
    while (index->slot_key[slot] != 0 && index->slot_key[slot] != key + 1) {
        slot = (slot + 1) % LABELS_SLOTS;
    }
    const uint16_t entry = ++*count;
    assert(entry < LABELS_ENTRIES_MAX);
    index->slot_key[slot] = (uint16_t)(key + 1);
    index->entry_word[entry] = word;
    index->entry_next[entry] = index->slot_entry[slot];
    index->slot_entry[slot] = entry;
    index->is_key[key / 64] |= (uint64_t)1 << (key % 64);
}

/* The keys of a phrase: as it is written, and with its words run together. */
static void add_phrase(struct labels_index *index, uint16_t word, uint16_t *count)
{
    const char *phrase = labels_table[word].phrase;
    uint8_t apart[3] = {0};
    uint8_t joined[3] = {0};
    size_t letters = 0;
    for (size_t i = 0; i < 3 && ascii_is_alpha((uint8_t)phrase[i]); i++) {
        apart[i] = (uint8_t)phrase[i];
    }
    for (; *phrase != '\0' && *phrase != '#' && letters < 3; phrase++) {
        if (*phrase != ' ') {
            joined[letters++] = (uint8_t)*phrase;
        }
    }
    add_entry(index, labels_key(index, apart), word, count);
    if (memcmp(apart, joined, sizeof apart) != 0) {
        add_entry(index, labels_key(index, joined), word, count);
    }
}

void labels_index_fill(struct labels_index *index)
{
    memset(index, 0, sizeof *index);
    for (uint8_t i = 0; i < 26; i++) {
        index->letter['a' + i] = (uint8_t)(i + 1);
        index->letter['A' + i] = (uint8_t)(i + 1);
    }
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
        if (*phrase == ' ' || *phrase == '#') {
            at += count_separators(text + at, avail - at);
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

static bool is_host(const uint8_t *text, size_t before, size_t len, size_t avail)
{
    const bool is_joined = before > 0 && ascii_is_one_of(text[-1], "@./");
    return is_joined || (len + 1 < avail && text[len] == '.' && ascii_is_alpha(text[len + 1]));
}

static size_t match_label(const struct label *label, const uint8_t *text, size_t before,
                          size_t avail)
{
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
    if ((label->flags & LABEL_FLAG_CAPITALS) != 0 && !is_in_capitals(text, len)) {
        return 0;
    }
    return (label->flags & LABEL_FLAG_NO_HOST) != 0 && is_host(text, before, len, avail) ? 0 : len;
}

size_t labels_match(const struct labels_index *index, const uint8_t *text, size_t before,
                    size_t avail, uint16_t *word)
{
    uint8_t head[3] = {0};
    memcpy(head, text, avail < sizeof head ? avail : sizeof head);
    const size_t key = labels_key(index, head);
    if (!labels_may_match(index, key)) {
        return 0;
    }
    size_t slot = key * 7 % LABELS_SLOTS;
    while (index->slot_key[slot] != key + 1) {
        slot = (slot + 1) % LABELS_SLOTS;
    }
    const size_t limit = avail < LABELS_REACH ? avail : LABELS_REACH;
    size_t longest = 0;
    for (uint16_t entry = index->slot_entry[slot]; entry != 0; entry = index->entry_next[entry]) {
        const uint16_t candidate = index->entry_word[entry];
        const size_t len = match_label(&labels_table[candidate], text, before, limit);
        if (len > longest || (len == longest && len > 0 && candidate < *word)) {
            longest = len;
            *word = candidate;
        }
    }
    return longest;
}
