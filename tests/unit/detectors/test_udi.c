/* UDIs of the three agencies, where their serial numbers stand, and near misses. */
#include "detectors/udi.h"
#include "match_case.h"

struct text_case {
    const char *text;
    size_t at;
    size_t length;
    enum udi_agency agency;
    const char *serial; /* "" when there is none */
};

static const struct text_case text_cases[] = {
    {"(01)51022222233336(11)141231(17)150707(10)A213B1(21)1234", 0, 56, UDI_GS1, "1234"},
    {"UDI: (01)51022222233336(21)AB-12.", 5, 27, UDI_GS1, "AB-12"},
    {"(01) 51022222233336 (17) 150700 (21) 77", 0, 39, UDI_GS1, "77"},
    {"(01)51022222233336", 0, 18, UDI_GS1, ""},
    {"(01)51022222233336(99)x", 0, 18, UDI_GS1, ""},
    {"(01)51022222233336(17)151307", 0, 18, UDI_GS1, ""}, /* no such month */
    {"(01)51022222233336(17)1507", 0, 18, UDI_GS1, ""},   /* a date cut short */
    {"(01)5102222223333", 0, 0, UDI_GS1, ""},
    {"(01)510222222333360", 0, 0, UDI_GS1, ""},
    {"(01)00000000000000", 0, 0, UDI_GS1, ""},
    {"(02)51022222233336", 0, 0, UDI_GS1, ""},
    {"f(01)51022222233336", 1, 0, UDI_GS1, ""},
    {"+A123BJC5D6E71G", 0, 15, UDI_HIBCC, ""},
    {"+A99912345/$$52001510X33", 0, 24, UDI_HIBCC, ""},
    {"+A123BJC5D6E71/$+SN1234P", 0, 24, UDI_HIBCC, "SN1234"},
    {"implant +A123BJC5D6E71G.", 8, 15, UDI_HIBCC, ""},
    {"+1123BJC5D6E71G", 0, 0, UDI_HIBCC, ""},
    {"+A1G", 0, 0, UDI_HIBCC, ""},
    {"+1 415-555-0132", 0, 0, UDI_HIBCC, ""},
    {"x+A123BJC5D6E71G", 1, 0, UDI_HIBCC, ""},
    {"=/A9999XYZ100T0944=,000025=A99971312345600=>014032=}013032&,1000000000000XYZ123", 0, 79,
     UDI_ICCBBA, "000025"},
    {"=/A9999XYZ100T0944", 0, 18, UDI_ICCBBA, ""},
    {"=/A9999XYZ100T094", 0, 0, UDI_ICCBBA, ""},
    {"=/A9999XYZ100T0944X", 0, 0, UDI_ICCBBA, ""},
    {"=/a9999xyz100t0944", 0, 0, UDI_ICCBBA, ""},
    {"51022222233336", 0, 0, UDI_GS1, ""},
    {"", 0, 0, UDI_GS1, ""},
};

/* With a check digit or character that is wrong, and how long they are. */
static const struct {
    const char *text;
    size_t length;
} wrong_cases[] = {
    {"(01)51022222233337", 18},       {"(01)51022222233337(21)1234", 26}, {"+A123BJC5D6E71H", 15},
    {"+A123BJC5D6E71/$+SN1234Q", 24}, {"+A123BJC5D6E71/$+SN1234Q.", 24},
};

START_TEST(tells_wrong_checks)
{
    const uint8_t *const text = (const uint8_t *)wrong_cases[_i].text;
    const size_t avail = strlen(wrong_cases[_i].text);
    struct udi udi = {0};
    ck_assert_uint_eq(udi_match(text, 0, avail, &udi), wrong_cases[_i].length);
    ck_assert(!udi.is_valid);
    ck_assert(!udi_parse(text, wrong_cases[_i].length, &udi));
}
END_TEST

START_TEST(matches_in_text)
{
    const struct text_case *row = &text_cases[_i];
    const size_t avail = strlen(row->text) - row->at;
    struct udi udi = {0};
    const size_t length = udi_match((const uint8_t *)row->text + row->at, row->at, avail, &udi);
    ck_assert_msg(length == row->length, "%s: %zu", row->text, length);
    if (length == 0) {
        return;
    }
    ck_assert_msg(udi.len == length && udi.agency == row->agency && udi.is_valid, "%s", row->text);
    ck_assert_msg(udi.serial_len == strlen(row->serial) &&
                      memcmp(row->text + row->at + udi.serial_at, row->serial, udi.serial_len) == 0,
                  "%s: serial at %zu, %zu bytes", row->text, udi.serial_at, udi.serial_len);
}
END_TEST

