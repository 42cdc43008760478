/*
 * Measures scan_text() alone, in one thread, beside the control: memchr() for a byte that is not
 * there, over the same memory. Not a test.
 *
 *   bench_scan [--portable|--avx2] FILE...
 *
 * One line a file, MB for each second of processor time: all detectors and those of identifiers
 * alone over a buffer that stays in the cache, as a reader fills it; all over the file as it lies
 * in memory; the control over the same; findings.
 */
#include "detectors/scan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define BUFFER_SIZE ((size_t)128 << 10)
#define FILE_MAX ((size_t)256 << 20)
#define SECONDS 0.6

struct bench {
    struct ruleset *ruleset;
    struct scratch *scratch;
    const uint8_t *bytes; /* of the file */
    size_t len;
    uint8_t *buffer; /* with room for what stands around */
    bool skip_language;
    uint64_t findings;
};

static void count_finding(void *user, const struct finding *finding)
{
    (void)finding;
    ++*(uint64_t *)user;
}

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

/* The whole file in one call, as it lies there. */
static void scan_memory(struct bench *bench)
{
    const struct segment segment = {
        .text = bench->bytes, .len = bench->len, .skip_language = bench->skip_language};
    scan_text(bench->ruleset, bench->scratch, &segment, count_finding, &bench->findings);
}

/* The file through one buffer, with the copy into it. */
static void scan_buffer(struct bench *bench)
{
    for (size_t at = 0; at < bench->len; at += BUFFER_SIZE) {
        const size_t before = at < SCAN_REACH ? at : SCAN_REACH;
        const size_t rest = bench->len - at;
        const size_t len = rest < BUFFER_SIZE ? rest : BUFFER_SIZE;
        const size_t after = rest - len < SCAN_REACH ? rest - len : SCAN_REACH;
        memcpy(bench->buffer, bench->bytes + at - before, before + len + after);
        const struct segment segment = {.text = bench->buffer + before,
                                        .len = len,
                                        .before = before,
                                        .after = after,
                                        .offset = at,
                                        .skip_language = bench->skip_language};
        scan_text(bench->ruleset, bench->scratch, &segment, count_finding, &bench->findings);
    }
}

static void look_for_nothing(struct bench *bench)
{
    bench->findings += memchr(bench->bytes, 1, bench->len) != NULL;
}

/* MB for each second of processor time: the median of the rounds that fit. */
static double measure(struct bench *bench, void (*work)(struct bench *bench))
{
    enum { ROUNDS = 31 };
    double rates[ROUNDS];
    size_t rounds = 0;
    const double start = now();
    while (rounds < ROUNDS && (rounds < 3 || now() - start < SECONDS)) {
        bench->findings = 0;
        const double begin = now();
        work(bench);
        double rate = (double)bench->len / (now() - begin) / 1e6;
        size_t place = rounds++;
        for (; place > 0 && rates[place - 1] > rate; place--) {
            rates[place] = rates[place - 1];
        }
        rates[place] = rate;
    }
    return rates[rounds / 2];
}

static void measure_file(struct bench *bench, const char *path)
{
    bench->skip_language = false;
    const double buffered = measure(bench, scan_buffer);
    const uint64_t findings = bench->findings;
    const double in_memory = measure(bench, scan_memory);
    bench->skip_language = true;
    const double identifiers = measure(bench, scan_buffer);
    const double control = measure(bench, look_for_nothing);
    printf("%-28s %8.0f %12.0f %10.0f %8.0f %10llu\n", path, buffered, identifiers, in_memory,
           control, (unsigned long long)findings);
}

/* The file's bytes, at most FILE_MAX; NULL when it cannot be read. */
static uint8_t *read_file(const char *path, size_t *len)
{
    struct stat facts;
    FILE *file = fopen(path, "rb");
    if (file == NULL || fstat(fileno(file), &facts) != 0) {
        perror(path);
        exit(1);
    }
    const size_t size = (size_t)facts.st_size < FILE_MAX ? (size_t)facts.st_size : FILE_MAX;
    uint8_t *bytes = malloc(size + 1);
    *len = bytes != NULL ? fread(bytes, 1, size, file) : 0;
    (void)fclose(file);
    return bytes;
}

int main(int argc, char **argv)
{
    struct ruleset_options options = {.fingerprint_key = {1, 2}};
    int first = 1;
    if (argc > 1 && argv[1][0] == '-') {
        options.variant = strcmp(argv[1], "--avx2") == 0 ? SCAN_AVX2 : SCAN_PORTABLE;
        first++;
    }
    struct bench bench = {.ruleset = ruleset_create(&options)};
    bench.scratch = bench.ruleset != NULL ? scratch_create(bench.ruleset) : NULL;
    bench.buffer = malloc(BUFFER_SIZE + 2 * (size_t)SCAN_REACH);
    if (bench.scratch == NULL || bench.buffer == NULL) {
        return 1;
    }
    printf("%-28s %8s %12s %10s %8s %10s\n", ruleset_variant(bench.ruleset), "all", "identifiers",
           "in memory", "control", "findings");
    for (int i = first; i < argc; i++) {
        uint8_t *bytes = read_file(argv[i], &bench.len);
        bench.bytes = bytes;
        if (bench.len > 0) {
            measure_file(&bench, argv[i]);
        }
        free(bytes);
    }
    scratch_free(bench.scratch);
    ruleset_free(bench.ruleset);
    free(bench.buffer);
    return 0;
}
