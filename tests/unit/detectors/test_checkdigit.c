/* Check digits: published values, and what each scheme promises to detect. */
#include "detectors/checkdigit.h"
#include "suite.h"

#include <string.h>

typedef bool (*verify_fn)(const uint8_t *digits, size_t len);

struct number_case {
    verify_fn verify;
    const char *digits;
    bool is_right;
};

static const struct number_case number_cases[] = {
    {checkdigit_verify_luhn, "79927398713", true},
    {checkdigit_verify_luhn, "4111111111111111", true},
    {checkdigit_verify_luhn, "808401234567893", true},
    {checkdigit_verify_luhn, "23457", true},
    {checkdigit_verify_luhn, "18", true},
    {checkdigit_verify_luhn, "00", true},
    {checkdigit_verify_luhn, "79927398710", false},
    {checkdigit_verify_luhn, "23458", false},
    {checkdigit_verify_luhn, "0", false},
    {checkdigit_verify_luhn, "", false},
    {checkdigit_verify_verhoeff, "2363", true},
    {checkdigit_verify_verhoeff, "1428570", true},
    {checkdigit_verify_verhoeff, "22298006", true},
    {checkdigit_verify_verhoeff, "73211009", true},
    {checkdigit_verify_verhoeff, "999999990989121104", true},
    {checkdigit_verify_verhoeff, "2364", false},
    {checkdigit_verify_verhoeff, "73211008", false},
    {checkdigit_verify_verhoeff, "0", false},
    {checkdigit_verify_verhoeff, "", false},
    {checkdigit_verify_gs1, "4006381333931", true},
    {checkdigit_verify_gs1, "51022222233336", true},
    {checkdigit_verify_gs1, "036000291452", true},
    {checkdigit_verify_gs1, "73513537", true},
    {checkdigit_verify_gs1, "4006381333932", false},
    {checkdigit_verify_gs1, "0", false},
    {checkdigit_verify_gs1, "", false},
};

START_TEST(verifies_published_numbers)
{
    const struct number_case *row = &number_cases[_i];
    ck_assert_msg(row->verify((const uint8_t *)row->digits, strlen(row->digits)) == row->is_right,
                  "%s", row->digits);
}
END_TEST

static const struct number_case right_numbers[] = {
    {checkdigit_verify_luhn, "4111111111111111", true},
    {checkdigit_verify_luhn, "79927398713", true},
    {checkdigit_verify_verhoeff, "999999990989121104", true},
    {checkdigit_verify_verhoeff, "73211009", true},
    {checkdigit_verify_gs1, "51022222233336", true},
    {checkdigit_verify_gs1, "4006381333931", true},
};

START_TEST(detects_every_wrong_digit)
{
    const struct number_case *row = &right_numbers[_i];
    uint8_t digits[20];
    const size_t len = strlen(row->digits);
    memcpy(digits, row->digits, len);
    ck_assert(row->verify(digits, len));
    for (size_t i = 0; i < len; i++) {
        for (uint8_t wrong = '0'; wrong <= '9'; wrong++) {
            digits[i] = wrong;
            ck_assert_msg(row->verify(digits, len) == (wrong == (uint8_t)row->digits[i]), "%.*s",
                          (int)len, digits);
        }
        digits[i] = (uint8_t)row->digits[i];
    }
}
END_TEST

/* For every pair of neighbours, at two places of numbers of five digits: Verhoeff sees all swaps,
 * Luhn all but 09 and 90. */
START_TEST(detects_swapped_neighbours)
{
    for (unsigned number = 0; number < 100000; number++) {
        uint8_t digits[5];
        unsigned rest = number;
        for (size_t i = 5; i-- > 0; rest /= 10) {
            digits[i] = (uint8_t)('0' + rest % 10);
        }
        const bool is_luhn = checkdigit_verify_luhn(digits, 5);
        const bool is_verhoeff = checkdigit_verify_verhoeff(digits, 5);
        for (size_t i = 0; i < 4 && (is_luhn || is_verhoeff); i++) {
            const uint8_t left = digits[i];
            const uint8_t right = digits[i + 1];
            if (left == right) {
                continue;
            }
            digits[i] = right;
            digits[i + 1] = left;
            const bool is_blind_pair = left + right == '0' + '9' && (left == '0' || right == '0');
            ck_assert_msg(!is_luhn || is_blind_pair || !checkdigit_verify_luhn(digits, 5),
                          "luhn %u at %zu", number, i);
            ck_assert_msg(!is_verhoeff || !checkdigit_verify_verhoeff(digits, 5),
                          "verhoeff %u at %zu", number, i);
            digits[i] = left;
            digits[i + 1] = right;
        }
    }
}
END_TEST

/* One in ten numbers of every scheme is right. */
START_TEST(passes_one_in_ten)
{
    const verify_fn verify[] = {checkdigit_verify_luhn, checkdigit_verify_verhoeff,
                                checkdigit_verify_gs1};
    unsigned right = 0;
    for (unsigned number = 0; number < 1000000; number++) {
        uint8_t digits[6];
        unsigned rest = number;
        for (size_t i = 6; i-- > 0; rest /= 10) {
            digits[i] = (uint8_t)('0' + rest % 10);
        }
        right += verify[_i](digits, 6) ? 1 : 0;
    }
    ck_assert_uint_eq(right, 100000);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("checkdigit");
    TCase *tests = tcase_create("checkdigit");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, verifies_published_numbers, 0,
                        sizeof number_cases / sizeof number_cases[0]);
    tcase_add_loop_test(tests, detects_every_wrong_digit, 0,
                        sizeof right_numbers / sizeof right_numbers[0]);
    tcase_add_test(tests, detects_swapped_neighbours);
    tcase_add_loop_test(tests, passes_one_in_ten, 0, 3);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
