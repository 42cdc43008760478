/* The run folder as a whole: lines byte for byte, the chain, totals, masked keys, many threads, a
 * full disk. */
#include "suite.h"

#include "crawler/report/chain.h"
#include "crawler/report/manifest.h"
#include "crawler/report/run_folder.h"
#include "detectors/registry.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define THREADS 4
#define OBJECTS 500

static char base[64], run_path[96];

static const char *const format_names[COVERAGE_FORMATS_MAX] = {[0] = "text", [2] = "gzip"};

static void make_base(void)
{
    snprintf(base, sizeof base, "/tmp/run_folder_XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(base));
    snprintf(run_path, sizeof run_path, "%s/run", base);
}

static void remove_base(void)
{
    static const char *const names[] = {"run.json", "manifest.jsonl", "findings.jsonl",
                                        "keys.private.jsonl"};
    char path[160];
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        snprintf(path, sizeof path, "%s/%s", run_path, names[i]);
        unlink(path);
    }
    rmdir(run_path);
    ck_assert_int_eq(rmdir(base), 0);
}

static struct span span_of(const char *text)
{
    return (struct span){(const uint8_t *)text, strlen(text)};
}

/* The text of one file of the folder, to be freed; NULL when it is not there. */
static char *read_back(const char *name)
{
    char path[160];
    struct stat status;
    snprintf(path, sizeof path, "%s/%s", run_path, name);
    FILE *const file = fopen(path, "re");
    if (file == NULL)
        return NULL;
    ck_assert_int_eq(fstat(fileno(file), &status), 0);
    ck_assert_uint_eq(status.st_mode & 07777, 0600);
    char *const text = calloc(1, (size_t)status.st_size + 1);
    ck_assert_ptr_nonnull(text);
    ck_assert_uint_eq(fread(text, 1, (size_t)status.st_size, file), (size_t)status.st_size);
    fclose(file);
    return text;
}

static struct run_folder *create(bool no_private_keys)
{
    const struct run_folder_options options = {.path = run_path,
                                               .no_private_keys = no_private_keys};
    struct run_folder *folder = NULL;
    struct fault fault = {0};
    ck_assert_msg(run_folder_create(&options, &folder, &fault) == STATUS_OK, "%s", fault.message);
    return folder;
}

/* An object with everything that is optional, one finding, and a masked key. */
static void append_rich(struct run_folder *folder, struct finding_lines *lines)
{
    struct coverage coverage = {.bytes_read = 123, .bytes_scanned = 456, .members = 1};
    struct tally *const tally = tally_create(NULL);
    ck_assert_ptr_nonnull(tally);
    coverage.formats[0] = 1;
    coverage.formats[2] = 3;
    coverage.http_status = 503;
    coverage_add(&coverage, REASON_HTTP);
    coverage_add(&coverage, REASON_CORRUPT);
    struct finding_record finding = {
        .finding = {.detector = (uint16_t)detector_find("us-ssn"), .length = 11, .confidence = 95},
        .offset = 5,
        .length = 11,
        .line = 1,
        .column = 6};
    tally_begin_member(tally);
    tally_add(tally, &finding.finding);
    finding_lines_reset(lines);
    finding_lines_add(lines, &finding);
    const struct object_record record = {
        .uri = span_of("s3://b/***"),
        .key = span_of("***"),
        .provider = "s3",
        .bucket = "b",
        .version_id = "v",
        .etag = "e",
        .storage_class = "STANDARD",
        .content_type = "text/csv",
        .size = 123,
        .last_modified = 1767323045,
        .encryption_mode = "sse-kms",
        .encryption_key_id = "arn:k",
        .has_bucket_key = true,
        .bucket_key = true,
        .coverage = &coverage,
        .format_names = format_names,
        .tally = tally,
        .phi_in_key = true,
        .true_uri = span_of("s3://b/a\"b"),
        .true_key = span_of("a\"b"),
        .locations_dropped = 7,
    };
    ck_assert(run_folder_append(folder, &record, lines));
    tally_free(tally);
}

