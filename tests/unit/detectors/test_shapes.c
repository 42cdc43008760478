/* The bitmaps of classes and shapes against plain loops over the same bytes, at every length and
 * place. */
#include "detectors/ascii.h"
#include "detectors/classmap.h"
#include "detectors/shapes.h"
#include "detectors/variant.h"
#include "suite.h"

#include <stdlib.h>
#include <string.h>

static uint32_t draw(uint64_t *state, uint32_t below)
{
    *state = *state * 6364136223846793005U + 1442695040888963407U;
    return (uint32_t)(*state >> 33) % below;
}

static bool is_of_class(uint8_t byte, enum byte_class class)
{
    switch (class) {
    case CLASS_DIGIT:
        return byte >= '0' && byte <= '9';
    case CLASS_UPPER:
        return byte >= 'A' && byte <= 'Z';
    case CLASS_LOWER:
        return byte >= 'a' && byte <= 'z';
    case CLASS_HIGH:
        return byte >= 0x80;
    case CLASS_MARK:
        return byte >= 0x20 && byte <= 0x2f;
    case CLASS_ROUTE:
        return byte == '@' || byte == '+' || byte == '%';
    case CLASS_ESCAPE:
        return byte == '\\';
    case CLASS_BLANK:
        return byte == ' ';
    case CLASS_COUNT:
        break;
    }
    return false;
}

/* Every variant there is, where this processor runs it; else the one it would run instead. */
static const enum scan_variant variants[] = {SCAN_PORTABLE, SCAN_AVX2, SCAN_AVX512};
#define VARIANT_COUNT (sizeof variants / sizeof variants[0])

static const size_t lens[] = {0, 1, 2, 63, 64, 65, 127, 128, 129, 1000, TILE_MAX - 1, TILE_MAX};

START_TEST(test_classes)
{
    const size_t len = lens[_i];
    uint64_t state = (uint64_t)_i;
    uint8_t *text = malloc(len > 0 ? len : 1);
    struct classmap *map = malloc(sizeof *map);
    struct classmap_table *table = malloc(sizeof *table);
    ck_assert(text != NULL && map != NULL && table != NULL);
    for (size_t i = 0; i < len; i++) {
        text[i] = (uint8_t)draw(&state, 256);
    }
    classmap_table_fill(table);
    for (size_t v = 0; v < VARIANT_COUNT; v++) {
        memset(map, 0xff, sizeof *map);
        variant_choose(variants[v])->classify(table, text, len, map);
        for (size_t class = 0; class < CLASS_COUNT; class ++) {
            const uint64_t *row = map->bits[class];
            const size_t words = classmap_words(len);
            ck_assert(row[0] == 0);
            for (size_t i = 0; i < CLASSMAP_PAD; i++) {
                ck_assert(row[1 + words + i] == 0);
            }
            for (size_t i = 0; i < 64 * words; i++) {
                const bool wanted = i < len && is_of_class(text[i], (enum byte_class) class);
                ck_assert_msg((row[1 + i / 64] >> (i % 64) & 1) == wanted, "class %zu, byte %zu",
                              class, i);
            }
        }
    }
    free(text);
    free(map);
    free(table);
}
END_TEST

/*
 * A shape as a pattern: d digit, l letter, U capital, n letter or digit, m mark, h high byte; '<'
 * as the first and '>' as the last character stand for no letter or digit there, ')' for no digit,
 * '.' for any byte.
 */
#define PATTERNS_MAX 6

struct shape_case {
    enum shape shape;
    const char *patterns[PATTERNS_MAX];
};

static const struct shape_case shape_cases[] = {
    {SHAPE_SSN, {"<dddmddmdddd>"}},
    {SHAPE_SSN_WIDE, {"<dddhhhddhhhdddd>"}},
    {SHAPE_PHONE, {"<dddmdddmdddd)"}},
    {SHAPE_PHONE_WIDE, {"<dddhhhdddhhhdddd)"}},
    {SHAPE_PAREN, {"mdddmdddmdddd", "mdddmmdddmdddd"}},
    {SHAPE_CARD, {"<ddddmddddmddddmd", "<ddddmddddddmdddd"}},
    {SHAPE_CARD_BARE, {"<ddddddddddddd"}},
    {SHAPE_MBI, {"<dlndlndnndd>", "<dlndmlndmlldd>"}},
    {SHAPE_DEA, {"<lnddddddd>"}},
    {SHAPE_ICD, {"<Udnmn"}},
    {SHAPE_ZIP, {"<UUmddddd"}},
    {SHAPE_LONG,
     {"<UUddnnnn", "<UUddmnnnnm", "<n.n.nnnnn.n.ndddd>", "<dddddddddl", "<dddmddmddddl",
      "<n........d...ddddddd.ddddddd"}},
    {SHAPE_NDC, {"<ddddmddddmdd", "<dddddmdddmdd", "<dddddmddddmd"}},
};

