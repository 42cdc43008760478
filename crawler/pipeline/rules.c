/* The rules of a run, and their digest. */
#include "crawler/pipeline/rules.h"

#include "crawler/base/buffer.h"

#include <string.h>
#include <sys/random.h>

#define DESCRIPTION_MAX ((size_t)64 << 20)

struct ruleset *rules_create(const struct rules_choice *choice)
{
    /* Candidates are kept for those who want to see them, and for a roster, which lifts some. */
    const bool has_roster = choice->lists != NULL && choice->lists->roster != NULL;
    struct ruleset_options options = {.min_confidence = choice->min_confidence,
                                      .keeps_candidates = choice->all_candidates || has_roster,
                                      .is_fast = choice->is_fast,
                                      .custom = choice->input->custom};
    if (getrandom(options.fingerprint_key, sizeof options.fingerprint_key, 0) !=
        (ssize_t)sizeof options.fingerprint_key)
        return NULL;
    struct ruleset *const ruleset = ruleset_create(&options);
    explicit_bzero(&options, sizeof options);
    return ruleset;
}

static void rules_append(void *user, const void *bytes, size_t len)
{
    buffer_append(user, bytes, len);
}

bool rules_digest(const struct ruleset *ruleset, const struct layouts *layouts,
                  char out[CHAIN_HEX_SIZE])
{
    struct buffer description;
    struct chain chain;
    buffer_init(&description, DESCRIPTION_MAX);
    chain_init(&chain);
    ruleset_describe(ruleset, rules_append, &description);
    layouts_describe(layouts, rules_append, &description);
    const bool is_done = !description.is_failed &&
                         chain_add(&chain, (struct span){description.ptr, description.len});
    buffer_free(&description);
    if (is_done)
        memcpy(out, chain.last, CHAIN_HEX_SIZE);
    return is_done;
}
