/* The drug, sig and clinical-terms detectors: the language of health care. */
#include "detectors/detector.h"
#include "detectors/rules.h"
#include "detectors/ruleset.h"
#include "detectors/score.h"
#include "detectors/sig.h"

#include <string.h>

#define SCORE_TERM 60
#define SCORE_DRUG 65
#define SCORE_DRUG_ENDING 60 /* a word that ends as drugs do */
#define SCORE_DRUG_NEAR_SIG 20
#define SCORE_WEAK_DRUG                                                                            \
    55 /* aspirin: known to everybody, so it needs a strength or two parts of a sig beside it */
#define SCORE_SIG 75
#define NUMBER_MAX 20 /* bytes of the number of a strength */

static struct lexicon_place place_of(const struct site *site, size_t len)
{
    const struct tile *tile = site->tile;
    return (struct lexicon_place){tile->bytes + site->at, len, site->at, tile->len - site->at};
}

static bool match_clinical_terms(const struct site *site, const struct detector_rule *rule,
                                 struct finding *finding)
{
    (void)rule;
    if (site->hit->kind != LEXICON_TERM || (site->hit->flags & LEXICON_WEAK) != 0) {
        return false;
    }
    finding->offset = site->at;
    finding->length = (uint32_t)site->hit_len;
    score_add(finding, EVIDENCE_LEXICON, SCORE_TERM, 0);
    return true;
}

static bool match_drug(const struct site *site, const struct detector_rule *rule,
                       struct finding *finding)
{
    (void)rule;
    if (site->hit->kind != LEXICON_DRUG) {
        return false;
    }
    const struct lexicon_place place = place_of(site, site->hit_len);
    const unsigned parts = sig_parts_near(site->ruleset->lexicon, &place);
    const bool is_near = (parts & SIG_STRENGTH) != 0 || (parts & (parts - 1)) != 0;
    const bool is_weak = (site->hit->flags & LEXICON_WEAK) != 0;
    if (is_weak && !is_near) {
        return false;
    }
    const bool is_ending = (site->hit->flags & LEXICON_STEM) != 0;
    finding->offset = site->at;
    finding->length = (uint32_t)site->hit_len;
    score_add(finding, EVIDENCE_LEXICON,
              is_weak     ? SCORE_WEAK_DRUG
              : is_ending ? SCORE_DRUG_ENDING
                          : SCORE_DRUG,
              0);
    score_add(finding, EVIDENCE_NEIGHBOUR, is_near ? SCORE_DRUG_NEAR_SIG : 0, 0);
    return true;
}

/* The first digit of the number whose unit stands at at; at itself when there is no number. */
static size_t find_number(const struct tile *tile, size_t at)
{
    size_t end = at;
    while (at - end < 2 && tile_byte(tile, end - 1) >= 0x80) {
        end--; /* the micro sign of µg */
    }
    if (tile_byte(tile, end - 1) == ' ' || tile_byte(tile, end - 1) == '-') {
        end--;
    }
    size_t first = end;
    while (first > 0 && end - first < NUMBER_MAX &&
           (tile_is_digit(tile, first - 1) ||
            (first < end && ascii_is_one_of(tile_byte(tile, first - 1), ".,") &&
             tile_is_digit(tile, first - 2)))) {
        first--;
    }
    return first < end ? first : at;
}

/* False when no word of the lexicon can stand close to the strength at at: what belongs to a sig
 * beside it is one. */
static bool may_have_words(const struct tile *tile, size_t at)
{
    const size_t from = at > SIG_NEAR ? at - SIG_NEAR : 0;
    const size_t end = at + SIG_STRENGTH_MAX + SIG_NEAR;
    const size_t to = end < tile->len ? end : tile->len;
    for (size_t word = from / 64; 64 * word < to; word++) {
        if (tile->hits->words->terms[word] != 0) {
            return true;
        }
    }
    /* the letter behind an escape may be the first one of a word */
    return memchr(tile->bytes + from, '\\', to - from) != NULL;
}

static bool match_sig(const struct site *site, const struct detector_rule *rule,
                      struct finding *finding)
{
    (void)rule;
    const struct tile *tile = site->tile;
    size_t at = site->at;
    if (site->anchor == ANCHOR_LEXICON) {
        if (site->hit->kind != LEXICON_FREQUENCY) {
            return false;
        }
    } else {
        at = find_number(tile, site->at);
        if (at == site->at || !may_have_words(tile, at)) {
            return false;
        }
    }
    const size_t len =
        sig_match(site->ruleset->lexicon, tile->bytes + at, at, tile->len - at, NULL);
    if (len == 0 || len > TILE_FINDING_MAX) {
        return false;
    }
    finding->offset = at;
    finding->length = (uint32_t)len;
    score_add(finding, EVIDENCE_NEIGHBOUR, SCORE_SIG, 0);
    return true;
}

/* Equal for equal terms, however they are written. */
static size_t normalise(const struct ruleset *ruleset, struct span value, uint8_t *out)
{
    struct lexicon_hit hit;
    if (lexicon_match(ruleset->lexicon, value.ptr, 0, value.len, &hit) != value.len) {
        return detector_normalise_text(ruleset, value, out);
    }
    memcpy(out, &hit.key, sizeof hit.key);
    return sizeof hit.key;
}

const struct detector_rule rule_drug = {
    .row = {.id = "drug",
            .title = "Name of a drug",
            .tag = NULL,
            .validation = "a list of names, and the endings of generic names",
            .context =
                "a strength or two parts of a sig within 60 bytes; required for household names",
            .traps = "brand names that are words; words that end like drugs",
            .source = "FDA, National Drug Code Directory; USAN stems",
            .identifier = 0,
            .role = ROLE_HEALTH,
            .qualifies = false},
    .anchors = ANCHOR_BIT(ANCHOR_LEXICON),
    .is_language = true,
    .match = match_drug,
    .normalise = normalise,
};

const struct detector_rule rule_sig = {
    .row = {.id = "sig",
            .title = "Directions of a prescription",
            .tag = NULL,
            .validation = "two of strength, form, route and frequency within 60 bytes",
            .context = "none",
            .traps = "doses in chemistry and cooking: two of strength, form, route and "
                     "frequency",
            .source = "NCPDP SCRIPT, structured and codified sig",
            .identifier = 0,
            .role = ROLE_HEALTH,
            .qualifies = false},
    .anchors = ANCHOR_BIT(ANCHOR_LEXICON) | ANCHOR_BIT(ANCHOR_UNIT) | ANCHOR_BIT(ANCHOR_PERCENT),
    .is_language = true,
    .match = match_sig,
    .normalise = detector_normalise_text,
};

const struct detector_rule rule_clinical_terms = {
    .row = {.id = "clinical-terms",
            .title = "Clinical terms",
            .tag = NULL,
            .validation = "a list of words and phrases of clinical notes",
            .context = "none",
            .traps = "a textbook holds many: they count beside a person only",
            .source = "HL7 C-CDA section names; LOINC document ontology",
            .identifier = 0,
            .role = ROLE_HEALTH,
            .qualifies = false},
    .anchors = ANCHOR_BIT(ANCHOR_LEXICON),
    .is_language = true,
    .match = match_clinical_terms,
    .normalise = normalise,
};
