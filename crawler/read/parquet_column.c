/* A column of one row group of Parquet. */
#include "crawler/read/parquet_column.h"

#include "crawler/base/endian.h"
#include "crawler/read/parquet_page.h"

#include <string.h>

#define HEADER_LOOK                                                                                \
    ((size_t)16 << 10) /* enough for most headers, and for small pages as a whole                  \
                        */
#define LENGTH_BYTES 4

void parquet_column_init(struct parquet_column *column)
{
    *column = (struct parquet_column){0};
    buffer_init(&column->page, PARQUET_MEMORY);
    buffer_init(&column->levels, PARQUET_MEMORY);
    parquet_dictionary_init(&column->dictionary);
    parquet_values_init(&column->values);
}

static void column_count_memory(struct parquet_column *column, struct parquet_input *input)
{
    const size_t memory = column->page.cap + column->levels.cap + column->dictionary.bytes.cap +
                          column->dictionary.starts.cap + column->dictionary.used.cap;
    input->memory_used = input->memory_used - column->memory + memory;
    column->memory = memory;
}

void parquet_column_free(struct parquet_column *column, struct parquet_input *input)
{
    input->memory_used -= column->memory;
    buffer_wipe(&column->page);
    buffer_wipe(&column->levels);
    parquet_dictionary_free(&column->dictionary);
    parquet_values_free(&column->values);
}

void parquet_column_open(struct parquet_column *column, struct parquet_input *input,
                         const struct parquet_footer *footer, size_t leaf,
                         const struct parquet_chunk *chunk)
{
    column->leaf = parquet_footer_leaf(footer, leaf);
    column->index = leaf;
    column->chunk = *chunk;
    column->values.type = chunk->type;
    column->values.width = parquet_width(chunk->type, column->leaf->width);
    column->values_left = chunk->is_read ? chunk->values : 0;
    column->at = chunk->pages.at < input->end ? chunk->pages.at : input->end;
    column->end =
        chunk->pages.len < input->end - column->at ? column->at + chunk->pages.len : input->end;
    if (!chunk->is_read)
        column->at = column->end = 0;
    else if (chunk->pages.len > column->end - column->at || chunk->type != column->leaf->type)
        coverage_add(input->coverage, REASON_CORRUPT);
}

/* ---- pages ---- */

/* The pages that are left cannot be told apart any more. */
static bool column_give_up(struct parquet_column *column, struct parquet_input *input)
{
    if (input->status == STATUS_OK)
        coverage_add(input->coverage, REASON_CORRUPT);
    column->is_broken = column->is_unread = true;
    column->values_left = column->page_left = 0;
    return false;
}

/* Reads the header of the page at column->at, and the page behind it into input->raw. */
static bool column_read_page(struct parquet_column *column, struct parquet_input *input,
                             struct parquet_page *page)
{
    const uint64_t left = column->end - column->at;
    size_t look = left < HEADER_LOOK ? (size_t)left : HEADER_LOOK;
    if (!parquet_input_read(input, column->at, look))
        return false;
    if (!parquet_page_parse((struct span){input->raw.ptr, look}, page)) {
        look = left < PARQUET_PAGE_HEADER_MAX ? (size_t)left : PARQUET_PAGE_HEADER_MAX;
        if (look <= HEADER_LOOK || !parquet_input_read(input, column->at, look) ||
            !parquet_page_parse((struct span){input->raw.ptr, look}, page))
            return false;
    }
    if (page->packed_size > left - page->header_len) { /* cut: what is there is read */
        coverage_add(input->coverage, REASON_CORRUPT);
        page->packed_size = (uint32_t)(left - page->header_len);
        if (page->type == PARQUET_PAGE_DATA_V2 && page->def_len + page->rep_len > page->packed_size)
            return false;
    }
    const uint64_t whole = page->header_len + (uint64_t)page->packed_size;
    if (whole > input->packed_left)
        return false;
    input->packed_left -= whole;
    return whole <= look || parquet_input_read(input, column->at, (size_t)whole);
}

/* Decodes the content of a page, behind its levels, into out. */
static bool column_unpack(struct parquet_column *column, struct parquet_input *input,
                          const struct parquet_page *page, struct buffer *out)
{
    const size_t levels = (size_t)page->def_len + page->rep_len;
    const struct span packed = {input->raw.ptr + page->header_len + levels,
                                page->packed_size - levels};
    const bool is_packed = page->is_packed && column->chunk.codec != BLOCK_PLAIN;
    const size_t others = input->memory_used - column->memory;
    out->limit = others < PARQUET_MEMORY ? PARQUET_MEMORY - others : 0;
    const bool is_read =
        parquet_input_decode(input, is_packed ? (enum block_codec)column->chunk.codec : BLOCK_PLAIN,
                             packed, page->size - levels, out);
    column->is_broken |= !input->is_whole;
    if (!parquet_input_work(input, out->len))
        return false;
    column_count_memory(column, input);
    if (!is_read && input->status == STATUS_OK) {
        column->lost = packed;
        column->lost_extent =
            (struct parquet_extent){column->at + page->header_len, page->packed_size, false};
    }
    return is_read;
}

