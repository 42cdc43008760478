/* The chain: digests against published ones, and what a change does to it. */
#include "suite.h"

#include "crawler/report/chain.h"

#include <string.h>

static const struct {
    const char *line;
    const char *digest; /* FIPS 180-4 examples; the long line crosses the block size */
} rows[] = {
    {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
     "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
};

START_TEST(test_digest)
{
    struct chain chain;
    chain_init(&chain);
    ck_assert_str_eq(chain.last, CHAIN_FIRST);
    ck_assert_uint_eq(chain.count, 0);
    ck_assert(
        chain_add(&chain, (struct span){(const uint8_t *)rows[_i].line, strlen(rows[_i].line)}));
    ck_assert_str_eq(chain.last, rows[_i].digest);
    ck_assert_uint_eq(chain.count, 1);
}
END_TEST

START_TEST(test_last_line_counts)
{
    struct chain chain;
    chain_init(&chain);
    for (size_t i = 0; i < 3; i++) {
        const struct span line = {(const uint8_t *)rows[i].line, strlen(rows[i].line)};
        ck_assert(chain_add(&chain, line));
        ck_assert_str_eq(chain.last, rows[i].digest);
    }
    ck_assert_uint_eq(chain.count, 3);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("chain");
    TCase *tcase = tcase_create("chain");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_digest, 0, sizeof rows / sizeof rows[0]);
    tcase_add_test(tcase, test_last_line_counts);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
