/* Says whether users' own rules make sense. */
#include "detectors/custom.h"

#include "detectors/ascii.h"
#include "detectors/custom_rules.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define WIDTH_MAX 250 /* bytes of 256 that a pattern without words may begin with */

static enum custom_part refuse(enum custom_part part, struct pattern_error *error,
                               const char *format, ...) __attribute__((format(printf, 3, 4)));

static enum custom_part refuse(enum custom_part part, struct pattern_error *error,
                               const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error->message, sizeof error->message, format, arguments);
    va_end(arguments);
    return part;
}

static enum custom_part check_id(const struct custom_detector *detector,
                                 struct pattern_error *error)
{
    const char *const id = detector->id;
    const size_t len = strlen(id);
    bool is_good = len > 2 && len <= CUSTOM_ID_MAX && strncmp(id, "x-", 2) == 0 && id[2] != '-';
    for (size_t i = 0; i < len; i++) {
        const uint8_t byte = (uint8_t)id[i];
        is_good = is_good && (ascii_is_lower(byte) || ascii_is_digit(byte) || byte == '-');
    }
    if (!is_good) {
        return refuse(CUSTOM_ID, error,
                      "an id is 'x-' and up to %d lower case letters, digits or '-', as in "
                      "'x-employee-id'",
                      CUSTOM_ID_MAX - 2);
    }
    return CUSTOM_FINE;
}

static enum custom_part check_identifier(const struct custom_detector *detector,
                                         struct pattern_error *error)
{
    const bool has_letter = detector->identifier != 0;
    if (detector->role != ROLE_PERSON && has_letter) {
        return refuse(CUSTOM_IDENTIFIER, error,
                      "only the role 'person' has an identifier letter; leave it out");
    }
    if (has_letter && (detector->identifier < 'A' || detector->identifier > 'R')) {
        return refuse(CUSTOM_IDENTIFIER, error,
                      "an identifier is a letter from A to R, as of 45 CFR 164.514(b)(2)(i)");
    }
    return CUSTOM_FINE;
}

static enum custom_part check_tag(const struct custom_detector *detector,
                                  struct pattern_error *error)
{
    for (const char *at = detector->tag; at != NULL && *at != '\0'; at++) {
        if (!ascii_is_lower((uint8_t)*at) && !ascii_is_digit((uint8_t)*at) && *at != '-') {
            return refuse(CUSTOM_TAG, error, "a tag is made of lower case letters, digits and '-'");
        }
    }
    return CUSTOM_FINE;
}

/* The longest that a word of the list may become in a text. */
static size_t find_reach(const struct custom_texts *words)
{
    size_t reach = 0;
    for (size_t i = 0; i < words->count; i++) {
        const struct span text = {(const uint8_t *)words->texts[i], strlen(words->texts[i])};
        const size_t one = needle_word_reach(text);
        reach = one > reach ? one : reach;
    }
    return reach;
}

static enum custom_part check_texts(const struct custom_texts *texts, enum custom_part part,
                                    struct pattern_error *error)
{
    if (texts->count > CUSTOM_WORDS_MAX) {
        return refuse(part, error, "there are %zu texts: give at most %d", texts->count,
                      CUSTOM_WORDS_MAX);
    }
    for (size_t i = 0; i < texts->count; i++) {
        const char *const text = texts->texts[i];
        const size_t len = strlen(text);
        if (len < CUSTOM_WORD_MIN || len > CUSTOM_WORD_MAX) {
            return refuse(part, error, "text %zu has %zu bytes: give %d to %d", i + 1, len,
                          CUSTOM_WORD_MIN, CUSTOM_WORD_MAX);
        }
        if (part != CUSTOM_IGNORED && (text[0] == ' ' || text[1] == ' ' || text[len - 1] == ' ')) {
            return refuse(part, error,
                          "text %zu: no blank among the first two letters, none at the end", i + 1);
        }
    }
    return CUSTOM_FINE;
}

