/* Prices by tiers, bills by storage class, and the texts of an estimate. */
#include "crawler/pipeline/estimate.h"
#include "crawler/pipeline/price.h"

#include "suite.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define GB ((uint64_t)1 << 30)
#define TB ((uint64_t)1 << 40)
#define COUNT(rows) ((int)(sizeof(rows) / sizeof((rows)[0])))

static bool is_near(double a, double b)
{
    return fabs(a - b) < 0.005;
}

/* ---- tiers ---- */

static const struct {
    const char *name;
    enum provider_kind provider;
    uint64_t bytes;
    double dollars;
} egress_cases[] = {
    {"nothing", PROVIDER_S3, 0, 0},
    {"a GB", PROVIDER_S3, GB, 0.09},
    {"the first tier", PROVIDER_S3, 10 * TB, 921.60},
    {"one GB more", PROVIDER_S3, 10 * TB + GB, 921.685},
    {"three tiers", PROVIDER_S3, 100 * TB, 921.60 + 40 * 1024 * 0.085 + 50 * 1024 * 0.07},
    {"the last tier", PROVIDER_S3, 200 * TB,
     921.60 + 40 * 1024 * 0.085 + 100 * 1024 * 0.07 + 50 * 1024 * 0.05},
    {"Azure", PROVIDER_AZURE, GB, 0.087},
    {"a directory", PROVIDER_LOCAL, 10 * TB, 0},
    {"everything there is", PROVIDER_S3, UINT64_MAX,
     921.60 + 40 * 1024 * 0.085 + 100 * 1024 * 0.07 + (17179869184.0 - 150 * 1024) * 0.05},
};

START_TEST(egress_has_tiers)
{
    const double got = price_egress(egress_cases[_i].provider, egress_cases[_i].bytes);
    ck_assert_msg(is_near(got, egress_cases[_i].dollars), "%s: %f", egress_cases[_i].name, got);
}
END_TEST

static const struct {
    const char *name;
    uint64_t bytes, objects;
    size_t buckets;
    double dollars;
} macie_cases[] = {
    {"nothing", 0, 0, 0, 0},
    {"a GB of one object", GB, 1, 1, 1.10},
    {"the first tier", 50 * TB, 1000000, 1, 51200 + 0.1 + 0.1},
    {"the second", 100 * TB, 0, 0, 51200 + 25600},
    {"the third", 600 * TB, 0, 0, 51200 + 230400 + 25600},
};

START_TEST(macie_has_tiers)
{
    const double got =
        price_macie(macie_cases[_i].bytes, macie_cases[_i].objects, macie_cases[_i].buckets);
    ck_assert_msg(is_near(got, macie_cases[_i].dollars), "%s: %f", macie_cases[_i].name, got);
}
END_TEST

/* ---- bills ---- */

struct listed {
    enum provider_kind provider;
    const char *class;
    uint64_t size, times;
    bool is_archived;
};

struct bill_case {
    const char *name;
    struct listed listed[4];
    uint64_t lists, gets, bytes, archived;
    double requests, retrieval, restore, seconds;
};

static const struct bill_case bill_cases[] = {
    {"nothing", {{.times = 0}}, 0, 0, 0, 0, 0, 0, 0, 0},
    {"standard",
     {{PROVIDER_S3, "STANDARD", 1 << 20, 1000, false}},
     2,
     1000,
     1000 << 20,
     0,
     0.0004 + 2 * 0.000005,
     0,
     0,
     5},
    {"a large object in parts",
     {{PROVIDER_S3, "STANDARD", GB, 1, false}},
     1,
     128,
     GB,
     0,
     0.128 * 0.0004 + 0.000005,
     0,
     0,
     5.12},
    {"sixteen MiB are one request",
     {{PROVIDER_S3, "STANDARD", 16 << 20, 1, false}},
     1,
     1,
     16 << 20,
     0,
     0.0000004 + 0.000005,
     0,
     0,
     0.08},
    {"instant retrieval is read, with a fee",
     {{PROVIDER_S3, "GLACIER_IR", GB, 10, false}},
     1,
     1280,
     10 * GB,
     0,
     1.28 * 0.01 + 0.000005,
     0.30,
     0,
     51.2},
    {"archived objects are not",
     {{PROVIDER_S3, "DEEP_ARCHIVE", GB, 1000, true}},
     2,
     0,
     0,
     1000,
     0.00001,
     0,
     20.10,
     0},
    {"a restored copy is",
     {{PROVIDER_S3, "GLACIER", 1 << 20, 1, false}},
     1,
     1,
     1 << 20,
     0,
     0.000005,
     0,
     0,
     0.005},
    {"tiers of Azure",
     {{PROVIDER_AZURE, "Hot", 1 << 20, 1, false},
      {PROVIDER_AZURE, "Cold", GB, 1, false},
      {PROVIDER_AZURE, "Archive", GB, 2, true}},
     1,
     129,
     GB + (1 << 20),
     2,
     0.129 * 0.01,
     0.03,
     0.04 + 0.001,
     5.125},
    {"a class that nobody says is the first one",
     {{PROVIDER_S3, "", 1, 1000000, false}},
     1001,
     1000000,
     1000000,
     0,
     0.4 + 1.001 * 0.005,
     0,
     0,
     333.33},
    {"a class without a price",
     {{PROVIDER_S3, "SNOW", GB, 1, false}},
     1,
     128,
     GB,
     0,
     0.000005,
     0,
     0,
     5.12},
    {"a directory", {{PROVIDER_LOCAL, "", GB, 1, false}}, 0, 0, GB, 0, 0, 0, 0, 5.12},
};

