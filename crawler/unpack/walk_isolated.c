/* What is decoded by a child: archives with a bad name, and PDF. */
#include "crawler/base/range_stream.h"
#include "crawler/unpack/isolated_walk.h"
#include "crawler/unpack/pdf_parts.h"
#include "crawler/unpack/pdf_text.h"
#include "crawler/unpack/rar_end.h"
#include "crawler/unpack/seven_sealed.h"
#include "crawler/unpack/walk.h"
#include "crawler/unpack/window.h"

#include <stdlib.h>
#include <string.h>

bool walk_is_isolated(const struct walk *walk, enum format format)
{
    static const enum format formats[] = {FORMAT_7Z, FORMAT_RAR, FORMAT_CAB, FORMAT_LHA,
                                          FORMAT_ISO9660};
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        if (formats[i] == format)
            return isolator_can(walk->visitor->isolator, ISOLATOR_ARCHIVE);
    }
    return format == FORMAT_PDF && isolator_can(walk->visitor->isolator, ISOLATOR_PDF);
}

static enum status walk_isolated_file(struct walk *walk, const struct content *outer,
                                      struct range_source *file)
{
    struct meter meter = meter_below(outer->meter);
    meter.size = file->size;
    struct archive_user user = {.walk = walk, .outer = outer};
    struct range_source *const opened = seven_sealed_create(file, meter.keys, meter.memory);
    const struct isolated_archive archive = {walk->visitor->isolator,
                                             opened != NULL ? opened : file, &meter};
    const enum status status = isolated_walk(&archive, walk_archive_part, &user);
    range_source_close(opened);
    return status;
}

/* Names and ends that are encrypted show nothing of a cut. */
static enum status walk_rar_file(struct walk *walk, const struct content *outer,
                                 struct range_source *file)
{
    bool has_end;
    enum status status = walk_isolated_file(walk, outer, file);
    if (status != STATUS_OK || walk->coverage->reasons != 0)
        return status;
    status = rar_end_find(file, &has_end);
    if (status == STATUS_OK && !has_end)
        coverage_add(walk->coverage, REASON_TRUNCATED);
    return status;
}

/* What a PDF holds beside its pages; its text was read. */
static enum status walk_pdf_parts(struct walk *walk, const struct content *outer,
                                  struct range_source *file)
{
    struct meter meter = meter_below(outer->meter);
    struct archive_user user = {.walk = walk, .outer = outer};
    meter.size = file->size;
    if (outer->place.depth < walk->limits->depth)
        return pdf_parts_walk(file, &meter, walk_archive_part, &user);
    coverage_cut(walk->coverage, REASON_LIMIT_DEPTH, 0, file->size);
    return STATUS_OK;
}

/* The start of what stands behind padding, of which whole steps are taken out of window. */
static struct span walk_behind_padding(struct window *window)
{
    enum { STEP = 1024, OBJECT = 24 };
    for (;;) {
        const size_t held = window_fill(window, STEP + OBJECT);
        const uint8_t *const bytes = window_at(window);
        size_t at = 0;
        while (at < held && at < STEP && memchr("\0\t\n\f\r ", bytes[at], 6) != NULL)
            at++;
        if (at < STEP)
            return (struct span){bytes + at, held - at < OBJECT ? held - at : OBJECT};
        window_take(window, STEP);
    }
}

/* What stands behind the last end of a PDF: padding, a later version that was cut, or something
 * that is no PDF. */
static enum status walk_behind_pdf(struct walk *walk, const struct content *outer,
                                   struct range_source *file, uint64_t end)
{
    struct range_stream stream;
    range_stream_init(&stream, file);
    stream.at = end;
    struct window *const window = window_create(&stream.source);
    if (window == NULL)
        return STATUS_NO_MEMORY;
    const struct span bytes = walk_behind_padding(window);
    enum status status = STATUS_OK;
    if (bytes.len > 0 && bytes.ptr[0] >= '0' && bytes.ptr[0] <= '9' &&
        memmem(bytes.ptr, bytes.len, " obj", 4) != NULL)
        coverage_add(walk->coverage, REASON_TRUNCATED);
    else if (bytes.len > 0)
        status = walk_behind(walk, outer, window);
    free(window);
    return status;
}

static enum status walk_pdf(struct walk *walk, const struct content *outer)
{
    enum status status;
    struct meter meter = meter_below(outer->meter);
    struct pdf_text *const pdf =
        pdf_text_create(walk->visitor->isolator, outer->bytes, &meter, &status);
    if (pdf == NULL)
        return walk_is_final(status) ? status : STATUS_OK;
    const struct content text = {pdf_text_bytes(pdf), outer->place, outer->meter};
    status = walk_visit(walk, &text, FORMAT_PDF);
    if (status == STATUS_OK)
        status = byte_source_drain(text.bytes);
    if (pdf_text_file(pdf) == NULL) /* it opens without a password, but not for us */
        coverage_cut(walk->coverage, REASON_ENCRYPTED, 0, outer->bytes->size);
    else if (!walk_is_final(status))
        status = walk_pdf_parts(walk, outer, pdf_text_file(pdf));
    if (!walk_is_final(status) && pdf_text_file(pdf) != NULL)
        status = walk_behind_pdf(walk, outer, pdf_text_file(pdf), pdf_text_end(pdf));
    pdf_text_free(pdf);
    return status;
}

enum status walk_isolated(struct walk *walk, const struct content *outer, enum format format)
{
    walk->coverage->formats[format]++;
    if (format == FORMAT_PDF)
        return walk_pdf(walk, outer);
    if (outer->place.depth < walk->limits->depth)
        return walk_by_place(walk, outer,
                             format == FORMAT_RAR ? walk_rar_file : walk_isolated_file);
    coverage_cut(walk->coverage, REASON_LIMIT_DEPTH, 0, outer->bytes->size);
    return walk_visit(walk, outer, format);
}
