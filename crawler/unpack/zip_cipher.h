/*
 * The two kinds of encryption of ZIP entries that are in use: the traditional one of PKWARE, and
 * AES as WinZip published it. A door to OpenSSL, as every *_cipher.c.
 *
 * Source: PKWARE APPNOTE.TXT 6.3.10, section 6.1; "AES Encryption Information: Encryption
 * Specification AE-1 and AE-2", WinZip, version 1.04.
 */
#ifndef CRAWLER_UNPACK_ZIP_CIPHER_H
#define CRAWLER_UNPACK_ZIP_CIPHER_H

#include "crawler/unpack/zip_record.h"
#include "detectors/span.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ZIP_CIPHER_HEAD_MAX 18 /* a salt and what tells a wrong password */
#define ZIP_CIPHER_TAIL 10     /* the authentication code of AES */

/* How an entry is encrypted, as its local header says. */
struct zip_seal {
    bool is_known;     /* one of the two; nothing else here means anything otherwise */
    unsigned key_len;  /* of AES: 16, 24, 32; 0: the traditional kind */
    unsigned method;   /* how the content is packed */
    bool has_crc;      /* that of the content stands in the header or the descriptor */
    uint8_t check;     /* of the traditional kind: what the last byte of the head decrypts to */
    size_t head, tail; /* how many bytes stand in front of the content, and behind it */
};
struct zip_seal zip_seal_of(const struct zip_header *header);

struct zip_cipher;

/* NULL when memory is short, or the library has no AES. */
struct zip_cipher *zip_cipher_create(void);
void zip_cipher_free(struct zip_cipher *cipher); /* keys are wiped; accepts NULL */

/*
 * Makes ready to decrypt behind the head (seal->head bytes). False when the password is wrong; true
 * says that it may be right: by 255 in 256 in the traditional kind, by 65535 in 65536 with AES. For
 * AES it takes 1000 rounds of PBKDF2, about a millisecond.
 */
bool zip_cipher_unlock(struct zip_cipher *cipher, const struct zip_seal *seal, const uint8_t *head,
                       struct span password);

/* Goes back to where zip_cipher_unlock() left it. */
void zip_cipher_rewind(struct zip_cipher *cipher);

/* Decrypts the next bytes in their place. */
void zip_cipher_decrypt(struct zip_cipher *cipher, uint8_t *bytes, size_t len);

/* AES, behind the last byte: whether tail (ZIP_CIPHER_TAIL bytes) is the code of what was
 * decrypted since it was unlocked. */
bool zip_cipher_is_authentic(struct zip_cipher *cipher, const uint8_t *tail);

#endif
