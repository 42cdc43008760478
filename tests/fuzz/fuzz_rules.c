/*
 * Rules files: whatever the bytes are, the file is read or refused with lines that begin with its
 * name; what is read makes a rule set, and its findings do not depend on how a text is cut.
 *
 * The input is a file, a zero byte and a text.
 */
#include "crawler/cli/rules_file.h"
#include "detectors/scan.h"

#include <stdlib.h>
#include <string.h>

#define ERRORS_MAX ((size_t)1 << 20)
#define FINDINGS_MAX 2048

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

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
    if (kept->count < FINDINGS_MAX) {
        kept->findings[kept->count++] = *finding;
    }
}

/* Every line of errors is "r.toml:LINE: ..." or "r.toml: ...". */
static void check_errors(struct buffer *errors)
{
    const char *line = buffer_str(errors);
    require(line != NULL && line[0] != '\0');
    while (*line != '\0') {
        require(strncmp(line, "r.toml:", 7) == 0);
        line = strchr(line, '\n');
        require(line != NULL);
        line++;
    }
}

static void scan_part(const struct ruleset *ruleset, struct scratch *scratch, struct span text,
                      const size_t bounds[2], struct kept *kept)
{
    const size_t from = bounds[0];
    const size_t to = bounds[1];
    const struct segment segment = {.text = text.ptr + from,
                                    .len = to - from,
                                    .before = from < SCAN_REACH ? from : SCAN_REACH,
                                    .after =
                                        text.len - to < SCAN_REACH ? text.len - to : SCAN_REACH,
                                    .offset = from};
    scan_text(ruleset, scratch, &segment, keep, kept);
}

/* The whole against two parts, unless a pattern gave up. */
static void check_scan(const struct ruleset *ruleset, struct span text)
{
    static struct kept whole;
    static struct kept parts;
    struct scratch *const scratch = scratch_create(ruleset);
    require(scratch != NULL);
    const size_t cut = text.len * 2 / 3;
    whole.count = 0;
    parts.count = 0;
    scan_part(ruleset, scratch, text, (const size_t[]){0, text.len}, &whole);
    scan_part(ruleset, scratch, text, (const size_t[]){0, cut}, &parts);
    scan_part(ruleset, scratch, text, (const size_t[]){cut, text.len}, &parts);
    if (!scratch_take_limit(scratch) && whole.count < FINDINGS_MAX) {
        require(whole.count == parts.count);
        for (size_t i = 0; i < whole.count; i++) {
            require(memcmp(&whole.findings[i], &parts.findings[i], sizeof whole.findings[i]) == 0);
            require(whole.findings[i].detector < ruleset_detector_count(ruleset));
            require(whole.findings[i].offset + whole.findings[i].length <= text.len);
        }
    }
    scratch_free(scratch);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *const end = size > 0 ? memchr(data, '\0', size) : NULL;
    const size_t len = end != NULL ? (size_t)(end - data) : size;
    struct rules_files *const files = rules_files_create();
    struct buffer errors;
    require(files != NULL);
    buffer_init(&errors, ERRORS_MAX);
    const bool is_good = rules_files_parse(files, "r.toml", (struct span){data, len}, &errors);
    if (!is_good) {
        check_errors(&errors);
    } else {
        const struct rules_input input = rules_files_input(files);
        const struct ruleset_options options = {
            .fingerprint_key = {1, 2}, .keeps_candidates = size % 2 == 1, .custom = input.custom};
        struct ruleset *const ruleset = ruleset_create(&options);
        require(ruleset != NULL && errors.len == 0);
        if (end != NULL) {
            check_scan(ruleset, (struct span){end + 1, size - len - 1});
        }
        ruleset_free(ruleset);
    }
    buffer_free(&errors);
    rules_files_free(files);
    return 0;
}