START_TEST(reads_only_what_is_available)
{
    const struct text_case *row = &text_cases[_i];
    const size_t len = strlen(row->text) - row->at;
    for (size_t avail = 0; avail < len; avail++) {
        uint8_t *const exact = malloc(row->at + avail + 1);
        ck_assert_ptr_nonnull(exact);
        memcpy(exact + 1, row->text, row->at + avail);
        struct udi udi;
        ck_assert_uint_le(udi_match(exact + 1 + row->at, row->at, avail, &udi), avail);
        (void)udi_parse(exact + 1 + row->at, avail, &udi);
        free(exact);
    }
}
END_TEST

static const struct {
    const char *value;
    bool is_udi;
    const char *serial;
} values[] = {
    {" (01)51022222233336(21)1234\n", true, "1234"},
    {"0151022222233336", true, ""},
    {"01510222222333361114123117150707"
     "10A213B1\x1d"
     "211234",
     true, "1234"},
    {"]d20151022222233336211234", true, "1234"},
    {"0151022222233336211234", true, "1234"},
    {"0151022222233336991234", false, ""},
    {"0151022222233337", false, ""},
    {"+A123BJC5D6E71G", true, ""},
    {"=/A9999XYZ100T0944=,000025", true, "000025"},
    {"(01)51022222233336 and more", false, ""},
    {"4006381333931", false, ""},
    {"", false, ""},
};

START_TEST(parses_values)
{
    struct udi udi = {0};
    const char *value = values[_i].value;
    ck_assert_msg(udi_parse((const uint8_t *)value, strlen(value), &udi) == values[_i].is_udi, "%s",
                  value);
    ck_assert_msg(udi.serial_len == strlen(values[_i].serial), "%s: %zu", value, udi.serial_len);
    if (udi.serial_len > 0) {
        ck_assert_ptr_nonnull(strstr(value + udi.serial_at, values[_i].serial));
    }
}
END_TEST

static const struct value_case gtin_cases[] = {
    {udi_is_gtin, "51022222233336", true},
    {udi_is_gtin, "4006381333931", true},
    {udi_is_gtin, " 036000291452 ", true},
    {udi_is_gtin, "73513537", true},
    {udi_is_gtin, "4006381333932", false},
    {udi_is_gtin, "7351353", false},
    {udi_is_gtin, "735135370", false},
    {udi_is_gtin, "73513x37", false},
    {udi_is_gtin, "", false},
};

START_TEST(judges_gtins)
{
    value_case_check(&gtin_cases[_i]);
}
END_TEST

/* Every wrong character of a HIBCC UDI behind its '+' is seen: the sum is modulo the prime 43. */
START_TEST(sees_every_wrong_character)
{
    static const char characters[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    uint8_t value[16] = "+A123BJC5D6E71G";
    struct udi udi;
    for (size_t i = 1; i < 15; i++) {
        const uint8_t right = value[i];
        for (const char *wrong = characters; *wrong != '\0'; wrong++) {
            value[i] = (uint8_t)*wrong;
            ck_assert_msg(value[i] == right || !udi_parse(value, 15, &udi), "%s", (char *)value);
        }
        value[i] = right;
    }
    ck_assert(udi_parse(value, 15, &udi));
}
END_TEST

int main(void)
{
    const int rows = sizeof text_cases / sizeof text_cases[0];
    Suite *suite = suite_create("udi");
    TCase *tests = tcase_create("udi");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, matches_in_text, 0, rows);
    tcase_add_loop_test(tests, tells_wrong_checks, 0, sizeof wrong_cases / sizeof wrong_cases[0]);
    tcase_add_loop_test(tests, reads_only_what_is_available, 0, rows);
    tcase_add_loop_test(tests, parses_values, 0, sizeof values / sizeof values[0]);
    tcase_add_loop_test(tests, judges_gtins, 0, sizeof gtin_cases / sizeof gtin_cases[0]);
    tcase_add_test(tests, sees_every_wrong_character);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
