/*
 * The functions of fold_find.c over vectors of FOLD_LANES bytes, under names that end in FOLD_NAME,
 * compiled for FOLD_TARGET. Included once for each width; not a header for anybody else.
 *
 * Vectors are those of the compiler (GCC and Clang, any processor): a comparison gives lanes of 0
 * and -1. None is an argument, since how they are passed depends on the instruction set.
 */
typedef uint8_t FOLD_NAME(fold_lanes) __attribute__((vector_size(FOLD_LANES)));
typedef int8_t FOLD_NAME(fold_hits) __attribute__((vector_size(FOLD_LANES)));

/* Lanes of 0 and -1 to bits. */
FOLD_TARGET static inline uint64_t FOLD_NAME(fold_pack)(const FOLD_NAME(fold_hits) * hits)
{
#ifdef FOLD_MOVE_BITS
    typedef char FOLD_NAME(fold_chars) __attribute__((vector_size(FOLD_LANES)));
    return (unsigned)FOLD_MOVE_BITS((FOLD_NAME(fold_chars)) * hits);
#else
    uint64_t words[FOLD_LANES / 8], bits = 0;
    memcpy(words, hits, sizeof words);
    for (size_t i = 0; i < FOLD_LANES / 8; i++) {
        const uint64_t ones = words[i] & UINT64_C(0x0101010101010101);
        bits |= (ones * UINT64_C(0x0102040810204080) >> 56) << 8 * i;
    }
    return bits;
#endif
}

/* Signs of escapes, '=' only in front of what goes on as one, since texts are full of it; first
 * bytes of UTF-8 sequences of which some are folded, in front of a byte that goes on with one;
 * bytes of Windows-1252 that are a blank, a hyphen or a dash, in front of ASCII: binaries are full
 * of both. */
FOLD_TARGET static uint64_t FOLD_NAME(fold_mask)(const uint8_t *bytes)
{
    uint64_t bits = 0;
    for (size_t i = 0; i < FOLD_BLOCK; i += FOLD_LANES) {
        FOLD_NAME(fold_lanes) byte, next;
        memcpy(&byte, bytes + i, sizeof byte);
        memcpy(&next, bytes + i + 1, sizeof next);
        const FOLD_NAME(fold_hits) quoted =
            (next - '2' < 3) | (next - 'C' < 3) | (next == '\r') | (next == '\n');
        const FOLD_NAME(fold_hits) first = (byte == 0xC2) | (byte - 0xCE < 7) | (byte - 0xD8 < 4) |
                                           (byte - 0xE0 < 4) | (byte - 0xEF < 2);
        const FOLD_NAME(fold_hits) single = (byte - 0x96 < 2) | (byte == 0xA0) | (byte == 0xAD);
        const FOLD_NAME(fold_hits) hits = (byte - '%' < 2) | (byte == '\\') |
                                          ((byte == '=') & quoted) | (first & (next - 0x80 < 64)) |
                                          (single & (next < 0x80));
        bits |= FOLD_NAME(fold_pack)(&hits) << i;
    }
    return bits;
}

/* Printable bytes and accented letters with a NUL behind them, FOLD_WIDE_MIN times. */
FOLD_TARGET static uint64_t FOLD_NAME(fold_wide_mask)(const uint8_t *bytes)
{
    uint64_t bits = 0;
    for (size_t i = 0; i < FOLD_BLOCK; i += FOLD_LANES) {
        FOLD_NAME(fold_hits) hits = {0};
        hits = ~hits;
        for (size_t unit = 0; unit < FOLD_WIDE_MIN; unit++) {
            FOLD_NAME(fold_lanes) low, high;
            memcpy(&low, bytes + i + 2 * unit, sizeof low);
            memcpy(&high, bytes + i + 2 * unit + 1, sizeof high);
            hits &= ((low - ' ' < 95) | (low >= 0xC0)) & (high == 0);
        }
        bits |= FOLD_NAME(fold_pack)(&hits) << i;
    }
    return bits;
}

FOLD_TARGET static size_t FOLD_NAME(fold_skip)(const uint8_t *bytes, size_t len)
{
    size_t at = 0;
    for (; len - at >= FOLD_BLOCK; at += FOLD_BLOCK) {
        FOLD_NAME(fold_lanes) lanes = {0};
        for (size_t i = 0; i < FOLD_BLOCK; i += FOLD_LANES) {
            FOLD_NAME(fold_lanes) byte;
            memcpy(&byte, bytes + at + i, sizeof byte);
            const FOLD_NAME(fold_hits) sign = (byte - '%' < 2) | (byte == '\\') | (byte == '=');
            lanes |= (byte & 0x80) | (FOLD_NAME(fold_lanes))sign;
        }
        uint64_t words[FOLD_LANES / 8], any = 0;
        memcpy(words, &lanes, sizeof words);
        for (size_t i = 0; i < FOLD_LANES / 8; i++)
            any |= words[i];
        if (any != 0)
            break;
    }
    return at;
}
