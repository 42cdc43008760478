/* What a PDF holds beside its pages. */
#include "crawler/unpack/pdf_parts.h"

#include "crawler/base/range_stream.h"
#include "crawler/unpack/layer.h"
#include "crawler/unpack/pdf_object.h"
#include "crawler/unpack/window.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PDF_TEXT_MAX ((size_t)1 << 20) /* of texts given out in one piece */
#define PDF_STREAMS_MAX ((size_t)1 << 16)
#define PDF_LABEL 40

enum pdf_use { PDF_ATTACHMENT, PDF_METADATA, PDF_UNKNOWN };

/* A stream to be looked at once all objects are known. */
struct pdf_stream {
    uint64_t object, offset, length;
    enum pdf_use use;
    unsigned filters; /* 0 where they are not all known, which is_unsupported says */
    enum pdf_filter_kind filter[PDF_FILTERS_MAX];
    bool is_late, is_unsupported;
};

struct pdf {
    struct range_source *file;
    struct meter *meter;
    archive_visit_fn visit;
    void *user;
    enum status status;
    struct pdf_objects objects;
    struct buffer streams; /* array of struct pdf_stream */
};

static struct pdf *pdf_create(void)
{
    struct pdf *const pdf = calloc(1, sizeof *pdf);
    if (pdf == NULL)
        return NULL;
    pdf_objects_init(&pdf->objects);
    buffer_init(&pdf->streams, PDF_STREAMS_MAX * sizeof(struct pdf_stream));
    return pdf;
}

static void pdf_free(struct pdf *pdf)
{
    pdf_objects_free(&pdf->objects);
    buffer_free(&pdf->streams);
    free(pdf);
}

static enum status pdf_give(struct pdf *pdf, struct span name, struct byte_source *bytes)
{
    const struct archive_part part = {
        .kind = ARCHIVE_PART_MEMBER, .name = name, .bytes = bytes, .meter = pdf->meter};
    return pdf->visit(pdf->user, &part);
}

/* Gives out the lines that were gathered. */
static void pdf_give_text(struct pdf *pdf)
{
    static const char name[] = "properties";
    struct buffer *const lines = &pdf->objects.lines;
    if (lines->is_failed)
        pdf->status = STATUS_NO_MEMORY;
    if (lines->len == 0 || pdf->status != STATUS_OK)
        return;
    struct byte_source *const bytes = byte_source_from_span((struct span){lines->ptr, lines->len});
    meter_count(pdf->meter, pdf->file->size, lines->len);
    pdf->status = STATUS_NO_MEMORY;
    if (bytes != NULL)
        pdf->status = pdf_give(pdf, (struct span){(const uint8_t *)name, sizeof name - 1}, bytes);
    byte_source_close(bytes);
    buffer_clear(lines);
}

/* ---- streams ---- */

/* Whether "endstream" stands at offset, perhaps behind a line break. */
static bool pdf_ends_at(struct pdf *pdf, uint64_t offset)
{
    static const char mark[] = "endstream";
    uint8_t bytes[sizeof mark + 1];
    const uint64_t there = offset < pdf->file->size ? pdf->file->size - offset : 0;
    const size_t len = there < sizeof bytes ? (size_t)there : sizeof bytes;
    return range_source_read_at(pdf->file, offset, bytes, len) == STATUS_OK &&
           memmem(bytes, len, mark, sizeof mark - 1) != NULL;
}

/* Goes to the end of a stream whose length nobody knows; returns its length. */
static uint64_t pdf_find_end(struct window *window)
{
    static const char mark[] = "endstream";
    const uint64_t start = window->offset;
    for (;;) {
        const size_t held = window_fill(window, WINDOW_SIZE / 2);
        const uint8_t *const found = memmem(window_at(window), held, mark, sizeof mark - 1);
        if (found != NULL) {
            window_take(window, (size_t)(found - window_at(window)));
            break;
        }
        if (held < WINDOW_SIZE / 2) {
            window_take(window, held);
            break;
        }
        window_take(window, held - (sizeof mark - 1));
    }
    return window->offset - start;
}

static void pdf_read_objects(struct pdf *pdf, struct window *window, bool is_inner);

/* Whether what the object at hand says of its stream is all that has to be undone. */
static bool pdf_is_inflated(const struct pdf_object *object)
{
    return object->filters == 1 && object->filter[0] == PDF_FILTER_FLATE && !object->has_predictor;
}

/* Whether all that its stream went through can be undone. Flate needs a window: there is one. */
static bool pdf_is_unpacked(const struct pdf_object *object)
{
    unsigned inflated = 0, others = 0;
    for (unsigned i = 0; i < object->filters && i < PDF_FILTERS_MAX; i++) {
        inflated += object->filter[i] == PDF_FILTER_FLATE;
        others += object->filter[i] == PDF_FILTER_OTHER;
    }
    return inflated < 2 && others == 0 && object->filters <= PDF_FILTERS_MAX &&
           !object->has_predictor;
}

