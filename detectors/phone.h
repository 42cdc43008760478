/* Numbers of the North American Numbering Plan. Pure. */
#ifndef DETECTORS_PHONE_H
#define DETECTORS_PHONE_H

#include <stdbool.h>
#include <stdint.h>

/* True when ten ASCII digits can be dialled: NXX-NXX-XXXX, N from 2, neither NXX ends in 11, the
 * area does not end in 99 and is not 555. */
bool phone_is_nanp(const uint8_t digits[10]);

#endif
