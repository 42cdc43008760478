/*
 * Measures what stands between a decoder and the scan, in one thread. Not a test.
 *
 *   bench_unpack FILE.gz...
 *
 * One line a file of one stream, MB of content for each second of processor time: the fastest
 * library for deflate alone, from memory into a buffer that stays in the cache, without CRC; the
 * whole way of an object's bytes (layers, limits, CRC) into the same buffer.
 */
#include "crawler/unpack/deflate_engine.h"
#include "crawler/unpack/unpack.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#ifdef PHICRAWL_ISAL
#define ENGINE deflate_isal
#else
#define ENGINE deflate_zlib
#endif
#define FILE_MAX ((size_t)256 << 20)
#define BUFFER_SIZE ((size_t)64 << 10)
#define ROUNDS 9

struct bench {
    struct span file;
    size_t head;  /* length of the header of gzip */
    uint64_t len; /* of the content */
    uint8_t buffer[BUFFER_SIZE];
};

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static void decode_alone(struct bench *bench)
{
    void *const state = ENGINE.create();
    struct codec_io io = {.in = bench->file.ptr + bench->head,
                          .in_len = bench->file.len - bench->head};
    enum inflate_result result = INFLATE_OK;
    bench->len = 0;
    while (state != NULL && result == INFLATE_OK) {
        io.out = bench->buffer;
        io.out_len = BUFFER_SIZE;
        result = ENGINE.step(state, &io);
        bench->len += BUFFER_SIZE - io.out_len;
    }
    ENGINE.free(state);
}

static enum status take_member(void *user, const struct member *member)
{
    struct bench *const bench = user;
    enum status status = STATUS_OK;
    while (status == STATUS_OK) {
        size_t len;
        status = byte_source_read(member->bytes, bench->buffer, BUFFER_SIZE, &len);
        bench->len += len;
    }
    return status;
}

static void unpack_whole(struct bench *bench)
{
    struct coverage coverage = {0};
    const struct unpack_visitor visitor = {.visit = take_member, .user = bench};
    struct byte_source *const source = byte_source_from_span(bench->file);
    bench->len = 0;
    if (source != NULL)
        unpack_walk(source, (struct span){(const uint8_t *)"a.gz", 4}, &unpack_default_limits,
                    &coverage, &visitor);
    byte_source_close(source);
}

/* MB a second, of the fastest round. */
static double rate_of(struct bench *bench, void (*run)(struct bench *bench))
{
    double least = 1e9;
    for (int round = 0; round < ROUNDS; round++) {
        const double start = now();
        run(bench);
        const double seconds = now() - start;
        least = seconds < least ? seconds : least;
    }
    return (double)bench->len / least / 1e6;
}

/* Ten bytes and, as gzip writes it, the name of the file. */
static size_t head_of(struct span file)
{
    enum { FLAGS_AT = 3, HAS_NAME = 8, FIXED = 10 };
    if (file.len < FIXED || (file.ptr[FLAGS_AT] & HAS_NAME) == 0)
        return file.len < FIXED ? file.len : FIXED;
    const uint8_t *const end = memchr(file.ptr + FIXED, 0, file.len - FIXED);
    return end != NULL ? (size_t)(end - file.ptr) + 1 : file.len;
}

int main(int argc, char **argv)
{
    uint8_t *const bytes = malloc(FILE_MAX);
    struct bench *const bench = malloc(sizeof *bench);
    printf("%-28s %8s %8s\n", "", "alone", "unpacked");
    for (int i = 1; i < argc && bytes != NULL && bench != NULL; i++) {
        FILE *const file = fopen(argv[i], "rb");
        if (file == NULL) {
            perror(argv[i]);
            continue;
        }
        bench->file = (struct span){bytes, fread(bytes, 1, FILE_MAX, file)};
        bench->head = head_of(bench->file);
        fclose(file);
        const double alone = rate_of(bench, decode_alone), whole = rate_of(bench, unpack_whole);
        printf("%-28s %8.0f %8.0f\n", argv[i], alone, whole);
    }
    free(bench);
    free(bytes);
    return 0;
}
