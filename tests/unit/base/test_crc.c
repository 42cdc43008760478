/* CRCs against published check values, and against themselves cut anywhere. */
#include "crawler/base/crc.h"
#include "crawler/base/crc32c.h"

#include "suite.h"

#include <stdlib.h>
#include <string.h>

struct crc_case {
    enum crc_kind kind;
    const char *text;
    uint64_t expected;
};

/* "123456789" is the check value of each algorithm's definition. */
static const struct crc_case crc_cases[] = {
    {CRC_32, "", 0},
    {CRC_32C, "", 0},
    {CRC_64_NVME, "", 0},
    {CRC_32, "123456789", 0xCBF43926},
    {CRC_32C, "123456789", 0xE3069283},
    {CRC_64_NVME, "123456789", 0xAE8B14860A799888},
    {CRC_32, "The quick brown fox jumps over the lazy dog", 0x414FA339},
    {CRC_32C, "The quick brown fox jumps over the lazy dog", 0x22620404},
};

START_TEST(test_known)
{
    const struct crc_case *const row = &crc_cases[_i];
    static struct crc_table table;
    crc_table_fill(&table, row->kind);
    const uint64_t got = crc_update(&table, 0, (const uint8_t *)row->text, strlen(row->text));
    ck_assert_msg(got == row->expected, "kind %d of '%s': %llx", row->kind, row->text,
                  (unsigned long long)got);
}
END_TEST

/* The NVMe specification has 4 KiB of zeros as a vector. */
START_TEST(test_zeros)
{
    static struct crc_table table;
    static const uint8_t zeros[4096];
    crc_table_fill(&table, CRC_64_NVME);
    ck_assert(crc_update(&table, 0, zeros, sizeof zeros) == 0x6482D367EB22B64E);
}
END_TEST

enum { CUT_BYTES = 300 };

/* Each cut, with and without folding, gives what the whole gives. */
START_TEST(test_cuts)
{
    static struct crc_table table, slow;
    uint8_t bytes[CUT_BYTES];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(i * 37 + i / 7 + 11);
    crc_table_fill(&table, (enum crc_kind)_i);
    slow = table;
    slow.can_fold = false;
    for (size_t len = 0; len <= sizeof bytes; len++) {
        const uint64_t whole = crc_update(&slow, 0, bytes, len);
        ck_assert_msg(crc_update(&table, 0, bytes, len) == whole, "%zu bytes folded", len);
        for (size_t cut = 0; cut <= len; cut += 13) {
            const uint64_t head = crc_update(&table, 0, bytes, cut);
            ck_assert(crc_update(&table, head, bytes + cut, len - cut) == whole);
        }
        ck_assert(_i != CRC_32C || whole == crc32c(0, bytes, len));
    }
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("crc");
    TCase *const tcase = tcase_create("crc");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_known, 0, sizeof crc_cases / sizeof *crc_cases);
    tcase_add_test(tcase, test_zeros);
    tcase_add_loop_test(tcase, test_cuts, 0, CRC_KIND_COUNT);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
