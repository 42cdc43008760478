/* Walks an RPM package. */
#include "crawler/unpack/rpm_walk.h"

#include "crawler/base/endian.h"
#include "crawler/unpack/archive_stream.h"
#include "crawler/unpack/format.h"

#include <string.h>

#define RPM_LEAD 96
#define RPM_HEADER 16 /* magic, count of the index, size of what it points to */
#define RPM_INDEX 16  /* of an entry of the index */
#define RPM_ALIGN 8   /* what follows the signature stands on a multiple of it */

static struct span rpm_name(const char *name)
{
    return (struct span){(const uint8_t *)name, strlen(name)};
}

/* What follows the headers is packed, or an archive: else one of them is not as long as it says. */
static void rpm_check_payload(struct archive_stream *archive)
{
    enum { HEAD = 4096 };
    struct window *const window = archive->window;
    const size_t held = window_fill(window, HEAD);
    const struct span head = {window_at(window), held < HEAD ? held : HEAD};
    if (format_handling(format_recognise(head, held < HEAD)) != FORMAT_UNPACK)
        coverage_add(archive->meter->coverage, REASON_CORRUPT);
}

/* Gives one header with all that it points to; false in *is_right when there is none. */
static enum status rpm_give_header(struct archive_stream *archive, const char *name, uint64_t align,
                                   bool *is_right)
{
    struct window *const window = archive->window;
    *is_right = false;
    if (window_fill(window, RPM_HEADER) < RPM_HEADER)
        return archive_cut(archive);
    const uint8_t *const header = window_at(window);
    if (memcmp(header, "\x8E\xAD\xE8\x01", 4) != 0)
        return STATUS_OK;
    const uint64_t count = endian_big(header + 8, 4);
    const uint64_t size = endian_big(header + 12, 4);
    const uint64_t len = RPM_HEADER + RPM_INDEX * count + size;
    *is_right = true;
    const enum status status = archive_give_next(archive, ARCHIVE_PART_STRAY, rpm_name(name), len);
    return status != STATUS_OK || archive->is_ended
               ? status
               : archive_skip(archive, (align - len % align) % align);
}

static enum status rpm_walk_headers(struct archive_stream *archive)
{
    static const struct {
        const char *name;
        uint64_t align;
    } headers[] = {{"signature", RPM_ALIGN}, {"header", 1}};
    enum status status = archive_give_next(archive, ARCHIVE_PART_STRAY, rpm_name("lead"), RPM_LEAD);
    for (size_t i = 0; i < 2 && status == STATUS_OK && !archive->is_ended; i++) {
        bool is_right;
        status = rpm_give_header(archive, headers[i].name, headers[i].align, &is_right);
        if (!is_right && !archive->is_ended) {
            coverage_add(archive->meter->coverage, REASON_CORRUPT);
            return status;
        }
    }
    return status;
}

enum status rpm_walk(struct window *window, struct meter *meter, archive_visit_fn visit, void *user)
{
    struct archive_stream archive;
    archive_stream_init(&archive, window, meter, visit, user);
    enum status status = rpm_walk_headers(&archive);
    if (status != STATUS_OK || archive.is_ended)
        return status;
    if (window_fill(window, 1) > 0 && !meter_is_stopped(meter)) {
        struct window_source payload;
        rpm_check_payload(&archive);
        window_source_init(&payload, window, UINT64_MAX);
        status = archive_give(&archive, ARCHIVE_PART_MEMBER, rpm_name("payload"), &payload.source);
        archive.is_ended = true;
    }
    return status == STATUS_OK ? archive_finish(&archive) : status;
}
