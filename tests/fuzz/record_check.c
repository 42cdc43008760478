/* Compares readings of records from one piece and from many. */
#include "tests/fuzz/record_check.h"

#include "crawler/base/coverage.h"
#include "tests/fuzz/walk_sum.h"
#include "tests/unit/chunk_source.h"
#include "tests/unit/read/field_log.h"

#include <stdint.h>
#include <string.h>

struct reading {
    void *state;
    struct chunk_source source;
    struct coverage coverage;
};

static void begin(struct reading *reading, const struct record_ops *ops, struct span bytes,
                  size_t chunk)
{
    memset(&reading->coverage, 0, sizeof reading->coverage);
    chunk_source_init(&reading->source, bytes, chunk, STATUS_END);
    ops->begin(reading->state, &reading->source.source, &reading->coverage);
}

static void require_same(const struct record_value *a, const struct record_value *b)
{
    require(a->text.len == b->text.len && a->offset == b->offset && a->length == b->length);
    require(a->text.len == 0 || memcmp(a->text.ptr, b->text.ptr, a->text.len) == 0);
    require(a->meaning.detector == b->meaning.detector && a->is_joined == b->is_joined);
}

static void require_true(const struct record_value *value, struct span bytes)
{
    require(value->offset <= bytes.len && value->length <= bytes.len - value->offset);
    require(!value->is_raw || value->length == value->text.len);
    require(!value->is_raw || value->text.len == 0 ||
            memcmp(bytes.ptr + value->offset, value->text.ptr, value->text.len) == 0);
}

void record_check(const struct record_ops *ops, struct span bytes)
{
    struct reading whole = {.state = ops->create(field_log_rules())},
                   cut = {.state = ops->create(field_log_rules())};
    begin(&whole, ops, bytes, SIZE_MAX);
    begin(&cut, ops, bytes, 1);
    enum status status = STATUS_OK;
    for (size_t count = 0; status == STATUS_OK; count++) {
        struct record_value a = {.meaning = FIELD_NO_MEANING}, b = a;
        status = ops->next(whole.state, &a);
        require(ops->next(cut.state, &b) == status && count <= 4 * bytes.len + 64);
        if (status == STATUS_OK) {
            require_same(&a, &b);
            require_true(&a, bytes);
        }
    }
    require(status == STATUS_END || (status == STATUS_SKIP && whole.coverage.reasons != 0));
    ops->free(whole.state);
    ops->free(cut.state);
}
