/* Which addresses plain http may go to, for whom. */
#include "crawler/store/http_reach.h"

#include "suite.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

/* One character a reach: self, container, instance; 'y' where it is allowed. */
struct reach_case {
    const char *address, *allowed;
};

static const struct reach_case cases[] = {
    {"127.0.0.1", "yyy"},
    {"127.255.255.255", "yyy"},
    {"128.0.0.1", "nnn"},
    {"126.255.255.255", "nnn"},
    {"0.0.0.0", "nnn"},
    {"10.0.0.1", "nnn"},
    {"169.254.170.2", "nyn"},
    {"169.254.170.23", "nyn"},
    {"169.254.170.3", "nnn"},
    {"169.254.169.254", "nny"},
    {"169.254.169.253", "nnn"},
    {"192.0.2.1", "nnn"},
    {"::1", "yyy"},
    {"::", "nnn"},
    {"::2", "nnn"},
    {"fd00:ec2::23", "nyn"},
    {"fd00:ec2::24", "nnn"},
    {"fd00:ec2::254", "nny"},
    {"fd00:ec2:1::23", "nnn"},
    {"::ffff:127.0.0.1", "nnn"},
    {"::ffff:192.0.2.1", "nnn"},
    {"fe80::1", "nnn"},
    {"::ffff:169.254.170.2", "nnn"},
};

START_TEST(test_reach)
{
    const struct reach_case *const row = &cases[_i];
    struct sockaddr_storage address = {0};
    struct sockaddr_in v4 = {.sin_family = AF_INET};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
    if (inet_pton(AF_INET, row->address, &v4.sin_addr) == 1) {
        memcpy(&address, &v4, sizeof v4);
    } else {
        ck_assert_int_eq(inet_pton(AF_INET6, row->address, &v6.sin6_addr), 1);
        memcpy(&address, &v6, sizeof v6);
    }
    for (int i = 0; i < 3; i++)
        ck_assert_msg(http_reach_allows((const struct sockaddr *)&address, (enum http_reach)i) ==
                          (row->allowed[i] == 'y'),
                      "%s by %d", row->address, i);
}
END_TEST

START_TEST(test_family)
{
    const struct sockaddr address = {.sa_family = AF_UNIX};
    ck_assert(!http_reach_allows(&address, HTTP_REACH_CONTAINER));
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("http_reach");
    TCase *const tcase = tcase_create("http_reach");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_reach, 0, (int)(sizeof cases / sizeof *cases));
    tcase_add_test(tcase, test_family);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
