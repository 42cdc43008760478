/* Suggests tags for an object from what was counted in it. */
#include "detectors/tags.h"

#include "detectors/ascii.h"

#include <string.h>

/* A tag's word of one detector, with what decides its place. */
struct type {
    const char *word;
    const struct detection *counts;
};

#define TYPES_MAX 64

/* Copies text into a value: characters that tags may not hold become '-', and what is too long is
 * cut. */
static void set_value(struct tag *tag, const char *name, const char *text)
{
    size_t len = 0;
    for (; text[len] != '\0' && len < TAGS_VALUE_MAX; len++) {
        const bool is_allowed =
            ascii_is_alnum((uint8_t)text[len]) || ascii_is_one_of((uint8_t)text[len], " +-=._:/");
        tag->value[len] = is_allowed ? text[len] : '-';
    }
    tag->value[len] = '\0';
    tag->name = name;
}

static const char *level_name(struct verdict verdict, bool is_examined)
{
    if (verdict.class != CLASS_PHI) {
        return is_examined ? "none" : "unknown";
    }
    return verdict.confidence >= 85 ? "high" : "medium";
}

/* Sure findings first, then frequent ones. */
static bool comes_before(const struct detection *one, const struct detection *other)
{
    if ((one->high > 0) != (other->high > 0)) {
        return one->high > 0;
    }
    return one->count > other->count;
}

/* Inserts the type so that the list stays in order, equal ones in the order of the registry. */
static size_t insert_type(struct type *types, size_t count, struct type type)
{
    size_t at = count;
    while (at > 0 && comes_before(type.counts, types[at - 1].counts)) {
        types[at] = types[at - 1];
        at--;
    }
    types[at] = type;
    return count + 1;
}

static bool has_word(const struct type *types, size_t count, const char *word)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(types[i].word, word) == 0) {
            return true;
        }
    }
    return false;
}

/* The types of persons' identifiers and cards at medium or high; each word once. */
static size_t collect_types(const struct tally *tally, struct type types[TYPES_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < tally_detector_count(tally) && count < TYPES_MAX; i++) {
        const struct detector *detector = tally_detector_at(tally, i);
        const struct detection *counts = tally_get(tally, i);
        const bool is_identifier = detector->role == ROLE_PERSON || detector->role == ROLE_PAYMENT;
        const bool is_found = counts->high > 0 || counts->medium > 0;
        if (is_identifier && is_found && detector->tag != NULL &&
            !has_word(types, count, detector->tag)) {
            count = insert_type(types, count, (struct type){detector->tag, counts});
        }
    }
    return count;
}

/* Joins as many whole words as fit. */
static void set_types(struct tag *tag, const struct tally *tally)
{
    struct type types[TYPES_MAX];
    char joined[TAGS_VALUE_MAX + 1];
    size_t len = 0;
    const size_t count = collect_types(tally, types);
    for (size_t i = 0; i < count; i++) {
        const size_t word = strlen(types[i].word);
        if (len + (len > 0) + word > TAGS_VALUE_MAX) {
            break;
        }
        if (len > 0) {
            joined[len++] = '+';
        }
        memcpy(joined + len, types[i].word, word);
        len += word;
    }
    joined[len] = '\0';
    set_value(tag, "phi-types", len > 0 ? joined : "none");
}

size_t tags_suggest(const struct tags_input *input, struct tag out[TAGS_MAX])
{
    const struct verdict verdict = tally_classify(input->tally);
    const char *phi = input->is_examined ? "no" : "unknown";
    const bool has_encryption = input->encryption != NULL && input->encryption[0] != '\0';
    set_value(&out[0], "phi", verdict.class == CLASS_PHI ? "yes" : phi);
    set_value(&out[1], "phi-level", level_name(verdict, input->is_examined));
    set_types(&out[2], input->tally);
    set_value(&out[3], "phi-enc", has_encryption ? input->encryption : "unknown");
    set_value(&out[4], "phi-rules", input->rules);
    return TAGS_MAX;
}
