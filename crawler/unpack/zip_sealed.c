/* An encrypted entry of a ZIP archive whose password is known. */
#include "crawler/unpack/zip_sealed.h"

#include "crawler/unpack/zip_guess.h"

#include <stdlib.h>
#include <string.h>

#define SEALED_LOOK ((size_t)4096) /* how much of an entry a password is tried on */

/* What is decrypted: the data of the entry without head and tail. */
struct zip_plain {
    struct byte_source source;
    struct byte_source *raw;
    struct zip_cipher *cipher;
    size_t head, tail; /* bytes to be left out */
    bool is_over, is_authentic;
    size_t held;
    uint8_t chunk[SEALED_LOOK + ZIP_CIPHER_TAIL];
};

struct zip_sealed {
    struct byte_source source;
    struct zip_plain plain;
    struct window *window; /* over plain */
    struct zip_entry *entry;
    struct zip_header header; /* of the content: its own method, nothing encrypted */
    struct zip_seal seal;
    struct meter meter;
    enum zip_entry_end end;
    bool is_started;
    bool is_sure; /* of the password */
    uint64_t given;
    uint32_t crc;
};

/* ---- decrypting ---- */

static enum status zip_plain_end(struct zip_plain *plain)
{
    plain->is_over = true;
    if (plain->held == plain->tail)
        plain->is_authentic =
            plain->tail == 0 || zip_cipher_is_authentic(plain->cipher, plain->chunk);
    return STATUS_END;
}

/* The head was looked at before, and is taken out here. */
static enum status zip_plain_skip_head(struct zip_plain *plain)
{
    enum status status = STATUS_OK;
    while (plain->head > 0 && status == STATUS_OK) {
        size_t len = 0;
        status = byte_source_read(plain->raw, plain->chunk, plain->head, &len);
        plain->head -= len;
    }
    return status;
}

static enum status zip_plain_read(struct byte_source *source, uint8_t *buf, size_t cap, size_t *len)
{
    struct zip_plain *const plain = (struct zip_plain *)source;
    enum status status = plain->is_over ? STATUS_END : zip_plain_skip_head(plain);
    const size_t room = cap < SEALED_LOOK ? cap : SEALED_LOOK;
    while (status == STATUS_OK && plain->held <= plain->tail) {
        size_t got = 0;
        status = byte_source_read(plain->raw, plain->chunk + plain->held,
                                  room + plain->tail - plain->held, &got);
        plain->held += got;
    }
    if (status == STATUS_SKIP)
        source->fault = plain->raw->fault;
    if (status == STATUS_END && !plain->is_over)
        return zip_plain_end(plain);
    if (status != STATUS_OK)
        return status;
    *len = plain->held - plain->tail;
    memcpy(buf, plain->chunk, *len);
    memmove(plain->chunk, plain->chunk + *len, plain->tail);
    plain->held = plain->tail;
    zip_cipher_decrypt(plain->cipher, buf, *len);
    return STATUS_OK;
}

static void zip_plain_close(struct byte_source *source)
{
    (void)source;
}

static const struct byte_source_ops zip_plain_ops = {zip_plain_read, zip_plain_close};

/* ---- unpacking ---- */

static enum codec_result zip_sealed_inflate(struct zip_sealed *sealed, uint8_t *buf, size_t cap,
                                            size_t *len)
{
    struct inflater *const inflater = sealed->entry->decoders->inflater;
    if (!sealed->is_started)
        inflater_reset(inflater);
    sealed->is_started = true;
    switch (inflater_read(inflater, sealed->window, buf, cap, len)) {
    case INFLATE_OK:
        return CODEC_OK;
    case INFLATE_END:
        return CODEC_END;
    case INFLATE_CUT:
        return CODEC_CUT;
    default:
        return CODEC_CORRUPT;
    }
}

static enum codec_result zip_sealed_unpack(struct zip_sealed *sealed, uint8_t *buf, size_t cap,
                                           size_t *len)
{
    struct zip_decoders *const decoders = sealed->entry->decoders;
    if (!sealed->is_started) {
        const bool is_sized = zip_entry_is_sized(sealed->entry);
        const struct zip_packed packed = {
            .header = &sealed->header,
            .allowed = ZIP_UNBOUNDED,
            .unpacked = is_sized ? sealed->header.unpacked : ZIP_UNBOUNDED,
            .memory = sealed->meter.memory,
        };
        sealed->is_started = true;
        sealed->meter.memory /= 2; /* as below a layer */
        const enum codec_result result = zip_method_start(decoders, sealed->window, &packed);
        if (result != CODEC_OK)
            return result;
    }
    return zip_method_read(decoders, sealed->window, buf, cap, len);
}

static enum codec_result zip_sealed_copy(struct zip_sealed *sealed, uint8_t *buf, size_t cap,
                                         size_t *len)
{
    const size_t held = window_fill(sealed->window, 1);
    if (held == 0)
        return sealed->window->status == STATUS_END ? CODEC_END : CODEC_CUT;
    *len = held < cap ? held : cap;
    memcpy(buf, window_at(sealed->window), *len);
    window_take(sealed->window, *len);
    return CODEC_OK;
}

