/* One entry of a ZIP archive. */
#include "crawler/unpack/zip_entry.h"

#include <string.h>

/* A descriptor and the record behind it: without a signature, only that tells it from data. */
#define ZIP_SEARCH_LOOK (ZIP_DESCRIPTOR_MAX + 4)

bool zip_entry_is_readable(const struct zip_entry *entry)
{
    const struct zip_header *const header = &entry->header;
    return (header->flags & (ZIP_FLAG_ENCRYPTED | ZIP_FLAG_STRONG)) == 0 &&
           zip_method_is_known(header->method);
}

static bool zip_entry_has_descriptor(const struct zip_entry *entry)
{
    return (entry->header.flags & ZIP_FLAG_DESCRIPTOR) != 0;
}

bool zip_entry_is_sized(const struct zip_entry *entry)
{
    return !zip_entry_has_descriptor(entry) || entry->header.packed > 0;
}

static uint64_t zip_entry_taken(const struct zip_entry *entry)
{
    return entry->window->offset - entry->start;
}

/* ---- the data ---- */

static enum status zip_entry_stop(struct zip_entry *entry, enum zip_entry_end end,
                                  enum reason reason)
{
    struct byte_source *const source = &entry->source;
    entry->end = end;
    if (end == ZIP_ENTRY_CUT && entry->window->status != STATUS_END) {
        source->fault = entry->window->upstream->fault;
        return entry->window->status;
    }
    fault_set(&source->fault, reason, "zip entry: its data cannot be read to the end");
    return STATUS_SKIP;
}

static void zip_entry_give(struct zip_entry *entry, uint8_t *buf, size_t len)
{
    memcpy(buf, window_at(entry->window), len);
    window_take(entry->window, len);
}

static enum status zip_entry_read_sized(struct zip_entry *entry, uint8_t *buf, size_t cap,
                                        size_t *len)
{
    const uint64_t left = entry->header.packed - zip_entry_taken(entry);
    if (left == 0) {
        entry->end = ZIP_ENTRY_WHOLE;
        return STATUS_END;
    }
    const size_t held = window_fill(entry->window, 1);
    if (held == 0)
        return zip_entry_stop(entry, ZIP_ENTRY_CUT, REASON_TRUNCATED);
    *len = held < cap ? held : cap;
    if (*len > left)
        *len = (size_t)left;
    zip_entry_give(entry, buf, *len);
    return STATUS_OK;
}

/* How many of the held bytes are data; *is_end: the descriptor follows them. */
static size_t zip_entry_search(const struct zip_entry *entry, bool *is_end)
{
    const struct span held = {window_at(entry->window), window_held(entry->window)};
    const bool is_last = entry->window->status != STATUS_OK;
    const uint64_t taken = zip_entry_taken(entry);
    const size_t stop = is_last ? held.len : held.len - ZIP_SEARCH_LOOK;
    for (size_t at = 0; at < stop; at++) {
        struct zip_descriptor descriptor;
        const uint32_t low = (uint32_t)(taken + at);
        const struct span rest = {held.ptr + at, held.len - at};
        /* The packed size follows the CRC, or the signature and the CRC. */
        if (rest.len < 12 || (zip_u32(rest.ptr + 4) != low && zip_u32(rest.ptr + 8) != low))
            continue;
        if (zip_find_descriptor(rest, taken + at, true, &descriptor) > 0) {
            *is_end = true;
            return at;
        }
    }
    return stop;
}

static enum status zip_entry_read_searched(struct zip_entry *entry, uint8_t *buf, size_t cap,
                                           size_t *len)
{
    if (window_fill(entry->window, ZIP_SEARCH_LOOK + 1) == 0)
        return zip_entry_stop(entry, ZIP_ENTRY_CUT, REASON_TRUNCATED);
    bool is_end = false;
    const size_t data = zip_entry_search(entry, &is_end);
    if (data == 0 && is_end) {
        entry->end = ZIP_ENTRY_WHOLE;
        return STATUS_END;
    }
    *len = data < cap ? data : cap;
    zip_entry_give(entry, buf, *len);
    return STATUS_OK;
}

static bool zip_entry_is_at_record(const struct zip_entry *entry)
{
    const size_t held = window_fill(entry->window, zip_mark.look);
    return zip_mark.looks_right((struct span){window_at(entry->window), held});
}

