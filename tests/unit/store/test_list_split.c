/* Cutting ranges of keys: between both ends, about where most is gained, and for any keys. */
#include "crawler/store/list_cycle.h"
#include "crawler/store/list_range.h"
#include "crawler/store/list_split.h"

#include "store/fake_environment.h"
#include "suite.h"

#include <stdio.h>
#include <string.h>

static struct span span_of(const char *text)
{
    return (struct span){(const uint8_t *)text, strlen(text)};
}

static struct list_gap gap_of(const char *prefix, const char *at, const char *until)
{
    const struct span nothing = {NULL, 0};
    return (struct list_gap){span_of(at), until == NULL ? nothing : span_of(until), strlen(prefix)};
}

#define END "\xed\x9f\xbf" /* U+D7FF */

static const struct {
    const char *name, *symbols, *prefix, *at, *until;
    size_t level;
    const char *cut; /* NULL: none */
} cuts[] = {
    {"digits", "0123456789", "", "0", "9", 0, "4"},
    {"to the end", "0123456789", "", "0", NULL, 0, "5"},
    {"behind the prefix", "0123456789/p", "p/", "p/0", NULL, 0, "p/5"},
    {"next to one another", "0123456789", "", "4", "5", 0, "45"},
    {"deep in common", "abc", "", "aaaa", "aaac", 0, "aaab"},
    {"the end begins with the start", "0123456789", "", "4", "49", 0, "44"},
    {"a key behind its own start", "ab", "", "a", "aa", 0, NULL},
    {"one symbol says nothing", "a", "", "a", NULL, 0, NULL},
    {"letters", "abcdefghijklmnopqrstuvwxyz", "", "adams", "young", 0, "m"},
    {"beyond what was met", "0123456789", "", "5", "zzz", 0, "7"},
    {"numbers of unknown length", "0123456789", "", "000000999", NULL, 6, "000" END},
    {"the last level", "0123456789", "", "000000999", "000001", 6, "000000" END},
    {"level behind the gap", "0123456789", "", "0100", "02", 3, "01" END},
    {"what a cut at its level begins with", "0123456789", "", "01" END, "0" END, 2, "06"},
    {"wide characters", "\xc3\xa9\xc3\xaa\xc3\xab", "", "\xc3\xa9", "\xc3\xab", 0, "\xc3\xaa"},
    {"no half of a character", "ab", "", "\xc3\xa9z", "\xc3\xab", 3, "\xc3\xa9" END},
    {"where orders differ there is none", "ab", "",
     "\xf0\x9f\x98\x80"
     "a",
     "\xf0\x9f\x98\x80"
     "c",
     0, NULL},
    {"nothing is left", "ab", "", "b", "b", 0, NULL},
};

START_TEST(cut)
{
    struct list_alphabet alphabet = {0};
    struct buffer out;
    const struct list_gap gap = gap_of(cuts[_i].prefix, cuts[_i].at, cuts[_i].until);
    buffer_init(&out, 4096);
    list_alphabet_learn(&alphabet, span_of(cuts[_i].symbols));
    const bool is_found = list_split_cut(&alphabet, &gap, cuts[_i].level, &out);
    ck_assert_msg(is_found == (cuts[_i].cut != NULL), "%s: %s", cuts[_i].name,
                  is_found ? buffer_str(&out) : "none");
    if (is_found)
        ck_assert_msg(strcmp(buffer_str(&out), cuts[_i].cut) == 0, "%s: %s", cuts[_i].name,
                      buffer_str(&out));
    buffer_free(&out);
}
END_TEST

static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

static size_t random_key(uint32_t *state, uint8_t out[32])
{
    static const uint8_t bytes[] =
        "\x01 /0az~\x7f\x80\xbf\xc3\xa9\xe2\x82\xac\xed\x9f\xbf\xf0\x9f\xff";
    const size_t len = 1 + next_random(state) % 12;
    for (size_t i = 0; i < len; i++)
        out[i] = bytes[next_random(state) % (sizeof bytes - 1)];
    return len;
}

/* Whatever bytes keys have: a cut lies strictly between both ends, and both orders agree on it. */
START_TEST(any_keys)
{
    struct list_alphabet alphabet = {0};
    uint32_t state = 7;
    struct buffer out;
    unsigned found = 0;
    buffer_init(&out, 4096);
    for (int i = 0; i < 200000; i++) {
        uint8_t a[32], b[32];
        const struct span first = {a, random_key(&state, a)}, second = {b, random_key(&state, b)};
        const bool is_less = list_key_compare(first, second) < 0;
        const struct span none = {NULL, 0};
        const struct list_gap gap = {is_less ? first : second,
                                     i % 3 == 0 ? none
                                     : is_less  ? second
                                                : first,
                                     0};
        list_alphabet_learn(&alphabet, first);
        if (!list_split_cut(&alphabet, &gap, next_random(&state) % 16, &out))
            continue;
        const struct span text = {out.ptr, out.len};
        found++;
        ck_assert_int_lt(list_key_compare(gap.at, text), 0);
        ck_assert(gap.until.ptr == NULL || list_key_compare(text, gap.until) < 0);
        for (size_t k = 0; k < text.len; k++)
            ck_assert(text.ptr[k] != 0 && text.ptr[k] < 0xEE);
        const double left = list_split_estimate(&alphabet, first, 1000, &gap);
        ck_assert(left >= 0 && left <= (double)UINT32_MAX);
    }
    ck_assert_uint_gt(found, 50000);
    buffer_free(&out);
}
END_TEST

