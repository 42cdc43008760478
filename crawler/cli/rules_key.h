/* The keys of rules files: one row each, for the reader and its messages. */
#ifndef CRAWLER_CLI_RULES_KEY_H
#define CRAWLER_CLI_RULES_KEY_H

#include "crawler/cli/toml.h"

enum rules_section {
    RULES_TOP,
    RULES_DETECTOR, /* [[detector]] */
    RULES_CHANGE,   /* [[change]] */
    RULES_LAYOUT,   /* [[layout]] */
    RULES_SECTION_COUNT
};

enum rules_key {
    RULES_KEY_VERSION,
    RULES_KEY_ID,
    RULES_KEY_DESCRIPTION,
    RULES_KEY_TITLE,
    RULES_KEY_TAG,
    RULES_KEY_SOURCE,
    RULES_KEY_ROLE,
    RULES_KEY_IDENTIFIER,
    RULES_KEY_QUALIFIES,
    RULES_KEY_ENABLED,
    RULES_KEY_PATTERN,
    RULES_KEY_SHAPE,
    RULES_KEY_IGNORE_CASE,
    RULES_KEY_WHOLE,
    RULES_KEY_WORDS,
    RULES_KEY_IGNORE,
    RULES_KEY_FIELDS,
    RULES_KEY_ALONE,
    RULES_KEY_WORD,
    RULES_KEY_FIELD,
    RULES_KEY_BEFORE,
    RULES_KEY_AFTER,
    RULES_KEY_LENGTH,
    RULES_KEY_CHECK,
    RULES_KEY_SEVERITY,
    RULES_KEY_DETECTOR,
    RULES_KEY_NAMES,
    RULES_KEY_STARTS,
    RULES_KEY_RECORD,
    RULES_KEY_COLUMNS,
    RULES_KEY_COUNT
};

struct rules_key_spec {
    const char *name;
    unsigned sections; /* bits: 1 << enum rules_section */
    enum toml_type type;
    bool is_array;
    int64_t min, max; /* of numbers; of the bytes of strings that are no array */
};

const struct rules_key_spec *rules_key_at(enum rules_key key);

/* The key of this name in the section, or -1. */
int rules_key_find(const char *name, enum rules_section section);

/* "[[detector]]"; of the top "the top of the file". */
const char *rules_section_name(enum rules_section section);

/* True when "[[name]]" begins the section. */
bool rules_section_is(enum rules_section section, const char *name);

#endif
