/* Check digits over runs of ASCII digits. */
#include "detectors/checkdigit.h"

bool checkdigit_verify_luhn(const uint8_t *digits, size_t len)
{
    unsigned sum = 0;
    for (size_t i = 0; i < len; i++) {
        unsigned value = (unsigned)(digits[len - 1 - i] - '0');
        if (i % 2 == 1) {
            value = value > 4 ? 2 * value - 9 : 2 * value;
        }
        sum += value;
    }
    return len > 1 && sum % 10 == 0;
}

/* Multiplication in the dihedral group of order 10: rotations 0-4, reflections 5-9. */
static unsigned dihedral_multiply(unsigned left, unsigned right)
{
    const unsigned turn = left < 5 ? left + right % 5 : left + 5 - right % 5;
    return (left < 5) == (right < 5) ? turn % 5 : 5 + turn % 5;
}

bool checkdigit_verify_verhoeff(const uint8_t *digits, size_t len)
{
    /* Powers of the permutation (1 5 8 9 4 2 7 0)(3 6); the eighth is the identity. */
    static const uint8_t permuted[8][10] = {
        {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, {1, 5, 7, 6, 2, 8, 3, 0, 9, 4},
        {5, 8, 0, 3, 7, 9, 6, 1, 4, 2}, {8, 9, 1, 6, 0, 4, 3, 5, 2, 7},
        {9, 4, 5, 3, 1, 2, 6, 8, 7, 0}, {4, 2, 8, 6, 5, 7, 3, 9, 0, 1},
        {2, 7, 9, 3, 8, 0, 6, 4, 1, 5}, {7, 0, 4, 6, 9, 1, 3, 2, 5, 8},
    };
    unsigned state = 0;
    for (size_t i = 0; i < len; i++) {
        state = dihedral_multiply(state, permuted[i % 8][digits[len - 1 - i] - '0']);
    }
    return len > 1 && state == 0;
}

bool checkdigit_verify_gs1(const uint8_t *digits, size_t len)
{
    unsigned sum = 0;
    for (size_t i = 0; i < len; i++) {
        sum += (i % 2 == 1 ? 3U : 1U) * (unsigned)(digits[len - 1 - i] - '0');
    }
    return len > 1 && sum % 10 == 0;
}
