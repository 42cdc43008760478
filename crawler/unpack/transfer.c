/* Transfer encodings: base64, quoted-printable and uuencode. */
#include "crawler/unpack/transfer.h"

#include <string.h>

/* Of a letter of base64, also in its form for URLs; -1: none. */
static int transfer_sextet(uint8_t c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    if (c == '+' || c == '-')
        return 62;
    return c == '/' || c == '_' ? 63 : -1;
}

static bool transfer_is_blank(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The remaining bits of a last letter are padding. */
static size_t transfer_decode_base64(struct transfer *transfer, const uint8_t *in, size_t len,
                                     uint8_t *out)
{
    size_t given = 0;
    for (size_t i = 0; i < len; i++) {
        const int sextet = transfer_sextet(in[i]);
        if (sextet < 0) {
            transfer->has_stray |= in[i] != '=' && !transfer_is_blank(in[i]);
            if (in[i] == '=') /* a further stream starts anew behind it */
                transfer->bit_count = 0;
            continue;
        }
        transfer->bits = transfer->bits << 6 | (uint32_t)sextet;
        transfer->bit_count += 6;
        if (transfer->bit_count >= 8) {
            transfer->bit_count -= 8;
            out[given++] = (uint8_t)(transfer->bits >> transfer->bit_count);
        }
    }
    return given;
}

static int transfer_hex(uint8_t c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Gives what is held as it stands. */
static size_t transfer_release(struct transfer *transfer, uint8_t *out)
{
    const size_t len = transfer->held_len;
    memcpy(out, transfer->held, len);
    transfer->has_stray |= len > 0;
    transfer->held_len = 0;
    return len;
}

/* One byte behind a '=': of its number, of the end of its line, or of neither. */
static size_t transfer_take_quoted(struct transfer *transfer, uint8_t c, uint8_t *out)
{
    const unsigned len = transfer->held_len;
    if (c == '\n') {
        transfer->held_len = 0; /* a line that goes on */
        return 0;
    }
    transfer->held[transfer->held_len++] = c;
    if (len == 1 && (transfer_hex(c) >= 0 || c == '\r'))
        return 0;
    const int high = transfer_hex(transfer->held[1]);
    const int low = transfer_hex(c);
    if (len == 2 && high >= 0 && low >= 0) {
        transfer->held_len = 0;
        *out = (uint8_t)(high << 4 | low);
        return 1;
    }
    return transfer_release(transfer, out);
}

static size_t transfer_decode_quoted(struct transfer *transfer, const uint8_t *in, size_t len,
                                     uint8_t *out)
{
    size_t given = 0;
    for (size_t i = 0; i < len; i++) {
        if (transfer->held_len > 0)
            given += transfer_take_quoted(transfer, in[i], out + given);
        else if (in[i] == '=')
            transfer->held[transfer->held_len++] = in[i];
        else
            out[given++] = in[i];
    }
    return given;
}

/* A byte in front of the first line of data. */
static void transfer_seek_uu(struct transfer *transfer, uint8_t c)
{
    static const char begin[] = "begin ";
    const unsigned found = transfer->uu_count;
    if (c == '\n') {
        transfer->has_stray |= found > sizeof begin - 1;
        transfer->uu_count = 0;
    } else if (found < sizeof begin - 1 && c == (uint8_t)begin[found]) {
        transfer->uu_count++;
    } else if (c != '\r') {
        transfer->uu_count = sizeof begin; /* another line */
    }
    if (transfer->uu_count == sizeof begin - 1)
        transfer->uu = TRANSFER_UU_TITLE;
}

/* The first byte of a line; the last line of data stands for none, and then comes "end". */
static void transfer_count_uu(struct transfer *transfer, uint8_t c)
{
    const bool is_count = c >= ' ' && c <= '`';
    transfer->bit_count = 0;
    transfer->uu_count = is_count ? (c - ' ') & 63 : 0;
    transfer->uu = transfer->uu_count > 0 ? TRANSFER_UU_LINE : TRANSFER_UU_BEHIND;
    transfer->has_stray |= !is_count;
}

/* A byte of a line of data; *out takes the byte that it completes. */
static size_t transfer_take_uu(struct transfer *transfer, uint8_t c, uint8_t *out)
{
    if (c == '\n') {
        transfer->has_stray |= transfer->uu_count > 0;
        transfer->uu = TRANSFER_UU_COUNT;
        return 0;
    }
    if (c < ' ' || c > '`' || transfer->uu_count == 0)
        return 0;
    transfer->bits = transfer->bits << 6 | ((c - ' ') & 63);
    transfer->bit_count += 6;
    if (transfer->bit_count < 8)
        return 0;
    transfer->bit_count -= 8;
    transfer->uu_count--;
    *out = (uint8_t)(transfer->bits >> transfer->bit_count);
    return 1;
}

/* A byte behind the last line of data: "end" and blanks; of anything else it is told that it is not
 * decoded, as a second file. */
static void transfer_end_uu(struct transfer *transfer, uint8_t c)
{
    static const char end[] = "end";
    const bool is_end =
        transfer->uu_count < sizeof end - 1 && c == (uint8_t)end[transfer->uu_count];
    const bool is_blank = c == '\r' || c == '\n' || c == '\t' || c == ' ';
    transfer->uu_count += is_end;
    transfer->has_stray |= !is_end && !is_blank;
}

static size_t transfer_decode_uu(struct transfer *transfer, const uint8_t *in, size_t len,
                                 uint8_t *out)
{
    size_t given = 0;
    for (size_t i = 0; i < len; i++) {
        switch (transfer->uu) {
        case TRANSFER_UU_FRONT:
            transfer_seek_uu(transfer, in[i]);
            break;
        case TRANSFER_UU_TITLE:
            transfer->uu = in[i] == '\n' ? TRANSFER_UU_COUNT : TRANSFER_UU_TITLE;
            break;
        case TRANSFER_UU_COUNT:
            transfer_count_uu(transfer, in[i]);
            break;
        case TRANSFER_UU_LINE:
            given += transfer_take_uu(transfer, in[i], out + given);
            break;
        case TRANSFER_UU_BEHIND:
            transfer_end_uu(transfer, in[i]);
            break;
        }
    }
    return given;
}

size_t transfer_decode(struct transfer *transfer, const uint8_t *in, size_t len, bool is_last,
                       uint8_t *out)
{
    size_t given = len;
    switch (transfer->encoding) {
    case TRANSFER_BASE64:
        return transfer_decode_base64(transfer, in, len, out);
    case TRANSFER_QUOTED:
        given = transfer_decode_quoted(transfer, in, len, out);
        return is_last ? given + transfer_release(transfer, out + given) : given;
    case TRANSFER_UU:
        given = transfer_decode_uu(transfer, in, len, out);
        transfer->has_stray |= is_last && transfer->uu != TRANSFER_UU_BEHIND;
        return given;
    default:
        memcpy(out, in, len);
        return given;
    }
}

static enum status transfer_fill(struct transfer_source *self)
{
    size_t len = 0;
    const enum status status = byte_source_read(self->upstream, self->raw, sizeof self->raw, &len);
    if (status == STATUS_SKIP)
        self->source.fault = self->upstream->fault;
    self->is_ended = status != STATUS_OK;
    self->start = 0;
    self->end = transfer_decode(&self->transfer, self->raw, len, self->is_ended, self->bytes);
    return status;
}

static enum status transfer_read(struct byte_source *source, uint8_t *buf, size_t cap, size_t *len)
{
    struct transfer_source *const self = (struct transfer_source *)source;
    enum status status = STATUS_OK;
    while (self->start == self->end && status == STATUS_OK)
        status = transfer_fill(self);
    const size_t held = self->end - self->start;
    if (held == 0)
        return status;
    *len = held < cap ? held : cap;
    memcpy(buf, self->bytes + self->start, *len);
    self->start += *len;
    return STATUS_OK;
}

static void transfer_close(struct byte_source *source)
{
    (void)source;
}

static const struct byte_source_ops transfer_ops = {.read = transfer_read, .close = transfer_close};

void transfer_source_init(struct transfer_source *source, struct byte_source *upstream,
                          enum transfer_encoding encoding)
{
    source->source = (struct byte_source){.ops = &transfer_ops};
    source->upstream = upstream;
    source->transfer = (struct transfer){.encoding = encoding};
    source->is_ended = false;
    source->start = source->end = 0;
}
