/* Whole numbers as formats store them. */
#include "crawler/base/endian.h"

#include "tests/unit/suite.h"

static const uint8_t bytes[] = {0x81, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0xF8};

static const struct {
    size_t size;
    uint64_t little, big;
} sizes[] = {{0, 0, 0},
             {1, 0x81, 0x81},
             {2, 0x0281, 0x8102},
             {3, 0x030281, 0x810203},
             {4, 0x04030281, 0x81020304},
             {8, 0xF807060504030281, 0x81020304050607F8}};

START_TEST(test_sizes)
{
    const size_t size = sizes[_i].size;
    ck_assert_uint_eq(endian_little(bytes, size), sizes[_i].little);
    ck_assert_uint_eq(endian_big(bytes, size), sizes[_i].big);
    ck_assert_uint_eq(endian_number(bytes, size, false), sizes[_i].little);
    ck_assert_uint_eq(endian_number(bytes, size, true), sizes[_i].big);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("endian");
    TCase *const tcase = tcase_create("endian");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_sizes, 0, sizeof sizes / sizeof sizes[0]);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
