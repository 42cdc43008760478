/* The pages of an SQLite database file. */
#include "crawler/read/sqlite_file.h"

#include "crawler/base/endian.h"
#include "crawler/read/sqlite_record.h"

#include <stdlib.h>
#include <string.h>

#define BLOCK ((size_t)256 * 1024)
#define USABLE_MIN 480

static enum status sqlite_file_lose(struct sqlite_file *file, enum reason reason)
{
    coverage_add(file->coverage, reason);
    return STATUS_SKIP;
}

static enum status sqlite_file_get(struct sqlite_file *file, uint64_t offset, uint8_t *buf,
                                   size_t len)
{
    const enum status status = range_source_read_at(file->ranges, offset, buf, len);
    if (status == STATUS_SKIP)
        coverage_add(file->coverage, file->ranges->fault.reason);
    return status;
}

/* What the header says of all pages; its count of reserved bytes was looked at. */
static void sqlite_file_take_settings(struct sqlite_file *file, const uint8_t *header)
{
    const uint64_t encoding = endian_big(header + 56, 4);
    file->usable = file->page_size - header[20];
    file->encoding = encoding == SQLITE_UTF16LE || encoding == SQLITE_UTF16BE
                         ? (enum sqlite_encoding)encoding
                         : SQLITE_UTF8;
}

/* Section 1.3 of the format. */
static enum status sqlite_file_read_header(struct sqlite_file *file, const uint8_t *header)
{
    const uint32_t size = (uint32_t)endian_big(header + 16, 2);
    file->page_size = size == 1 ? (uint32_t)SQLITE_PAGE_MAX : size;
    const bool is_power = (file->page_size & (file->page_size - 1)) == 0;
    if (!is_power || file->page_size < 512 || header[20] > file->page_size - USABLE_MIN)
        return sqlite_file_lose(file, REASON_CORRUPT);
    file->stride = file->page_size;
    sqlite_file_take_settings(file, header);
    const uint64_t pages = file->ranges->size / file->page_size;
    file->pages = pages < UINT32_MAX ? (uint32_t)pages : UINT32_MAX - 1;
    /* The count of pages in the header is right when both change counters are equal. */
    const bool is_counted = memcmp(header + 24, header + 92, 4) == 0;
    if ((is_counted && endian_big(header + 28, 4) > pages) ||
        file->ranges->size % file->page_size != 0)
        coverage_add(file->coverage, REASON_TRUNCATED);
    return pages > 0 ? STATUS_OK : sqlite_file_lose(file, REASON_TRUNCATED);
}

/* Only the first page of a database has a header; without it, pages are taken as most are, and each
 * text tells its encoding. */
static enum status sqlite_file_open_log(struct sqlite_file *file)
{
    enum status status = sqlite_log_open(&file->log, file->ranges, file->coverage);
    uint8_t header[SQLITE_HEADER];
    if (status != STATUS_OK)
        return status;
    file->is_log = true;
    file->page_size = file->usable = file->log.page_size;
    file->encoding = SQLITE_UNKNOWN;
    file->pages = file->log.frames;
    file->start = SQLITE_LOG_HEADER + SQLITE_FRAME_HEADER;
    file->stride = SQLITE_FRAME_HEADER + file->page_size;
    const uint32_t first = sqlite_file_find(file, 1);
    if (first == 0)
        return STATUS_OK;
    status = sqlite_file_get(file, sqlite_file_offset(file, first), header, sizeof header);
    if (status == STATUS_OK && header[20] <= file->page_size - USABLE_MIN)
        sqlite_file_take_settings(file, header);
    return status == STATUS_SKIP ? STATUS_OK : status;
}

enum status sqlite_file_open(struct sqlite_file *file, struct range_source *ranges,
                             struct coverage *coverage)
{
    *file = (struct sqlite_file){.ranges = ranges, .coverage = coverage};
    uint8_t header[SQLITE_HEADER] = {0};
    const size_t len = ranges->size < sizeof header ? (size_t)ranges->size : sizeof header;
    const enum status status = sqlite_file_get(file, 0, header, len);
    if (status != STATUS_OK)
        return status;
    file->block = malloc(BLOCK);
    if (file->block == NULL)
        return STATUS_NO_MEMORY;
    if (sqlite_log_is(header))
        return sqlite_file_open_log(file);
    return len < sizeof header ? sqlite_file_lose(file, REASON_TRUNCATED)
                               : sqlite_file_read_header(file, header);
}

void sqlite_file_close(struct sqlite_file *file)
{
    free(file->block);
    file->block = NULL;
    sqlite_log_free(&file->log);
}

uint32_t sqlite_file_find(const struct sqlite_file *file, uint32_t number)
{
    if (file->is_log)
        return sqlite_log_find(&file->log, number);
    return number <= file->pages ? number : 0;
}

uint64_t sqlite_file_offset(const struct sqlite_file *file, uint32_t number)
{
    return file->start + (uint64_t)(number - 1) * file->stride;
}

/* Reads ahead from a page on. */
static enum status sqlite_file_fill(struct sqlite_file *file, uint32_t number)
{
    const uint64_t at = sqlite_file_offset(file, number);
    const uint64_t left = sqlite_file_offset(file, file->pages) + file->page_size - at;
    const size_t len = left < BLOCK ? (size_t)left : BLOCK;
    file->block_len = 0;
    const enum status status = sqlite_file_get(file, at, file->block, len);
    if (status != STATUS_OK)
        return status;
    file->block_at = at;
    file->block_len = len;
    return STATUS_OK;
}

enum status sqlite_file_read(struct sqlite_file *file, uint32_t number, uint8_t *buf)
{
    const uint64_t at = sqlite_file_offset(file, number);
    bool is_held = at >= file->block_at && at - file->block_at + file->page_size <= file->block_len;
    if (!is_held && (number == file->last + 1 || number == 1)) {
        const enum status status = sqlite_file_fill(file, number);
        if (status == STATUS_CANCELLED || status == STATUS_NO_MEMORY)
            return status;
        is_held = status == STATUS_OK;
    }
    file->last = number;
    if (!is_held)
        return sqlite_file_get(file, at, buf, file->page_size);
    memcpy(buf, file->block + (at - file->block_at), file->page_size);
    return STATUS_OK;
}
