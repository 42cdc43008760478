/* Values of a reader become one text, and findings in it find their values. */
#include "crawler/read/record_text.h"

#include "crawler/base/range_source.h"
#include "crawler/read/text_reader.h"
#include "tests/unit/chunk_source.h"
#include "tests/unit/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK ((size_t)128 * 1024)
#define REACH ((size_t)SCAN_REACH)
#define MEANING ((struct field_meaning){.detector = 1})

/* ---- a reader that gives what a test tells it ---- */

struct script {
    size_t (*len_of)(const struct script *script, size_t i); /* of value i */
    size_t count;
    size_t param;
    enum status end;
    const struct record_value *values; /* instead of len_of */
};

struct script_reader {
    const struct script *script;
    size_t next;
    uint8_t *text;
    char name[400], path[400];
};

/* Tests run in one thread; create() of a reader has no argument to take it from. */
static const struct script *script_at_hand;
static struct byte_source *script_bytes; /* what begin() got */

static uint8_t byte_of(size_t value, size_t i)
{
    return (uint8_t)('a' + (value * 31 + i * 7 + i / 257) % 26);
}

static bool is_joined(size_t value)
{
    return value % 5 == 3;
}

static void *script_create(const struct field_rules *rules)
{
    (void)rules;
    struct script_reader *const reader = calloc(1, sizeof *reader);
    return reader;
}

static void script_free(void *state)
{
    struct script_reader *const reader = state;
    free(reader->text);
    free(reader);
}

static void script_begin(void *state, struct byte_source *bytes, struct coverage *coverage)
{
    struct script_reader *const reader = state;
    (void)coverage;
    reader->script = script_at_hand;
    reader->next = 0;
    script_bytes = bytes;
}

static struct span span_of(const char *text)
{
    return (struct span){(const uint8_t *)text, strlen(text)};
}

static enum status script_next(void *state, struct record_value *value)
{
    struct script_reader *const reader = state;
    const struct script *const script = reader->script;
    const size_t i = reader->next++;
    if (i >= script->count)
        return script->end;
    if (script->values != NULL) {
        *value = script->values[i];
        return STATUS_OK;
    }
    const size_t len = script->len_of(script, i);
    reader->text = realloc(reader->text, len + 1);
    for (size_t at = 0; at < len; at++)
        reader->text[at] = byte_of(i, at);
    snprintf(reader->name, sizeof reader->name, "name%zu", i / 3);
    snprintf(reader->path, sizeof reader->path, "path%zu", i / 2);
    *value = (struct record_value){
        .meaning = i % 2 == 0 ? MEANING : FIELD_NO_MEANING,
        .text = {reader->text, len},
        .offset = 1000000 * i,
        .length = 2 * len,
        .is_raw = i % 4 < 2,
        .is_joined = is_joined(i),
        .row = i + 1,
        .column = 7,
        .name = i % 7 == 6 ? (struct span){NULL, 0} : span_of(reader->name),
        .path = i % 3 == 2 ? (struct span){NULL, 0} : span_of(reader->path),
        .page = (uint32_t)i,
    };
    return STATUS_OK;
}

static struct reader_facts script_facts(const void *state)
{
    (void)state;
    return (struct reader_facts){true, false};
}

static const struct record_ops script_ops = {
    .format = FORMAT_BINARY,
    .create = script_create,
    .free = script_free,
    .begin = script_begin,
    .next = script_next,
    .facts = script_facts,
};

/* ---- what must come out ---- */

struct expected {
    size_t start, len; /* of each value in the text */
};

struct run {
    struct record_text *text;
    struct text_reader *reader;
    struct expected *values;
    uint8_t *whole;
    size_t whole_len;
    size_t emitted; /* values looked at so far */
    size_t count;
};

static void run_expect(struct run *run, const struct script *script)
{
    size_t len = 0;
    bool is_broken = false;
    run->count = script->count;
    run->values = calloc(script->count + 1, sizeof *run->values);
    for (size_t i = 0; i < script->count; i++)
        len += script->len_of(script, i) + 1;
    run->whole = malloc(len + 1);
    for (size_t i = 0; i < script->count; i++) {
        const size_t value_len = script->len_of(script, i);
        is_broken |= !is_joined(i);
        run->values[i] = (struct expected){run->whole_len, value_len};
        if (value_len == 0)
            continue;
        if (is_broken && run->whole_len > 0)
            run->whole[run->whole_len++] = '\n';
        is_broken = false;
        run->values[i].start = run->whole_len;
        for (size_t at = 0; at < value_len; at++)
            run->whole[run->whole_len++] = byte_of(i, at);
    }
}

