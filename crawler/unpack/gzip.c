/* gzip and zlib streams. */
#include "crawler/unpack/gzip.h"

#include "crawler/unpack/charset.h"
#include "crawler/unpack/inflate.h"

#include <stdlib.h>
#include <string.h>

enum gzip_state { GZIP_AT_HEADER, GZIP_IN_BODY, GZIP_AT_END };

struct gzip {
    struct byte_source source;
    struct window *window;
    struct inflater *inflater;
    struct meter meter;
    enum format format;
    enum gzip_state state;
    enum gzip_end end;
    enum status status; /* at the end */
    uint32_t sum;       /* CRC-32 or Adler-32 of this stream */
    uint32_t size;      /* its length, modulo 2^32 */
};

#define GZIP_HEADER 10
#define GZIP_FLAG_HCRC 0x02
#define GZIP_FLAG_EXTRA 0x04
#define GZIP_FLAG_NAME 0x08
#define GZIP_FLAG_COMMENT 0x10

static bool gzip_looks_right(struct span bytes)
{
    return bytes.len >= GZIP_HEADER && bytes.ptr[0] == 0x1F && bytes.ptr[1] == 0x8B &&
           bytes.ptr[2] == 8 && (bytes.ptr[3] & 0xE0) == 0 && (bytes.ptr[8] & ~6U) == 0 &&
           (bytes.ptr[9] <= 13 || bytes.ptr[9] == 255);
}

const struct gap_mark gzip_mark = {
    .first = 0x1F, .look = GZIP_HEADER, .looks_right = gzip_looks_right};

/* Ends the bytes with a fault; a window that broke off has said why itself. */
static enum status gzip_fail(struct gzip *gzip, enum gzip_end end, enum reason reason,
                             const char *cause)
{
    const struct window *const window = gzip->window;
    gzip->state = GZIP_AT_END;
    gzip->end = end;
    gzip->status = STATUS_SKIP;
    if (reason == REASON_TRUNCATED && window->status != STATUS_END) {
        gzip->status = window->status;
        gzip->source.fault = window->upstream->fault;
        return gzip->status;
    }
    coverage_add(gzip->meter.coverage, reason);
    fault_set(&gzip->source.fault, reason, "%s stream: %s", format_name(gzip->format), cause);
    return gzip->status;
}

static enum status gzip_fail_cut(struct gzip *gzip)
{
    return gzip_fail(gzip, GZIP_STOPPED, REASON_TRUNCATED, "it ends too early");
}

/* Skips a field that ends with NUL; false when the window ends first. */
static bool gzip_skip_text(struct window *window)
{
    while (window_fill(window, 1) > 0) {
        const uint8_t c = *window_at(window);
        window_take(window, 1);
        if (c == 0)
            return true;
    }
    return false;
}

static bool gzip_skip_extra(struct window *window)
{
    if (window_fill(window, 2) < 2)
        return false;
    const uint32_t len = charset_read_unit(CHARSET_UTF16LE, window_at(window));
    return window_skip(window, 2 + len) == 2 + len;
}

static bool gzip_skip_header(struct window *window)
{
    const uint8_t flags = window_at(window)[3];
    window_take(window, GZIP_HEADER);
    if ((flags & GZIP_FLAG_EXTRA) != 0 && !gzip_skip_extra(window))
        return false;
    if ((flags & GZIP_FLAG_NAME) != 0 && !gzip_skip_text(window))
        return false;
    if ((flags & GZIP_FLAG_COMMENT) != 0 && !gzip_skip_text(window))
        return false;
    return (flags & GZIP_FLAG_HCRC) == 0 || window_skip(window, 2) == 2;
}

static enum status gzip_read_header(struct gzip *gzip)
{
    struct window *const window = gzip->window;
    inflater_reset(gzip->inflater);
    gzip->size = 0;
    gzip->sum = gzip->format == FORMAT_ZLIB;
    gzip->state = GZIP_IN_BODY;
    if (gzip->format == FORMAT_ZLIB)
        return window_skip(window, 2) == 2 ? STATUS_OK : gzip_fail_cut(gzip);
    if (window_fill(window, GZIP_HEADER) < GZIP_HEADER || !gzip_skip_header(window))
        return gzip_fail_cut(gzip);
    return STATUS_OK;
}

/* Also true of the start of a start, when no more is held: that is a stream which is cut. */
static bool gzip_is_start(const uint8_t *bytes, size_t held)
{
    static const uint8_t magic[] = {0x1F, 0x8B, 8};
    return held > 0 && memcmp(bytes, magic, held < sizeof magic ? held : sizeof magic) == 0 &&
           (held <= sizeof magic || (bytes[sizeof magic] & 0xE0) == 0);
}

