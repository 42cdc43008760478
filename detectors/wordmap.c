/* Enters words into tables, and looks one word up after the other. */
#include "detectors/wordmap.h"

#include "detectors/labels.h"
#include "detectors/wordmap_find.h"

void wordmap_table_init(struct wordmap_table *table)
{
    memset(table, 0, sizeof *table);
    for (unsigned byte = 0; byte < 256; byte++) { /* of bytes above 0x7f, none separates words */
        table->nexts[byte] = byte < 0x80 && labels_is_separator((uint8_t)byte)
                                 ? WORDMAP_GAP | WORDMAP_SEPARATOR
                                 : (uint8_t)labels_next_of((uint8_t)byte);
    }
}

void wordmap_add(struct wordmap_table *table, uint64_t letters, uint32_t nexts, unsigned classes)
{
    const uint32_t hash = wordmap_hash(letters);
    table->words[hash >> (32 - WORDMAP_WORD_BITS)] |= (uint8_t)classes;
    for (uint32_t bits = nexts; bits != 0; bits &= bits - 1) {
        const uint32_t pair = wordmap_hash_pair(hash, (unsigned)__builtin_ctz(bits));
        table->pairs[pair >> (32 - WORDMAP_PAIR_BITS)] |= (uint8_t)classes;
    }
}

void wordmap_add_stem(struct wordmap_table *table, uint32_t letters)
{
    const uint32_t hash = hash_stem(letters);
    for (size_t i = 0; i < WORDMAP_SET_TESTS; i++) {
        table->stems.bits[i][hash >> wordmap_set_tests[i].byte & 63] |=
            (uint8_t)(1U << (hash >> wordmap_set_tests[i].bit & 7));
    }
}

/* Where no letter stands or a word or part starts: where letters end. */
static void find_ends(const struct wordmap_text *text, uint64_t *ends)
{
    const size_t words = classmap_words(text->len) + 1;
    for (size_t word = 0; word < words; word++) {
        ends[word] = ~text->shapes->letter[1 + word] | text->shapes->bits[SHAPE_WORD][1 + word];
    }
}

/* The words of a text, and where their letters end; what is chosen of them. */
struct word_list {
    const struct wordmap_text *text;
    const uint64_t *ends;
    uint16_t *starts;
    size_t count;
    unsigned wanted; /* classes of words that are chosen */
    size_t chosen;   /* so many stand at the start of starts */
    uint16_t *labels;
    size_t label_count;
};

/* Chooses among the words from at on by their letters. Without a branch, since which words these
 * are cannot be guessed. */
static void choose_words(const struct wordmap_table *table, struct word_list *list, size_t at)
{
    const struct wordmap_text *text = list->text;
    uint16_t *starts = list->starts;
    for (; at < list->count && starts[at] + sizeof(uint64_t) <= text->len; at++) {
        const size_t place = starts[at];
        const unsigned letters = count_letters(shapes_bits_from(list->ends, place));
        const uint64_t bytes = ascii_load_bytes(text->bytes + place, sizeof bytes);
        const unsigned classes = classes_of(table, hash_letters(bytes, letters));
        starts[list->chosen] = (uint16_t)place;
        list->chosen += (classes & list->wanted) != 0;
        list->labels[list->label_count] = (uint16_t)place;
        list->label_count += classes / WORDMAP_LABEL & 1;
    }
    for (; at < list->count; at++) { /* at the end of the text */
        const size_t place = starts[at];
        const unsigned letters = count_letters(shapes_bits_from(list->ends, place));
        const unsigned classes = classes_of(table, hash_letters(load_bytes(text, place), letters));
        starts[list->chosen++] = (uint16_t)place;
        list->labels[list->label_count] = (uint16_t)place;
        list->label_count += classes / WORDMAP_LABEL & 1;
    }
}

/* Lists the words of a text, of which none is chosen yet, and empties the maps. ends has room for
 * TILE_WORDS + 1. */
static struct word_list list_words(const struct wordmap_text *text, uint64_t *ends,
                                   struct wordmap *map)
{
    wordmap_clear(map, classmap_words(text->len));
    memset(map->labels, 0, classmap_words(text->len) * sizeof map->labels[0]);
    find_ends(text, ends);
    return (struct word_list){.text = text,
                              .ends = ends,
                              .starts = map->starts,
                              .count = list_starts(text, 0, classmap_words(text->len), map->starts),
                              .wanted = WORDMAP_GATE | WORDMAP_PLACE | WORDMAP_DOUBT |
                                        (text->has_terms ? WORDMAP_TERM | WORDMAP_FORM : 0U),
                              .labels = map->listed};
}

/* Marks what was chosen of the list. */
static void mark_words(const struct wordmap_table *table, const struct word_list *list,
                       struct wordmap *map)
{
    mark_labels(map, list->labels, list->label_count);
    for (size_t i = 0; i < list->chosen; i++) {
        const size_t at = list->starts[i];
        const unsigned letters = count_letters(shapes_bits_from(list->ends, at));
        mark_classes(map, at, find_classes(table, list->text, at, letters));
    }
    if (list->text->has_terms) {
        finish_terms(table, list->text, map);
    }
}

void wordmap_fill_scalar(const struct wordmap_table *table, const struct wordmap_text *text,
                         struct wordmap *map)
{
    uint64_t ends[TILE_WORDS + 1];
    struct word_list list = list_words(text, ends, map);
    choose_words(table, &list, 0);
    mark_words(table, &list, map);
}
