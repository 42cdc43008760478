/*
 * Measures scan_text() alone, in one thread, over buffers that stay in the cache: MB/s of made-up
 * logs, CSV, prose and encoded text, or of files given as arguments. Not a test.
 */
#include "detectors/scan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define BLOCK_SIZE ((size_t)256 << 10)
#define SECONDS 0.5

struct random {
    uint64_t state;
};

static uint32_t draw(struct random *random, uint32_t below)
{
    random->state = random->state * 6364136223846793005U + 1442695040888963407U;
    return (uint32_t)(random->state >> 33) % below;
}

static const char *const words[] = {
    "the",     "patient", "was",   "seen",  "today",      "and",      "reports",
    "some",    "pain",    "after", "lunch", "without",    "fever",    "we",
    "discuss", "options", "with",  "her",   "daughter",   "who",      "agrees",
    "request", "handler", "error", "cache", "connection", "upstream", "timeout"};

static size_t write_log(struct random *random, char *line)
{
    return (size_t)sprintf(
        line,
        "10.%u.%u.%u - - [12/Mar/2024:13:%02u:%02u +0000] \"GET /api/v1/orders/%u HTTP/1.1\" 200 "
        "%u ts=%u req=%08x-%04x rt=0.%03u acct=%u\n",
        draw(random, 255), draw(random, 255), draw(random, 255), draw(random, 60), draw(random, 60),
        draw(random, 900000000), draw(random, 100000), 1600000000 + draw(random, 99999999),
        draw(random, 1U << 31), draw(random, 65536), draw(random, 1000), draw(random, 999999999));
}

static size_t write_csv(struct random *random, char *line)
{
    return (size_t)sprintf(line, "%u,2024-%02u-%02u,%u,%u.%02u,%s,%s,active\n",
                           100000000 + draw(random, 899999999), 1 + draw(random, 12),
                           1 + draw(random, 28), draw(random, 9999), draw(random, 1000),
                           draw(random, 100), words[draw(random, 28)], words[draw(random, 28)]);
}

static size_t write_prose(struct random *random, char *line)
{
    size_t len = 0;
    for (int i = 0; i < 14; i++) {
        len += (size_t)sprintf(line + len, "%s ", words[draw(random, 28)]);
    }
    if (draw(random, 20) == 0) {
        len += (size_t)sprintf(line + len, "SSN: %03u-%02u-%04u", 1 + draw(random, 600),
                               1 + draw(random, 98), 1 + draw(random, 9998));
    }
    line[len] = '\n';
    return len + 1;
}

static size_t write_base64(struct random *random, char *line)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < 76; i++) {
        line[i] = letters[draw(random, 64)];
    }
    line[76] = '\n';
    return 77;
}

static size_t write_dense(struct random *random, char *line)
{
    return (size_t)sprintf(
        line, "MRN: %07u, DOB: %02u/%02u/19%02u, SSN: %03u-%02u-%04u, phone (415) 555-%04u\n",
        draw(random, 9999999), 1 + draw(random, 12), 1 + draw(random, 28), draw(random, 100),
        1 + draw(random, 600), 1 + draw(random, 98), 1 + draw(random, 9998), draw(random, 10000));
}

struct corpus {
    const char *name;
    size_t (*write_line)(struct random *random, char *line);
};

static const struct corpus corpora[] = {{"log", write_log},
                                        {"csv", write_csv},
                                        {"prose", write_prose},
                                        {"base64", write_base64},
                                        {"dense", write_dense}};

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

static void measure(const char *name, const struct ruleset *ruleset, const struct segment *whole)
{
    struct scratch *scratch = scratch_create(ruleset);
    for (int pass = 0; pass < 2; pass++) {
        struct segment segment = *whole;
        segment.skip_language = pass == 1;
        uint64_t findings = 0;
        uint64_t bytes = 0;
        const double start = now();
        while (now() - start < SECONDS) {
            scan_text(ruleset, scratch, &segment, count_finding, &findings);
            bytes += segment.len;
        }
        printf("%-10s %-10s %8.0f MB/s %10.2f findings/KiB\n", name,
               pass == 0 ? "all" : "identifiers", (double)bytes / (now() - start) / 1e6,
               (double)findings * 1024 / (double)bytes);
    }
    scratch_free(scratch);
}

static void measure_file(const char *path, const struct ruleset *ruleset)
{
    static uint8_t bytes[(size_t)64 << 20];
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        perror(path);
        return;
    }
    const size_t len = fread(bytes, 1, sizeof bytes, file);
    (void)fclose(file);
    const struct segment segment = {.text = bytes, .len = len};
    measure(path, ruleset, &segment);
}

int main(int argc, char **argv)
{
    static uint8_t bytes[BLOCK_SIZE + 1024];
    const struct ruleset_options options = {.fingerprint_key = {1, 2}};
    struct ruleset *ruleset = ruleset_create(&options);
    if (ruleset == NULL) {
        return 1;
    }
    for (int i = 1; i < argc; i++) {
        measure_file(argv[i], ruleset);
    }
    for (size_t i = 0; argc == 1 && i < sizeof corpora / sizeof corpora[0]; i++) {
        struct random random = {42};
        size_t len = 0;
        while (len < BLOCK_SIZE) {
            len += corpora[i].write_line(&random, (char *)bytes + len);
        }
        const struct segment segment = {.text = bytes, .len = BLOCK_SIZE};
        measure(corpora[i].name, ruleset, &segment);
    }
    ruleset_free(ruleset);
    return 0;
}
