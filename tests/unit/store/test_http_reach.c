/* Which addresses plain http may go to, for whom. */
#include "crawler/store/http_reach.h"

#include "suite.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

/* One character a reach: self, container, instance, link; 'y' where it is allowed. */
struct reach_case {
    const char *address, *allowed;
};

static const struct reach_case cases[] = {
    {"127.0.0.1", "yyyy"},
    {"127.255.255.255", "yyyy"},
    {"128.0.0.1", "nnnn"},
    {"126.255.255.255", "nnnn"},
    {"0.0.0.0", "nnnn"},
    {"10.0.0.1", "nnnn"},
    {"169.254.170.2", "nyny"},
    {"169.254.170.23", "nyny"},
    {"169.254.170.3", "nnny"},
    {"169.254.169.254", "nnyy"},
    {"169.254.169.253", "nnny"},
    {"169.254.131.2", "nnny"},
    {"169.253.255.255", "nnnn"},
    {"169.255.0.0", "nnnn"},
    {"192.0.2.1", "nnnn"},
    {"::1", "yyyy"},
    {"::", "nnnn"},
    {"::2", "nnnn"},
    {"fd00:ec2::23", "nynn"},
    {"fd00:ec2::24", "nnnn"},
    {"fd00:ec2::254", "nnyn"},
    {"fd00:ec2:1::23", "nnnn"},
    {"::ffff:127.0.0.1", "nnnn"},
    {"::ffff:192.0.2.1", "nnnn"},
    {"fe80::1", "nnnn"},
    {"::ffff:169.254.170.2", "nnnn"},
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
    for (int i = 0; i < 4; i++)
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