static void pdf_inflate_objects(struct pdf *pdf, struct window *window)
{
    struct layer *const layer = layer_create(window, FORMAT_ZLIB, pdf->meter);
    struct window *const inner = layer != NULL ? window_create(layer_bytes(layer)) : NULL;
    if (inner == NULL)
        pdf->status = STATUS_NO_MEMORY;
    else
        pdf_read_objects(pdf, inner, true);
    free(inner);
    layer_free(layer);
}

/* 7.5.7: objects that are packed together. The numbers in front of them are read as such. Without a
 * filter they are tokens as all others are. */
static void pdf_read_packed(struct pdf *pdf, struct window *window)
{
    const struct pdf_object *const object = &pdf->objects.object;
    if (object->filters == 0)
        return;
    if (pdf_is_inflated(object))
        pdf_inflate_objects(pdf, window);
    else
        coverage_add(pdf->meter->coverage, REASON_UNSUPPORTED_METHOD);
    pdf_find_end(window);
}

/* Remembers a stream that may be a file: attached ones need not say that they are. */
static void pdf_note_stream(struct pdf *pdf, uint64_t offset, uint64_t length)
{
    const struct pdf_object *const object = &pdf->objects.object;
    struct pdf_stream stream = {
        .object = object->number, .offset = offset, .length = length, .use = PDF_UNKNOWN};
    if (strcmp(object->type, "EmbeddedFile") == 0)
        stream.use = PDF_ATTACHMENT;
    else if (strcmp(object->type, "Metadata") == 0)
        stream.use = PDF_METADATA;
    else if (object->type[0] != '\0')
        return;
    stream.is_unsupported = !pdf_is_unpacked(object);
    stream.filters = stream.is_unsupported ? 0 : object->filters;
    stream.is_late = object->is_late;
    memcpy(stream.filter, object->filter, sizeof stream.filter);
    if (pdf->streams.len + sizeof stream <= pdf->streams.limit)
        buffer_append(&pdf->streams, &stream, sizeof stream);
    else
        coverage_add(pdf->meter->coverage, REASON_LIMIT_MEMBERS);
}

/* Behind the word "stream". */
static void pdf_read_stream(struct pdf *pdf, struct window *window)
{
    if (window_fill(window, 2) >= 2 && *window_at(window) == '\r')
        window_take(window, 1);
    if (window_held(window) > 0 && *window_at(window) == '\n')
        window_take(window, 1);
    const struct pdf_object *const object = &pdf->objects.object;
    const uint64_t offset = window->offset;
    uint64_t length = object->length;
    if (strcmp(object->type, "ObjStm") == 0) {
        pdf_read_packed(pdf, window);
        return;
    }
    if (length > 0 && length < pdf->file->size - offset && pdf_ends_at(pdf, offset + length))
        window_skip(window, length);
    else
        length = pdf_find_end(window);
    pdf_note_stream(pdf, offset, length);
}

static void pdf_read_objects(struct pdf *pdf, struct window *window, bool is_inner)
{
    struct pdf_objects *const objects = &pdf->objects;
    enum pdf_kind kind = PDF_WORD;
    while (kind != PDF_NOTHING && pdf->status == STATUS_OK && !meter_is_stopped(pdf->meter)) {
        kind = pdf_objects_read(objects, window);
        if (objects->lines.len > PDF_TEXT_MAX)
            pdf_give_text(pdf);
        if (kind != PDF_WORD || is_inner)
            continue;
        if (pdf_token_is(&objects->token, PDF_WORD, "obj"))
            pdf_objects_begin(objects, objects->numbers[1]);
        else if (pdf_token_is(&objects->token, PDF_WORD, "stream"))
            pdf_read_stream(pdf, window);
    }
    pdf_objects_begin(objects, 0);
    if (window_is_given_up(window))
        pdf->status = window->status;
}

/* ---- what streams hold ---- */

static int pdf_file_compare(const void *a, const void *b)
{
    const struct pdf_file *const left = a, *const right = b;
    if (left->object != right->object)
        return left->object < right->object ? -1 : 1;
    return (left->order > right->order) - (left->order < right->order);
}

/* What a dictionary calls the file in that object, the last one that does; NULL: none speaks of it.
 * The files are sorted. */
static const struct pdf_file *pdf_find_file(const struct pdf *pdf, uint64_t object)
{
    const struct buffer *const all = &pdf->objects.files;
    const struct pdf_file *const files = (const struct pdf_file *)(const void *)all->ptr;
    size_t low = 0, high = all->len / sizeof *files;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (files[middle].object <= object)
            low = middle + 1;
        else
            high = middle;
    }
    return low > 0 && files[low - 1].object == object ? &files[low - 1] : NULL;
}

static struct span pdf_name_of(const struct pdf *pdf, const struct pdf_stream *stream,
                               char label[PDF_LABEL])
{
    static const char *const names[] = {"attachment", "metadata", "form"};
    const struct pdf_file *const file = pdf_find_file(pdf, stream->object);
    if (file != NULL && file->len > 0)
        return (struct span){file->name, file->len};
    const int len = snprintf(label, PDF_LABEL, "%s@%llu", names[stream->use],
                             (unsigned long long)stream->object);
    return (struct span){(const uint8_t *)label, (size_t)len};
}

