/* The frames of an SQLite write-ahead log. */
#include "crawler/read/sqlite_log.h"

#include "crawler/base/endian.h"

#include <stdlib.h>
#include <string.h>

#define BLOCK ((size_t)256 * 1024)
#define FRAMES_MAX ((uint32_t)8 << 20)
#define CURRENT                                                                                    \
    ((uint64_t)1 << 31) /* in a key: of this round; what an older one left comes first */

bool sqlite_log_is(const uint8_t *start)
{
    return (endian_big(start, 4) & ~(uint64_t)1) == 0x377F0682;
}

static enum status log_lose(struct coverage *coverage, enum reason reason)
{
    coverage_add(coverage, reason);
    return STATUS_SKIP;
}

/* Section 4.1 of the format. */
static enum status log_read_header(struct sqlite_log *log, const uint8_t *header, uint64_t size,
                                   struct coverage *coverage)
{
    log->page_size = (uint32_t)endian_big(header + 8, 4);
    const bool is_power = (log->page_size & (log->page_size - 1)) == 0;
    if (!is_power || log->page_size < 512 || log->page_size > 65536)
        return log_lose(coverage, REASON_CORRUPT);
    const uint64_t stride = SQLITE_FRAME_HEADER + log->page_size;
    const uint64_t frames = (size - SQLITE_LOG_HEADER) / stride;
    if (frames > FRAMES_MAX)
        return log_lose(coverage, REASON_LIMIT_MEMORY);
    if ((size - SQLITE_LOG_HEADER) % stride != 0)
        coverage_add(coverage, REASON_TRUNCATED);
    log->frames = (uint32_t)frames;
    return STATUS_OK;
}

/* Notes which pages the frames of a block hold; number is its first one. A frame belongs to this
 * round when it has the salt of the header. */
static void log_take(struct sqlite_log *log, struct span block, uint32_t number,
                     const uint8_t *salt)
{
    const size_t stride = SQLITE_FRAME_HEADER + log->page_size;
    for (size_t at = 0; at < block.len; at += stride, number++) {
        const uint8_t *const frame = block.ptr + at;
        const bool is_current = memcmp(frame + 8, salt, 8) == 0;
        const uint64_t key =
            endian_big(frame, 4) << 32 | (is_current ? CURRENT : 0) | (uint64_t)number;
        buffer_append(&log->keys, &key, sizeof key);
    }
}

static enum status log_read_frames(struct sqlite_log *log, struct range_source *ranges,
                                   const uint8_t *salt, struct coverage *coverage)
{
    const size_t stride = SQLITE_FRAME_HEADER + log->page_size;
    const uint32_t most = (uint32_t)(BLOCK / stride);
    uint8_t *const block = malloc(BLOCK);
    enum status status = block == NULL ? STATUS_NO_MEMORY : STATUS_OK;
    for (uint32_t done = 0; done < log->frames && status == STATUS_OK; done += most) {
        const uint32_t left = log->frames - done;
        const size_t len = stride * (left < most ? left : most);
        status =
            range_source_read_at(ranges, SQLITE_LOG_HEADER + (uint64_t)done * stride, block, len);
        if (status == STATUS_OK) {
            log_take(log, (struct span){block, len}, done + 1, salt);
        } else if (status == STATUS_SKIP) {
            coverage_add(coverage, ranges->fault.reason);
            status = STATUS_OK;
        }
    }
    free(block);
    return log->keys.is_failed ? STATUS_NO_MEMORY : status;
}

static int key_compare(const void *left, const void *right)
{
    const uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

enum status sqlite_log_open(struct sqlite_log *log, struct range_source *ranges,
                            struct coverage *coverage)
{
    uint8_t header[SQLITE_LOG_HEADER];
    *log = (struct sqlite_log){0};
    buffer_init(&log->keys, FRAMES_MAX * sizeof(uint64_t));
    if (ranges->size < sizeof header)
        return log_lose(coverage, REASON_TRUNCATED);
    enum status status = range_source_read_at(ranges, 0, header, sizeof header);
    if (status == STATUS_SKIP)
        return log_lose(coverage, ranges->fault.reason);
    if (status == STATUS_OK)
        status = log_read_header(log, header, ranges->size, coverage);
    if (status == STATUS_OK)
        status = log_read_frames(log, ranges, header + 16, coverage);
    if (log->keys.len > 0)
        qsort(log->keys.ptr, log->keys.len / sizeof(uint64_t), sizeof(uint64_t), key_compare);
    return status;
}

void sqlite_log_free(struct sqlite_log *log)
{
    buffer_free(&log->keys);
}

static uint32_t key_frame(uint64_t key)
{
    return (uint32_t)(key & (CURRENT - 1));
}

uint32_t sqlite_log_find(const struct sqlite_log *log, uint32_t page)
{
    const uint64_t *const keys = (const uint64_t *)(const void *)log->keys.ptr;
    size_t low = 0, high = log->keys.len / sizeof *keys;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (keys[middle] >> 32 <= page)
            low = middle + 1;
        else
            high = middle;
    }
    return page > 0 && low > 0 && keys[low - 1] >> 32 == page ? key_frame(keys[low - 1]) : 0;
}

void sqlite_log_share(const struct sqlite_log *log, uint16_t *owners, uint16_t max)
{
    const uint64_t *const keys = (const uint64_t *)(const void *)log->keys.ptr;
    for (size_t i = log->keys.len / sizeof *keys; i-- > 1;) {
        const uint16_t owner = owners[key_frame(keys[i]) - 1];
        if (keys[i - 1] >> 32 == keys[i] >> 32 && owner <= max)
            owners[key_frame(keys[i - 1]) - 1] = owner;
    }
}
