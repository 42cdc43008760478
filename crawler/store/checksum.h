/*
 * Checksums that stores give with objects ("Checking object integrity in Amazon S3", S3 User Guide:
 * x-amz-checksum-*), compared with what was read.
 */
#ifndef CRAWLER_STORE_CHECKSUM_H
#define CRAWLER_STORE_CHECKSUM_H

#include "crawler/base/crc.h"
#include "crawler/store/http_message.h"
#include "crawler/store/object.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What an answer says of the whole object; CHECKSUM_NONE when it says nothing, or is a part of the
 * object. A checksum of the checksums of parts ("...-7", or x-amz-checksum-type: COMPOSITE) is
 * composite.
 */
void checksum_read(const struct http_headers *headers, struct object_checksum *out);

/* "crc64nvme", "sha256" ...; NULL for CHECKSUM_NONE. */
const char *checksum_name(enum checksum_kind kind);

struct checksum;

/*
 * Begins to compare with expected. tables has one of each kind of crc.h and outlives the checksum.
 * NULL when nothing can be compared: there is none, it is composite, or memory is short.
 */
struct checksum *checksum_create(const struct object_checksum *expected,
                                 const struct crc_table *tables);
void checksum_add(struct checksum *checksum, const uint8_t *bytes, size_t len);

/* Whether all bytes that were added have the expected checksum. To be asked once. */
bool checksum_is_right(struct checksum *checksum);
void checksum_free(struct checksum *checksum); /* accepts NULL */

#endif
