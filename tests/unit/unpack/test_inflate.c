/*
 * The libraries behind inflate.h are twins: of the same stream they give out the same bytes, end at
 * the same place, and at a fault give out at least what zlib does, whatever the pieces are that
 * they get and the room that they are given.
 */
#include "crawler/unpack/deflate_engine.h"
#include "tests/unit/chunk_source.h"
#include "tests/unit/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define TEXT_MAX ((size_t)200000)
#define TRAILER "behind the stream"

struct text {
    uint8_t bytes[TEXT_MAX];
    size_t len;
};

struct engine_run {
    uint8_t bytes[TEXT_MAX + 1024];
    size_t len;
    enum inflate_result result;
    uint64_t taken;
};

static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525U + 1013904223U;
    return *state >> 8;
}

/* Words that come back, at distances up to the whole text, so that all of deflate is in use. */
static void make_text(struct text *text, size_t len, uint32_t seed)
{
    uint32_t random = seed;
    text->len = 0;
    while (text->len < len) {
        char word[32];
        const uint32_t number = next_random(&random);
        const int made = snprintf(word, sizeof word, "%c%u ", (char)('a' + number % 26),
                                  number % (seed % 2 == 0 ? 500 : 5000000));
        const size_t take = len - text->len < (size_t)made ? len - text->len : (size_t)made;
        memcpy(text->bytes + text->len, word, take);
        text->len += take;
    }
}

static size_t pack_text(const struct text *text, int level, int strategy, struct text *packed)
{
    z_stream stream = {0};
    ck_assert_int_eq(deflateInit2(&stream, level, Z_DEFLATED, -15, 8, strategy), Z_OK);
    stream.next_in = (Bytef *)(uintptr_t)text->bytes;
    stream.avail_in = (uInt)text->len;
    stream.next_out = packed->bytes;
    stream.avail_out = sizeof packed->bytes - sizeof TRAILER;
    ck_assert_int_eq(deflate(&stream, Z_FINISH), Z_STREAM_END);
    const size_t len = stream.total_out;
    deflateEnd(&stream);
    memcpy(packed->bytes + len, TRAILER, sizeof TRAILER);
    packed->len = len + sizeof TRAILER;
    return len;
}

static void run_engine(const struct deflate_engine *engine, const struct text *packed,
                       uint32_t seed, struct engine_run *run)
{
    struct chunk_source source;
    uint32_t random = seed;
    chunk_source_init(&source, (struct span){packed->bytes, packed->len}, seed % 3 == 0 ? 1 : 0,
                      STATUS_END);
    source.random = seed;
    struct window *const window = window_create(&source.source);
    struct inflater *const inflater = inflater_create_by(engine);
    ck_assert(window != NULL && inflater != NULL);
    run->len = 0;
    run->result = INFLATE_OK;
    while (run->result == INFLATE_OK) {
        size_t room = 1 + next_random(&random) % (seed % 2 == 0 ? 60000 : 300);
        if (room > sizeof run->bytes - run->len)
            room = sizeof run->bytes - run->len;
        ck_assert_uint_gt(room, 0);
        size_t len;
        run->result = inflater_read(inflater, window, run->bytes + run->len, room, &len);
        run->len += len;
    }
    run->taken = window->offset;
    inflater_free(inflater);
    free(window);
}

static const struct deflate_engine *const engines[] = {
    &deflate_zlib,
#ifdef PHICRAWL_ISAL
    &deflate_isal,
#endif
};
#define ENGINES ((int)(sizeof engines / sizeof engines[0]))

static const struct {
    size_t len;
    int level;
    int strategy;
} streams[] = {
    {0, 6, Z_DEFAULT_STRATEGY},      {1, 6, Z_DEFAULT_STRATEGY},  {200, 1, Z_DEFAULT_STRATEGY},
    {30000, 0, Z_DEFAULT_STRATEGY},  {70000, 6, Z_FIXED},         {190000, 9, Z_DEFAULT_STRATEGY},
    {190000, 1, Z_DEFAULT_STRATEGY}, {190000, 6, Z_HUFFMAN_ONLY}, {100000, 6, Z_RLE},
};
#define STREAMS ((int)(sizeof streams / sizeof streams[0]))

