/* Names that stand beside their values in JSON. */
#include "crawler/read/json_pair.h"

#include "detectors/ascii.h"

#include <string.h>

bool json_pair_is_one_of(struct span key, const char *const *words)
{
    while (*words != NULL && !ascii_is_word(key, *words))
        words++;
    return *words != NULL;
}

enum json_role json_pair_role(struct span key)
{
    static const char *const names[] = {"name",      "key",    "label",    "field",
                                        "question",  "text",   "prompt",   "attribute",
                                        "fieldname", "column", "variable", NULL};
    static const char *const values[] = {"value",       "val",       "values",        "answer",
                                         "answers",     "response",  "responses",     "valuestring",
                                         "stringvalue", "valuedate", "valuedatetime", NULL};
    if (json_pair_is_one_of(key, names))
        return JSON_ROLE_NAME;
    return json_pair_is_one_of(key, values) ? JSON_ROLE_VALUE : JSON_ROLE_NONE;
}

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
