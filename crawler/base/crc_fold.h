/*
 * Folds bytes into 16 that have the same CRC, by carry-less multiplication (V. Gopal and others,
 * "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ Instruction", 2009). For crc.c.
 */
#ifndef CRAWLER_BASE_CRC_FOLD_H
#define CRAWLER_BASE_CRC_FOLD_H

#include "crawler/base/crc.h"
#include "detectors/span.h"

/* Fewer bytes are not folded. */
#define CRC_FOLD_MIN 64

/* Whether this processor can. */
bool crc_fold_is_there(void);

/*
 * Folds all blocks of 16 of bytes, CRC_FOLD_MIN bytes or more, into rest: the CRC that goes on from
 * 0 over rest is the one that goes on from crc over them (both without inversions). Returns how
 * many bytes that were. Only where crc_fold_is_there().
 */
size_t crc_fold(const struct crc_table *table, uint64_t crc, struct span bytes, uint8_t rest[16]);

#endif