static enum status zip_entry_read_inflated(struct zip_entry *entry, uint8_t *buf, size_t cap,
                                           size_t *len)
{
    struct inflater *const inflater = entry->decoders->inflater;
    enum inflate_result result = inflater_read(inflater, entry->window, buf, cap, len);
    /* Where the header says the data end: a record there means that data are missing, else the
     * header is wrong. */
    if (result == INFLATE_DRY && !zip_entry_is_at_record(entry)) {
        inflater_allow(inflater, UINT64_MAX);
        result = inflater_read(inflater, entry->window, buf, cap, len);
    }
    switch (result) {
    case INFLATE_OK:
        return STATUS_OK;
    case INFLATE_END:
        entry->end = ZIP_ENTRY_WHOLE;
        return STATUS_END;
    case INFLATE_CUT:
        return zip_entry_stop(entry, ZIP_ENTRY_CUT, REASON_TRUNCATED);
    default:
        return zip_entry_stop(entry, ZIP_ENTRY_CORRUPT, REASON_CORRUPT);
    }
}

static enum codec_result zip_entry_decode(struct zip_entry *entry, uint8_t *buf, size_t cap,
                                          size_t *len)
{
    if (!entry->is_started) {
        entry->is_started = true;
        const bool is_sized = zip_entry_is_sized(entry);
        const struct zip_packed packed = {
            .header = &entry->header,
            .allowed = is_sized ? entry->header.packed : ZIP_UNBOUNDED,
            .unpacked = is_sized ? entry->header.unpacked : ZIP_UNBOUNDED,
            .memory = entry->meter.memory,
        };
        entry->meter.memory /= 2; /* as below a layer */
        const enum codec_result result = zip_method_start(entry->decoders, entry->window, &packed);
        if (result != CODEC_OK)
            return result;
    }
    const enum codec_result result = zip_method_read(entry->decoders, entry->window, buf, cap, len);
    if (result != CODEC_CUT || !zip_method_is_dry(entry->decoders))
        return result;
    /* As for deflate: data are missing, or the header is wrong. */
    if (zip_entry_is_at_record(entry))
        return CODEC_CORRUPT;
    zip_method_allow_all(entry->decoders);
    return zip_method_read(entry->decoders, entry->window, buf, cap, len);
}

static enum status zip_entry_read_decoded(struct zip_entry *entry, uint8_t *buf, size_t cap,
                                          size_t *len)
{
    switch (zip_entry_decode(entry, buf, cap, len)) {
    case CODEC_OK:
        return STATUS_OK;
    case CODEC_END:
        entry->end = ZIP_ENTRY_WHOLE;
        return STATUS_END;
    case CODEC_CUT:
        return zip_entry_stop(entry, ZIP_ENTRY_CUT, REASON_TRUNCATED);
    case CODEC_TOO_LARGE:
        coverage_cut(entry->meter.coverage, REASON_LIMIT_MEMORY, zip_entry_taken(entry),
                     entry->meter.size);
        return zip_entry_stop(entry, ZIP_ENTRY_STOPPED, REASON_LIMIT_MEMORY);
    case CODEC_NO_MEMORY:
        return STATUS_NO_MEMORY;
    default:
        return zip_entry_stop(entry, ZIP_ENTRY_CORRUPT, REASON_CORRUPT);
    }
}

static enum status zip_entry_read_more(struct zip_entry *entry, uint8_t *buf, size_t cap,
                                       size_t *len)
{
    if (meter_is_stopped(&entry->meter))
        return zip_entry_stop(entry, ZIP_ENTRY_STOPPED, meter_stop_reason(&entry->meter));
    switch (entry->way) {
    case ZIP_BY_INFLATE:
        return zip_entry_read_inflated(entry, buf, cap, len);
    case ZIP_BY_METHOD:
        return zip_entry_read_decoded(entry, buf, cap, len);
    case ZIP_BY_SEARCH:
        return zip_entry_read_searched(entry, buf, cap, len);
    default:
        return zip_entry_read_sized(entry, buf, cap, len);
    }
}

static enum status zip_entry_read(struct byte_source *source, uint8_t *buf, size_t cap, size_t *len)
{
    struct zip_entry *const entry = (struct zip_entry *)source;
    if (entry->end == ZIP_ENTRY_WHOLE)
        return STATUS_END;
    if (entry->end == ZIP_ENTRY_CUT && entry->window->status != STATUS_END)
        return entry->window->status;
    if (entry->end != ZIP_ENTRY_OPEN)
        return STATUS_SKIP;
    const enum status status = zip_entry_read_more(entry, buf, cap, len);
    entry->given += *len;
    if (zip_entry_is_readable(entry))
        entry->crc = inflate_crc32(entry->crc, buf, *len);
    if (*len > 0 && !entry->is_unmetered)
        meter_count(&entry->meter, zip_entry_taken(entry), *len);
    return status;
}

