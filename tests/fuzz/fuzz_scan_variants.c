/*
 * scan_text(): all variants of the core find the same in any bytes, the vector ones also when the
 * bytes are cut into segments, and a fast rule set finds the same but for words.
 */
#include "detectors/registry.h"
#include "detectors/scan.h"

#include <stdlib.h>
#include <string.h>

#define FINDINGS_MAX 4096
#define SETS 4 /* portable, avx2, avx512, and fast */

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct ruleset *rulesets[SETS];
static struct scratch *scratches[SETS];

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

static void scan_part(size_t set, struct span text, size_t from, size_t to, struct kept *kept)
{
    const size_t rest = text.len - to;
    const struct segment segment = {.text = text.ptr + from,
                                    .len = to - from,
                                    .before = from < SCAN_REACH ? from : SCAN_REACH,
                                    .after = rest < SCAN_REACH ? rest : SCAN_REACH,
                                    .offset = from};
    scan_text(rulesets[set], scratches[set], &segment, keep, kept);
}

static void check_equal(const struct kept *wanted, const struct kept *got)
{
    require(wanted->count == got->count);
    for (size_t i = 0; i < wanted->count; i++) {
        require(memcmp(&wanted->findings[i], &got->findings[i], sizeof wanted->findings[i]) == 0);
    }
}

static bool is_word(const struct finding *finding)
{
    const char *id = detector_at(finding->detector)->id;
    return strcmp(id, "drug") == 0 || strcmp(id, "sig") == 0 || strcmp(id, "clinical-terms") == 0;
}

/* Takes the words out. */
static void drop_words(struct kept *kept)
{
    size_t count = 0;
    for (size_t i = 0; i < kept->count; i++) {
        if (!is_word(&kept->findings[i])) {
            kept->findings[count++] = kept->findings[i];
        }
    }
    kept->count = count;
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    static const enum scan_variant variants[SETS] = {SCAN_PORTABLE, SCAN_AVX2, SCAN_AVX512,
                                                     SCAN_FASTEST};
    (void)argc;
    (void)argv;
    for (size_t i = 0; i < SETS; i++) {
        const struct ruleset_options options = {.fingerprint_key = {1, 2},
                                                .min_confidence = 1,
                                                .variant = variants[i],
                                                .is_fast = i == SETS - 1};
        rulesets[i] = ruleset_create(&options);
        scratches[i] = rulesets[i] != NULL ? scratch_create(rulesets[i]) : NULL;
        if (scratches[i] == NULL) {
            return 1;
        }
    }
    return 0;
}

/* The input's first bytes say where the rest is cut, as fractions of its length. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct kept wanted;
    static struct kept got;
    if (size < 2) {
        return 0;
    }
    const struct span text = {data + 2, size - 2};
    wanted.count = 0;
    scan_part(0, text, 0, text.len, &wanted);
    for (size_t set = 1; set < SETS; set++) {
        const bool is_fast = set == SETS - 1;
        const size_t cut = is_fast ? 0 : text.len * data[set % 2] / 255;
        got.count = 0;
        scan_part(set, text, 0, cut, &got);
        scan_part(set, text, cut, text.len, &got);
        if (is_fast) {
            drop_words(&wanted);
            drop_words(&got);
        }
        check_equal(&wanted, &got);
    }
    return 0;
}
