/* The options that say which objects a scan looks at. */
#include "crawler/cli/option_scope.h"

/* The members that all rows share. */
#define ROW .verbs = VERB_SCAN, .group = GROUP_SCOPE

static const struct option_spec options[OPTION_SCOPE_LAST - OPTION_SCOPE_FIRST + 1] = {
    [OPTION_INCLUDE - OPTION_SCOPE_FIRST] =
        {ROW, .name = "include", .argument = "GLOB", .type = OPTION_TEXTS,
         .help = "Only objects whose whole key matches GLOB: * is any characters, / among them, ? "
                 "one, [a-z] one of a set. Given several times, one match is enough."},
    [OPTION_EXCLUDE - OPTION_SCOPE_FIRST] =
        {ROW, .name = "exclude", .argument = "GLOB", .type = OPTION_TEXTS,
         .help = "No object whose key matches GLOB, also when --include matches it; the order of "
                 "options does not matter. May be given several times."},
    [OPTION_REGEX - OPTION_SCOPE_FIRST] =
        {ROW, .name = "regex", .argument = "EXPRESSION", .type = OPTION_TEXTS,
         .help = "Only objects in whose key the expression of PCRE2 is found. Given several "
                 "times, one is enough."},
    [OPTION_EXTENSION - OPTION_SCOPE_FIRST] =
        {ROW, .name = "extension", .argument = "NAME,...", .type = OPTION_TEXTS,
         .help = "Only objects whose key ends in one of these, as in csv,json.gz; any case."},
    [OPTION_MIN_SIZE - OPTION_SCOPE_FIRST] =
        {ROW, .name = "min-size", .argument = "SIZE", .type = OPTION_SIZE, .max = UINT64_MAX - 1,
         .help = "Only objects of at least SIZE bytes, as in 1MiB."},
    [OPTION_MAX_SIZE - OPTION_SCOPE_FIRST] = {ROW, .name = "max-size", .argument = "SIZE",
                                              .type = OPTION_SIZE, .max = UINT64_MAX - 1,
                                              .help = "Only objects of at most SIZE bytes."},
    [OPTION_MODIFIED_AFTER - OPTION_SCOPE_FIRST] =
        {ROW, .name = "modified-after", .argument = "TIME", .type = OPTION_TEXT,
         .help = "Only objects that were modified at TIME or later: 2026-01-02T03:04:05Z, "
                 "2026-01-02 (UTC), or an age as 12h, 7d, 4w."},
    [OPTION_MODIFIED_BEFORE -
        OPTION_SCOPE_FIRST] = {ROW, .name = "modified-before", .argument = "TIME",
                               .type = OPTION_TEXT,
                               .help = "Only objects that were modified before TIME."},
    [OPTION_STORAGE_CLASS -
        OPTION_SCOPE_FIRST] = {ROW, .name = "storage-class", .argument = "NAME,...",
                               .type = OPTION_TEXTS,
                               .help =
                                   "Only objects of these storage classes or access tiers, as in "
                                   "STANDARD,STANDARD_IA; any case."},
    [OPTION_ENCRYPTION - OPTION_SCOPE_FIRST] =
        {ROW, .name = "encryption", .argument = "MODE,...", .type = OPTION_TEXTS,
         .help = "Only objects of these modes of encryption (azure, azure-scope, azure-cpk, "
                 "sse-s3, sse-kms ...); needs listings that say it: Azure."},
    [OPTION_TAG - OPTION_SCOPE_FIRST] =
        {ROW, .name = "tag", .argument = "NAME[=VALUE]", .type = OPTION_TEXTS,
         .help = "Only objects with this tag; needs listings that say it: Azure. Given several "
                 "times, one is enough."},
    [OPTION_SINCE - OPTION_SCOPE_FIRST] =
        {ROW, .name = "since", .argument = "RUN", .type = OPTION_TEXT,
         .help = "No object that the run in the folder RUN examined in full by the same rules, "
                 "and that has the same size, ETag and time."},
    [OPTION_VERSIONS - OPTION_SCOPE_FIRST] =
        {ROW, .name = "versions", .type = OPTION_FLAG,
         .help = "All versions and delete markers; of Azure snapshots and what was soft-deleted as "
                 "well."},
    [OPTION_VERSION_STATE - OPTION_SCOPE_FIRST] =
        {ROW, .name = "version-state", .argument = "STATE,...", .type = OPTION_TEXTS,
         .help = "Only these among all versions: latest, noncurrent, delete-marker, snapshot, "
                 "deleted, upload."},
    [OPTION_UPLOADS - OPTION_SCOPE_FIRST] =
        {ROW, .name = "uploads", .type = OPTION_FLAG,
         .help = "Also uploads that were not completed: nobody can read them, so they are recorded "
                 "as not examined."},
};

const struct option_spec *option_scope_at(enum option option)
{
    return &options[option - OPTION_SCOPE_FIRST];
}
