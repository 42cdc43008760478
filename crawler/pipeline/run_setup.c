/* Opens what a run reads, and makes what it works with. */
#include "crawler/pipeline/run_state.h"

#include "crawler/base/log.h"
#include "crawler/pipeline/capacity.h"
#include "crawler/store/inventory.h"
#include "crawler/store/keyring.h"

#include <stdlib.h>

#define QUEUE_CAP 4096
#define WINDOW_DEFAULT 256
#define LISTERS_MAX 4

static bool run_make_ruleset(struct run *run)
{
    const struct run_options *const options = run->options;
    const struct rules_choice choice = {.input = &options->rules,
                                        .lists = options->lists,
                                        .min_confidence = options->min_confidence,
                                        .all_candidates = options->all_candidates,
                                        .is_fast = options->is_fast};
    run->ruleset = rules_create(&choice);
    return run->ruleset != NULL &&
           rules_digest(run->ruleset, options->rules.layouts, run->ruleset_sha256);
}

/* Opens every SOURCE; returns 0, or the exit code when none can be scanned. Those that cannot are
 * said at once. */
static int run_open_sources(struct run *run)
{
    const struct run_options *const options = run->options;
    bool has_inventory = false;
    size_t opened = 0;
    for (size_t i = 0; i < options->source_count; i++) {
        struct crawl_source *const source = &run->crawl.sources[i];
        struct locator locator = {0};
        const char *const inventory = inventory_source(options->sources[i]);
        if (!locator_parse(inventory != NULL ? inventory : options->sources[i], &locator,
                           &source->fault)) {
            log_line(LOG_ERROR, "%s", source->fault.message);
            return 2;
        }
        has_inventory |= inventory != NULL;
        if (inventory != NULL) { /* a lister opens it */
            source->inventory = options->sources[i];
            locator_free(&locator);
            opened++;
            continue;
        }
        enum status status = store_open(&locator, &run->environment, options->no_sign_request,
                                        &source->store, &source->fault);
        locator_free(&locator);
        if (status == STATUS_OK && options->filter != NULL &&
            !filter_suits(options->filter, source->store, &source->fault)) {
            store_close(source->store);
            source->store = NULL; /* as one that could not be opened */
            status = STATUS_STOP;
        }
        run->stores[i] = source->store;
        opened += status == STATUS_OK;
        if (status == STATUS_OK)
            store_set_terms(source->store, &options->terms);
        source->is_failed = status != STATUS_OK;
        if (source->is_failed)
            log_line(LOG_ERROR, "%s", source->fault.message);
    }
    if (options->filter != NULL)
        filter_warn(options->filter, options->from != NULL, has_inventory);
    return opened > 0 || options->from != NULL ? 0 : 4;
}

/* Reads the earlier run that --since names; returns 0, or the exit code. */
static int run_open_since(struct run *run)
{
    struct fault fault = {0};
    if (run->options->since == NULL)
        return 0;
    run->since = since_open(run->options->since, run->ruleset_sha256,
                            run->options->listing.versions, &fault);
    if (run->since == NULL) {
        log_line(LOG_ERROR, "%s", fault.message);
        return 2;
    }
    if (since_count(run->since) == 0)
        log_line(LOG_NOTE, "--since: that run examined nothing in full by the rules of this one: "
                           "everything is read");
    run->crawl.since = run->since;
    return 0;
}

int run_setup_open(struct run *run)
{
    int code = run_open_since(run);
    if (code == 0)
        code = run_open_sources(run);
    if (code != 0)
        return code;
    return restorer_open(&run->restorer, run->options) ? 0 : 2;
}

/* What examining takes beside what listing does. */
static bool run_prepare(struct run *run, size_t places)
{
    const struct run_options *const options = run->options;
    if (options->estimate != NULL)
        return true;
    run->isolator = isolator_start(); /* before there are threads */
    if (!options->no_posture)
        run->postures = posture_book_create(places, options->policy_profiles);
    return options->no_posture || run->postures != NULL;
}

bool run_setup_allocate(struct run *run)
{
    const struct run_options *const options = run->options;
    const size_t places = options->source_count + (options->from != NULL ? FROM_STORES_MAX : 0);
    const bool is_ready = run_prepare(run, places);
    run->environment = *options->environment;
    run->environment.keyring = keyring_create(options->environment);
    run->worker_count = options->workers > 0 ? options->workers : capacity_cores();
    if (options->estimate != NULL)
        run->worker_count = 1;
    run->lister_count = options->source_count < LISTERS_MAX ? options->source_count : LISTERS_MAX;
    run->crawl.sources = calloc(places, sizeof run->crawl.sources[0]);
    run->stores = calloc(places, sizeof run->stores[0]);
    run->threads = threads_create(run->worker_count + run->lister_count + 1);
    run->crawl.queue = queue_create(QUEUE_CAP);
    return is_ready && run->environment.keyring != NULL && run->crawl.sources != NULL &&
           run->stores != NULL && run->threads != NULL && run->crawl.queue != NULL &&
           run_make_ruleset(run);
}

void run_setup_connect(struct run *run)
{
    const struct run_options *const options = run->options;
    const unsigned window = options->window > 0 ? options->window : WINDOW_DEFAULT;
    run->crawl.source_count = options->source_count;
    run->from = (struct from){.crawl = &run->crawl,
                              .stores = run->stores,
                              .path = options->from,
                              .is_anonymous = options->no_sign_request,
                              .terms = options->terms};
    run->crawl.stores = run->stores;
    run->crawl.is_anonymous = options->no_sign_request;
    run->crawl.terms = options->terms;
    run->crawl.listing = options->listing;
    run->crawl.filter = options->filter;
    run->crawl.environment = &run->environment;
    run->crawl.cancelled = &run->cancelled;
    run->setup = (struct worker_setup){
        .examine = {.ruleset = run->ruleset,
                    .limits = options->limits,
                    .cancelled = &run->cancelled,
                    .isolator = run->isolator,
                    .passwords = options->passwords,
                    .lists = options->lists,
                    .layouts = options->rules.layouts,
                    .min_confidence = options->min_confidence,
                    .emits_candidates = options->all_candidates},
        .queue = run->crawl.queue,
        .folder = run->folder,
        .stores = run->stores,
        .environment = &run->environment,
        .cancelled = &run->cancelled,
        .locations_max = options->locations_max,
        .accepted_reasons = options->accepted_reasons,
        .fail_on = options->fail_on,
        .window = window > run->worker_count ? window / (unsigned)run->worker_count : 1,
        .counts = &run->counts,
        .postures = run->postures,
        .restorer = &run->restorer,
    };
    run->estimate =
        (struct estimate_setup){run->crawl.queue, run->stores, &run->restorer, options->estimate};
}

void run_setup_free(struct run *run)
{
    for (size_t i = 0; run->stores != NULL && i < run->crawl.source_count + run->from.count; i++)
        store_close(run->stores[i]);
    keyring_free(run->environment.keyring);
    free(run->stores);
    free(run->crawl.sources);
    threads_free(run->threads);
    isolator_stop(run->isolator);
    since_close(run->since);
    posture_book_free(run->postures);
    queue_free(run->crawl.queue);
    ruleset_free(run->ruleset);
}
