/* The table of options. */
#include "crawler/cli/option.h"

#include "crawler/cli/option_scope.h"

#include <ctype.h>
#include <string.h>

#define VERBS_READING (VERB_SCAN | VERB_DETECT)
#define VERBS_ALL (VERB_NONE | VERB_SCAN | VERB_DETECT | VERB_DETECTORS | VERB_CHECK)

static const char *const progress_choices[] = {"auto", "always", "never", NULL};
static const char *const payer_choices[] = {"requester", NULL};
static const char *const class_choices[] = {"PHI", "PII", "PCI", "HEALTH", NULL};
static const char *const policy_choices[] = {"cmk-required", "tls-only", "no-public-access", NULL};
static const char *const help_choices[] = {"man", "bash", NULL};

static const struct option_spec options[OPTION_COUNT] = {
    [OPTION_FROM] = {.verbs = VERB_SCAN,
                     .name = "from",
                     .argument = "FILE",
                     .type = OPTION_TEXT,
                     .group = GROUP_INPUT,
                     .help = "Also scan the objects that FILE names, one URI or path a line; - is "
                             "standard input."},
    [OPTION_FILES_FROM] = {.verbs = VERB_DETECT,
                           .name = "files-from",
                           .argument = "FILE",
                           .type = OPTION_TEXT,
                           .group = GROUP_INPUT,
                           .help = "Also read the files that FILE names, one path a line; - is "
                                   "standard input."},
    [OPTION_PASSWORDS] = {.verbs = VERBS_READING,
                          .name = "passwords",
                          .argument = "FILE",
                          .type = OPTION_TEXT,
                          .group = GROUP_INPUT,
                          .help = "Try the passwords in FILE, one a line, on encrypted zip "
                                  "and 7z archives, Office documents and PDFs."},
    [OPTION_NO_SIGN_REQUEST] = {.verbs = VERB_SCAN | VERB_CHECK,
                                .name = "no-sign-request",
                                .type = OPTION_FLAG,
                                .group = GROUP_INPUT,
                                .help = "Look for no credentials and sign no request: for public "
                                        "buckets and containers."},
    [OPTION_REQUEST_PAYER] = {.verbs = VERB_SCAN | VERB_CHECK,
                              .name = "request-payer",
                              .argument = "requester",
                              .type = OPTION_CHOICE,
                              .group = GROUP_INPUT,
                              .choices = payer_choices,
                              .help = "Agree to pay for requests to buckets that charge whoever "
                                      "asks."},
    [OPTION_EXPECTED_BUCKET_OWNER] =
        {.verbs = VERB_SCAN | VERB_CHECK,
         .name = "expected-bucket-owner",
         .argument = "ACCOUNT",
         .type = OPTION_ACCOUNT,
         .group = GROUP_INPUT,
         .help = "Read only buckets of S3 that belong to this AWS account (12 digits); others are "
                 "refused."},
    [OPTION_OUTPUT] = {.verbs = VERB_SCAN,
                       .name = "output",
                       .letter = 'o',
                       .argument = "RUN",
                       .type = OPTION_TEXT,
                       .group = GROUP_OUTPUT,
                       .default_note = "./phicrawl-run-<UTC time>",
                       .help = "The run folder: new, or an empty directory."},
    [OPTION_LOCATIONS] = {.verbs = VERB_SCAN,
                          .name = "locations",
                          .argument = "N|all",
                          .type = OPTION_NUMBER_OR_ALL,
                          .group = GROUP_OUTPUT,
                          .max = UINT64_MAX - 1,
                          .default_text = "1000",
                          .help = "Findings written with their place for each object. Counts are "
                                  "exact whatever N is."},
    [OPTION_NO_PRIVATE_KEYS] = {.verbs = VERB_SCAN,
                                .name = "no-private-keys",
                                .type = OPTION_FLAG,
                                .group = GROUP_OUTPUT,
                                .help = "Write no keys.private.jsonl, which holds the true keys "
                                        "of objects that are masked everywhere else."},
    [OPTION_NO_POSTURE] = {.verbs = VERB_SCAN,
                           .name = "no-posture",
                           .type = OPTION_FLAG,
                           .group = GROUP_OUTPUT,
                           .help = "Do not ask buckets and containers how they are protected: no "
                                   "posture in run.json, no policies in the manifest."},
    [OPTION_ESTIMATE] = {.verbs = VERB_SCAN,
                         .name = "estimate",
                         .type = OPTION_FLAG,
                         .group = GROUP_OUTPUT,
                         .help = "Only list: print what a scan would read, cost and take, and read "
                                 "no object. With --json as one line of JSON."},
    [OPTION_RESTORE_MANIFEST] = {.verbs = VERB_SCAN,
                                 .name = "restore-manifest",
                                 .argument = "FILE",
                                 .type = OPTION_TEXT,
                                 .group = GROUP_OUTPUT,
                                 .help = "List archived objects in FILE, which must be new, to be "
                                         "restored: a manifest of S3 Batch Operations, or the URLs "
                                         "of blobs. It holds true keys."},
    [OPTION_QUIET] = {.verbs = VERB_SCAN,
                      .name = "quiet",
                      .letter = 'q',
                      .type = OPTION_FLAG,
                      .group = GROUP_OUTPUT,
                      .help = "No summary and no progress; only errors and warnings."},
    [OPTION_PROGRESS] = {.verbs = VERB_SCAN,
                         .name = "progress",
                         .argument = "WHEN",
                         .type = OPTION_CHOICE,
                         .group = GROUP_OUTPUT,
                         .choices = progress_choices,
                         .default_text = "auto",
                         .help = "Show progress on standard error: auto (when it is a terminal), "
                                 "always or never."},
    [OPTION_JSON] = {.verbs = VERB_SCAN | VERB_DETECTORS | VERB_CHECK,
                     .name = "json",
                     .type = OPTION_FLAG,
                     .group = GROUP_OUTPUT,
                     .help = "Print JSON Lines with all details: one detector, one permission or "
                             "one estimate a line."},
    [OPTION_POLICY] = {.verbs = VERB_CHECK,
                       .name = "policy",
                       .type = OPTION_FLAG,
                       .group = GROUP_OUTPUT,
                       .help = "Ask nobody, and print the least that a scan needs: an IAM policy "
                               "for buckets, an Azure role for containers."},
    [OPTION_MIN_CONFIDENCE] = {.verbs = VERBS_READING,
                               .name = "min-confidence",
                               .argument = "N",
                               .type = OPTION_NUMBER,
                               .group = GROUP_JUDGEMENT,
                               .min = 1,
                               .max = 99,
                               .default_text = "60",
                               .help = "Neither report nor count findings below N: low from 60, "
                                       "medium from 75, high from 85."},
    [OPTION_RULES] = {.verbs = VERBS_READING | VERB_DETECTORS,
                      .name = "rules",
                      .argument = "FILE",
                      .type = OPTION_TEXTS,
                      .group = GROUP_JUDGEMENT,
                      .help = "Detectors of your own, and changes of the built-in ones; may be "
                              "given several times."},
    [OPTION_ALLOW] = {.verbs = VERBS_READING,
                      .name = "allow",
                      .argument = "FILE",
                      .type = OPTION_TEXTS,
                      .group = GROUP_JUDGEMENT,
                      .help = "Values that are nothing to report, as HMACs made by 'phicrawl "
                              "detectors ID --hmac'; may be given several times."},
    [OPTION_ROSTER] = {.verbs = VERBS_READING,
                       .name = "roster",
                       .argument = "FILE",
                       .type = OPTION_TEXTS,
                       .group = GROUP_JUDGEMENT,
                       .help = "Values of known persons, as HMACs like those of --allow: a finding "
                               "among them is surer, and flagged on-roster."},
    [OPTION_KEY_FILE] = {.verbs = VERBS_READING | VERB_DETECTORS,
                         .name = "key-file",
                         .argument = "FILE",
                         .type = OPTION_TEXT,
                         .group = GROUP_JUDGEMENT,
                         .help = "The key of the HMACs: 32 to 1024 bytes of any kind."},
    [OPTION_ALL_CANDIDATES] = {.verbs = VERBS_READING,
                               .name = "all-candidates",
                               .type = OPTION_FLAG,
                               .group = GROUP_JUDGEMENT,
                               .help = "Also print what was looked at and not reported: losers of "
                                       "overlaps, values below --min-confidence, values on an "
                                       "allow list. They are flagged, and counted nowhere."},
    [OPTION_FAST] = {.verbs = VERBS_READING,
                     .name = "fast",
                     .type = OPTION_FLAG,
                     .group = GROUP_JUDGEMENT,
                     .help = "Look for drugs, sigs and clinical terms only near what looks like an "
                             "identifier, or is labelled as one."},
    [OPTION_HMAC] = {.verbs = VERB_DETECTORS,
                     .name = "hmac",
                     .argument = "FILE",
                     .type = OPTION_TEXT,
                     .group = GROUP_OUTPUT,
                     .help =
                         "Print the HMAC of each line of FILE (- is standard input), a value of "
                         "the detector ID, for --allow and --roster; needs --key-file."},
    [OPTION_ACCEPT] = {.verbs = VERB_SCAN,
                       .name = "accept",
                       .argument = "REASON,...",
                       .type = OPTION_REASONS,
                       .group = GROUP_JUDGEMENT,
                       .help = "Objects that are not examined in full for these reasons alone, as "
                               "in archived,encrypted, do not make the scan incomplete."},
    [OPTION_POLICY_PROFILE] = {.verbs = VERB_SCAN,
                               .name = "policy-profile",
                               .argument = "NAME,...",
                               .type = OPTION_CHOICES,
                               .group = GROUP_JUDGEMENT,
                               .choices = policy_choices,
                               .default_note = "all of them",
                               .help = "Policies that each object is judged under: cmk-required, "
                                       "tls-only, no-public-access."},
    [OPTION_FAIL_ON] = {.verbs = VERB_SCAN,
                        .name = "fail-on",
                        .argument = "CLASS",
                        .type = OPTION_CHOICE,
                        .group = GROUP_JUDGEMENT,
                        .choices = class_choices,
                        .help = "Exit with 10 when an object is of CLASS or of one that stands "
                                "before it in PHI, PII, PCI, HEALTH."},
    [OPTION_MAX_DEPTH] = {.verbs = VERBS_READING,
                          .name = "max-depth",
                          .argument = "N",
                          .type = OPTION_NUMBER,
                          .group = GROUP_LIMITS,
                          .min = 0,
                          .max = 100,
                          .default_text = "17",
                          .help = "Archives and compression layers within one another."},
    [OPTION_MAX_MEMBERS] = {.verbs = VERBS_READING,
                            .name = "max-members",
                            .argument = "N",
                            .type = OPTION_NUMBER,
                            .group = GROUP_LIMITS,
                            .min = 1,
                            .max = UINT64_MAX - 1,
                            .default_text = "1000000",
                            .help = "Archive members and layers of one object."},
    [OPTION_MAX_BYTES] = {.verbs = VERBS_READING,
                          .name = "max-bytes",
                          .argument = "SIZE",
                          .type = OPTION_SIZE,
                          .group = GROUP_LIMITS,
                          .min = 1,
                          .max = UINT64_MAX - 1,
                          .default_text = "1TiB",
                          .help = "Bytes that one object may unpack to."},
    [OPTION_MAX_RATIO] = {.verbs = VERBS_READING,
                          .name = "max-ratio",
                          .argument = "N",
                          .type = OPTION_NUMBER,
                          .group = GROUP_LIMITS,
                          .min = 1,
                          .max = UINT64_MAX - 1,
                          .default_text = "200",
                          .help = "Bytes that one compressed byte may unpack to."},
    [OPTION_MAX_RATIO_FROM] = {.verbs = VERBS_READING,
                               .name = "max-ratio-from",
                               .argument = "SIZE",
                               .type = OPTION_SIZE,
                               .group = GROUP_LIMITS,
                               .min = 1,
                               .max = UINT64_MAX - 1,
                               .default_text = "64MiB",
                               .help = "Bytes that may come out of one layer before their ratio "
                                       "counts."},
    [OPTION_MAX_MEMORY] = {.verbs = VERBS_READING,
                           .name = "max-memory",
                           .argument = "SIZE",
                           .type = OPTION_SIZE,
                           .group = GROUP_LIMITS,
                           .min = 1,
                           .max = UINT64_C(1) << 40,
                           .default_text = "160MiB",
                           .help = "Bytes that a decoder may hold: windows and dictionaries of "
                                   "compression."},
    [OPTION_MAX_TIME] = {.verbs = VERBS_READING,
                         .name = "max-time",
                         .argument = "SECONDS",
                         .type = OPTION_NUMBER,
                         .group = GROUP_LIMITS,
                         .min = 1,
                         .max = UINT32_MAX,
                         .default_note = "no limit",
                         .help = "Time that one object may take; what was read counts."},
    [OPTION_WORKERS] = {.verbs = VERB_SCAN,
                        .name = "workers",
                        .argument = "N",
                        .type = OPTION_NUMBER,
                        .group = GROUP_SPEED,
                        .min = 1,
                        .max = 1024,
                        .default_note = "one a core",
                        .help = "Threads that unpack and scan."},
    [OPTION_WINDOW] = {.verbs = VERB_SCAN,
                       .name = "window",
                       .argument = "N",
                       .type = OPTION_NUMBER,
                       .group = GROUP_SPEED,
                       .min = 1,
                       .max = 65536,
                       .default_text = "256",
                       .help = "Requests in flight over all workers."},
    [OPTION_LIST_REQUESTS] = {.verbs = VERB_SCAN,
                              .name = "list-requests",
                              .argument = "N",
                              .type = OPTION_NUMBER,
                              .group = GROUP_SPEED,
                              .min = 1,
                              .max = 256,
                              .default_text = "32",
                              .help =
                                  "Requests in flight to list one SOURCE of S3. With 1 objects "
                                  "come in the order of the store, else in any; each comes once."},
    [OPTION_RATE] = {.verbs = VERB_SCAN,
                     .name = "rate",
                     .argument = "SIZE",
                     .type = OPTION_SIZE,
                     .group = GROUP_SPEED,
                     .min = 1,
                     .max = UINT64_C(1) << 50,
                     .default_text = "200MB",
                     .help = "Bytes a second that --estimate reckons with."},
    [OPTION_HELP] = {.verbs = VERBS_ALL,
                     .name = "help",
                     .letter = 'h',
                     .argument = "FORMAT",
                     .type = OPTION_MAYBE_CHOICE,
                     .group = GROUP_GENERAL,
                     .choices = help_choices,
                     .help = "Print this help; --help=man prints the manual page, --help=bash the "
                             "completion for the shell."},
    [OPTION_VERSION] = {.verbs = VERBS_ALL,
                        .name = "version",
                        .letter = 'V',
                        .type = OPTION_FLAG,
                        .group = GROUP_GENERAL,
                        .help = "Print the versions of phicrawl and of the libraries it uses."},
};

