/* CRC-32C (Castagnoli), as in RFC 3720, Snappy frames and the checksums of S3. */
#ifndef CRAWLER_BASE_CRC32C_H
#define CRAWLER_BASE_CRC32C_H

#include <stddef.h>
#include <stdint.h>

/* Going on from crc, 0 at the start. */
uint32_t crc32c(uint32_t crc, const uint8_t *bytes, size_t len);

#endif
