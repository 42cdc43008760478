/* Files of inventories, the Parquet ones written by other implementations
 * (tests/golden/columnar/make_inventory.mjs): rows as objects, and files that are no such list. */
#include "crawler/pipeline/inventory_rows.h"

#include "suite.h"

#include <stdio.h>
#include <string.h>

#define FOLDER "tests/golden/columnar/inventory/"
#define FILE_MAX ((size_t)1 << 20)
#define TEXT_MAX ((size_t)1 << 16)

static char bucket[] = "listed";

static void load(const char *name, struct buffer *out)
{
    char path[256];
    uint8_t block[4096];
    size_t len;
    snprintf(path, sizeof path, "%s%s", FOLDER, name);
    FILE *const file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "%s is missing", path);
    buffer_init(out, FILE_MAX);
    while ((len = fread(block, 1, sizeof block, file)) > 0)
        buffer_append(out, block, len);
    fclose(file);
}

/* "container/key version size time refused", a line an object. */
static enum status take(void *user, struct object_init *init)
{
    struct buffer *const text = user;
    ck_assert(init->etag.ptr != NULL || init->etag.len == 0);
    buffer_append(text, init->container.ptr, init->container.len);
    buffer_append_char(text, '/');
    buffer_append(text, init->key.ptr, init->key.len);
    buffer_append_format(text, " %.*s%.*s %s%llu %lld %d\n", (int)init->version_id.len,
                         (const char *)init->version_id.ptr, (int)init->snapshot.len,
                         (const char *)init->snapshot.ptr, init->is_size_unknown ? "?" : "",
                         (unsigned long long)init->size, (long long)init->last_modified,
                         init->refused);
    return STATUS_OK;
}

struct outcome {
    struct buffer text;
    uint64_t bad_rows;
    unsigned reasons; /* how many */
};

static void read_file(struct inventory *inventory, struct span bytes, struct outcome *out)
{
    struct inventory_rows rows;
    struct coverage coverage = {0};
    struct byte_source *const source = byte_source_from_span(bytes);
    const struct span name = {(const uint8_t *)"x", 1};
    buffer_init(&out->text, TEXT_MAX);
    ck_assert(inventory_rows_init(&rows, inventory, take, &out->text));
    ck_assert(inventory_rows_read(&rows, source, name, &coverage) == STATUS_OK);
    out->bad_rows = rows.bad_rows;
    out->reasons = coverage.reasons != 0;
    inventory_rows_free(&rows);
    byte_source_close(source);
}

#define TIME " 1767323045 "

static const struct {
    const char *file;
    enum inventory_kind kind;
    bool wants_versions;
    const char *text;
} files[] = {
    {"s3.parquet", INVENTORY_S3, false,
     "/a.txt  ?0" TIME "-1\n/b c+d.txt  ?0" TIME "-1\n/e/f%g.txt  ?0" TIME
     "-1\n/line\nbreak.txt  ?0" TIME "-1\n/quote\".txt  ?0" TIME "-1\n/caf\xc3\xa9.txt  ?0" TIME
     "-1\n/cold.txt  5" TIME "%d\n"},
    {"s3.parquet", INVENTORY_S3, true,
     "/a.txt  ?0" TIME "-1\n/b c+d.txt  ?0" TIME "-1\n/e/f%g.txt  ?0" TIME
     "-1\n/line\nbreak.txt  ?0" TIME "-1\n/quote\".txt  ?0" TIME "-1\n/caf\xc3\xa9.txt  ?0" TIME
     "-1\n/cold.txt  5" TIME "%d\n/a.txt v0 7" TIME "-1\n/gone.txt v1 0" TIME "-1\n"},
    {"azure.parquet", INVENTORY_AZURE, false,
     "listed-one/plain.txt  ?0" TIME "-1\nlisted-one/with space+plus%41.txt  ?0" TIME
     "-1\nlisted-two/caf\xc3\xa9/x.txt  ?0" TIME "-1\nlisted-one/cold.txt  ?0" TIME "%d\n"},
};