static void fill(const struct bill_case *row, struct estimate *estimate)
{
    static const struct span key = {(const uint8_t *)"k", 1};
    *estimate = (struct estimate){.class_count = 0};
    for (size_t i = 0; i < 4 && row->listed[i].times > 0; i++) {
        const struct listed *const listed = &row->listed[i];
        const struct object object = {.key = key,
                                      .size = listed->size,
                                      .storage_class = listed->class,
                                      .refused = listed->is_archived ? REASON_ARCHIVED : -1};
        estimate->sources[listed->provider] = 1;
        for (uint64_t j = 0; j < listed->times; j++)
            estimate_add(estimate, listed->provider, &object);
    }
}

START_TEST(bill_is_right)
{
    const struct bill_case *const row = &bill_cases[_i];
    struct estimate estimate;
    struct estimate_bill bill;
    fill(row, &estimate);
    estimate_bill(&estimate, 200 << 20, &bill);
    ck_assert_msg(bill.lists == row->lists, "%s: %ju lists", row->name, (uintmax_t)bill.lists);
    ck_assert_msg(bill.gets == row->gets, "%s: %ju gets", row->name, (uintmax_t)bill.gets);
    ck_assert_msg(bill.bytes == row->bytes, "%s: %ju bytes", row->name, (uintmax_t)bill.bytes);
    ck_assert_msg(bill.not_read_objects == row->archived, "%s: archived", row->name);
    ck_assert_msg(is_near(bill.requests, row->requests), "%s: %f", row->name, bill.requests);
    ck_assert_msg(is_near(bill.retrieval, row->retrieval), "%s: %f", row->name, bill.retrieval);
    ck_assert_msg(is_near(bill.restore, row->restore), "%s: %f", row->name, bill.restore);
    ck_assert_msg(is_near(bill.seconds, row->seconds), "%s: %f", row->name, bill.seconds);
}
END_TEST

/* A store that invents classes does not make the table grow. */
START_TEST(classes_are_bounded)
{
    struct estimate estimate = {.class_count = 0};
    char name[64];
    for (int i = 0; i < 1000; i++) {
        snprintf(name, sizeof name, "CLASS_%d_WITH_A_NAME_THAT_IS_FAR_TOO_LONG_TO_KEEP", i);
        const struct object object = {.size = 1, .storage_class = name, .refused = -1};
        estimate_add(&estimate, PROVIDER_S3, &object);
    }
    uint64_t objects = 0;
    for (size_t i = 0; i < estimate.class_count; i++)
        objects += estimate.classes[i].objects;
    ck_assert_uint_le(estimate.class_count, ESTIMATE_CLASSES_MAX);
    ck_assert_uint_eq(objects, 1000);
}
END_TEST

