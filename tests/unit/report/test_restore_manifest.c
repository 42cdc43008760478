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
    const char *text, *azure; /* NULL: no such file */
};

static const struct manifest_case manifest_cases[] = {
    {"nothing", {{.key = NULL}}, false, "", NULL},
    {"no versions", {{"b", "a/b.csv", ""}, {"c", "d", ""}}, false, "b,a/b.csv\nc,d\n", NULL},
    {"versions for all", {{"b", "a", "v1"}, {"b", "c", ""}}, false, "b,a,v1\nb,c,null\n", NULL},
    {"versions for none", {{"b", "a", ""}, {"b", "c", "v1"}}, false, "b,a\nb,c\n", NULL},
    {"a key that would be two rows",
     {{"b", "x,y\nb,z \"q\" +%2F", ""}},
     false,
     "b,x%2Cy%0Ab%2Cz%20%22q%22%20%2B%252F\n",
     NULL},
    {"a key that is no UTF-8", {{"b", "\xff\x01~", ""}}, false, "b,%FF%01~\n", NULL},
    {"a formula",
     {{"b", "=cmd|' /C calc'!A0", ""}},
     false,
     "b,%3Dcmd%7C%27%20/C%20calc%27%21A0\n",
     NULL},
    {"both stores",
     {{"b", "a", ""}, {NULL, "https://x.blob.core.windows.net/c/k", NULL}},
     false,
     "b,a\n",
     "https://x.blob.core.windows.net/c/k\n"},
    {"Azure alone",
     {{NULL, "https://x/c/k", NULL}, {NULL, "https://x/c/l", NULL}},
     true,
     "https://x/c/k\nhttps://x/c/l\n",
     NULL},
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

START_TEST(rows_are_written)
{
    const struct manifest_case *const row = &manifest_cases[_i];
    char folder[] = "/tmp/phicrawl-test-XXXXXX", path[64], azure[80], text[4096];
    struct fault fault = {.http_status = 0};
    struct stat facts;
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/restore.csv", folder);
    snprintf(azure, sizeof azure, "%s.azure", path);
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
    ck_assert_int_eq(access(azure, F_OK) == 0, row->azure != NULL);
    read_whole(azure, text, sizeof text);
    ck_assert_str_eq(text, row->azure == NULL ? "" : row->azure);
    unlink(path);
    unlink(azure);
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

int main(void)
{
    Suite *const suite = suite_create("restore_manifest");
    TCase *const tcase = tcase_create("restore");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, rows_are_written, 0,
                        (int)(sizeof manifest_cases / sizeof manifest_cases[0]));
    tcase_add_test(tcase, nothing_is_overwritten);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
