/* The payload of a cell, put together. */
#include "crawler/read/sqlite_payload.h"

#include "crawler/base/endian.h"

#include <stdlib.h>

bool sqlite_payload_init(struct sqlite_payload *payload)
{
    *payload = (struct sqlite_payload){0};
    buffer_init(&payload->bytes, SQLITE_PAYLOAD_MAX + SQLITE_PAGE_MAX);
    buffer_init(&payload->pages, SQLITE_PAYLOAD_MAX);
    payload->page = malloc(SQLITE_PAGE_MAX);
    return payload->page != NULL;
}

void sqlite_payload_free(struct sqlite_payload *payload)
{
    buffer_free(&payload->bytes);
    buffer_free(&payload->pages);
    free(payload->page);
    payload->page = NULL;
}

/* Appends the part of the payload in an overflow page; *next is the page behind it. */
static enum status sqlite_payload_append(struct sqlite_payload *payload, struct sqlite_file *file,
                                         uint64_t left, uint32_t *next)
{
    const uint32_t number = sqlite_file_find(file, *next);
    const enum status status = sqlite_file_read(file, number, payload->page);
    *next = 0;
    if (status != STATUS_OK)
        return status == STATUS_SKIP ? STATUS_OK : status;
    const uint32_t room = file->usable - 4;
    *next = (uint32_t)endian_big(payload->page, 4);
    buffer_append(&payload->bytes, payload->page + 4, left < room ? (size_t)left : room);
    buffer_append(&payload->pages, &number, sizeof number);
    return payload->bytes.is_failed || payload->pages.is_failed ? STATUS_NO_MEMORY : STATUS_OK;
}

enum status sqlite_payload_read(struct sqlite_payload *payload, struct sqlite_file *file,
                                uint16_t *owners, const struct sqlite_page *page,
                                const struct sqlite_cell *cell)
{
    payload->file = file;
    payload->local = cell->local;
    payload->whole = (struct span){page->bytes.ptr + cell->start, cell->local};
    buffer_clear(&payload->bytes);
    buffer_clear(&payload->pages);
    uint32_t next = cell->overflow;
    if (next == 0)
        return STATUS_OK;
    buffer_append(&payload->bytes, payload->whole.ptr, payload->whole.len);
    enum status status = STATUS_OK;
    while (status == STATUS_OK && payload->bytes.len < cell->payload &&
           payload->bytes.len < SQLITE_PAYLOAD_MAX) {
        const uint32_t number = sqlite_file_find(file, next);
        if (number == 0 || owners[number - 1] != 0) {
            if (!file->is_log)
                coverage_add(file->coverage, REASON_CORRUPT);
            break;
        }
        owners[number - 1] = SQLITE_OWNER_CLAIMED;
        status = sqlite_payload_append(payload, file, cell->payload - payload->bytes.len, &next);
    }
    if (payload->bytes.len >= SQLITE_PAYLOAD_MAX && payload->bytes.len < cell->payload)
        coverage_add(file->coverage, REASON_LIMIT_MEMORY);
    payload->whole = (struct span){payload->bytes.ptr, payload->bytes.len};
    return status;
}

uint64_t sqlite_payload_place(const struct sqlite_payload *payload, size_t at, size_t *left)
{
    if (at < payload->local || payload->pages.len == 0) {
        *left = payload->local > at ? payload->local - at : 0;
        return payload->offset + at;
    }
    const size_t room = payload->file->usable - 4;
    const size_t index = (at - payload->local) / room, in_page = (at - payload->local) % room;
    const uint32_t *const pages = (const uint32_t *)(const void *)payload->pages.ptr;
    *left = room - in_page;
    if (index >= payload->pages.len / sizeof *pages)
        return payload->offset;
    return sqlite_file_offset(payload->file, pages[index]) + 4 + in_page;
}
