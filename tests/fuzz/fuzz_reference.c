/* scan_text() beside plain PCRE2 expressions with the same validators, for any bytes: what a shape
 * and its validator say is found, and a finding has its shape. See pattern_reference.h. */
#include "detectors/scan.h"
#include "tests/unit/detectors/pattern_reference.h"

#include <stdio.h>
#include <stdlib.h>

#define FINDINGS_MAX 8192

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct ruleset *ruleset;
static struct scratch *scratch;
static struct pattern_reference *reference;

struct kept {
    size_t count;
    struct finding findings[FINDINGS_MAX];
};

static void keep(void *user, const struct finding *finding)
{
    struct kept *const kept = user;
    if (kept->count == FINDINGS_MAX)
        abort();
    kept->findings[kept->count++] = *finding;
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    const struct ruleset_options options = {.fingerprint_key = {1, 2}, .min_confidence = 1};
    ruleset = ruleset_create(&options);
    scratch = ruleset != NULL ? scratch_create(ruleset) : NULL;
    reference = pattern_reference_create();
    return scratch == NULL || reference == NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct kept kept;
    struct pattern_outcome outcome = {0};
    const struct segment segment = {.text = data, .len = size};
    if (size > FINDINGS_MAX)
        return 0;
    kept.count = 0;
    scan_text(ruleset, scratch, &segment, keep, &kept);
    const struct pattern_subject subject = {{data, size}, kept.findings, kept.count, true};
    if (!pattern_reference_check(reference, &subject, &outcome)) {
        fprintf(stderr, "%s %s: %zu bytes at %zu: '%.*s'\n", outcome.name, outcome.complaint,
                outcome.len, outcome.at, (int)outcome.len, (const char *)data + outcome.at);
        abort();
    }
    return 0;
}
