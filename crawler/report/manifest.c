/* An object as one line of JSON, members in the order of the schema. */
#include "crawler/report/manifest.h"

#include "crawler/base/json.h"
#include "crawler/base/losses.h"
#include "crawler/report/bytes_field.h"
#include "crawler/report/finding_line.h"
#include "crawler/report/rfc3339.h"
#include "detectors/registry.h"
#include "detectors/scan.h"
#include "detectors/tags.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Left out when nothing is known. */
static void manifest_text(struct json *json, const char *key, const char *text)
{
    if (text != NULL && text[0] != '\0')
        json_field_str(json, key, text);
}

static void manifest_name(struct json *json, const struct object_record *record)
{
    if (record->uri.ptr != NULL)
        bytes_field_write(json, "uri", "uri_b64", record->uri);
    manifest_text(json, "provider", record->provider);
    manifest_text(json, "bucket", record->bucket);
    if (record->key.ptr != NULL)
        bytes_field_write(json, "key", "key_b64", record->key);
}

static void manifest_encryption(struct json *json, const struct object_record *record)
{
    if (record->encryption_mode == NULL || record->encryption_mode[0] == '\0')
        return;
    json_key(json, "encryption");
    json_begin_object(json);
    json_field_str(json, "mode", record->encryption_mode);
    manifest_text(json, "key_id", record->encryption_key_id);
    if (record->has_bucket_key)
        json_field_bool(json, "bucket_key", record->bucket_key);
    json_end_object(json);
}

static void manifest_checksum(struct json *json, const struct record_checksum *checksum)
{
    if (checksum->algorithm == NULL)
        return;
    json_key(json, "checksum");
    json_begin_object(json);
    json_field_str(json, "algorithm", checksum->algorithm);
    if (checksum->is_composite)
        json_field_bool(json, "composite", true);
    json_field_bool(json, "verified", checksum->is_verified);
    json_end_object(json);
}

static void manifest_flag(struct json *json, const char *key, bool is_so)
{
    if (is_so)
        json_field_bool(json, key, true);
}

static void manifest_version(struct json *json, const struct record_version *version)
{
    if (version->is_known)
        json_field_bool(json, "is_latest", version->is_latest);
    manifest_flag(json, "delete_marker", version->is_delete_marker);
    manifest_flag(json, "deleted", version->is_deleted);
    manifest_flag(json, "uncommitted", version->is_uncommitted);
    manifest_text(json, "snapshot", version->snapshot);
    manifest_text(json, "upload_id", version->upload_id);
}

/* Each name and value is terminated. */
static void manifest_existing_tags(struct json *json, struct span tags)
{
    if (tags.ptr == NULL)
        return;
    json_key(json, "existing_tags");
    json_begin_object(json);
    for (size_t at = 0; at < tags.len;) {
        const char *const name = (const char *)tags.ptr + at;
        const char *const value = name + strlen(name) + 1;
        json_field_str(json, name, value);
        at += (size_t)(value - name) + strlen(value) + 1;
    }
    json_end_object(json);
}

static void manifest_lock(struct json *json, const struct object_record *record)
{
    char time[RFC3339_SIZE];
    if (record->lock_mode != NULL && record->lock_mode[0] != '\0') {
        json_key(json, "retention");
        json_begin_object(json);
        json_field_str(json, "mode", record->lock_mode);
        if (record->lock_until != -1 && rfc3339_format(record->lock_until, time))
            json_field_str(json, "until", time);
        json_end_object(json);
    }
    if (record->has_legal_hold)
        json_field_bool(json, "legal_hold", record->legal_hold);
}

static void manifest_stored(struct json *json, const struct object_record *record)
{
    char time[RFC3339_SIZE];
    manifest_text(json, "version_id", record->version_id);
    manifest_version(json, &record->version);
    manifest_text(json, "etag", record->etag);
    json_field_uint(json, "size", record->size);
    if (record->last_modified != -1 && rfc3339_format(record->last_modified, time))
        json_field_str(json, "last_modified", time);
    manifest_text(json, "storage_class", record->storage_class);
    manifest_text(json, "content_type", record->content_type);
    manifest_encryption(json, record);
    manifest_checksum(json, &record->checksum);
    manifest_lock(json, record);
    manifest_existing_tags(json, record->existing_tags);
}

