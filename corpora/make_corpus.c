/*
 * make_corpus: a labelled corpus of invented patients, customers and logs. Equal arguments give
 * equal bytes (compressed ones as far as zlib does). DIR/objects/ has the objects, DIR/gold.jsonl
 * the truth, see truth.h.
 */
#include "corpora/kinds.h"
#include "corpora/object.h"
#include "corpora/truth.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char usage[] =
    "usage: make_corpus [--seed N] [--objects N] [--size BYTES] [--kind KIND] DIR\n"
    "  --seed N      the same seed gives the same corpus (default 1)\n"
    "  --objects N   how many objects (default 96)\n"
    "  --size BYTES  size of each object's text, KiB and MiB understood (default: 1 to 24 KiB, "
    "drawn)\n"
    "  --kind KIND   only one kind: clinic claims pharmacy logs tickets orders near-misses gzip "
    "zip intake\n"
    "                sealed-zip cut-gzip empty (default: a mix of all)\n"
    "DIR must not exist, or be empty.\n";

struct corpus_options {
    uint64_t seed;
    unsigned objects;
    size_t size_bytes; /* 0: drawn for each */
    const char *kind;  /* NULL: the mix */
    const char *directory;
};

static bool corpus_parse_number(const char *text, uint64_t max, uint64_t *out)
{
    char *end;
    errno = 0;
    const unsigned long long number = strtoull(text, &end, 10);
    uint64_t unit = 1;
    if (strcmp(end, "KiB") == 0)
        unit = 1024;
    else if (strcmp(end, "MiB") == 0)
        unit = 1024 * 1024;
    else if (*end)
        return false;
    if (errno || end == text || text[0] == '-' || number > max / unit)
        return false;
    *out = number * unit;
    return true;
}

static bool corpus_parse_option(int option, struct corpus_options *options)
{
    uint64_t number;
    if (option == 'k') {
        options->kind = optarg;
        return true;
    }
    if (!strchr("son", option) || !corpus_parse_number(optarg, UINT64_C(1) << 32, &number))
        return false;
    if (option == 's')
        options->seed = number;
    else if (option == 'n')
        options->size_bytes = number;
    else if (number > 0 && number <= 1000000)
        options->objects = (unsigned)number;
    else
        return false;
    return true;
}

static bool corpus_parse(int argc, char **argv, struct corpus_options *options)
{
    static const struct option table[] = {
        {"seed", required_argument, NULL, 's'},
        {"objects", required_argument, NULL, 'o'},
        {"size", required_argument, NULL, 'n'},
        {"kind", required_argument, NULL, 'k'},
        {0},
    };
    *options = (struct corpus_options){.seed = 1, .objects = 96};
    int option;
    while ((option = getopt_long(argc, argv, "", table, NULL)) != -1) {
        if (!corpus_parse_option(option, options))
            return false;
    }
    options->directory = argv[optind];
    return argc - optind == 1;
}

/* Makes the folders of path; those that exist are fine. */
static bool corpus_make_folders(char *path)
{
    for (char *at = strchr(path + 1, '/'); at; at = strchr(at + 1, '/')) {
        *at = '\0';
        const int outcome = mkdir(path, 0777);
        *at = '/';
        if (outcome != 0 && errno != EEXIST)
            return false;
    }
    return true;
}

static bool corpus_store(const char *directory, const struct object *object)
{
    char path[4096];
    const struct writer *const bytes = object_bytes(object);
    const int len = snprintf(path, sizeof path, "%s/objects/%s", directory, object->name);
    if (len < 0 || (size_t)len >= sizeof path || !corpus_make_folders(path))
        return false;
    FILE *const file = fopen(path, "wbx");
    if (!file)
        return false;
    const bool is_written =
        fwrite(bytes->bytes ? bytes->bytes : "", 1, bytes->len, file) == bytes->len;
    return fclose(file) == 0 && is_written;
}

static bool corpus_make_object(const struct corpus_options *options, unsigned number, FILE *gold)
{
    struct prng prng = prng_create(options->seed ^ UINT64_C(0x5a17), number);
    const struct object_order order = {
        .kind = options->kind ? options->kind : object_mix[number % object_mix_count],
        .seed = options->seed,
        .number = number,
        .size_bytes =
            options->size_bytes ? options->size_bytes : prng_between(&prng, 1024, 24 * 1024),
    };
    struct object object;
    const bool is_made = object_build(&object, &order) &&
                         corpus_store(options->directory, &object) && truth_write(gold, &object);
    object_free(&object);
    return is_made;
}

static bool corpus_make(const struct corpus_options *options)
{
    char path[4096];
    const int len = snprintf(path, sizeof path, "%s/gold.jsonl", options->directory);
    if (len < 0 || (size_t)len >= sizeof path || !corpus_make_folders(path))
        return false;
    FILE *const gold = fopen(path, "wbx");
    if (!gold)
        return false;
    bool is_made = true;
    for (unsigned number = 0; number < options->objects && is_made; number++)
        is_made = corpus_make_object(options, number, gold);
    return fclose(gold) == 0 && is_made;
}

int main(int argc, char **argv)
{
    struct corpus_options options;
    if (!corpus_parse(argc, argv, &options)) {
        fputs(usage, stderr);
        return 2;
    }
    errno = 0;
    if (!corpus_make(&options)) {
        fprintf(stderr, "make_corpus: cannot make %s: %s\n", options.directory,
                errno ? strerror(errno) : "unknown kind, or out of memory");
        return 1;
    }
    return 0;
}
