/* Counts findings and decides the class of an object. */
#include "detectors/tally.h"

#include "detectors/distinct.h"
#include "detectors/nearness.h"
#include "detectors/scan.h"

#include <stdlib.h>
#include <string.h>

#define PERSON_MIN 75          /* a person's identifier and a card */
#define HEALTH_MIN 60          /* a code, a drug, a sig, a clinical term */
#define PROVIDER_MIN 75        /* a provider's number */
#define WORD_CONFIDENCE_MAX 85 /* no drug and no sig has more */
#define WORDS_ENOUGH 100
#define FORMAT_CONFIDENCE 75 /* of a format of health care, and of its patient */

/* What a detector's findings are to the class. */
enum part {
    PART_NONE,
    PART_PERSON,
    PART_CARD,
    PART_PROVIDER,
    PART_CODE,
    PART_WORD, /* a drug or sig */
    PART_TERM  /* a clinical term: evidence only beside a person */
};

struct row {
    const struct detector *detector;
    struct detection counts;
    enum part part;
};

/* The best confidence of what the class depends on; 0: nothing of the kind. */
struct best {
    uint8_t person;
    uint8_t card;
    uint8_t health;
    bool has_patient;
};

struct tally {
    struct distinct distinct;
    struct nearness nearness;
    struct health_counts health;
    struct best best;
    uint64_t pseudonyms;
    const char *formats[TALLY_HEALTH_FORMATS_MAX + 1]; /* NULL behind the last */
    size_t row_count;
    struct row rows[];
};

static enum part part_of(const struct detector *detector)
{
    switch (detector->role) {
    case ROLE_PERSON:
        return detector->qualifies ? PART_PERSON : PART_NONE;
    case ROLE_PAYMENT:
        if (strcmp(detector->id, "payment-card") == 0) {
            return PART_CARD;
        }
        return detector->qualifies ? PART_PERSON : PART_NONE;
    case ROLE_PROVIDER:
        return PART_PROVIDER;
    case ROLE_HEALTH:
        if (strcmp(detector->id, "clinical-terms") == 0) {
            return PART_TERM;
        }
        return strcmp(detector->id, "drug") == 0 || strcmp(detector->id, "sig") == 0 ? PART_WORD
                                                                                     : PART_CODE;
    case ROLE_ORGANISATION:
        break;
    }
    return PART_NONE;
}

struct tally *tally_create(const struct ruleset *ruleset)
{
    const size_t count = ruleset != NULL ? ruleset_detector_count(ruleset) : detector_count();
    struct tally *tally = calloc(1, sizeof *tally + count * sizeof tally->rows[0]);
    if (tally == NULL) {
        return NULL;
    }
    distinct_init(&tally->distinct, TALLY_DISTINCT_MAX);
    nearness_init(&tally->nearness, TALLY_NEAR);
    tally->row_count = count;
    for (size_t i = 0; i < count; i++) {
        tally->rows[i].detector =
            ruleset != NULL ? ruleset_detector_at(ruleset, i) : detector_at(i);
        tally->rows[i].part = part_of(tally->rows[i].detector);
    }
    return tally;
}

void tally_free(struct tally *tally)
{
    if (tally != NULL) {
        distinct_reset(&tally->distinct);
        free(tally);
    }
}

void tally_reset(struct tally *tally)
{
    distinct_reset(&tally->distinct);
    nearness_init(&tally->nearness, TALLY_NEAR);
    tally->health = (struct health_counts){0};
    tally->best = (struct best){0};
    memset(tally->formats, 0, sizeof tally->formats);
    tally->pseudonyms = 0;
    for (size_t i = 0; i < tally->row_count; i++) {
        tally->rows[i].counts = (struct detection){0};
    }
}

void tally_begin_member(struct tally *tally)
{
    nearness_restart(&tally->nearness);
}

/* One set serves all detectors: the detector is mixed into the fingerprint. */
static uint64_t hash_of(const struct finding *finding)
{
    return finding->fingerprint + (finding->detector + 1) * 0x9e3779b97f4a7c15;
}

void tally_expect(const struct tally *tally, const struct finding *finding)
{
    distinct_expect(&tally->distinct, hash_of(finding));
}

static void count_finding(struct tally *tally, struct row *row, const struct finding *finding)
{
    struct detection *counts = &row->counts;
    counts->count++;
    counts->distinct += distinct_add(&tally->distinct, hash_of(finding));
    counts->high += finding->confidence >= 85;
    counts->medium += finding->confidence >= 75 && finding->confidence < 85;
    counts->low += finding->confidence >= 60 && finding->confidence < 75;
    counts->invalid_range += (finding->flags & FINDING_INVALID_RANGE) != 0;
    counts->placeholder += (finding->flags & FINDING_PLACEHOLDER) != 0;
    tally->health.terms += row->part == PART_TERM || row->part == PART_WORD;
    tally->health.codes += row->part == PART_CODE;
    tally->health.providers += row->part == PART_PROVIDER;
}

