/*
 * What decoding alone costs: reads a gzip file through the codec that a scan uses, and forgets what
 * comes out of it.
 *
 *   bench_inflate FILE.gz
 */
#include "crawler/unpack/codec.h"
#include "crawler/unpack/format.h"
#include "crawler/unpack/window.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define MEMORY ((uint64_t)128 << 20)
#define ROOM ((size_t)64 * 1024)

struct file_source {
    struct byte_source source;
    int fd;
};

static enum status file_read(struct byte_source *source, uint8_t *buf, size_t cap, size_t *len)
{
    const ssize_t got = read(((struct file_source *)source)->fd, buf, cap);
    *len = got > 0 ? (size_t)got : 0;
    return got > 0 ? STATUS_OK : STATUS_END;
}

static const struct byte_source_ops file_ops = {file_read, NULL};

int main(int argc, char **argv)
{
    struct file_source file = {.source = {.ops = &file_ops},
                               .fd = argc == 2 ? open(argv[1], O_RDONLY | O_CLOEXEC) : -1};
    struct window *const window = window_create(&file.source);
    struct decoder *const decoder = codec_find(FORMAT_GZIP)->create(MEMORY);
    uint8_t *const room = malloc(ROOM);
    enum codec_result result = CODEC_END;
    unsigned long long unpacked = 0;
    if (file.fd < 0 || window == NULL || decoder == NULL || room == NULL) {
        (void)fputs("bench_inflate: no file to read, or no memory\n", stderr);
        return 2;
    }
    while (result == CODEC_END && window_fill(window, 1) > 0) {
        size_t len;
        decoder->codec->start(decoder);
        while ((result = decoder->codec->read(decoder, window, room, ROOM, &len)) == CODEC_OK)
            unpacked += len;
    }
    printf("%llu bytes\n", unpacked);
    decoder->codec->free(decoder);
    free(room);
    free(window);
    (void)close(file.fd);
    return result == CODEC_END ? 0 : 3;
}
