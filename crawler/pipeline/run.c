/* One scan: starts the threads, waits for their end, and writes what the run says of itself. */
#include "crawler/pipeline/run_state.h"

#include "crawler/base/log.h"
#include "crawler/pipeline/capacity.h"
#include "crawler/pipeline/progress.h"
#include "crawler/pipeline/run_record.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TICK_MS 250

void run_hide_secrets(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        locator_hide_secret(argv[i]);
}

/* ---- threads ---- */

/* One lister less; after the last one nothing more comes. */
static void run_end_listing(struct run *run)
{
    if (atomic_fetch_sub(&run->listing, 1) != 1)
        return;
    atomic_store(&run->crawl.is_complete, true);
    queue_close(run->crawl.queue);
}

static void *run_list(void *user)
{
    struct run *const run = user;
    crawl_run(&run->crawl);
    run_end_listing(run);
    return NULL;
}

static void *run_list_from(void *user)
{
    struct run *const run = user;
    from_run(&run->from);
    run_end_listing(run);
    return NULL;
}

static void run_cancel(void *user)
{
    struct run *const run = user;
    run->is_interrupted = true;
    atomic_store(&run->cancelled, true);
    queue_cancel(run->crawl.queue);
    if (run->has_progress)
        progress_clear();
    log_line(LOG_NOTE, "stopping: what was read counts, the rest is recorded as interrupted");
}

static double run_seconds(const struct run *run)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - run->started_monotonic.tv_sec) +
           (double)(now.tv_nsec - run->started_monotonic.tv_nsec) / 1e9;
}

static void run_tick(void *user)
{
    struct run *const run = user;
    if (atomic_load(
            &run->cancelled)) /* by a worker that cannot write: no lister may wait for room */
        queue_cancel(run->crawl.queue);
    if (!run->has_progress)
        return;
    const struct progress progress = {
        .objects_done = atomic_load(&run->counts.objects),
        .objects_listed = atomic_load(&run->crawl.objects),
        .bytes_done = atomic_load(&run->counts.bytes),
        .bytes_listed = atomic_load(&run->crawl.bytes),
        .is_listed = atomic_load(&run->crawl.is_complete),
        .seconds = run_seconds(run),
    };
    progress_show(&progress);
}

/* Starts everything and waits for its end; false when the system gave no thread. */
static bool run_threads(struct run *run)
{
    bool is_started = true;
    const bool has_from = run->options->from != NULL;
    atomic_store(&run->listing, run->lister_count + has_from);
    for (size_t i = 0; i < run->lister_count; i++)
        is_started &= threads_start(run->threads, run_list, run);
    if (has_from)
        is_started &= threads_start(run->threads, run_list_from, run);
    for (size_t i = 0; is_started && i < run->worker_count; i++)
        is_started &= run->options->estimate != NULL
                          ? threads_start(run->threads, estimate_run, &run->estimate)
                          : threads_start(run->threads, worker_run, &run->setup);
    if (!is_started) {
        log_line(LOG_ERROR, "the system refused a thread: use fewer --workers");
        atomic_store(&run->cancelled, true);
        queue_cancel(run->crawl.queue);
        queue_close(run->crawl.queue);
    }
    const struct threads_events events = {
        .tick = run_tick, .interrupt = run_cancel, .tick_ms = TICK_MS, .user = run};
    threads_wait(run->threads, &events);
    if (run->has_progress)
        progress_clear();
    return is_started;
}

/* ---- the end ---- */

static void run_say_of_source(const struct run *run, enum log_level level,
                              const struct crawl_source *source, const char *what)
{
    struct scratch *const scratch = scratch_create(run->ruleset);
    char *const uri = scratch != NULL ? run_record_uri(run->ruleset, scratch, source) : NULL;
    log_line(level, "%s%s%s", uri != NULL ? uri : "", uri != NULL ? ": " : "", what);
    free(uri);
    scratch_free(scratch);
}

/* What a store says names its bucket; what a file system says names nothing. */
static void run_report_source(const struct run *run, const struct crawl_source *source)
{
    if (source->store != NULL && store_locator(source->store)->provider == PROVIDER_LOCAL)
        run_say_of_source(run, LOG_ERROR, source, source->fault.message);
    else
        log_line(LOG_ERROR, "%s", source->fault.message);
}

/* A prefix that is misspelt is listed without an error: nothing found then means nothing. */
static void run_report_empty(const struct run *run)
{
    for (size_t i = 0; i < run->crawl.source_count; i++) {
        const struct crawl_source *const source = &run->crawl.sources[i];
        if (source->is_complete && source->listed + source->filtered == 0)
            run_say_of_source(run, LOG_WARNING, source, "no object is there: check the SOURCE");
    }
}

/* What the kernel lacks of the sandbox changes what is read, or what its programs could reach. */
static void run_report_sandbox(struct isolator *isolator)
{
    if (!isolator_can(isolator, ISOLATOR_ARCHIVE))
        log_line(LOG_WARNING, "no sandbox is to be had here (no_new_privs, seccomp): 7z, rar, cab, "
                              "lzh, ISO 9660 and PDF are not read");
    else if (isolator_state(isolator).landlock == 0)
        log_line(LOG_WARNING, "the kernel has no Landlock: pdftotext and qpdf run without network, "
                              "but could open files of this user");
}