/* The text that stands at a raw offset and length, of value i. */
static void check_place(const struct run *run, size_t i, size_t at)
{
    const struct finding finding = {.offset = run->values[i].start + at, .length = 1};
    const struct record_place place = record_text_locate(run->text, &finding);
    ck_assert_uint_eq(place.row, i + 1);
    ck_assert_uint_eq(place.column, 7);
    ck_assert_uint_eq(place.page, i);
    ck_assert_uint_eq(place.offset, 1000000 * i + (i % 4 < 2 ? at : 0));
    ck_assert_uint_eq(place.length, i % 4 < 2 ? 1 : 2 * run->values[i].len);
    char name[32], path[32];
    snprintf(name, sizeof name, "name%zu", i / 3);
    snprintf(path, sizeof path, "path%zu", i / 2);
    ck_assert_uint_eq(place.name.len, i % 7 == 6 ? 0 : strlen(name));
    ck_assert_uint_eq(place.path.len, i % 3 == 2 ? 0 : strlen(path));
    if (place.name.len > 0)
        ck_assert_mem_eq(place.name.ptr, name, place.name.len);
    if (place.path.len > 0)
        ck_assert_mem_eq(place.path.ptr, path, place.path.len);
}

/* The next value that is to be a field. */
static size_t run_next_field(const struct run *run, size_t i)
{
    while (i < run->count &&
           (i % 2 == 1 || run->values[i].len == 0 || run->values[i].len > READER_VALUE_MAX))
        i++;
    return i;
}

static void run_take(void *user, const struct field *field)
{
    struct run *const run = user;
    const size_t i = run_next_field(run, run->emitted);
    ck_assert_uint_lt(i, run->count);
    ck_assert_uint_eq(field->offset, run->values[i].start);
    ck_assert_uint_eq(field->length, run->values[i].len);
    ck_assert_uint_eq(field->value.len, run->values[i].len);
    ck_assert_mem_eq(field->value.ptr, run->whole + run->values[i].start, run->values[i].len);
    check_place(run, i, 0);
    run->emitted = i + 1;
}

/* Feeds a segment in pieces, and looks up some of its values. */
static void run_segment(struct run *run, const struct segment *segment, size_t piece)
{
    struct field_sink sink = {run_take, run, UINT64_MAX, NULL, NULL};
    ck_assert_mem_eq(segment->text, run->whole + segment->offset, segment->len);
    for (size_t at = 0; at < segment->len; at += piece) {
        struct segment part = *segment;
        part.text += at;
        part.len = segment->len - at < piece ? segment->len - at : piece;
        part.before += at;
        part.after += segment->len - at - part.len;
        part.offset += at;
        record_text_feed(run->text, &part, &sink);
        for (size_t i = 0; i < run->count; i++) {
            const struct expected value = run->values[i];
            if (value.len == 0)
                continue;
            if (value.start >= part.offset && value.start < part.offset + part.len)
                check_place(run, i, 0);
            const size_t last = value.start + value.len - 1;
            if (last >= part.offset && last < part.offset + part.len)
                check_place(run, i, value.len - 1);
        }
    }
}

static void run_script(const struct script *script, size_t piece)
{
    struct run run = {.text = record_text_create(NULL), .reader = text_reader_create()};
    struct chunk_source nothing;
    struct coverage coverage = {0};
    chunk_source_init(&nothing, (struct span){NULL, 0}, 1, STATUS_END);
    script_at_hand = script;
    run_expect(&run, script);
    for (int round = 0; round < 2; round++) {
        run.emitted = 0;
        size_t len = 0;
        ck_assert(record_text_begin(run.text, &script_ops, &nothing.source, &coverage, NULL));
        text_reader_begin_exact(run.reader, record_text_bytes(run.text));
        enum status status = STATUS_OK;
        while (status == STATUS_OK) {
            struct segment segment;
            status = text_reader_next(run.reader, &segment);
            if (status != STATUS_OK)
                break;
            ck_assert_uint_eq(segment.offset, len);
            len += segment.len;
            run_segment(&run, &segment, piece);
        }
        ck_assert_int_eq(status, script->end);
        ck_assert_uint_eq(len, run.whole_len);
        ck_assert_uint_eq(run_next_field(&run, run.emitted), run.count);
    }
    ck_assert(record_text_facts(run.text).is_health_format);
    record_text_free(run.text);
    text_reader_free(run.reader);
    free(run.values);
    free(run.whole);
}

