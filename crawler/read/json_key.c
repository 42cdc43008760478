/* What a key of JSON is by itself. */
#include "crawler/read/json_key.h"

#include "detectors/ascii.h"

#include <stddef.h>

static const struct {
    enum json_role role;
    const char *keys[12]; /* up to NULL */
} roles[] = {
    {JSON_ROLE_NAME,
     {"name", "key", "label", "field", "question", "text", "prompt", "attribute", "fieldname",
      "column", "variable"}},
    {JSON_ROLE_VALUE,
     {"value", "val", "values", "answer", "answers", "response", "responses", "valuestring",
      "stringvalue", "valuedate", "valuedatetime"}},
    {JSON_ROLE_LIST,
     {"columns", "fields", "cols", "rowtype", "columninfo", "columnmetadata", "colnames", "headers",
      "column_names", "columnnames", "header"}},
    {JSON_ROLE_TITLE, {"name", "label", "columnname", "field", "column_name", "varcharvalue", "v"}},
    {JSON_ROLE_TABLE, {"data", "rows", "values", "records", "results", "result", "data_array"}},
    {JSON_ROLE_ROW, {"f", "c", "data", "row", "values"}},
    {JSON_ROLE_CELL, {"v", "varcharvalue", "stringvalue"}},
    {JSON_ROLE_DOCUMENT, {"text/html", "text/plain", "text/markdown"}},
};

unsigned json_key_roles_of(struct span key, unsigned wanted)
{
    unsigned found = 0;
    for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++) {
        const char *const *word = roles[i].keys;
        if ((wanted & roles[i].role) == 0)
            continue;
        while (*word != NULL && !ascii_is_word(key, *word))
            word++;
        found |= *word != NULL ? roles[i].role : 0;
    }
    return found;
}

unsigned json_key_roles(struct span key)
{
    return json_key_roles_of(key, ~0U);
}
