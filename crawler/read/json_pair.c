/* Names that stand beside their values in JSON. */
#include "crawler/read/json_pair.h"

#include <string.h>

void json_pair_set(struct json_pair *pair, struct span name)
{
    pair->len = (uint8_t)(name.len <= JSON_PAIR_MAX ? name.len : 0);
    memcpy(pair->name, name.ptr, pair->len);
}

struct field_meaning json_pair_meaning(const struct json_pair *pair,
                                       const struct field_rules *rules)
{
    const struct field_meaning none = FIELD_NO_MEANING;
    if (pair->len == 0)
        return none;
    const struct field_meaning meaning =
        field_meaning_of_name(rules, (struct span){pair->name, pair->len});
    return meaning.is_weak ? none : meaning;
}