/* ---- lengths ---- */

static size_t len_all_the_same(const struct script *script, size_t i)
{
    (void)i;
    return script->param;
}

/* One long value puts the border of a block at every place of the short ones behind it. */
static size_t len_long_first(const struct script *script, size_t i)
{
    static const size_t lens[] = {0, 1, 2, 509, 510, 511, 512, 513, 3, 0, 0, 4000};
    return i == 0 ? script->param : lens[i % (sizeof lens / sizeof lens[0])];
}

static size_t len_random(const struct script *script, size_t i)
{
    const uint32_t hash = (uint32_t)(i * 2654435761u + script->param * 40503u);
    return hash >> 8 & 1 ? hash >> 9 & 7 : (hash >> 12) % 700;
}

static const size_t pieces[] = {BLOCK, 8192, 513};

static const struct script length_scripts[] = {
    {len_all_the_same, 0, 0, STATUS_END, NULL},
    {len_all_the_same, 5, 0, STATUS_END, NULL},
    {len_all_the_same, 300, 1, STATUS_SKIP, NULL},
    {len_all_the_same, 1, BLOCK - 1, STATUS_END, NULL},
    {len_all_the_same, 1, BLOCK, STATUS_END, NULL},
    {len_all_the_same, 1, BLOCK + REACH, STATUS_SKIP, NULL},
    {len_all_the_same, 3, BLOCK + REACH + 1, STATUS_END, NULL},
    {len_all_the_same, 2, 3 * BLOCK, STATUS_END, NULL},
    {len_all_the_same, 600, 510, STATUS_END, NULL},
    {len_random, 1000, 1, STATUS_END, NULL},
    {len_random, 1500, 2, STATUS_END, NULL},
};

START_TEST(test_lengths)
{
    const size_t count = sizeof length_scripts / sizeof length_scripts[0];
    run_script(&length_scripts[(size_t)_i % count], pieces[(size_t)_i / count]);
}
END_TEST

START_TEST(test_block_borders)
{
    const struct script script = {len_long_first, 40, BLOCK - 1040 + 13 * (size_t)_i, STATUS_END,
                                  NULL};
    run_script(&script, pieces[_i % 3]);
}
END_TEST

/* ---- findings that reach over values ---- */

static const struct record_value joined_values[] = {
    {.meaning = {.detector = -1},
     .text = {(const uint8_t *)"abc", 3},
     .offset = 10,
     .length = 3,
     .is_raw = true,
     .page = 3},
    {.meaning = {.detector = -1},
     .text = {(const uint8_t *)"defg", 4},
     .offset = 20,
     .length = 4,
     .is_raw = true,
     .is_joined = true,
     .page = 4},
    {.meaning = {.detector = -1},
     .text = {(const uint8_t *)"hi", 2},
     .offset = 30,
     .length = 9,
     .is_joined = true},
    {.meaning = {.detector = -1}, .text = {NULL, 0}, .offset = 40},
    {.meaning = {.detector = -1},
     .text = {(const uint8_t *)"jk", 2},
     .offset = 5,
     .length = 2,
     .is_raw = true,
     .is_joined = true}, /* "abcdefghi\njk" */
};

static const struct {
    uint64_t offset;
    uint32_t length;
    uint64_t raw_offset, raw_length;
    uint32_t page;
} joined_cases[] = {
    {0, 3, 10, 3, 3}, {1, 1, 11, 1, 3},  {1, 3, 11, 10, 3}, {2, 5, 12, 12, 3},
    {3, 4, 20, 4, 4}, {6, 2, 23, 16, 4}, {7, 1, 30, 9, 0},  {8, 1, 30, 9, 0},
    {8, 2, 30, 9, 0}, {8, 4, 30, 9, 0},  {10, 1, 5, 1, 0},  {10, 2, 5, 2, 0},
    {11, 1, 6, 1, 0}, {11, 9, 6, 1, 0},  {0, 0, 10, 1, 3},  {1, 11, 11, 2, 3},
};

