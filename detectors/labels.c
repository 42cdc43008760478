/* Finds labels: the phrases that begin with a word, by a hash of it. */
#include "detectors/labels.h"

#include "detectors/ascii.h"

#include <string.h>

#define LEN_MAX (LABELS_REACH - 3) /* of a label: what tells a plural and a host stands behind */
#define HEXADECIMAL_MIN 8          /* digits: fewer may be a label and its number, DEA1234 */

/* The three bytes of a typographic apostrophe, U+2019, too, each by itself. */
bool labels_is_separator(uint8_t byte)
{
    return ascii_is_white(byte) || ascii_is_one_of(byte, "-./'_\xe2\x80\x99");
}

unsigned labels_next_of(uint8_t byte)
{
    if (ascii_is_alpha(byte)) {
        return (unsigned)(ascii_to_lower(byte) - 'a');
    }
    return ascii_is_digit(byte) ? LABELS_NEXT_DIGIT
           : byte == '#'        ? LABELS_NEXT_HASH
           : byte >= 0x80       ? LABELS_NEXT_HIGH
                                : LABELS_NEXT_OTHER;
}

/* The bytes of text that separate two words, which may be none; an empty line ends a phrase. */
static size_t count_separators(const uint8_t *text)
{
    size_t len = 0;
    size_t lines = 0;
    while (len < LABELS_SEPARATOR_MAX && labels_is_separator(text[len])) {
        lines += text[len] == '\n';
        if (lines > 1) {
            break;
        }
        len++;
    }
    return len;
}

/* The byte at at in lower case, also the second one of a capital of Latin-1 in UTF-8. */
static uint8_t lower_at(const uint8_t *text, size_t at)
{
    const bool is_capital =
        at > 0 && text[at - 1] == 0xc3 && text[at] >= 0x80 && text[at] < 0x9f && text[at] != 0x97;
    return is_capital ? text[at] | 0x20 : ascii_to_lower(text[at]);
}

