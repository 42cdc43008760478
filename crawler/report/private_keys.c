/* The true names of objects that are masked everywhere else. */
#include "crawler/report/private_keys.h"

#include "crawler/base/json.h"
#include "crawler/report/bytes_field.h"

void private_keys_render(struct buffer *out, uint64_t seq, const struct object_record *record)
{
    struct json json = {.out = out};
    json_begin_object(&json);
    json_field_uint(&json, "seq", seq);
    if (record->true_uri.ptr != NULL)
        bytes_field_write(&json, "uri", "uri_b64", record->true_uri);
    if (record->true_key.ptr != NULL)
        bytes_field_write(&json, "key", "key_b64", record->true_key);
    json_end_object(&json);
}
