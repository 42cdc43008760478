/*
 * Avro object container files (Apache Avro 1.11 specification): records under the names of their
 * schema, block by block. A row is a record, a column a leaf of the schema.
 */
#include "crawler/read/avro_decode.h"
#include "crawler/read/avro_input.h"
#include "crawler/read/avro_schema.h"
#include "crawler/read/bytes_text.h"
#include "crawler/read/columns.h"
#include "crawler/read/record.h"

#include <stdlib.h>
#include <string.h>

#define HEADER_MAX ((size_t)16 << 20) /* of a key or value of the header */
#define PAIRS_MAX 65536
#define MAGIC_LEN 4
#define PATH_MAX_BYTES 1024
#define TEXT_MAX ((size_t)256 << 20)
#define RUNS_MAX ((size_t)1 << 20) /* more than avro_input_seek() gives at a time */

/* Values that take no bytes: see parquet_input.h. */
#define WORK_RATIO 1000
#define WORK_MIN ((uint64_t)64 << 20)

enum avro_stage { STAGE_HEADER, STAGE_BLOCK, STAGE_RECORDS, STAGE_SEEK, STAGE_END };

struct avro_reader {
    const struct field_rules *rules;
    struct columns columns;
    struct avro_input input;
    struct avro_schema schema;
    bool has_schema, is_sampled;
    struct avro_decoder decoder;
    struct avro_block block;
    int64_t records_left; /* of the block */
    bool is_inside;       /* of a record */
    uint64_t row;         /* the record at hand, from 1 */
    uint64_t work;        /* done so far */
    int64_t pairs_left;   /* of the header's block of pairs at hand */
    unsigned pairs;
    struct buffer key, schema_text, pair, runs, text, path;
    enum avro_stage stage;
    enum status end;
};

static void avro_free(void *state)
{
    struct avro_reader *const reader = state;
    columns_free(&reader->columns);
    avro_input_free(&reader->input);
    avro_schema_free(&reader->schema);
    buffer_wipe(&reader->key);
    buffer_wipe(&reader->schema_text);
    buffer_wipe(&reader->text);
    buffer_wipe(&reader->pair);
    buffer_wipe(&reader->runs);
    buffer_wipe(&reader->path);
    free(reader);
}

static void *avro_create(const struct field_rules *rules)
{
    struct avro_reader *const reader = calloc(1, sizeof *reader);
    if (reader == NULL)
        return NULL;
    reader->rules = rules;
    columns_init(&reader->columns, rules);
    avro_schema_init(&reader->schema);
    buffer_init(&reader->key, HEADER_MAX);
    buffer_init(&reader->schema_text, HEADER_MAX);
    buffer_init(&reader->text, TEXT_MAX);
    buffer_init(&reader->pair, HEADER_MAX);
    buffer_init(&reader->runs, RUNS_MAX);
    buffer_init(&reader->path, PATH_MAX_BYTES);
    if (!avro_input_init(&reader->input)) {
        avro_free(reader);
        return NULL;
    }
    return reader;
}

static void avro_begin(void *state, struct byte_source *bytes, struct coverage *coverage)
{
    struct avro_reader *const reader = state;
    avro_input_begin(&reader->input, bytes, coverage);
    buffer_wipe(&reader->text);
    buffer_wipe(&reader->schema_text);
    columns_clear(&reader->columns);
    reader->has_schema = reader->is_sampled = reader->is_inside = false;
    reader->records_left = reader->pairs_left = 0;
    reader->row = reader->work = 0;
    reader->pairs = 0;
    reader->end = STATUS_OK;
    reader->stage = STAGE_HEADER;
    if (!avro_input_take(&reader->input, MAGIC_LEN, &reader->key))
        reader->stage = STAGE_END;
}

/* ---- the header ---- */

static bool reader_fail_header(struct avro_reader *reader)
{
    coverage_add(reader->input.coverage,
                 avro_input_is_at_end(&reader->input) ? REASON_TRUNCATED : REASON_CORRUPT);
    /* Without a schema, and perhaps without a mark: what follows is only looked through. */
    reader->has_schema = false;
    reader->stage = STAGE_SEEK;
    return false;
}

static bool reader_end_header(struct avro_reader *reader)
{
    struct avro_input *const input = &reader->input;
    if (!avro_input_take(input, AVRO_MARK_LEN, &reader->key))
        return reader_fail_header(reader);
    memcpy(input->mark, reader->key.ptr, AVRO_MARK_LEN);
    reader->has_schema =
        reader->schema_text.len > 0 &&
        avro_schema_parse(&reader->schema,
                          (struct span){reader->schema_text.ptr, reader->schema_text.len},
                          &reader->columns);
    if (!reader->has_schema)
        coverage_add(input->coverage, REASON_CORRUPT);
    reader->stage = STAGE_BLOCK;
    return false;
}

