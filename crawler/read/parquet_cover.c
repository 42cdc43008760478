/* Which parts of a Parquet file were read. */
#include "crawler/read/parquet_cover.h"

#include "crawler/read/thrift.h"

#include <stdlib.h>
#include <string.h>

#define COVER_MAX ((size_t)1 << 20) /* parts that do not touch */
#define COPY_LOOK ((size_t)16 << 10)

void parquet_cover_init(struct parquet_cover *cover)
{
    memset(cover->lanes, 0, sizeof cover->lanes);
    buffer_init(&cover->spans, COVER_MAX * sizeof(struct parquet_span));
}

void parquet_cover_free(struct parquet_cover *cover)
{
    memset(cover->lanes, 0, sizeof cover->lanes);
    buffer_free(&cover->spans);
}

void parquet_cover_add(struct parquet_cover *cover, enum parquet_lane lane, uint64_t at,
                       uint64_t end)
{
    struct parquet_span *const last = &cover->lanes[lane];
    if (at >= end)
        return;
    if (last->end == at) {
        last->end = end;
        return;
    }
    if (last->at < last->end)
        buffer_append(&cover->spans, last, sizeof *last);
    *last = (struct parquet_span){at, end};
}

static int cover_compare(const void *left, const void *right)
{
    const struct parquet_span *const a = left;
    const struct parquet_span *const b = right;
    return a->at < b->at ? -1 : a->at > b->at;
}

bool parquet_cover_end(struct parquet_cover *cover)
{
    for (unsigned i = 0; i < PARQUET_LANES; i++) {
        const struct parquet_span *const last = &cover->lanes[i];
        if (last->at < last->end)
            buffer_append(&cover->spans, last, sizeof *last);
    }
    memset(cover->lanes, 0, sizeof cover->lanes);
    if (cover->spans.len > 0)
        qsort(cover->spans.ptr, cover->spans.len / sizeof(struct parquet_span),
              sizeof(struct parquet_span), cover_compare);
    return !cover->spans.is_failed;
}

bool parquet_cover_gap(const struct parquet_cover *cover, uint64_t at, uint64_t end,
                       struct parquet_span *gap)
{
    const struct parquet_span *const spans =
        (const struct parquet_span *)(const void *)cover->spans.ptr;
    const size_t count = cover->spans.len / sizeof *spans;
    uint64_t stop = end;
    for (size_t i = 0; i < count; i++) {
        if (spans[i].at > at) {
            stop = spans[i].at < end ? spans[i].at : end;
            break;
        }
        if (spans[i].end > at)
            at = spans[i].end;
    }
    *gap = (struct parquet_span){at, stop};
    return at < stop;
}

/* The description of a chunk is repeated behind it: what it says is known. */
static void cover_add_copy(struct parquet_cover *cover, struct parquet_input *input,
                           const struct parquet_chunk *chunk)
{
    const uint64_t at = chunk->copy_at;
    if (at == 0 || at >= input->end || at != chunk->pages.at + chunk->pages.len)
        return;
    const uint64_t left = input->end - at;
    const size_t look = left < COPY_LOOK ? (size_t)left : COPY_LOOK;
    if (!parquet_input_read(input, at, look))
        return;
    struct thrift thrift = thrift_open((struct span){input->raw.ptr, look});
    thrift_skip(&thrift, THRIFT_STRUCT);
    if (!thrift.is_broken)
        parquet_cover_add(cover, PARQUET_LANE_COPY, at,
                          at + (uint64_t)(thrift.at - input->raw.ptr));
}

void parquet_cover_add_column(struct parquet_cover *cover, struct parquet_input *input,
                              const struct parquet_column *column)
{
    const struct parquet_chunk *const chunk = &column->chunk;
    const struct parquet_place *const places[] = {&chunk->column_index, &chunk->offset_index,
                                                  &chunk->bloom};
    if (chunk->is_encrypted) {
        coverage_cut(input->coverage, REASON_ENCRYPTED, 0, chunk->pages.len);
        parquet_cover_add(cover, PARQUET_LANE_PAGES, chunk->pages.at,
                          chunk->pages.at + chunk->pages.len);
        return;
    }
    if (!chunk->is_read)
        return;
    parquet_cover_add(cover, PARQUET_LANE_PAGES, chunk->pages.at, column->at);
    for (unsigned i = column->is_broken; i < 3; i++) {
        if (places[i]->len <= UINT64_MAX - places[i]->at)
            parquet_cover_add(cover, (enum parquet_lane)(PARQUET_LANE_COLUMN_INDEX + i),
                              places[i]->at, places[i]->at + places[i]->len);
    }
    if (!column->is_broken)
        cover_add_copy(cover, input, chunk);
}
