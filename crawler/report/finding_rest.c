/* The part of a finding's line that is ours: detector, place, confidence, evidence, flags. */
#include "crawler/report/finding_rest.h"

#include "crawler/base/json.h"
#include "crawler/report/finding_line.h"
#include "detectors/registry.h"
#include "detectors/scan.h"

#include <string.h>

#define EVIDENCE_NAME_SIZE 96
#define REST_SIZE 2048 /* 8 names of evidence, 7 flags, 5 numbers, ids and keys: below 1,500 */

struct finding_rest {
    char text[REST_SIZE];
    size_t len;
};

/* In line, so that the length of a constant is one as well. */
static inline __attribute__((always_inline)) void finding_rest_add(struct finding_rest *rest,
                                                                   const char *text)
{
    const size_t len = strlen(text);
    if (len > REST_SIZE - rest->len)
        return; /* cannot be: REST_SIZE holds the longest of everything */
    memcpy(rest->text + rest->len, text, len);
    rest->len += len;
}

static void finding_rest_add_digits(struct finding_rest *rest, uint64_t number)
{
    char digits[20];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    if (sizeof digits > REST_SIZE - rest->len)
        return; /* cannot be, as above */
    memcpy(rest->text + rest->len, digits + at, sizeof digits - at);
    rest->len += sizeof digits - at;
}

static inline __attribute__((always_inline)) void
finding_rest_add_number(struct finding_rest *rest, const char *key, uint64_t number)
{
    finding_rest_add(rest, key);
    finding_rest_add_digits(rest, number);
}

static void finding_rest_add_detector(struct finding_rest *rest,
                                      const struct finding_record *record)
{
    const struct detector *const detector =
        record->detector != NULL ? record->detector : detector_at(record->finding.detector);
    char letter[2];
    finding_rest_add(rest, "\"detector\":\"");
    finding_rest_add(rest, detector->id);
    if (finding_line_identifier(detector, letter) != NULL) {
        finding_rest_add(rest, "\",\"identifier\":\"");
        finding_rest_add(rest, letter);
        finding_rest_add(rest, "\",\"role\":\"");
    } else {
        finding_rest_add(rest, "\",\"identifier\":null,\"role\":\"");
    }
    finding_rest_add(rest, role_name(detector->role));
}

static void finding_rest_add_place(struct finding_rest *rest, const struct finding_record *record)
{
    finding_rest_add_number(rest, "\",\"offset\":", record->offset);
    finding_rest_add_number(rest, ",\"length\":", record->length);
    if (record->line == 0)
        return;
    finding_rest_add_number(rest, ",\"line\":", record->line);
    finding_rest_add_number(rest, ",\"column\":", record->column);
}

static void finding_rest_add_flags(struct finding_rest *rest, unsigned flags)
{
    const char *separator = "\"";
    for (unsigned flag = 1; flag != 0 && flag <= flags; flag <<= 1) {
        if ((flags & flag) == 0 || finding_flag_name(flag) == NULL)
            continue;
        finding_rest_add(rest, separator);
        finding_rest_add(rest, finding_flag_name(flag));
        finding_rest_add(rest, "\"");
        separator = ",\"";
    }
}

static void finding_rest_add_reasons(struct finding_rest *rest, const struct finding *finding)
{
    finding_rest_add_number(rest, ",\"confidence\":", finding->confidence);
    finding_rest_add(rest, ",\"level\":\"");
    finding_rest_add(rest, finding_line_level(finding->confidence));
    finding_rest_add(rest, "\",\"evidence\":[");
    for (unsigned i = 0; i < finding->evidence_count && i < FINDING_EVIDENCE_MAX; i++) {
        finding_rest_add(rest, i > 0 ? ",\"" : "\"");
        if (REST_SIZE - rest->len > EVIDENCE_NAME_SIZE)
            rest->len +=
                evidence_name(&finding->evidence[i], rest->text + rest->len, EVIDENCE_NAME_SIZE);
        finding_rest_add(rest, "\"");
    }
    finding_rest_add(rest, "],\"flags\":[");
    finding_rest_add_flags(rest, finding->flags);
    finding_rest_add(rest, "]}");
}

/* Names out of the data do need escapes: what is gathered goes out in front of each. */
static void finding_rest_add_name(struct finding_rest *rest, struct buffer *out, const char *key,
                                  struct span name)
{
    struct json json = {.out = out};
    finding_rest_add(rest, key);
    buffer_append(out, rest->text, rest->len);
    rest->len = 0;
    json_bytes(&json, name);
}

static void finding_rest_add_names(struct finding_rest *rest, struct buffer *out,
                                   const struct finding_record *record)
{
    if (record->cell.row > 0) {
        finding_rest_add_number(rest, ",\"cell\":{\"row\":", record->cell.row);
        finding_rest_add_number(rest, ",\"column\":", record->cell.column);
        if (record->cell.name.ptr != NULL)
            finding_rest_add_name(rest, out, ",\"name\":", record->cell.name);
        finding_rest_add(rest, "}");
    }
    if (record->path.ptr != NULL)
        finding_rest_add_name(rest, out, ",\"path\":", record->path);
    if (record->page > 0)
        finding_rest_add_number(rest, ",\"page\":", record->page);
}

void finding_rest_render(struct buffer *out, const struct finding_record *record)
{
    struct finding_rest rest;
    rest.len = 0; /* the text need not be cleared */
    finding_rest_add_detector(&rest, record);
    finding_rest_add_place(&rest, record);
    finding_rest_add_names(&rest, out, record);
    finding_rest_add_reasons(&rest, &record->finding);
    buffer_append(out, rest.text, rest.len);
}
