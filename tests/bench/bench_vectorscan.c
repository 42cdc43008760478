/*
 * Measures Vectorscan (or Hyperscan) in block mode, in one thread: the patterns of a file, and the
 * first thousand words of our own lists as literals, both without case where they say so. The
 * findings are ends of matches only: no start, no check digit, no context. Not a test.
 *
 *   bench_vectorscan PATTERNS FILE...
 *
 * One line a file: MB for each second of processor time with the patterns, with patterns and words,
 * and the matches of the latter.
 */
#include "detectors/scan.h"

#include <hs/hs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define EXPRESSIONS_MAX 2048
#define WORDS 1000
#define FILE_MAX ((size_t)256 << 20)
#define ROUNDS 3

struct expressions {
    char *text[EXPRESSIONS_MAX];
    unsigned flags[EXPRESSIONS_MAX];
    unsigned ids[EXPRESSIONS_MAX];
    unsigned count;
    unsigned words;
};

static void add(struct expressions *all, const char *text, size_t len, unsigned flags)
{
    if (all->count < EXPRESSIONS_MAX && len > 0) {
        all->ids[all->count] = all->count;
        all->flags[all->count] = flags;
        all->text[all->count++] = strndup(text, len);
    }
}

static void read_patterns(struct expressions *all, const char *path)
{
    char line[1024];
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        perror(path);
        exit(1);
    }
    while (fgets(line, sizeof line, file) != NULL) {
        const bool has_no_case = strncmp(line, "(?i)", 4) == 0;
        const char *text = has_no_case ? line + 4 : line;
        add(all, text, strcspn(text, "\n"), has_no_case ? HS_FLAG_CASELESS : 0);
    }
    (void)fclose(file);
}

/* Adds a word as a literal without case. */
static void add_word(struct expressions *all, const char *word, size_t len)
{
    char text[256];
    size_t used = 0;
    for (size_t i = 0; i < len && used + 3 < sizeof text; i++) {
        if (strchr("\\^$.|?*+()[]{}#", word[i]) != NULL) {
            text[used++] = '\\';
        }
        text[used++] = word[i];
    }
    add(all, text, used, HS_FLAG_CASELESS);
    all->words++;
}

/* Takes labels ("label date of birth 11 0") and terms, which end in NUL, out of the description of
 * our rules: half of the words each. */
static void take_word(void *user, const void *bytes, size_t len)
{
    struct expressions *all = user;
    const char *line = bytes;
    size_t end = 6;
    if (len > 3 && line[len - 1] == '\0') {
        if (all->words < WORDS) {
            add_word(all, line, len - 1);
        }
    } else if (len > 6 && strncmp(line, "label ", 6) == 0 && all->words < WORDS / 2) {
        while (end < len && !(line[end] == ' ' && line[end + 1] >= '0' && line[end + 1] <= '9')) {
            end++;
        }
        if (end > 8) {
            add_word(all, line + 6, end - 6);
        }
    }
}

static int count_match(unsigned id, unsigned long long from, unsigned long long to, unsigned flags,
                       void *user)
{
    (void)id;
    (void)from;
    (void)to;
    (void)flags;
    ++*(uint64_t *)user;
    return 0;
}

static hs_database_t *compile(const struct expressions *all, unsigned count)
{
    hs_database_t *database = NULL;
    hs_compile_error_t *error = NULL;
    if (hs_compile_multi((const char *const *)all->text, all->flags, all->ids, count, HS_MODE_BLOCK,
                         NULL, &database, &error) != HS_SUCCESS) {
        fprintf(stderr, "%s: %s\n", error->expression >= 0 ? all->text[error->expression] : "",
                error->message);
        exit(1);
    }
    return database;
}

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

/* MB for each second of processor time: the best of the rounds. */
static double measure(const hs_database_t *database, const char *bytes, size_t len,
                      uint64_t *matches)
{
    hs_scratch_t *scratch = NULL;
    double best = 0;
    if (hs_alloc_scratch(database, &scratch) != HS_SUCCESS) {
        exit(1);
    }
    for (int round = 0; round < ROUNDS; round++) {
        *matches = 0;
        const double start = now();
        hs_scan(database, bytes, (unsigned)len, 0, scratch, count_match, matches);
        const double rate = (double)len / (now() - start) / 1e6;
        best = rate > best ? rate : best;
    }
    hs_free_scratch(scratch);
    return best;
}

static void measure_file(const char *path, const hs_database_t *patterns, const hs_database_t *all)
{
    struct stat facts;
    FILE *file = fopen(path, "rb");
    if (file == NULL || fstat(fileno(file), &facts) != 0) {
        perror(path);
        exit(1);
    }
    const size_t size = (size_t)facts.st_size < FILE_MAX ? (size_t)facts.st_size : FILE_MAX;
    char *bytes = malloc(size + 1);
    const size_t len = bytes != NULL ? fread(bytes, 1, size, file) : 0;
    (void)fclose(file);
    uint64_t matches = 0;
    const double alone = measure(patterns, bytes, len, &matches);
    const double both = measure(all, bytes, len, &matches);
    printf("%-28s %8.0f %8.0f %10llu\n", path, alone, both, (unsigned long long)matches);
    free(bytes);
}

int main(int argc, char **argv)
{
    static struct expressions all;
    const struct ruleset_options options = {.fingerprint_key = {1, 2}};
    struct ruleset *ruleset = ruleset_create(&options);
    if (argc < 3 || ruleset == NULL) {
        return 2;
    }
    read_patterns(&all, argv[1]);
    const unsigned patterns = all.count;
    ruleset_describe(ruleset, take_word, &all);
    hs_database_t *alone = compile(&all, patterns);
    hs_database_t *both = compile(&all, all.count);
    printf("%u patterns, %-15u %8s %8s %10s\n", patterns, all.words, "patterns", "+ words",
           "matches");
    for (int i = 2; i < argc; i++) {
        measure_file(argv[i], alone, both);
    }
    hs_free_database(alone);
    hs_free_database(both);
    ruleset_free(ruleset);
    for (unsigned i = 0; i < all.count; i++) {
        free(all.text[i]);
    }
    return 0;
}
