/* Builds the table of words from the lists. */
#include "detectors/lexicon.h"

#include "detectors/ascii.h"
#include "detectors/labels.h"
#include "detectors/lexicon_lists.h"
#include "detectors/lexicon_table.h"
#include "detectors/wordmap.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

const struct lexicon_list *const lexicon_lists[LEXICON_LIST_COUNT] = {
    &lexicon_note_words,
    &lexicon_procedures,
    &lexicon_diagnosis_words,
    &lexicon_conditions,
    &lexicon_drugs,
    &lexicon_brands,
    &lexicon_household_drugs,
    &lexicon_diagnosis_labels,
    &lexicon_forms,
    &lexicon_countable_forms,
    &lexicon_weak_forms,
    &lexicon_routes,
    &lexicon_weak_routes,
    &lexicon_frequencies,
    &lexicon_weak_frequencies,
};

/* A spelling is entered under at most this many first words: as it is, in the plural, without its
 * apostrophe. */
#define FIRST_WORDS_MAX 3

static void set_bit(uint64_t *bits, size_t index)
{
    bits[index / 64] |= (uint64_t)1 << (index % 64);
}

/* The next spelling of an entry: *text moves behind it, *len is its length; false at the end of the
 * entry. */
static bool next_spelling(const char **text, const char **spelling, size_t *len)
{
    if (**text == '\0') {
        return false;
    }
    *spelling = *text;
    *len = strcspn(*text, "|");
    *text += *len + ((*text)[*len] == '|');
    return true;
}

static size_t count_spellings(void)
{
    size_t count = 0;
    for (size_t i = 0; i < LEXICON_LIST_COUNT; i++) {
        for (const char *const *entry = lexicon_lists[i]->entries; *entry != NULL; entry++) {
            const char *text = *entry;
            const char *spelling;
            size_t len;
            while (next_spelling(&text, &spelling, &len)) {
                count++;
            }
        }
    }
    return count;
}

/* How a spelling whose first word has so many letters goes on, as a set for its slot. */
static uint32_t next_bits(const struct lexicon_spelling *spelling, size_t letters)
{
    const uint8_t *rest = (const uint8_t *)spelling->text + letters;
    return letters == spelling->len ? LEXICON_ANY_NEXT
                                    : lexicon_next_bit(rest, spelling->len - letters);
}

/* Notes what may stand behind the first word of a spelling, which is one letter. */
static void enter_letter(struct lexicon *lexicon, const struct lexicon_spelling *spelling)
{
    const uint8_t first = (uint8_t)spelling->text[0];
    const uint8_t next = spelling->len > 1 ? (uint8_t)spelling->text[1] : '\'';
    const uint64_t written = lexicon_letter_bit(first) |
                             (spelling->is_exact ? 0 : lexicon_letter_bit(ascii_to_upper(first)));
    for (size_t byte = 0; byte < 256; byte++) {
        const bool is_separator = byte == '-' || byte == '_' || ascii_is_white((uint8_t)byte);
        const uint8_t lower = spelling->is_exact ? (uint8_t)byte : ascii_to_lower((uint8_t)byte);
        const bool is_open = next == ' ' ? is_separator : next == '\'' || next == lower;
        lexicon->letters[byte] |= is_open ? written : 0;
    }
}

/* Appends a spelling to the chain of word, so that chains keep the order of the lists. */
static void enter(struct lexicon *lexicon, uint64_t word, uint32_t nexts,
                  const struct lexicon_spelling *spelling)
{
    const uint16_t index = (uint16_t)lexicon->count++;
    lexicon->spellings[index] = *spelling;
    set_bit(lexicon->words, lexicon_word_bit(word));
    if (spelling->kind >= LEXICON_FORM) {
        set_bit(lexicon->parts, lexicon_part_bit(word));
    }
    struct lexicon_slot *slot = &lexicon->slots[lexicon_find_slot(lexicon, word)];
    if (slot->first == LEXICON_NONE) {
        *slot = (struct lexicon_slot){.word = word, .nexts = nexts, .first = index};
        return;
    }
    slot->nexts |= nexts;
    struct lexicon_spelling *last = &lexicon->spellings[slot->first];
    while (last->next != LEXICON_NONE) {
        last = &lexicon->spellings[last->next];
    }
    last->next = index;
}

/* Enters a spelling under every first word with which it can begin in a text. */
static void enter_all(struct lexicon *lexicon, struct lexicon_spelling *spelling)
{
    size_t letters;
    uint64_t word = lexicon_load_word((const uint8_t *)spelling->text, spelling->len, &letters);
    assert(letters > 0);
    spelling->known = spelling->is_exact ? 0 : (uint8_t)letters;
    enter(lexicon, word, next_bits(spelling, letters), spelling);
    if (letters == 1) {
        enter_letter(lexicon, spelling);
    }
    if (letters == LEXICON_WORD_LETTERS || spelling->is_exact) {
        return;
    }
    if (letters == spelling->len) {
        enter(lexicon, word | (uint64_t)'s' << (8 * letters), LEXICON_ANY_NEXT, spelling);
    } else if (spelling->text[letters] == '\'') {
        assert(letters + 1 < spelling->len);
        const uint64_t next = (uint64_t)spelling->text[letters + 1];
        enter(lexicon, word | next << (8 * letters), LEXICON_ANY_NEXT, spelling);
    }
}

