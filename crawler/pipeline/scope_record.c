/* What run.json says of the scope. */
#include "crawler/pipeline/scope_record.h"

#include "crawler/pipeline/mask.h"

#include <stdlib.h>
#include <string.h>

#define TEXT_LIMIT ((size_t)64 << 10)

/* What somebody typed may hold a value. */
static char *scope_mask(const struct ruleset *ruleset, struct scratch *scratch, const char *text)
{
    struct buffer masked;
    buffer_init(&masked, TEXT_LIMIT);
    mask_name(ruleset, scratch, (struct span){(const uint8_t *)text, strlen(text)}, NULL, &masked);
    char *const result = buffer_str(&masked); /* a plain malloc(), as of strdup() */
    return result != NULL ? result : strdup("*");
}

static bool scope_put_filters(struct scope_record *record, const struct filter_options *options,
                              const struct ruleset *ruleset)
{
    struct scratch *const scratch = scratch_create(ruleset);
    bool is_done = scratch != NULL;
    for (int kind = 0; is_done && kind < FILTER_COUNT; kind++)
        for (size_t i = 0; i < options->kinds[kind].count; i++) {
            struct run_scope_filter *const filter = &record->filters[record->scope.filter_count++];
            filter->name = filter_name((enum filter_kind)kind);
            filter->text = scope_mask(ruleset, scratch, options->kinds[kind].texts[i]);
            is_done &= filter->text != NULL;
        }
    scratch_free(scratch);
    return is_done;
}

bool scope_record_open(struct scope_record *record, const struct run_options *options,
                       const struct crawl *crawl, const struct ruleset *ruleset)
{
    struct run_scope *const scope = &record->scope;
    *record = (struct scope_record){0};
    scope->versions = crawl->listing.versions;
    scope->uploads = crawl->listing.uploads;
    scope->filters = record->filters;
    scope->kinds = record->kinds;
    scope->kind_count = FILTER_COUNT;
    scope->found = atomic_load(&crawl->objects);
    if (crawl->since != NULL)
        scope->since_sha256 = since_sha256(crawl->since);
    for (int kind = 0; kind < FILTER_COUNT; kind++) {
        record->kinds[kind] = (struct run_scope_filter){
            .name = filter_name((enum filter_kind)kind),
            .filtered = atomic_load(&crawl->filtered[kind]),
        };
        scope->found += record->kinds[kind].filtered;
    }
    return options->filters == NULL || scope_put_filters(record, options->filters, ruleset);
}

void scope_record_close(struct scope_record *record)
{
    for (size_t i = 0; i < record->scope.filter_count; i++)
        free((void *)(uintptr_t)record->filters[i].text);
}
