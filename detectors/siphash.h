/* SipHash-2-4 (Aumasson and Bernstein, 2012): a keyed hash of short values. Pure. */
#ifndef DETECTORS_SIPHASH_H
#define DETECTORS_SIPHASH_H

#include <stddef.h>
#include <stdint.h>

uint64_t siphash(const uint64_t key[2], const uint8_t *bytes, size_t len);

#endif
