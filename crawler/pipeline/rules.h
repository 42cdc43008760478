/* Users' own rules as a run takes them, with where they come from. */
#ifndef CRAWLER_PIPELINE_RULES_H
#define CRAWLER_PIPELINE_RULES_H

#include "crawler/pipeline/value_list.h"
#include "crawler/read/layout.h"
#include "crawler/report/chain.h"
#include "crawler/report/run_folder.h"
#include "detectors/custom.h"
#include "detectors/scan.h"

/* Everything must outlive the run. */
struct rules_input {
    const struct custom_rules *custom; /* NULL: none */
    const struct layouts *layouts;     /* NULL: none */
    const struct run_rules_file *files;
    size_t file_count;
};

/* Which rules a run wants. */
struct rules_choice {
    const struct rules_input *input;
    const struct value_lists *lists; /* NULL: none */
    uint8_t min_confidence;
    bool all_candidates, is_fast; /* as of struct run_options */
};

/* The rule set, with fingerprints of a key of its own; NULL when memory or random is short. */
struct ruleset *rules_create(const struct rules_choice *choice);

/* The SHA-256, in hex, of everything that decides what is found; false when memory is short. */
bool rules_digest(const struct ruleset *ruleset, const struct layouts *layouts,
                  char out[CHAIN_HEX_SIZE]);

#endif
