/* Finds directions of a prescription around a strength or a frequency. */
#include "detectors/sig.h"

#include "detectors/ascii.h"
#include "detectors/sig_strength.h"

#include <string.h>

#define SIG_SUM 3 /* what the elements of a sig count together */

struct element {
    size_t start; /* from the base of the window */
    size_t len;
    uint8_t part; /* enum sig_part */
    uint8_t weight;
};

/* A stretch of text in which elements may start: at from or behind it, in front of to. */
struct window {
    const uint8_t *base;
    size_t before; /* readable in front of base */
    size_t avail;  /* readable from base */
    size_t from;
    size_t to;
};

/* What has been seen around an anchor: the parts, and the most that each of them counts. */
struct sum {
    unsigned parts;
    uint8_t weights[4];
};

/* True when a number up to 99 stands in front of a form: 1 tablet, two puffs. */
static bool is_counted(const uint8_t *text, size_t before)
{
    static const char *const numbers[] = {"one", "two", "three", "half"};
    const size_t gap = before > 0 && (text[-1] == ' ' || text[-1] == '-');
    size_t digits = 0;
    while (gap + digits < before && digits < 3 &&
           ascii_is_digit(text[-1 - (ptrdiff_t)(gap + digits)])) {
        digits++;
    }
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0] && digits == 0 && gap > 0; i++) {
        const size_t len = strlen(numbers[i]);
        digits = before > len && ascii_starts_with(text - 1 - len, len, numbers[i]);
    }
    return digits == 1 || digits == 2;
}

/* The element that starts at base[at], or one with no length. A counted form (1 tablet) is not a
 * weak one. */
static struct element read_element(const struct lexicon *lexicon, const struct window *window,
                                   size_t at)
{
    const uint8_t *text = window->base + at;
    const size_t before = window->before + at;
    const size_t avail = window->avail - at;
    struct element element = {.start = at};
    struct lexicon_hit hit;
    if (ascii_is_digit(text[0])) {
        element.len = sig_read_strength(text, before, avail, &element.weight);
        element.part = SIG_STRENGTH;
        return element;
    }
    if (!ascii_is_alpha(text[0]) || (before > 0 && ascii_is_alpha(text[-1]))) {
        return element;
    }
    const size_t len = lexicon_match_part(lexicon, text, before, avail, &hit);
    if (len == 0) {
        return element;
    }
    element.len = len;
    element.part = hit.kind == LEXICON_FORM    ? SIG_FORM
                   : hit.kind == LEXICON_ROUTE ? SIG_ROUTE
                                               : SIG_FREQUENCY;
    const bool is_strong = (hit.flags & LEXICON_WEAK) == 0 ||
                           ((hit.flags & LEXICON_COUNTABLE) != 0 && is_counted(text, before));
    element.weight = is_strong ? SIG_STRONG : 1;
    return element;
}

/* Control characters other than white space and the separators of NCPDP stand in binary data only.
 */
static bool is_control(uint8_t byte)
{
    return byte < '\t' || (byte > '\r' && byte < 0x1c) || byte == 0x7f;
}

/* True where a word or a number may start, directly behind last. */
static bool starts_something(uint8_t last, uint8_t byte)
{
    return ascii_is_alpha(byte) ? !ascii_is_alpha(last)
                                : ascii_is_digit(byte) && !ascii_is_alnum(last);
}

/* Finds the next element in the window and moves the window behind it; false when there is none. */
static bool next_element(const struct lexicon *lexicon, struct window *window,
                         struct element *element)
{
    const uint8_t *const base = window->base;
    size_t at = window->from;
    uint8_t last = window->before + at > 0 ? *(base + at - 1) : 0;
    for (; at < window->to && !is_control(base[at]); last = base[at++]) {
        if (!starts_something(last, base[at])) {
            continue;
        }
        *element = read_element(lexicon, window, at);
        if (element->len > 0) {
            window->from = at + element->len;
            return true;
        }
    }
    window->from = at;
    return false;
}

static void add_element(struct sum *sum, const struct element *element)
{
    const unsigned slot = (unsigned)__builtin_ctz(element->part);
    sum->parts |= element->part;
    if (sum->weights[slot] < element->weight) {
        sum->weights[slot] = element->weight;
    }
}

/* Three weak elements are no sig: one at least must belong to medicine. */
static bool is_sig(const struct sum *sum)
{
    unsigned total = 0;
    bool has_strong = false;
    for (size_t i = 0; i < 4; i++) {
        total += sum->weights[i];
        has_strong = has_strong || sum->weights[i] == SIG_STRONG;
    }
    return has_strong && total >= SIG_SUM;
}

/* The bytes in front of text that are on its line, at most SIG_NEAR. */
static size_t line_before(const uint8_t *text, size_t before)
{
    size_t len = 0;
    while (len < before && len < SIG_NEAR) {
        const uint8_t byte = text[-1 - (ptrdiff_t)len];
        if (byte == '\n' || is_control(byte)) {
            break;
        }
        len++;
    }
    return len;
}

/* Adds what stands in front of the anchor: all behind the last element of kind stop. Returns
 * whether there is one. */
