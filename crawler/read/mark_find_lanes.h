/*
 * The functions of mark_find.c over vectors of MARK_LANES bytes, under names that end in MARK_NAME,
 * compiled for MARK_TARGET. Included once for each width; not a header for anybody else.
 *
 * Vectors are those of the compiler (GCC and Clang, any processor): a comparison gives lanes of 0
 * and -1. None is an argument, since how they are passed depends on the instruction set.
 */
typedef uint8_t MARK_NAME(mark_lanes) __attribute__((vector_size(MARK_LANES)));
typedef int8_t MARK_NAME(mark_hits) __attribute__((vector_size(MARK_LANES)));

/* Bytes of a block, and the first and the second one in front of each. */
struct MARK_NAME(mark_place) {
    MARK_NAME(mark_lanes) byte, last, before;
    uint8_t wanted;
};

/* Which of them are marks. */
typedef void (*MARK_NAME(mark_test_fn))(const struct MARK_NAME(mark_place) * place,
                                        MARK_NAME(mark_hits) * hits);

/* Lanes of 0 and -1 to bits. */
MARK_TARGET static inline uint64_t MARK_NAME(mark_pack)(const MARK_NAME(mark_hits) * hits)
{
#ifdef MARK_MOVE_BITS
    typedef char MARK_NAME(mark_chars) __attribute__((vector_size(MARK_LANES)));
    return (MARK_BITS)MARK_MOVE_BITS((MARK_NAME(mark_chars)) * hits);
#else
    byte_lanes lanes;
    memcpy(&lanes, hits, sizeof lanes);
    return lane_bits(&lanes);
#endif
}

/* Always a part of its caller, which knows the test. */
MARK_TARGET static inline __attribute__((always_inline)) uint64_t
MARK_NAME(mark_find)(MARK_NAME(mark_test_fn) test, const uint8_t **text, size_t count,
                     uint8_t wanted)
{
    for (;;) {
        uint64_t bits = 0;
        for (size_t i = 0; i < MARKS_BLOCK; i += MARK_LANES) {
            struct MARK_NAME(mark_place) place = {.wanted = wanted};
            MARK_NAME(mark_hits) hits;
            memcpy(&place.byte, *text + i, MARK_LANES);
            memcpy(&place.last, *text + i - 1, MARK_LANES);
            memcpy(&place.before, *text + i - 2, MARK_LANES);
            test(&place, &hits);
            bits |= MARK_NAME(mark_pack)(&hits) << i;
        }
        if (bits != 0 || --count == 0)
            return bits;
        *text += MARKS_BLOCK;
    }
}

MARK_TARGET static inline void MARK_NAME(mark_is_cell)(const struct MARK_NAME(mark_place) * place,
                                                       MARK_NAME(mark_hits) * hits)
{
    *hits = (place->byte == place->wanted) | (place->byte == '\n');
}

MARK_TARGET static inline void MARK_NAME(mark_is_sign)(const struct MARK_NAME(mark_place) * place,
                                                       MARK_NAME(mark_hits) * hits)
{
    *hits = (place->byte == '=') | ((place->byte == ':') & (place->last == '"'));
}

MARK_TARGET static inline void MARK_NAME(mark_is_header)(const struct MARK_NAME(mark_place) * place,
                                                         MARK_NAME(mark_hits) * hits)
{
    *hits = ((place->last == 'S') & ((place->byte == 'H') | (place->byte == 'A'))) |
            ((place->last == 'V') & (place->byte == 'N'));
}

MARK_TARGET static inline void
MARK_NAME(mark_is_columns)(const struct MARK_NAME(mark_place) * place, MARK_NAME(mark_hits) * hits)
{
    const MARK_NAME(mark_hits) is_behind_letter = (place->last | 0x20) - 'a' < 26;
    const MARK_NAME(mark_hits) is_second_blank =
        (place->byte == ' ') & (place->last == ' ') & ((place->before | 0x20) - 'a' < 26);
    *hits = ((place->byte == '\t') & is_behind_letter) | is_second_blank |
            ((place->byte == '|') & (place->last <= ' ')) |
            ((place->byte == '-') & (place->last == ' ') & (place->before == '-'));
}

MARK_TARGET static uint64_t MARK_NAME(mark_find_cell)(const uint8_t **text, size_t count,
                                                      uint8_t wanted)
{
    return MARK_NAME(mark_find)(MARK_NAME(mark_is_cell), text, count, wanted);
}

MARK_TARGET static uint64_t MARK_NAME(mark_find_sign)(const uint8_t **text, size_t count,
                                                      uint8_t wanted)
{
    return MARK_NAME(mark_find)(MARK_NAME(mark_is_sign), text, count, wanted);
}

MARK_TARGET static uint64_t MARK_NAME(mark_find_header)(const uint8_t **text, size_t count,
                                                        uint8_t wanted)
{
    return MARK_NAME(mark_find)(MARK_NAME(mark_is_header), text, count, wanted);
}

MARK_TARGET static uint64_t MARK_NAME(mark_find_columns)(const uint8_t **text, size_t count,
                                                         uint8_t wanted)
{
    return MARK_NAME(mark_find)(MARK_NAME(mark_is_columns), text, count, wanted);
}

static const mark_find_fn MARK_NAME(mark_finders)[MARK_COUNT] = {
    [MARK_CELL] = MARK_NAME(mark_find_cell),
    [MARK_SIGN] = MARK_NAME(mark_find_sign),
    [MARK_HEADER] = MARK_NAME(mark_find_header),
    [MARK_COLUMNS] = MARK_NAME(mark_find_columns),
};
