/* The document about a run. */
#include "crawler/report/run_json.h"

#include "crawler/base/json.h"
#include "crawler/report/rfc3339.h"
#include "crawler/report/run_scope.h"

static const char *run_json_state(const struct run_facts *facts)
{
    if (facts->ended == -1)
        return "running";
    if (facts->exit_code == 1)
        return "failed";
    return facts->is_interrupted ? "interrupted" : "finished";
}

static void run_json_time(struct json *json, const char *key, time_t time)
{
    char text[RFC3339_SIZE];
    if (rfc3339_format(time, text))
        json_field_str(json, key, text);
}

/* Users' own; left out when there are none. */
static void run_json_rules_files(struct json *json, const struct run_facts *facts)
{
    if (facts->rules_file_count == 0)
        return;
    json_key(json, "files");
    json_begin_array(json);
    for (size_t i = 0; i < facts->rules_file_count; i++) {
        const struct run_rules_file *const file = &facts->rules_files[i];
        json_begin_object(json);
        json_field_str(json, "name", file->name);
        if (file->id[0] != '\0')
            json_field_str(json, "id", file->id);
        json_field_str(json, "sha256", file->sha256);
        json_end_object(json);
    }
    json_end_array(json);
}

/* Lists of values and candidates; left out where nobody asked for them. */
static void run_json_judgement(struct json *json, const struct run_facts *facts)
{
    if (facts->lists_key_id != NULL) {
        json_key(json, "lists");
        json_begin_object(json);
        json_field_str(json, "key_id", facts->lists_key_id);
        json_field_uint(json, "allowed", facts->allowed_values);
        json_field_uint(json, "roster", facts->roster_values);
        json_end_object(json);
    }
    if (facts->passwords > 0)
        json_field_uint(json, "passwords", facts->passwords);
    if (facts->all_candidates)
        json_field_bool(json, "all_candidates", true);
    if (facts->is_fast)
        json_field_bool(json, "fast", true);
}

static void run_json_tool(struct json *json, const struct run_facts *facts)
{
    json_field_str(json, "tool", "phicrawl");
    json_field_str(json, "version", facts->version);
    if (facts->instructions != NULL)
        json_field_str(json, "instructions", facts->instructions);
    json_key(json, "ruleset");
    json_begin_object(json);
    json_field_str(json, "id", facts->ruleset_version);
    json_field_str(json, "sha256", facts->ruleset_sha256);
    run_json_rules_files(json, facts);
    json_end_object(json);
    run_json_judgement(json, facts);
    json_field_str(json, "state", run_json_state(facts));
    run_json_time(json, "started", facts->started);
    if (facts->ended == -1)
        return;
    run_json_time(json, "ended", facts->ended);
    json_key(json, "exit_code");
    json_int(json, facts->exit_code);
}

static void run_json_texts(struct json *json, const char *key, const struct named_text *texts,
                           size_t count)
{
    if (count == 0)
        return;
    json_key(json, key);
    json_begin_object(json);
    for (size_t i = 0; i < count; i++)
        json_field_str(json, texts[i].name, texts[i].text);
    json_end_object(json);
}

static void run_json_posture(struct json *json, const struct run_posture *posture)
{
    json_key(json, "posture");
    json_begin_object(json);
    run_json_texts(json, "facts", posture->facts, posture->fact_count);
    if (posture->encryption_key[0] != '\0')
        json_field_str(json, "default_encryption_key", posture->encryption_key);
    run_json_texts(json, "unknown", posture->unknown, posture->unknown_count);
    run_json_texts(json, "policies", posture->policies, posture->policy_count);
    json_end_object(json);
}

static void run_json_sources(struct json *json, const struct run_facts *facts)
{
    json_key(json, "sources");
    json_begin_array(json);
    for (size_t i = 0; i < facts->source_count; i++) {
        const struct run_source *const source = &facts->sources[i];
        json_begin_object(json);
        json_field_str(json, "uri", source->uri);
        json_field_uint(json, "listed", source->listed);
        if (source->filtered > 0)
            json_field_uint(json, "filtered", source->filtered);
        if (source->requests > 0)
            json_field_uint(json, "list_requests", source->requests);
        if (source->inventory_created > 0)
            run_json_time(json, "inventory_created", source->inventory_created);
        json_field_bool(json, "complete", source->is_complete);
        if (source->error != NULL && source->error[0] != '\0')
            json_field_str(json, "error", source->error);
        if (source->posture != NULL)
            run_json_posture(json, source->posture);
        json_end_object(json);
    }
    json_end_array(json);
}

