/* Codes that only a label makes an identifier: letters and digits, perhaps with '-' between. */
#ifndef DETECTORS_LABELLED_CODE_H
#define DETECTORS_LABELLED_CODE_H

#include "detectors/detector.h"

#define LABELLED_CODE_MAX 40

/* Runs of 1 to 20 digits, for detector_rule.runs. */
#define LABELLED_CODE_RUNS 0x1ffffe

struct labelled_code {
    size_t at;
    size_t end;
    uint8_t digits;
    uint8_t capitals;
    uint8_t small; /* lower-case letters */
    uint8_t dashes;
};

/* What a code must be made of. */
struct labelled_shape {
    uint8_t least_digits;
    uint8_t most_digits;
    uint8_t letters; /* at most */
    bool allows_small;
};

/*
 * The whole code around site->at, an ANCHOR_NUMBER, without a label it starts with ("DL-V12985").
 * False when the digits at site->at are not its first ones, when it is longer than
 * LABELLED_CODE_MAX, part of something longer, an amount or a share.
 */
bool labelled_code_read(const struct site *site, struct labelled_code *code);

/*
 * True when the letters in [at, end), directly in front of digits or a dash, are no part of a code
 * but its label: "MRN1015952", "DL-V12985". Behind another label letters without a dash are part of
 * it: "Member ID: DX1015952".
 */
bool labelled_code_is_label(const struct tile *tile, size_t at, size_t end);

/* True when one of these words stands directly in front of at, perhaps with "no" or "number" behind
 * it: "ID", "serial no.", "S/N: ". */
bool labelled_code_follows(const struct tile *tile, size_t at, const char *const *words,
                           size_t count);

/* True when a code is made like that. */
bool labelled_code_fits(const struct labelled_code *code, const struct labelled_shape *shape);

/* Judges a code by the rule's first form, behind one of these labels (0: any of the rule's). */
bool labelled_code_judge(const struct site *site, const struct detector_rule *rule,
                         const struct labelled_code *code, uint64_t labels,
                         struct finding *finding);

/* Reads, compares and judges: all that most such detectors do. */
bool labelled_code_match(const struct site *site, const struct detector_rule *rule,
                         const struct labelled_shape *shape, struct finding *finding);

#endif