static void manifest_reasons(struct json *json, uint32_t reasons, int http_status)
{
    json_key(json, "reasons");
    json_begin_array(json);
    for (int reason = 0; reason < REASON_COUNT; reason++) {
        char name[32];
        if ((reasons & UINT32_C(1) << reason) != 0)
            json_str(json, reason_name((enum reason)reason, http_status, name));
    }
    json_end_array(json);
}

/* What was cut, by reason. */
static void manifest_cuts(struct json *json, const struct coverage *coverage)
{
    bool has_cut = false;
    for (int reason = 0; reason < REASON_COUNT; reason++) {
        const struct coverage_cut *const cut = &coverage->cuts[reason];
        char name[32];
        if (cut->places == 0)
            continue;
        if (!has_cut) {
            json_key(json, "cuts");
            json_begin_array(json);
        }
        has_cut = true;
        json_begin_object(json);
        json_field_str(json, "reason",
                       reason_name((enum reason)reason, coverage->http_status, name));
        json_field_uint(json, "places", cut->places);
        json_field_uint(json, "bytes_covered", cut->covered);
        if (cut->unknown < cut->places)
            json_field_uint(json, "bytes_left", cut->left);
        if (cut->unknown > 0)
            json_field_uint(json, "unknown", cut->unknown);
        json_end_object(json);
    }
    if (has_cut)
        json_end_array(json);
}

/* Names of members that something was lost of; of those that had no room only their number. */
static void manifest_losses(struct json *json, const struct coverage *coverage)
{
    const struct losses *const losses = coverage->losses;
    if (losses == NULL || losses->count + losses->dropped == 0)
        return;
    json_key(json, "incomplete");
    json_begin_array(json);
    for (size_t i = 0; i < losses->count; i++) {
        const struct loss *const loss = &losses->list[i];
        json_begin_object(json);
        bytes_field_write(json, "member", "member_b64",
                          (struct span){losses_name(losses, loss), loss->len});
        manifest_reasons(json, loss->reasons, coverage->http_status);
        json_end_object(json);
    }
    json_end_array(json);
    if (losses->dropped > 0)
        json_field_uint(json, "incomplete_dropped", losses->dropped);
}

static void manifest_coverage(struct json *json, const struct object_record *record)
{
    const struct coverage *const coverage = record->coverage;
    json_field_str(json, "status", object_state_name(coverage_state(coverage)));
    manifest_reasons(json, coverage->reasons, coverage->http_status);
    manifest_cuts(json, coverage);
    manifest_losses(json, coverage);
    json_field_uint(json, "bytes_read", coverage->bytes_read);
    const uint64_t left = coverage_bytes_left(coverage, record->size);
    if (left > 0)
        json_field_uint(json, "bytes_left", left);
    json_field_uint(json, "bytes_scanned", coverage->bytes_scanned);
    json_field_uint(json, "members", coverage->members);
    json_key(json, "formats");
    json_begin_object(json);
    for (size_t i = 0; i < COVERAGE_FORMATS_MAX; i++) {
        if (coverage->formats[i] > 0)
            json_field_uint(json, record->format_names[i], coverage->formats[i]);
    }
    json_end_object(json);
}

/* By the thresholds of a user's own detector: NULL for all others, and below the first. */
static const char *manifest_severity(const struct detector *detector, uint64_t count)
{
    static const char *const names[] = {"low", "medium", "high"};
    const char *severity = NULL;
    for (size_t i = 0; i < 3; i++) {
        if (detector->severity[i] > 0 && count >= detector->severity[i])
            severity = names[i];
    }
    return severity;
}

static void manifest_detection(struct json *json, const struct detector *detector,
                               const struct detection *detection)
{
    char letter[2];
    json_begin_object(json);
    json_field_str(json, "detector", detector->id);
    json_field_str(json, "identifier", finding_line_identifier(detector, letter));
    json_field_str(json, "role", role_name(detector->role));
    json_field_uint(json, "count", detection->count);
    json_field_uint(json, "distinct", detection->distinct);
    json_field_uint(json, "high", detection->high);
    json_field_uint(json, "medium", detection->medium);
    json_field_uint(json, "low", detection->low);
    json_key(json, "flags");
    json_begin_object(json);
    json_field_uint(json, "invalid-range", detection->invalid_range);
    json_field_uint(json, "placeholder", detection->placeholder);
    json_end_object(json);
    manifest_text(json, "severity", manifest_severity(detector, detection->count));
    json_end_object(json);
}