static void run_json_limits(struct json *json, const struct run_facts *facts)
{
    json_key(json, "limits");
    json_begin_object(json);
    for (size_t i = 0; i < facts->limit_count; i++) {
        json_key(json, facts->limits[i].name);
        if (facts->limits[i].value == UINT64_MAX)
            json_null(json); /* no limit */
        else
            json_uint(json, facts->limits[i].value);
    }
    json_end_object(json);
    json_field_uint(json, "workers", facts->workers);
    json_field_uint(json, "window", facts->window);
}

static void run_json_sandbox(struct json *json, const struct run_sandbox *sandbox)
{
    json_key(json, "sandbox");
    json_begin_object(json);
    json_field_bool(json, "present", sandbox->has_sandbox);
    if (sandbox->has_sandbox) {
        json_field_uint(json, "landlock", sandbox->landlock);
        json_field_bool(json, "seccomp", sandbox->has_seccomp);
        json_field_bool(json, "no_new_privs", sandbox->has_no_new_privs);
        json_field_bool(json, "archives", sandbox->reads_archives);
        json_field_bool(json, "pdf", sandbox->reads_pdf);
    }
    json_end_object(json);
}

static void run_json_reasons(struct json *json, const struct run_totals *totals)
{
    char name[32];
    json_key(json, "by_reason");
    json_begin_object(json);
    for (int reason = 0; reason < REASON_HTTP; reason++) {
        if (totals->by_reason[reason] > 0) {
            json_field_uint(json, reason_name((enum reason)reason, 0, name),
                            totals->by_reason[reason]);
        }
    }
    for (int i = 0; i < RUN_HTTP_STATUSES; i++) {
        if (totals->by_http_status[i] > 0)
            json_field_uint(json, reason_name(REASON_HTTP, i, name), totals->by_http_status[i]);
    }
    json_end_object(json);
}

static void run_json_totals(struct json *json, const struct run_totals *totals)
{
    json_key(json, "totals");
    json_begin_object(json);
    json_field_uint(json, "listed", totals->listed);
    json_field_uint(json, "examined", totals->examined);
    json_field_uint(json, "partial", totals->partial);
    json_field_uint(json, "not_examined", totals->not_examined);
    json_key(json, "by_class");
    json_begin_object(json);
    for (int class = CLASS_PHI; class >= CLASS_NONE; class --)
        json_field_uint(json, class_name((enum class) class), totals->by_class[class]);
    json_end_object(json);
    run_json_reasons(json, totals);
    json_field_uint(json, "bytes_listed", totals->bytes_listed);
    json_field_uint(json, "bytes_read", totals->bytes_read);
    if (totals->bytes_left > 0)
        json_field_uint(json, "bytes_left", totals->bytes_left);
    json_field_uint(json, "bytes_scanned", totals->bytes_scanned);
    json_field_uint(json, "findings", totals->findings);
    json_field_uint(json, "findings_written", totals->findings_written);
    json_end_object(json);
}

void run_json_render(struct buffer *out, const struct run_json *run)
{
    struct json json = {.out = out};
    json_begin_object(&json);
    run_json_tool(&json, run->facts);
    run_json_sources(&json, run->facts);
    if (run->facts->scope != NULL)
        run_scope_render(&json, run->facts->scope);
    run_json_limits(&json, run->facts);
    run_json_sandbox(&json, &run->facts->sandbox);
    run_json_totals(&json, run->totals);
    json_key(&json, "manifest");
    json_begin_object(&json);
    json_field_uint(&json, "lines", run->lines);
    if (run->last_sha256 != NULL)
        json_field_str(&json, "last_sha256", run->last_sha256);
    json_end_object(&json);
    json_end_object(&json);
    buffer_append_char(out, '\n');
}
