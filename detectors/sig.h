/*
 * Directions of a prescription ("sig"): two of {strength, form, route, frequency} within 60 bytes
 * of each other.
 *
 * Elements. A strength is a number and a unit (500 mg, 0.5 mL, 10 units/mL, 5 %); form, route and
 * frequency are words of the lexicon. An element counts 1 when it is ordinary language too (%, g,
 * units, daily, tablet, patch), else 2; a form with a number in front of it (2 tablets) counts 2.
 * Elements make a sig when they are of two kinds or more, count 3 together, each kind once, and one
 * of them counts 2. So "500 mg daily" is one, "5 % daily" and "tablet daily" are none.
 *
 * Where a sig starts: at an anchor, which is a strength or a frequency.
 *
 * A strength takes what starts within SIG_NEAR bytes behind it, up to the next strength, and what
 * starts within SIG_NEAR bytes in front of it on its line, back to the previous strength.
 *
 * A frequency takes the same window, but is none when a strength or another frequency starts within
 * SIG_NEAR bytes in front of it, or a strength behind it: the sig is then theirs.
 *
 * So a list of medicines has one sig a strength. Whether one starts at a byte depends on SIG_REACH
 * bytes on each side at most, never on where a text was cut. The span runs from the anchor to the
 * end of the last element behind it that no long number or address separates from it.
 */
#ifndef DETECTORS_SIG_H
#define DETECTORS_SIG_H

#include "detectors/lexicon.h"

#define SIG_NEAR 60
#define SIG_STRENGTH_MAX 32 /* bytes of one strength */
#define SIG_REACH 256       /* no byte further from the anchor is looked at */

enum sig_part {
    SIG_STRENGTH = 1 << 0,
    SIG_FORM = 1 << 1,
    SIG_ROUTE = 1 << 2,
    SIG_FREQUENCY = 1 << 3
};

/*
 * The length of the sig that starts at text, or 0. text[0] is a digit (for a strength) or the first
 * letter of a word (for a frequency; call it only after lexicon_match() said LEXICON_FREQUENCY).
 * before and avail say how many bytes may be read in front of text and from text on. *parts, which
 * may be NULL, receives the set of enum sig_part seen. A digit that does not start a strength is
 * rejected after its digits and the byte or two behind them.
 */
size_t sig_match(const struct lexicon *lexicon, const uint8_t *text, size_t before, size_t avail,
                 unsigned *parts);

/* The length of the strength ("500 mg", "0.5mg/mL") that starts at text, or 0. Looks at most
 * SIG_STRENGTH_MAX bytes ahead. */
size_t sig_match_strength(const uint8_t *text, size_t before, size_t avail);

/*
 * The set of enum sig_part that start within SIG_NEAR bytes behind text + len on the same or the
 * next line, or within SIG_NEAR bytes in front of text on the same line. place->text is a drug's
 * name: a set with SIG_STRENGTH or with two parts makes a weak drug name (aspirin) a strong one.
 */
unsigned sig_parts_near(const struct lexicon *lexicon, const struct lexicon_place *place);

#endif
