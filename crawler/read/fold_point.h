/*
 * Characters that stand for plainer ones: blanks, dashes and digits of Unicode, full-width forms,
 * what has no width at all, and letters of other alphabets that look like Latin ones.
 * Unicode Standard 15: General Categories Zs, Pd, Cf, Nd; blocks FF00 and 1D400; for look-alikes
 * the visually confusable pairs of UTS 39, as far as nobody can tell them apart. Pure.
 */
#ifndef CRAWLER_READ_FOLD_POINT_H
#define CRAWLER_READ_FOLD_POINT_H

#include <stdint.h>

#define FOLD_KEEP 0x100 /* the character stands for itself */
#define FOLD_DROP 0x101 /* it is not seen: soft hyphens, zero width, marks of direction */

/*
 * The ASCII character that point stands for, FOLD_KEEP or FOLD_DROP. Full-width punctuation that
 * separates values in a format (comma, quotes, bars, brackets) is kept.
 */
unsigned fold_point(uint32_t point);

/* U+2014, U+2015: dashes between numbers, pauses between words. */
static inline int fold_point_is_long_dash(uint32_t point)
{
    return point == 0x2014 || point == 0x2015;
}

/* The ASCII letter that a Greek or Cyrillic letter looks like, or 0. */
uint8_t fold_point_look_alike(uint32_t point);

#endif
