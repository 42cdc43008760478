/*
 * Classes of ASCII bytes, and where a token ends: what every matcher needs. Independent of the
 * locale; bytes from 0x80 up are in no class. Pure and inline.
 */
#ifndef DETECTORS_ASCII_H
#define DETECTORS_ASCII_H

#include "detectors/span.h"

#include <stdbool.h>
#include <string.h>

static inline bool ascii_is_digit(uint8_t byte)
{
    return byte >= '0' && byte <= '9';
}

static inline bool ascii_is_upper(uint8_t byte)
{
    return byte >= 'A' && byte <= 'Z';
}

static inline bool ascii_is_lower(uint8_t byte)
{
    return byte >= 'a' && byte <= 'z';
}

static inline bool ascii_is_alpha(uint8_t byte)
{
    return ascii_is_lower(byte | 0x20); /* upper and lower case differ in this bit */
}

/* Without a branch: which of the two a byte of a code is, nothing can guess. Numbers, since clang
 * takes '|' of truth values for a slip. */
static inline bool ascii_is_alnum(uint8_t byte)
{
    return ((int)ascii_is_digit(byte) | (int)ascii_is_alpha(byte)) != 0;
}

static inline bool ascii_is_hex(uint8_t byte)
{
    return ascii_is_digit(byte) || (byte >= 'a' && byte <= 'f') || (byte >= 'A' && byte <= 'F');
}

/* Blank, tab, carriage return, line feed. */
static inline bool ascii_is_white(uint8_t byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

static inline uint8_t ascii_to_upper(uint8_t byte)
{
    return (uint8_t)(byte ^ ascii_is_lower(byte) << 5);
}

static inline uint8_t ascii_to_lower(uint8_t byte)
{
    return (uint8_t)(byte ^ ascii_is_upper(byte) << 5);
}

/* The next eight bytes as a number, the first one lowest; zeros where text ends. */
static inline uint64_t ascii_load_bytes(const uint8_t *text, size_t avail)
{
    uint64_t bytes = 0;
    if (avail >= sizeof bytes) {
        memcpy(&bytes, text, sizeof bytes);
    } else {
        memcpy(&bytes, text, avail);
    }
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    bytes = __builtin_bswap64(bytes);
#endif
    return bytes;
}

/* How many of the first bytes of text are digits; stops at most. */
static inline size_t ascii_count_digits(const uint8_t *text, size_t avail, size_t most)
{
    size_t count = 0;
    while (count < avail && count < most && ascii_is_digit(text[count])) {
        count++;
    }
    return count;
}

/* The number that the first count digits of text make; count is at most 9. */
static inline unsigned ascii_read_number(const uint8_t *text, size_t count)
{
    unsigned number = 0;
    for (size_t i = 0; i < count; i++) {
        number = number * 10 + (unsigned)(text[i] - '0');
    }
    return number;
}

/* True when byte is one of the characters of set (which '\0' never is). Nearly all sets are written
 * out where they are asked for: unrolled, the loop becomes a test of bits. */
static inline bool ascii_is_one_of(uint8_t byte, const char *set)
{
    const size_t count = strlen(set);
    bool is_any = false;
#pragma GCC unroll 16
    for (size_t i = 0; i < count; i++) {
        is_any |= byte == (uint8_t)set[i];
    }
    return is_any;
}

/* Sets of ASCII characters: bit c % 64 of word c / 64 stands for c. */
#define ASCII_SET_DIGITS ((uint64_t)0x3ff << '0')        /* in word 0 */
#define ASCII_SET_LETTERS ((uint64_t)0x07fffffe07fffffe) /* in word 1 */
#define ASCII_SET_BIT(character) ((uint64_t)1 << ((character) % 64))

static inline bool ascii_is_in(uint8_t byte, const uint64_t set[2])
{
    return byte < 128 && (set[byte / 64] >> (byte % 64) & 1) != 0;
}

/* True when the first bytes of text are word, in any case; word is lower case. */
static inline bool ascii_starts_with(const uint8_t *text, size_t avail, const char *word)
{
    size_t i = 0;
    for (; word[i] != '\0'; i++) {
        if (i >= avail || ascii_to_lower(text[i]) != (uint8_t)word[i]) {
            return false;
        }
    }
    return true;
}

/* True when value is word, in any case; word is lower case. */
static inline bool ascii_is_word(struct span value, const char *word)
{
    size_t i = 0;
    while (i < value.len && word[i] != '\0' && ascii_to_lower(value.ptr[i]) == (uint8_t)word[i]) {
        i++;
    }
    return i == value.len && word[i] == '\0';
}

/* True when value is one of count words. */
static inline bool ascii_is_word_of(struct span value, const char *const *words, size_t count)
{
    const uint8_t first = value.len > 0 ? ascii_to_lower(value.ptr[0]) : 0;
    for (size_t i = 0; i < count; i++) {
        if ((uint8_t)words[i][0] == first && ascii_is_word(value, words[i])) {
            return true;
        }
    }
    return false;
}

/* value without the white space around it. */
static inline struct span ascii_trim(const uint8_t *value, size_t len)
{
    while (len > 0 && ascii_is_white(value[0])) {
        value++;
        len--;
    }
    while (len > 0 && ascii_is_white(value[len - 1])) {
        len--;
    }
    return (struct span){value, len};
}

#define ASCII_JOINTS "-./+_%=#" /* beside letters and digits */

/*
 * True when a number or code that starts at text would be a part of something longer: a letter or
 * digit stands in front of it, or one of - . / + _ % = # (a decimal fraction, a path, an escape, a
 * base64 run); '_' only behind a letter or digit, since forms have lines of them. before says how
 * many bytes may be read in front of text.
 */
static inline bool ascii_is_joined_before(const uint8_t *text, size_t before)
{
    if (before > 0 && text[-1] == '_') {
        return before > 1 && ascii_is_alnum(text[-2]);
    }
    return before > 0 && (ascii_is_alnum(text[-1]) || ascii_is_one_of(text[-1], ASCII_JOINTS));
}

/*
 * True when ':' stands in front of text, and in front of that a group of hexadecimal digits, at
 * most most, and nothing that makes it a word: an address goes on at text, as it does not in
 * "mac:00:1a". before says how many bytes may be read in front of text.
 */
static inline bool ascii_continues_address(const uint8_t *text, size_t before, size_t most)
{
    size_t digits = 0;
    if (before == 0 || text[-1] != ':') {
        return false;
    }
    while (digits + 1 < before && digits <= most && ascii_is_hex(text[-2 - (ptrdiff_t)digits])) {
        digits++;
    }
    return digits <= most &&
           (digits + 1 == before || !ascii_is_alnum(text[-2 - (ptrdiff_t)digits]));
}

/*
 * The same as ascii_is_joined_before() behind it: end is the first byte behind the code. A letter
 * or digit joins; '-', '.', '/', '+', '=' and '_' join when a letter or digit follows (so the full
 * stop of a sentence does not).
 */
static inline bool ascii_is_joined_behind(const uint8_t *end, size_t avail)
{
    if (avail == 0) {
        return false;
    }
    if (ascii_is_alnum(end[0])) {
        return true;
    }
    return avail > 1 && ascii_is_one_of(end[0], "-./+=_") && ascii_is_alnum(end[1]);
}

#endif