/* A further member starts where the last one ended, or behind zero padding (tapes, block devices).
 */
static enum status gzip_read_next(struct gzip *gzip)
{
    struct window *const window = gzip->window;
    while (window_fill(window, 1) > 0 && *window_at(window) == 0)
        window_take(window, 1);
    const size_t held = window_fill(window, 4);
    gzip->state = GZIP_AT_HEADER;
    if (gzip->format == FORMAT_GZIP && gzip_is_start(window_at(window), held))
        return STATUS_OK;
    gzip->state = GZIP_AT_END;
    gzip->end = GZIP_WHOLE;
    gzip->status = STATUS_END;
    if (held == 0 && window->status != STATUS_END) {
        gzip->status = window->status;
        gzip->source.fault = window->upstream->fault;
    }
    return gzip->status;
}

static enum status gzip_read_trailer(struct gzip *gzip)
{
    struct window *const window = gzip->window;
    const bool is_zlib = gzip->format == FORMAT_ZLIB;
    const size_t len = is_zlib ? 4 : 8;
    if (window_fill(window, len) < len)
        return gzip_fail_cut(gzip);
    const uint8_t *const at = window_at(window);
    const bool is_right = is_zlib ? charset_read_unit(CHARSET_UTF32BE, at) == gzip->sum
                                  : charset_read_unit(CHARSET_UTF32LE, at) == gzip->sum &&
                                        charset_read_unit(CHARSET_UTF32LE, at + 4) == gzip->size;
    if (!is_right)
        coverage_add(gzip->meter.coverage, REASON_CHECKSUM);
    window_take(window, len);
    return gzip_read_next(gzip);
}

static enum status gzip_read_body(struct gzip *gzip, uint8_t *buf, size_t cap, size_t *len)
{
    if (meter_is_stopped(&gzip->meter))
        return gzip_fail(gzip, GZIP_STOPPED, meter_stop_reason(&gzip->meter), "a limit was met");
    switch (inflater_read(gzip->inflater, gzip->window, buf, cap, len)) {
    case INFLATE_OK:
        break;
    case INFLATE_END:
        return gzip_read_trailer(gzip);
    case INFLATE_CUT:
        return gzip_fail_cut(gzip);
    default:
        return gzip_fail(gzip, GZIP_BROKEN, REASON_CORRUPT, "it cannot be decoded further");
    }
    gzip->sum = gzip->format == FORMAT_ZLIB ? inflate_adler32(gzip->sum, buf, *len)
                                            : inflate_crc32(gzip->sum, buf, *len);
    gzip->size += (uint32_t)*len;
    meter_count(&gzip->meter, gzip->window->offset, *len);
    return STATUS_OK;
}

static enum status gzip_read(struct byte_source *source, uint8_t *buf, size_t cap, size_t *len)
{
    struct gzip *const gzip = (struct gzip *)source;
    enum status status = STATUS_OK;
    while (status == STATUS_OK && *len == 0) {
        switch (gzip->state) {
        case GZIP_AT_HEADER:
            status = gzip_read_header(gzip);
            break;
        case GZIP_IN_BODY:
            status = gzip_read_body(gzip, buf, cap, len);
            break;
        default:
            status = gzip->status;
            break;
        }
    }
    return status;
}

static void gzip_close(struct byte_source *source)
{
    gzip_free((struct gzip *)source);
}

static const struct byte_source_ops gzip_ops = {gzip_read, gzip_close};

struct gzip *gzip_create(struct window *window, enum format format, struct meter *parent)
{
    struct gzip *const gzip = calloc(1, sizeof *gzip);
    if (gzip == NULL)
        return NULL;
    gzip->source.ops = &gzip_ops;
    gzip->window = window;
    gzip->format = format;
    gzip->meter = meter_below(parent);
    gzip->inflater = inflater_create();
    if (gzip->inflater == NULL) {
        free(gzip);
        return NULL;
    }
    return gzip;
}

void gzip_free(struct gzip *gzip)
{
    if (gzip == NULL)
        return;
    inflater_free(gzip->inflater);
    free(gzip);
}

struct byte_source *gzip_bytes(struct gzip *gzip)
{
    return &gzip->source;
}

struct meter *gzip_meter(struct gzip *gzip)
{
    return &gzip->meter;
}

enum gzip_end gzip_end(const struct gzip *gzip)
{
    return gzip->end;
}
