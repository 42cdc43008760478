/* A finding as one line of JSON: where it is, what it is and why; never the text itself. */
#include "crawler/report/finding_line.h"

#include "crawler/base/json.h"
#include "crawler/report/bytes_field.h"
#include "crawler/report/finding_rest.h"

#define LEVEL_MEDIUM 75
#define LEVEL_HIGH 85

const char *finding_line_level(unsigned confidence)
{
    if (confidence >= LEVEL_HIGH)
        return "high";
    return confidence >= LEVEL_MEDIUM ? "medium" : "low";
}

const char *finding_line_identifier(const struct detector *detector, char out[2])
{
    out[0] = detector->identifier;
    out[1] = '\0';
    return detector->role == ROLE_PERSON && out[0] != '\0' ? out : NULL;
}

static void finding_line_object(struct json *json, struct span uri, const char *version_id)
{
    if (uri.ptr != NULL)
        bytes_field_write(json, "uri", "uri_b64", uri);
    if (version_id != NULL && version_id[0] != '\0')
        json_field_str(json, "version_id", version_id);
}

void finding_line_render_head(struct buffer *out, struct span uri, const char *version_id)
{
    struct json json = {.out = out};
    json_begin_object(&json);
    finding_line_object(&json, uri, version_id);
    if (out->len > 0 && out->ptr[out->len - 1] != '{')
        buffer_append_char(out, ',');
}

void finding_line_render_tail(struct buffer *out, struct finding_words *words,
                              const struct finding_record *record)
{
    if (record->member.ptr != NULL) {
        struct json json = {.out = out};
        bytes_field_write(&json, "member", "member_b64", record->member);
        buffer_append_char(out, ',');
    }
    finding_rest_render(out, words, record);
}

void finding_line_render(struct buffer *out, struct span uri, const char *version_id,
                         const struct finding_record *record)
{
    finding_line_render_head(out, uri, version_id);
    finding_line_render_tail(out, NULL, record);
}
