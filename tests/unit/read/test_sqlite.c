/* SQLite databases that SQLite wrote, whole and broken; the parts of the reader alone. */
#include "crawler/base/endian.h"
#include "crawler/base/range_source.h"
#include "crawler/read/sqlite_log.h"
#include "crawler/read/sqlite_record.h"
#include "crawler/read/sqlite_schema.h"
#include "tests/unit/read/record_log.h"
#include "tests/unit/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct span span_of(const char *text)
{
    return (struct span){(const uint8_t *)text, strlen(text)};
}

/* ---- CREATE TABLE ---- */

static const struct {
    const char *sql;
    const char *columns; /* "a,b", '*' behind the rowid; "!" in front: WITHOUT ROWID */
} statements[] = {
    {"CREATE TABLE t(a, b TEXT, c)", "a,b,c"},
    {"CREATE TABLE t (a INTEGER PRIMARY KEY, b)", "a*,b"},
    {"create table t (a integer primary key autoincrement, b)", "a*,b"},
    {"CREATE TABLE t(a INT PRIMARY KEY, b)", "a,b"},
    {"CREATE TABLE t(a INTEGER, b, PRIMARY KEY(a))", "a*,b"},
    {"CREATE TABLE t(a INTEGER, b, CONSTRAINT k PRIMARY KEY (\"A\"))", "a*,b"},
    {"CREATE TABLE t(a INTEGER, b INTEGER, PRIMARY KEY(a, b))", "a,b"},
    {"CREATE TABLE \"t(x\"(\"a b\" TEXT, [c,d] REAL, `e``f` BLOB, 'g' )", "a b,c,d,e``f,g"},
    {"CREATE TABLE t(a CHECK (a IN ('(', ')')), b DEFAULT (1 + 2), c)", "a,b,c"},
    {"CREATE TABLE t(a, -- x, y\n b /* , z */, c)", "a,b,c"},
    {"CREATE TABLE t(a, b, UNIQUE(a, b), FOREIGN KEY (b) REFERENCES u(x, y), CHECK (a > 1))",
     "a,b"},
    {"CREATE TABLE t(a DECIMAL(10, 2), b REFERENCES u(c, d))", "a,b"},
    {"CREATE TABLE t(a, b, c, PRIMARY KEY(c, a)) WITHOUT ROWID", "!c,a,b"},
    {"CREATE TABLE t(a, b INTEGER PRIMARY KEY) WITHOUT ROWID, STRICT", "!b,a"},
    {"CREATE TABLE t(a, b, PRIMARY KEY(b COLLATE nocase DESC, nobody)) without rowid", "!b,a"},
    {"CREATE TABLE t(a, b AS (a + 1), c INT GENERATED ALWAYS AS (a) VIRTUAL, d)", "a,d"},
    {"CREATE TABLE t(a, b TEXT GENERATED ALWAYS AS (a) STORED, c DEFAULT (CAST(1 AS INT)))",
     "a,b,c"},
    {"CREATE VIRTUAL TABLE t USING fts5(a, b UNINDEXED, tokenize = 'porter ascii')", "a,b"},
    {"CREATE TABLE t", ""},
    {"", ""},
    {"CREATE TABLE t(", ""},
    {"CREATE TABLE t(a", "a"},
    {"CREATE TABLE t(a,", "a"},
    {"CREATE TABLE t(a TEXT DEFAULT 'it''s, (')", "a"},
    {"CREATE TABLE t('a", "a"},
    {"CREATE TABLE t(a /* b", "a"},
    {"CREATE TABLE t((((", ""},
    {"CREATE TABLE t(,,a,)", "a"},
};

START_TEST(test_statements)
{
    struct sqlite_columns *const columns = malloc(sizeof *columns);
    char got[256] = "";
    sqlite_columns_read(columns, span_of(statements[_i].sql));
    if (columns->has_no_rowid)
        strcat(got, "!");
    for (size_t i = 0; i < columns->count; i++) {
        if (i > 0)
            strcat(got, ",");
        strncat(got, (const char *)columns->names[i].ptr, columns->names[i].len);
        if (columns->rowid == i)
            strcat(got, "*");
    }
    ck_assert_msg(strcmp(got, statements[_i].columns) == 0, "%s: %s", statements[_i].sql, got);
    free(columns);
}
END_TEST

