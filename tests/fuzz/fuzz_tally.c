/*
 * The tally under any order of findings: its counts add up, distinct values never exceed
 * occurrences, a class never falls, nearness agrees with itself when nothing is added, and the tags
 * stay legal.
 */
#include "detectors/tags.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void require(bool is_true)
{
    if (!is_true) {
        abort();
    }
}

static void check_counts(const struct tally *tally)
{
    for (size_t i = 0; i < detector_count(); i++) {
        const struct detection *counts = tally_get(tally, i);
        require(counts->high + counts->medium + counts->low <= counts->count);
        require(counts->distinct <= counts->count && (counts->distinct > 0 || counts->count == 0));
        require(counts->invalid_range <= counts->count && counts->placeholder <= counts->count);
    }
}

static void check_tags(const struct tally *tally, const uint8_t *data, size_t len)
{
    char encryption[300] = {0};
    memcpy(encryption, data, len < sizeof encryption ? len : sizeof encryption - 1);
    const struct tags_input input = {tally, len % 2 == 0, encryption, "2026.1"};
    struct tag tags[TAGS_MAX];
    require(tags_suggest(&input, tags) == TAGS_MAX);
    for (size_t i = 0; i < TAGS_MAX; i++) {
        const size_t length = strlen(tags[i].value);
        require(length > 0 && length <= TAGS_VALUE_MAX);
        require(strspn(tags[i].value,
                       "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 +-=._:/") ==
                length);
    }
}

/* Five bytes are one event: what, detector, confidence, value, how far it is to the next. */
static void add_event(struct tally *tally, const uint8_t *event, uint64_t *offset)
{
    const struct finding finding = {.detector = (uint16_t)(event[1] % (detector_count() + 1)),
                                    .confidence = event[2] % 100,
                                    .fingerprint = event[3],
                                    .flags =
                                        event[3] & (FINDING_INVALID_RANGE | FINDING_PLACEHOLDER),
                                    .offset = *offset};
    switch (event[0] % 8) {
    case 0:
        tally_begin_member(tally);
        *offset = 0;
        break;
    case 1:
        tally_add_name(tally, &finding);
        break;
    case 2:
        tally_add_health_format(tally, event[1] % 3 == 0 ? "x12" : "hl7v2", event[1] % 2 == 0);
        break;
    default:
        tally_add(tally, &finding);
        break;
    }
    /* Now and then an offset goes back, which callers should not do. */
    *offset = event[4] == 255 ? *offset / 2 : *offset + (uint64_t)event[4] * 16;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct tally *tally = tally_create(NULL);
    require(tally != NULL);
    uint64_t offset = 0;
    enum class class = CLASS_NONE;
    for (size_t at = 0; at + 5 <= len; at += 5) {
        add_event(tally, data + at, &offset);
        const struct verdict verdict = tally_classify(tally);
        require(verdict.class >= class && verdict.confidence < 100);
        require((verdict.class == CLASS_NONE) == (verdict.confidence == 0));
        class = verdict.class;
    }
    check_counts(tally);
    check_tags(tally, data, len);
    tally_reset(tally);
    check_counts(tally);
    require(tally_classify(tally).class == CLASS_NONE && tally_health(tally).terms == 0);
    tally_free(tally);
    return 0;
}
