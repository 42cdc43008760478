/*
 * Cyclic redundancy checks: CRC-32 (ISO 3309), CRC-32C (RFC 3720) and
 * CRC-64/NVME (NVM Command Set, section 5.2.1.3.4), as stores of objects give them for contents.
 * By carry-less multiplication where the processor has it, else by tables for eight bytes at a
 * time.
 */
#ifndef CRAWLER_BASE_CRC_H
#define CRAWLER_BASE_CRC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum crc_kind { CRC_32, CRC_32C, CRC_64_NVME, CRC_KIND_COUNT };

/* What one kind needs; 16 KiB, filled once and then shared by any threads. */
struct crc_table {
    uint64_t ones; /* as wide as the kind */
    uint64_t rows[8][256];
    uint64_t fold[2][2]; /* over 64 and 16 bytes: for the first and the last half of 16 */
    bool can_fold;       /* this processor multiplies without carries */
};

void crc_table_fill(struct crc_table *table, enum crc_kind kind);

/* The check of what crc is the check of (0: nothing) and bytes behind it. */
uint64_t crc_update(const struct crc_table *table, uint64_t crc, const uint8_t *bytes, size_t len);

#endif
