/* Compares objects with the checksums their store has of them. */
#include "crawler/store/checksum.h"

#include "signers/digest.h"

#include <stdlib.h>
#include <string.h>

#define TEXT_MAX 64

static const struct {
    const char *name, *header;
    int crc; /* enum crc_kind, or -1: a digest */
    size_t len;
} kinds[CHECKSUM_KIND_COUNT] = {
    [CHECKSUM_CRC64NVME] = {"crc64nvme", "x-amz-checksum-crc64nvme", CRC_64_NVME, 8},
    [CHECKSUM_CRC32C] = {"crc32c", "x-amz-checksum-crc32c", CRC_32C, 4},
    [CHECKSUM_CRC32] = {"crc32", "x-amz-checksum-crc32", CRC_32, 4},
    [CHECKSUM_SHA256] = {"sha256", "x-amz-checksum-sha256", -1, DIGEST_SHA256_LEN},
    [CHECKSUM_SHA1] = {"sha1", "x-amz-checksum-sha1", -1, DIGEST_SHA1_LEN},
};

const char *checksum_name(enum checksum_kind kind)
{
    return kinds[kind].name;
}

/* ---- what the store says ---- */

/* BASE64, or BASE64-PARTS. False when it is neither. */
static bool checksum_parse(struct span text, enum checksum_kind kind, struct object_checksum *out)
{
    uint8_t value[3 * TEXT_MAX / 4];
    const uint8_t *const dash = memchr(text.ptr, '-', text.len);
    const size_t len = dash == NULL ? text.len : (size_t)(dash - text.ptr);
    out->kind = kind;
    out->is_composite |= len < text.len;
    if (len > TEXT_MAX ||
        digest_base64_decode((const char *)text.ptr, len, value) != (long)kinds[kind].len)
        return false;
    memcpy(out->value, value, kinds[kind].len);
    return true;
}

static bool is_part(const struct http_headers *headers)
{
    struct span value;
    struct http_range range;
    return http_headers_find(headers, "Content-Range", &value) &&
           (!http_headers_content_range(headers, &range) || range.first != 0 ||
            range.last + 1 != range.total);
}

void checksum_read(const struct http_headers *headers, struct object_checksum *out)
{
    struct span value;
    *out = (struct object_checksum){.kind = CHECKSUM_NONE};
    if (is_part(headers))
        return;
    const bool is_composite =
        http_headers_find(headers, "x-amz-checksum-type", &value) && span_is(value, "COMPOSITE");
    for (int kind = CHECKSUM_NONE + 1; kind < CHECKSUM_KIND_COUNT; kind++) {
        *out = (struct object_checksum){.kind = CHECKSUM_NONE, .is_composite = is_composite};
        if (http_headers_find(headers, kinds[kind].header, &value) && value.len > 0 &&
            checksum_parse(value, (enum checksum_kind)kind, out))
            return;
    }
    *out = (struct object_checksum){.kind = CHECKSUM_NONE};
}

/* ---- what was read ---- */

struct checksum {
    struct object_checksum expected;
    const struct crc_table *table; /* NULL: digest */
    uint64_t crc;
    struct digest *digest;
    bool is_broken; /* the digest cannot be made: nothing is known */
};

struct checksum *checksum_create(const struct object_checksum *expected,
                                 const struct crc_table *tables)
{
    if (expected->kind == CHECKSUM_NONE || expected->is_composite)
        return NULL;
    const int crc = kinds[expected->kind].crc;
    struct checksum *const checksum = calloc(1, sizeof *checksum);
    if (checksum == NULL)
        return NULL;
    checksum->expected = *expected;
    if (crc >= 0)
        checksum->table = &tables[crc];
    else
        checksum->digest = expected->kind == CHECKSUM_SHA1 ? digest_create_sha1() : digest_create();
    if (crc < 0 && checksum->digest == NULL) {
        free(checksum);
        return NULL;
    }
    return checksum;
}

void checksum_add(struct checksum *checksum, const uint8_t *bytes, size_t len)
{
    if (checksum->table != NULL)
        checksum->crc = crc_update(checksum->table, checksum->crc, bytes, len);
    else
        checksum->is_broken |= !digest_update(checksum->digest, bytes, len);
}

bool checksum_is_right(struct checksum *checksum)
{
    uint8_t got[DIGEST_SHA256_LEN];
    const size_t len = kinds[checksum->expected.kind].len;
    if (checksum->table == NULL) {
        checksum->is_broken |= !digest_final(checksum->digest, got);
    } else {
        for (size_t i = 0; i < len; i++)
            got[i] = (uint8_t)(checksum->crc >> (8 * (len - 1 - i)));
    }
    return !checksum->is_broken && memcmp(got, checksum->expected.value, len) == 0;
}

void checksum_free(struct checksum *checksum)
{
    if (checksum == NULL)
        return;
    digest_free(checksum->digest);
    free(checksum);
}
