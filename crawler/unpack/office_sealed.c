/* Encrypted Office documents as a source. */
#include "crawler/unpack/office_sealed.h"

#include "crawler/base/endian.h"
#include "crawler/unpack/office_cipher.h"

#include <stdlib.h>
#include <string.h>

#define OFFICE_LENGTH 8 /* [MS-OFFCRYPTO] 2.3.4.4: of the content, in front of it */

struct office_sealed {
    struct byte_source source;
    struct byte_source *package;
    struct office_cipher *cipher;
    uint64_t left;      /* of the content */
    bool is_started;    /* left is known */
    enum status status; /* of the package; once it is not OK nothing more is read */
    uint32_t segment;
    size_t at, held; /* of bytes: what was not given out yet */
    uint8_t bytes[OFFICE_SEGMENT];
};

/* Fills bytes up to len from the package. */
static size_t office_sealed_fill(struct office_sealed *sealed, size_t len)
{
    size_t held = 0;
    sealed->status = byte_source_fill(sealed->package, sealed->bytes, len, &held);
    return held;
}

static void office_sealed_start(struct office_sealed *sealed)
{
    sealed->is_started = true;
    if (office_sealed_fill(sealed, OFFICE_LENGTH) < OFFICE_LENGTH)
        return;
    sealed->left = endian_little(sealed->bytes, OFFICE_LENGTH);
}

/* The next segment, decrypted. What is no whole block cannot be. */
static void office_sealed_advance(struct office_sealed *sealed)
{
    const size_t held = office_sealed_fill(sealed, OFFICE_SEGMENT);
    const size_t len = held - held % OFFICE_BLOCK;
    sealed->at = 0;
    sealed->held = 0;
    if (len == 0 || !office_cipher_decrypt(sealed->cipher, sealed->segment, sealed->bytes, len)) {
        sealed->status = sealed->status == STATUS_OK ? STATUS_END : sealed->status;
        return;
    }
    sealed->segment++;
    sealed->held = len < sealed->left ? len : (size_t)sealed->left;
}

/* How it ends where the package does. */
static enum status office_sealed_end(struct office_sealed *sealed)
{
    if (sealed->status == STATUS_OK || sealed->status == STATUS_END) {
        fault_set(&sealed->source.fault, REASON_TRUNCATED, "encrypted document: it ends too early");
        return STATUS_SKIP;
    }
    sealed->source.fault = sealed->package->fault;
    return sealed->status;
}

static enum status office_sealed_read(struct byte_source *source, uint8_t *buf, size_t cap,
                                      size_t *len)
{
    struct office_sealed *const sealed = (struct office_sealed *)source;
    if (!sealed->is_started)
        office_sealed_start(sealed);
    if (sealed->left == 0 && sealed->status == STATUS_OK)
        return STATUS_END;
    if (sealed->at == sealed->held && sealed->status == STATUS_OK)
        office_sealed_advance(sealed);
    if (sealed->at == sealed->held)
        return sealed->left > 0 ? office_sealed_end(sealed) : STATUS_END;
    const size_t held = sealed->held - sealed->at;
    *len = held < cap ? held : cap;
    memcpy(buf, sealed->bytes + sealed->at, *len);
    sealed->at += *len;
    sealed->left -= *len;
    return STATUS_OK;
}

static void office_sealed_close(struct byte_source *source)
{
    (void)source; /* office_sealed_free() does */
}

static const struct byte_source_ops office_sealed_ops = {office_sealed_read, office_sealed_close};

/* As many rounds as Office itself has files made with. */
#define OFFICE_USUAL_ROUNDS 100000U

/* [MS-OFFCRYPTO] leaves it out; [MS-XLS] 2.2.10 names it. */
static bool office_unlock_default(struct office_cipher *cipher, const struct office_seal *seal,
                                  struct password_ring *keys)
{
    static const char password[] = "VelvetSweatshop";
    if (seal->rounds > OFFICE_USUAL_ROUNDS ||
        (keys != NULL && !password_ring_spend(keys, PASSWORD_RING_SLOW)))
        return false;
    return office_cipher_unlock(cipher,
                                (struct span){(const uint8_t *)password, sizeof password - 1});
}

static bool office_unlock(struct office_cipher *cipher, const struct office_seal *seal,
                          struct password_ring *keys)
{
    const unsigned cost = PASSWORD_RING_SLOW * (1 + seal->rounds / (OFFICE_USUAL_ROUNDS + 1));
    size_t index;
    for (size_t i = 0; keys != NULL && password_ring_next(keys, i, &index); i++) {
        const bool is_right = office_cipher_unlock(cipher, passwords_at(keys->passwords, index));
        password_ring_note(keys, index, is_right, cost);
        if (is_right)
            return true;
    }
    return false;
}

struct office_sealed *office_sealed_create(struct span info, struct password_ring *keys)
{
    struct office_seal seal;
    if (!office_seal_parse(info, &seal))
        return NULL;
    struct office_sealed *const sealed = calloc(1, sizeof *sealed);
    if (sealed == NULL)
        return NULL;
    sealed->source.ops = &office_sealed_ops;
    sealed->cipher = office_cipher_create(&seal);
    if (sealed->cipher != NULL && (office_unlock_default(sealed->cipher, &seal, keys) ||
                                   office_unlock(sealed->cipher, &seal, keys)))
        return sealed;
    office_sealed_free(sealed);
    return NULL;
}

void office_sealed_free(struct office_sealed *sealed)
{
    if (sealed == NULL)
        return;
    office_cipher_free(sealed->cipher);
    free(sealed);
}

struct byte_source *office_sealed_bytes(struct office_sealed *sealed, struct byte_source *package)
{
    sealed->package = package;
    return &sealed->source;
}
