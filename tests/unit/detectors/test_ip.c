/* IPv4 and IPv6 addresses, special ranges, and versions, sections, OIDs, times that look alike. */
#include "detectors/ip.h"
#include "match_case.h"

struct text_case {
    const char *text;
    size_t at;
    size_t length;
    unsigned flags;
};

static const struct text_case v4_cases[] = {
    {"86.121.97.248", 0, 13, 0},
    {"from 86.121.97.248:8080", 5, 13, 0},
    {"http://86.121.97.248/x", 7, 13, 0},
    {"ip=86.121.97.248;", 3, 13, 0},
    {"86.121.97.248.", 0, 13, 0},
    {"(86.121.97.248)", 1, 13, 0},
    {"10.0.0.0/8", 0, 8, IP_SPECIAL | IP_SMALL},
    {"10.20.0.1", 0, 9, IP_SPECIAL},
    {"172.16.0.1", 0, 10, IP_SPECIAL},
    {"172.31.255.255", 0, 14, IP_SPECIAL},
    {"172.32.0.1", 0, 10, 0},
    {"172.15.0.1", 0, 10, 0},
    {"192.168.1.1", 0, 11, IP_SPECIAL},
    {"192.169.1.1", 0, 11, 0},
    {"127.0.0.1", 0, 9, IP_SPECIAL},
    {"169.254.1.1", 0, 11, IP_SPECIAL},
    {"100.64.0.1", 0, 10, IP_SPECIAL},
    {"100.128.0.1", 0, 11, 0},
    {"192.0.2.1", 0, 9, IP_SPECIAL},
    {"198.51.100.7", 0, 12, IP_SPECIAL},
    {"203.0.113.7", 0, 11, IP_SPECIAL},
    {"198.18.0.1", 0, 10, IP_SPECIAL},
    {"224.0.0.251", 0, 11, IP_SPECIAL},
    {"255.255.255.255", 0, 15, IP_SPECIAL},
    {"0.0.0.0", 0, 7, IP_SPECIAL | IP_SMALL},
    {"8.8.8.8", 0, 7, IP_SMALL},
    {"4.1.1.18", 0, 8, IP_SMALL},
    {"8.8.8.20", 0, 8, 0},
    {"256.1.1.1", 0, 0, 0},
    {"1.1.1.256", 0, 0, 0},
    {"1.1.1.1000", 0, 0, 0},
    {"86.121.97", 0, 0, 0},
    {"86.121.97.", 0, 0, 0},
    {"86.121..248", 0, 0, 0},
    {"086.121.97.248", 0, 0, 0},
    {"86.121.97.08", 0, 0, 0},
    {"2.16.840.1.113883.4.1", 0, 0, 0},
    {"2.16.84.1.113", 0, 0, 0},
    {"1.2.16.84.1", 2, 0, 0},
    {"v86.121.97.248", 1, 0, 0},
    {"v. 86.121.97.248", 3, 0, 0},
    {"version 86.121.97.248", 8, 0, 0},
    {"Version: 86.121.97.248", 9, 0, 0},
    {"Release 86.121.97.248", 8, 0, 0},
    {"section 51.1.1.30", 8, 0, 0},
    {"server 51.1.1.30", 7, 9, 0},
    {"driver 51.1.1.30", 7, 9, 0},
    {"lib-86.121.97.248", 4, 0, 0},
    {"86.121.97.248-beta", 0, 0, 0},
    {"86.121.97.248a", 0, 0, 0},
    {"/usr/86.121.97.248", 5, 0, 0},
    {"86.121.97.248/bin", 0, 0, 0},
    {"_86.121.97.248", 1, 0, 0},
    {"", 0, 0, 0},
};

