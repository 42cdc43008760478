/* [[layout]] of rules files: tables of fixed width. */
#ifndef CRAWLER_CLI_RULES_LAYOUT_H
#define CRAWLER_CLI_RULES_LAYOUT_H

#include "crawler/cli/rules_draft.h"
#include "crawler/cli/rules_key.h"
#include "crawler/pipeline/rules.h"

struct rules_columns; /* those of one layout, kept */

/* All that files say of layouts. Zeroed: none. */
struct rules_layouts {
    struct layout layouts[LAYOUTS_MAX];
    struct layouts all; /* .layouts of a caller: rules_layouts_input() */
    struct rules_columns *kept;
};

void rules_layouts_free(struct rules_layouts *layouts);

/* What was read; NULL: none. */
const struct layouts *rules_layouts_input(struct rules_layouts *layouts);

/*
 * Takes a key's value, of the type and within the bounds that rules_key.h says, into draft. texts
 * holds the strings of names. False with a message and the line where the fault is.
 */
bool rules_layout_set(struct rules_layouts *layouts, struct rules_draft *draft,
                      const struct toml_entry *entry, const struct custom_texts *texts,
                      struct toml_error *error);

/* Checks the whole and adds it. False with a message and the line where the fault is. */
bool rules_layout_add(struct rules_layouts *layouts, const struct rules_draft *draft,
                      struct toml_error *error);

#endif
