/* Reads off an expression what it must begin with. */
#include "detectors/pattern_start.h"

#include "detectors/ascii.h"

#include <string.h>

#define REPEAT_MAX 1000 /* of {n}: more than positions there are */

struct set {
    uint64_t bits[4];
};

/* Where the reading is. */
struct reading {
    struct span text;
    size_t at;
    bool ignores_case;
};

static void set_add(struct set *set, uint8_t byte)
{
    set->bits[byte / 64] |= (uint64_t)1 << (byte % 64);
}

static void set_add_range(struct set *set, unsigned from, unsigned to)
{
    for (unsigned byte = from; byte <= to; byte++) {
        set_add(set, (uint8_t)byte);
    }
}

static void set_invert(struct set *set)
{
    for (size_t i = 0; i < 4; i++) {
        set->bits[i] = ~set->bits[i];
    }
}

static void set_fold(struct set *set)
{
    for (unsigned letter = 'a'; letter <= 'z'; letter++) {
        const uint8_t upper = ascii_to_upper((uint8_t)letter);
        if (pattern_start_has(set->bits, (uint8_t)letter) || pattern_start_has(set->bits, upper)) {
            set_add(set, (uint8_t)letter);
            set_add(set, upper);
        }
    }
}

static bool has_more(const struct reading *reading)
{
    return reading->at < reading->text.len;
}

static uint8_t peek(const struct reading *reading, size_t ahead)
{
    const size_t at = reading->at + ahead;
    return at < reading->text.len ? reading->text.ptr[at] : 0;
}

/* Adds what \d, \w, \s and their opposites stand for; false for other letters. */
static bool add_type(struct set *set, uint8_t letter)
{
    struct set type = {{0}};
    switch (ascii_to_lower(letter)) {
    case 'd':
        set_add_range(&type, '0', '9');
        break;
    case 'w':
        set_add_range(&type, '0', '9');
        set_add_range(&type, 'A', 'Z');
        set_add_range(&type, 'a', 'z');
        set_add(&type, '_');
        break;
    case 's':
        set_add_range(&type, '\t', '\r');
        set_add(&type, ' ');
        break;
    default:
        return false;
    }
    if (ascii_is_upper(letter)) {
        set_invert(&type);
    }
    for (size_t i = 0; i < 4; i++) {
        set->bits[i] |= type.bits[i];
    }
    return true;
}

/* One letter of a class, escaped or not; false for what is not known. */
static bool read_class_letter(struct reading *reading, uint8_t *letter)
{
    *letter = peek(reading, 0);
    reading->at++;
    if (*letter == '[') {
        return peek(reading, 0) != ':' && peek(reading, 0) != '.' && peek(reading, 0) != '=';
    }
    if (*letter != '\\') {
        return true;
    }
    *letter = peek(reading, 0);
    reading->at++;
    return !ascii_is_alnum(*letter) && *letter < 0x80 && *letter != 0;
}

/* One member of a class: a letter, a range, a type. */
static bool read_member(struct reading *reading, struct set *set)
{
    uint8_t from = 0;
    uint8_t to = 0;
    if (peek(reading, 0) == '\\' && add_type(set, peek(reading, 1))) {
        reading->at += 2;
        return peek(reading, 0) != '-' || peek(reading, 1) == ']';
    }
    if (!read_class_letter(reading, &from)) {
        return false;
    }
    to = from;
    if (peek(reading, 0) == '-' && peek(reading, 1) != ']') {
        reading->at++;
        if (!read_class_letter(reading, &to) || to < from) {
            return false;
        }
    }
    set_add_range(set, from, to);
    return true;
}

/* A class, from its '[' on. */
static bool read_class(struct reading *reading, struct set *set)
{
    reading->at++;
    const bool is_inverted = peek(reading, 0) == '^';
    reading->at += is_inverted;
    bool is_first = true;
    while (has_more(reading) && (is_first || peek(reading, 0) != ']')) {
        if (!read_member(reading, set)) {
            return false;
        }
        is_first = false;
    }
    reading->at++;
    if (reading->ignores_case) {
        set_fold(set);
    }
    if (is_inverted) {
        set_invert(set);
    }
    return true;
}

/* One atom: what one byte must be. False for what is not known. */
static bool read_atom(struct reading *reading, struct set *set)
{
    const uint8_t byte = peek(reading, 0);
    if (byte == '[') {
        return read_class(reading, set);
    }
    if (byte == '\\') {
        const uint8_t letter = peek(reading, 1);
        reading->at += 2;
        if (add_type(set, letter)) {
            return true;
        }
        if (ascii_is_alnum(letter) || letter >= 0x80 || letter == 0) {
            return false;
        }
        set_add(set, letter);
        return true;
    }
    if (ascii_is_one_of(byte, "()*+?{|^$") || byte == 0) {
        return false;
    }
    reading->at++;
    if (byte == '.') {
        set_invert(set);
        return true;
    }
    set_add(set, byte);
    if (reading->ignores_case) {
        set_fold(set);
    }
    return true;
}

/* Skips what stands in parentheses, from '(' on; false when it does not end. */
static bool skip_group(struct reading *reading)
{
    size_t depth = 0;
    while (has_more(reading)) {
        const uint8_t byte = peek(reading, 0);
        struct set ignored = {{0}};
        if (byte == '[') {
            if (!read_class(reading, &ignored)) {
                return false;
            }
            continue;
        }
        const uint8_t kind = peek(reading, 2);
        const bool is_special =
            peek(reading, 1) == '?' && (ascii_is_alpha(kind) || ascii_is_one_of(kind, "#^-"));
        if ((byte == '(' && is_special) || (byte == '\\' && peek(reading, 1) == 'Q')) {
            return false; /* options, a comment, a quotation: other rules for what follows */
        }
        reading->at += byte == '\\' ? 2 : 1;
        depth += byte == '(';
        depth -= byte == ')';
        if (depth == 0) {
            return true;
        }
    }
    return false;
}