static bool is_letter_at(const uint8_t *text, size_t len, size_t at)
{
    return at < len && ascii_is_alpha(text[at]) && !(at > 0 && text[at - 1] == '\\');
}

static bool fits(char place, const uint8_t *text, size_t len, size_t at)
{
    const uint8_t byte = at < len ? text[at] : 0;
    const bool is_letter = is_letter_at(text, len, at);
    switch (place) {
    case 'd':
        return ascii_is_digit(byte);
    case 'l':
        return is_letter;
    case 'U':
        return is_letter && ascii_is_upper(byte);
    case 'n':
        return is_letter || ascii_is_digit(byte);
    case 'm':
        return byte >= 0x20 && byte <= 0x2f;
    case 'h':
        return byte >= 0x80;
    case '.':
        return true;
    case ')':
        return !ascii_is_digit(byte);
    default:
        return !is_letter && !ascii_is_digit(byte);
    }
}

static bool has_shape(const char *pattern, const uint8_t *text, size_t len, size_t at)
{
    if (*pattern == '<') {
        pattern++;
        if (at > 0 && !fits('<', text, len, at - 1)) {
            return false;
        }
    }
    for (; *pattern != '\0'; pattern++, at++) {
        if (!fits(*pattern, text, len, at)) {
            return false;
        }
    }
    return true;
}

/* A text that is rich in shapes: pieces of patterns with an error now and then. */
static uint8_t *make_text(uint64_t seed, size_t len)
{
    static const char marks[] = "-. /(),";
    uint8_t *text = malloc(len);
    ck_assert_ptr_nonnull(text);
    size_t at = 0;
    while (at < len) {
        const struct shape_case *shape =
            &shape_cases[draw(&seed, sizeof shape_cases / sizeof shape_cases[0])];
        const char *pattern = shape->patterns[draw(&seed, PATTERNS_MAX)];
        for (pattern = pattern == NULL ? shape->patterns[0] : pattern; *pattern != '\0' && at < len;
             pattern++) {
            const char place = draw(&seed, 60) == 0 ? 'x' : *pattern;
            text[at++] = place == 'd'                   ? (uint8_t)('0' + draw(&seed, 10))
                         : place == 'l' || place == 'U' ? (uint8_t)('A' + draw(&seed, 26))
                         : place == 'n'
                             ? (uint8_t)(draw(&seed, 2) == 0 ? 'a' + draw(&seed, 26) : '5')
                         : place == 'm'        ? (uint8_t)marks[draw(&seed, 7)]
                         : place == 'h'        ? (uint8_t)(0x80 + draw(&seed, 128))
                         : draw(&seed, 4) == 0 ? (uint8_t)'\\'
                                               : (uint8_t)' ';
        }
    }
    return text;
}

struct maps {
    struct classmap_table table;
    struct classmap classes;
    struct shapemap shapes;
};

static struct maps *make_maps(const uint8_t *text, size_t len, shapes_fn find)
{
    struct maps *maps = malloc(sizeof *maps);
    ck_assert_ptr_nonnull(maps);
    memset(maps, 0xff, sizeof *maps);
    classmap_table_fill(&maps->table);
    classmap_fill_scalar(&maps->table, text, len, &maps->classes);
    find(&maps->classes, classmap_words(len), &maps->shapes);
    return maps;
}

static bool has_bit(const struct maps *maps, enum shape shape, size_t at)
{
    const size_t word = 1 + at / 64;
    const bool is_there = shape >= (enum shape)SHAPES_STRONG || maps->shapes.strong[word] != 0;
    return is_there && (maps->shapes.bits[shape][word] >> (at % 64) & 1) != 0;
}

/* True when one of the patterns of a shape starts at. */
static bool is_wanted(size_t shape_case, const uint8_t *text, size_t len, size_t at)
{
    bool wanted = false;
    for (size_t p = 0; p < PATTERNS_MAX && shape_cases[shape_case].patterns[p] != NULL; p++) {
        wanted = wanted || has_shape(shape_cases[shape_case].patterns[p], text, len, at);
    }
    return wanted;
}