/* An object of which nothing is known but its name. */
static bool append_poor(struct run_folder *folder, struct finding_lines *lines, const char *key)
{
    const struct coverage coverage = {0};
    /* No assertion here: the test framework would write to a file, see test_full_disk. */
    struct tally *const tally = tally_create(NULL);
    if (tally == NULL)
        return false;
    finding_lines_reset(lines);
    const struct object_record record = {
        .uri = span_of(key),
        .key = span_of(key),
        .provider = "file",
        .version_id = "",
        .last_modified = -1,
        .coverage = &coverage,
        .format_names = format_names,
        .tally = tally,
    };
    const bool is_good = run_folder_append(folder, &record, lines);
    tally_free(tally);
    return is_good;
}

#define RICH                                                                                       \
    "{\"seq\":1,\"uri\":\"s3://b/***\",\"provider\":\"s3\",\"bucket\":\"b\",\"key\":\"***\","      \
    "\"version_id\":\"v\",\"etag\":\"e\",\"size\":123,"                                            \
    "\"last_modified\":\"2026-01-02T03:04:05Z\",\"storage_class\":\"STANDARD\","                   \
    "\"content_type\":\"text/csv\",\"encryption\":{\"mode\":\"sse-kms\",\"key_id\":\"arn:k\","     \
    "\"bucket_key\":true},\"status\":\"partial\",\"reasons\":[\"corrupt\",\"http-503\"],"          \
    "\"bytes_read\":123,\"bytes_scanned\":456,\"members\":1,\"formats\":{\"text\":1,\"gzip\":3},"  \
    "\"class\":\"PII\",\"confidence\":95,\"detections\":[{\"detector\":\"us-ssn\","                \
    "\"identifier\":\"G\",\"role\":\"person\",\"count\":1,\"distinct\":1,\"high\":1,\"medium\":0," \
    "\"low\":0,\"flags\":{\"invalid-range\":0,\"placeholder\":0}}],\"health\":{\"formats\":[],"    \
    "\"terms\":0,\"codes\":0,\"providers\":0},"                                                    \
    "\"suggested_tags\":{\"phi\":\"unknown\""
#define RICH_REMARKS                                                                               \
    ",\"flags\":[\"phi-in-key\"],\"locations_dropped\":7,\"prev\":\"" CHAIN_FIRST "\"}"
#define POOR                                                                                       \
    "{\"seq\":2,\"uri\":\"k\",\"provider\":\"file\",\"key\":\"k\",\"size\":0,"                     \
    "\"status\":\"examined\",\"reasons\":[],\"bytes_read\":0,\"bytes_scanned\":0,\"members\":0,"   \
    "\"formats\":{},\"class\":\"NONE\",\"confidence\":0,\"detections\":[],"                        \
    "\"health\":{\"formats\":[],\"terms\":0,\"codes\":0,\"providers\":0},"                         \
    "\"suggested_tags\":{\"phi\":\"no\""

/* The line begins and ends as given; what stands between are more suggested tags. */
static void assert_line(const char *line, const char *head, const char *tail)
{
    const size_t len = strcspn(line, "\n");
    ck_assert_msg(strncmp(line, head, strlen(head)) == 0, "%.*s", (int)len, line);
    ck_assert_uint_ge(len, strlen(head) + strlen(tail));
    ck_assert_msg(strncmp(line + len - strlen(tail), tail, strlen(tail)) == 0, "%.*s", (int)len,
                  line);
}

