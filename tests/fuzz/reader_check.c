/* Compares readings of the same bytes in pieces of several sizes. */
#include "tests/fuzz/reader_check.h"

#include "tests/fuzz/walk_sum.h"
#include "tests/unit/read/field_log.h"

#include <string.h>

void reader_check(const struct reader_ops *ops, struct span bytes)
{
    static const size_t pieces[] = {1, 3, 64, 511};
    if (bytes.len > 8192)
        return;
    struct field_log *const whole = field_log_read(ops, bytes, 0, FIELD_LOG_MAX);
    require(whole->is_in_order);
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        struct field_log *const cut = field_log_read(ops, bytes, 2, pieces[i]);
        require(cut->is_in_order && cut->is_known == whole->is_known);
        require(cut->is_whole == whole->is_whole && strcmp(cut->text, whole->text) == 0);
        field_log_free(cut);
    }
    field_log_free(whole);
}
