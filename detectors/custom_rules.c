/* Compiles users' own rules. */
#include "detectors/custom_rules.h"

#include "detectors/ascii.h"
#include "detectors/score.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LITERAL_MIN 2

/* What a letter of a mask stands for; NULL: itself. */
static const char *shape_class(char letter)
{
    switch (letter) {
    case 'L':
        return "[A-Za-z]";
    case 'U':
        return "[A-Z]";
    case 'X':
        return "[A-Za-z0-9]";
    case '9':
        return "[0-9]";
    case '?':
        return ".";
    default:
        return NULL;
    }
}

bool custom_shape_expression(const char *shape, char *out)
{
    size_t count = 0;
    for (; *shape != '\0' && count < CUSTOM_SHAPE_MAX; shape++, count++) {
        const char *const class = shape_class(*shape);
        if (class != NULL) {
            const size_t len = strlen(class);
            memcpy(out, class, len);
            out += len;
            continue;
        }
        shape += *shape == '\\';
        if (*shape == '\0') {
            return false;
        }
        if (!ascii_is_alnum((uint8_t)*shape) && (uint8_t)*shape < 0x80) {
            *out++ = '\\';
        }
        *out++ = *shape;
    }
    *out = '\0';
    return count > 0 && *shape == '\0';
}

bool custom_texts_stand_in(const struct custom_texts *texts, struct span value)
{
    for (size_t i = 0; i < texts->count; i++) {
        if (memmem(value.ptr, value.len, texts->texts[i], strlen(texts->texts[i])) != NULL) {
            return true;
        }
    }
    return false;
}

/* Letters and digits in upper case; all of a value that has none. */
static size_t normalise(const struct ruleset *ruleset, struct span value, uint8_t *out)
{
    const size_t len = detector_normalise_code(ruleset, value, out);
    return len > 0 ? len : detector_normalise_text(ruleset, value, out);
}

static uint8_t check_evidence(enum validator check)
{
    switch (check) {
    case VALIDATOR_NONE:
        return EVIDENCE_SHAPE;
    case VALIDATOR_SSN:
    case VALIDATOR_ITIN:
    case VALIDATOR_EIN:
        return EVIDENCE_RANGE;
    default:
        return EVIDENCE_CHECK_DIGIT;
    }
}

/* The row that users see. */
static struct detector make_row(const struct custom_detector *given)
{
    struct detector row = {.id = given->id,
                           .title = given->title != NULL ? given->title : given->id,
                           .tag = given->tag,
                           .validation = validator_name(given->check),
                           .context = given->words.count > 0 ? given->words.texts[0] : "",
                           .source = given->source != NULL ? given->source : "users' own rule",
                           .identifier = given->identifier,
                           .role = given->role,
                           .qualifies = given->qualifies};
    memcpy(row.severity, given->severity, sizeof row.severity);
    return row;
}

/* True when the start of the pattern decides alone: a mask, in which every byte has its place. */
static bool is_exact(const struct custom_detector *given, const struct pattern_start *start)
{
    return given->pattern == NULL && start->count == strlen(given->shape) &&
           strchr(given->shape, '\\') == NULL;
}

static bool compile_rule(struct custom_rule *rule, const struct custom_detector *given)
{
    char expression[CUSTOM_EXPRESSION_SIZE];
    struct pattern_error error;
    uint64_t first[4];
    const char *text = given->pattern;
    if (text == NULL) {
        custom_shape_expression(given->shape, expression);
        text = expression;
    }
    const struct span bytes = {(const uint8_t *)text, strlen(text)};
    rule->given = given;
    rule->rule.row = make_row(given);
    rule->rule.check = check_evidence(given->check);
    rule->rule.normalise = normalise;
    rule->pattern = pattern_compile(bytes, given->ignores_case, &error);
    if (rule->pattern == NULL) {
        return false;
    }
    pattern_first_bytes(rule->pattern, first);
    pattern_start_read(bytes, given->ignores_case, first, &rule->start);
    rule->is_exact = is_exact(given, &rule->start);
    const struct pattern_literal literal = pattern_start_literal(&rule->start);
    rule->is_literal = literal.count >= LITERAL_MIN;
    for (size_t i = 0; i < literal.count; i++) {
        rule->literal[i] = (char)pattern_start_letter(&rule->start, literal.at + i);
    }
    return true;
}

/* Gathers words and literals of all rules. */
static bool gather_needles(struct custom *custom)
{
    size_t count = 0;
    for (size_t i = 0; i < custom->count; i++) {
        count += custom->rules[i].given->words.count + custom->rules[i].is_literal;
    }
    struct needle_use *const uses = calloc(count + 1, sizeof *uses);
    size_t used = 0;
    if (uses == NULL) {
        return false;
    }
    for (size_t i = 0; i < custom->count; i++) {
        const struct custom_rule *const rule = &custom->rules[i];
        const struct custom_texts *const words = &rule->given->words;
        for (size_t word = 0; word < words->count; word++) {
            const char *const text = words->texts[word];
            uses[used++] = (struct needle_use){
                {(const uint8_t *)text, strlen(text)}, NEEDLE_WORD, (uint32_t)i, 0};
        }
        if (rule->is_literal) {
            const struct pattern_literal literal = pattern_start_literal(&rule->start);
            uses[used++] = (struct needle_use){{(const uint8_t *)rule->literal, literal.count},
                                               NEEDLE_LITERAL,
                                               (uint32_t)i,
                                               (uint32_t)literal.at};
        }
    }
    return needles_fill(&custom->needles, uses, used);
}