START_TEST(test_lines)
{
    struct run_folder *const folder = create(_i == 1);
    struct finding_lines *const lines = finding_lines_create(10);
    append_rich(folder, lines);
    ck_assert(append_poor(folder, lines, "k"));
    finding_lines_free(lines);
    ck_assert_str_eq(run_folder_path(folder), run_path);
    ck_assert_str_eq(run_folder_fault(folder)->message, "");
    ck_assert(run_folder_close(folder, NULL));
    char *const manifest = read_back("manifest.jsonl");
    char *const findings = read_back("findings.jsonl");
    char *const keys = read_back("keys.private.jsonl");
    assert_line(manifest, RICH, RICH_REMARKS);
    struct chain chain;
    char tail[128];
    chain_init(&chain);
    ck_assert(chain_add(&chain, (struct span){(uint8_t *)manifest, strcspn(manifest, "\n")}));
    snprintf(tail, sizeof tail, ",\"prev\":\"%s\"}", chain.last);
    assert_line(strchr(manifest, '\n') + 1, POOR, tail);
    ck_assert_str_eq(findings,
                     "{\"uri\":\"s3://b/***\",\"version_id\":\"v\",\"detector\":\"us-ssn\","
                     "\"identifier\":\"G\",\"role\":\"person\",\"offset\":5,\"length\":11,"
                     "\"line\":1,\"column\":6,\"confidence\":95,\"level\":\"high\","
                     "\"evidence\":[],\"points\":[],\"flags\":[]}\n");
    if (_i == 0)
        ck_assert_str_eq(keys, "{\"seq\":1,\"uri\":\"s3://b/a\\\"b\",\"key\":\"a\\\"b\"}\n");
    else
        ck_assert_ptr_null(keys);
    free(manifest);
    free(findings);
    free(keys);
}
END_TEST

START_TEST(test_totals)
{
    struct run_folder *const folder = create(false);
    struct finding_lines *const lines = finding_lines_create(10);
    static struct run_totals totals;
    append_rich(folder, lines);
    ck_assert(append_poor(folder, lines, "k"));
    run_folder_totals(folder, &totals);
    ck_assert_uint_eq(totals.listed, 2);
    ck_assert_uint_eq(totals.examined, 1);
    ck_assert_uint_eq(totals.partial, 1);
    ck_assert_uint_eq(totals.not_examined, 0);
    ck_assert_uint_eq(totals.by_class[CLASS_PII], 1);
    ck_assert_uint_eq(totals.by_class[CLASS_NONE], 1);
    ck_assert_uint_eq(totals.by_reason[REASON_CORRUPT], 1);
    ck_assert_uint_eq(totals.by_reason[REASON_HTTP], 1);
    ck_assert_uint_eq(totals.by_http_status[503], 1);
    ck_assert_uint_eq(totals.bytes_listed, 123);
    ck_assert_uint_eq(totals.bytes_scanned, 456);
    ck_assert_uint_eq(totals.findings, 1);
    ck_assert_uint_eq(totals.findings_written, 1);
    finding_lines_free(lines);
    ck_assert(run_folder_close(folder, NULL));
}
END_TEST

static const struct {
    time_t ended;
    int exit_code;
    bool is_interrupted;
    const char *expected;
} states[] = {
    {-1, -1, false, "\"state\":\"running\",\"started\":\"2026-01-02T03:04:05Z\",\"sources\":["},
    {1767323046, 0, false,
     "\"state\":\"finished\",\"started\":\"2026-01-02T03:04:05Z\","
     "\"ended\":\"2026-01-02T03:04:06Z\",\"exit_code\":0,\"sources\":["},
    {1767323046, 3, true, "\"state\":\"interrupted\",\"started\""},
    {1767323046, 1, true, "\"state\":\"failed\",\"started\""},
};

