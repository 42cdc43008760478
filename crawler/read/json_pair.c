/* Names that stand beside their values in JSON. */
#include "crawler/read/json_pair.h"

#include "crawler/read/json_key.h"
#include "crawler/read/json_string.h"
#include "crawler/read/reader.h"
#include "detectors/ascii.h"

#include <string.h>

void json_pair_set(struct json_pair *pair, struct span name)
{
    pair->len = (uint8_t)(name.len <= JSON_PAIR_MAX ? name.len : 0);
    memcpy(pair->name, name.ptr, pair->len);
}

/* Takes that sign from the front of rest, and blanks around it. */
static bool json_pair_take(struct span *rest, uint8_t sign)
{
    *rest = ascii_trim(rest->ptr, rest->len);
    if (rest->len == 0 || rest->ptr[0] != sign)
        return false;
    rest->ptr++;
    rest->len--;
    return true;
}

/* Takes a whole string; empty when none is there. */
static struct span json_pair_take_string(struct span *rest)
{
    bool has_escapes = false;
    if (!json_pair_take(rest, '"'))
        return (struct span){NULL, 0};
    const size_t len = json_string_stop(rest->ptr, 0, rest->len, &has_escapes);
    const struct span text = {rest->ptr, len < rest->len ? len : 0};
    rest->ptr += len;
    rest->len -= len;
    return json_pair_take(rest, '"') ? text : (struct span){NULL, 0};
}

void json_pair_find_behind(struct json_pair *pair, struct span value, const uint8_t *end)
{
    const size_t seen = (size_t)(end - value.ptr);
    const size_t limit = seen < READER_VALUE_MAX ? seen : READER_VALUE_MAX;
    const size_t start = value.len + (value.len < limit && value.ptr[value.len] == '"');
    struct span rest = {value.ptr + start, start < limit ? limit - start : 0};
    if (!json_pair_take(&rest, ','))
        return;
    const struct span key = json_pair_take_string(&rest);
    if (key.len == 0 || json_key_roles_of(key, JSON_ROLE_NAME) == 0 || !json_pair_take(&rest, ':'))
        return;
    const struct span name = json_pair_take_string(&rest);
    if (name.len > 0)
        json_pair_set(pair, name);
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