START_TEST(test_joined)
{
    const struct script script = {NULL, 5, 0, STATUS_END, joined_values};
    struct record_text *const text = record_text_create(NULL);
    struct coverage coverage = {0};
    struct chunk_source nothing;
    uint8_t bytes[64];
    size_t len;
    chunk_source_init(&nothing, (struct span){NULL, 0}, 1, STATUS_END);
    script_at_hand = &script;
    ck_assert(record_text_begin(text, &script_ops, &nothing.source, &coverage, NULL));
    ck_assert_int_eq(byte_source_fill(record_text_bytes(text), bytes, sizeof bytes, &len),
                     STATUS_END);
    ck_assert_uint_eq(len, 12);
    ck_assert_mem_eq(bytes, "abcdefghi\njk", 12);
    const struct finding finding = {.offset = joined_cases[_i].offset,
                                    .length = joined_cases[_i].length};
    const struct record_place place = record_text_locate(text, &finding);
    ck_assert_uint_eq(place.offset, joined_cases[_i].raw_offset);
    ck_assert_uint_eq(place.length, joined_cases[_i].raw_length);
    ck_assert_uint_eq(place.page, joined_cases[_i].page);
    record_text_free(text);
}
END_TEST

/* ---- ends ---- */

/* What a reader leaves behind a fault is read as it is; the count is of all. */
START_TEST(test_rest_behind_a_fault)
{
    static const struct record_value value = {
        .meaning = {.detector = -1}, .text = {(const uint8_t *)"abc", 3}, .offset = 1, .length = 3};
    static const enum status ends[] = {STATUS_SKIP, STATUS_END, STATUS_CANCELLED, STATUS_NO_MEMORY};
    const struct script script = {NULL, 1, 0, ends[_i], &value};
    struct record_text *const text = record_text_create(NULL);
    struct coverage coverage = {0};
    struct chunk_source source;
    static uint8_t rest[10000], bytes[20000];
    size_t len;
    memset(rest, 'r', sizeof rest);
    chunk_source_init(&source, (struct span){rest, sizeof rest}, 0, STATUS_END);
    script_at_hand = &script;
    ck_assert(record_text_begin(text, &script_ops, &source.source, &coverage, NULL));
    ck_assert_int_eq(byte_source_fill(record_text_bytes(text), bytes, sizeof bytes, &len),
                     ends[_i]);
    const bool is_read = ends[_i] == STATUS_SKIP;
    ck_assert_uint_eq(len, is_read ? 4 + sizeof rest : 3);
    ck_assert_uint_eq(record_text_scanned(text), is_read ? sizeof rest : 0);
    if (is_read) {
        ck_assert_mem_eq(bytes, "abc\nrrr", 7);
        const struct finding finding = {.offset = 4 + 5000, .length = 9};
        ck_assert_uint_eq(record_text_locate(text, &finding).offset, 5000);
        ck_assert_uint_eq(record_text_locate(text, &finding).length, 9);
    }
    record_text_free(text);
}
END_TEST

/* A reader may read by place, when its member can be; that counts once. */
START_TEST(test_ranges)
{
    static const uint8_t bytes[100] = {1, 2, 3};
    const struct script script = {NULL, 0, 0, STATUS_END, NULL};
    struct record_text *const text = record_text_create(NULL);
    struct range_source *const ranges = range_source_from_span((struct span){bytes, sizeof bytes});
    struct coverage coverage = {0};
    struct chunk_source source;
    uint8_t got[60];
    chunk_source_init(&source, (struct span){bytes, sizeof bytes}, 0, STATUS_END);
    script_at_hand = &script;
    ck_assert(record_text_begin(text, &script_ops, &source.source, &coverage, NULL));
    ck_assert_ptr_null(script_bytes->ranges);
    source.source.ranges = ranges;
    ck_assert(record_text_begin(text, &script_ops, &source.source, &coverage, NULL));
    ck_assert_ptr_nonnull(script_bytes->ranges);
    ck_assert_uint_eq(script_bytes->ranges->size, sizeof bytes);
    ck_assert_int_eq(range_source_read_at(script_bytes->ranges, 1, got, sizeof got), STATUS_OK);
    ck_assert_mem_eq(got, bytes + 1, sizeof got);
    ck_assert_uint_eq(record_text_scanned(text), sizeof got);
    ck_assert_int_eq(range_source_read_at(script_bytes->ranges, 0, got, sizeof got), STATUS_OK);
    ck_assert_uint_eq(record_text_scanned(text), sizeof bytes);
    ck_assert_int_eq(range_source_read_at(script_bytes->ranges, 99, got, 2), STATUS_SKIP);
    record_text_free(text);
    range_source_close(ranges);
}
END_TEST