START_TEST(test_run_json)
{
    const struct run_source sources[] = {
        {.uri = "s3://b", .is_complete = true, .listed = 1},
        {.uri = "az://c", .is_complete = false, .error = "refused"},
    };
    const struct run_limit limits[] = {{"max-depth", 17}, {"locations", UINT64_MAX}};
    const struct run_facts facts = {
        .version = "0.1.0",
        .instructions = "avx2",
        .ruleset_version = "2026.1",
        .ruleset_sha256 = CHAIN_FIRST,
        .started = 1767323045,
        .ended = states[_i].ended,
        .is_interrupted = states[_i].is_interrupted,
        .sources = sources,
        .source_count = 2,
        .limits = limits,
        .limit_count = 2,
        .workers = 2,
        .window = 256,
        .exit_code = states[_i].exit_code,
        .sandbox = {.has_sandbox = true,
                    .landlock = 4,
                    .has_seccomp = true,
                    .has_no_new_privs = true,
                    .reads_archives = true},
    };
    struct run_folder *const folder = create(false);
    struct finding_lines *const lines = finding_lines_create(10);
    ck_assert(append_poor(folder, lines, "k"));
    ck_assert(run_folder_write_run(folder, &facts));
    ck_assert(run_folder_write_run(folder, &facts));
    char *const text = read_back("run.json");
    ck_assert_msg(strstr(text, states[_i].expected) != NULL, "%s", text);
    ck_assert_ptr_nonnull(strstr(text, "\"version\":\"0.1.0\",\"instructions\":\"avx2\","));
    ck_assert_ptr_nonnull(strstr(
        text, "\"sources\":[{\"uri\":\"s3://b\",\"listed\":1,\"complete\":true},"
              "{\"uri\":\"az://c\",\"listed\":0,\"complete\":false,\"error\":\"refused\"}],"
              "\"limits\":{\"max-depth\":17,\"locations\":null},\"workers\":2,\"window\":256,"
              "\"sandbox\":{\"present\":true,\"landlock\":4,\"seccomp\":true,\"no_new_privs\":true,"
              "\"archives\":true,\"pdf\":false},"
              "\"totals\":{\"listed\":1,\"examined\":1,\"partial\":0,\"not_examined\":0,"
              "\"by_class\":{\"PHI\":0,\"PII\":0,\"PCI\":0,\"HEALTH\":0,\"NONE\":1},"
              "\"by_reason\":{},\"bytes_listed\":0,\"bytes_read\":0,\"bytes_scanned\":0,"
              "\"findings\":0,\"findings_written\":0},\"manifest\":{\"lines\":1,\"last_sha256\":"));
    /* The manifest that run.json speaks of is already in its file. */
    char *const manifest = read_back("manifest.jsonl");
    struct chain chain;
    chain_init(&chain);
    ck_assert(chain_add(&chain, (struct span){(uint8_t *)manifest, strcspn(manifest, "\n")}));
    ck_assert_ptr_nonnull(strstr(text, chain.last));
    free(text);
    free(manifest);
    finding_lines_free(lines);
    ck_assert(run_folder_close(folder, NULL));
}
END_TEST

static void *append_many(void *user)
{
    struct finding_lines *const lines = finding_lines_create(10);
    for (int i = 0; i < OBJECTS; i++) {
        if (!append_poor(user, lines, "k"))
            break;
    }
    finding_lines_free(lines);
    return NULL;
}

/* Whatever the order of the threads: every line is whole, numbered and chained. */
START_TEST(test_threads)
{
    struct run_folder *const folder = create(false);
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, append_many, folder), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    ck_assert(run_folder_close(folder, NULL));
    char *const manifest = read_back("manifest.jsonl");
    const char *line = manifest;
    struct chain chain;
    chain_init(&chain);
    while (*line != '\0') {
        char head[64], tail[128];
        const size_t len = strcspn(line, "\n");
        snprintf(head, sizeof head, "{\"seq\":%llu,\"uri\":\"k\",",
                 (unsigned long long)chain.count + 1);
        snprintf(tail, sizeof tail, ",\"prev\":\"%s\"}", chain.last);
        assert_line(line, head, tail);
        ck_assert(chain_add(&chain, (struct span){(const uint8_t *)line, len}));
        line += len + 1;
    }
    ck_assert_uint_eq(chain.count, THREADS * OBJECTS);
    free(manifest);
}
END_TEST

START_TEST(test_folder_refused)
{
    const struct run_folder_options options = {.path = run_path};
    struct fault fault = {0};
    struct run_folder *folder = create(false), *again = NULL;
    ck_assert_int_eq(run_folder_create(&options, &again, &fault), STATUS_STOP);
    ck_assert_ptr_null(again);
    ck_assert_ptr_nonnull(strstr(fault.message, run_path));
    ck_assert_ptr_nonnull(strstr(fault.message, "not empty"));
    ck_assert(run_folder_close(folder, NULL));
    ck_assert(run_folder_close(NULL, NULL));
}
END_TEST

