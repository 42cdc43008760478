/* Reflected CRCs by tables for eight bytes at a time (M. Kounavis and F. Berry, "A Systematic
 * Approach to Building High Performance Software-Based CRC Generators", 2005). */
#include "crawler/base/crc.h"

#include "crawler/base/crc_fold.h"

#include <endian.h>
#include <string.h>

/* The polynomials reflected: the lowest bit belongs to the highest power. */
static const struct {
    uint64_t polynomial, ones;
    unsigned width;
} kinds[CRC_KIND_COUNT] = {
    [CRC_32] = {0xEDB88320, UINT32_MAX, 32},
    [CRC_32C] = {0x82F63B78, UINT32_MAX, 32},
    [CRC_64_NVME] = {0x9A6C9329AC4BC9B5, UINT64_MAX, 64},
};

/* x^power modulo the polynomial, as a reflected polynomial of 64 coefficients. */
static uint64_t crc_power(enum crc_kind kind, unsigned power)
{
    const unsigned width = kinds[kind].width;
    uint64_t residue = UINT64_C(1) << (width - 1); /* x^0 */
    for (unsigned i = 0; i < power; i++)
        residue = (residue >> 1) ^ ((residue & 1) != 0 ? kinds[kind].polynomial : 0);
    return residue << (64 - width);
}

void crc_table_fill(struct crc_table *table, enum crc_kind kind)
{
    static const unsigned fold_bits[2] = {512, 128};
    table->ones = kinds[kind].ones;
    table->can_fold = crc_fold_is_there();
    for (int i = 0; i < 2; i++) {
        /* A product of reflected factors is one power short. */
        table->fold[i][0] = crc_power(kind, fold_bits[i] + 64 - 1);
        table->fold[i][1] = crc_power(kind, fold_bits[i] - 1);
    }
    for (unsigned byte = 0; byte < 256; byte++) {
        uint64_t crc = byte;
        for (int bit = 0; bit < 8; bit++)
            crc = (crc >> 1) ^ ((crc & 1) != 0 ? kinds[kind].polynomial : 0);
        table->rows[0][byte] = crc;
    }
    for (unsigned byte = 0; byte < 256; byte++)
        for (int row = 1; row < 8; row++) {
            const uint64_t before = table->rows[row - 1][byte];
            table->rows[row][byte] = (before >> 8) ^ table->rows[0][before & 0xFF];
        }
}

static uint64_t crc_eight(const struct crc_table *table, uint64_t word)
{
    uint64_t crc = 0;
    for (int i = 0; i < 8; i++)
        crc ^= table->rows[7 - i][word >> (8 * i) & 0xFF];
    return crc;
}

/* Without the inversions at both ends. */
static uint64_t crc_by_table(const struct crc_table *table, uint64_t crc, const uint8_t *bytes,
                             size_t len)
{
    for (; len >= 8; len -= 8, bytes += 8) {
        uint64_t word;
        memcpy(&word, bytes, sizeof word);
        crc = crc_eight(table, crc ^ le64toh(word));
    }
    for (; len > 0; len--, bytes++)
        crc = (crc >> 8) ^ table->rows[0][(crc ^ *bytes) & 0xFF];
    return crc;
}

uint64_t crc_update(const struct crc_table *table, uint64_t crc, const uint8_t *bytes, size_t len)
{
    crc ^= table->ones;
    if (table->can_fold && len >= CRC_FOLD_MIN) {
        uint8_t rest[16];
        const size_t folded = crc_fold(table, crc, (struct span){bytes, len}, rest);
        crc = crc_by_table(table, 0, rest, sizeof rest);
        bytes += folded;
        len -= folded;
    }
    return crc_by_table(table, crc, bytes, len) ^ table->ones;
}