START_TEST(test_many_columns)
{
    struct sqlite_columns *const columns = malloc(sizeof *columns);
    char *const sql = malloc(1000100);
    strcpy(sql, "CREATE TABLE t(a");
    size_t len = strlen(sql);
    for (int i = 0; i < 500000; i++) {
        memcpy(sql + len, _i == 0 ? ",b" : "((", 2);
        len += 2;
    }
    sqlite_columns_read(columns, (struct span){(const uint8_t *)sql, len});
    ck_assert_uint_eq(columns->count, _i == 0 ? SQLITE_COLUMNS_MAX : 1);
    free(sql);
    free(columns);
}
END_TEST

/* ---- numbers and records ---- */

static const struct {
    const char *bytes;
    size_t len, used;
    uint64_t number;
} varints[] = {
    {"\x00", 1, 1, 0},
    {"\x7F", 1, 1, 127},
    {"\x81\x00", 2, 2, 128},
    {"\x81", 1, 0, 0},
    {"", 0, 0, 0},
    {"\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 9, 9, UINT64_MAX},
    {"\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 8, 0, 0},
    {"\x80\x80\x80\x80\x80\x80\x80\x80\x01", 9, 9, 1},
};

START_TEST(test_varints)
{
    uint64_t number = 0;
    const struct span bytes = {(const uint8_t *)varints[_i].bytes, varints[_i].len};
    ck_assert_uint_eq(sqlite_read_varint(bytes, &number), varints[_i].used);
    if (varints[_i].used > 0)
        ck_assert_uint_eq(number, varints[_i].number);
}
END_TEST

static const struct {
    const char *name, *bytes;
    size_t len;
    bool is_cell;
} carved[] = {
#define BYTES(text) text, sizeof(text) - 1
    {"a row",
     BYTES("\x09\x05\x04\x00\x0F\x0F"
           "abcde"),
     false},
    {"a row that fills",
     BYTES("\x06\x05\x04\x01\x0F\x0F"
           "7ab"),
     false},
    {"text and number",
     BYTES("\x08\x05\x03\x17\x01"
           "abcde7"),
     false},
    {"text and number, right",
     BYTES("\x09\x05\x03\x17\x01"
           "abcde7"),
     true},
    {"numbers alone",
     BYTES("\x07\x05\x03\x04\x01"
           "12347"),
     false},
    {"one value",
     BYTES("\x07\x05\x02\x17"
           "abcde"),
     false},
    {"cut",
     BYTES("\x0A\x05\x03\x17\x01"
           "abcde7"),
     false},
    {"a type that is none",
     BYTES("\x09\x05\x03\x17\x0A"
           "abcde7"),
     false},
    {"zeros", BYTES("\0\0\0\0\0\0\0\0\0\0\0\0"), false},
    {"text", BYTES("abcdefghijklmnopqrstuvwxyz"), false},
};

START_TEST(test_carved)
{
    struct sqlite_cell cell;
    const struct span bytes = {(const uint8_t *)carved[_i].bytes, carved[_i].len};
    ck_assert_msg(sqlite_cell_carve(bytes, 0, &cell) == carved[_i].is_cell, "%s", carved[_i].name);
}
END_TEST

/* ---- databases ---- */

static struct span read_fixture(const char *name)
{
    static uint8_t bytes[65536];
    char path[256];
    snprintf(path, sizeof path, "tests/golden/sqlite/%s", name);
    FILE *const file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "%s: run this in the root of the repository", path);
    const size_t len = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    return (struct span){bytes, len};
}

static void put_number(uint8_t *bytes, uint64_t number, size_t size)
{
    for (size_t i = 0; i < size; i++)
        bytes[i] = (uint8_t)(number >> 8 * (size - 1 - i));
}

static bool has(const struct record_log *log, const char *text)
{
    return memmem(log->text, log->len, text, strlen(text)) != NULL;
}

static const char *const fixtures[] = {"utf-8.db", "utf-16le.db", "utf-16be.db", "auto-vacuum.db",
                                       "small.db"};

static const char *const lines[] = {
    "1:1 id patients patient-id [1]\n",
    "2:2 first_name patients person-name [Given01]\n",
    "4:3 last name patients person-name [Fam\xC3\xAFly03]\n",
    "5:4 ssn patients us-ssn [504-14-4004]\n",
    "1:6 phone patients phone [6175550100]\n",
    "1:7 weight patients [120.5]\n",
    "member_id members member-id [W0001002]\n",
    "mrn members mrn [880004]\n",
    "990003:1 mrn visits mrn [990003]\n",
    "990003:2 reason visits [visit 3]\n",
    "\n[CREATE VIEW names AS SELECT first_name FROM patients]\n",
    "\npatients us-ssn [502-12-4002]\n", /* a row that was deleted */
};

START_TEST(test_databases)
{
    const struct span bytes = read_fixture(fixtures[_i / 2]);
    struct record_log *const log =
        record_log_read(&sqlite_record_ops, bytes, _i % 2 == 0 ? 0 : 1000, STATUS_END);
    ck_assert_int_eq(log->status, STATUS_END);
    ck_assert_uint_eq(log->coverage.reasons, 0);
    ck_assert(log->is_true);
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        ck_assert_msg(has(log, lines[i]), "%s: %s", fixtures[_i / 2], lines[i]);
    record_log_free(log);
}
END_TEST

static const char *const indexed[] = {
    "1:2 mrn notes_content mrn [A1000001]\n",
    "2:3 ssn notes_content us-ssn [512-10-4002]\n",
    "2:2 mrn letters_content mrn [A2000002]\n",
    "1:3 body letters_content [letter 1]\n",
    "3:2 mrn people mrn [A3000003]\n",
    "\n[CREATE VIRTUAL TABLE letters USING fts4(mrn, body)]\n",
};

/* The tables of full-text indexes have the names of these, and what is computed is no column. */
START_TEST(test_full_text)
{
    const struct span bytes = read_fixture("full-text.db");
    struct record_log *const log = record_log_read(&sqlite_record_ops, bytes, 0, STATUS_END);
    ck_assert_uint_eq(log->coverage.reasons, 0);
    for (size_t i = 0; i < sizeof indexed / sizeof indexed[0]; i++)
        ck_assert_msg(has(log, indexed[i]), "%s: %.*s", indexed[i], (int)log->len, log->text);
    record_log_free(log);
}
END_TEST

static const struct {
    const char *file, *line;
} logged[] = {
    {"schema.db-wal", "1:1 id patients patient-id [1]\n"},
    {"schema.db-wal", "40:2 last_name patients person-name [Fam\xC3\xAFly40]\n"},
    {"schema.db-wal", "40:3 ssn patients us-ssn [540-12-4040]\n"},
    {"schema.db-wal", "3:4 notes patients [Seen for cough. "},
    {"schema.db-wal", "Chart of MRN: 700023.]\n"}, /* in overflow pages */
    {"row.db-wal", "\n[599-12-4321]\n"},
    {"row.db-wal", "\n[Fam\xC3\xAFly40]\n"},
    {"utf-16le-row.db-wal", "\n[501-12-4001]\n"},
    {"utf-16be-row.db-wal", "[Fam\xC3\xAFly01]\n"},
    {"logged.db", "40:3 ssn patients us-ssn [599-12-4321]\n"},
};

/* Pages of a log are read as rows, with the names of their columns where it has the schema. */
START_TEST(test_logs)
{
    const struct span bytes = read_fixture(logged[_i].file);
    struct record_log *const log = record_log_read(&sqlite_record_ops, bytes, 0, STATUS_END);
    ck_assert_int_eq(log->status, STATUS_END);
    ck_assert_uint_eq(log->coverage.reasons, 0);
    ck_assert(log->is_true);
    ck_assert_msg(has(log, logged[_i].line), "%s: %.*s", logged[_i].line, (int)log->len, log->text);
    record_log_free(log);
}
END_TEST

/* A table's page that is no page of a table: an older round left it, and nobody can tell more. */
START_TEST(test_stale_frames)
{
    const struct span bytes = read_fixture("schema.db-wal");
    const size_t stride = SQLITE_FRAME_HEADER + 512;
    uint8_t *const copy = malloc(bytes.len);
    memcpy(copy, bytes.ptr, bytes.len);
    size_t count = 0;
    for (size_t at = SQLITE_LOG_HEADER; at < bytes.len; at += stride) {
        if (endian_big(copy + at, 4) != 2)
            continue;
        memset(copy + at + SQLITE_FRAME_HEADER, 0, 512);
        count++;
    }
    ck_assert_uint_gt(count, 0);
    struct record_log *const log =
        record_log_read(&sqlite_record_ops, (struct span){copy, bytes.len}, 0, STATUS_END);
    ck_assert_int_eq(log->status, STATUS_END);
    ck_assert_uint_eq(log->coverage.reasons, 0);
    record_log_free(log);
    free(copy);
}
END_TEST

/* A page that is in two frames is the newer one; what an older round left behind counts as older.
 */
START_TEST(test_frames)
{
    static const struct {
        uint32_t page;
        char salt;
    } frames[] = {{1, 'a'}, {2, 'a'}, {1, 'a'}, {3, 'b'}, {2, 'b'}};
    static const struct {
        uint32_t page, frame;
    } newest[] = {{0, 0}, {1, 3}, {2, 2}, {3, 4}, {4, 0}, {UINT32_MAX, 0}};
    const size_t stride = SQLITE_FRAME_HEADER + 512, count = sizeof frames / sizeof frames[0];
    const size_t len = SQLITE_LOG_HEADER + count * stride;
    uint8_t *const bytes = calloc(1, len);
    put_number(bytes, 0x377F0682, 4);
    put_number(bytes + 8, 512, 4);
    memset(bytes + 16, 'a', 8);
    for (size_t i = 0; i < count; i++) {
        uint8_t *const frame = bytes + SQLITE_LOG_HEADER + i * stride;
        put_number(frame, frames[i].page, 4);
        memset(frame + 8, frames[i].salt, 8);
    }
    struct sqlite_log log;
    struct coverage coverage = {0};
    struct range_source *const ranges = range_source_from_span((struct span){bytes, len});
    ck_assert_int_eq(sqlite_log_open(&log, ranges, &coverage), STATUS_OK);
    ck_assert_uint_eq(log.frames, count);
    for (size_t i = 0; i < sizeof newest / sizeof newest[0]; i++)
        ck_assert_uint_eq(sqlite_log_find(&log, newest[i].page), newest[i].frame);
    uint16_t owners[] = {0, 8, 7, 9, 0};
    sqlite_log_share(&log, owners, 8);
    ck_assert_uint_eq(owners[0], 7);
    ck_assert_uint_eq(owners[4], 8);
    sqlite_log_free(&log);
    range_source_close(ranges);
    free(bytes);
}
END_TEST

/* A long text is given whole, wherever its pages are. */
START_TEST(test_overflow)
{
    const struct span bytes = read_fixture("utf-8.db");
    struct record_log *const log = record_log_read(&sqlite_record_ops, bytes, 0, STATUS_END);
    char expected[2000] = "14:8 notes patients [";
    for (int i = 0; i < 80; i++)
        strcat(expected, "Seen for cough. ");
    strcat(expected, "Chart of MRN: 700013.]\n");
    ck_assert(has(log, expected));
    record_log_free(log);
}
END_TEST

/* By place as by stream. */
START_TEST(test_by_place)
{
    const struct span bytes = read_fixture("utf-8.db");
    struct record_log *const streamed = record_log_read(&sqlite_record_ops, bytes, 0, STATUS_END);
    struct range_source *const ranges = range_source_from_span(bytes);
    struct byte_source *const source = byte_source_from_span(bytes);
    struct coverage coverage = {0};
    source->ranges = ranges;
    void *const state = sqlite_record_ops.create(record_log_rules());
    sqlite_record_ops.begin(state, source, &coverage);
    size_t values = 0;
    enum status status = STATUS_OK;
    while (status == STATUS_OK) {
        struct record_value value;
        status = sqlite_record_ops.next(state, &value);
        values += status == STATUS_OK;
    }
    ck_assert_int_eq(status, STATUS_END);
    ck_assert_uint_eq(values, streamed->values);
    sqlite_record_ops.free(state);
    byte_source_close(source);
    range_source_close(ranges);
    record_log_free(streamed);
}
END_TEST

/* ---- faults ---- */

/* A log that was cut between two frames is whole. */
static bool is_end_of_frame(struct span bytes, size_t len)
{
    return sqlite_log_is(bytes.ptr) && len >= SQLITE_LOG_HEADER &&
           (len - SQLITE_LOG_HEADER) % (SQLITE_FRAME_HEADER + 512) == 0;
}

static const char *const small_files[] = {"small.db", "row.db-wal"};

START_TEST(test_cuts)
{
    static const size_t steps[] = {7, 512};
    const struct span bytes = read_fixture(small_files[_i % 2]);
    void *const state = sqlite_record_ops.create(record_log_rules());
    for (size_t len = 0; len < bytes.len; len += steps[_i / 2]) {
        uint8_t *const copy = malloc(len + 1);
        memcpy(copy, bytes.ptr, len);
        struct record_log *const log = record_log_read_with(
            &sqlite_record_ops, state, (struct span){copy, len}, 0, STATUS_END);
        ck_assert(log->status == STATUS_END || log->status == STATUS_SKIP);
        ck_assert_int_eq(coverage_has(&log->coverage, REASON_TRUNCATED),
                         !is_end_of_frame(bytes, len));
        ck_assert(log->is_true);
        record_log_free(log);
        free(copy);
    }
    sqlite_record_ops.free(state);
}
END_TEST

START_TEST(test_flips)
{
    static const uint8_t masks[] = {0xFF, 0x01, 0x80};
    const struct span bytes = read_fixture(small_files[_i % 2]);
    uint8_t *const copy = malloc(bytes.len);
    memcpy(copy, bytes.ptr, bytes.len);
    void *const state = sqlite_record_ops.create(record_log_rules());
    for (size_t at = 0; at < bytes.len; at++) {
        copy[at] ^= masks[_i / 2];
        struct record_log *const log = record_log_read_with(
            &sqlite_record_ops, state, (struct span){copy, bytes.len}, 0, STATUS_END);
        ck_assert(log->status == STATUS_END ||
                  (log->status == STATUS_SKIP && log->coverage.reasons != 0));
        ck_assert(log->is_true);
        record_log_free(log);
        copy[at] ^= masks[_i / 2];
    }
    sqlite_record_ops.free(state);
    free(copy);
}
END_TEST

/* Trees whose pages are each other's children, of any depth; a chain of overflow that is a ring. */
START_TEST(test_cycles)
{
    const size_t pages = 3000, size = 512;
    uint8_t *const bytes = calloc(pages, size);
    memcpy(bytes, "SQLite format 3", 16);
    put_number(bytes + 16, size, 2);
    put_number(bytes + 56, 1, 4);
    for (size_t i = 0; i < pages; i++) {
        uint8_t *const head = bytes + i * size + (i == 0 ? 100 : 0);
        head[0] = _i == 2 ? SQLITE_TABLE_LEAF : SQLITE_TABLE_INTERIOR;
        put_number(head + 3, 20, 2);
        put_number(head + 8, (i + 1) % pages + 1, 4);
        for (size_t cell = 0; cell < 20; cell++) {
            const size_t at = 300 + 10 * cell;
            put_number(head + (_i == 2 ? 8 : 12) + 2 * cell, at, 2);
            put_number(bytes + i * size + at, _i == 0 ? 1 : (i * 7 + cell) % pages + 1, 4);
            if (_i == 2)
                memcpy(bytes + i * size + at, "\x90\x00\x01\x02\xA0\x0D\0\0\0\x02", 10);
        }
    }
    struct record_log *const log =
        record_log_read(&sqlite_record_ops, (struct span){bytes, pages * size}, 0, STATUS_END);
    ck_assert_int_eq(log->status, STATUS_END);
    record_log_free(log);
    free(bytes);
}
END_TEST

/* Cells that stand in one another are not read again and again. */
START_TEST(test_overlapping_cells)
{
    const size_t size = 65536;
    uint8_t *const bytes = calloc(2, size);
    memcpy(bytes, "SQLite format 3", 16);
    put_number(bytes + 16, 1, 2);
    put_number(bytes + 56, 1, 4);
    bytes[100] = SQLITE_TABLE_LEAF;
    uint8_t *const page = bytes + size;
    page[0] = SQLITE_TABLE_LEAF;
    const size_t cells = 15000;
    put_number(page + 3, cells, 2);
    for (size_t cell = 0; cell < cells; cell++)
        put_number(page + 8 + 2 * cell, 60000 - 2 * cell, 2);
    for (size_t at = 30008; at < 60010; at += 2)
        memcpy(page + at, "\x82\x80", 2);
    struct record_log *const log =
        record_log_read(&sqlite_record_ops, (struct span){bytes, 2 * size}, 0, STATUS_END);
    ck_assert_int_eq(log->status, STATUS_END);
    ck_assert_uint_lt(log->values, 100000);
    record_log_free(log);
    free(bytes);
}
END_TEST

static const enum status ends[] = {STATUS_CANCELLED, STATUS_NO_MEMORY, STATUS_SKIP};

START_TEST(test_ends)
{
    const struct span bytes = read_fixture("small.db");
    struct record_log *const log =
        record_log_read(&sqlite_record_ops, (struct span){bytes.ptr, 3000}, 0, ends[_i]);
    if (ends[_i] == STATUS_SKIP)
        ck_assert_int_eq(log->status, STATUS_END); /* what is there is read */
    else
        ck_assert_int_eq(log->status, ends[_i]);
    record_log_free(log);
}
END_TEST

#define ROWS(table) (int)(sizeof(table) / sizeof(table)[0])

int main(void)
{
    Suite *const suite = suite_create("sqlite");
    TCase *const tcase = tcase_create("sqlite");
    tcase_set_timeout(tcase, 240);
    tcase_add_loop_test(tcase, test_statements, 0, ROWS(statements));
    tcase_add_loop_test(tcase, test_many_columns, 0, 2);
    tcase_add_loop_test(tcase, test_varints, 0, ROWS(varints));
    tcase_add_loop_test(tcase, test_carved, 0, ROWS(carved));
    tcase_add_loop_test(tcase, test_databases, 0, 2 * ROWS(fixtures));
    tcase_add_test(tcase, test_full_text);
    tcase_add_loop_test(tcase, test_logs, 0, ROWS(logged));
    tcase_add_test(tcase, test_stale_frames);
    tcase_add_test(tcase, test_frames);
    tcase_add_test(tcase, test_overflow);
    tcase_add_test(tcase, test_by_place);
    tcase_add_loop_test(tcase, test_cuts, 0, 2 * ROWS(small_files));
    tcase_add_loop_test(tcase, test_flips, 0, 3 * ROWS(small_files));
    tcase_add_loop_test(tcase, test_cycles, 0, 3);
    tcase_add_test(tcase, test_overlapping_cells);
    tcase_add_loop_test(tcase, test_ends, 0, ROWS(ends));
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