static enum custom_part check_confidence(const struct custom_detector *detector,
                                         struct pattern_error *error)
{
    const uint8_t all[] = {detector->alone, detector->word, detector->field};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        if (all[i] > 99) {
            return refuse(CUSTOM_CONFIDENCE, error, "a confidence is a number from 0 to 99");
        }
    }
    if (detector->alone > detector->word || detector->word > detector->field) {
        return refuse(CUSTOM_CONFIDENCE, error,
                      "confidences rise: alone (%u), word (%u), field (%u)", detector->alone,
                      detector->word, detector->field);
    }
    if (detector->alone == 0 && detector->words.count == 0 && detector->fields.count == 0) {
        return refuse(CUSTOM_CONFIDENCE, error,
                      "with confidence_alone = 0 and no words nothing would ever be found: give "
                      "words, or a confidence_alone");
    }
    return CUSTOM_FINE;
}

/* All that is looked at around a match must stay within what a scan sees. */
static enum custom_part check_distance(const struct custom_detector *detector,
                                       struct pattern_error *error)
{
    const size_t word = find_reach(&detector->words);
    const size_t sum = (size_t)detector->before + detector->longest + word + 2;
    if (detector->before > CUSTOM_BEFORE_MAX || detector->after > CUSTOM_AFTER_MAX) {
        return refuse(CUSTOM_DISTANCE, error, "before is at most %d bytes, after %d",
                      CUSTOM_BEFORE_MAX, CUSTOM_AFTER_MAX);
    }
    if (detector->longest == 0 || detector->longest > CUSTOM_MATCH_MAX) {
        return refuse(CUSTOM_DISTANCE, error, "max_length is a number from 1 to %d",
                      CUSTOM_MATCH_MAX);
    }
    if (sum > CUSTOM_REACH) {
        return refuse(CUSTOM_DISTANCE, error,
                      "before (%u), max_length (%u) and the longest word (%zu with its gaps) make "
                      "%zu bytes, but %d are seen: lower max_length or before",
                      detector->before, detector->longest, word, sum, CUSTOM_REACH);
    }
    return CUSTOM_FINE;
}

/* Takes the pattern, or the mask, as it would be used. */
static enum custom_part check_pattern(const struct custom_detector *detector,
                                      struct pattern_error *error)
{
    char expression[CUSTOM_EXPRESSION_SIZE];
    struct pattern_start start;
    uint64_t first[4];
    const char *text = detector->pattern;
    const enum custom_part part = text != NULL ? CUSTOM_PATTERN : CUSTOM_SHAPE;
    if ((text == NULL) == (detector->shape == NULL)) {
        return refuse(CUSTOM_PATTERN, error, "give either a pattern or a shape");
    }
    if (text == NULL && !custom_shape_expression(detector->shape, expression)) {
        return refuse(part, error,
                      "a shape has 1 to %d places (L letter, U capital, 9 digit, X letter or "
                      "digit), as in 'UU-999999'",
                      CUSTOM_SHAPE_MAX);
    }
    text = text != NULL ? text : expression;
    const struct span bytes = {(const uint8_t *)text, strlen(text)};
    struct pattern *const pattern = pattern_compile(bytes, detector->ignores_case, error);
    if (pattern == NULL) {
        return part;
    }
    pattern_first_bytes(pattern, first);
    pattern_start_read(bytes, detector->ignores_case, first, &start);
    const size_t least = pattern_least(pattern);
    pattern_free(pattern);
    const bool is_literal = pattern_start_literal(&start).count > 0;
    if (!is_literal && pattern_start_width(&start) > WIDTH_MAX && detector->alone > 0) {
        return refuse(part, error,
                      "it may begin with any byte: let it begin with a letter or a class, or want "
                      "words (confidence_alone = 0)");
    }
    if (least > detector->longest) {
        return refuse(CUSTOM_DISTANCE, error,
                      "it matches only what is longer than max_length (%u bytes)",
                      detector->longest);
    }
    return CUSTOM_FINE;
}

