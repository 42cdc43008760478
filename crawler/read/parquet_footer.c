/* The footer of a Parquet file. */
#include "crawler/read/parquet_footer.h"

#include "crawler/read/parquet_schema.h"
#include "crawler/unpack/block.h"

#define NAMES_MAX ((size_t)16 << 20)

void parquet_footer_init(struct parquet_footer *footer)
{
    *footer = (struct parquet_footer){0};
    buffer_init(&footer->bytes, PARQUET_FOOTER_MAX);
    buffer_init(&footer->leaves, PARQUET_LEAVES_MAX * sizeof(struct parquet_leaf));
    buffer_init(&footer->names, NAMES_MAX);
}

void parquet_footer_free(struct parquet_footer *footer)
{
    buffer_wipe(&footer->bytes);
    buffer_wipe(&footer->leaves);
    buffer_wipe(&footer->names);
}

size_t parquet_footer_leaf_count(const struct parquet_footer *footer)
{
    return footer->leaves.len / sizeof(struct parquet_leaf);
}

const struct parquet_leaf *parquet_footer_leaf(const struct parquet_footer *footer, size_t leaf)
{
    return (const struct parquet_leaf *)(const void *)footer->leaves.ptr + leaf;
}

struct span parquet_footer_path(const struct parquet_footer *footer, size_t leaf)
{
    const struct parquet_leaf *const at = parquet_footer_leaf(footer, leaf);
    return (struct span){footer->names.ptr + at->path_at, at->path_len};
}

/* Remembers where a list stands and skips it. */
static uint32_t footer_note_list(struct thrift *thrift, uint8_t type, struct thrift *list)
{
    uint8_t element;
    const uint32_t count = thrift_list(thrift, type, &element);
    *list = *thrift;
    for (uint32_t i = 0; i < count && !thrift->is_broken; i++)
        thrift_skip_element(thrift, element);
    return element == THRIFT_STRUCT ? count : 0;
}

static void footer_read_schema(struct parquet_footer *footer, struct thrift *thrift, uint8_t type)
{
    uint8_t element;
    const uint32_t count = thrift_list(thrift, type, &element);
    if (element == THRIFT_STRUCT && footer->leaves.len == 0)
        parquet_schema_parse(footer, thrift, count);
    else if (count > 0)
        thrift->is_broken = true;
}

bool parquet_footer_parse(struct parquet_footer *footer)
{
    struct thrift thrift = thrift_open((struct span){footer->bytes.ptr, footer->bytes.len});
    struct thrift_field field = {0};
    buffer_clear(&footer->leaves);
    buffer_clear(&footer->names);
    footer->created_by = (struct span){NULL, 0};
    footer->pair_count = footer->group_count = 0;
    footer->is_encrypted = footer->is_broken = false;
    while (thrift_next(&thrift, &field)) {
        switch (field.id) {
        case 2:
            footer_read_schema(footer, &thrift, field.type);
            break;
        case 4:
            footer->group_count = footer_note_list(&thrift, field.type, &footer->groups);
            break;
        case 5:
            footer->pair_count = footer_note_list(&thrift, field.type, &footer->pairs);
            break;
        case 6:
            footer->created_by = thrift_binary(&thrift, field.type);
            break;
        case 8:
            footer->is_encrypted = true;
            thrift_skip(&thrift, field.type);
            break;
        default:
            thrift_skip(&thrift, field.type);
        }
    }
    footer->is_broken |= thrift.is_broken;
    return footer->leaves.len > 0 && !footer->leaves.is_failed && !footer->names.is_failed;
}

bool parquet_footer_next_pair(struct parquet_footer *footer, struct span *key, struct span *value)
{
    struct thrift_field field = {0};
    *key = *value = (struct span){NULL, 0};
    if (footer->pair_count == 0 || footer->pairs.is_broken)
        return false;
    footer->pair_count--;
    while (thrift_next(&footer->pairs, &field)) {
        if (field.id == 1)
            *key = thrift_binary(&footer->pairs, field.type);
        else if (field.id == 2)
            *value = thrift_binary(&footer->pairs, field.type);
        else
            thrift_skip(&footer->pairs, field.type);
    }
    return !footer->pairs.is_broken;
}

/* ---- row groups ---- */

/* Of enum CompressionCodec. */
static enum block_codec footer_codec(int64_t codec)
{
    static const enum block_codec codecs[] = {
        BLOCK_PLAIN,  BLOCK_SNAPPY,     BLOCK_GZIP, BLOCK_UNKNOWN,
        BLOCK_BROTLI, BLOCK_LZ4_HADOOP, BLOCK_ZSTD, BLOCK_LZ4_RAW,
    };
    return codec >= 0 && codec < (int64_t)(sizeof codecs / sizeof codecs[0]) ? codecs[codec]
                                                                             : BLOCK_UNKNOWN;
}

static uint64_t footer_size(struct thrift *thrift, uint8_t type)
{
    const int64_t value = thrift_int(thrift, type);
    return value > 0 ? (uint64_t)value : 0;
}