static struct parquet_extent column_extent(const struct parquet_column *column,
                                           const struct parquet_page *page)
{
    const size_t levels = (size_t)page->def_len + page->rep_len;
    return (struct parquet_extent){
        .at = column->at + page->header_len + levels,
        .len = page->packed_size - levels,
        .is_plain = !page->is_packed || column->chunk.codec == BLOCK_PLAIN,
    };
}

static bool column_take_dictionary(struct parquet_column *column, struct parquet_input *input,
                                   const struct parquet_page *page)
{
    if (!column_unpack(column, input, page, &column->dictionary.bytes))
        return input->status == STATUS_OK;
    column->dictionary_extent = column_extent(column, page);
    if (!parquet_dictionary_open(&column->dictionary, column->chunk.type, column->leaf->width,
                                 page->values)) {
        input->status = STATUS_NO_MEMORY;
        return false;
    }
    column->has_dictionary = true;
    column_count_memory(column, input);
    if (column->dictionary.count < page->values) {
        coverage_add(input->coverage, REASON_CORRUPT);
        column->is_broken = true;
    }
    return true;
}

/* ---- levels ---- */

/* Takes the levels of a first-version page from the front of rest: a length, then runs. */
static bool column_open_levels(struct parquet_rle *rle, struct span *rest, uint8_t max,
                               int32_t encoding)
{
    if (max == 0)
        return true;
    if (encoding != PARQUET_RLE || rest->len < LENGTH_BYTES)
        return false;
    const size_t len = endian_little(rest->ptr, 4);
    if (len > rest->len - LENGTH_BYTES)
        return false;
    parquet_rle_init(rle, (struct span){rest->ptr + LENGTH_BYTES, len}, parquet_bit_width(max));
    rest->ptr += LENGTH_BYTES + len;
    rest->len -= LENGTH_BYTES + len;
    return true;
}

static void column_open_levels_v2(struct parquet_column *column, const struct parquet_page *page)
{
    const uint8_t *const levels = column->levels.ptr;
    parquet_rle_init(&column->reps, (struct span){levels, page->rep_len},
                     parquet_bit_width(column->leaf->rep_max));
    const uint8_t *const defs = page->def_len > 0 ? levels + page->rep_len : levels;
    parquet_rle_init(&column->defs, (struct span){defs, page->def_len},
                     parquet_bit_width(column->leaf->def_max));
}

/* The values of the page are lost; what can be read in rest is not. */
static void column_lose(struct parquet_column *column, struct parquet_input *input,
                        struct span rest, enum reason reason)
{
    coverage_add(input->coverage, reason);
    column->is_broken = column->is_page_dead = true;
    column->lost = rest;
    column->lost_extent = column->extent;
    column->lost_extent.is_plain = false;
}

static void column_open_values(struct parquet_column *column, struct parquet_input *input,
                               const struct parquet_page *page)
{
    struct span rest = {column->page.ptr, column->page.len};
    bool has_levels = true;
    if (page->type == PARQUET_PAGE_DATA_V2)
        column_open_levels_v2(column, page);
    else
        has_levels =
            column_open_levels(&column->reps, &rest, column->leaf->rep_max, page->rep_encoding) &&
            column_open_levels(&column->defs, &rest, column->leaf->def_max, page->def_encoding);
    if (!has_levels) {
        const bool is_old =
            page->rep_encoding == PARQUET_BIT_PACKED || page->def_encoding == PARQUET_BIT_PACKED;
        column_lose(column, input, rest, is_old ? REASON_UNSUPPORTED_METHOD : REASON_CORRUPT);
        column->reps = column->defs = (struct parquet_rle){0};
        return;
    }
    switch (parquet_values_open(&column->values, page->encoding, rest,
                                column->has_dictionary ? &column->dictionary : NULL)) {
    case PARQUET_OPEN:
        return;
    case PARQUET_OPEN_CORRUPT:
        column_lose(column, input, rest, REASON_CORRUPT);
        return;
    default:
        column_lose(column, input, rest, REASON_UNSUPPORTED_METHOD);
    }
}

