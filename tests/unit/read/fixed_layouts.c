/* Layouts for tests of the reader of tables of fixed width. */
#include "tests/unit/read/fixed_layouts.h"

#include "crawler/read/fixed_reader.h"

#include <assert.h>

#define NAME(text)                                                                                 \
    {                                                                                              \
        (const uint8_t *)(text), sizeof(text) - 1                                                  \
    }
#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static const char *const names[] = {"*.dat"};

static const struct layout_column person_columns[] = {
    {NAME("ssn"), 0, 9}, {NAME("dob"), 9, 8}, {NAME("last name"), 20, 10}};
static const struct layout_column long_columns[] = {
    {NAME("mrn"), 2, 8}, {NAME("note"), 11, 1199}, {NAME("ssn"), 1210, 9}};
static const struct layout_column record_columns[] = {{NAME("ssn"), 0, 9}, {NAME("dob"), 10, 8}};

const struct layout fixed_layout_person = {.id = "person",
                                           .names = names,
                                           .name_count = COUNT(names),
                                           .columns = person_columns,
                                           .column_count = COUNT(person_columns)};
const struct layout fixed_layout_long = {.id = "long",
                                         .names = names,
                                         .name_count = COUNT(names),
                                         .starts = NAME("DT"),
                                         .columns = long_columns,
                                         .column_count = COUNT(long_columns)};
const struct layout fixed_layout_record = {.id = "record",
                                           .names = names,
                                           .name_count = COUNT(names),
                                           .record = 20,
                                           .columns = record_columns,
                                           .column_count = COUNT(record_columns)};

static void *fixed_create_with(const struct field_rules *rules, const struct layout_set *set)
{
    void *const state = fixed_reader_ops.create(rules);
    assert(state != NULL);
    fixed_reader_set(state, set);
    return state;
}

static void *fixed_create_person(const struct field_rules *rules)
{
    return fixed_create_with(rules, &(struct layout_set){{&fixed_layout_person}, 1});
}

static void *fixed_create_kinds(const struct field_rules *rules)
{
    return fixed_create_with(rules,
                             &(struct layout_set){{&fixed_layout_long, &fixed_layout_person}, 2});
}

static void *fixed_create_record(const struct field_rules *rules)
{
    return fixed_create_with(rules, &(struct layout_set){{&fixed_layout_record}, 1});
}

static void fixed_free(void *state)
{
    fixed_reader_ops.free(state);
}

static bool fixed_begin(void *state, struct span head, bool is_whole)
{
    return fixed_reader_ops.begin(state, head, is_whole);
}

static bool fixed_feed(void *state, const struct segment *segment, struct field_sink *sink)
{
    return fixed_reader_ops.feed(state, segment, sink);
}

const struct reader_ops fixed_person_ops = {.name = "person",
                                            .create = fixed_create_person,
                                            .free = fixed_free,
                                            .begin = fixed_begin,
                                            .feed = fixed_feed};
const struct reader_ops fixed_kinds_ops = {.name = "kinds",
                                           .create = fixed_create_kinds,
                                           .free = fixed_free,
                                           .begin = fixed_begin,
                                           .feed = fixed_feed};
const struct reader_ops fixed_record_ops = {.name = "record",
                                            .create = fixed_create_record,
                                            .free = fixed_free,
                                            .begin = fixed_begin,
                                            .feed = fixed_feed};