/* max, min, max_value, min_value and whether the last two are exact. */
static void footer_read_statistics(struct thrift *thrift, uint8_t type, struct parquet_chunk *chunk)
{
    struct thrift_field field = {0};
    if (type != THRIFT_STRUCT) {
        thrift_skip(thrift, type);
        return;
    }
    while (thrift_next(thrift, &field)) {
        if (field.id == 1 || field.id == 2)
            chunk->statistics[field.id - 1] = thrift_binary(thrift, field.type);
        else if (field.id == 5 || field.id == 6)
            chunk->statistics[field.id - 3] = thrift_binary(thrift, field.type);
        else if (field.id == 7 || field.id == 8)
            chunk->is_rounded[field.id - 5] = thrift_int(thrift, field.type) == 0;
        else
            thrift_skip(thrift, field.type);
    }
}

static void footer_read_column(struct thrift *thrift, uint8_t type, struct parquet_chunk *chunk)
{
    struct thrift_field field = {0};
    uint64_t data = 0, dictionary = 0;
    if (type != THRIFT_STRUCT) {
        thrift_skip(thrift, type);
        return;
    }
    chunk->type = PARQUET_TYPES;
    while (thrift_next(thrift, &field)) {
        switch (field.id) {
        case 1: {
            const int64_t value = thrift_int(thrift, field.type);
            chunk->type = value >= 0 && value < PARQUET_TYPES ? (uint8_t)value : PARQUET_TYPES;
            break;
        }
        case 4:
            chunk->codec = (uint8_t)footer_codec(thrift_int(thrift, field.type));
            break;
        case 5:
            chunk->values = footer_size(thrift, field.type);
            break;
        case 7:
            chunk->pages.len = footer_size(thrift, field.type);
            break;
        case 9:
            data = footer_size(thrift, field.type);
            break;
        case 11:
            dictionary = footer_size(thrift, field.type);
            break;
        case 12:
            footer_read_statistics(thrift, field.type, chunk);
            break;
        case 14:
            chunk->bloom.at = footer_size(thrift, field.type);
            break;
        case 15:
            chunk->bloom.len = footer_size(thrift, field.type);
            break;
        default:
            thrift_skip(thrift, field.type);
        }
    }
    chunk->pages.at = dictionary > 0 && dictionary < data ? dictionary : data;
    chunk->is_read = chunk->type < PARQUET_TYPES && chunk->pages.at > 0;
}

static void footer_read_chunk(struct thrift *thrift, struct parquet_chunk *chunk)
{
    struct thrift_field field = {0};
    bool is_elsewhere = false;
    while (thrift_next(thrift, &field)) {
        switch (field.id) {
        case 1:
            is_elsewhere = thrift_binary(thrift, field.type).len > 0;
            break;
        case 2:
            chunk->copy_at = footer_size(thrift, field.type);
            break;
        case 3:
            footer_read_column(thrift, field.type, chunk);
            break;
        case 4:
            chunk->offset_index.at = footer_size(thrift, field.type);
            break;
        case 5:
            chunk->offset_index.len = footer_size(thrift, field.type);
            break;
        case 6:
            chunk->column_index.at = footer_size(thrift, field.type);
            break;
        case 7:
            chunk->column_index.len = footer_size(thrift, field.type);
            break;
        case 8:
        case 9:
            chunk->is_encrypted = true;
            thrift_skip(thrift, field.type);
            break;
        default:
            thrift_skip(thrift, field.type);
        }
    }
    chunk->is_read = chunk->is_read && !chunk->is_encrypted && !is_elsewhere;
}

static void footer_read_chunks(struct thrift *thrift, uint8_t type, size_t limit,
                               struct buffer *chunks)
{
    uint8_t element;
    const uint32_t count = thrift_list(thrift, type, &element);
    for (uint32_t i = 0; i < count && !thrift->is_broken; i++) {
        struct parquet_chunk chunk = {0};
        if (element != THRIFT_STRUCT || i >= limit) {
            thrift_skip_element(thrift, element);
            continue;
        }
        footer_read_chunk(thrift, &chunk);
        if (!thrift->is_broken)
            buffer_append(chunks, &chunk, sizeof chunk);
    }
}

bool parquet_footer_next_group(struct parquet_footer *footer, struct parquet_group *group)
{
    struct thrift *const thrift = &footer->groups;
    struct thrift_field field = {0};
    buffer_clear(&group->chunks);
    group->rows = 0;
    if (footer->group_count == 0 || thrift->is_broken)
        return false;
    footer->group_count--;
    while (thrift_next(thrift, &field)) {
        if (field.id == 1)
            footer_read_chunks(thrift, field.type, parquet_footer_leaf_count(footer),
                               &group->chunks);
        else if (field.id == 3)
            group->rows = footer_size(thrift, field.type);
        else
            thrift_skip(thrift, field.type);
    }
    footer->is_broken |= thrift->is_broken;
    return !thrift->is_broken || group->chunks.len > 0;
}