static void set_room(rlim_t bytes)
{
    struct rlimit limit;
    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = bytes == RLIM_INFINITY ? limit.rlim_max : bytes;
    setrlimit(RLIMIT_FSIZE, &limit);
}

/* A disk that fills up: appending fails, says which file and why, and the manifest still parses. */
START_TEST(test_full_disk)
{
    signal(SIGXFSZ, SIG_IGN);
    struct run_folder *const folder = create(false);
    struct finding_lines *const lines = finding_lines_create(10);
    const struct run_facts facts = {.version = "0.1.0", .ended = -1};
    ck_assert(append_poor(folder, lines, "k"));
    ck_assert(run_folder_write_run(folder, &facts));
    bool is_good = true;
    set_room(10000);
    for (int i = 0; i < 10000 && is_good; i++)
        is_good = append_poor(folder, lines, "k");
    const bool is_good_again = append_poor(folder, lines, "k");
    const bool is_written = run_folder_write_run(folder, &facts);
    set_room(RLIM_INFINITY);
    ck_assert(!is_good && !is_good_again && !is_written);
    ck_assert_msg(strstr(run_folder_fault(folder)->message, "manifest.jsonl': File too large"),
                  "%s", run_folder_fault(folder)->message);
    finding_lines_free(lines);
    struct fault fault = {0};
    ck_assert(!run_folder_close(folder, &fault));
    ck_assert_ptr_nonnull(strstr(fault.message, "manifest.jsonl"));
    char *const manifest = read_back("manifest.jsonl");
    ck_assert_uint_gt(strlen(manifest), 0);
    ck_assert_uint_eq(manifest[strlen(manifest) - 1], '\n');
    free(manifest);
}
END_TEST

/* What was cut is said by reason, and what is not known is said to be unknown. */
START_TEST(test_cuts)
{
    struct coverage coverage = {.bytes_read = 40, .bytes_scanned = 456};
    struct tally *const tally = tally_create(NULL);
    const struct object_record record = {.size = 100,
                                         .last_modified = -1,
                                         .coverage = &coverage,
                                         .format_names = format_names,
                                         .tally = tally};
    struct buffer line;
    coverage_cut(&coverage, REASON_LIMIT_RATIO, 10, 100);
    coverage_cut(&coverage, REASON_LIMIT_RATIO, 20, 0);
    coverage_cut(&coverage, REASON_TRUNCATED, 5, 0);
    buffer_init(&line, 1 << 20);
    manifest_render(&line, &record);
    ck_assert_ptr_nonnull(strstr(
        buffer_str(&line),
        "\"reasons\":[\"limit-ratio\",\"truncated\"],\"cuts\":[{\"reason\":\"limit-ratio\","
        "\"places\":"
        "2,\"bytes_covered\":30,\"bytes_left\":90,\"unknown\":1},{\"reason\":\"truncated\","
        "\"places\":1,\"bytes_covered\":5,\"unknown\":1}],\"bytes_read\":40,\"bytes_left\":60,"
        "\"bytes_scanned\":456"));
    buffer_free(&line);
    tally_free(tally);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("run_folder");
    TCase *tcase = tcase_create("run_folder");
    tcase_set_timeout(tcase, 120);
    tcase_add_checked_fixture(tcase, make_base, remove_base);
    tcase_add_loop_test(tcase, test_lines, 0, 2);
    tcase_add_test(tcase, test_totals);
    tcase_add_test(tcase, test_cuts);
    tcase_add_loop_test(tcase, test_run_json, 0, sizeof states / sizeof states[0]);
    tcase_add_test(tcase, test_threads);
    tcase_add_test(tcase, test_folder_refused);
    tcase_add_test(tcase, test_full_disk);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
