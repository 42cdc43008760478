/* Reads EncryptionInfo. */
#include "crawler/unpack/office_seal.h"

#include "crawler/base/endian.h"
#include "crawler/unpack/ole_file.h"

#include <stdlib.h>
#include <string.h>

#define OFFICE_STANDARD_ROUNDS 50000
#define OFFICE_HEAD 8 /* version and flags */

/* ---- agile: XML, of which only two elements matter ---- */

static bool office_is_name_end(uint8_t byte)
{
    return byte <= ' ' || byte == '>' || byte == '/';
}

/* The attributes of the first element called name, whatever its prefix; empty: there is none. */
static struct span office_find_element(struct span xml, const char *name)
{
    const size_t len = strlen(name);
    const uint8_t *at = xml.ptr;
    const uint8_t *const end = xml.ptr + xml.len;
    while ((at = memmem(at, (size_t)(end - at), name, len)) != NULL) {
        const bool is_start = at > xml.ptr && (at[-1] == '<' || at[-1] == ':');
        at += len;
        if (!is_start || at == end || !office_is_name_end(*at))
            continue;
        const uint8_t *const close = memchr(at, '>', (size_t)(end - at));
        return (struct span){at, close != NULL ? (size_t)(close - at) : 0};
    }
    return (struct span){NULL, 0};
}

static struct span office_find_attribute(struct span element, const char *name)
{
    static const struct span none = {(const uint8_t *)"", 0};
    const size_t len = strlen(name);
    for (size_t at = 1; at + len + 2 < element.len; at++) {
        if (element.ptr[at - 1] > ' ' || memcmp(element.ptr + at, name, len) != 0 ||
            element.ptr[at + len] != '=')
            continue;
        const uint8_t quote = element.ptr[at + len + 1];
        const uint8_t *const value = element.ptr + at + len + 2;
        const uint8_t *const end =
            quote == '"' || quote == '\''
                ? memchr(value, quote, (size_t)(element.ptr + element.len - value))
                : NULL;
        return end != NULL ? (struct span){value, (size_t)(end - value)} : none;
    }
    return none;
}

/* UINT32_MAX: it is no number that can be meant. */
static uint32_t office_number(struct span value)
{
    uint32_t number = 0;
    if (value.len == 0 || value.len > 9)
        return UINT32_MAX;
    for (size_t i = 0; i < value.len; i++) {
        if (value.ptr[i] < '0' || value.ptr[i] > '9')
            return UINT32_MAX;
        number = number * 10 + (uint32_t)(value.ptr[i] - '0');
    }
    return number;
}

static bool office_hash_named(struct span value, enum office_hash *hash)
{
    static const struct {
        const char *name;
        enum office_hash hash;
    } names[] = {{"SHA1", OFFICE_SHA1},      {"SHA-1", OFFICE_SHA1},    {"SHA256", OFFICE_SHA256},
                 {"SHA-256", OFFICE_SHA256}, {"SHA384", OFFICE_SHA384}, {"SHA-384", OFFICE_SHA384},
                 {"SHA512", OFFICE_SHA512},  {"SHA-512", OFFICE_SHA512}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        *hash = names[i].hash;
        if (span_is(value, names[i].name))
            return true;
    }
    return false;
}

static int office_base64_digit(uint8_t byte)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *const found = byte != '\0' ? strchr(digits, byte) : NULL;
    return found != NULL ? (int)(found - digits) : -1;
}

static bool office_base64(struct span value, struct office_bytes *out)
{
    uint32_t held = 0;
    unsigned bits = 0;
    out->len = 0;
    while (value.len > 0 && value.ptr[value.len - 1] == '=')
        value.len--;
    for (size_t i = 0; i < value.len; i++) {
        const int digit = office_base64_digit(value.ptr[i]);
        if (digit < 0)
            return false;
        held = held << 6 | (uint32_t)digit;
        bits += 6;
        if (bits < 8)
            continue;
        bits -= 8;
        if (out->len == sizeof out->bytes)
            return false;
        out->bytes[out->len++] = (uint8_t)(held >> bits);
    }
    return out->len > 0;
}