/* The text with the reason in place of its one %d; other % stand for themselves. */
static void expect(const char *text, struct buffer *out)
{
    const char *const at = strstr(text, "%d");
    buffer_init(out, TEXT_MAX);
    buffer_append(out, text, (size_t)(at - text));
    buffer_append_format(out, "%d%s", (int)REASON_ARCHIVED, at + 2);
}

START_TEST(parquet)
{
    struct inventory inventory = {.kind = files[_i].kind,
                                  .bucket = files[_i].kind == INVENTORY_S3 ? bucket : NULL,
                                  .is_parquet = true,
                                  .wants_versions = files[_i].wants_versions};
    struct buffer bytes, expected;
    struct outcome outcome;
    load(files[_i].file, &bytes);
    expect(files[_i].text, &expected);
    read_file(&inventory, (struct span){bytes.ptr, bytes.len}, &outcome);
    ck_assert_str_eq(buffer_str(&outcome.text), buffer_str(&expected));
    ck_assert_uint_eq(outcome.bad_rows, 0);
    ck_assert_uint_eq(outcome.reasons, 0);
    buffer_free(&outcome.text);
    buffer_free(&expected);
    buffer_free(&bytes);
}
END_TEST

/* A file that is cut, or of the other store, is no list, whatever rows of it count. */
START_TEST(losses)
{
    struct buffer bytes;
    load("s3.parquet", &bytes);
    for (size_t len = 0; len < bytes.len; len += 61) {
        struct inventory inventory = {.kind = INVENTORY_S3, .bucket = bucket, .is_parquet = true};
        struct outcome outcome;
        read_file(&inventory, (struct span){bytes.ptr, len}, &outcome);
        ck_assert_uint_eq(outcome.reasons, 1);
        buffer_free(&outcome.text);
    }
    struct inventory inventory = {.kind = INVENTORY_AZURE, .is_parquet = true};
    struct outcome outcome;
    read_file(&inventory, (struct span){bytes.ptr, bytes.len}, &outcome);
    ck_assert_uint_eq(outcome.reasons, 1);
    ck_assert_uint_eq(outcome.text.len, 0);
    buffer_free(&outcome.text);
    buffer_free(&bytes);
}
END_TEST

static const struct {
    const char *text, *objects;
    uint64_t bad_rows;
    unsigned reasons;
} tables[] = {
    {"Name,Content-Length\none/a,1\ntwo/b,2\n", "one/a  1 -1 -1\ntwo/b  2 -1 -1\n", 0, 0},
    {"Content-Length,Etag,Name\r\n1,0x8,\"one/a,b\"\r\n", "one/a,b  1 -1 -1\n", 0, 0},
    {"name,content-length\none/a,1\n", "one/a  1 -1 -1\n", 0, 0},
    {"Name,Content-Length\none/a,1\nnowhere,2\n", "one/a  1 -1 -1\n", 1, 0},
    {"Name\none/a\n", "one/a  ?0 -1 -1\n", 0, 0},
    {"Name,Content-Length\n", "", 0, 0},
    {"", "", 0, 1},
    {"Content-Length,Etag\n1,0x8\n", "", 1, 1},
    {"Name,Content-Length\none/a,1\n\"one/b", "one/a  1 -1 -1\n", 1, 0},
};

/* The first row of each file has the names. */
START_TEST(csv_with_head)
{
    struct inventory inventory = {.kind = INVENTORY_AZURE, .has_head = true};
    const char *const text = tables[_i].text;
    for (int again = 0; again < 2; again++) {
        struct outcome outcome;
        read_file(&inventory, (struct span){(const uint8_t *)text, strlen(text)}, &outcome);
        ck_assert_str_eq(buffer_str(&outcome.text), tables[_i].objects);
        ck_assert_uint_eq(outcome.bad_rows, tables[_i].bad_rows);
        ck_assert_uint_eq(outcome.reasons, tables[_i].reasons);
        buffer_free(&outcome.text);
    }
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("inventory_rows");
    TCase *const tcase = tcase_create("inventory_rows");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, parquet, 0, (int)(sizeof files / sizeof *files));
    tcase_add_test(tcase, losses);
    tcase_add_loop_test(tcase, csv_with_head, 0, (int)(sizeof tables / sizeof *tables));
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