/* A form in XML, among streams that do not say what they are. */
static bool pdf_is_xml(struct byte_source *peek)
{
    static const char *const starts[] = {"<?xml", "<xdp:", "<xfa:", "<template", "<form"};
    struct span head;
    peek_source_peek(peek, &head);
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
        const size_t len = strlen(starts[i]);
        if (head.len > len && memcmp(head.ptr, starts[i], len) == 0)
            return true;
    }
    return false;
}

/* Gives what a stream holds; of those that do not say what they are, only a form. */
static enum status pdf_give_bytes(struct pdf *pdf, const struct pdf_stream *stream,
                                  struct byte_source *bytes)
{
    char label[PDF_LABEL];
    const struct span name = pdf_name_of(pdf, stream, label);
    if (stream->use != PDF_UNKNOWN)
        return pdf_give(pdf, name, bytes);
    struct byte_source *const peek = peek_source_create(bytes);
    enum status status = peek != NULL ? STATUS_OK : STATUS_NO_MEMORY;
    if (peek != NULL && pdf_is_xml(peek))
        status = pdf_give(pdf, name, peek);
    byte_source_close(peek);
    return status;
}

/* Undoes the filters of a stream, the outermost first, and gives what it holds. */
static enum status pdf_give_filtered(struct pdf *pdf, const struct pdf_stream *stream,
                                     struct window *window, struct byte_source *bytes)
{
    struct byte_source *made[PDF_FILTERS_MAX] = {NULL};
    struct layer *layer = NULL;
    for (unsigned i = 0; i < stream->filters && bytes != NULL; i++) {
        if (stream->filter[i] == PDF_FILTER_FLATE) {
            window_reset(window, bytes);
            layer = layer_create(window, FORMAT_ZLIB, pdf->meter);
            bytes = layer != NULL ? layer_bytes(layer) : NULL;
        } else {
            bytes = made[i] =
                pdf_filter_create(stream->filter[i], stream->is_late, bytes, pdf->meter);
        }
    }
    const enum status status =
        bytes != NULL ? pdf_give_bytes(pdf, stream, bytes) : STATUS_NO_MEMORY;
    for (unsigned i = 0; i < PDF_FILTERS_MAX; i++)
        byte_source_close(made[i]);
    layer_free(layer);
    return status;
}

static enum status pdf_give_stream(struct pdf *pdf, struct pdf_stream stream,
                                   struct window *windows[2])
{
    struct range_stream bytes;
    struct window_source packed;
    if (stream.use == PDF_UNKNOWN && pdf_find_file(pdf, stream.object) != NULL)
        stream.use = PDF_ATTACHMENT;
    if (stream.use == PDF_UNKNOWN && (!pdf->objects.has_forms || stream.is_unsupported))
        return STATUS_OK;
    range_stream_init(&bytes, pdf->file);
    bytes.at = stream.offset;
    window_reset(windows[0], &bytes.source);
    window_source_init(&packed, windows[0], stream.length);
    if (stream.is_unsupported)
        coverage_add(pdf->meter->coverage, REASON_UNSUPPORTED_METHOD);
    return pdf_give_filtered(pdf, &stream, windows[1], &packed.source);
}

static void pdf_give_streams(struct pdf *pdf, struct window *windows[2])
{
    struct buffer *const files = &pdf->objects.files;
    const struct pdf_stream *const streams =
        (const struct pdf_stream *)(const void *)pdf->streams.ptr;
    const size_t count = pdf->streams.len / sizeof *streams;
    if (pdf->streams.is_failed || files->is_failed)
        pdf->status = STATUS_NO_MEMORY;
    if (pdf->objects.is_lost)
        coverage_add(pdf->meter->coverage, REASON_LIMIT_MEMORY);
    if (files->len > 0)
        qsort(files->ptr, files->len / sizeof(struct pdf_file), sizeof(struct pdf_file),
              pdf_file_compare);
    for (size_t i = 0; i < count && pdf->status == STATUS_OK; i++)
        pdf->status = pdf_give_stream(pdf, streams[i], windows);
}

enum status pdf_parts_walk(struct range_source *file, struct meter *meter, archive_visit_fn visit,
                           void *user)
{
    struct range_stream stream;
    range_stream_init(&stream, file);
    struct pdf *const pdf = pdf_create();
    struct window *windows[2] = {window_create(&stream.source), window_create(&stream.source)};
    enum status status = STATUS_NO_MEMORY;
    if (pdf != NULL && windows[0] != NULL && windows[1] != NULL) {
        pdf->file = file;
        pdf->meter = meter;
        pdf->visit = visit;
        pdf->user = user;
        pdf_read_objects(pdf, windows[0], false);
        pdf_give_text(pdf);
        pdf_give_streams(pdf, windows);
        status = pdf->status;
    }
    free(windows[0]);
    free(windows[1]);
    if (pdf != NULL)
        pdf_free(pdf);
    return status;
}
