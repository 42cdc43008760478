/* "scope" of run.json. */
#include "crawler/report/run_scope.h"

static void run_scope_filters(struct json *json, const struct run_scope *scope)
{
    if (scope->filter_count == 0)
        return;
    json_key(json, "filters");
    json_begin_array(json);
    for (size_t i = 0; i < scope->filter_count; i++) {
        json_begin_object(json);
        json_field_str(json, "name", scope->filters[i].name);
        json_field_str(json, "value", scope->filters[i].text);
        json_end_object(json);
    }
    json_end_array(json);
}

void run_scope_render(struct json *json, const struct run_scope *scope)
{
    json_key(json, "scope");
    json_begin_object(json);
    json_field_bool(json, "versions", scope->versions);
    json_field_bool(json, "uploads", scope->uploads);
    run_scope_filters(json, scope);
    if (scope->since_sha256 != NULL)
        json_field_str(json, "since_sha256", scope->since_sha256);
    json_field_uint(json, "found", scope->found);
    json_key(json, "filtered");
    json_begin_object(json);
    for (size_t i = 0; i < scope->kind_count; i++)
        if (scope->kinds[i].filtered > 0)
            json_field_uint(json, scope->kinds[i].name, scope->kinds[i].filtered);
    json_end_object(json);
    json_end_object(json);
}