static const struct text_case v6_cases[] = {
    {"684D:1111:222:3333:4444:5555:6:77", 0, 33, 0},
    {"2400:c401::5054:ff:fe1b:b031", 0, 28, 0},
    {"[2400:c401::1]:80", 1, 12, 0},
    {"2400:c401::1%eth0", 0, 12, 0},
    {"2400:c401::1/64", 0, 12, 0},
    {"addr 2400:c401::1.", 5, 12, 0},
    {"2400:c401::", 0, 11, 0},
    {"fe80::1", 0, 7, IP_SPECIAL},
    {"::1", 0, 3, IP_SPECIAL},
    {"fd00::1:2", 0, 9, IP_SPECIAL},
    {"ff02::1", 0, 7, IP_SPECIAL},
    {"2001:db8::1", 0, 11, IP_SPECIAL},
    {"2001:db9::1", 0, 11, 0},
    {"::ffff:86.121.97.248", 0, 20, 0},
    {"::ffff:192.168.1.1", 0, 18, IP_SPECIAL},
    {"1:2:3:4:5:6:86.121.97.248", 0, 25, 0},
    {"1:2:3:4:5:6:7:8", 0, 15, 0},
    {"::", 0, 0, 0},
    {"dead::beef", 0, 0, 0},
    {"std::abc", 3, 0, 0},
    {"a::b::1", 0, 0, 0},
    {"1:2:3:4:5:6:7", 0, 0, 0},
    {"1:2:3:4:5:6:7:8:9", 0, 0, 0},
    {"12:34:56", 0, 0, 0},
    {"00:1A:2B:3C:4D:5E", 0, 0, 0},
    {"00:1A:2B:3C:4D:5E:6F:70", 0, 0, 0},
    {"12345::1", 0, 0, 0},
    {"1:2:3:4:5:6:7:86.121.97.248", 0, 0, 0},
    {"2400:c401::1g", 0, 0, 0},
    {"x2400:c401::1", 1, 0, 0},
    {":2400:c401::1", 1, 0, 0},
    {"fd:2400:c401::1", 3, 0, 0},
    {"ip:2400:c401::1", 3, 12, 0},
    {"2400:::1", 0, 0, 0},
    {"", 0, 0, 0},
};

static size_t match_exact(const struct text_case *row, size_t avail, bool is_v6, unsigned *flags)
{
    uint8_t *const exact = malloc(row->at + avail + 1);
    ck_assert_ptr_nonnull(exact);
    memcpy(exact + 1, row->text, row->at + avail);
    const uint8_t *const text = exact + 1 + row->at;
    const size_t length =
        is_v6 ? ip_match_v6(text, row->at, avail, flags) : ip_match_v4(text, row->at, avail, flags);
    unsigned parsed = 0;
    (void)ip_parse(text, avail, &parsed);
    free(exact);
    return length;
}

static void check(const struct text_case *row, bool is_v6)
{
    const size_t avail = strlen(row->text) - row->at;
    unsigned flags = 0;
    const size_t length = match_exact(row, avail, is_v6, &flags);
    ck_assert_msg(length == row->length, "%s: %zu", row->text, length);
    ck_assert_msg(flags == row->flags, "%s: flags %u", row->text, flags);
    for (size_t cut = 0; cut < avail; cut++) {
        ck_assert_uint_le(match_exact(row, cut, is_v6, &flags), cut);
    }
}

START_TEST(matches_v4_in_text)
{
    check(&v4_cases[_i], false);
}
END_TEST

START_TEST(matches_v6_in_text)
{
    check(&v6_cases[_i], true);
}
END_TEST

static bool is_address(const uint8_t *value, size_t len)
{
    unsigned flags = 0;
    return ip_parse(value, len, &flags);
}

static const struct value_case value_cases[] = {
    {is_address, " 1.2.3.4 ", true},  {is_address, "1.2.3.4:8080", true},
    {is_address, "10.0.0.0/8", true}, {is_address, "::", true},
    {is_address, "dead::beef", true}, {is_address, "[::1]:80", true},
    {is_address, "[::1]", true},      {is_address, "fe80::1%eth0", true},
    {is_address, "fe80::1/64", true}, {is_address, "[::1", false},
    {is_address, "[::1]x", false},    {is_address, "1.2.3", false},
    {is_address, "1.2.3.4.5", false}, {is_address, "1.2.3.4 5", false},
    {is_address, "1.2.3.4:", false},  {is_address, "fe80::1%", false},
    {is_address, "localhost", false}, {is_address, "[]", false},
    {is_address, ":", false},         {is_address, "", false},
};

START_TEST(parses_values)
{
    value_case_check(&value_cases[_i]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("ip");
    TCase *tests = tcase_create("ip");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, matches_v4_in_text, 0, sizeof v4_cases / sizeof v4_cases[0]);
    tcase_add_loop_test(tests, matches_v6_in_text, 0, sizeof v6_cases / sizeof v6_cases[0]);
    tcase_add_loop_test(tests, parses_values, 0, sizeof value_cases / sizeof value_cases[0]);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
