/* Strengths of medicines in text, private to sig*.c. */
#ifndef DETECTORS_SIG_STRENGTH_H
#define DETECTORS_SIG_STRENGTH_H

#include <stddef.h>
#include <stdint.h>

#define SIG_STRONG 2 /* what an element counts; one that is ordinary language too counts 1 */

/* As sig_match_strength(); *weight says what it counts: mg is a strong unit, g and % are weak ones.
 */
size_t sig_read_strength(const uint8_t *text, size_t before, size_t avail, uint8_t *weight);

#endif