/* What stands in a listing and is no object. */
START_TEST(markers_are_no_objects)
{
    struct estimate estimate = {.class_count = 0};
    struct estimate_bill bill;
    struct object object = {.size = GB, .storage_class = "STANDARD", .refused = -1};
    estimate.sources[PROVIDER_S3] = 1;
    for (int i = 0; i < 3000; i++) {
        object.versions = i % 3 == 0
                              ? OBJECT_NONCURRENT
                              : (unsigned)(i % 3 == 1 ? OBJECT_DELETE_MARKER : OBJECT_UPLOAD);
        estimate_add(&estimate, PROVIDER_S3, &object);
    }
    estimate_bill(&estimate, 1, &bill);
    ck_assert_uint_eq(estimate.objects[PROVIDER_S3], 1000);
    ck_assert_uint_eq(estimate.markers, 1000);
    ck_assert_uint_eq(estimate.uploads, 1000);
    ck_assert_uint_eq(bill.bytes, 1000 * GB);
    ck_assert_uint_eq(bill.lists, 4);
    ck_assert(is_near(bill.macie, 1000 + 0.0001 + 0.1));
}
END_TEST

/* The page for people says what is reckoned with. */
START_TEST(prices_are_documented)
{
    static char page[1 << 16];
    FILE *const file = fopen("docs/posture.md", "rb");
    ck_assert_ptr_nonnull(file);
    page[fread(page, 1, sizeof page - 1, file)] = '\0';
    fclose(file);
    for (const struct price_class *row = price_classes; row->name != NULL; row++) {
        char name[64], line[128];
        double prices[2] = {0};
        snprintf(name, sizeof name, "| `%s` | ", row->name);
        const char *const found = strstr(page, name);
        ck_assert_msg(found != NULL, "%s is not in the table", row->name);
        snprintf(line, sizeof line, "%.*s", (int)strcspn(found, "\n"), found);
        const char *const at = line + strlen(name) + (row->is_archived ? strlen("- | - | ") : 0);
        ck_assert_int_eq(sscanf(at, "%lf | %lf", &prices[0], &prices[1]), 2);
        ck_assert_msg(prices[0] == (row->is_archived ? row->restore_gb : row->get_1000), "%s",
                      line);
        ck_assert_msg(prices[1] == (row->is_archived ? row->restore_1000 : row->retrieval_gb), "%s",
                      line);
    }
}
END_TEST

START_TEST(text_fits)
{
    struct estimate estimate;
    struct buffer out;
    fill(&bill_cases[_i], &estimate);
    buffer_init(&out, 1 << 20);
    estimate_render(&estimate, 200 << 20, &out);
    const char *text = buffer_str(&out);
    ck_assert_ptr_nonnull(text);
    for (size_t len; *text != '\0'; text += len + (text[len] == '\n')) {
        len = strcspn(text, "\n");
        ck_assert_msg(len <= 100, "%s: %.*s", bill_cases[_i].name, (int)len, text);
    }
    buffer_free(&out);
}
END_TEST

START_TEST(text_is_golden)
{
    static const char head[] =
        "1,000 objects listed, none read\n"
        "\n"
        "  STORAGE CLASS                OBJECTS       BYTES  READ AND RETRIEVE\n"
        "  DEEP_ARCHIVE                   1,000      1.1 TB  not read: archived\n"
        "\n"
        "  COST OF A SCAN              REQUESTS              US DOLLARS\n"
        "  requests                           2              < $0.01\n"
        "  retrieval fees                                    $0.00\n"
        "  in the region                                     < $0.01\n"
        "  over the internet                                 < $0.01\n"
        "  restoring archives                                $20.10\n"
        "  Amazon Macie instead                              $0.10\n"
        "\n"
        "  TIME                                              0.0 s for 0 bytes at 200.0 MB a "
        "second\n";
    struct estimate estimate;
    struct buffer out;
    fill(&bill_cases[5], &estimate);
    buffer_init(&out, 1 << 20);
    estimate_render(&estimate, 200000000, &out);
    const char *const text = buffer_str(&out);
    ck_assert_ptr_nonnull(text);
    ck_assert_msg(strncmp(text, head, sizeof head - 1) == 0, "%s", text);
    buffer_free(&out);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("estimate");
    TCase *const tcase = tcase_create("estimate");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, egress_has_tiers, 0, COUNT(egress_cases));
    tcase_add_loop_test(tcase, macie_has_tiers, 0, COUNT(macie_cases));
    tcase_add_loop_test(tcase, bill_is_right, 0, COUNT(bill_cases));
    tcase_add_loop_test(tcase, text_fits, 0, COUNT(bill_cases));
    tcase_add_test(tcase, classes_are_bounded);
    tcase_add_test(tcase, markers_are_no_objects);
    tcase_add_test(tcase, prices_are_documented);
    tcase_add_test(tcase, text_is_golden);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