static void zip_entry_close(struct byte_source *source)
{
    (void)source;
}

static const struct byte_source_ops zip_entry_ops = {zip_entry_read, zip_entry_close};

void zip_entry_init(struct zip_entry *entry, struct window *window, struct zip_decoders *decoders,
                    const struct zip_header *header, struct meter *archive)
{
    *entry = (struct zip_entry){
        .source.ops = &zip_entry_ops,
        .window = window,
        .decoders = decoders,
        .meter = meter_below(archive),
        .header = *header,
        .start = window->offset,
    };
    if (zip_entry_is_sized(entry)) {
        entry->meter.size = header->packed;
        entry->source.size = zip_entry_is_readable(entry) ? header->unpacked : header->packed;
    }
    if (zip_entry_is_readable(entry) && header->method == ZIP_DEFLATED) {
        entry->way = ZIP_BY_INFLATE;
        inflater_reset(decoders->inflater);
        if (zip_entry_is_sized(entry))
            inflater_allow(decoders->inflater, header->packed);
    } else if (zip_entry_is_readable(entry) && header->method != ZIP_STORED) {
        entry->way = ZIP_BY_METHOD;
    } else {
        entry->way = zip_entry_is_sized(entry) ? ZIP_BY_SIZE : ZIP_BY_SEARCH;
    }
}

/* ---- what was found ---- */

/* Takes the descriptor; what it says is compared by the caller. */
static bool zip_entry_take_descriptor(struct zip_entry *entry, struct zip_descriptor *descriptor)
{
    window_fill(entry->window, ZIP_SEARCH_LOOK);
    const struct span held = {window_at(entry->window), window_held(entry->window)};
    const uint64_t packed = zip_entry_taken(entry);
    size_t len = zip_find_descriptor(held, packed, true, descriptor);
    if (len == 0)
        len = zip_find_descriptor(held, packed, false, descriptor);
    window_take(entry->window, len);
    return len > 0;
}

/* Compares the data with header, or with the descriptor that stands for it; false when that is
 * missing. */
static bool zip_entry_compare(struct zip_entry *entry, struct coverage *coverage)
{
    struct zip_header *const header = &entry->header;
    const uint64_t packed = zip_entry_taken(entry);
    if (zip_entry_has_descriptor(entry)) {
        struct zip_descriptor stated;
        if (!zip_entry_take_descriptor(entry, &stated)) {
            coverage_add(coverage, REASON_CORRUPT);
            return false;
        }
        header->crc = stated.crc;
        header->packed = stated.packed;
        header->unpacked = stated.unpacked;
    }
    if (!zip_entry_is_readable(entry))
        return true;
    if (header->crc != entry->crc)
        coverage_add(coverage, REASON_CHECKSUM);
    if ((uint32_t)header->packed != (uint32_t)packed ||
        (uint32_t)header->unpacked != (uint32_t)entry->given)
        coverage_add(coverage, REASON_CORRUPT);
    return true;
}

bool zip_entry_finish(struct zip_entry *entry, struct coverage *coverage)
{
    switch (entry->end) {
    case ZIP_ENTRY_WHOLE:
        return zip_entry_compare(entry, coverage);
    case ZIP_ENTRY_CUT:
        if (entry->window->status == STATUS_END)
            coverage_cut(coverage, REASON_TRUNCATED, zip_entry_taken(entry), entry->meter.size);
        return false;
    case ZIP_ENTRY_STOPPED:
        if (zip_entry_is_sized(entry) && entry->header.packed > zip_entry_taken(entry))
            window_skip(entry->window, entry->header.packed - zip_entry_taken(entry));
        return false;
    default:
        coverage_add(coverage, REASON_CORRUPT);
        return false;
    }
}

bool zip_entry_is_right(const struct zip_entry *entry)
{
    return entry->end == ZIP_ENTRY_STOPPED ||
           (entry->end == ZIP_ENTRY_WHOLE && zip_entry_is_readable(entry) &&
            entry->header.crc == entry->crc);
}
