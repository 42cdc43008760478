/* What run.json says: gathers it from the run and writes it. */
#include "crawler/pipeline/run_record.h"

#include "crawler/pipeline/mask.h"
#include "crawler/pipeline/scope_record.h"
#include "crawler/store/inventory.h"
#include "crawler/unpack/isolator.h"

#include <stdlib.h>
#include <string.h>

#define URI_MAX ((size_t)64 << 10)

char *run_record_uri(const struct ruleset *ruleset, struct scratch *scratch,
                     const struct crawl_source *source)
{
    const char *uri = "-";
    struct buffer masked;
    if (source->inventory != NULL)
        uri = source->inventory;
    else if (source->store != NULL)
        uri = store_locator(source->store)->uri;
    buffer_init(&masked, URI_MAX);
    const size_t len = source->inventory != NULL ? inventory_shown_len(uri) : strlen(uri);
    mask_name(ruleset, scratch, (struct span){(const uint8_t *)uri, len}, NULL, &masked);
    char *const text = buffer_str(&masked);
    return text != NULL ? text : strdup("*");
}

/* Fills sources (record->source_count places); their uris are the caller's to free. */
static bool run_record_sources(const struct run_record *record, struct run_source *sources)
{
    struct scratch *const scratch = scratch_create(record->ruleset);
    if (scratch == NULL)
        return false;
    bool is_done = true;
    for (size_t i = 0; i < record->source_count; i++) {
        const struct crawl_source *const source = &record->crawl->sources[i];
        sources[i] = (struct run_source){
            .uri = run_record_uri(record->ruleset, scratch, source),
            .inventory_created = source->inventory != NULL ? source->inventory_created : -1,
            .is_complete = source->is_complete,
            .listed = source->listed,
            .filtered = source->filtered,
            .requests = source->requests,
            .error = source->is_failed ? source->fault.message : NULL,
        };
        is_done &= sources[i].uri != NULL;
    }
    scratch_free(scratch);
    return is_done;
}

static void run_record_lists(const struct value_lists *lists, struct run_facts *facts)
{
    if (lists == NULL)
        return;
    facts->lists_key_id = lists->key->id;
    facts->allowed_values = lists->allowed != NULL ? value_list_count(lists->allowed) : 0;
    facts->roster_values = lists->roster != NULL ? value_list_count(lists->roster) : 0;
}

static struct run_sandbox run_record_sandbox(struct isolator *isolator)
{
    if (isolator == NULL)
        return (struct run_sandbox){.has_sandbox = false};
    const struct sandbox_state state = isolator_state(isolator);
    return (struct run_sandbox){
        .has_sandbox = true,
        .landlock = state.landlock,
        .has_seccomp = state.has_seccomp,
        .has_no_new_privs = state.has_no_new_privs,
        .reads_archives = isolator_can(isolator, ISOLATOR_ARCHIVE),
        .reads_pdf = isolator_can(isolator, ISOLATOR_PDF),
    };
}

/* Fills postures, one a source, and points the sources to those that were read. */
static void run_record_postures(const struct run_record *record, struct run_posture *postures,
                                struct run_source *sources)
{
    for (size_t i = 0; record->postures != NULL && i < record->source_count; i++)
        if (posture_book_describe(record->postures, i, &postures[i]))
            sources[i].posture = &postures[i];
}

bool run_record_write(const struct run_record *record, struct run_folder *folder)
{
    const struct run_options *const options = record->options;
    const struct run_limit limits[] = {
        {"max-depth", options->limits.depth},
        {"max-members", options->limits.members},
        {"max-bytes", options->limits.bytes},
        {"max-ratio", options->limits.ratio},
        {"max-ratio-from", options->limits.ratio_arms_at},
        {"max-memory", options->limits.memory},
        {"max-time", options->limits.seconds > 0 ? options->limits.seconds : UINT64_MAX},
        {"min-confidence", options->min_confidence},
        {"locations", options->locations_max},
    };
    struct run_source *const sources = calloc(record->source_count + 1, sizeof *sources);
    struct run_posture *const postures = calloc(record->source_count + 1, sizeof *postures);
    struct scope_record scope;
    bool is_done = scope_record_open(&scope, options, record->crawl, record->ruleset) &&
                   sources != NULL && postures != NULL && run_record_sources(record, sources);
    if (is_done) {
        run_record_postures(record, postures, sources);
        struct run_facts facts = {
            .version = PHICRAWL_VERSION,
            .instructions = ruleset_variant(record->ruleset),
            .ruleset_version = ruleset_version(),
            .rules_files = options->rules.files,
            .rules_file_count = options->rules.file_count,
            .all_candidates = options->all_candidates,
            .is_fast = options->is_fast,
            .passwords = passwords_count(options->passwords),
            .started = record->started,
            .ended =
                record->exit_code < 0 ? -1 : options->environment->now(options->environment->user),
            .is_interrupted = record->is_interrupted,
            .sources = sources,
            .scope = &scope.scope,
            .source_count = record->source_count,
            .limits = limits,
            .limit_count = sizeof limits / sizeof limits[0],
            .workers = record->workers,
            .window = record->window,
            .exit_code = record->exit_code,
            .sandbox = run_record_sandbox(record->isolator),
        };
        run_record_lists(options->lists, &facts);
        memcpy(facts.ruleset_sha256, record->ruleset_sha256, sizeof facts.ruleset_sha256);
        is_done = run_folder_write_run(folder, &facts);
    }
    for (size_t i = 0; sources != NULL && i < record->source_count; i++)
        free((void *)(uintptr_t)sources[i].uri);
    scope_record_close(&scope);
    free(sources);
    free(postures);
    return is_done;
}
