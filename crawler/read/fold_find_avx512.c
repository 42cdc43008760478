/* The functions of fold_find.h over 64 bytes at once: one look-up tells what a byte is. */
#include "crawler/read/fold_find.h"

#if defined(__AVX512VBMI__)

#include <immintrin.h>

#define SIGN 0x80   /* needs a closer look; the bit that is moved out of a vector */
#define EQUAL 0x01  /* so does '=', in front of ... */
#define QUOTED 0x02 /* ... such a byte */
#define SINGLE 0x04 /* and this with none from 128 on behind it */

/* Of bytes below 128. Signs of escapes; '=' only in front of what goes on as one. */
static const uint8_t ascii_marks[128] __attribute__((aligned(64))) = {
    ['\n'] = QUOTED, ['\r'] = QUOTED,        ['%' ... '&'] = SIGN, ['2' ... '4'] = QUOTED,
    ['='] = EQUAL,   ['C' ... 'E'] = QUOTED, ['\\'] = SIGN,
};

/* Of bytes from 128 on. First bytes of UTF-8 sequences of which some are folded, which must go on;
 * bytes of Windows-1252 that are a blank, a hyphen or a dash. */
static const uint8_t other_marks[128] __attribute__((aligned(64))) = {
    [0x96 - 128 ... 0x97 - 128] = SINGLE,
    [0xA0 - 128] = SINGLE,
    [0xAD - 128] = SINGLE,
    [0xC2 - 128] = SIGN,
    [0xCE - 128 ... 0xD4 - 128] = SIGN,
    [0xD8 - 128 ... 0xDB - 128] = SIGN,
    [0xE0 - 128 ... 0xE3 - 128] = SIGN,
    [0xEF - 128 ... 0xF0 - 128] = SIGN,
};

/* What is said of each byte; the highest bit of a byte is not looked at. */
static inline __m512i fold_look_up(const uint8_t marks[128], __m512i bytes)
{
    return _mm512_permutex2var_epi8(_mm512_load_si512(marks), bytes,
                                    _mm512_load_si512(marks + FOLD_BLOCK));
}

static inline uint64_t fold_find(const uint8_t *bytes)
{
    const __m512i here = _mm512_loadu_si512(bytes), next = _mm512_loadu_si512(bytes + 1);
    const __mmask64 is_other = _mm512_movepi8_mask(here), is_next_other = _mm512_movepi8_mask(next);
    const __mmask64 goes_on = _mm512_cmplt_epi8_mask(next, _mm512_set1_epi8((char)0xC0));
    const __m512i others = fold_look_up(other_marks, here);
    const __mmask64 first = _mm512_movepi8_mask(others);
    const __mmask64 single = _mm512_test_epi8_mask(others, _mm512_set1_epi8(SINGLE));
    const __m512i marks = fold_look_up(ascii_marks, here);
    const __mmask64 sign = _mm512_movepi8_mask(marks);
    const __mmask64 equal = _mm512_test_epi8_mask(marks, _mm512_set1_epi8(EQUAL));
    const __mmask64 quoted = _mm512_mask_test_epi8_mask(
        ~is_next_other, fold_look_up(ascii_marks, next), _mm512_set1_epi8(QUOTED));
    return (is_other & ((first & goes_on) | (single & ~is_next_other))) |
           (~is_other & (sign | (equal & quoted)));
}

uint64_t fold_mask_avx512(const uint8_t *bytes)
{
    return fold_find(bytes);
}

uint64_t fold_wide_mask_avx512(const uint8_t *bytes)
{
    __mmask64 wide = ~UINT64_C(0);
    for (size_t unit = 0; unit < FOLD_WIDE_MIN; unit++) {
        const __m512i low = _mm512_loadu_si512(bytes + 2 * unit);
        const __m512i high = _mm512_loadu_si512(bytes + 2 * unit + 1);
        const __mmask64 is_printable = _mm512_cmplt_epu8_mask(
            _mm512_sub_epi8(low, _mm512_set1_epi8(' ')), _mm512_set1_epi8(95));
        const __mmask64 is_letter = _mm512_cmpge_epu8_mask(low, _mm512_set1_epi8((char)0xC0));
        wide &= (is_printable | is_letter) & _mm512_testn_epi8_mask(high, high);
    }
    return wide;
}

size_t fold_skip_avx512(const uint8_t *bytes, size_t len)
{
    size_t at = 0;
    while (len - at > FOLD_BLOCK && fold_find(bytes + at) == 0) /* with the byte behind it */
        at += FOLD_BLOCK;
    return at;
}

#endif
