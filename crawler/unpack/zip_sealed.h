/*
 * An encrypted entry of a ZIP archive whose password is known: its content, decrypted and unpacked
 * as the data stream by, and whether both checks are right.
 */
#ifndef CRAWLER_UNPACK_ZIP_SEALED_H
#define CRAWLER_UNPACK_ZIP_SEALED_H

#include "crawler/unpack/password_ring.h"
#include "crawler/unpack/zip_cipher.h"
#include "crawler/unpack/zip_entry.h"

#include <stdbool.h>

struct zip_sealed;

/* For the entries of an archive, one after the other. NULL when memory is short. */
struct zip_sealed *zip_sealed_create(void);
void zip_sealed_free(struct zip_sealed *sealed); /* accepts NULL */

/*
 * Tries keys on an entry that was just made, by what stands at the start of its data: the bytes
 * that tell a wrong password, and what the first 4 KiB of content decrypt to (zip_guess.h). False
 * when it stays closed: no password fits, or nothing here unpacks the method. Otherwise the content
 * is zip_sealed_bytes(), and of the entry only its header may be used up to zip_sealed_finish().
 */
bool zip_sealed_open(struct zip_sealed *sealed, struct zip_entry *entry,
                     struct password_ring *keys);

/* Valid up to the next open; needs no close. */
struct byte_source *zip_sealed_bytes(struct zip_sealed *sealed);
struct meter *zip_sealed_meter(struct zip_sealed *sealed);

/* Behind the content, read or not: goes to the end of the data and compares the code of AES. */
void zip_sealed_finish(struct zip_sealed *sealed, struct coverage *coverage);

/* Behind zip_entry_finish(), when the header is known: compares size and CRC. */
void zip_sealed_compare(const struct zip_sealed *sealed, struct coverage *coverage);

#endif
