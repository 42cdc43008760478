/* One [[detector]] or [[change]] of a rules file in the making; [[layout]]: rules_layout.c. */
#include "crawler/cli/rules_draft.h"

#include "crawler/cli/suggest.h"
#include "detectors/needles.h"

#include <string.h>

#define BEFORE_DEFAULT 50
#define ALONE_DEFAULT 75 /* and word, field, for a rule without words */
#define WORD_DEFAULT 75  /* for one with words, which does without alone */
#define FIELD_DEFAULT 85
#define SEVERITIES 3

void rules_draft_init(struct rules_draft *draft, enum rules_section section, unsigned line)
{
    *draft = (struct rules_draft){.section = section, .line = line, .is_enabled = true};
    draft->detector =
        (struct custom_detector){.role = ROLE_PERSON, .qualifies = true, .before = BEFORE_DEFAULT};
    draft->change = (struct custom_change){.alone = -1, .word = -1, .field = -1};
}

/* Says that text is none of the words, with the nearest of them, which was offered. */
static bool rules_draft_unknown(struct toml_error *error, const char *what,
                                const struct suggest *suggest, const char *all)
{
    if (suggest->best[0] != '\0')
        return toml_error_set(error, error->line, "unknown %s '%.40s'; did you mean '%s'?", what,
                              suggest->typed, suggest->best);
    return toml_error_set(error, error->line, "unknown %s '%.40s': give %s", what, suggest->typed,
                          all);
}

static bool rules_draft_role(struct rules_draft *draft, const char *text, struct toml_error *error)
{
    struct suggest suggest;
    suggest_init(&suggest, text);
    for (int role = ROLE_PERSON; role <= ROLE_PAYMENT; role++) {
        if (strcmp(role_name((enum role)role), text) == 0) {
            draft->detector.role = (enum role)role;
            return true;
        }
        suggest_offer(&suggest, role_name((enum role)role));
    }
    return rules_draft_unknown(error, "role", &suggest,
                               "person, provider, organisation, health or payment");
}

static bool rules_draft_check(struct rules_draft *draft, const char *text, struct toml_error *error)
{
    struct suggest suggest;
    const int found = validator_find(text);
    if (found >= 0) {
        draft->detector.check = (enum validator)found;
        return true;
    }
    suggest_init(&suggest, text);
    for (int i = 0; i < VALIDATOR_COUNT; i++)
        suggest_offer(&suggest, validator_name((enum validator)i));
    return rules_draft_unknown(error, "check", &suggest, "one of those in docs/rules.md");
}

static bool rules_draft_builtin(struct rules_draft *draft, const char *text,
                                struct toml_error *error)
{
    struct suggest suggest;
    const int found = detector_find(text);
    if (found >= 0) {
        draft->change.detector = (size_t)found;
        return true;
    }
    suggest_init(&suggest, text);
    for (size_t i = 0; i < detector_count(); i++)
        suggest_offer(&suggest, detector_at(i)->id);
    return rules_draft_unknown(error, "detector", &suggest, "an id of 'phicrawl detectors'");
}

static bool rules_draft_severity(struct rules_draft *draft, const struct toml_entry *entry,
                                 struct toml_error *error)
{
    if (entry->count != SEVERITIES)
        return toml_error_set(error, error->line,
                              "severity has three numbers, as in [1, 50, 1000]");
    for (size_t i = 0; i < SEVERITIES; i++)
        draft->detector.severity[i] = (uint32_t)entry->values[i].number;
    return true;
}

static void rules_draft_set_text(struct rules_draft *draft, enum rules_key key, const char *text)
{
    struct custom_detector *const detector = &draft->detector;
    switch (key) {
    case RULES_KEY_ID:
        detector->id = text;
        break;
    case RULES_KEY_TITLE:
        detector->title = text;
        break;
    case RULES_KEY_TAG:
        detector->tag = text;
        break;
    case RULES_KEY_SOURCE:
        detector->source = text;
        break;
    case RULES_KEY_PATTERN:
        detector->pattern = text;
        break;
    case RULES_KEY_SHAPE:
        detector->shape = text;
        break;
    case RULES_KEY_IDENTIFIER:
        detector->identifier = text[0];
        break;
    default:
        break;
    }
}