/* Skips what takes no byte: \b, ^ and looks around. True when there was one. */
static bool skip_assertion(struct reading *reading)
{
    if (peek(reading, 0) == '^' ||
        (peek(reading, 0) == '\\' && ascii_is_one_of(peek(reading, 1), "bBA"))) {
        reading->at += peek(reading, 0) == '^' ? 1 : 2;
        return !ascii_is_one_of(peek(reading, 0), "*?{+");
    }
    if (peek(reading, 0) != '(' || peek(reading, 1) != '?') {
        return false;
    }
    const uint8_t kind = peek(reading, 2);
    const bool is_behind = kind == '<' && ascii_is_one_of(peek(reading, 3), "=!");
    if (kind != '=' && kind != '!' && !is_behind) {
        return false;
    }
    return skip_group(reading) && !ascii_is_one_of(peek(reading, 0), "*?{+");
}

/* How often the atom in front stands at least; *is_exact: not more often. */
static size_t read_repeat(struct reading *reading, bool *is_exact)
{
    const uint8_t byte = peek(reading, 0);
    *is_exact = false;
    if (byte == '*' || byte == '?') {
        return 0;
    }
    if (byte == '+') {
        return 1;
    }
    *is_exact = true;
    if (byte != '{' || !ascii_is_digit(peek(reading, 1))) {
        *is_exact = byte != '{';
        return byte != '{' ? 1 : 0;
    }
    size_t count = 0;
    size_t len = 1;
    for (; ascii_is_digit(peek(reading, len)) && count < REPEAT_MAX; len++) {
        count = 10 * count + peek(reading, len) - '0';
    }
    *is_exact = peek(reading, len) == '}';
    if (*is_exact) {
        reading->at += len + 1;
        *is_exact = !ascii_is_one_of(peek(reading, 0), "*?+{");
        return count;
    }
    return peek(reading, len) == ',' ? count : 0; /* otherwise the brace is a letter */
}

/* True when the expression is a choice at its top, or holds what changes the rules of reading. */
static bool is_beyond(struct span text)
{
    struct reading reading = {text, 0, false};
    while (has_more(&reading)) {
        const uint8_t byte = peek(&reading, 0);
        struct set ignored = {{0}};
        if (byte == '|' || (byte == '\\' && peek(&reading, 1) == 'Q')) {
            return true;
        }
        if (byte == '(' ? !skip_group(&reading) : byte == '[' && !read_class(&reading, &ignored)) {
            return true;
        }
        if (byte != '(' && byte != '[') {
            reading.at += byte == '\\' ? 2 : 1;
        }
    }
    return false;
}

void pattern_start_read(struct span text, bool ignores_case, const uint64_t first[4],
                        struct pattern_start *start)
{
    struct reading reading = {text, 0, ignores_case};
    start->count = 0;
    bool is_exact = !is_beyond(text);
    while (is_exact && has_more(&reading) && start->count < PATTERN_START_MAX) {
        struct set set = {{0}};
        if (skip_assertion(&reading)) {
            continue;
        }
        if (!read_atom(&reading, &set)) {
            break;
        }
        const size_t count = read_repeat(&reading, &is_exact);
        for (size_t i = 0; i < count && start->count < PATTERN_START_MAX; i++) {
            memcpy(start->sets[start->count++], set.bits, sizeof set.bits);
        }
    }
    if (start->count == 0) {
        memcpy(start->sets[start->count++], first, sizeof start->sets[0]);
        return;
    }
    for (size_t i = 0; i < 4; i++) {
        start->sets[0][i] &= first[i];
    }
}

unsigned pattern_start_width(const struct pattern_start *start)
{
    unsigned width = 0;
    for (size_t i = 0; i < 4; i++) {
        width += (unsigned)__builtin_popcountll(start->sets[0][i]);
    }
    return width;
}

uint8_t pattern_start_letter(const struct pattern_start *start, size_t at)
{
    for (unsigned byte = 0; byte < 256; byte++) {
        if (pattern_start_has(start->sets[at], (uint8_t)byte)) {
            return ascii_to_lower((uint8_t)byte);
        }
    }
    return 0;
}

/* True when the set is one byte, or a letter in both cases. */
static bool is_single(const uint64_t set[4])
{
    unsigned count = 0;
    unsigned last = 0;
    unsigned all = 0xff;
    for (unsigned byte = 0; byte < 256 && count <= 2; byte++) {
        if (pattern_start_has(set, (uint8_t)byte)) {
            count++;
            all &= byte | 0x20;
            last = byte;
        }
    }
    return count == 1 || (count == 2 && ascii_is_lower((uint8_t)last) && all == last);
}

struct pattern_literal pattern_start_literal(const struct pattern_start *start)
{
    struct pattern_literal best = {0, 0};
    size_t run = 0;
    for (size_t i = 0; i < start->count; i++) {
        run = is_single(start->sets[i]) ? run + 1 : 0;
        if (run > best.count) {
            best = (struct pattern_literal){i + 1 - run, run};
        }
    }
    return best.count >= 2 ? best : (struct pattern_literal){0, 0};
}
