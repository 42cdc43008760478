/* Finds labels: the phrases that begin with a word, by a hash of it. */
#include "detectors/labels.h"

#include "detectors/ascii.h"

#define HEXADECIMAL_MIN 8 /* digits: fewer may be a label and its number, DEA1234 */

static inline bool is_separator(uint8_t byte)
{
    return ascii_is_white(byte) || ascii_is_one_of(byte, "-./'_");
}

bool labels_is_separator(uint8_t byte)
{
    return is_separator(byte);
}

unsigned labels_next_of(uint8_t byte)
{
    if (ascii_is_alpha(byte)) {
        return (unsigned)(ascii_to_lower(byte) - 'a');
    }
    return ascii_is_digit(byte) ? LABELS_NEXT_DIGIT
           : byte == '#'        ? LABELS_NEXT_HASH
                                : LABELS_NEXT_OTHER;
}

/* The bytes of text that separate two words, which may be none; an empty line ends a phrase. */
static size_t count_separators(const uint8_t *text, size_t avail)
{
    size_t len = 0;
    size_t lines = 0;
    while (len < avail && len < LABELS_SEPARATOR_MAX && is_separator(text[len])) {
        lines += text[len] == '\n';
        if (lines > 1) {
            break;
        }
        len++;
    }
    return len;
}

/* The bytes of text that phrase takes behind the first at bytes, with these, or 0. */
static size_t match_characters(const char *phrase, const uint8_t *text, size_t at, size_t avail)
{
    for (; *phrase != '\0'; phrase++) {
        if (*phrase == ' ') {
            at += count_separators(text + at, avail - at);
        } else if (ascii_is_one_of((uint8_t)*phrase, "#:") && at < avail && text[at] == ' ') {
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

/* True for a number in hexadecimal that starts with letters: dea6f01b. */
static bool is_hexadecimal(const uint8_t *text, size_t avail)
{
    size_t run = 0;
    while (run < avail && run < HEXADECIMAL_MIN &&
           (ascii_is_digit(text[run]) || ascii_is_one_of(ascii_to_lower(text[run]), "abcdef"))) {
        run++;
    }
    return run >= HEXADECIMAL_MIN;
}

/* A run of letters and digits is encoded, and no word: xR8eMRN0iHs, hJhMRnFao. */
static bool is_encoded(const uint8_t *text, size_t before, size_t len, size_t avail)
{
    const bool is_inside = before > 0 && ascii_is_alnum(text[-1]);
    if (is_inside && len > 2 && ascii_is_upper(text[1]) && ascii_is_lower(text[len - 1])) {
        return true;
    }
    return len < avail && ascii_is_digit(text[len]) && (is_inside || is_hexadecimal(text, avail));
}

static bool is_host(const uint8_t *text, size_t before, size_t len, size_t avail)
{
    const bool is_joined = before > 0 && ascii_is_one_of(text[-1], "@./");
    return is_joined || (len + 1 < avail && text[len] == '.' && ascii_is_alpha(text[len + 1]));
}

/* A text in which a label may start, and what the phrases of the list go on with in it. */
struct view {
    const uint8_t *text;
    size_t before;
    size_t avail;     /* at most LABELS_REACH */
    bool is_numbered; /* a digit stands in front */
    unsigned next;    /* behind the word and what separates words, if it is known */
    size_t starts[LABELS_START_COUNT];
};

/* True where a line starts, or a field of a form in it: behind a tab, a bar or two blanks. */
static bool starts_field(const uint8_t *text, size_t before)
{
    return before == 0 || ascii_is_one_of(text[-1], "\r\n\t|*") ||
           (before > 1 && text[-1] == ' ' && ascii_is_one_of(text[-2], " |\n"));
}

/* True for what reads like the label but is none: an abbreviation that is not in capitals, part of
 * something encoded, part of a host name, the end of a longer name. */
static bool is_lookalike(const struct labels_entry *entry, const struct view *view, size_t len)
{
    const unsigned flags = entry->flags;
    const uint8_t *text = view->text;
    const size_t before = view->before;
    const size_t avail = view->avail;
    if ((flags & LABEL_FLAG_CAPITALS) != 0 && !is_in_capitals(text, len)) {
        return true;
    }
    if (entry->kind == LABEL_SERVICE && (flags & LABEL_FLAG_ALONE) != 0 &&
        !starts_field(text, before)) {
        return true;
    }
    return is_encoded(text, before, len, avail) ||
           ((flags & LABEL_FLAG_NO_HOST) != 0 && is_host(text, before, len, avail));
}

/* What text goes on with at at, behind a word of so many letters and up to LABELS_SEPARATOR_MAX
 * bytes that separate words, of which at leaves out those behind an empty line. LABELS_NEXT_ANY for
 * words of LABELS_KEY_LETTERS, which may be longer. */
static inline unsigned find_next(const struct labels_place *place, size_t at, unsigned letters)
{
    if (letters >= LABELS_KEY_LETTERS) {
        return LABELS_NEXT_ANY;
    }
    while (at < place->avail && at < letters + (size_t)LABELS_SEPARATOR_MAX &&
           is_separator(place->text[at])) {
        at++;
    }
    return at < place->avail ? labels_next_of(place->text[at]) : LABELS_NEXT_OTHER;
}

/* The next eight bytes of text, letters in lower case. */
static uint64_t load_letters(const uint8_t *text, size_t avail)
{
    return ascii_load_bytes(text, avail) | 0x2020202020202020;
}

static void view_place(const struct labels_place *place, unsigned letters, struct view *view)
{
    view->text = place->text;
    view->before = place->before;
    view->avail = place->avail < LABELS_REACH ? place->avail : LABELS_REACH;
    view->is_numbered = place->before > 0 && ascii_is_digit(place->text[-1]);
    const size_t rest = view->avail - letters;
    const size_t gap = letters + count_separators(place->text + letters, rest);
    view->next = find_next(place, gap, letters);
    view->starts[LABELS_START_TEXT] = 0;
    view->starts[LABELS_START_KEY] = letters;
    view->starts[LABELS_START_GAP] = gap;
}

/* The length of the label of an entry, whose key is equal, in a text; or 0. */
static size_t match_label(const struct labels_entry *entry, const struct view *view)
{
    const uint8_t *text = view->text;
    const size_t avail = view->avail;
    const size_t start = view->starts[entry->start];
    if ((load_letters(text + start, avail - start) & entry->lead_mask) != entry->lead ||
        (view->is_numbered && entry->kind != LABEL_UNIT && entry->kind != LABEL_AGE)) {
        return 0;
    }
    size_t len = match_characters(entry->rest, text, start + entry->lead_letters, avail);
    if (len == 0 || text[len - 1] == '#') {
        return len;
    }
    if (text[len - 1] != ':' && !ends_word(text, len, avail)) {
        len++; /* a plural */
        if (ascii_to_lower(text[len - 1]) != 's' || !ends_word(text, len, avail)) {
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
    if (next == LABELS_NEXT_ANY) {
        return UINT64_MAX;
    }
    return find_equal(aheads, next) | find_equal(aheads, LABELS_NEXT_ANY);
}

size_t labels_match(const struct labels_index *index, const struct labels_place *place,
                    const struct labels_slot *slot, unsigned letters, uint16_t *word)
{
    size_t longest = 0;
    struct view view;
    view_place(place, letters, &view);
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
