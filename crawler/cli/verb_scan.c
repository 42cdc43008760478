/* phicrawl scan: options -> a run, and its summary. */
#include "crawler/cli/output.h"
#include "crawler/cli/verb.h"

#include "crawler/base/log.h"
#include "crawler/cli/judgement.h"
#include "crawler/cli/scope.h"
#include "crawler/pipeline/run.h"
#include "crawler/report/summary.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define RUN_NAME_SIZE 64
#define SAME_SECOND_MAX 1000

/* Of the choices of --fail-on, in their order. */
static const int fail_on_classes[] = {CLASS_PHI, CLASS_PII, CLASS_PCI, CLASS_HEALTH};

/* Of the choices of --progress, in their order. */
static const enum progress_mode progress_modes[] = {PROGRESS_AUTO, PROGRESS_ALWAYS, PROGRESS_NEVER};

/* Names a run folder after the time; two runs may start in one second. */
static void verb_scan_name(time_t now, char out[RUN_NAME_SIZE])
{
    char stem[RUN_NAME_SIZE / 2] = "run";
    struct tm parts;
    if (gmtime_r(&now, &parts) != NULL)
        strftime(stem, sizeof stem, "run-%Y%m%dT%H%M%SZ", &parts);
    snprintf(out, RUN_NAME_SIZE, "./phicrawl-%s", stem);
    for (unsigned i = 2; i < SAME_SECOND_MAX && access(out, F_OK) == 0; i++)
        snprintf(out, RUN_NAME_SIZE, "./phicrawl-%s-%u", stem, i);
}

static struct run_options verb_scan_options(const struct arguments *arguments,
                                            const struct environment *environment)
{
    const struct option_value *const values = arguments->options;
    const struct option_value *const fail_on = &values[OPTION_FAIL_ON];
    const bool is_quiet = values[OPTION_QUIET].number != 0;
    return (struct run_options){
        .sources = (const char *const *)arguments->operands,
        .source_count = arguments->operand_count,
        .from = values[OPTION_FROM].text,
        .output = values[OPTION_OUTPUT].text,
        .workers = (unsigned)values[OPTION_WORKERS].number,
        .window = (unsigned)values[OPTION_WINDOW].number,
        .locations_max = values[OPTION_LOCATIONS].number,
        .min_confidence = (uint8_t)values[OPTION_MIN_CONFIDENCE].number,
        .all_candidates = values[OPTION_ALL_CANDIDATES].number != 0,
        .is_fast = values[OPTION_FAST].number != 0,
        .no_private_keys = values[OPTION_NO_PRIVATE_KEYS].number != 0,
        .no_sign_request = values[OPTION_NO_SIGN_REQUEST].number != 0,
        .terms = {.pays = values[OPTION_REQUEST_PAYER].is_given,
                  .expected_owner = values[OPTION_EXPECTED_BUCKET_OWNER].text},
        .restore_path = values[OPTION_RESTORE_MANIFEST].text,
        .no_posture = values[OPTION_NO_POSTURE].number != 0,
        .policy_profiles = (unsigned)values[OPTION_POLICY_PROFILE].number,
        .accepted_reasons = (uint32_t)values[OPTION_ACCEPT].number,
        .fail_on = fail_on->is_given ? fail_on_classes[fail_on->number] : -1,
        .limits = arguments_limits(arguments),
        .progress = is_quiet ? PROGRESS_NEVER : progress_modes[values[OPTION_PROGRESS].number],
        .environment = environment,
    };
}

/* The exit code once the summary is out: a failed output is a failed run (contract: 2, 4, 1, 10,
 * 3). */
static int verb_scan_summary(const struct run_options *options, const struct run_result *result)
{
    struct output output;
    const struct summary summary = {
        .totals = &result->totals,
        .filtered = result->filtered,
        .open_listings = result->open_listings,
        .seconds = result->seconds,
        .policies = result->policies,
        .policy_count = result->policy_count,
        .has_failed = result->has_failed,
        .path = options->output,
    };
    output_init(&output, STDOUT_FILENO);
    summary_render(&output.pending, &summary);
    const bool is_good = output_finish(&output);
    const int code = result->exit_code;
    return is_good || code == EXIT_USAGE || code == EXIT_SOURCE ? code : EXIT_RUN_FAILED;
}

/* Lists, and prints what a scan would cost. */
static int verb_scan_estimate(const struct arguments *arguments, struct run_options *options)
{
    const uint64_t rate = arguments->options[OPTION_RATE].number;
    struct estimate estimate = {.class_count = 0};
    struct run_result result;
    struct output output;
    options->estimate = &estimate;
    const int code = run_scan(options, &result);
    if (code == EXIT_USAGE || code == EXIT_RUN_FAILED)
        return code;
    output_init(&output, STDOUT_FILENO);
    if (arguments->options[OPTION_JSON].number != 0)
        estimate_render_json(&estimate, rate, &output.pending);
    else
        estimate_render(&estimate, rate, &output.pending);
    return output_finish(&output) || code == EXIT_SOURCE ? code : EXIT_RUN_FAILED;
}

static int verb_scan_judged(const struct arguments *arguments,
                            const struct environment *environment,
                            const struct judgement *judgement, const struct scope *scope)
{
    char name[RUN_NAME_SIZE];
    struct run_options options = verb_scan_options(arguments, environment);
    struct run_result result;
    options.listing = scope->listing;
    options.filter = scope->filter;
    options.filters = &scope->options;
    options.since = arguments->options[OPTION_SINCE].text;
    options.rules = judgement->rules;
    options.lists = judgement->used;
    options.passwords = judgement->passwords;
    if (options.source_count == 0 && options.from == NULL) {
        log_line(LOG_ERROR, "no SOURCE given, as in 'phicrawl scan s3://bucket'; see 'phicrawl "
                            "scan --help'");
        return EXIT_USAGE;
    }
    if (arguments->options[OPTION_ESTIMATE].number != 0)
        return verb_scan_estimate(arguments, &options);
    if (options.output == NULL) {
        verb_scan_name(environment->now(environment->user), name);
        options.output = name;
    }
    const int code = run_scan(&options, &result);
    const bool has_nothing = code == EXIT_SOURCE && result.totals.listed == 0; /* which was said */
    if (!result.has_folder || has_nothing || arguments->options[OPTION_QUIET].number != 0)
        return code;
    return verb_scan_summary(&options, &result);
}

int verb_scan_run(const struct arguments *arguments, const struct environment *environment)
{
    struct judgement judgement;
    struct scope scope;
    int code = EXIT_USAGE;
    const bool has_judgement = judgement_open(arguments, &judgement);
    if (scope_open(arguments, environment->now(environment->user), &scope) && has_judgement)
        code = verb_scan_judged(arguments, environment, &judgement, &scope);
    scope_close(&scope);
    judgement_close(&judgement);
    return code;
}
