/* What nothing in the footer of a Parquet file speaks of. */
#include "crawler/read/parquet_walk.h"

#include "crawler/read/bytes_text.h"
#include "crawler/read/parquet_page.h"

#define WALK_LOOK ((size_t)64 << 10)

void parquet_walk_init(struct parquet_walk *walk)
{
    buffer_init(&walk->page, PARQUET_MEMORY);
}

void parquet_walk_free(struct parquet_walk *walk)
{
    buffer_wipe(&walk->page);
}

/* A codec that gives exactly as many bytes as the page is said to have. */
static bool walk_decode(struct parquet_walk *walk, struct parquet_input *input, struct span packed,
                        size_t size)
{
    static const enum block_codec codecs[] = {BLOCK_SNAPPY,     BLOCK_ZSTD,    BLOCK_GZIP,
                                              BLOCK_LZ4_HADOOP, BLOCK_LZ4_RAW, BLOCK_BROTLI};
    if (packed.len == size)
        return block_decode(input->blocks, BLOCK_PLAIN, packed, size, &walk->page) == BLOCK_OK;
    for (size_t i = 0; i < sizeof codecs / sizeof codecs[0]; i++) {
        const enum block_result result =
            block_decode(input->blocks, codecs[i], packed, size, &walk->page);
        if (result == BLOCK_OK && walk->page.len == size)
            return true;
    }
    return false;
}

#define WALK_HEADER_MAX 96 /* of a header that is looked for: without long statistics */

/* True when bytes, of which left follow in the gap, may start with a page. */
static bool walk_is_page(struct span bytes, uint64_t left, struct parquet_page *page)
{
    /* Its type and its size come first, as a rule of the protocol. */
    return bytes.len > 3 && bytes.ptr[0] == 0x15 && bytes.ptr[1] <= 6 && bytes.ptr[1] % 2 == 0 &&
           bytes.ptr[2] == 0x15 && parquet_page_parse(bytes, page) &&
           page->packed_size <= left - page->header_len;
}

/* How many bytes stand before the next thing that may be a page. */
static size_t walk_find_page(struct span bytes, uint64_t left)
{
    struct parquet_page page;
    for (size_t i = 1; i < bytes.len; i++) {
        const size_t len = bytes.len - i < WALK_HEADER_MAX ? bytes.len - i : WALK_HEADER_MAX;
        if (walk_is_page((struct span){bytes.ptr + i, len}, left - i, &page))
            return i;
    }
    return bytes.len;
}

static void walk_take_page(struct parquet_walk *walk, struct parquet_input *input,
                           const struct parquet_page *page, struct buffer *text)
{
    const size_t levels = (size_t)page->def_len + page->rep_len;
    const struct span packed = {input->raw.ptr + page->header_len + levels,
                                page->packed_size - levels};
    walk->page.limit = page->size < PARQUET_MEMORY ? page->size : PARQUET_MEMORY;
    if (walk_decode(walk, input, packed, page->size - levels))
        bytes_append_runs(text, (struct span){walk->page.ptr, walk->page.len});
    else
        bytes_append_runs(text, packed);
}

bool parquet_walk_next(struct parquet_walk *walk, struct parquet_input *input,
                       struct parquet_span *gap, struct buffer *text, struct parquet_span *piece)
{
    const uint64_t left = gap->end - gap->at;
    const size_t look = left < WALK_LOOK ? (size_t)left : WALK_LOOK;
    struct parquet_page page;
    buffer_clear(text);
    if (look == 0 || !parquet_input_read(input, gap->at, look))
        return false;
    size_t taken = 0;
    if (walk_is_page((struct span){input->raw.ptr, look}, left, &page)) {
        taken = page.header_len + page.packed_size;
        if (!parquet_input_work(input, page.size) ||
            (taken > look && !parquet_input_read(input, gap->at, taken)))
            return false;
        walk_take_page(walk, input, &page, text);
    } else {
        taken = walk_find_page((struct span){input->raw.ptr, look}, left);
        bytes_append_runs(text, (struct span){input->raw.ptr, taken});
    }
    *piece = (struct parquet_span){gap->at, gap->at + taken};
    gap->at += taken;
    return true;
}
