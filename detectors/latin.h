/* Letters with accents as the plain ones they are made of: Unicode, block Latin-1 Supplement. */
#ifndef DETECTORS_LATIN_H
#define DETECTORS_LATIN_H

#include <stddef.h>
#include <stdint.h>

/*
 * Reads one byte of text, or the two bytes in UTF-8 of a letter from U+00C0 to U+00FF, of which
 * *letter is then the plain one, and '*' for a sign of arithmetic. len is 1 or more. Returns how
 * many bytes were read.
 */
static inline size_t latin_read(const uint8_t *text, size_t len, uint8_t *letter)
{
    static const char letters[] = "AAAAAAACEEEEIIIIDNOOOOO*OUUUUYTS"
                                  "aaaaaaaceeeeiiiidnooooo*ouuuuyty";
    const size_t read = text[0] == 0xC3 && len > 1 && (text[1] & 0xC0) == 0x80 ? 2 : 1;
    *letter = read == 2 ? (uint8_t)letters[text[1] & 0x3F] : text[0];
    return read;
}

#endif