/* Files in values are members of their own, and no text. */
START_TEST(test_files)
{
    static const struct record_value values[] = {
        {.meaning = {.detector = -1}, .text = {(const uint8_t *)"abc", 3}},
        {.meaning = {.detector = -1},
         .text = {(const uint8_t *)"%PDF", 4},
         .path = {(const uint8_t *)"p", 1},
         .is_file = true},
        {.meaning = {.detector = -1},
         .text = {(const uint8_t *)"-1.4", 4},
         .is_file = true,
         .is_joined = true},
        {.meaning = {.detector = -1},
         .text = {(const uint8_t *)"other", 5},
         .path = {(const uint8_t *)"q", 1},
         .is_file = true},
        {.meaning = {.detector = -1}, .text = {(const uint8_t *)"def", 3}},
    };
    const struct script script = {NULL, 5, 0, STATUS_END, values};
    struct record_text *const text = record_text_create(NULL);
    struct embedded *const embedded = malloc(sizeof *embedded);
    struct coverage coverage = {0};
    struct chunk_source nothing;
    uint8_t bytes[64];
    size_t len;
    embedded_init(embedded);
    chunk_source_init(&nothing, (struct span){NULL, 0}, 1, STATUS_END);
    script_at_hand = &script;
    ck_assert(record_text_begin(text, &script_ops, &nothing.source, &coverage,
                                _i == 0 ? embedded : NULL));
    byte_source_fill(record_text_bytes(text), bytes, sizeof bytes, &len);
    ck_assert_uint_eq(len, 7);
    ck_assert_mem_eq(bytes, "abc\ndef", 7);
    ck_assert_uint_eq(embedded->count, _i == 0 ? 2 : 0);
    if (_i == 0) {
        const struct span content = embedded_content(embedded, 0);
        ck_assert_uint_eq(content.len, 8);
        ck_assert_mem_eq(content.ptr, "%PDF-1.4", 8);
        ck_assert_mem_eq(embedded_path(embedded, 1).ptr, "q", 1);
        ck_assert_uint_eq(embedded_content(embedded, 1).len, 5);
    }
    embedded_free(embedded);
    free(embedded);
    record_text_free(text);
}
END_TEST

START_TEST(test_long_names_are_cut)
{
    static uint8_t name[5000];
    const struct record_value value = {.meaning = {.detector = -1},
                                       .text = {(const uint8_t *)"abc", 3},
                                       .name = {name, sizeof name},
                                       .path = {name, RECORD_NAME_MAX}};
    const struct script script = {NULL, 1, 0, STATUS_END, &value};
    struct record_text *const text = record_text_create(NULL);
    struct coverage coverage = {0};
    struct chunk_source nothing;
    uint8_t bytes[64];
    size_t len;
    memset(name, 'n', sizeof name);
    chunk_source_init(&nothing, (struct span){NULL, 0}, 1, STATUS_END);
    script_at_hand = &script;
    ck_assert(record_text_begin(text, &script_ops, &nothing.source, &coverage, NULL));
    byte_source_fill(record_text_bytes(text), bytes, sizeof bytes, &len);
    const struct finding finding = {.offset = 0, .length = 1};
    const struct record_place place = record_text_locate(text, &finding);
    ck_assert_uint_eq(place.name.len, RECORD_NAME_MAX);
    ck_assert_uint_eq(place.path.len, RECORD_NAME_MAX);
    ck_assert_mem_eq(place.path.ptr, name, RECORD_NAME_MAX);
    record_text_free(text);
}
END_TEST

/* A format that nobody reads so has no reader; no two have the same. */
START_TEST(test_list)
{
    ck_assert_ptr_null(record_find(FORMAT_TEXT));
    ck_assert_ptr_null(record_find(FORMAT_BINARY));
    for (unsigned i = 0; i < format_count(); i++) {
        const struct record_ops *const ops = record_find((enum format)i);
        if (ops != NULL)
            ck_assert_int_eq(ops->format, (int)i);
    }
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("record_text");
    TCase *const tcase = tcase_create("record_text");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_lengths, 0,
                        3 * (int)(sizeof length_scripts / sizeof length_scripts[0]));
    tcase_add_loop_test(tcase, test_block_borders, 0, 100);
    tcase_add_loop_test(tcase, test_joined, 0, (int)(sizeof joined_cases / sizeof joined_cases[0]));
    tcase_add_loop_test(tcase, test_rest_behind_a_fault, 0, 4);
    tcase_add_test(tcase, test_ranges);
    tcase_add_loop_test(tcase, test_files, 0, 2);
    tcase_add_test(tcase, test_long_names_are_cut);
    tcase_add_test(tcase, test_list);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
