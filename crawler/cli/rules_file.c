/* Reads rules files. */
#include "crawler/cli/rules_file.h"

#include "crawler/cli/rules_draft.h"
#include "crawler/cli/rules_layout.h"
#include "crawler/cli/rules_load.h"
#include "crawler/cli/suggest.h"
#include "crawler/report/chain.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILES_MAX 64

/* One list of strings of a file. */
struct rules_list {
    struct rules_list *next;
    const char *texts[];
};

struct rules_files {
    struct custom_detector *detectors;
    struct custom_change *changes;
    struct custom_rules rules;
    struct rules_layouts layouts;
    struct rules_list *lists;
    size_t word_count;
    size_t label_count; /* words that changes add */
    struct run_rules_file facts[FILES_MAX];
    struct toml *tomls[FILES_MAX]; /* theirs are the texts of all rules */
    size_t count;
};

/* One file being read. */
struct rules_parse {
    struct rules_files *files;
    struct run_rules_file *facts;
    struct toml *toml;
    const char *name;
    struct buffer *errors;
    size_t error_count;
    unsigned version_line;
    struct rules_draft draft;
};

struct rules_files *rules_files_create(void)
{
    struct rules_files *const files = calloc(1, sizeof *files);
    if (files == NULL)
        return NULL;
    files->detectors = calloc(CUSTOM_DETECTORS_MAX, sizeof files->detectors[0]);
    files->changes = calloc(detector_count(), sizeof files->changes[0]);
    if (files->detectors == NULL || files->changes == NULL) {
        rules_files_free(files);
        return NULL;
    }
    files->rules.detectors = files->detectors;
    files->rules.changes = files->changes;
    return files;
}

void rules_files_free(struct rules_files *files)
{
    if (files == NULL)
        return;
    for (size_t i = 0; i < files->count; i++)
        toml_free(files->tomls[i]);
    while (files->lists != NULL) {
        struct rules_list *const list = files->lists;
        files->lists = list->next;
        free(list);
    }
    rules_layouts_free(&files->layouts);
    free(files->detectors);
    free(files->changes);
    free(files);
}

struct rules_input rules_files_input(struct rules_files *files)
{
    return (struct rules_input){.custom = &files->rules,
                                .layouts = rules_layouts_input(&files->layouts),
                                .files = files->facts,
                                .file_count = files->count};
}

/* ---- messages ---- */

static bool rules_parse_is_full(const struct rules_parse *parse)
{
    return parse->error_count >= RULES_FILE_ERRORS_MAX;
}

