/*
 * scan_text(): for any bytes and any way of cutting them, the findings of the parts are those of
 * the whole, they come in order, within the text, without overlaps, and their points add up.
 */
#include "detectors/registry.h"
#include "detectors/scan.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define FINDINGS_MAX 4096

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct ruleset *ruleset;
static struct scratch *scratch;

struct kept {
    size_t count;
    struct finding findings[FINDINGS_MAX];
};

static void keep(void *user, const struct finding *finding)
{
    struct kept *kept = user;
    if (kept->count < FINDINGS_MAX) {
        kept->findings[kept->count++] = *finding;
    }
}

static void require(bool condition)
{
    if (!condition) {
        abort();
    }
}

static void check_finding(const struct finding *finding, size_t len)
{
    int sum = 0;
    require(finding->offset < len && finding->length > 0 &&
            finding->length <= len - finding->offset);
    require(finding->length <= SCAN_REACH / 2 && finding->confidence > 0 &&
            finding->confidence < 100);
    require(finding->detector < detector_count() &&
            finding->evidence_count <= FINDING_EVIDENCE_MAX);
    for (size_t i = 0; i < finding->evidence_count; i++) {
        char name[64];
        sum += finding->evidence[i].points;
        require(evidence_name(&finding->evidence[i], name, sizeof name) == strlen(name));
    }
    require(sum == finding->confidence);
}

/* An address, its city and its ZIP code stand in one another. */
static bool is_nested(const struct finding *left, const struct finding *right)
{
    static const char *const places[] = {"postal-address", "city", "zip-code"};
    size_t count = 0;
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        count += strcmp(detector_at(left->detector)->id, places[i]) == 0;
        count += strcmp(detector_at(right->detector)->id, places[i]) == 0;
    }
    return count == 2 && left->detector != right->detector;
}

static void check_whole(const struct kept *kept, size_t len)
{
    for (size_t i = 0; i < kept->count; i++) {
        check_finding(&kept->findings[i], len);
        require(i == 0 ||
                kept->findings[i - 1].offset + kept->findings[i - 1].length <=
                    kept->findings[i].offset ||
                is_nested(&kept->findings[i - 1], &kept->findings[i]));
    }
}

/* Scans [from, to) of text with what stands around it. */
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

static bool is_equal(const struct finding *left, const struct finding *right)
{
    return memcmp(left, right, offsetof(struct finding, evidence)) == 0 &&
           memcmp(left->evidence, right->evidence, sizeof left->evidence) == 0;
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    const struct ruleset_options options = {.fingerprint_key = {1, 2}, .min_confidence = 1};
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
    scan_part(text, 0, text.len, &whole);
    check_whole(&whole, text.len);
    parts.count = 0;
    size_t from = 0;
    for (size_t i = 0; i < 4; i++) {
        const size_t cut = text.len * data[i] / 255;
        if (cut > from) {
            scan_part(text, from, cut, &parts);
            from = cut;
        }
    }
    scan_part(text, from, text.len, &parts);
    require(parts.count == whole.count);
    for (size_t i = 0; i < whole.count; i++) {
        require(is_equal(&whole.findings[i], &parts.findings[i]));
    }
    return 0;
}
