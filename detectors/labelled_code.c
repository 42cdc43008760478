/* Reads codes behind labels. */
#include "detectors/labelled_code.h"

#define YEAR_MIN 1000
#define YEAR_MAX 2100
#define WORD_MAX 16

/* True when the byte in front of at belongs to a code that goes on at at. */
static bool is_code_before(const struct tile *tile, size_t at)
{
    const uint8_t last = tile_byte(tile, at - 1);
    if (last == '-') {
        return ascii_is_alnum(tile_byte(tile, at - 2));
    }
    return ascii_is_alnum(last) && tile_byte(tile, at - 2) != '\\';
}

/* The start of the code around at; at itself when a digit stands in front of it in the code. */
static bool find_start(const struct tile *tile, size_t at, size_t *start)
{
    size_t from = at;
    while (from > 0 && at - from < LABELLED_CODE_MAX && is_code_before(tile, from)) {
        from--;
        if (tile_is_digit(tile, from)) {
            return false;
        }
    }
    *start = from;
    return at - from < LABELLED_CODE_MAX;
}

/* All labels that name something. */
static const uint64_t naming = LABEL_BIT(LABEL_UNIT) - 1;

bool labelled_code_is_label(const struct tile *tile, size_t at, size_t end)
{
    return tile_is_glued(tile, naming, end) &&
           (tile_byte(tile, end) == '-' || !context_is_field(tile, naming, RIVAL_NONE, at));
}

/* Where a code goes on behind the labels that it starts with. */
static size_t skip_labels(const struct tile *tile, size_t from, size_t at)
{
    size_t start = from;
    const struct label_hit *hit = tile_next_label(tile, naming, from, at);
    for (; hit != NULL; hit = tile_next_label(tile, naming, hit->at + 1U, at)) {
        const bool is_dash = tile_byte(tile, hit->end) == '-';
        if (hit->end <= at && (is_dash || hit->end == at) &&
            labelled_code_is_label(tile, hit->at, hit->end)) {
            start = hit->end + (is_dash ? 1U : 0U);
        }
    }
    return start;
}

static size_t find_end(const struct tile *tile, size_t start, size_t at)
{
    size_t end = at;
    while (end - start <= LABELLED_CODE_MAX &&
           (ascii_is_alnum(tile_byte(tile, end)) ||
            (tile_byte(tile, end) == '-' && ascii_is_alnum(tile_byte(tile, end + 1))))) {
        end++;
    }
    return end;
}

/* True for constants of source code, months and ranges of years: 0x800F0228, 2024-06, 1400-1600. */
static bool is_other(const struct tile *tile, size_t at, size_t end)
{
    const uint8_t *const text = tile->bytes + at;
    if (end - at > 2 && text[0] == '0' && ascii_to_lower(text[1]) == 'x') {
        return true;
    }
    const size_t behind = end - at > 5 && text[4] == '-' ? end - at - 5 : 0;
    if (behind < 2 || tile_count_digits(tile, at, 5) != 4 ||
        tile_count_digits(tile, at + 5, behind + 1) != behind) {
        return false;
    }
    const unsigned first = ascii_read_number(text, 4);
    const unsigned last = ascii_read_number(text + 5, behind);
    return first >= YEAR_MIN && first <= YEAR_MAX &&
           (behind == 2 ? last <= 12 : behind == 4 && last > first && last <= YEAR_MAX);
}

bool labelled_code_read(const struct site *site, struct labelled_code *code)
{
    const struct tile *tile = site->tile;
    size_t from = 0;
    if (!find_start(tile, site->at, &from)) {
        return false;
    }
    const size_t start = skip_labels(tile, from, site->at);
    const size_t end = find_end(tile, start, site->at);
    *code = (struct labelled_code){.at = start, .end = end};
    if (end - start > LABELLED_CODE_MAX || is_other(tile, start, end) ||
        tile_byte(tile, start - 1) == '$' || (start == from && !tile_starts_token(tile, start)) ||
        !tile_ends_token(tile, end)) {
        return false;
    }
    unsigned digits = 0;
    unsigned capitals = 0;
    unsigned dashes = 0;
    for (size_t i = start; i < end; i++) {
        const uint8_t byte = tile->bytes[i];
        digits += ascii_is_digit(byte);
        capitals += ascii_is_upper(byte);
        dashes += byte == '-';
    }
    code->digits = (uint8_t)digits;
    code->capitals = (uint8_t)capitals;
    code->dashes = (uint8_t)dashes;
    code->small = (uint8_t)(end - start - digits - capitals - dashes);
    return true;
}

/* The word that ends at end but for blanks and signs in front of it. */
static struct span read_word_before(const struct tile *tile, size_t end)
{
    const size_t first = end > CONTEXT_CONNECTOR_MAX ? end - CONTEXT_CONNECTOR_MAX : 0;
    while (end > first && ascii_is_one_of(tile_byte(tile, end - 1), " \t:#=.\"'")) {
        end--;
    }
    size_t start = end;
    while (start > 0 && end - start < WORD_MAX &&
           (ascii_is_alpha(tile_byte(tile, start - 1)) || tile_byte(tile, start - 1) == '/')) {
        start--;
    }
    return tile_span(tile, start, end - start);
}

bool labelled_code_follows(const struct tile *tile, size_t at, const char *const *words,
                           size_t count)
{
    static const char *const numbers[] = {"no", "num", "number"};
    struct span word = read_word_before(tile, at);
    if (ascii_is_word_of(word, numbers, sizeof numbers / sizeof numbers[0])) {
        word = read_word_before(tile, (size_t)(word.ptr - tile->bytes));
    }
    return ascii_is_word_of(word, words, count);
}

bool labelled_code_fits(const struct labelled_code *code, const struct labelled_shape *shape)
{
    return code->digits >= shape->least_digits && code->digits <= shape->most_digits &&
           code->capitals + code->small <= shape->letters &&
           (shape->allows_small || code->small == 0);
}

bool labelled_code_judge(const struct site *site, const struct detector_rule *rule,
                         const struct labelled_code *code, uint64_t labels, struct finding *finding)
{
    const struct detector_value value = {.at = code->at,
                                         .len = code->end - code->at,
                                         .form = &rule->forms[0],
                                         .labels = labels,
                                         .is_valid = true};
    return detector_judge(site, rule, &value, finding);
}

/* 2024-05-01, 555-123-4567: a date or a telephone number, whatever stands in front. */
static bool is_other_number(const struct tile *tile, const struct labelled_code *code)
{
    const size_t len = code->end - code->at;
    return code->dashes == 2 && code->capitals + code->small == 0 &&
           ((len == 10 && code->digits == 8) ||
            (len == 12 && tile_byte(tile, code->at + 3) == '-'));
}

bool labelled_code_match(const struct site *site, const struct detector_rule *rule,
                         const struct labelled_shape *shape, struct finding *finding)
{
    struct labelled_code code;
    return labelled_code_read(site, &code) && labelled_code_fits(&code, shape) &&
           !is_other_number(site->tile, &code) &&
           labelled_code_judge(site, rule, &code, 0, finding);
}
