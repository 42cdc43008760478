/* The keys of rules files. */
#include "crawler/cli/rules_key.h"

#include "crawler/pipeline/rules.h"
#include "detectors/custom.h"

#include <string.h>

#define IN_TOP (1U << RULES_TOP)
#define IN_DETECTOR (1U << RULES_DETECTOR)
#define IN_CHANGE (1U << RULES_CHANGE)
#define IN_LAYOUT (1U << RULES_LAYOUT)
#define OCCURRENCES_MAX 4000000000

static const struct rules_key_spec keys[RULES_KEY_COUNT] = {
    [RULES_KEY_VERSION] = {"version", IN_TOP, TOML_NUMBER, false, 1, 1},
    [RULES_KEY_ID] = {"id", IN_TOP | IN_DETECTOR | IN_LAYOUT, TOML_STRING, false, 1, 63},
    [RULES_KEY_DESCRIPTION] = {"description", IN_TOP, TOML_STRING, false, 0, 4096},
    [RULES_KEY_TITLE] = {"title", IN_DETECTOR | IN_LAYOUT, TOML_STRING, false, 1, 120},
    [RULES_KEY_TAG] = {"tag", IN_DETECTOR, TOML_STRING, false, 1, 24},
    [RULES_KEY_SOURCE] = {"source", IN_DETECTOR, TOML_STRING, false, 1, 400},
    [RULES_KEY_ROLE] = {"role", IN_DETECTOR, TOML_STRING, false, 1, 16},
    [RULES_KEY_IDENTIFIER] = {"identifier", IN_DETECTOR, TOML_STRING, false, 1, 1},
    [RULES_KEY_QUALIFIES] = {"qualifies", IN_DETECTOR, TOML_TRUTH, false, 0, 0},
    [RULES_KEY_ENABLED] = {"enabled", IN_DETECTOR | IN_CHANGE, TOML_TRUTH, false, 0, 0},
    [RULES_KEY_PATTERN] = {"pattern", IN_DETECTOR, TOML_STRING, false, 1, PATTERN_TEXT_MAX},
    [RULES_KEY_SHAPE] = {"shape", IN_DETECTOR, TOML_STRING, false, 1, 2 * CUSTOM_SHAPE_MAX},
    [RULES_KEY_IGNORE_CASE] = {"ignore_case", IN_DETECTOR, TOML_TRUTH, false, 0, 0},
    [RULES_KEY_WHOLE] = {"whole", IN_DETECTOR, TOML_TRUTH, false, 0, 0},
    [RULES_KEY_WORDS] = {"words", IN_DETECTOR | IN_CHANGE, TOML_STRING, true, 0, 0},
    [RULES_KEY_IGNORE] = {"ignore", IN_DETECTOR | IN_CHANGE, TOML_STRING, true, 0, 0},
    [RULES_KEY_FIELDS] = {"fields", IN_DETECTOR | IN_CHANGE, TOML_STRING, true, 0, 0},
    [RULES_KEY_ALONE] = {"confidence_alone", IN_DETECTOR | IN_CHANGE, TOML_NUMBER, false, 0, 99},
    [RULES_KEY_WORD] = {"confidence_word", IN_DETECTOR | IN_CHANGE, TOML_NUMBER, false, 1, 99},
    [RULES_KEY_FIELD] = {"confidence_field", IN_DETECTOR | IN_CHANGE, TOML_NUMBER, false, 1, 99},
    [RULES_KEY_BEFORE] = {"before", IN_DETECTOR, TOML_NUMBER, false, 0, CUSTOM_BEFORE_MAX},
    [RULES_KEY_AFTER] = {"after", IN_DETECTOR, TOML_NUMBER, false, 0, CUSTOM_AFTER_MAX},
    [RULES_KEY_LENGTH] = {"max_length", IN_DETECTOR, TOML_NUMBER, false, 1, CUSTOM_MATCH_MAX},
    [RULES_KEY_CHECK] = {"check", IN_DETECTOR, TOML_STRING, false, 1, 16},
    [RULES_KEY_SEVERITY] = {"severity", IN_DETECTOR, TOML_NUMBER, true, 1, OCCURRENCES_MAX},
    [RULES_KEY_DETECTOR] = {"detector", IN_CHANGE, TOML_STRING, false, 1, CUSTOM_ID_MAX},
    [RULES_KEY_NAMES] = {"names", IN_LAYOUT, TOML_STRING, true, 0, 0},
    [RULES_KEY_STARTS] = {"starts", IN_LAYOUT, TOML_STRING, false, 1, LAYOUT_STARTS_MAX},
    [RULES_KEY_RECORD] = {"record", IN_LAYOUT, TOML_NUMBER, false, 1, LAYOUT_RECORD_MAX},
    [RULES_KEY_COLUMNS] = {"columns", IN_LAYOUT, TOML_STRING, true, 0, 0},
};

const struct rules_key_spec *rules_key_at(enum rules_key key)
{
    return &keys[key];
}

int rules_key_find(const char *name, enum rules_section section)
{
    for (int i = 0; i < RULES_KEY_COUNT; i++) {
        if ((keys[i].sections >> section & 1) != 0 && strcmp(keys[i].name, name) == 0)
            return i;
    }
    return -1;
}

const char *rules_section_name(enum rules_section section)
{
    static const char *const names[] = {"the top of the file", "[[detector]]", "[[change]]",
                                        "[[layout]]"};
    return names[section];
}

bool rules_section_is(enum rules_section section, const char *name)
{
    const char *const shown = rules_section_name(section);
    const size_t len = strlen(name);
    return shown[0] == '[' && strlen(shown) == len + 4 && strncmp(shown + 2, name, len) == 0;
}
