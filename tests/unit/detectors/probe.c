/* Scans pieces of text and keeps what is found. */
#include "probe.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

struct probe *probe_create(uint8_t min_confidence)
{
    const struct ruleset_options options = {.fingerprint_key = {0x0123456789abcdef, 42},
                                            .min_confidence = min_confidence};
    struct probe *probe = calloc(1, sizeof *probe);
    ck_assert_ptr_nonnull(probe);
    probe->ruleset = ruleset_create(&options);
    ck_assert_ptr_nonnull(probe->ruleset);
    probe->scratch = scratch_create(probe->ruleset);
    ck_assert_ptr_nonnull(probe->scratch);
    return probe;
}

void probe_free(struct probe *probe)
{
    scratch_free(probe->scratch);
    ruleset_free(probe->ruleset);
    free(probe->findings);
    free(probe);
}

void probe_clear(struct probe *probe)
{
    probe->count = 0;
}

static void keep(void *user, const struct finding *finding)
{
    struct probe *probe = user;
    if (probe->count == probe->cap) {
        probe->cap = 2 * probe->cap + 64;
        probe->findings = realloc(probe->findings, probe->cap * sizeof *finding);
        ck_assert_ptr_nonnull(probe->findings);
    }
    probe->findings[probe->count++] = *finding;
}

void probe_scan(struct probe *probe, const struct segment *segment)
{
    scan_text(probe->ruleset, probe->scratch, segment, keep, probe);
}

/* The text in memory of its own size, so that a sanitizer sees every byte that is read outside of
 * it. */
void probe_scan_string(struct probe *probe, const char *text)
{
    const size_t len = strlen(text);
    uint8_t *bytes = malloc(len > 0 ? len : 1);
    ck_assert_ptr_nonnull(bytes);
    memcpy(bytes, text, len);
    const struct segment segment = {.text = bytes, .len = len};
    probe_scan(probe, &segment);
    free(bytes);
}

const struct finding *probe_find(const struct probe *probe, const char *id)
{
    for (size_t i = 0; i < probe->count; i++) {
        if (strcmp(detector_at(probe->findings[i].detector)->id, id) == 0) {
            return &probe->findings[i];
        }
    }
    return NULL;
}

static void check_sum(const struct finding *finding)
{
    int sum = 0;
    for (size_t i = 0; i < finding->evidence_count; i++) {
        sum += finding->evidence[i].points;
    }
    ck_assert_int_eq(sum, finding->confidence);
}

void probe_check(const char *id, const struct probe_case *test)
{
    struct probe *probe = probe_create(0);
    probe_scan_string(probe, test->text);
    const struct finding *found = probe_find(probe, id);
    if (test->value == NULL) {
        ck_assert_msg(found == NULL, "%s found in '%s' at %zu+%u", id, test->text,
                      found ? (size_t)found->offset : 0, found ? found->length : 0);
    } else {
        ck_assert_msg(found != NULL, "%s not found in '%s'", id, test->text);
        const char *at = strstr(test->text, test->value);
        ck_assert_ptr_nonnull(at);
        ck_assert_msg(
            found->offset == (size_t)(at - test->text) && found->length == strlen(test->value),
            "%s in '%s': at %zu+%u", id, test->text, (size_t)found->offset, found->length);
        ck_assert_msg(test->confidence == 0 || test->confidence == found->confidence,
                      "%s in '%s': confidence %u, not %u", id, test->text, found->confidence,
                      test->confidence);
        ck_assert_msg(test->flags == found->flags, "%s in '%s': flags %x, not %x", id, test->text,
                      found->flags, test->flags);
        check_sum(found);
    }
    probe_free(probe);
}
