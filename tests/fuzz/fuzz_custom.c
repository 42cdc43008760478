/*
 * scan_text() with users' own rules: for any bytes and any way of cutting them the findings and the
 * candidates of the parts are those of the whole, and their points add up.
 */
#include "detectors/custom.h"
#include "detectors/scan.h"

#include <stdlib.h>
#include <string.h>

#define FINDINGS_MAX 8192
#define RULE .role = ROLE_PERSON, .identifier = 'R', .qualifies = true

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const words[] = {"emp no", "case", "Staff Number", "id", "caf\xc3\xa9"};
static const char *const ignored[] = {"000"};

/* A fixed text, a mask, a class, a group, a look behind, a long match with distant words. */
static const struct custom_detector rules[] = {
    {RULE, .id = "x-a", .pattern = "EH-\\d{3,9}", .words = {words, 5}, .ignored = {ignored, 1},
     .alone = 60, .word = 80, .field = 90, .before = 50, .after = 30, .longest = 100},
    {RULE, .id = "x-b", .shape = "U99?X", .is_whole = true, .alone = 61, .word = 61, .field = 61,
     .longest = 9},
    {RULE, .id = "x-c", .pattern = "[a-f0-9]{4,}", .words = {words, 2}, .word = 75, .field = 85,
     .before = 300, .longest = 120},
    {RULE, .id = "x-d", .pattern = "(?:foo|ba[rz])+\\b", .ignores_case = true, .alone = 70,
     .word = 70, .field = 70, .longest = 254},
    {RULE, .id = "x-e", .pattern = "(?<=: )\\w+(?=[ ,;])", .alone = 1, .word = 1, .field = 1,
     .longest = 30},
    {RULE, .id = "x-f", .pattern = "\\b\\d{2}[-. ]\\d{5}(?!\\d)", .check = VALIDATOR_LUHN,
     .words = {words, 5}, .alone = 50, .word = 70, .field = 90, .before = 200, .longest = 20},
};

static const struct custom_rules custom = {.detectors = rules,
                                           .detector_count = sizeof rules / sizeof rules[0]};
static struct ruleset *ruleset;
static struct scratch *scratch;

struct kept {
    size_t count;
    struct finding findings[FINDINGS_MAX];
};

static void require(bool condition)
{
    if (!condition) {
        abort();
    }
}

static void keep(void *user, const struct finding *finding)
{
    struct kept *const kept = user;
    int sum = 0;
    for (size_t i = 0; i < finding->evidence_count; i++) {
        sum += finding->evidence[i].points;
    }
    require(sum == finding->confidence && finding->length > 0 &&
            finding->length <= CUSTOM_MATCH_MAX);
    if (kept->count < FINDINGS_MAX) {
        kept->findings[kept->count++] = *finding;
    }
}

static void scan_part(struct span text, size_t from, size_t to, struct kept *kept)
{
    const struct segment segment = {.text = text.ptr + from,
                                    .len = to - from,
                                    .before = from < SCAN_REACH ? from : SCAN_REACH,
                                    .after =
                                        text.len - to < SCAN_REACH ? text.len - to : SCAN_REACH,
                                    .offset = from};
    scan_text(ruleset, scratch, &segment, keep, kept);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    const struct ruleset_options options = {
        .fingerprint_key = {1, 2}, .keeps_candidates = true, .custom = &custom};
    ruleset = ruleset_create(&options);
    scratch = ruleset != NULL ? scratch_create(ruleset) : NULL;
    return scratch == NULL;
}

/* The input's first bytes say where the rest is cut: as fractions of its length. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct kept whole;
    static struct kept parts;
    if (size < 4) {
        return 0;
    }
    const struct span text = {data + 4, size - 4};
    whole.count = 0;
    parts.count = 0;
    scan_part(text, 0, text.len, &whole);
    size_t from = 0;
    for (size_t i = 0; i < 4; i++) {
        const size_t cut = text.len * data[i] / 255;
        if (cut > from) {
            scan_part(text, from, cut, &parts);
            from = cut;
        }
    }
    scan_part(text, from, text.len, &parts);
    if (scratch_take_limit(scratch) || whole.count == FINDINGS_MAX) {
        return 0;
    }
    require(parts.count == whole.count);
    for (size_t i = 0; i < whole.count; i++) {
        require(memcmp(&parts.findings[i], &whole.findings[i], sizeof whole.findings[i]) == 0);
    }
    return 0;
}
