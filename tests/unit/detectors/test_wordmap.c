/* The words of which most prose consists are looked at closer where a label may start, and hardly
 * anywhere else: what a hash says of them is as good as chance allows, whatever the list holds. */
#include "detectors/ruleset.h"
#include "detectors/wordmap.h"
#include "suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CLOSER_MAX 2 /* of the letters that may follow a word */

static const char *const frequent[] = {
    "the",  "of",   "and",   "to",   "in",   "is",    "you",   "that",  "it",   "he",
    "was",  "for",  "on",    "are",  "as",   "with",  "his",   "they",  "at",   "be",
    "this", "have", "from",  "or",   "had",  "by",    "but",   "not",   "what", "all",
    "were", "we",   "when",  "your", "can",  "there", "use",   "an",    "each", "which",
    "she",  "how",  "their", "if",   "will", "up",    "other", "about", "out",  "many",
    "then", "them", "these", "so",   "some", "would", "into",  "has",   "more",
};

START_TEST(test_frequent_words_are_passed_over)
{
    const char *word = frequent[_i];
    char text[26 * 16];
    size_t len = 0;
    for (char letter = 'a'; letter <= 'z'; letter++) {
        len += (size_t)snprintf(text + len, sizeof text - len, "%s %c, ", word, letter);
    }
    const struct ruleset_options options = {.variant = SCAN_PORTABLE};
    struct ruleset *ruleset = ruleset_create(&options);
    ck_assert_ptr_nonnull(ruleset);
    struct wordmap *map = calloc(1, sizeof *map);
    struct shapemap *shapes = calloc(1, sizeof *shapes);
    struct classmap *classmap = calloc(1, sizeof *classmap);
    struct classmap_table *classes = calloc(1, sizeof *classes);
    ck_assert(map != NULL && shapes != NULL && classmap != NULL && classes != NULL);
    classmap_table_fill(classes);
    classmap_fill_scalar(classes, (const uint8_t *)text, len, classmap);
    shapes_find_scalar(classmap, classmap_words(len), shapes);
    const struct wordmap_text input = {(const uint8_t *)text, len, shapes, false};
    wordmap_fill_scalar(&ruleset->words, &input, map);
    size_t closer = 0;
    for (size_t i = 0; i < map->gate_count; i++) {
        closer += strncmp(text + map->gates[i], word, strlen(word)) == 0;
    }
    ck_assert_msg(closer <= CLOSER_MAX, "\"%s\" is looked at before %zu letters", word, closer);
    free(classes);
    free(classmap);
    free(shapes);
    free(map);
    ruleset_free(ruleset);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("wordmap");
    TCase *all = tcase_create("all");
    tcase_set_timeout(all, 120);
    tcase_add_loop_test(all, test_frequent_words_are_passed_over, 0,
                        (int)(sizeof frequent / sizeof frequent[0]));
    suite_add_tcase(suite, all);
    return suite_run(suite);
}