/* Starts with a block of pairs; false: it was the last, or none. */
static bool reader_count_pairs(struct avro_reader *reader)
{
    int64_t size;
    if (!avro_input_take_long(&reader->input, &reader->pairs_left) ||
        reader->pairs_left == INT64_MIN)
        return reader_fail_header(reader);
    if (reader->pairs_left == 0)
        return reader_end_header(reader);
    if (reader->pairs_left > 0)
        return true;
    reader->pairs_left = -reader->pairs_left;
    return avro_input_take_long(&reader->input, &size) || reader_fail_header(reader);
}

static bool reader_take_text(struct avro_reader *reader, struct buffer *out)
{
    int64_t len;
    buffer_clear(out);
    return avro_input_take_long(&reader->input, &len) && len >= 0 && (uint64_t)len <= HEADER_MAX &&
           avro_input_take(&reader->input, (uint64_t)len, out);
}

static bool buffer_is(const struct buffer *buffer, const char *text)
{
    return buffer->len == strlen(text) && memcmp(buffer->ptr, text, buffer->len) == 0;
}

/* Every pair but the name of the codec is text, the schema too: the header of the table. */
static bool stage_header(struct avro_reader *reader, struct record_value *value)
{
    if (reader->pairs_left == 0 && !reader_count_pairs(reader))
        return false;
    reader->pairs_left--;
    if (reader->pairs++ == PAIRS_MAX || !reader_take_text(reader, &reader->key))
        return reader_fail_header(reader);
    const bool is_schema = buffer_is(&reader->key, "avro.schema");
    struct buffer *const out = is_schema ? &reader->schema_text : &reader->pair;
    const uint64_t at = reader->input.offset;
    if (!reader_take_text(reader, out))
        return reader_fail_header(reader);
    const struct span text = {out->ptr, out->len};
    if (buffer_is(&reader->key, "avro.codec")) {
        avro_input_set_codec(&reader->input, text);
        return false;
    }
    const struct span key = {reader->key.ptr, reader->key.len};
    buffer_clear(&reader->text);
    *value = (struct record_value){
        .meaning = FIELD_NO_MEANING,
        .text = bytes_text(text, &reader->text),
        .offset = at,
        .length = reader->input.offset - at,
        .path = reader_may_show(key) ? key : (struct span){NULL, 0},
    };
    return true;
}

/* ---- blocks ---- */

/* What cannot be read as values, as far as it is readable. */
static bool reader_give_runs(struct avro_reader *reader, struct span bytes,
                             struct record_value *value)
{
    buffer_clear(&reader->text);
    bytes_append_runs(&reader->text, bytes);
    *value = (struct record_value){
        .meaning = FIELD_NO_MEANING,
        .text = {reader->text.ptr, reader->text.len},
        .offset = reader->block.at,
        .length = reader->block.len,
    };
    return reader->text.len > 0;
}

static uint64_t reader_work_left(const struct avro_reader *reader)
{
    const uint64_t allowed = WORK_MIN + reader->input.offset * WORK_RATIO;
    return allowed > reader->work ? allowed - reader->work : 0;
}

/* Looks at the first values of the first block. */
static void reader_sample(struct avro_reader *reader)
{
    struct avro_item item;
    reader->decoder.work_left = WORK_MIN;
    avro_decoder_open(&reader->decoder, &reader->schema, reader->block.data);
    for (int64_t i = 0; i < COLUMNS_SAMPLE && i < reader->block.count; i++) {
        enum avro_result result = avro_decoder_begin(&reader->decoder, &item);
        for (unsigned values = 0; values < 65536 && result != AVRO_BROKEN; values++) {
            if (result == AVRO_VALUE && item.node != NULL && item.key.ptr == NULL)
                columns_sample(&reader->columns, item.node->column,
                               avro_text(&item, &reader->text));
            if (reader->decoder.depth == 0)
                break;
            result = avro_decoder_next(&reader->decoder, &item);
        }
        if (result == AVRO_BROKEN || reader->decoder.depth > 0)
            return;
    }
}

static bool stage_block(struct avro_reader *reader, struct record_value *value)
{
    if (!avro_input_next(&reader->input, &reader->block)) {
        reader->stage = avro_input_is_at_end(&reader->input) ? STAGE_END : STAGE_SEEK;
        return false;
    }
    reader->work += reader->block.data.len;
    if (!reader->has_schema || reader->block.is_lost) {
        reader->stage = reader->block.is_followed ? STAGE_BLOCK : STAGE_SEEK;
        return reader_give_runs(reader, reader->block.data, value);
    }
    if (!reader->is_sampled)
        reader_sample(reader);
    reader->is_sampled = true;
    avro_decoder_open(&reader->decoder, &reader->schema, reader->block.data);
    reader->records_left = reader->block.count;
    reader->is_inside = false;
    reader->stage = STAGE_RECORDS;
    return false;
}

/* ---- values ---- */