static void manifest_verdict(struct json *json, const struct tally *tally)
{
    const struct verdict verdict = tally_classify(tally);
    const struct health_counts health = tally_health(tally);
    json_field_str(json, "class", class_name(verdict.class));
    json_field_uint(json, "confidence", verdict.confidence);
    json_key(json, "detections");
    json_begin_array(json);
    for (size_t i = 0; i < tally_detector_count(tally); i++) {
        const struct detection *const detection = tally_get(tally, i);
        if (detection->count > 0)
            manifest_detection(json, tally_detector_at(tally, i), detection);
    }
    json_end_array(json);
    json_key(json, "health");
    json_begin_object(json);
    json_key(json, "formats");
    json_begin_array(json);
    for (const char *const *name = tally_health_formats(tally); *name != NULL; name++)
        json_str(json, *name);
    json_end_array(json);
    json_field_uint(json, "terms", health.terms);
    json_field_uint(json, "codes", health.codes);
    json_field_uint(json, "providers", health.providers);
    json_end_object(json);
}

static void manifest_tags(struct json *json, const struct object_record *record)
{
    struct tag tags[TAGS_MAX];
    const struct tags_input input = {
        .tally = record->tally,
        .is_examined = coverage_state(record->coverage) == OBJECT_EXAMINED,
        .encryption = record->encryption_mode,
        .rules = ruleset_version(),
    };
    const size_t count = tags_suggest(&input, tags);
    json_key(json, "suggested_tags");
    json_begin_object(json);
    for (size_t i = 0; i < count; i++)
        json_field_str(json, tags[i].name, tags[i].value);
    json_end_object(json);
}

/* What stands in columns as a digest only. */
static void manifest_pseudonyms(struct json *json, uint64_t detectors)
{
    json_key(json, "pseudonymised");
    json_begin_array(json);
    for (size_t i = 0; i < detector_count() && i < 64; i++) {
        if ((detectors >> i & 1) != 0)
            json_str(json, detector_at(i)->id);
    }
    json_end_array(json);
}

static void manifest_policies(struct json *json, const struct object_record *record)
{
    json_key(json, "policies");
    json_begin_object(json);
    for (size_t i = 0; i < record->policy_count; i++)
        json_field_str(json, record->policies[i].name, record->policies[i].text);
    json_end_object(json);
}

/* Members that stand only where they say something. */
static void manifest_remarks(struct json *json, const struct object_record *record)
{
    if (record->policy_count > 0)
        manifest_policies(json, record);
    if (record->phi_in_key) {
        json_key(json, "flags");
        json_begin_array(json);
        json_str(json, "phi-in-key");
        json_end_array(json);
    }
    if (tally_distinct_is_capped(record->tally))
        json_field_bool(json, "distinct_capped", true);
    if (record->locations_dropped > 0)
        json_field_uint(json, "locations_dropped", record->locations_dropped);
    if (tally_pseudonyms(record->tally) != 0)
        manifest_pseudonyms(json, tally_pseudonyms(record->tally));
    if (record->allowed > 0)
        json_field_uint(json, "allowed", record->allowed);
    if (record->on_roster > 0)
        json_field_uint(json, "on_roster", record->on_roster);
}

void manifest_render(struct buffer *out, const struct object_record *record)
{
    struct json json = {.out = out};
    json_begin_object(&json);
    manifest_name(&json, record);
    manifest_stored(&json, record);
    manifest_coverage(&json, record);
    manifest_verdict(&json, record->tally);
    manifest_tags(&json, record);
    manifest_remarks(&json, record);
    json_end_object(&json);
}

void manifest_complete(struct manifest_line *line, struct span rendered, uint64_t seq,
                       const char *prev)
{
    const int head = snprintf(line->head, sizeof line->head, "{\"seq\":%" PRIu64 ",", seq);
    const int tail = snprintf(line->tail, sizeof line->tail, ",\"prev\":\"%s\"}", prev);
    line->pieces[0] = (struct span){(const uint8_t *)line->head, (size_t)head};
    line->pieces[1] = (struct span){rendered.ptr + 1, rendered.len - 2};
    line->pieces[2] = (struct span){(const uint8_t *)line->tail, (size_t)tail};
}
