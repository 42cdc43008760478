/*
 * An encrypted Office document (the stream EncryptedPackage of a compound file) whose password is
 * known: its content, decrypted as it streams by.
 */
#ifndef CRAWLER_UNPACK_OFFICE_SEALED_H
#define CRAWLER_UNPACK_OFFICE_SEALED_H

#include "crawler/base/byte_source.h"
#include "crawler/unpack/password_ring.h"
#include "detectors/span.h"

struct office_sealed;

/*
 * Tries keys (NULL: none) on what info (the stream EncryptionInfo) says, and before them the
 * password that Excel gives workbooks which may be read by everybody. NULL when it stays closed, or
 * memory is short.
 */
struct office_sealed *office_sealed_create(struct span info, struct password_ring *keys);
void office_sealed_free(struct office_sealed *sealed); /* accepts NULL */

/* The content of package (the stream; not owned, and not read yet); valid as long as sealed. What
 * package lacks of the length it tells is a fault: truncated. */
struct byte_source *office_sealed_bytes(struct office_sealed *sealed, struct byte_source *package);

#endif
