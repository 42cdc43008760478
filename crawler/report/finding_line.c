/* A finding as one line of JSON: where it is, what it is and why; never the text itself. */
#include "crawler/report/finding_line.h"

#include "crawler/base/json.h"
#include "crawler/report/bytes_field.h"
#include "detectors/registry.h"
#include "detectors/scan.h"

#define LEVEL_MEDIUM 75
#define LEVEL_HIGH 85
#define EVIDENCE_NAME_SIZE 96

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

static void finding_line_detector(struct json *json, size_t index)
{
    const struct detector *const detector = detector_at(index);
    char letter[2];
    json_field_str(json, "detector", detector->id);
    json_field_str(json, "identifier", finding_line_identifier(detector, letter));
    json_field_str(json, "role", role_name(detector->role));
}

static void finding_line_place(struct json *json, const struct finding_record *record)
{
    json_field_uint(json, "offset", record->offset);
    json_field_uint(json, "length", record->length);
    if (record->line == 0)
        return;
    json_field_uint(json, "line", record->line);
    json_field_uint(json, "column", record->column);
}

static void finding_line_reasons(struct json *json, const struct finding *finding)
{
    json_key(json, "evidence");
    json_begin_array(json);
    for (unsigned i = 0; i < finding->evidence_count && i < FINDING_EVIDENCE_MAX; i++) {
        char name[EVIDENCE_NAME_SIZE] = "";
        evidence_name(&finding->evidence[i], name, sizeof name);
        json_str(json, name);
    }
    json_end_array(json);
    json_key(json, "flags");
    json_begin_array(json);
    for (unsigned bit = 0; bit < 16; bit++) {
        const unsigned flag = 1U << bit;
        if ((finding->flags & flag) != 0 && finding_flag_name(flag) != NULL)
            json_str(json, finding_flag_name(flag));
    }
    json_end_array(json);
}

void finding_line_render(struct buffer *out, struct span uri, const char *version_id,
                         const struct finding_record *record)
{
    struct json json = {.out = out};
    json_begin_object(&json);
    finding_line_object(&json, uri, version_id);
    if (record->member.ptr != NULL)
        bytes_field_write(&json, "member", "member_b64", record->member);
    finding_line_detector(&json, record->finding.detector);
    finding_line_place(&json, record);
    json_field_uint(&json, "confidence", record->finding.confidence);
    json_field_str(&json, "level", finding_line_level(record->finding.confidence));
    finding_line_reasons(&json, &record->finding);
    json_end_object(&json);
}

void finding_line_render_head(struct buffer *out, struct span uri, const char *version_id)
{
    struct json json = {.out = out};
    json_begin_object(&json);
    finding_line_object(&json, uri, version_id);
    buffer_append_char(out, ',');
}
