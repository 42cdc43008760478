/*
 * Status and headers of any kind in answer to a request for bytes of an object: what they promise
 * never contradicts what was asked for or received already.
 *
 * The input: two bytes of status, one that chooses what was asked for, the headers.
 */
#include "crawler/store/object_part.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static void require(bool condition)
{
    if (!condition)
        abort();
}

static void check_part(uint8_t choice, int status, const struct http_headers *headers)
{
    const struct object object = {.size = 1000, .etag = "e"};
    struct object_part part = {.last = UINT64_MAX};
    if (choice & 1)
        part.last = 99;
    if (choice & 2)
        part.received = 10;
    if (choice & 4)
        part.first = 50;
    if (choice & 8) {
        part.has_total = part.has_object_size = true;
        part.object_size = 1000;
        part.total = (part.last == UINT64_MAX ? part.object_size : part.last + 1) - part.first;
    }
    if (choice & 16)
        strcpy(part.etag, "e");
    const struct object_part before = part;
    const enum part_body body = object_part_judge(&part, &object, status, headers);
    require(part.first == before.first && part.received == before.received);
    require(part.skip <= part.received && memchr(part.etag, '\0', sizeof part.etag) != NULL);
    if (body != PART_NEXT)
        return;
    require(!part.has_total || part.total >= part.received);
    require(part.last == UINT64_MAX || part.total <= part.last - part.first + 1);
    require(before.etag[0] == '\0' || strcmp(part.etag, before.etag) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct http_headers headers;
    if (len < 3)
        return 0;
    const int status = 100 + (bytes[0] * 256 + bytes[1]) % 500;
    http_headers_init(&headers);
    buffer_append(&headers.lines, bytes + 3, len - 3);
    check_part(bytes[2], status, &headers);
    buffer_free(&headers.lines);
    return 0;
}