static void rules_draft_set_number(struct rules_draft *draft, enum rules_key key, int64_t number)
{
    struct custom_detector *const detector = &draft->detector;
    struct custom_change *const change = &draft->change;
    switch (key) {
    case RULES_KEY_ALONE:
        detector->alone = (uint8_t)number;
        change->alone = (int)number;
        break;
    case RULES_KEY_WORD:
        detector->word = (uint8_t)number;
        change->word = (int)number;
        break;
    case RULES_KEY_FIELD:
        detector->field = (uint8_t)number;
        change->field = (int)number;
        break;
    case RULES_KEY_BEFORE:
        detector->before = (uint16_t)number;
        break;
    case RULES_KEY_AFTER:
        detector->after = (uint16_t)number;
        break;
    case RULES_KEY_LENGTH:
        detector->longest = (uint16_t)number;
        break;
    default:
        break;
    }
}

static void rules_draft_set_truth(struct rules_draft *draft, enum rules_key key, bool is_true)
{
    switch (key) {
    case RULES_KEY_QUALIFIES:
        draft->detector.qualifies = is_true;
        break;
    case RULES_KEY_IGNORE_CASE:
        draft->detector.ignores_case = is_true;
        break;
    case RULES_KEY_WHOLE:
        draft->detector.is_whole = is_true;
        break;
    case RULES_KEY_ENABLED:
        draft->is_enabled = is_true;
        draft->change.has_enabled = true;
        draft->change.is_enabled = is_true;
        break;
    default:
        break;
    }
}

static void rules_draft_set_texts(struct rules_draft *draft, enum rules_key key,
                                  const struct custom_texts *texts)
{
    switch (key) {
    case RULES_KEY_WORDS:
        draft->detector.words = draft->change.words = *texts;
        break;
    case RULES_KEY_IGNORE:
        draft->detector.ignored = draft->change.ignored = *texts;
        break;
    case RULES_KEY_FIELDS:
        draft->detector.fields = draft->change.fields = *texts;
        break;
    default:
        break;
    }
}

bool rules_draft_set(struct rules_draft *draft, enum rules_key key, const struct toml_entry *entry,
                     const struct custom_texts *texts, struct toml_error *error)
{
    const struct toml_value *const value = entry->values;
    error->line = entry->line;
    draft->lines[key] = entry->line;
    if (key == RULES_KEY_ROLE)
        return rules_draft_role(draft, value->text, error);
    if (key == RULES_KEY_CHECK)
        return rules_draft_check(draft, value->text, error);
    if (key == RULES_KEY_DETECTOR)
        return rules_draft_builtin(draft, value->text, error);
    if (key == RULES_KEY_SEVERITY)
        return rules_draft_severity(draft, entry, error);
    if (entry->is_array)
        rules_draft_set_texts(draft, key, texts);
    else if (value->type == TOML_STRING)
        rules_draft_set_text(draft, key, value->text);
    else if (value->type == TOML_NUMBER)
        rules_draft_set_number(draft, key, value->number);
    else
        rules_draft_set_truth(draft, key, value->number != 0);
    return true;
}

/* The longest match that leaves room for the words in front of it. */
static uint16_t rules_draft_longest(const struct custom_detector *detector)
{
    size_t reach = 0;
    for (size_t i = 0; i < detector->words.count; i++) {
        const char *const text = detector->words.texts[i];
        const size_t one = needle_word_reach((struct span){(const uint8_t *)text, strlen(text)});
        reach = one > reach ? one : reach;
    }
    const size_t taken = detector->before + reach + 2;
    const size_t left = taken < CUSTOM_REACH ? CUSTOM_REACH - taken : 1;
    return (uint16_t)(left < CUSTOM_MATCH_MAX ? left : CUSTOM_MATCH_MAX);
}