static enum custom_part check_severity(const struct custom_detector *detector,
                                       struct pattern_error *error)
{
    const uint32_t *const from = detector->severity;
    const bool is_unset = from[0] == 0 && from[1] == 0 && from[2] == 0;
    if (is_unset || (from[0] > 0 && from[0] < from[1] && from[1] < from[2])) {
        return CUSTOM_FINE;
    }
    return refuse(CUSTOM_SEVERITY, error,
                  "severity is three rising numbers of occurrences, for low, medium and high, as "
                  "in [1, 50, 1000]");
}

enum custom_part custom_check_detector(const struct custom_detector *detector,
                                       struct pattern_error *error)
{
    enum custom_part part = check_id(detector, error);
    part = part != CUSTOM_FINE ? part : check_identifier(detector, error);
    part = part != CUSTOM_FINE ? part : check_tag(detector, error);
    part = part != CUSTOM_FINE ? part : check_texts(&detector->words, CUSTOM_WORDS, error);
    part = part != CUSTOM_FINE ? part : check_texts(&detector->ignored, CUSTOM_IGNORED, error);
    part = part != CUSTOM_FINE ? part : check_texts(&detector->fields, CUSTOM_FIELDS, error);
    part = part != CUSTOM_FINE ? part : check_confidence(detector, error);
    part = part != CUSTOM_FINE ? part : check_distance(detector, error);
    part = part != CUSTOM_FINE ? part : check_severity(detector, error);
    return part != CUSTOM_FINE ? part : check_pattern(detector, error);
}

/* True when some way of the rule to take a value has this confidence. */
static bool has_confidence(const struct detector_rule *rule, int which)
{
    for (size_t i = 0; i < DETECTOR_FORMS; i++) {
        const struct detector_form *const form = &rule->forms[i];
        const uint8_t all[] = {form->alone, form->word, form->field};
        if (all[which] > 0) {
            return true;
        }
    }
    return false;
}

/* Labels of built-in detectors are plainer than words of users' own. */
static enum custom_part check_labels(const struct custom_texts *words, struct pattern_error *error)
{
    for (size_t i = 0; i < words->count; i++) {
        const char *const text = words->texts[i];
        bool is_good = strlen(text) <= CUSTOM_LABEL_MAX && ascii_is_alpha((uint8_t)text[0]);
        for (size_t at = 0; text[at] != '\0'; at++) {
            is_good = is_good && (ascii_is_alnum((uint8_t)text[at]) || text[at] == ' ');
        }
        if (!is_good) {
            return refuse(CUSTOM_WORDS, error,
                          "word %zu: of a built-in detector it has at most %d letters, digits and "
                          "blanks, and begins with a letter",
                          i + 1, CUSTOM_LABEL_MAX);
        }
    }
    return CUSTOM_FINE;
}

enum custom_part custom_check_change(const struct custom_change *change,
                                     struct pattern_error *error)
{
    static const char *const names[] = {"confidence_alone", "confidence_word", "confidence_field"};
    const struct detector_rule *const rule = detector_rule_at(change->detector);
    const int wanted[] = {change->alone, change->word, change->field};
    for (int i = 0; i < 3; i++) {
        if (wanted[i] > 99) {
            return refuse(CUSTOM_CONFIDENCE, error, "a confidence is a number from 0 to 99");
        }
        if (wanted[i] >= 0 && !has_confidence(rule, i)) {
            return refuse(CUSTOM_CONFIDENCE, error, "'%s' has no %s that could be changed",
                          rule->row.id, names[i]);
        }
    }
    if (change->words.count > 0 && rule->labels == 0) {
        return refuse(CUSTOM_WORDS, error, "'%s' looks for no words", rule->row.id);
    }
    enum custom_part part = check_texts(&change->words, CUSTOM_WORDS, error);
    part = part != CUSTOM_FINE ? part : check_labels(&change->words, error);
    part = part != CUSTOM_FINE ? part : check_texts(&change->ignored, CUSTOM_IGNORED, error);
    return part != CUSTOM_FINE ? part : check_texts(&change->fields, CUSTOM_FIELDS, error);
}
