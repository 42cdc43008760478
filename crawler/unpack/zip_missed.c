/* An entry that the directory lists and the walk did not meet. */
#include "crawler/unpack/zip_missed.h"

#include <string.h>

/* Goes to a place of the file. */
static void zip_missed_seek(struct zip_missed *missed, uint64_t at)
{
    missed->stream.at = at;
    window_reset(missed->window, &missed->stream.source);
}

/* Reads the central record, its name included. */
static bool zip_missed_record(struct zip_missed *missed, struct zip_header *header)
{
    struct window *const window = missed->window;
    if (window_fill(window, ZIP_CENTRAL_LEN) < ZIP_CENTRAL_LEN)
        return false;
    *header = zip_parse_central(window_at(window));
    window_take(window, ZIP_CENTRAL_LEN);
    missed->name_len =
        header->name_len < sizeof missed->name ? header->name_len : sizeof missed->name;
    if (window_fill(window, missed->name_len) < missed->name_len)
        return false;
    memcpy(missed->name, window_at(window), missed->name_len);
    return window_skip(window, header->name_len) == header->name_len &&
           zip_take_extra(window, header);
}

/* Whether an entry that is broken may be none by what the directory says. */
static bool zip_missed_differs(const uint8_t *local, const struct zip_header *header)
{
    const struct zip_header own = zip_parse_local(local);
    const bool is_later = (own.flags & ZIP_FLAG_DESCRIPTOR) != 0 && own.packed == 0;
    return zip_u32(local) != ZIP_LOCAL || own.method != header->method ||
           own.flags != header->flags || own.name_len != header->name_len ||
           (!is_later && own.packed != UINT32_MAX &&
            (own.packed != header->packed || own.crc != header->crc));
}

bool zip_missed_open(struct zip_missed *missed, struct range_source *file,
                     const struct zip_listed *row, struct zip_decoders *decoders,
                     struct meter *archive)
{
    struct zip_header header;
    uint8_t local[ZIP_LOCAL_LEN];
    range_stream_init(&missed->stream, file);
    zip_missed_seek(missed, row->record_at);
    if (!zip_missed_record(missed, &header) || header.packed == 0 || header.method == ZIP_STORED ||
        range_source_read_at(file, row->offset, local, sizeof local) != STATUS_OK)
        return false;
    if (row->meeting == ZIP_BROKEN && !zip_missed_differs(local, &header))
        return false;
    missed->is_encrypted =
        (header.flags & (ZIP_FLAG_ENCRYPTED | ZIP_FLAG_STRONG)) != 0 || header.method == ZIP_AES;
    /* The record has all sizes; what stands behind the data is of no use here. */
    header.flags &= (uint16_t)~ZIP_FLAG_DESCRIPTOR;
    zip_missed_seek(missed, row->offset + ZIP_LOCAL_LEN + header.name_len +
                                zip_parse_local(local).extra_len);
    zip_entry_init(&missed->entry, missed->window, decoders, &header, archive);
    return missed->is_encrypted || zip_entry_is_readable(&missed->entry);
}