static uint8_t rules_draft_raise(uint8_t least, uint8_t value)
{
    return value > least ? value : least;
}

/* What was left open, by what was given. */
static void rules_draft_complete(struct rules_draft *draft)
{
    struct custom_detector *const detector = &draft->detector;
    const unsigned *const lines = draft->lines;
    const bool has_words = detector->words.count > 0 || detector->fields.count > 0;
    if (lines[RULES_KEY_IDENTIFIER] == 0)
        detector->identifier = detector->role == ROLE_PERSON ? 'R' : 0;
    if (lines[RULES_KEY_QUALIFIES] == 0)
        detector->qualifies = detector->role == ROLE_PERSON || detector->role == ROLE_PAYMENT;
    if (lines[RULES_KEY_WHOLE] == 0)
        detector->is_whole = detector->shape != NULL;
    if (lines[RULES_KEY_ALONE] == 0)
        detector->alone = has_words ? 0 : ALONE_DEFAULT;
    if (lines[RULES_KEY_WORD] == 0)
        detector->word = rules_draft_raise(detector->alone, WORD_DEFAULT);
    if (lines[RULES_KEY_FIELD] == 0)
        detector->field = rules_draft_raise(detector->word, FIELD_DEFAULT);
    if (lines[RULES_KEY_LENGTH] == 0)
        detector->longest = rules_draft_longest(detector);
}

/* The line of the key that a fault is about. */
static unsigned rules_draft_line(const struct rules_draft *draft, enum custom_part part)
{
    static const enum rules_key keys[] = {
        [CUSTOM_ID] = RULES_KEY_ID,
        [CUSTOM_TAG] = RULES_KEY_TAG,
        [CUSTOM_IDENTIFIER] = RULES_KEY_IDENTIFIER,
        [CUSTOM_PATTERN] = RULES_KEY_PATTERN,
        [CUSTOM_SHAPE] = RULES_KEY_SHAPE,
        [CUSTOM_WORDS] = RULES_KEY_WORDS,
        [CUSTOM_IGNORED] = RULES_KEY_IGNORE,
        [CUSTOM_FIELDS] = RULES_KEY_FIELDS,
        [CUSTOM_CONFIDENCE] = RULES_KEY_ALONE,
        [CUSTOM_DISTANCE] = RULES_KEY_LENGTH,
        [CUSTOM_SEVERITY] = RULES_KEY_SEVERITY,
    };
    unsigned line = draft->lines[keys[part]];
    if (line == 0 && part == CUSTOM_CONFIDENCE)
        line = draft->lines[RULES_KEY_WORD];
    if (line == 0 && part == CUSTOM_CONFIDENCE)
        line = draft->lines[RULES_KEY_FIELD];
    if (line == 0 && part == CUSTOM_DISTANCE)
        line = draft->lines[RULES_KEY_BEFORE];
    return line != 0 ? line : draft->line;
}

bool rules_draft_finish(struct rules_draft *draft, struct toml_error *error)
{
    struct pattern_error why = {""};
    enum custom_part part;
    if (draft->section == RULES_CHANGE) {
        if (draft->lines[RULES_KEY_DETECTOR] == 0)
            return toml_error_set(error, draft->line,
                                  "[[change]] wants detector = \"...\": the id of a "
                                  "built-in one");
        part = custom_check_change(&draft->change, &why);
    } else {
        if (draft->detector.id == NULL)
            return toml_error_set(error, draft->line,
                                  "[[detector]] wants an id, as in id = \"x-employee-id\"");
        rules_draft_complete(draft);
        part = custom_check_detector(&draft->detector, &why);
    }
    if (part == CUSTOM_FINE)
        return true;
    return toml_error_set(error, rules_draft_line(draft, part), "%s", why.message);
}