static void rules_parse_say(struct rules_parse *parse, unsigned line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void rules_parse_say(struct rules_parse *parse, unsigned line, const char *format, ...)
{
    char message[TOML_MESSAGE_SIZE];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    parse->error_count++;
    parse->draft.is_broken = true;
    buffer_append_format(parse->errors, "%s:%u: %s\n", parse->name, line, message);
}

static void rules_parse_unknown_key(struct rules_parse *parse, const struct toml_entry *entry)
{
    const char *const section = rules_section_name(parse->draft.section);
    struct suggest suggest;
    suggest_init(&suggest, entry->name);
    for (int i = 0; i < RULES_KEY_COUNT; i++) {
        const struct rules_key_spec *const spec = rules_key_at((enum rules_key)i);
        if ((spec->sections >> parse->draft.section & 1) != 0)
            suggest_offer(&suggest, spec->name);
    }
    if (suggest.best[0] != '\0')
        rules_parse_say(parse, entry->line, "unknown key '%s' in %s; did you mean '%s'?",
                        entry->name, section, suggest.best);
    else
        rules_parse_say(parse, entry->line, "unknown key '%s' in %s; docs/rules.md lists them",
                        entry->name, section);
}

/* ---- keys ---- */

/* True when the value is of the key's type and size; says what is wrong otherwise. */
static bool rules_parse_fits(struct rules_parse *parse, const struct rules_key_spec *spec,
                             const struct toml_value *value)
{
    const bool is_number = value->type == TOML_NUMBER;
    const bool is_text = value->type == TOML_STRING && !spec->is_array;
    const int64_t size = is_number ? value->number : (int64_t)value->len;
    if (value->type != spec->type) {
        rules_parse_say(parse, value->line, "'%s' wants %s, not %s", spec->name,
                        toml_type_name(spec->type), toml_type_name(value->type));
        return false;
    }
    if ((is_number || is_text) && (size < spec->min || size > spec->max)) {
        rules_parse_say(parse, value->line, "'%s' wants %s %lld to %lld%s", spec->name,
                        is_number ? "a number from" : "a string of", (long long)spec->min,
                        (long long)spec->max, is_number ? "" : " bytes");
        return false;
    }
    return true;
}

/* Keeps the strings of an array; false when memory is short. */
static bool rules_parse_keep(struct rules_files *files, const struct toml_entry *entry,
                             struct custom_texts *texts)
{
    struct rules_list *const list = malloc(sizeof *list + entry->count * sizeof list->texts[0]);
    if (list == NULL)
        return false;
    for (size_t i = 0; i < entry->count; i++)
        list->texts[i] = entry->values[i].text;
    list->next = files->lists;
    files->lists = list;
    files->word_count += entry->count;
    *texts = (struct custom_texts){list->texts, entry->count};
    return true;
}

/* version and id at the top of the file. */
static void rules_parse_top(struct rules_parse *parse, enum rules_key key,
                            const struct toml_entry *entry)
{
    if (key == RULES_KEY_VERSION)
        parse->version_line = entry->line;
    if (key == RULES_KEY_ID)
        snprintf(parse->facts->id, sizeof parse->facts->id, "%s", entry->values->text);
}

static bool rules_parse_take(struct rules_parse *parse, enum rules_key key,
                             const struct toml_entry *entry, const struct custom_texts *texts,
                             struct toml_error *error)
{
    if (parse->draft.section == RULES_LAYOUT)
        return rules_layout_set(&parse->files->layouts, &parse->draft, entry, texts, error);
    return rules_draft_set(&parse->draft, key, entry, texts, error);
}

static void rules_parse_pair(struct rules_parse *parse, const struct toml_entry *entry)
{
    const int key = rules_key_find(entry->name, parse->draft.section);
    struct custom_texts texts = {NULL, 0};
    struct toml_error error;
    if (key < 0) {
        rules_parse_unknown_key(parse, entry);
        return;
    }
    const struct rules_key_spec *const spec = rules_key_at((enum rules_key)key);
    if (parse->draft.lines[key] != 0) {
        rules_parse_say(parse, entry->line, "'%s' was given in line %u already", spec->name,
                        parse->draft.lines[key]);
        return;
    }
    if (spec->is_array != entry->is_array) {
        rules_parse_say(parse, entry->line, "'%s' wants %s", spec->name,
                        spec->is_array ? "an array, as in [\"...\"]" : "one value, no array");
        return;
    }
    for (size_t i = 0; i < entry->count; i++) {
        if (!rules_parse_fits(parse, spec, &entry->values[i]))
            return;
    }
    if (spec->is_array && spec->type == TOML_STRING && key != RULES_KEY_COLUMNS &&
        !rules_parse_keep(parse->files, entry, &texts))
        rules_parse_say(parse, entry->line, "not enough memory");
    else if (parse->draft.section == RULES_TOP)
        rules_parse_top(parse, (enum rules_key)key, entry);
    else if (!rules_parse_take(parse, (enum rules_key)key, entry, &texts, &error))
        rules_parse_say(parse, error.line, "%s", error.message);
    parse->draft.lines[key] = entry->line;
}

/* ---- sections ---- */

static void rules_parse_add_detector(struct rules_parse *parse)
{
    struct rules_files *const files = parse->files;
    for (size_t i = 0; i < files->rules.detector_count; i++) {
        if (strcmp(files->detectors[i].id, parse->draft.detector.id) == 0) {
            rules_parse_say(parse, parse->draft.lines[RULES_KEY_ID],
                            "there is a detector '%s' already: ids are unique",
                            files->detectors[i].id);
            return;
        }
    }
    if (files->rules.detector_count == CUSTOM_DETECTORS_MAX) {
        rules_parse_say(parse, parse->draft.line, "a run takes at most %d detectors of your own",
                        CUSTOM_DETECTORS_MAX);
        parse->error_count = RULES_FILE_ERRORS_MAX;
        return;
    }
    if (parse->draft.is_enabled)
        files->detectors[files->rules.detector_count++] = parse->draft.detector;
}

static void rules_parse_add_change(struct rules_parse *parse)
{
    struct rules_files *const files = parse->files;
    for (size_t i = 0; i < files->rules.change_count; i++) {
        if (files->changes[i].detector == parse->draft.change.detector) {
            rules_parse_say(parse, parse->draft.lines[RULES_KEY_DETECTOR],
                            "there is a [[change]] of '%s' already: put all into one",
                            detector_at(parse->draft.change.detector)->id);
            return;
        }
    }
    files->label_count += parse->draft.change.words.count;
    if (files->label_count > CUSTOM_LABELS_MAX) {
        rules_parse_say(parse, parse->draft.lines[RULES_KEY_WORDS],
                        "a run takes at most %d more words of built-in detectors",
                        CUSTOM_LABELS_MAX);
        return;
    }
    files->changes[files->rules.change_count++] = parse->draft.change;
}

/* A section ends: what was gathered is checked and added. */
static void rules_parse_finish(struct rules_parse *parse)
{
    struct toml_error error;
    if (parse->draft.section == RULES_TOP) {
        if (parse->version_line == 0)
            rules_parse_say(parse, 1, "the file must begin with version = 1");
        return;
    }
    if (parse->draft.is_broken)
        return;
    const bool is_layout = parse->draft.section == RULES_LAYOUT;
    if (is_layout ? !rules_layout_add(&parse->files->layouts, &parse->draft, &error)
                  : !rules_draft_finish(&parse->draft, &error))
        rules_parse_say(parse, error.line, "%s", error.message);
    else if (parse->draft.section == RULES_CHANGE)
        rules_parse_add_change(parse);
    else if (!is_layout)
        rules_parse_add_detector(parse);
    if (parse->files->word_count > CUSTOM_ALL_WORDS_MAX) {
        rules_parse_say(parse, parse->draft.line,
                        "too many words, ignore and fields: a run takes at most %d",
                        CUSTOM_ALL_WORDS_MAX);
        parse->error_count = RULES_FILE_ERRORS_MAX;
    }
}

static void rules_parse_header(struct rules_parse *parse, const struct toml_entry *entry)
{
    rules_parse_finish(parse);
    enum rules_section section = RULES_DETECTOR;
    while (section < RULES_SECTION_COUNT && !rules_section_is(section, entry->name))
        section++;
    const bool is_known = section < RULES_SECTION_COUNT;
    rules_draft_init(&parse->draft, is_known ? section : RULES_DETECTOR, entry->line);
    if (entry->kind != TOML_TABLE_ITEM || !is_known)
        rules_parse_say(parse, entry->line,
                        "unknown section: there are [[detector]], [[change]] and [[layout]], with "
                        "two brackets each");
}

static void rules_parse_run(struct rules_parse *parse)
{
    struct toml_entry entry;
    struct toml_error error;
    rules_draft_init(&parse->draft, RULES_TOP, 1);
    while (!rules_parse_is_full(parse)) {
        if (!toml_next(parse->toml, &entry, &error)) {
            rules_parse_say(parse, error.line, "%s", error.message);
            return;
        }
        if (entry.kind == TOML_END) {
            rules_parse_finish(parse);
            return;
        }
        if (entry.kind == TOML_PAIR)
            rules_parse_pair(parse, &entry);
        else
            rules_parse_header(parse, &entry);
    }
    buffer_append_format(parse->errors, "%s: there may be more: only the first faults are shown\n",
                         parse->name);
}

/* What the record of the run says of the file. */
static bool rules_files_note(struct run_rules_file *facts, const char *name, struct span bytes)
{
    struct chain chain;
    const char *const slash = strrchr(name, '/');
    chain_init(&chain);
    if (!chain_add(&chain, bytes))
        return false;
    snprintf(facts->name, sizeof facts->name, "%s", slash != NULL ? slash + 1 : name);
    memcpy(facts->sha256, chain.last, sizeof facts->sha256);
    return true;
}

bool rules_files_parse(struct rules_files *files, const char *name, struct span bytes,
                       struct buffer *errors)
{
    if (files->count == FILES_MAX) {
        buffer_append_format(errors, "%s: a run takes at most %d rules files\n", name, FILES_MAX);
        return false;
    }
    struct rules_parse parse = {.files = files, .name = name, .errors = errors};
    parse.facts = &files->facts[files->count];
    parse.toml = toml_create(bytes);
    files->tomls[files->count++] = parse.toml;
    if (parse.toml == NULL || !rules_files_note(parse.facts, name, bytes)) {
        buffer_append_format(errors, "%s: not enough memory\n", name);
        return false;
    }
    rules_parse_run(&parse);
    return parse.error_count == 0;
}

bool rules_files_add(struct rules_files *files, const char *path, struct buffer *errors)
{
    size_t len;
    uint8_t *const bytes = rules_load(path, &len, errors);
    if (bytes == NULL)
        return false;
    const bool is_good = rules_files_parse(files, path, (struct span){bytes, len}, errors);
    free(bytes);
    return is_good;
}
