/*
 * Measures scan_text() alone, in one thread, beside the control: memchr() for a byte that is not
 * there, over the same memory. Not a test.
 *
 *   bench_scan [--portable|--avx2] FILE...
 *
 * One line a file, MB for each second of processor time: as `phicrawl` scans it, which looks for
 * drugs, sigs and terms until they are settled, over a buffer that stays in the cache, as a reader
 * fills it; the same where it lies in memory; with --fast; with no end to the words; the control;
 * findings of the first.
 */
#include "detectors/scan.h"
#include "detectors/tally.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define BUFFER_SIZE ((size_t)64 << 10) /* where it is decided whether words are settled */
#define FILE_MAX ((size_t)256 << 20)
#define SECONDS 0.6

struct bench {
    const struct ruleset *ruleset;
    struct scratch *scratch;
    const uint8_t *bytes; /* of the file */
    size_t len;
    size_t settled_at; /* words are not looked for from there on */
    uint8_t *buffer;   /* with room for what stands around */
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

/* The part of the file at at, with what stands around it. */
static struct segment part_of(const struct bench *bench, size_t at)
{
    const size_t rest = bench->len - at;
    const size_t len = rest < BUFFER_SIZE ? rest : BUFFER_SIZE;
    return (struct segment){.text = bench->bytes + at,
                            .len = len,
                            .before = at < SCAN_REACH ? at : SCAN_REACH,
                            .after = rest - len < SCAN_REACH ? rest - len : SCAN_REACH,
                            .offset = at,
                            .skip_language = at >= bench->settled_at};
}

/* The file where it lies. */
static void scan_memory(struct bench *bench)
{
    for (size_t at = 0; at < bench->len; at += BUFFER_SIZE) {
        const struct segment part = part_of(bench, at);
        scan_text(bench->ruleset, bench->scratch, &part, count_finding, &bench->findings);
    }
}

/* The file through one buffer, with the copy into it. */
static void scan_buffer(struct bench *bench)
{
    for (size_t at = 0; at < bench->len; at += BUFFER_SIZE) {
        struct segment part = part_of(bench, at);
        memcpy(bench->buffer, part.text - part.before, part.before + part.len + part.after);
        part.text = bench->buffer + part.before;
        scan_text(bench->ruleset, bench->scratch, &part, count_finding, &bench->findings);
    }
}

static void add_finding(void *user, const struct finding *finding)
{
    tally_add(user, finding);
}

/* Where the words of the file are settled; SIZE_MAX: nowhere. */
static size_t find_settled(const struct bench *bench)
{
    struct tally *tally = tally_create(bench->ruleset);
    size_t at = 0;
    while (tally != NULL && at < bench->len && !tally_words_are_settled(tally)) {
        const struct segment part = part_of(bench, at);
        scan_text(bench->ruleset, bench->scratch, &part, add_finding, tally);
        at += BUFFER_SIZE;
    }
    tally_free(tally);
    return at < bench->len ? at : SIZE_MAX;
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

static void measure_file(struct bench *bench, const char *path, const struct ruleset *rulesets[2])
{
    bench->ruleset = rulesets[0];
    bench->settled_at = SIZE_MAX;
    const double every_word = measure(bench, scan_buffer);
    bench->settled_at = find_settled(bench);
    const double buffered = measure(bench, scan_buffer);
    const uint64_t findings = bench->findings;
    const double in_memory = measure(bench, scan_memory);
    bench->ruleset = rulesets[1];
    const double fast = measure(bench, scan_buffer);
    const double control = measure(bench, look_for_nothing);
    printf("%-28s %8.0f %10.0f %8.0f %11.0f %8.0f %10llu\n", path, buffered, in_memory, fast,
           every_word, control, (unsigned long long)findings);
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
    struct ruleset *const whole = ruleset_create(&options);
    options.is_fast = true;
    struct ruleset *const fast = ruleset_create(&options);
    struct bench bench = {.buffer = malloc(BUFFER_SIZE + 2 * (size_t)SCAN_REACH)};
    if (whole == NULL || fast == NULL || bench.buffer == NULL) {
        return 1;
    }
    bench.scratch = scratch_create(whole);
    printf("%-28s %8s %10s %8s %11s %8s %10s\n", ruleset_variant(whole), "default", "in memory",
           "--fast", "every word", "control", "findings");
    for (int i = first; i < argc && bench.scratch != NULL; i++) {
        uint8_t *bytes = read_file(argv[i], &bench.len);
        bench.bytes = bytes;
        if (bench.len > 0) {
            measure_file(&bench, argv[i], (const struct ruleset *[2]){whole, fast});
        }
        free(bytes);
    }
    scratch_free(bench.scratch);
    ruleset_free(whole);
    ruleset_free(fast);
    free(bench.buffer);
    return 0;
}
