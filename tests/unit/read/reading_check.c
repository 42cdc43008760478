/* Checks of a reader of fields that hold for any text. */
#include "tests/unit/read/reading_check.h"

#include "tests/unit/read/field_log.h"
#include "tests/unit/suite.h"

#include <stdlib.h>
#include <string.h>

/* A reader with its rules, which are made once: making them is most of the time. */
struct bound_reader {
    const struct reader_ops *ops;
    struct ruleset *ruleset;
    struct field_rules *rules;
};

static struct bound_reader bound_reader_open(const struct reader_ops *ops)
{
    const struct ruleset_options options = {.fingerprint_key = {1, 2}};
    struct ruleset *const ruleset = ruleset_create(&options);
    return (struct bound_reader){ops, ruleset, field_rules_create(ruleset)};
}

static void bound_reader_close(struct bound_reader *reader)
{
    field_rules_free(reader->rules);
    ruleset_free(reader->ruleset);
}

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

static void check_cut(const struct bound_reader *reader, struct span bytes,
                      const struct field_log *whole, size_t first, size_t piece)
{
    struct field_log *const cut =
        field_log_read_with(reader->rules, reader->ops, bytes, first, piece);
    ck_assert_msg(cut->is_in_order, "cut at %zu", first);
    ck_assert_msg(strcmp(cut->text, whole->text) == 0, "cut at %zu:\n%s\n%s", first, cut->text,
                  whole->text);
    field_log_free(cut);
}

void reading_check_cuts(const struct reader_ops *ops, struct span bytes, size_t step)
{
    struct bound_reader reader = bound_reader_open(ops);
    struct field_log *const whole = field_log_read_with(reader.rules, ops, bytes, 0, FIELD_LOG_MAX);
    for (size_t first = 1; first < bytes.len; first += step)
        check_cut(&reader, bytes, whole, first, FIELD_LOG_MAX);
    check_cut(&reader, bytes, whole, 1, 1);
    field_log_free(whole);
    bound_reader_close(&reader);
}

void reading_check_pieces(const struct reader_ops *ops, struct span bytes)
{
    struct bound_reader reader = bound_reader_open(ops);
    struct field_log *const whole = field_log_read_with(reader.rules, ops, bytes, 0, FIELD_LOG_MAX);
    for (size_t first = 1; first < bytes.len; first++)
        check_cut(&reader, bytes, whole, first, 1 + first % 9);
    field_log_free(whole);
    bound_reader_close(&reader);
}

static void check_order(const struct bound_reader *reader, struct span bytes, size_t first,
                        size_t piece)
{
    struct field_log *const log =
        field_log_read_with(reader->rules, reader->ops, bytes, first, piece);
    ck_assert(log->is_in_order);
    field_log_free(log);
}

void reading_check_damage(const struct reader_ops *ops, struct span text)
{
    struct bound_reader reader = bound_reader_open(ops);
    uint8_t *const copy = malloc(text.len + 1);
    ck_assert_ptr_nonnull(copy);
    for (size_t at = 0; at < 2 * text.len; at++) {
        memcpy(copy, text.ptr, text.len);
        copy[at % text.len] ^= at >= text.len ? 0 : (uint8_t)(1 + at % 255);
        check_order(&reader, (struct span){copy, at >= text.len ? at - text.len : text.len}, 7, 64);
    }
    free(copy);
    bound_reader_close(&reader);
}

void reading_check_flips(const struct reader_ops *ops, struct span text, int bit)
{
    struct bound_reader reader = bound_reader_open(ops);
    uint8_t *const copy = malloc(text.len);
    ck_assert_ptr_nonnull(copy);
    for (size_t at = 0; at < text.len; at++) {
        memcpy(copy, text.ptr, text.len);
        copy[at] ^= (uint8_t)(1 << bit);
        check_order(&reader, (struct span){copy, text.len}, 3, 5);
        check_order(&reader, (struct span){text.ptr, at}, 0, FIELD_LOG_MAX);
    }
    free(copy);
    bound_reader_close(&reader);
}