/* Enters the first two bytes of a rule that has no literal. */
static void add_pairs(struct custom *custom, const struct custom_rule *rule)
{
    for (size_t first = 0; first < 256; first++) {
        for (size_t second = 0;
             pattern_start_has(rule->start.sets[0], (uint8_t)first) && second < 256; second++) {
            const size_t key = first | second << 8;
            if (rule->start.count < 2 || pattern_start_has(rule->start.sets[1], (uint8_t)second)) {
                custom->pairs[key / 64] |= (uint64_t)1 << (key % 64);
            }
        }
    }
}

/* Sorts the rules that have no literal by their first byte. */
static bool sort_by_byte(struct custom *custom)
{
    size_t total = 0;
    for (size_t i = 0; i < custom->count; i++) {
        const struct custom_rule *const rule = &custom->rules[i];
        if (!rule->is_literal) {
            custom->tried_count++;
            total += pattern_start_width(&rule->start);
            add_pairs(custom, rule);
        }
    }
    custom->by_byte = calloc(total + 1, sizeof custom->by_byte[0]);
    if (custom->by_byte == NULL) {
        return false;
    }
    uint32_t at = 0;
    for (size_t byte = 0; byte < 256; byte++) {
        custom->by_byte_at[byte] = at;
        for (size_t i = 0; i < custom->count; i++) {
            const struct custom_rule *const rule = &custom->rules[i];
            if (!rule->is_literal && pattern_start_has(rule->start.sets[0], (uint8_t)byte)) {
                custom->by_byte[at++] = (uint16_t)i;
            }
        }
    }
    custom->by_byte_at[256] = at;
    return true;
}

bool custom_create(const struct custom_rules *rules, size_t first, struct custom **out)
{
    *out = NULL;
    if (rules == NULL || rules->detector_count == 0) {
        return true;
    }
    struct custom *const custom = calloc(1, sizeof *custom);
    if (custom == NULL) {
        return false;
    }
    custom->first = first;
    custom->count = rules->detector_count;
    custom->rules = calloc(custom->count, sizeof custom->rules[0]);
    bool is_done = custom->rules != NULL;
    for (size_t i = 0; is_done && i < custom->count; i++) {
        is_done = compile_rule(&custom->rules[i], &rules->detectors[i]);
    }
    if (!is_done || !gather_needles(custom) || !sort_by_byte(custom)) {
        custom_free(custom);
        return false;
    }
    *out = custom;
    return true;
}

void custom_free(struct custom *custom)
{
    if (custom == NULL) {
        return;
    }
    for (size_t i = 0; custom->rules != NULL && i < custom->count; i++) {
        pattern_free(custom->rules[i].pattern);
    }
    needles_free(&custom->needles);
    free(custom->by_byte);
    free(custom->rules);
    free(custom);
}

/* ---- the description ---- */

/* Texts with their lengths, so that no two lists read the same. */
static void describe_text(const char *text, ruleset_write_fn write, void *user)
{
    char head[32];
    const int len = snprintf(head, sizeof head, "%zu:", text != NULL ? strlen(text) : 0);
    write(user, head, (size_t)len);
    if (text != NULL) {
        write(user, text, strlen(text));
    }
    write(user, "\n", 1);
}

static void describe_texts(const struct custom_texts *texts, ruleset_write_fn write, void *user)
{
    char head[32];
    const int len = snprintf(head, sizeof head, "texts %zu\n", texts->count);
    write(user, head, (size_t)len);
    for (size_t i = 0; i < texts->count; i++) {
        describe_text(texts->texts[i], write, user);
    }
}

static void describe_detector(const struct custom_detector *detector, ruleset_write_fn write,
                              void *user)
{
    char line[256];
    const int len = snprintf(
        line, sizeof line, "custom %d %d %d %d %d %u %u %u %u %u %u %d %u %u %u\n",
        (int)detector->role, detector->identifier, detector->qualifies, detector->ignores_case,
        detector->is_whole, detector->alone, detector->word, detector->field, detector->before,
        detector->after, detector->longest, (int)detector->check, detector->severity[0],
        detector->severity[1], detector->severity[2]);
    write(user, line, (size_t)len);
    const char *const texts[] = {detector->id,     detector->title,   detector->tag,
                                 detector->source, detector->pattern, detector->shape};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        describe_text(texts[i], write, user);
    }
    describe_texts(&detector->words, write, user);
    describe_texts(&detector->ignored, write, user);
    describe_texts(&detector->fields, write, user);
}

void custom_describe(const struct custom_rules *rules, ruleset_write_fn write, void *user)
{
    for (size_t i = 0; rules != NULL && i < rules->detector_count; i++) {
        describe_detector(&rules->detectors[i], write, user);
    }
    for (size_t i = 0; rules != NULL && i < rules->change_count; i++) {
        const struct custom_change *const change = &rules->changes[i];
        char line[96];
        const int len = snprintf(line, sizeof line, "change %zu %d %d %d %d %d\n", change->detector,
                                 change->has_enabled, change->is_enabled, change->alone,
                                 change->word, change->field);
        write(user, line, (size_t)len);
        describe_texts(&change->words, write, user);
        describe_texts(&change->ignored, write, user);
        describe_texts(&change->fields, write, user);
    }
}
