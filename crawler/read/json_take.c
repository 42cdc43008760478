/* How values leave the reader of JSON. */
#include "crawler/read/json_fhir.h"
#include "crawler/read/json_file.h"
#include "crawler/read/json_state.h"

/* What the value at hand means, by its names or by its column. */
static struct field_meaning json_meaning(struct json_reader *json, struct span raw)
{
    if (json->rows.list > 0)
        json_rows_note(&json->rows, &json->path, json_decode(json, raw));
    if (json_path_lacks_name(&json->path))
        json_pair_find_behind(&json->path.pairs[json->path.depth - 1], raw, json->seen_end);
    const struct field_meaning meaning = json_path_meaning(&json->path);
    if (json_path_is_name(&json->path))
        json_path_note(&json->path, json_decode(json, raw));
    const bool is_row = meaning.detector < 0 && json->rows.named > 0;
    return is_row ? json_rows_meaning(&json->rows, &json->path) : meaning;
}

void json_take(struct json_reader *json, struct span raw, uint64_t offset, struct field_sink *sink)
{
    struct field_meaning meaning = FIELD_NO_MEANING;
    if (!json->is_inside && raw.len > 0) {
        meaning = json_meaning(json, raw);
        if (json_fhir_may_note(&json->path))
            json_fhir_note(&json->fhir, &json->path, raw, &json->facts);
    }
    if (!field_sink_wants(sink, meaning, offset + raw.len))
        return;
    struct field field = {.meaning = meaning, .offset = offset, .length = raw.len};
    if (meaning.detector >= 0) {
        field.value = json_decode(json, raw);
        json_fhir_cut_reference(&json->path, raw, &field);
        json_fhir_note_person(&json->path, &field, &json->facts);
    }
    field.path = json_path_render(&json->path);
    sink->emit(sink->user, &field);
}

void json_take_file(struct json_reader *json, struct span raw, bool is_last,
                    struct field_sink *sink)
{
    const struct json_file_piece piece = {raw, json->facts.is_health_format, is_last};
    if (json->deeper == 0)
        json_file_take(sink->embedded, &json->path, &piece);
}

void json_take_file_piece(struct json_reader *json, struct span raw, bool is_last,
                          struct field_sink *sink)
{
    raw.ptr -= json->held;
    raw.len += json->held;
    json->held = is_last ? 0 : json_file_cut_escape(raw);
    raw.len -= json->held;
    json_take_file(json, raw, is_last, sink);
}
