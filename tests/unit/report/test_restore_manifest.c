/* Rows of restore manifests: encoding, versions for all or none, files of their own. */
#include "crawler/report/restore_manifest.h"

#include "suite.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct row {
    const char *bucket; /* NULL: a blob, whose URL is key */
    const char *key, *version;
};

struct manifest_case {
    const char *name;
    struct row rows[4];
    bool is_azure_only;
    const char *text, *azure, *versions, *latest; /* NULL: no such file */
};

static const struct manifest_case manifest_cases[] = {
    {.name = "nothing", .text = ""},
    {.name = "no versions",
     .rows = {{"b", "a/b.csv", ""}, {"c", "d", ""}},
     .text = "b,a/b.csv\nc,d\n"},
    {.name = "versions for all",
     .rows = {{"b", "a", "v1"}, {"b", "c", "null"}},
     .text = "b,a,v1\nb,c,null\n"},
    {.name = "versions first, then none",
     .rows = {{"b", "a", "v1"}, {"b", "c", ""}, {"b", "d", "v2"}},
     .text = "b,a,v1\nb,d,v2\n",
     .latest = "b,c\n"},
    {.name = "none first, then versions",
     .rows = {{"b", "a", ""}, {"b", "c", "v,1"}, {"b", "d", ""}, {"b", "e", "v2"}},
     .text = "b,a\nb,d\n",
     .versions = "b,c,v%2C1\nb,e,v2\n"},
    {.name = "a key that would be two rows",
     .rows = {{"b", "x,y\nb,z \"q\" +%2F", ""}},
     .text = "b,x%2Cy%0Ab%2Cz%20%22q%22%20%2B%252F\n"},
    {.name = "a key that is no UTF-8", .rows = {{"b", "\xff\x01~", ""}}, .text = "b,%FF%01~\n"},
    {.name = "a formula",
     .rows = {{"b", "=cmd|' /C calc'!A0", ""}},
     .text = "b,%3Dcmd%7C%27%20/C%20calc%27%21A0\n"},
    {.name = "both stores",
     .rows = {{"b", "a", ""}, {NULL, "https://x.blob.core.windows.net/c/k", NULL}},
     .text = "b,a\n",
     .azure = "https://x.blob.core.windows.net/c/k\n"},
    {.name = "Azure alone",
     .rows = {{NULL, "https://x/c/k", NULL}, {NULL, "https://x/c/l", NULL}},
     .is_azure_only = true,
     .text = "https://x/c/k\nhttps://x/c/l\n"},
};

static void read_whole(const char *path, char *out, size_t size)
{
    FILE *const file = fopen(path, "rb");
    out[0] = '\0';
    if (file == NULL)
        return;
    out[fread(out, 1, size - 1, file)] = '\0';
    fclose(file);
}

/* That the file beside path is there, or is not, and what is in it; then takes it away. */
static void check_side(const char *path, const char *ending, const char *expected)
{
    char side[96], text[4096];
    snprintf(side, sizeof side, "%s%s", path, ending);
    ck_assert_int_eq(access(side, F_OK) == 0, expected != NULL);
    read_whole(side, text, sizeof text);
    ck_assert_str_eq(text, expected == NULL ? "" : expected);
    unlink(side);
}

START_TEST(rows_are_written)
{
    const struct manifest_case *const row = &manifest_cases[_i];
    char folder[] = "/tmp/phicrawl-test-XXXXXX", path[64], text[4096];
    struct fault fault = {.http_status = 0};
    struct stat facts;
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/restore.csv", folder);
    struct restore_manifest *const manifest =
        restore_manifest_create(path, row->is_azure_only, &fault);
    ck_assert_ptr_nonnull(manifest);
    for (size_t i = 0; i < 4 && row->rows[i].key != NULL; i++) {
        const struct row *const one = &row->rows[i];
        const struct span key = {(const uint8_t *)one->key, strlen(one->key)};
        if (one->bucket == NULL)
            ck_assert(restore_manifest_add_azure(manifest, key));
        else
            ck_assert(restore_manifest_add_s3(manifest, one->bucket, key, one->version));
    }
    ck_assert_msg(restore_manifest_close(manifest, &fault), "%s", fault.message);
    ck_assert_int_eq(stat(path, &facts), 0);
    ck_assert_uint_eq(facts.st_mode & 0777, 0600);
    read_whole(path, text, sizeof text);
    ck_assert_msg(strcmp(text, row->text) == 0, "%s: %s", row->name, text);
    check_side(path, ".azure", row->azure);
    check_side(path, ".versions", row->versions);
    check_side(path, ".latest", row->latest);
    unlink(path);
    rmdir(folder);
}
END_TEST

START_TEST(nothing_is_overwritten)
{
    char path[] = "/tmp/phicrawl-test-XXXXXX";
    struct fault fault = {.http_status = 0};
    const int fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    ck_assert_ptr_null(restore_manifest_create(path, false, &fault));
    ck_assert_ptr_nonnull(strstr(fault.message, path));
    ck_assert_ptr_null(restore_manifest_create("/nowhere/at/all", true, &fault));
    ck_assert(restore_manifest_close(NULL, &fault));
    close(fd);
    unlink(path);
}
END_TEST

/* A row that is lost shows at the end, whatever was written before and after. */
START_TEST(a_lost_row_is_said)
{
    char folder[] = "/tmp/phicrawl-test-XXXXXX", path[64], side[80];
    struct fault fault = {.http_status = 0};
    static const struct span key = {(const uint8_t *)"k", 1};
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/restore.csv", folder);
    snprintf(side, sizeof side, "%s.versions", path);
    struct restore_manifest *manifest = restore_manifest_create(path, false, &fault);
    ck_assert_ptr_nonnull(manifest);
    ck_assert(!restore_manifest_add_azure(manifest, (struct span){NULL, 0}));
    ck_assert(!restore_manifest_close(manifest, &fault));
    ck_assert_ptr_nonnull(strstr(fault.message, "memory"));
    unlink(path);
    ck_assert_int_eq(mkdir(side, 0700), 0);
    manifest = restore_manifest_create(path, false, &fault);
    ck_assert_ptr_nonnull(manifest);
    ck_assert(restore_manifest_add_s3(manifest, "b", key, ""));
    ck_assert(!restore_manifest_add_s3(manifest, "b", key, "v1"));
    ck_assert(!restore_manifest_close(manifest, &fault));
    ck_assert_ptr_nonnull(strstr(fault.message, path));
    rmdir(side);
    unlink(path);
    manifest = restore_manifest_create(path, false, &fault);
    restore_manifest_discard(manifest);
    restore_manifest_discard(NULL);
    ck_assert_int_ne(access(path, F_OK), 0);
    snprintf(side, sizeof side, "%s.azure", path);
    unlink(side);
    ck_assert_int_eq(rmdir(folder), 0);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("restore_manifest");
    TCase *const tcase = tcase_create("restore");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, rows_are_written, 0,
                        (int)(sizeof manifest_cases / sizeof manifest_cases[0]));
    tcase_add_test(tcase, nothing_is_overwritten);
    tcase_add_test(tcase, a_lost_row_is_said);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