static enum codec_result zip_sealed_decode(struct zip_sealed *sealed, uint8_t *buf, size_t cap,
                                           size_t *len)
{
    if (sealed->seal.method == ZIP_STORED)
        return zip_sealed_copy(sealed, buf, cap, len);
    if (sealed->seal.method == ZIP_DEFLATED)
        return zip_sealed_inflate(sealed, buf, cap, len);
    return zip_sealed_unpack(sealed, buf, cap, len);
}

static enum status zip_sealed_fail(struct zip_sealed *sealed, enum zip_entry_end end,
                                   enum reason reason)
{
    sealed->end = end;
    coverage_add(sealed->meter.coverage, reason);
    fault_set(&sealed->source.fault, reason, "zip entry: its data cannot be read to the end");
    return STATUS_SKIP;
}

/* The data ended too early, as their length says or because the archive does. */
static enum status zip_sealed_cut(struct zip_sealed *sealed)
{
    const enum status status = sealed->window->status;
    if (status == STATUS_END)
        return zip_sealed_fail(sealed, ZIP_ENTRY_CORRUPT, REASON_CORRUPT);
    sealed->end = ZIP_ENTRY_CUT;
    sealed->source.fault = sealed->plain.source.fault;
    return status;
}

static enum status zip_sealed_read_more(struct zip_sealed *sealed, uint8_t *buf, size_t cap,
                                        size_t *len)
{
    switch (zip_sealed_decode(sealed, buf, cap, len)) {
    case CODEC_OK:
        return STATUS_OK;
    case CODEC_END:
        sealed->end = ZIP_ENTRY_WHOLE;
        return STATUS_END;
    case CODEC_CUT:
        return zip_sealed_cut(sealed);
    case CODEC_TOO_LARGE:
        coverage_cut(sealed->meter.coverage, REASON_LIMIT_MEMORY, sealed->window->offset,
                     sealed->meter.size);
        return zip_sealed_fail(sealed, ZIP_ENTRY_STOPPED, REASON_LIMIT_MEMORY);
    case CODEC_NO_MEMORY:
        return STATUS_NO_MEMORY;
    default:
        return zip_sealed_fail(sealed, ZIP_ENTRY_CORRUPT, REASON_CORRUPT);
    }
}

static enum status zip_sealed_read(struct byte_source *source, uint8_t *buf, size_t cap,
                                   size_t *len)
{
    struct zip_sealed *const sealed = (struct zip_sealed *)source;
    if (sealed->end == ZIP_ENTRY_WHOLE)
        return STATUS_END;
    if (sealed->end == ZIP_ENTRY_CUT)
        return sealed->window->status;
    if (sealed->end != ZIP_ENTRY_OPEN)
        return STATUS_SKIP;
    if (meter_is_stopped(&sealed->meter))
        return zip_sealed_fail(sealed, ZIP_ENTRY_STOPPED, meter_stop_reason(&sealed->meter));
    const enum status status = zip_sealed_read_more(sealed, buf, cap, len);
    sealed->given += *len;
    sealed->crc = inflate_crc32(sealed->crc, buf, *len);
    if (*len > 0)
        meter_count(&sealed->meter, sealed->window->offset, *len);
    return status;
}

static const struct byte_source_ops zip_sealed_ops = {zip_sealed_read, zip_plain_close};

/* ---- the password ---- */

/* Decrypts a copy of what is held, to see whether it makes sense; then the cipher is ready. */
static enum zip_guess zip_sealed_guess(struct zip_sealed *sealed, struct span password)
{
    const struct zip_seal *const seal = &sealed->seal;
    const struct window *const window = sealed->entry->window;
    struct zip_cipher *const cipher = sealed->plain.cipher;
    const uint8_t *const at = window_at(window);
    const bool is_sized = zip_entry_is_sized(sealed->entry);
    const uint64_t packed = is_sized ? sealed->header.packed : ZIP_UNBOUNDED;
    const size_t held = window_held(window) < SEALED_LOOK ? window_held(window) : SEALED_LOOK;
    const bool is_all = packed <= held;
    const size_t len = (is_all ? (size_t)packed - seal->tail : held) - seal->head;
    if (!zip_cipher_unlock(cipher, seal, at, password))
        return ZIP_GUESS_WRONG;
    memcpy(sealed->plain.chunk, at + seal->head, len);
    zip_cipher_decrypt(cipher, sealed->plain.chunk, len);
    enum zip_guess guess;
    if (is_all && seal->tail > 0)
        guess = zip_cipher_is_authentic(cipher, at + packed - seal->tail) ? ZIP_GUESS_RIGHT
                                                                          : ZIP_GUESS_WRONG;
    else
        guess = zip_guess(&(struct zip_guess_start){
            .header = &sealed->header,
            .seal = seal,
            .content = {sealed->plain.chunk, len},
            .raw = {at + seal->head, window_held(window) - seal->head},
            .is_sized = is_sized,
            .is_all = is_all,
        });
    zip_cipher_rewind(cipher);
    return guess;
}

