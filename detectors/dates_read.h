/* Reads one date of any form; for dates.c only. Pure. */
#ifndef DETECTORS_DATES_READ_H
#define DETECTORS_DATES_READ_H

#include "detectors/dates.h"

/* What is left to read: reading moves at forward. */
struct dates_cursor {
    const uint8_t *at;
    const uint8_t *end;
};

static inline size_t dates_left(const struct dates_cursor *cursor)
{
    return (size_t)(cursor->end - cursor->at);
}

/*
 * Reads the date alone; whether such a day exists is not checked. The cursor stands behind it, or
 * for the compact form behind its time; *date_end is the end of the day's digits.
 */
bool dates_read(struct dates_cursor *cursor, struct dates_date *date, const uint8_t **date_end);

#endif