static bool office_lock_parse(struct span element, struct office_lock *lock)
{
    const uint32_t bits = office_number(office_find_attribute(element, "keyBits"));
    lock->key_len = bits / 8;
    return (bits == 128 || bits == 192 || bits == 256) &&
           span_is(office_find_attribute(element, "cipherAlgorithm"), "AES") &&
           span_is(office_find_attribute(element, "cipherChaining"), "ChainingModeCBC") &&
           office_hash_named(office_find_attribute(element, "hashAlgorithm"), &lock->hash) &&
           office_base64(office_find_attribute(element, "saltValue"), &lock->salt);
}

static bool office_is_blocks(const struct office_bytes *bytes, size_t least)
{
    return bytes->len >= least && bytes->len % OFFICE_BLOCK == 0;
}

static bool office_parse_agile(struct span xml, struct office_seal *seal)
{
    const struct span content = office_find_element(xml, "keyData");
    const struct span password = office_find_element(xml, "encryptedKey");
    seal->is_agile = true;
    seal->rounds = office_number(office_find_attribute(password, "spinCount"));
    return office_lock_parse(content, &seal->content) &&
           office_lock_parse(password, &seal->password) && seal->rounds <= OFFICE_ROUNDS_MAX &&
           office_base64(office_find_attribute(password, "encryptedVerifierHashInput"),
                         &seal->verifier) &&
           office_base64(office_find_attribute(password, "encryptedVerifierHashValue"),
                         &seal->verifier_hash) &&
           office_base64(office_find_attribute(password, "encryptedKeyValue"), &seal->key) &&
           office_is_blocks(&seal->verifier, seal->password.salt.len) &&
           office_is_blocks(&seal->verifier_hash, office_hash_len(seal->password.hash)) &&
           office_is_blocks(&seal->key, seal->content.key_len);
}

/* ---- standard: two structures of numbers ---- */

static void office_copy(const uint8_t *from, size_t len, struct office_bytes *out)
{
    memcpy(out->bytes, from, len);
    out->len = len;
}

/* Behind a header of a length that it tells (flags, sizes, the cipher, its key, a name) stand the
 * salt, something encrypted, and its hash. */
static bool office_parse_standard(struct span info, struct office_seal *seal)
{
    enum { HEADER = 32, VERIFIER = 4 + 16 + 16 + 4 + 32, AES128 = 0x660E, AES256 = 0x6610 };
    if (info.len < 4)
        return false;
    const uint32_t header_len = endian_little(info.ptr, 4);
    if (header_len < HEADER || info.len - 4 < VERIFIER || header_len > info.len - 4 - VERIFIER)
        return false;
    const uint8_t *const header = info.ptr + 4;
    const uint8_t *const verifier = header + header_len;
    const uint32_t cipher = endian_little(header + 8, 4);
    const uint32_t bits = endian_little(header + 16, 4);
    if (cipher < AES128 || cipher > AES256 || bits != 128 + 64 * (cipher - AES128) ||
        endian_little(verifier, 4) != 16)
        return false;
    seal->rounds = OFFICE_STANDARD_ROUNDS;
    seal->password.hash = OFFICE_SHA1;
    seal->password.key_len = bits / 8;
    office_copy(verifier + 4, 16, &seal->password.salt);
    office_copy(verifier + 20, 16, &seal->verifier);
    office_copy(verifier + 40, 32, &seal->verifier_hash);
    return true;
}

bool office_seal_parse(struct span info, struct office_seal *seal)
{
    *seal = (struct office_seal){.is_agile = false};
    if (info.len < OFFICE_HEAD)
        return false;
    const uint32_t major = endian_little(info.ptr, 2), minor = endian_little(info.ptr + 2, 2);
    const struct span rest = {info.ptr + OFFICE_HEAD, info.len - OFFICE_HEAD};
    if (major == 4 && minor == 4)
        return office_parse_agile(rest, seal);
    return major >= 2 && major <= 4 && minor == 2 && office_parse_standard(rest, seal);
}

size_t office_hash_len(enum office_hash hash)
{
    static const size_t lens[OFFICE_HASHES] = {
        [OFFICE_SHA1] = 20, [OFFICE_SHA256] = 32, [OFFICE_SHA384] = 48, [OFFICE_SHA512] = 64};
    return lens[hash];
}
