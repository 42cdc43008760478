/* One [[detector]], [[change]] or [[layout]] of a rules file in the making. */
#ifndef CRAWLER_CLI_RULES_DRAFT_H
#define CRAWLER_CLI_RULES_DRAFT_H

#include "crawler/cli/rules_key.h"
#include "crawler/pipeline/rules.h"
#include "detectors/custom.h"

struct rules_draft {
    enum rules_section section;
    unsigned line;                   /* of its header */
    unsigned lines[RULES_KEY_COUNT]; /* of its keys; 0: not given */
    struct custom_detector detector;
    struct custom_change change;
    struct layout layout; /* rules_layout.h */
    bool is_enabled;
    bool is_broken; /* an error was said already */
};

/* An empty one with the defaults that need no other key. */
void rules_draft_init(struct rules_draft *draft, enum rules_section section, unsigned line);

/*
 * Takes a key's value, of the type and within the bounds that rules_key.h says. texts holds the
 * strings of an array. False with a message when it is none of what the key wants.
 */
bool rules_draft_set(struct rules_draft *draft, enum rules_key key, const struct toml_entry *entry,
                     const struct custom_texts *texts, struct toml_error *error);

/*
 * Fills what was left open and checks the whole. False with a message, and the line where the
 * fault is.
 */
bool rules_draft_finish(struct rules_draft *draft, struct toml_error *error);

#endif
