/* Checks of a reader of fields that hold for any text. */
#include "tests/unit/read/reading_check.h"

#include "tests/unit/read/field_log.h"
#include "tests/unit/suite.h"

#include <stdlib.h>
#include <string.h>

void reading_check(const struct reader_ops *ops, const struct reading_case *row)
{
    const struct span text = {(const uint8_t *)row->text, strlen(row->text)};
    struct field_log *const log = field_log_read(ops, text, 0, FIELD_LOG_MAX);
    ck_assert_msg(log->is_known == (row->fields != NULL), "%s", row->name);
    if (row->fields != NULL)
        ck_assert_msg(strcmp(log->text, row->fields) == 0, "%s:\n%s", row->name, log->text);
    ck_assert_msg(log->is_in_order, "%s", row->name);
    field_log_free(log);
}

static void check_cut(const struct reader_ops *ops, struct span bytes,
                      const struct field_log *whole, size_t first, size_t piece)
{
    struct field_log *const cut = field_log_read(ops, bytes, first, piece);
    ck_assert_msg(cut->is_in_order, "cut at %zu", first);
    ck_assert_msg(strcmp(cut->text, whole->text) == 0, "cut at %zu:\n%s\n%s", first, cut->text,
                  whole->text);
    field_log_free(cut);
}

void reading_check_cuts(const struct reader_ops *ops, struct span bytes, size_t step)
{
    struct field_log *const whole = field_log_read(ops, bytes, 0, FIELD_LOG_MAX);
    for (size_t first = 1; first < bytes.len; first += step)
        check_cut(ops, bytes, whole, first, FIELD_LOG_MAX);
    check_cut(ops, bytes, whole, 1, 1);
    field_log_free(whole);
}

void reading_check_pieces(const struct reader_ops *ops, struct span bytes)
{
    struct field_log *const whole = field_log_read(ops, bytes, 0, FIELD_LOG_MAX);
    for (size_t first = 1; first < bytes.len; first++)
        check_cut(ops, bytes, whole, first, 1 + first % 9);
    field_log_free(whole);
}

static void check_order(const struct reader_ops *ops, struct span bytes, size_t first, size_t piece)
{
    struct field_log *const log = field_log_read(ops, bytes, first, piece);
    ck_assert(log->is_in_order);
    field_log_free(log);
}

void reading_check_damage(const struct reader_ops *ops, struct span text)
{
    uint8_t *const copy = malloc(text.len + 1);
    ck_assert_ptr_nonnull(copy);
    for (size_t at = 0; at < 2 * text.len; at++) {
        memcpy(copy, text.ptr, text.len);
        copy[at % text.len] ^= at >= text.len ? 0 : (uint8_t)(1 + at % 255);
        check_order(ops, (struct span){copy, at >= text.len ? at - text.len : text.len}, 7, 64);
    }
    free(copy);
}

void reading_check_flips(const struct reader_ops *ops, struct span text, int bit)
{
    uint8_t *const copy = malloc(text.len);
    ck_assert_ptr_nonnull(copy);
    for (size_t at = 0; at < text.len; at++) {
        memcpy(copy, text.ptr, text.len);
        copy[at] ^= (uint8_t)(1 << bit);
        check_order(ops, (struct span){copy, text.len}, 3, 5);
        check_order(ops, (struct span){text.ptr, at}, 0, FIELD_LOG_MAX);
    }
    free(copy);
}
