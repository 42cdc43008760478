/* The rules of a run as one digest. */
#include "crawler/pipeline/rules.h"

#include "crawler/base/buffer.h"

#include <string.h>

#define DESCRIPTION_MAX ((size_t)64 << 20)

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