START_TEST(estimates)
{
    struct list_alphabet alphabet = {0};
    list_alphabet_learn(&alphabet, span_of("0123456789"));
    struct list_gap gap = gap_of("", "2", NULL);
    ck_assert_double_eq_tol(list_split_estimate(&alphabet, span_of("0"), 100, &gap), 400, 0.01);
    gap = gap_of("", "2", "4");
    ck_assert_double_eq_tol(list_split_estimate(&alphabet, span_of("0"), 100, &gap), 100, 0.01);
    gap = gap_of("", "2", "2");
    ck_assert_double_eq(list_split_estimate(&alphabet, span_of("0"), 100, &gap), 0);
    gap = gap_of("", "00000000000000000001", NULL);
    ck_assert_double_eq(list_split_estimate(&alphabet, span_of("00000000000000000000"), 9, &gap),
                        (double)UINT32_MAX);
}
END_TEST

static const struct {
    const char *last, *next;
    bool is_in_order;
} orders[] = {
    {"", "a", true},
    {"a", "b", true},
    {"a", "aa", true},
    {"a", "a", true}, /* another version */
    {"b", "a", false},
    {"aa", "a", false},
    {"a", "B", false},
    {"\xc3\xa9", "z", false},
    {"\xf0\x9f\x98\x80", "\xef\xbd\x9e", true}, /* U+1F600, U+FF5E: as UTF-16 */
    {"\xef\xbd\x9e", "\xf0\x9f\x98\x80", true}, /* as UTF-8 */
    {"\xf0\x9f\x98\x80", "\xed\x9f\xbf", false},
};

START_TEST(order)
{
    const struct span last = span_of(orders[_i].last), next = span_of(orders[_i].next);
    ck_assert_msg(list_keys_in_order(last, next) == orders[_i].is_in_order, "%d", _i);
}
END_TEST

/* A circle of any length behind a tail of any length is found, and nothing else is. */
START_TEST(circles)
{
    for (unsigned tail = 0; tail < 20; tail++)
        for (unsigned circle = 1; circle < 20; circle++) {
            struct list_cycle cycle;
            struct buffer cursor;
            unsigned i = 0;
            list_cycle_init(&cycle);
            buffer_init(&cursor, 100);
            for (bool is_met = false; !is_met; i++) {
                buffer_clear(&cursor);
                buffer_append_format(&cursor, "%u", i < tail ? i : tail + (i - tail) % circle);
                is_met = list_cycle_meets(&cycle, &cursor);
                ck_assert(!is_met || i >= tail + circle);
            }
            ck_assert_uint_lt(i, 4 * (tail + circle) + 4);
            buffer_free(&cursor);
            list_cycle_free(&cycle);
        }
}
END_TEST

/* ---- pages of a part ---- */

static const struct {
    const char *keys[4]; /* of the page; the part begins behind "b" */
    enum list_kind kind;
    enum list_range_end end;
    size_t left;
} pages[] = {
    {{"c", "d"}, LIST_OBJECTS, LIST_RANGE_DONE, 2},
    {{"b", "c"}, LIST_OBJECTS, LIST_RANGE_IGNORED, 2},
    {{"a", "c"}, LIST_VERSIONS, LIST_RANGE_IGNORED, 2},
    {{"b", "b", "c"}, LIST_VERSIONS, LIST_RANGE_DONE, 1},
    {{"c", "b", "d"}, LIST_VERSIONS, LIST_RANGE_UNORDERED, 3},
    {{"b", "c", "b"}, LIST_VERSIONS, LIST_RANGE_UNORDERED, 3},
    {{"d", "c"}, LIST_OBJECTS, LIST_RANGE_UNORDERED, 2},
};

START_TEST(part)
{
    static const char *const variables[] = {NULL};
    struct fake_environment fake = {variables};
    const struct environment environment = fake_environment(&fake);
    atomic_bool cancelled = false;
    const struct http_options options = {&cancelled, 1};
    struct page_host host = {.http = http_create(&environment, &options)};
    const struct list_query list = {.kind = pages[_i].kind, .prefix = ""};
    struct page page;
    struct list_range *const range =
        list_range_create(&host, &list, (struct span){(const uint8_t *)"b", 1});
    ck_assert_ptr_nonnull(host.http);
    ck_assert_ptr_nonnull(range);
    page_init(&page);
    for (size_t i = 0; i < 4 && pages[_i].keys[i] != NULL; i++) {
        const struct object_init init = {.key = {(const uint8_t *)pages[_i].keys[i], 1}};
        ck_assert_int_eq(page_add(&page, &init), PAGE_OK);
    }
    ck_assert_int_eq(list_range_take(range, &page), pages[_i].end);
    ck_assert_uint_eq(page.count, pages[_i].left);
    page_free(&page);
    list_range_free(range);
    http_free(host.http);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("list_split");
    TCase *const tcase = tcase_create("list_split");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, cut, 0, (int)(sizeof cuts / sizeof *cuts));
    tcase_add_loop_test(tcase, order, 0, (int)(sizeof orders / sizeof *orders));
    tcase_add_test(tcase, any_keys);
    tcase_add_test(tcase, estimates);
    tcase_add_test(tcase, circles);
    tcase_add_loop_test(tcase, part, 0, (int)(sizeof pages / sizeof *pages));
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