/* The bytes of text that phrase takes behind the first at bytes, with these, or 0. */
static size_t match_characters(const char *phrase, const uint8_t *text, size_t at)
{
    for (; *phrase != '\0' && at < LABELS_REACH; phrase++) {
        if (*phrase == ' ') {
            at += count_separators(text + at);
            continue;
        }
        at += *phrase == '#' && text[at] == '.'; /* "Lic. #" */
        at += ascii_is_one_of((uint8_t)*phrase, "#:") && text[at] == ' ';
        if (lower_at(text, at) != (uint8_t)*phrase) {
            return 0;
        }
        at++;
    }
    return at <= LEN_MAX ? at : 0;
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
static bool ends_word(const uint8_t *text, size_t len)
{
    return !ascii_is_alpha(text[len]) ||
           (ascii_is_upper(text[len]) && ascii_is_lower(text[len - 1]));
}

/* True for a number in hexadecimal that starts with letters: dea6f01b. */
static bool is_hexadecimal(const uint8_t *text)
{
    size_t run = 0;
    while (run < HEXADECIMAL_MIN && ascii_is_hex(text[run])) {
        run++;
    }
    return run == HEXADECIMAL_MIN;
}

/* A text in which a label may start, and what the phrases of the list go on with in it. */
struct view {
    const struct labels_place *place;
    const uint8_t *text; /* LABELS_REACH bytes and eight more; zeros where the text ends */
    uint8_t last;        /* the byte in front of it */
    unsigned next;       /* enum labels_next, behind the word and what separates words */
    size_t starts[LABELS_START_COUNT];
};

/* A run of letters and digits is encoded, and no word: xR8eMRN0iHs, hJhMRnFao. */
static bool is_encoded(const struct view *view, size_t len)
{
    const uint8_t *text = view->text;
    const bool is_inside = ascii_is_alnum(view->last);
    if (is_inside && len > 2 && ascii_is_upper(text[1]) && ascii_is_lower(text[len - 1])) {
        return true;
    }
    return ascii_is_digit(text[len]) && (is_inside || is_hexadecimal(text));
}

static bool is_host(const struct view *view, size_t len)
{
    return ascii_is_one_of(view->last, "@./") ||
           (view->text[len] == '.' && ascii_is_alpha(view->text[len + 1]));
}

/* True where a line starts, or a field of a form in it: behind a tab, a bar or two blanks. */
static bool starts_field(const struct view *view)
{
    const struct labels_place *place = view->place;
    return place->before == 0 || ascii_is_one_of(view->last, "\r\n\t|*") ||
           (place->before > 1 && view->last == ' ' && ascii_is_one_of(place->text[-2], " |\n"));
}

/* True for what reads like the label but is none: an abbreviation that is not in capitals, part of
 * something encoded, part of a host name, the end of a longer name. */
static bool is_lookalike(const struct labels_entry *entry, const struct view *view, size_t len)
{
    const unsigned flags = entry->flags;
    if ((flags & LABEL_FLAG_CAPITALS) != 0 && !is_in_capitals(view->text, len)) {
        return true;
    }
    if (entry->kind == LABEL_SERVICE && (flags & LABEL_FLAG_ALONE) != 0 && !starts_field(view)) {
        return true;
    }
    return is_encoded(view, len) || ((flags & LABEL_FLAG_NO_HOST) != 0 && is_host(view, len));
}

/* Finds what the text goes on with behind a word of so many letters, and up to LABELS_SEPARATOR_MAX
 * bytes that separate words, and where a phrase does: it ends at an empty line. */
static void look_ahead(const struct labels_index *index, unsigned letters, struct view *view)
{
    const uint8_t *text = view->text + letters;
    const size_t first = index->nexts[text[0]] / LABELS_NEXT_SEPARATOR;
    const size_t second = first & index->nexts[text[1]] / LABELS_NEXT_SEPARATOR;
    const size_t third = second & index->nexts[text[2]] / LABELS_NEXT_SEPARATOR;
    const size_t count = first + second + third;
    view->next = index->nexts[text[count]] % LABELS_NEXT_SEPARATOR;
    view->starts[LABELS_START_TEXT] = 0;
    view->starts[LABELS_START_KEY] = letters;
    view->starts[LABELS_START_GAP] = letters + (count < 2 ? count : count_separators(text));
}

/* The length of the label of an entry, whose key is equal, in a text; or 0. */
static size_t match_label(const struct labels_entry *entry, const struct view *view)
{
    const uint8_t *text = view->text;
    const size_t start = view->starts[entry->start];
    const uint64_t letters = ascii_load_bytes(text + start, sizeof letters) | 0x2020202020202020;
    if ((letters & entry->lead_mask) != entry->lead ||
        (ascii_is_digit(view->last) && entry->kind != LABEL_UNIT && entry->kind != LABEL_AGE)) {
        return 0;
    }
    size_t len = match_characters(entry->rest, text, start + entry->lead_letters);
    if (len == 0 || text[len - 1] == '#') {
        return len;
    }
    if (text[len - 1] != ':' && !ends_word(text, len)) {
        len++; /* a plural */
        if (ascii_to_lower(text[len - 1]) != 's' || !ends_word(text, len)) {
            return 0;
        }
    }
    return is_lookalike(entry, view, len) ? 0 : len;
}

/* Bit 7 of every byte that equals value; all bytes are below 0x80. */
static uint64_t find_equal(uint64_t bytes, unsigned value)
{
    const uint64_t low = 0x7f7f7f7f7f7f7f7f;
    return ~((bytes ^ 0x0101010101010101 * value) + low) & ~low;
}

/* Those of up to eight entries listed from first on whose phrases may go on with next: bit 7 of a
 * byte each. */
static uint64_t find_entries(const struct labels_index *index, size_t first, unsigned next)
{
    const uint64_t aheads = ascii_load_bytes(index->aheads + first, sizeof aheads);
    return find_equal(aheads, next) | find_equal(aheads, LABELS_NEXT_ANY);
}

size_t labels_match(const struct labels_index *index, const struct labels_place *place,
                    const struct labels_slot *slot, unsigned letters, uint16_t *word)
{
    size_t longest = 0;
    uint8_t padded[LABELS_REACH + 8];
    struct view view = {
        .place = place, .text = place->text, .last = place->before > 0 ? place->text[-1] : 0};
    if (place->avail < sizeof padded) {
        memset(padded, 0, sizeof padded);
        memcpy(padded, place->text, place->avail);
        view.text = padded;
    }
    look_ahead(index, letters, &view);
    const size_t end = slot->first + (size_t)slot->count;
    for (size_t first = slot->first; first < end; first += 8) {
        uint64_t bits = find_entries(index, first, view.next) & 0x8080808080808080;
        bits &= end - first < 8 ? ((uint64_t)1 << 8 * (end - first)) - 1 : UINT64_MAX;
        for (; bits != 0; bits &= bits - 1) {
            const struct labels_entry *entry =
                &index->entries[first + (size_t)__builtin_ctzll(bits) / 8];
            const size_t len = match_label(entry, &view);
            if (len > longest || (len == longest && len > 0 && entry->word < *word)) {
                longest = len;
                *word = entry->word;
            }
        }
    }
    return longest;
}