static bool add_before(const struct lexicon *lexicon, const struct lexicon_place *place,
                       unsigned stop, struct sum *sum)
{
    const size_t back = line_before(place->text, place->before);
    struct window window = {place->text - back, place->before - back, place->avail + back, 0, back};
    struct sum found = {0};
    struct element element;
    bool is_stopped = false;
    while (next_element(lexicon, &window, &element)) {
        if ((element.part & stop) != 0) {
            found = (struct sum){0};
            is_stopped = true;
        } else {
            add_element(&found, &element);
        }
    }
    for (unsigned i = 0; i < 4; i++) {
        if (found.weights[i] > 0) {
            add_element(sum,
                        &(struct element){.part = (uint8_t)(1U << i), .weight = found.weights[i]});
        }
    }
    return is_stopped;
}

/* True when no number of three digits or more and no '@' stands between two elements. */
static bool is_plain(const uint8_t *gap, size_t len)
{
    size_t digits = 0;
    for (size_t i = 0; i < len; i++) {
        digits = ascii_is_digit(gap[i]) ? digits + 1 : 0;
        if (digits == 3 || gap[i] == '@') {
            return false;
        }
    }
    return true;
}

/*
 * Adds what stands behind the anchor, up to the next strength. Returns where the span ends: behind
 * the last element that can be reached without a long number or an address in between, which is a
 * finding of its own (an NDC, a telephone number).
 */
static size_t add_behind(const struct lexicon *lexicon, const struct lexicon_place *place,
                         struct sum *sum, bool *has_strength)
{
    const size_t rest = place->avail - place->len;
    struct window window = {place->text, place->before, place->avail, place->len,
                            place->len + (rest < SIG_NEAR ? rest : SIG_NEAR)};
    struct element element;
    size_t end = place->len;
    bool is_open = true;
    while (next_element(lexicon, &window, &element)) {
        if (element.part == SIG_STRENGTH) {
            *has_strength = true;
            break;
        }
        add_element(sum, &element);
        is_open = is_open && is_plain(place->text + end, element.start - end);
        end = is_open ? element.start + element.len : end;
    }
    return end;
}

/* True when an element of kind starts in front of text, at most SIG_NEAR bytes away, on any line.
 */
static bool starts_before(const struct lexicon *lexicon, const struct lexicon_place *place,
                          unsigned kind)
{
    const size_t back = place->before < SIG_NEAR ? place->before : SIG_NEAR;
    struct window window = {place->text - back, place->before - back, place->avail + back, 0, back};
    struct element element;
    while (next_element(lexicon, &window, &element)) {
        if ((element.part & kind) != 0) {
            return true;
        }
    }
    return false;
}

static size_t match_at_strength(const struct lexicon *lexicon, struct lexicon_place *place,
                                struct sum *sum)
{
    struct element anchor = {.part = SIG_STRENGTH};
    bool has_strength = false;
    place->len = sig_read_strength(place->text, place->before, place->avail, &anchor.weight);
    if (place->len == 0) {
        return 0;
    }
    add_element(sum, &anchor);
    const size_t end = add_behind(lexicon, place, sum, &has_strength);
    add_before(lexicon, place, SIG_STRENGTH, sum);
    return end;
}

static size_t match_at_frequency(const struct lexicon *lexicon, struct lexicon_place *place,
                                 struct sum *sum)
{
    const struct window window = {place->text, place->before, place->avail, 0, 1};
    const struct element anchor = read_element(lexicon, &window, 0);
    bool has_strength = false;
    if (anchor.len == 0 || anchor.part != SIG_FREQUENCY) {
        return 0;
    }
    place->len = anchor.len;
    if (starts_before(lexicon, place, SIG_STRENGTH | SIG_FREQUENCY)) {
        return 0;
    }
    add_element(sum, &anchor);
    const size_t end = add_behind(lexicon, place, sum, &has_strength);
    add_before(lexicon, place, 0, sum);
    return has_strength ? 0 : end;
}

size_t sig_match(const struct lexicon *lexicon, const uint8_t *text, size_t before, size_t avail,
                 unsigned *parts)
{
    struct lexicon_place place = {text, 0, before, avail < SIG_REACH ? avail : SIG_REACH};
    struct sum sum = {0};
    if (avail == 0) {
        return 0;
    }
    const size_t len = ascii_is_digit(text[0]) ? match_at_strength(lexicon, &place, &sum)
                                               : match_at_frequency(lexicon, &place, &sum);
    if (parts != NULL) {
        *parts = sum.parts;
    }
    return len > 0 && is_sig(&sum) ? len : 0;
}

unsigned sig_parts_near(const struct lexicon *lexicon, const struct lexicon_place *place)
{
    struct sum sum = {0};
    const size_t rest = place->avail - place->len;
    struct window window = {place->text, place->before, place->avail, place->len,
                            place->len + (rest < SIG_NEAR ? rest : SIG_NEAR)};
    struct element element;
    while (next_element(lexicon, &window, &element)) {
        add_element(&sum, &element);
    }
    add_before(lexicon, place, 0, &sum);
    return sum.parts;
}
