/* Compares readings of a table by place and from a stream. */
#include "tests/fuzz/columnar_check.h"

#include "crawler/base/coverage.h"
#include "crawler/base/range_source.h"
#include "tests/fuzz/walk_sum.h"
#include "tests/unit/chunk_source.h"
#include "tests/unit/read/field_log.h"

#include <string.h>

#define PIECE 7

static void require_same(const struct record_value *a, const struct record_value *b)
{
    require(a->text.len == b->text.len && a->offset == b->offset && a->length == b->length);
    require(a->text.len == 0 || memcmp(a->text.ptr, b->text.ptr, a->text.len) == 0);
    require(a->meaning.detector == b->meaning.detector);
    require(a->row == b->row && a->column == b->column && a->is_raw == b->is_raw);
}

static void require_true(const struct record_value *value, struct span bytes)
{
    require(value->offset <= bytes.len && value->length <= bytes.len - value->offset);
    require(!value->is_raw || value->length == value->text.len);
    require(!value->is_raw || value->text.len == 0 ||
            memcmp(bytes.ptr + value->offset, value->text.ptr, value->text.len) == 0);
}

void columnar_check(const struct record_ops *ops, struct span bytes)
{
    struct coverage coverages[2] = {0};
    struct chunk_source placed, streamed;
    void *const a = ops->create(field_log_rules()), *const b = ops->create(field_log_rules());
    chunk_source_init(&placed, bytes, SIZE_MAX, STATUS_END);
    chunk_source_init(&streamed, bytes, PIECE, STATUS_END);
    placed.source.ranges = range_source_from_span(bytes);
    ops->begin(a, &placed.source, &coverages[0]);
    ops->begin(b, &streamed.source, &coverages[1]);
    enum status status = STATUS_OK;
    while (status == STATUS_OK) {
        struct record_value left = {.meaning = FIELD_NO_MEANING}, right = left;
        status = ops->next(a, &left);
        require(ops->next(b, &right) == status);
        if (status != STATUS_OK)
            break;
        require_same(&left, &right);
        require_true(&left, bytes);
    }
    require(status == STATUS_END && coverages[0].reasons == coverages[1].reasons);
    ops->free(a);
    ops->free(b);
    range_source_close(placed.source.ranges);
}