const struct option_spec *option_at(enum option option)
{
    const bool is_scope = option >= OPTION_SCOPE_FIRST && option <= OPTION_SCOPE_LAST;
    return is_scope ? option_scope_at(option) : &options[option];
}

const char *option_group_title(enum option_group group)
{
    static const char *const titles[GROUP_COUNT] = {
        [GROUP_INPUT] = "INPUT",         [GROUP_SCOPE] = "SCOPE",  [GROUP_OUTPUT] = "OUTPUT",
        [GROUP_JUDGEMENT] = "JUDGEMENT", [GROUP_LIMITS] = "LIMIT", [GROUP_SPEED] = "SPEED",
        [GROUP_GENERAL] = "GENERAL",
    };
    return titles[group];
}

int option_find(const char *name, size_t len)
{
    for (int i = 0; i < OPTION_COUNT; i++) {
        const char *const other = option_at((enum option)i)->name;
        if (strlen(other) == len && memcmp(other, name, len) == 0)
            return i;
    }
    return -1;
}

int option_find_letter(char letter)
{
    for (int i = 0; letter != '\0' && i < OPTION_COUNT; i++) {
        if (option_at((enum option)i)->letter == letter)
            return i;
    }
    return -1;
}

bool option_variable(enum option option, char *out)
{
    static const char prefix[] = "PHICRAWL_";
    if (option == OPTION_HELP || option == OPTION_VERSION)
        return false;
    memcpy(out, prefix, sizeof prefix);
    char *put = out + sizeof prefix - 1;
    for (const char *name = option_at(option)->name; *name != '\0'; name++)
        *put++ = *name == '-' ? '_' : (char)toupper((unsigned char)*name);
    *put = '\0';
    return true;
}