START_TEST(test_shapes)
{
    const size_t len = TILE_MAX - 7;
    uint8_t *text = make_text((uint64_t)_i, len);
    size_t seen = 0;
    for (size_t v = 0; v < VARIANT_COUNT; v++) {
        struct maps *maps = make_maps(text, len, variant_choose(variants[v])->find_shapes);
        for (size_t i = 0; i < sizeof shape_cases / sizeof shape_cases[0]; i++) {
            for (size_t at = 0; at < len; at++) {
                const bool wanted = is_wanted(i, text, len, at);
                seen += wanted;
                ck_assert_msg(has_bit(maps, shape_cases[i].shape, at) == wanted,
                              "shape %d at %zu: %d", (int)shape_cases[i].shape, at, wanted);
            }
        }
        free(maps);
    }
    ck_assert_uint_gt(seen, 200);
    free(text);
}
END_TEST

static void check_rows(const uint64_t *wanted, const uint64_t *row, size_t words)
{
    for (size_t w = 1; w <= words; w++) {
        ck_assert_msg(row[w] == wanted[w], "word %zu of %zu", w, words);
    }
}

/* Where any shape is. */
static void check_strong(const struct shapemap *wanted, const struct shapemap *found, size_t words)
{
    for (size_t w = 1; w <= words; w++) {
        for (size_t shape = 0; wanted->strong[w] != 0 && shape < SHAPES_STRONG; shape++) {
            ck_assert_msg(wanted->bits[shape][w] == found->bits[shape][w], "shape %zu", shape);
        }
    }
}

/* All variants give the same bits, for every length of the last 600 bytes and every alignment. */
START_TEST(test_variants_are_equal)
{
    const size_t most = 1800;
    const struct variant *variant = variant_choose(variants[_i]);
    uint8_t *text = make_text(77, most + 64);
    for (size_t len = 0; len <= most; len += len < most - 600 ? 97 : 1) {
        uint8_t *exact = malloc(len + len % 64 + 1); /* with nothing behind it to read */
        ck_assert_ptr_nonnull(exact);
        uint8_t *start = exact + len % 64 + 1;
        memcpy(start, text, len);
        struct maps *maps = make_maps(start, len, variant->find_shapes);
        struct maps *wanted = make_maps(start, len, shapes_find_scalar);
        const size_t words = classmap_words(len);
        variant->classify(&maps->table, start, len, &maps->classes);
        for (size_t class = 0; class < CLASS_COUNT; class ++) {
            check_rows(wanted->classes.bits[class], maps->classes.bits[class], words);
        }
        for (size_t shape = SHAPES_STRONG; shape < SHAPE_COUNT; shape++) {
            check_rows(wanted->shapes.bits[shape], maps->shapes.bits[shape], words);
        }
        check_rows(wanted->shapes.strong, maps->shapes.strong, words);
        check_strong(&wanted->shapes, &maps->shapes, words);
        check_rows(wanted->shapes.letter, maps->shapes.letter, words + CLASSMAP_PAD);
        free(maps);
        free(wanted);
        free(exact);
    }
    free(text);
}
END_TEST

START_TEST(test_numbers_and_words)
{
    const size_t len = 5000;
    uint8_t *text = make_text((uint64_t)_i + 100, len);
    struct maps *maps = make_maps(text, len, shapes_find_scalar);
    for (size_t at = 0; at < len; at++) {
        const bool is_number =
            ascii_is_digit(text[at]) && (at == 0 || !ascii_is_digit(text[at - 1]));
        ck_assert_int_eq(has_bit(maps, SHAPE_NUMBER, at), is_number);
        const bool is_first = at == 0 || !is_letter_at(text, len, at - 1);
        const bool is_hump = at > 0 && ascii_is_upper(text[at]) && ascii_is_lower(text[at - 1]) &&
                             is_letter_at(text, len, at + 1);
        const bool is_word = is_letter_at(text, len, at) && (is_first || is_hump);
        ck_assert_msg(has_bit(maps, SHAPE_WORD, at) == is_word, "word at %zu", at);
    }
    free(maps);
    free(text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("shapes");
    TCase *all = tcase_create("all");
    tcase_set_timeout(all, 240);
    tcase_add_loop_test(all, test_classes, 0, (int)(sizeof lens / sizeof lens[0]));
    tcase_add_loop_test(all, test_shapes, 0, 6);
    tcase_add_loop_test(all, test_numbers_and_words, 0, 4);
    tcase_add_loop_test(all, test_variants_are_equal, 0, (int)VARIANT_COUNT);
    suite_add_tcase(suite, all);
    return suite_run(suite);
}