static struct text plain, packed;
static struct engine_run run, reference;

/* Whole streams: the content, and the place behind it, to the byte. */
START_TEST(gives_out_the_content)
{
    for (uint32_t seed = 0; seed < 6; seed++) {
        make_text(&plain, streams[_i].len, seed);
        const size_t len = pack_text(&plain, streams[_i].level, streams[_i].strategy, &packed);
        for (int e = 0; e < ENGINES; e++) {
            run_engine(engines[e], &packed, seed, &run);
            ck_assert_msg(run.result == INFLATE_END, "%s: result %d", engines[e]->library,
                          run.result);
            ck_assert_uint_eq(run.taken, len);
            ck_assert_uint_eq(run.len, plain.len);
            ck_assert_mem_eq(run.bytes, plain.bytes, plain.len);
        }
    }
}
END_TEST

/* Cut streams are cut for all of them, and give out nearly the same. */
START_TEST(gives_out_what_a_cut_left)
{
    make_text(&plain, streams[_i].len, 1);
    const size_t len = pack_text(&plain, streams[_i].level, streams[_i].strategy, &packed);
    for (size_t cut = 0; cut < len; cut += 1 + len / 60) {
        packed.len = cut;
        run_engine(&deflate_zlib, &packed, 1, &reference);
        for (int e = 0; e < ENGINES; e++) {
            run_engine(engines[e], &packed, 2, &run);
            ck_assert_msg(run.result == INFLATE_CUT, "%s: result %d", engines[e]->library,
                          run.result);
            ck_assert_uint_ge(run.len + 2, reference.len);
            ck_assert_mem_eq(run.bytes, plain.bytes, run.len);
        }
    }
}
END_TEST

/* Behind a changed bit: no less than zlib gives out, and the same as far as both go. */
START_TEST(gives_out_what_stands_before_a_fault)
{
    make_text(&plain, streams[_i].len, 2);
    const size_t len = pack_text(&plain, streams[_i].level, streams[_i].strategy, &packed);
    uint32_t random = 7;
    for (int flip = 0; flip < 80; flip++) {
        const size_t at = next_random(&random) % len;
        const uint8_t bit = (uint8_t)(1U << next_random(&random) % 8);
        packed.bytes[at] ^= bit;
        run_engine(&deflate_zlib, &packed, 4, &reference);
        for (int e = 0; e < ENGINES; e++) {
            run_engine(engines[e], &packed, 1 + (uint32_t)flip, &run);
            const size_t both = run.len < reference.len ? run.len : reference.len;
            ck_assert_mem_eq(run.bytes, reference.bytes, both);
            ck_assert_msg(run.result == reference.result, "%s: result %d, zlib's %d",
                          engines[e]->library, run.result, reference.result);
            ck_assert_uint_ge(run.len + 2, reference.len);
        }
        packed.bytes[at] ^= bit;
    }
}
END_TEST

START_TEST(sums_are_the_same)
{
    make_text(&plain, 5000 + (size_t)_i, 3);
    for (int e = 0; e < ENGINES; e++) {
        uint32_t crc = 0, sum = 1;
        for (size_t at = 0; at < plain.len; at += 777) {
            const size_t len = plain.len - at < 777 ? plain.len - at : 777;
            crc = engines[e]->crc32(crc, plain.bytes + at, len);
            sum = engines[e]->adler32(sum, plain.bytes + at, len);
        }
        ck_assert_uint_eq(crc, crc32(0, plain.bytes, (uInt)plain.len));
        ck_assert_uint_eq(sum, adler32(1, plain.bytes, (uInt)plain.len));
    }
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("inflate");
    TCase *const tcase = tcase_create("engines");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, gives_out_the_content, 0, STREAMS);
    tcase_add_loop_test(tcase, gives_out_what_a_cut_left, 0, STREAMS);
    tcase_add_loop_test(tcase, gives_out_what_stands_before_a_fault, 0, STREAMS);
    tcase_add_loop_test(tcase, sums_are_the_same, 0, 20);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