/* "$.a.b", "$.a.key", and what the last name of it says. */
static void reader_name(struct avro_reader *reader, const struct avro_item *item,
                        struct record_value *value)
{
    const struct avro_node *const node = item->node;
    const bool has_key = item->key.ptr != NULL && reader_may_show(item->key);
    const struct span path = avro_schema_path(&reader->schema, node);
    value->column = (uint64_t)node->column + 1;
    value->name = columns_name(&reader->columns, node->column);
    if (item->key.ptr == NULL)
        value->meaning = columns_meaning(&reader->columns, node->column);
    if ((node->is_flat && item->key.ptr == NULL) || path.len + item->key.len > PATH_MAX_BYTES / 2)
        return;
    buffer_clear(&reader->path);
    buffer_append_str(&reader->path, "$.");
    buffer_append(&reader->path, path.ptr, path.len);
    if (has_key) {
        buffer_append_char(&reader->path, '.');
        buffer_append(&reader->path, item->key.ptr, item->key.len);
    }
    if (has_key)
        value->meaning =
            field_meaning_of_name(reader->rules, (struct span){reader->path.ptr, reader->path.len});
    if (value->name.len > 0)
        value->path = (struct span){reader->path.ptr, reader->path.len};
}

/* True when the item has a text. */
static bool reader_give(struct avro_reader *reader, const struct avro_item *item,
                        struct record_value *value)
{
    const struct span text = avro_text(item, &reader->text);
    const bool is_raw = reader->block.is_plain && item->bytes.ptr != NULL &&
                        text.ptr == item->bytes.ptr &&
                        (item->node == NULL || item->node->kind != AVRO_ENUM);
    *value = (struct record_value){
        .meaning = FIELD_NO_MEANING,
        .text = text,
        .offset = reader->block.at,
        .length = reader->block.len,
        .is_raw = is_raw,
        .row = item->node != NULL ? reader->row : 0,
    };
    if (is_raw) {
        value->offset += (uint64_t)(text.ptr - reader->block.data.ptr);
        value->length = text.len;
    }
    if (item->node != NULL)
        reader_name(reader, item, value);
    reader->work += text.len;
    return text.len > 0;
}

/* The rest of a block cannot be read as records. */
static bool reader_leave_block(struct avro_reader *reader, struct record_value *value)
{
    const struct avro_decoder *const decoder = &reader->decoder;
    const struct span rest = {decoder->at, (size_t)(decoder->end - decoder->at)};
    reader->stage = reader->block.is_followed ? STAGE_BLOCK : STAGE_SEEK;
    if (rest.len == 0 && reader->records_left == 0 && !reader->is_inside)
        return false;
    if (reader->block.is_followed)
        coverage_add(reader->input.coverage, REASON_CORRUPT);
    return rest.len > 0 && reader_give_runs(reader, rest, value);
}

static enum avro_result reader_next_item(struct avro_reader *reader, struct avro_item *item)
{
    if (reader->is_inside)
        return avro_decoder_next(&reader->decoder, item);
    reader->records_left--;
    reader->row++;
    reader->is_inside = true;
    return avro_decoder_begin(&reader->decoder, item);
}

static bool stage_records(struct avro_reader *reader, struct record_value *value)
{
    struct avro_item item;
    if (!reader->is_inside && reader->records_left == 0)
        return reader_leave_block(reader, value);
    const uint64_t allowed = reader_work_left(reader);
    reader->decoder.work_left = allowed;
    const enum avro_result result = reader_next_item(reader, &item);
    reader->work += allowed - reader->decoder.work_left + 1;
    if (allowed == 0 || result == AVRO_TIRED) {
        coverage_add(reader->input.coverage, REASON_LIMIT_RATIO);
        reader->stage = STAGE_END;
        return false;
    }
    if (result == AVRO_BROKEN)
        return reader_leave_block(reader, value);
    if (reader->decoder.depth == 0)
        reader->is_inside = false;
    return result == AVRO_VALUE && reader_give(reader, &item, value);
}

/* ---- behind a fault ---- */

static bool stage_seek(struct avro_reader *reader, struct record_value *value)
{
    const uint64_t at = reader->input.offset;
    const bool is_going_on = avro_input_seek(&reader->input, &reader->runs);
    reader->block.at = at;
    reader->block.len = reader->input.offset - at;
    if (!is_going_on)
        reader->stage = avro_input_is_at_end(&reader->input) ? STAGE_END : STAGE_BLOCK;
    return reader_give_runs(reader, (struct span){reader->runs.ptr, reader->runs.len}, value);
}

static enum status avro_next(void *state, struct record_value *value)
{
    static bool (*const stages[])(struct avro_reader *, struct record_value *) = {
        stage_header, stage_block, stage_records, stage_seek};
    struct avro_reader *const reader = state;
    while (reader->end == STATUS_OK) {
        if (reader->input.status != STATUS_OK)
            reader->end = reader->input.status;
        else if (reader->stage == STAGE_END)
            reader->end = STATUS_END;
        else if (stages[reader->stage](reader, value))
            return STATUS_OK;
    }
    avro_input_end(&reader->input);
    return reader->end;
}

const struct record_ops avro_record_ops = {
    .format = FORMAT_AVRO,
    .create = avro_create,
    .free = avro_free,
    .begin = avro_begin,
    .next = avro_next,
};
