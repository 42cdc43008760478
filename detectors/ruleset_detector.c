/* Detectors as a rule set has them: those of the registry, with what users changed, then users'
 * own. */
#include "detectors/ruleset.h"

#include "detectors/registry.h"

#include <assert.h>
#include <string.h>

size_t ruleset_detector_count(const struct ruleset *ruleset)
{
    return ruleset->rule_count;
}

const struct detector *ruleset_detector_at(const struct ruleset *ruleset, size_t index)
{
    assert(index < ruleset->rule_count);
    return &ruleset->rules[index]->row;
}

int ruleset_detector_find(const struct ruleset *ruleset, const char *id)
{
    for (size_t i = 0; i < ruleset->rule_count; i++) {
        if (strcmp(ruleset->rules[i]->row.id, id) == 0) {
            return (int)i;
        }
    }
    return -1;
}

bool ruleset_detector_is_enabled(const struct ruleset *ruleset, size_t index)
{
    return index >= detector_count() || !ruleset->is_disabled[index];
}

const struct custom_rule *ruleset_custom_at(const struct ruleset *ruleset, size_t index)
{
    const size_t first = detector_count();
    return index >= first && ruleset->custom != NULL ? &ruleset->custom->rules[index - first]
                                                     : NULL;
}

const struct custom_change *ruleset_change_at(const struct ruleset *ruleset, size_t index)
{
    return index < detector_count() ? ruleset->changes[index] : NULL;
}
