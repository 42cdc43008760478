/* Enters phrases under the words that they begin with. */
#include "detectors/ascii.h"
#include "detectors/labels.h"

#include <assert.h>
#include <string.h>

/* What a phrase goes on with behind its first characters, done of them. */
static unsigned next_in_phrase(const char *phrase, size_t done)
{
    if (done == 0 || phrase[done] == '\0') {
        return LABELS_NEXT_ANY;
    }
    const char character = phrase[done + (phrase[done] == ' ' ? 1 : 0)];
    const unsigned next = labels_next_of((uint8_t)character);
    return next == LABELS_NEXT_OTHER && character != ':' ? LABELS_NEXT_ANY : next;
}

/* The first characters of a phrase as the key of a word. */
struct head {
    uint64_t key;
    unsigned letters; /* in the key */
    size_t done;      /* characters of the phrase; 0 when the key holds one that it has not */
};

/* Where a phrase goes on behind its first characters, done of them. */
static enum labels_start start_of(const char *phrase, size_t done)
{
    if (done == 0) {
        return LABELS_START_TEXT;
    }
    return phrase[done] == ' ' ? LABELS_START_GAP : LABELS_START_KEY;
}

/* Moves the first letters of the rest of an entry into its lead. */
static void take_lead(struct labels_entry *entry)
{
    entry->rest += entry->start == LABELS_START_GAP ? 1 : 0;
    while (entry->lead_letters < sizeof entry->lead && ascii_is_alpha((uint8_t)*entry->rest)) {
        const unsigned shift = 8U * entry->lead_letters++;
        entry->lead |= (uint64_t)(uint8_t)*entry->rest++ << shift;
        entry->lead_mask |= (uint64_t)0xff << shift;
    }
}

static void add_entry(struct labels_index *index, const struct head *head, uint16_t word,
                      const char *phrase)
{
    const struct label *label = &labels_table[word];
    const size_t slot = (size_t)(labels_find_slot(index, head->key) - index->slots);
    const size_t entry = index->added_count++;
    assert(entry < LABELS_ENTRIES_MAX);
    index->slots[slot].key = head->key;
    index->slots[slot].kinds |= LABEL_BIT(label->kind);
    index->slots[slot].count++;
    index->added_to[entry] = (uint16_t)slot;
    index->added[entry] = (struct labels_entry){
        .rest = phrase + head->done,
        .word = word,
        .kind = label->kind,
        .flags = label->flags,
        .start = (uint8_t)start_of(phrase, head->done),
        .ahead = (uint8_t)next_in_phrase(phrase, head->done),
    };
    take_lead(&index->added[entry]);
}

/* Takes the letter of a phrase at at into its head, if there is room. */
static void add_letter(struct head *head, char letter, size_t at)
{
    if (head->letters < LABELS_KEY_LETTERS) {
        head->key |= (uint64_t)(uint8_t)letter << (8 * head->letters);
        head->letters++;
        head->done = at + 1;
    }
}

/* The keys of a phrase: its first word, its first words run together, and all of it in the plural.
 */
static void add_phrase(struct labels_index *index, uint16_t word, const char *phrase)
{
    struct head head = {0};
    uint64_t last = 0;
    for (size_t at = 0; phrase[at] != '\0'; at++) {
        const char character = phrase[at];
        if (ascii_is_alpha((uint8_t)character)) {
            add_letter(&head, character, at);
            continue;
        }
        if (head.key != last) {
            add_entry(index, &head, word, phrase);
            last = head.key;
        }
        if (character != ' ') {
            return; /* a word ends at a digit or mark, whatever follows */
        }
    }
    if (head.key != last) {
        add_entry(index, &head, word, phrase);
    }
    if (head.letters < LABELS_KEY_LETTERS) {
        struct head plural = head;
        add_letter(&plural, 's', 0);
        plural.done = 0;
        add_entry(index, &plural, word, phrase);
    }
}

/* Puts the entries of each key side by side. */
static void list_entries(struct labels_index *index)
{
    size_t listed = 0;
    for (size_t slot = 0; slot < LABELS_SLOTS; slot++) {
        index->slots[slot].first = (uint16_t)listed;
        listed += index->slots[slot].count;
        index->slots[slot].count = 0;
    }
    for (size_t i = 0; i < index->added_count; i++) {
        struct labels_slot *slot = &index->slots[index->added_to[i]];
        const size_t place = slot->first + (size_t)slot->count++;
        index->entries[place] = index->added[i];
        index->aheads[place] = index->added[i].ahead;
    }
}

void labels_index_fill(struct labels_index *index)
{
    memset(index, 0, sizeof *index);
    for (unsigned byte = 0; byte < sizeof index->nexts; byte++) {
        const unsigned separator = labels_is_separator((uint8_t)byte) ? LABELS_NEXT_SEPARATOR : 0;
        index->nexts[byte] = (uint8_t)(labels_next_of((uint8_t)byte) | separator);
    }
    for (size_t word = 1; word < labels_count(); word++) {
        add_phrase(index, (uint16_t)word, labels_table[word].phrase);
    }
    list_entries(index);
}

bool labels_index_add(struct labels_index *index, uint16_t word, const char *phrase)
{
    const size_t most = 2 + strlen(phrase); /* entries: a word each, and the plural */
    if (index->added_count + most >= LABELS_ENTRIES_MAX) {
        return false;
    }
    add_phrase(index, word, phrase);
    list_entries(index);
    return true;
}

uint32_t labels_nexts(const struct labels_index *index, const struct labels_slot *slot,
                      uint64_t kinds)
{
    uint32_t nexts = 0;
    for (size_t i = slot->first; i < slot->first + (size_t)slot->count; i++) {
        const struct labels_entry *entry = &index->entries[i];
        if ((LABEL_BIT(entry->kind) & kinds) != 0) {
            /* "driver s license": a curly apostrophe is not passed over there */
            const bool may_be_curly = entry->lead_letters == 1 && entry->lead == 's';
            nexts |= (uint32_t)1 << entry->ahead;
            nexts |= may_be_curly ? (uint32_t)1 << LABELS_NEXT_HIGH : 0;
        }
    }
    return nexts;
}
