/* Looks for labels of a patient around a value. */
#include "detectors/patient_near.h"

#include "detectors/score.h"

/* Without those of social security, which is an agency, too. */
static const uint64_t patient_labels =
    LABEL_BIT(LABEL_BIRTH) | LABEL_BIT(LABEL_MRN) | LABEL_BIT(LABEL_PATIENT) |
    LABEL_BIT(LABEL_NAME) | LABEL_BIT(LABEL_MEMBER) | LABEL_BIT(LABEL_MBI) | LABEL_BIT(LABEL_HICN) |
    LABEL_BIT(LABEL_MEDICAID) | LABEL_BIT(LABEL_RX) | LABEL_BIT(LABEL_SERVICE);

/* "parent" names a person, and much else; "DOS" is not always a date of service. */
static bool is_of_patient(const struct label *row)
{
    return row->kind == LABEL_NAME ? (row->flags & LABEL_FLAG_PATIENT) != 0
                                   : (row->flags & (LABEL_FLAG_WEAK | LABEL_FLAG_CAPITALS)) == 0;
}

/* True when one starts in [from, to). */
static bool has_label(const struct tile *tile, size_t from, size_t to)
{
    const struct label_hit *hit = tile_next_label(tile, patient_labels, from, to);
    while (hit != NULL && !is_of_patient(&labels_table[hit->word])) {
        hit = tile_next_label(tile, patient_labels, hit->at + 1U, to);
    }
    return hit != NULL;
}

bool patient_is_near(const struct tile *tile, size_t at, size_t end)
{
    const size_t from = at > TILE_BEFORE_MAX ? at - TILE_BEFORE_MAX : 0;
    return has_label(tile, from, at) ||
           (end - at <= TILE_LABELLED_MAX && has_label(tile, end, end + TILE_AFTER_MAX));
}

bool patient_is_missing(const struct tile *tile, const struct finding *finding)
{
    for (size_t i = 0; i < finding->evidence_count; i++) {
        const struct evidence *const reason = &finding->evidence[i];
        const bool is_label = reason->kind == EVIDENCE_FIELD || reason->kind == EVIDENCE_WORD;
        if (is_label && (labels_table[reason->word].flags & LABEL_FLAG_WEAK) != 0) {
            return reason->kind == EVIDENCE_WORD ||
                   !patient_is_near(tile, finding->offset, finding->offset + finding->length);
        }
    }
    return false;
}
