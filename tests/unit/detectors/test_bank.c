/* Routing numbers, IBANs of the registry, and every wrong digit. */
#include "detectors/bank.h"
#include "match_case.h"

static const struct match_case match_cases[] = {
    {bank_match_aba, "121000358", 0, 9},
    {bank_match_aba, "021000021", 0, 9},
    {bank_match_aba, "ABA: 071101307.", 5, 9},
    {bank_match_aba, "3222-7162-7", 0, 11},
    {bank_match_aba, "0711-0130-7", 0, 11},
    {bank_match_aba, "421042111", 0, 0},
    {bank_match_aba, "123400000", 0, 0},
    {bank_match_aba, "021000022", 0, 0},
    {bank_match_aba, "000000000", 0, 0},
    {bank_match_aba, "0711-01307", 0, 0},
    {bank_match_aba, "07110130-7", 0, 0},
    {bank_match_aba, "1210003581", 0, 0},
    {bank_match_aba, "12100035", 0, 0},
    {bank_match_aba, "1121000358", 1, 0},
    {bank_match_aba, "0.121000358", 2, 0},
    {bank_match_aba, "121000358-1", 0, 0},
    {bank_match_iban, "GB82WEST12345698765432", 0, 22},
    {bank_match_iban, "GB82 WEST 1234 5698 7654 32", 0, 27},
    {bank_match_iban, "GB82-WEST-1234-5698-7654-32,", 0, 27},
    {bank_match_iban, "IBAN DE89370400440532013000.", 5, 22},
    {bank_match_iban, "NO9386011117947", 0, 15},
    {bank_match_iban, "MT84MALT011000012345MTLCAST001S", 0, 31},
    {bank_match_iban, "FR14 2004 1010 0505 0001 3M02 606", 0, 33},
    {bank_match_iban, "DE89370400440532013001", 0, 0},
    {bank_match_iban, "GB82 WEST 1234 5698 7654 33", 0, 0},
    {bank_match_iban, "GB82 WEST-1234 5698 7654 32", 0, 0},
    {bank_match_iban, "GB82 WEST 12345698 7654 32", 0, 0},
    {bank_match_iban, "gb82west12345698765432", 0, 0},
    {bank_match_iban, "US12345678901234567890", 0, 0},
    {bank_match_iban, "GB82WEST1234569876543", 0, 0},
    {bank_match_iban, "GB82WEST123456987654321", 0, 0},
    {bank_match_iban, "XGB82WEST12345698765432", 1, 0},
    {bank_match_iban, "GB82WEST12345698765432=", 0, 22},
    {bank_match_iban, "GB82WEST12345698765432+a", 0, 0},
    {bank_match_iban, "", 0, 0},
};

START_TEST(matches_in_text)
{
    match_case_check(&match_cases[_i]);
}
END_TEST

static const struct value_case value_cases[] = {
    {bank_is_iban, "GB82WEST12345698765432", true},
    {bank_is_iban, " gb82 west 1234 5698 7654 32\n", true},
    {bank_is_iban, "DE89 3704-0044 0532013000", true},
    {bank_is_iban, "AL47212110090000000235698741", true},
    {bank_is_iban, "AD1200012030200359100100", true},
    {bank_is_iban, "AT611904300234573201", true},
    {bank_is_iban, "BE68539007547034", true},
    {bank_is_iban, "CH9300762011623852957", true},
    {bank_is_iban, "SA0380000000608010167519", true},
    {bank_is_iban, "TR330006100519786457841326", true},
    {bank_is_iban, "GB82WEST12345698765433", false},
    {bank_is_iban, "GB82WEST1234569876543200000000000000000", false},
    {bank_is_iban, "", false},
    {bank_is_iban, "GB", false},
    {bank_is_account, "123456", true},
    {bank_is_account, " 12345678901234567 ", true},
    {bank_is_account, "0012-3456 789", true},
    {bank_is_account, "12345", false},
    {bank_is_account, "123456789012345678", false},
    {bank_is_account, "0000000000", false},
    {bank_is_account, "1234567-", false},
    {bank_is_account, "-1234567", false},
    {bank_is_account, "1234--567", false},
    {bank_is_account, "12345a7", false},
    {bank_is_account, "", false},
};

START_TEST(judges_values)
{
    value_case_check(&value_cases[_i]);
}
END_TEST

/* Weights 3, 7 and 1 have no factor in common with 10. */
START_TEST(sees_every_wrong_digit_of_a_routing_number)
{
    uint8_t digits[10] = "121000358";
    for (size_t i = 0; i < 9; i++) {
        const uint8_t right = digits[i];
        for (digits[i] = '0'; digits[i] <= '9'; digits[i]++) {
            ck_assert_msg(digits[i] == right || !bank_is_aba(digits), "%s", (char *)digits);
        }
        digits[i] = right;
    }
    ck_assert(bank_is_aba(digits));
}
END_TEST

/* Modulo 97-10 sees every wrong character and every swap of neighbours. */
START_TEST(sees_every_wrong_character_of_an_iban)
{
    static const char characters[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    uint8_t iban[23] = "GB82WEST12345698765432";
    for (size_t i = 4; i < 22; i++) {
        const uint8_t right = iban[i];
        for (const char *wrong = characters; *wrong != '\0'; wrong++) {
            iban[i] = (uint8_t)*wrong;
            const bool is_same_class = (right <= '9') == (*wrong <= '9');
            ck_assert_msg(!is_same_class || bank_is_iban(iban, 22) == (iban[i] == right), "%s",
                          (char *)iban);
        }
        iban[i] = right;
        if (i > 4 && iban[i - 1] != right && (iban[i - 1] <= '9') == (right <= '9')) {
            iban[i] = iban[i - 1];
            iban[i - 1] = right;
            ck_assert_msg(!bank_is_iban(iban, 22), "%s", (char *)iban);
            iban[i - 1] = iban[i];
            iban[i] = right;
        }
    }
}
END_TEST

/* Every pair of letters is asked, so the table must be sorted for its search to find 89 countries.
 */
START_TEST(finds_every_country)
{
    unsigned count = 0;
    for (uint8_t first = 'A'; first <= 'Z'; first++) {
        for (uint8_t second = 'A'; second <= 'Z'; second++) {
            const size_t length = bank_iban_length((const uint8_t[2]){first, second});
            ck_assert(length == 0 || (length >= 15 && length <= 33));
            count += length > 0 ? 1 : 0;
        }
    }
    ck_assert_uint_eq(count, 89);
    ck_assert_uint_eq(bank_iban_length((const uint8_t *)"NO"), 15);
    ck_assert_uint_eq(bank_iban_length((const uint8_t *)"RU"), 33);
    ck_assert_uint_eq(bank_iban_length((const uint8_t *)"US"), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("bank");
    TCase *tests = tcase_create("bank");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, matches_in_text, 0, sizeof match_cases / sizeof match_cases[0]);
    tcase_add_loop_test(tests, judges_values, 0, sizeof value_cases / sizeof value_cases[0]);
    tcase_add_test(tests, sees_every_wrong_digit_of_a_routing_number);
    tcase_add_test(tests, sees_every_wrong_character_of_an_iban);
    tcase_add_test(tests, finds_every_country);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