static bool column_take_rows(struct parquet_column *column, struct parquet_input *input,
                             const struct parquet_page *page)
{
    column->page_left =
        page->values < column->values_left ? page->values : (uint32_t)column->values_left;
    column->values_left -= column->page_left;
    column->is_page_dead = false;
    column->extent = column_extent(column, page);
    buffer_clear(&column->levels);
    buffer_append(&column->levels, input->raw.ptr + page->header_len,
                  (size_t)page->def_len + page->rep_len);
    if (column->levels.is_failed) {
        input->status = STATUS_NO_MEMORY;
        return false;
    }
    if (column_unpack(column, input, page, &column->page)) {
        column_open_values(column, input, page);
    } else {
        column->is_page_dead = true;
        column->reps = column->defs = (struct parquet_rle){0};
    }
    return input->status == STATUS_OK;
}

/* Goes on to the next page of data. */
static bool column_next_page(struct parquet_column *column, struct parquet_input *input)
{
    struct parquet_page page;
    while (column->values_left > 0 && column->at < column->end) {
        if (!column_read_page(column, input, &page))
            return column_give_up(column, input);
        const bool is_data = page.type == PARQUET_PAGE_DATA || page.type == PARQUET_PAGE_DATA_V2;
        if (is_data && !column_take_rows(column, input, &page))
            return column_give_up(column, input);
        if (page.type == PARQUET_PAGE_DICTIONARY && !column_take_dictionary(column, input, &page))
            return column_give_up(column, input);
        column->at += page.header_len + page.packed_size;
        if (column->page_left > 0 || column->lost.len > 0)
            return true;
    }
    if (column->values_left > 0) { /* the footer promised more */
        coverage_add(input->coverage, REASON_CORRUPT);
        column->is_broken = true;
        column->values_left = 0;
    }
    return false;
}

/* ---- entries ---- */

bool parquet_column_look(struct parquet_column *column, struct parquet_input *input)
{
    if (column->has_entry)
        return true;
    while (column->page_left == 0) {
        if (column->lost.len > 0 || !column_next_page(column, input))
            return false;
    }
    column->rep = column->def = 0;
    const bool has_levels =
        (column->leaf->rep_max == 0 || parquet_rle_next(&column->reps, &column->rep)) &&
        (column->leaf->def_max == 0 || parquet_rle_next(&column->defs, &column->def));
    if (!has_levels && !column->is_page_dead)
        column_lose(column, input, parquet_values_rest(&column->values), REASON_CORRUPT);
    column->has_entry = true;
    return true;
}

static void column_note_statistics(struct parquet_column *column, struct span value)
{
    for (unsigned i = 0; i < PARQUET_STATISTICS; i++) {
        const struct span statistic = column->chunk.statistics[i];
        if ((column->seen >> i & 1) != 0 || statistic.len == 0)
            continue;
        const bool is_rounded = column->chunk.is_rounded[i];
        const size_t len = statistic.len - is_rounded;
        if ((is_rounded ? value.len >= len : value.len == len) &&
            (len == 0 || memcmp(value.ptr, statistic.ptr, len) == 0))
            column->seen |= (uint8_t)(1U << i);
    }
}

static bool span_holds(struct span outer, const uint8_t *at)
{
    return outer.ptr != NULL && at >= outer.ptr && at < outer.ptr + outer.len;
}

/* Where a value stands: by itself in a page that is plain, else the whole page. */
static struct parquet_extent column_place(const struct parquet_column *column, struct span value)
{
    const struct span page = {column->page.ptr, column->page.len};
    const struct span dictionary = {column->dictionary.bytes.ptr, column->dictionary.bytes.len};
    struct parquet_extent extent = column->extent;
    struct span around = page;
    if (span_holds(dictionary, value.ptr)) {
        extent = column->dictionary_extent;
        around = dictionary;
    }
    if (!extent.is_plain || !span_holds(around, value.ptr)) {
        extent.is_plain = false;
        return extent;
    }
    return (struct parquet_extent){extent.at + (uint64_t)(value.ptr - around.ptr), value.len, true};
}

void parquet_column_take(struct parquet_column *column, struct parquet_input *input,
                         struct parquet_cell *cell)
{
    *cell = (struct parquet_cell){.is_null = true};
    column->has_entry = false;
    column->page_left--;
    if (column->is_page_dead || column->def != column->leaf->def_max)
        return;
    if (!parquet_values_next(&column->values, &cell->value)) {
        column_lose(column, input, parquet_values_rest(&column->values), REASON_CORRUPT);
        return;
    }
    column_note_statistics(column, cell->value);
    cell->is_null = false;
    cell->extent = column_place(column, cell->value);
}
