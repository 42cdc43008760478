/* Characters that stand for plainer ones. */
#include "crawler/read/fold_point.h"

#include "detectors/ascii.h"

/* Ten digits in a row from each of these on. */
static const uint32_t digit_zeros[] = {
    0x0660,  0x06F0,                             /* Arabic-Indic, and its eastern form */
    0x0966,  0x09E6,                             /* Devanagari, Bengali */
    0x0E50,                                      /* Thai */
    0xFF10,                                      /* full width */
    0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6, /* mathematical */
};

struct point_range {
    uint32_t first, last;
    unsigned plain; /* as of fold_point() */
};

static const struct point_range ranges[] = {
    {0x00A0, 0x00A0, ' '},       {0x00AD, 0x00AD, FOLD_DROP}, /* soft hyphen */
    {0x061C, 0x061C, FOLD_DROP},                              /* Arabic letter mark */
    {0x1680, 0x1680, ' '},       {0x180E, 0x180E, FOLD_DROP}, {0x2000, 0x200A, ' '},
    {0x200B, 0x200F, FOLD_DROP}, /* zero width space, joiners, marks of direction */
    {0x2010, 0x2013, '-'},       /* hyphen, non-breaking hyphen, figure and en dash */
    {0x202A, 0x202E, FOLD_DROP}, /* embeddings and overrides */
    {0x202F, 0x202F, ' '},       {0x2043, 0x2043, '-'},       {0x205F, 0x205F, ' '},
    {0x2060, 0x2064, FOLD_DROP}, /* word joiner, invisible operators */
    {0x2066, 0x2069, FOLD_DROP}, /* isolates */
    {0x2212, 0x2212, '-'},       /* minus */
    {0x3000, 0x3000, ' '},       {0xFE58, 0xFE58, '-'},       {0xFE63, 0xFE63, '-'},
    {0xFEFF, 0xFEFF, FOLD_DROP},
};

static unsigned fold_full_width(uint32_t point)
{
    const uint8_t plain = (uint8_t)(point - 0xFF01 + 0x21);
    return ascii_is_alnum(plain) || ascii_is_one_of(plain, "-./:@_+()#") ? plain : FOLD_KEEP;
}

unsigned fold_point(uint32_t point)
{
    for (size_t i = 0; i < sizeof digit_zeros / sizeof digit_zeros[0]; i++) {
        if (point - digit_zeros[i] < 10)
            return '0' + (point - digit_zeros[i]);
    }
    if (point >= 0xFF01 && point <= 0xFF5E)
        return fold_full_width(point);
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        if (point >= ranges[i].first && point <= ranges[i].last)
            return ranges[i].plain;
    }
    return FOLD_KEEP;
}

/* From U+0391, capital alpha, and U+0410, Cyrillic capital A; '.' where none looks like it. */
static const char greek_capitals[] = "AB..EZH.IK.MN.O.P..TY.X.";
static const char cyrillic_letters[] = "A.B..E....K.MHO.PCTY.X.........."
                                       "a....e........o.pc.y.x..........";
static const char cyrillic_others[] = ".....SIIJ......"; /* U+0400 on */
static const char cyrillic_small[] = ".....siij......."; /* U+0450 on */

static uint8_t fold_look_up(const char *letters, size_t count, uint32_t place)
{
    return place < count && letters[place] != '.' ? (uint8_t)letters[place] : 0;
}

uint8_t fold_point_look_alike(uint32_t point)
{
    if (point == 0x03BF) /* omicron; alpha, nu and the like stand in the words of science */
        return 'o';
    if (point >= 0x0391 && point <= 0x03A9)
        return fold_look_up(greek_capitals, sizeof greek_capitals - 1, point - 0x0391);
    if (point >= 0x0410 && point <= 0x044F)
        return fold_look_up(cyrillic_letters, sizeof cyrillic_letters - 1, point - 0x0410);
    if (point >= 0x0400 && point < 0x0410)
        return fold_look_up(cyrillic_others, sizeof cyrillic_others - 1, point - 0x0400);
    if (point >= 0x0450 && point < 0x0460)
        return fold_look_up(cyrillic_small, sizeof cyrillic_small - 1, point - 0x0450);
    switch (point) {
    case 0x04BB:
        return 'h';
    case 0x04CF:
        return 'l';
    case 0x0501:
        return 'd';
    case 0x051B:
        return 'q';
    case 0x051D:
        return 'w';
    default:
        return 0;
    }
}