static void enter_entry(struct lexicon *lexicon, const struct lexicon_list *list, const char *entry)
{
    const char *text = entry;
    const char *spelling;
    size_t len;
    const uint64_t key = lexicon_hash_term((const uint8_t *)entry, strcspn(entry, "|"));
    while (next_spelling(&text, &spelling, &len)) {
        const bool is_exact = spelling[0] == '=';
        assert(len <= LEXICON_SPELLING_MAX);
        enter_all(lexicon, &(struct lexicon_spelling){.text = spelling + is_exact,
                                                      .key = key,
                                                      .next = LEXICON_NONE,
                                                      .len = (uint8_t)(len - is_exact),
                                                      .kind = list->kind,
                                                      .flags = list->flags,
                                                      .is_exact = is_exact});
    }
}

struct lexicon *lexicon_create(void)
{
    const size_t capacity = count_spellings() * FIRST_WORDS_MAX;
    struct lexicon *lexicon = calloc(1, sizeof *lexicon + capacity * sizeof lexicon->spellings[0]);
    if (lexicon == NULL) {
        return NULL;
    }
    assert(capacity < LEXICON_NONE);
    for (size_t i = 0; i < (size_t)1 << LEXICON_SLOT_BITS; i++) {
        lexicon->slots[i].first = LEXICON_NONE;
    }
    for (size_t i = 0; i < LEXICON_LIST_COUNT; i++) {
        for (const char *const *entry = lexicon_lists[i]->entries; *entry != NULL; entry++) {
            enter_entry(lexicon, lexicon_lists[i], *entry);
        }
    }
    for (const char *const *stem = lexicon_stems; *stem != NULL; stem++) {
        const size_t len = strlen(*stem);
        assert(len >= 4);
        set_bit(lexicon->stems, lexicon_stem_bit((const uint8_t *)*stem + len - 4));
    }
    return lexicon;
}

void lexicon_free(struct lexicon *lexicon)
{
    free(lexicon);
}

/* What a text goes on with behind a word that a spelling may begin with, as wordmap_add() takes it:
 * the first byte that does not separate words. */
static uint32_t follows_of(const struct lexicon_spelling *spelling, uint64_t word)
{
    size_t letters;
    if (lexicon_load_word((const uint8_t *)spelling->text, spelling->len, &letters) != word) {
        return WORDMAP_ANY_NEXT; /* a plural, or without its apostrophe */
    }
    size_t at = letters;
    uint32_t follows = 0;
    while (at < spelling->len && labels_is_separator((uint8_t)spelling->text[at])) {
        follows |= spelling->text[at] == ' ' ? (uint32_t)1 << WORDMAP_GAP : 0;
        follows |=
            spelling->text[at] == '\'' ? (uint32_t)1 << LABELS_NEXT_HIGH : 0; /* a curly one */
        at++;
    }
    if (at == spelling->len || at - letters > LABELS_SEPARATOR_MAX) {
        return WORDMAP_ANY_NEXT;
    }
    return follows | (uint32_t)1 << labels_next_of((uint8_t)spelling->text[at]);
}

/* Enters the word of a slot for those of its spellings that are forms, or for all. */
static void add_word(const struct lexicon *lexicon, const struct lexicon_slot *slot, bool is_form,
                     struct wordmap_table *words)
{
    uint32_t follows = 0;
    for (uint16_t i = slot->first; i != LEXICON_NONE; i = lexicon->spellings[i].next) {
        const struct lexicon_spelling *spelling = &lexicon->spellings[i];
        follows |=
            !is_form || spelling->kind == LEXICON_FORM ? follows_of(spelling, slot->word) : 0;
    }
    if (follows != 0) {
        wordmap_add(words, slot->word, follows, is_form ? WORDMAP_FORM : WORDMAP_TERM);
    }
}

void lexicon_add_words(const struct lexicon *lexicon, struct wordmap_table *words)
{
    for (size_t i = 0; i < (size_t)1 << LEXICON_SLOT_BITS; i++) {
        if (lexicon->slots[i].first != LEXICON_NONE) {
            add_word(lexicon, &lexicon->slots[i], false, words);
            add_word(lexicon, &lexicon->slots[i], true, words);
        }
    }
    for (const char *const *stem = lexicon_stems; *stem != NULL; stem++) {
        uint32_t letters = 0;
        for (size_t i = 0; i < 4; i++) {
            letters |= (uint32_t)(uint8_t)(*stem)[strlen(*stem) - 4 + i] << (8 * i);
        }
        wordmap_add_stem(words, letters);
    }
}

void lexicon_describe(lexicon_write_fn write, void *user)
{
    for (size_t i = 0; i < LEXICON_LIST_COUNT; i++) {
        const uint8_t head[2] = {lexicon_lists[i]->kind, lexicon_lists[i]->flags};
        write(user, head, sizeof head);
        for (const char *const *entry = lexicon_lists[i]->entries; *entry != NULL; entry++) {
            write(user, *entry, strlen(*entry) + 1);
        }
    }
    for (const char *const *stem = lexicon_stems; *stem != NULL; stem++) {
        write(user, *stem, strlen(*stem) + 1);
    }
}
