/* Streams of a compound file. */
#include "crawler/unpack/ole_stream.h"

/* Where a sector of the stream's table stands; UINT64_MAX: nowhere. */
static uint64_t ole_stream_place(const struct ole_stream *stream, uint32_t sector)
{
    const struct ole_file *const file = stream->file;
    if (stream->table != &file->minis)
        return ole_file_offset(file, sector);
    const uint32_t in_home = file->sector_size / file->mini_size;
    if (sector / in_home >= file->mini_home_count)
        return UINT64_MAX;
    return ole_file_offset(file, file->mini_home[sector / in_home]) +
           (uint64_t)(sector % in_home) * file->mini_size;
}

/* The next sector that nobody took. */
static bool ole_stream_find_free(struct ole_stream *stream)
{
    const struct ole_table *const table = stream->table;
    while (stream->next < table->count && table->is_taken[stream->next] != 0)
        stream->next++;
    if (stream->next >= table->count)
        return false;
    stream->offset = ole_stream_place(stream, stream->next++);
    return true;
}

static bool ole_stream_follow(struct ole_stream *stream)
{
    return stream->meter == NULL ? ole_table_follow(stream->table, &stream->next)
                                 : ole_table_take(stream->table, &stream->next);
}

static enum status ole_stream_break(struct ole_stream *stream)
{
    if (stream->meter != NULL)
        coverage_add(stream->file->coverage, REASON_CORRUPT);
    fault_set(&stream->source.fault, REASON_CORRUPT, "a chain of sectors is broken");
    return STATUS_SKIP;
}

/* Goes on to the next sector. */
static enum status ole_stream_advance(struct ole_stream *stream)
{
    struct ole_file *const file = stream->file;
    const uint32_t size = stream->table == &file->minis ? file->mini_size : file->sector_size;
    const uint32_t sector = stream->next;
    if (stream->is_free) {
        if (!ole_stream_find_free(stream))
            return STATUS_END;
    } else if (!ole_stream_follow(stream) || ole_stream_place(stream, sector) == UINT64_MAX) {
        return ole_stream_break(stream);
    } else {
        stream->offset = ole_stream_place(stream, sector);
    }
    const uint64_t there =
        stream->offset < file->ranges->size ? file->ranges->size - stream->offset : 0;
    stream->rest = there < size ? there : size;
    return stream->rest > 0 ? STATUS_OK : STATUS_END;
}

static bool ole_stream_is_stopped(const struct ole_stream *stream)
{
    return stream->left == 0 || (stream->meter != NULL && meter_is_stopped(stream->meter));
}

static enum status ole_stream_read(struct byte_source *source, uint8_t *buf, size_t cap,
                                   size_t *len)
{
    struct ole_stream *const stream = (struct ole_stream *)source;
    if (stream->status == STATUS_OK && ole_stream_is_stopped(stream))
        stream->status = STATUS_END;
    if (stream->status == STATUS_OK && stream->rest == 0)
        stream->status = ole_stream_advance(stream);
    if (stream->status != STATUS_OK)
        return stream->status;
    size_t step = stream->rest < cap ? (size_t)stream->rest : cap;
    if (step > stream->left)
        step = (size_t)stream->left;
    stream->status = ole_file_read(stream->file, stream->offset, buf, step);
    if (stream->status != STATUS_OK) {
        source->fault = stream->file->ranges->fault;
        return stream->status;
    }
    stream->offset += step;
    stream->rest -= step;
    stream->left -= step;
    if (stream->meter != NULL)
        meter_count(stream->meter, stream->file->ranges->size, step);
    *len = step;
    return STATUS_OK;
}

static void ole_stream_close(struct byte_source *source)
{
    (void)source; /* lives on the stack of who visits it */
}

static const struct byte_source_ops ole_stream_ops = {ole_stream_read, ole_stream_close};

struct ole_stream ole_stream_of(struct ole_file *file, struct meter *meter,
                                const struct ole_entry *entry)
{
    return (struct ole_stream){
        .source.ops = &ole_stream_ops,
        .file = file,
        .meter = meter,
        .table = entry->size < file->mini_cutoff ? &file->minis : &file->table,
        .next = entry->start,
        .left = entry->size,
        .status = STATUS_OK,
    };
}

struct ole_stream ole_stream_of_free(struct ole_file *file, struct meter *meter)
{
    struct ole_stream stream = {
        .source.ops = &ole_stream_ops,
        .file = file,
        .meter = meter,
        .table = &file->table,
        .is_free = true,
        .status = STATUS_OK,
    };
    if (ole_stream_find_free(&stream)) {
        stream.next--;
        stream.left = UINT64_MAX;
    }
    return stream;
}

struct ole_stream ole_stream_of_all(struct ole_file *file, struct meter *meter)
{
    return (struct ole_stream){
        .source.ops = &ole_stream_ops,
        .file = file,
        .meter = meter,
        .table = &file->table,
        .is_free = true,
        .next = file->table.count,
        .rest = file->ranges->size,
        .left = file->ranges->size,
        .status = STATUS_OK,
    };
}

/* Goes on by len bytes without reading them. */
static void ole_stream_skip(struct ole_stream *stream, uint64_t len)
{
    while (stream->status == STATUS_OK && len > 0 && stream->left > 0) {
        if (stream->rest == 0)
            stream->status = ole_stream_advance(stream);
        uint64_t step = stream->rest < stream->left ? stream->rest : stream->left;
        step = step < len ? step : len;
        stream->offset += step;
        stream->rest -= step;
        stream->left -= step;
        len -= step;
    }
}

struct ole_stream ole_stream_look(struct ole_file *file, const struct ole_entry *entry,
                                  uint64_t offset)
{
    struct ole_stream stream = ole_stream_of(file, NULL, entry);
    /* A chain that goes round has no end. */
    stream.left = entry->size < file->ranges->size ? entry->size : file->ranges->size;
    ole_stream_skip(&stream, offset);
    return stream;
}

void ole_stream_drain(struct ole_stream *stream)
{
    ole_stream_skip(stream, UINT64_MAX);
}