/* Says what ended a source early, and which are empty; true when one ended early. */
static bool run_report_sources(struct run *run)
{
    bool has_failed = run->from.is_failed;
    const size_t count = run->crawl.source_count + run->from.count;
    for (size_t i = 0; i < count; i++) {
        const struct crawl_source *const source = &run->crawl.sources[i];
        has_failed |= source->is_failed;
        if (source->is_failed && (source->store != NULL || source->inventory != NULL))
            run_report_source(run, source);
    }
    run_report_empty(run);
    return has_failed;
}

static size_t run_count_open_listings(const struct run *run)
{
    const size_t count = run->crawl.source_count + run->from.count;
    size_t open = 0;
    for (size_t i = 0; i < count; i++)
        open += !run->crawl.sources[i].is_complete;
    return open;
}

/* Contract: where several hold, 2, 4, 1, 10, 3. */
static int run_exit_code(const struct run *run, bool has_failed_source, bool is_written)
{
    if (has_failed_source)
        return 4;
    if (!is_written)
        return 1;
    if (atomic_load(&run->counts.at_or_above) > 0)
        return 10;
    return run->is_interrupted || atomic_load(&run->counts.incomplete) > 0 ? 3 : 0;
}

static struct run_record run_record(const struct run *run, int exit_code)
{
    return (struct run_record){
        .options = run->options,
        .crawl = &run->crawl,
        .source_count = run->crawl.source_count + run->from.count,
        .ruleset = run->ruleset,
        .ruleset_sha256 = run->ruleset_sha256,
        .isolator = run->isolator,
        .postures = run->postures,
        .workers = (unsigned)run->worker_count,
        .window = run->setup.window * (unsigned)run->worker_count,
        .started = run->started,
        .is_interrupted = run->is_interrupted,
        .exit_code = exit_code,
    };
}

/* Scans into the folder that is open; returns the exit code. */
static int run_into_folder(struct run *run, struct run_result *result)
{
    struct fault fault = {0};
    struct run_record record = run_record(run, -1);
    run_setup_connect(run);
    run_report_sandbox(run->isolator);
    bool is_written = run_record_write(&record, run->folder);
    is_written = is_written && run_threads(run);
    is_written = restorer_close(&run->restorer) && is_written;
    posture_book_finish(run->postures, &run->crawl, run->from.count);
    result->policy_count = posture_book_sum(run->postures, result->policies);
    run_folder_totals(run->folder, &result->totals);
    for (int kind = 0; kind < FILTER_COUNT; kind++)
        result->filtered += atomic_load(&run->crawl.filtered[kind]);
    result->open_listings = run_count_open_listings(run);
    is_written = is_written && run_folder_fault(run->folder)->message[0] == '\0';
    const int exit_code = run_exit_code(run, run_report_sources(run), is_written);
    record = run_record(run, exit_code);
    is_written = run_record_write(&record, run->folder) && is_written;
    if (!run_folder_close(run->folder, &fault)) {
        log_line(LOG_ERROR, "%s", fault.message);
        is_written = false;
    }
    result->has_failed = !is_written;
    return run_exit_code(run, exit_code == 4, is_written);
}

/* Lists, and counts what is listed; returns the exit code. */
static int run_into_estimate(struct run *run)
{
    struct estimate *const estimate = run->options->estimate;
    run_setup_connect(run);
    const bool is_started = run_threads(run);
    const bool is_written = restorer_close(&run->restorer);
    const bool has_failed = run_report_sources(run);
    const size_t count = run->crawl.source_count + run->from.count;
    for (size_t i = 0; i < count; i++)
        if (run->stores[i] != NULL)
            estimate->sources[store_locator(run->stores[i])->provider]++;
    estimate->is_partial = has_failed || run->is_interrupted || !is_started;
    if (has_failed)
        return 4;
    if (!is_started || !is_written)
        return 1;
    return run->is_interrupted ? 3 : 0;
}

/* A dumb terminal cannot rewrite a line. */
static bool run_wants_progress(const struct run_options *options)
{
    const char *const terminal = environment_get(options->environment, "TERM");
    if (options->progress == PROGRESS_AUTO)
        return isatty(STDERR_FILENO) == 1 && (terminal == NULL || strcmp(terminal, "dumb") != 0);
    return options->progress == PROGRESS_ALWAYS;
}

int run_scan(const struct run_options *options, struct run_result *result)
{
    struct run run = {.options = options, .crawl = {.source_count = options->source_count}};
    struct fault fault = {0};
    *result = (struct run_result){.exit_code = 1};
    clock_gettime(CLOCK_MONOTONIC, &run.started_monotonic);
    run.started = options->environment->now(options->environment->user);
    run.has_progress = run_wants_progress(options);
    capacity_raise_file_limit();
    if (!run_setup_allocate(&run)) {
        log_line(LOG_ERROR, "not enough memory, or open files (ulimit -n), to start");
        goto out;
    }
    result->exit_code = run_setup_open(&run);
    if (result->exit_code != 0)
        goto out;
    if (options->estimate != NULL) {
        result->exit_code = run_into_estimate(&run);
        goto out;
    }
    const struct run_folder_options folder = {.path = options->output,
                                              .no_private_keys = options->no_private_keys};
    if (run_folder_create(&folder, &run.folder, &fault) != STATUS_OK) {
        log_line(LOG_ERROR, "%s", fault.message);
        result->exit_code = 2;
        goto out;
    }
    result->has_folder = true;
    for (size_t i = 0; i < options->source_count; i++) {
        if (run.stores[i] != NULL)
            store_exclude_directory(run.stores[i], options->output);
    }
    result->exit_code = run_into_folder(&run, result);
    result->seconds = run_seconds(&run);
out:
    restorer_discard(&run.restorer);
    run_setup_free(&run);
    return result->exit_code;
}
