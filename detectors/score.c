/* Names evidence. */
#include "detectors/score.h"

#include "detectors/labels.h"
#include "detectors/scan.h"

/* Adds text to the len bytes of out, as far as it fits with a terminator; '-' for blanks. */
static size_t append_name(char *out, size_t len, size_t cap, const char *text)
{
    for (; *text != '\0' && len + 1 < cap; text++) {
        out[len++] = *text == ' ' ? '-' : *text;
    }
    return len;
}

size_t evidence_name(const struct evidence *evidence, char *out, size_t cap)
{
    static const char *const names[EVIDENCE_KIND_COUNT] = {
        "shape",   "range",     "check-digit", "field",      "word",  "negative",
        "lexicon", "neighbour", "ignore-word", "allow-list", "roster"};
    if (cap == 0) {
        return 0;
    }
    const char *const name =
        evidence->kind < EVIDENCE_KIND_COUNT ? names[evidence->kind] : "unknown";
    const char *const word =
        evidence->word < labels_count() ? labels_table[evidence->word].phrase : "";
    size_t len = append_name(out, 0, cap, name);
    if (word[0] != '\0') {
        len = append_name(out, len, cap, ":");
        len = append_name(out, len, cap, word);
    }
    out[len] = '\0';
    return len;
}

const char *finding_flag_name(unsigned flag)
{
    switch (flag) {
    case FINDING_INVALID_RANGE:
        return "invalid-range";
    case FINDING_PLACEHOLDER:
        return "placeholder";
    case FINDING_FICTIONAL:
        return "fictional";
    case FINDING_TEST_VALUE:
        return "test-value";
    case FINDING_NEGATIVE_CONTEXT:
        return "negative-context";
    case FINDING_PARTIAL_VALUE:
        return "partial-value";
    case FINDING_PHI_IN_KEY:
        return "phi-in-key";
    case FINDING_OVERLAPPED:
        return "overlapped";
    case FINDING_BELOW:
        return "below-threshold";
    case FINDING_ALLOWED:
        return "allowed";
    case FINDING_ON_ROSTER:
        return "on-roster";
    default:
        return NULL;
    }
}