static void raise_confidence(uint8_t *best, uint8_t confidence, uint8_t min)
{
    if (confidence >= min && confidence > *best) {
        *best = confidence;
    }
}

static void weigh_finding(struct best *best, enum part part, uint8_t confidence)
{
    switch (part) {
    case PART_PERSON:
        raise_confidence(&best->person, confidence, PERSON_MIN);
        break;
    case PART_CARD:
        raise_confidence(&best->card, confidence, PERSON_MIN);
        break;
    case PART_PROVIDER:
        raise_confidence(&best->health, confidence, PROVIDER_MIN);
        break;
    case PART_CODE:
    case PART_WORD:
        raise_confidence(&best->health, confidence, HEALTH_MIN);
        break;
    case PART_TERM:
    case PART_NONE:
        break;
    }
}

void tally_add(struct tally *tally, const struct finding *finding)
{
    if (finding->detector >= tally->row_count) {
        return;
    }
    struct row *row = &tally->rows[finding->detector];
    count_finding(tally, row, finding);
    weigh_finding(&tally->best, row->part, finding->confidence);
    if (row->part == PART_TERM && finding->confidence >= HEALTH_MIN) {
        nearness_add_term(&tally->nearness, finding->fingerprint, finding->offset);
    } else if (row->part == PART_PERSON && finding->confidence >= PERSON_MIN) {
        nearness_add_person(&tally->nearness, finding->offset);
    }
}

void tally_add_name(struct tally *tally, const struct finding *finding)
{
    if (finding->detector < tally->row_count) {
        weigh_finding(&tally->best, tally->rows[finding->detector].part, finding->confidence);
    }
}

void tally_add_health_format(struct tally *tally, const char *name, bool has_patient)
{
    size_t at = 0;
    while (tally->formats[at] != NULL && strcmp(tally->formats[at], name) != 0) {
        at++;
    }
    if (at < TALLY_HEALTH_FORMATS_MAX) {
        tally->formats[at] = name;
    }
    raise_confidence(&tally->best.health, FORMAT_CONFIDENCE, HEALTH_MIN);
    tally->best.has_patient |= has_patient;
}

void tally_add_pseudonyms(struct tally *tally, uint64_t detectors)
{
    tally->pseudonyms |= detectors;
}

uint64_t tally_pseudonyms(const struct tally *tally)
{
    return tally->pseudonyms;
}

const char *const *tally_health_formats(const struct tally *tally)
{
    return tally->formats;
}

bool tally_distinct_is_capped(const struct tally *tally)
{
    return tally->distinct.is_full;
}

size_t tally_detector_count(const struct tally *tally)
{
    return tally->row_count;
}

const struct detector *tally_detector_at(const struct tally *tally, size_t index)
{
    return tally->rows[index].detector;
}

const struct detection *tally_get(const struct tally *tally, size_t detector)
{
    static const struct detection nothing = {0};
    return detector < tally->row_count ? &tally->rows[detector].counts : &nothing;
}

struct health_counts tally_health(const struct tally *tally)
{
    return tally->health;
}

bool tally_words_are_settled(const struct tally *tally)
{
    const struct best *best = &tally->best;
    const bool is_decided =
        best->health >= WORD_CONFIDENCE_MAX || (best->person > 0 && tally->nearness.is_found);
    return is_decided && tally->health.terms >= WORDS_ENOUGH;
}

struct verdict tally_classify(const struct tally *tally)
{
    const struct best *best = &tally->best;
    if (best->person > 0 && (best->health > 0 || tally->nearness.is_found)) {
        return (struct verdict){CLASS_PHI, best->person};
    }
    if (best->has_patient) {
        return (struct verdict){CLASS_PHI, best->person > 0 ? best->person : FORMAT_CONFIDENCE};
    }
    if (best->person > 0) {
        return (struct verdict){CLASS_PII, best->person};
    }
    if (best->card > 0) {
        return (struct verdict){CLASS_PCI, best->card};
    }
    if (best->health > 0) {
        return (struct verdict){CLASS_HEALTH, best->health};
    }
    return (struct verdict){CLASS_NONE, 0};
}

const char *class_name(enum class class)
{
    static const char *const names[] = {"NONE", "HEALTH", "PCI", "PII", "PHI"};
    return names[class];
}
