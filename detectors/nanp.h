/*
 * The North American Numbering Plan: which area codes are in service and what for (NANPA and the
 * Canadian numbering administrator, 2024), and which numbers are kept for fiction. Public samples
 * often hold area codes that nobody has, so an area in service makes a telephone number more likely
 * and its absence does not exclude one. Pure.
 */
#ifndef DETECTORS_NANP_H
#define DETECTORS_NANP_H

#include <stdbool.h>
#include <stdint.h>

enum nanp_area {
    NANP_UNASSIGNED,
    NANP_US, /* with its territories */
    NANP_CANADA,
    NANP_CARIBBEAN, /* and Bermuda */
    NANP_TOLL_FREE, /* of a company, hardly of a person */
    NANP_SERVICE    /* personal and premium numbers, carriers, government: not tied to a place */
};

/* What the three ASCII digits of an area code are for. */
enum nanp_area nanp_find_area(const uint8_t area[3]);

/*
 * True when ten ASCII digits may be a number: area code and exchange do not start with 0 or 1, are
 * not N11, the area's second digit is not 9. Whether the area is in service is not asked.
 */
bool nanp_is_possible(const uint8_t digits[10]);

/* True for 555-0100 to 555-0199 in any area, and for area 555, which is not in service: numbers of
 * films and of test data. */
bool nanp_is_fictional(const uint8_t digits[10]);

#endif