/* Takes a password that may be right when none is, or when it was right before. */
static bool zip_sealed_try(struct zip_sealed *sealed, struct password_ring *keys)
{
    size_t index, likely = 0;
    bool has_likely = false;
    for (size_t i = 0; password_ring_next(keys, i, &index); i++) {
        const enum zip_guess guess = zip_sealed_guess(sealed, passwords_at(keys->passwords, index));
        const bool was_right = keys->has_right && index == keys->right;
        sealed->is_sure = guess == ZIP_GUESS_RIGHT || (guess == ZIP_GUESS_MAYBE && was_right);
        password_ring_note(keys, index, sealed->is_sure, 1);
        if (sealed->is_sure)
            return true;
        if (guess == ZIP_GUESS_MAYBE && !has_likely)
            likely = index;
        has_likely = has_likely || guess == ZIP_GUESS_MAYBE;
    }
    if (!has_likely ||
        zip_sealed_guess(sealed, passwords_at(keys->passwords, likely)) == ZIP_GUESS_WRONG)
        return false;
    password_ring_note(keys, likely, true, 1);
    return true;
}

/* Whether head and tail are there, and something here unpacks what stands between them. */
static bool zip_sealed_is_readable(const struct zip_sealed *sealed)
{
    const struct zip_seal *const seal = &sealed->seal;
    const size_t frame = seal->head + seal->tail;
    return seal->is_known && zip_method_is_known(seal->method) &&
           (!zip_entry_is_sized(sealed->entry) || sealed->header.packed >= frame) &&
           window_fill(sealed->entry->window, SEALED_LOOK) >= frame;
}

bool zip_sealed_open(struct zip_sealed *sealed, struct zip_entry *entry, struct password_ring *keys)
{
    sealed->entry = entry;
    sealed->header = entry->header;
    sealed->seal = zip_seal_of(&entry->header);
    sealed->header.method = (uint16_t)sealed->seal.method;
    if (!zip_sealed_is_readable(sealed) || !zip_sealed_try(sealed, keys))
        return false;
    sealed->source = (struct byte_source){.ops = &zip_sealed_ops};
    if (zip_entry_is_sized(entry))
        sealed->source.size = sealed->header.unpacked;
    sealed->meter = entry->meter;
    sealed->end = ZIP_ENTRY_OPEN;
    sealed->is_started = false;
    sealed->given = 0;
    sealed->crc = 0;
    struct zip_plain *const plain = &sealed->plain;
    plain->source = (struct byte_source){.ops = &zip_plain_ops};
    plain->raw = &entry->source;
    plain->head = sealed->seal.head;
    plain->tail = sealed->seal.tail;
    plain->held = 0;
    plain->is_over = plain->is_authentic = false;
    window_reset(sealed->window, &plain->source);
    entry->is_unmetered = true; /* what comes out of it is counted here */
    return true;
}

struct zip_sealed *zip_sealed_create(void)
{
    struct zip_sealed *const sealed = calloc(1, sizeof *sealed);
    if (sealed == NULL)
        return NULL;
    sealed->window = window_create(&sealed->plain.source);
    sealed->plain.cipher = zip_cipher_create();
    if (sealed->window != NULL && sealed->plain.cipher != NULL)
        return sealed;
    zip_sealed_free(sealed);
    return NULL;
}

void zip_sealed_free(struct zip_sealed *sealed)
{
    if (sealed == NULL)
        return;
    zip_cipher_free(sealed->plain.cipher);
    free(sealed->window);
    free(sealed);
}

struct byte_source *zip_sealed_bytes(struct zip_sealed *sealed)
{
    return &sealed->source;
}

struct meter *zip_sealed_meter(struct zip_sealed *sealed)
{
    return &sealed->meter;
}

/* ---- what was found ---- */

void zip_sealed_finish(struct zip_sealed *sealed, struct coverage *coverage)
{
    if (sealed->end == ZIP_ENTRY_WHOLE && window_skip(sealed->window, UINT64_MAX) > 0)
        coverage_add(coverage, REASON_CORRUPT);
    if (sealed->end == ZIP_ENTRY_WHOLE && sealed->plain.is_over && !sealed->plain.is_authentic)
        coverage_add(coverage, REASON_CHECKSUM);
    byte_source_drain(&sealed->entry->source);
}

void zip_sealed_compare(const struct zip_sealed *sealed, struct coverage *coverage)
{
    const struct zip_header *const header = &sealed->entry->header;
    if (sealed->end != ZIP_ENTRY_WHOLE)
        return;
    if (sealed->seal.has_crc && header->crc != sealed->crc)
        coverage_add(coverage, sealed->is_sure ? REASON_CHECKSUM : REASON_ENCRYPTED);
    if ((uint32_t)header->unpacked != (uint32_t)sealed->given)
        coverage_add(coverage, REASON_CORRUPT);
}
