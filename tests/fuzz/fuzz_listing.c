/*
 * Answers of stores: XML, pages of listings, errors, response headers. Properties: the parser ends,
 * nests within its bounds and gives UTF-8 without NUL; objects of an accepted page have a key below
 * the prefix and printable facts; a page that claims to go on has a cursor; an error's code and
 * region cannot disturb a line.
 */
#include "crawler/base/utf8.h"
#include "crawler/store/answer.h"
#include "crawler/store/azure.h"
#include "crawler/store/dates.h"
#include "crawler/store/retry.h"
#include "crawler/store/s3.h"
#include "crawler/store/xml.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void require(bool is_true)
{
    if (!is_true)
        abort();
}

static void check_xml(struct span input)
{
    struct xml xml;
    size_t events = 0, depth = 0;
    xml_init(&xml, input);
    for (;;) {
        const enum xml_event event = xml_next(&xml);
        if (event == XML_BAD || event == XML_DONE) {
            require(event == XML_BAD || depth == 0);
            require(event == XML_DONE || xml_next(&xml) == XML_BAD);
            break;
        }
        require(++events <= 2 * input.len);
        require(xml.name.len > 0 && xml.name.len <= XML_NAME_MAX);
        depth += event == XML_START;
        require(xml.depth == depth && depth <= XML_DEPTH_MAX);
        depth -= event == XML_END;
        const struct span text = xml_text(&xml);
        require(text.len <= XML_TEXT_MAX);
        require(text.len == 0 || (utf8_is_valid(text) && memchr(text.ptr, '\0', text.len) == NULL));
        (void)xml_attribute_is(&xml, "Encoded", "true");
    }
    xml_free(&xml);
}

static void check_page(const struct page *page, enum page_result result, const char *prefix)
{
    if (result != PAGE_OK)
        return;
    require(!page->has_more || (page->cursor.len > 0 && page->cursor.ptr != NULL));
    for (size_t at = 0; at < page->prefixes.len;) {
        const char *const found = (const char *)page->prefixes.ptr + at;
        require(strlen(found) > strlen(prefix) && strncmp(found, prefix, strlen(prefix)) == 0);
        at += strlen(found) + 1;
    }
    for (size_t i = 0; i < page->count; i++) {
        const struct object *const object = page->objects[i];
        require(object->key.len > 0 && object->key.ptr[object->key.len] == '\0');
        require(object->key.len >= strlen(prefix));
        require(memcmp(object->key.ptr, prefix, strlen(prefix)) == 0);
        require(object->last_modified >= -1 && object->source == 7);
    }
}

static void check_pages(struct span body)
{
    const char *const prefixes[] = {"", "a"};
    struct page page;
    page_init(&page);
    for (size_t i = 0; i < 2; i++) {
        for (int kind = LIST_OBJECTS; kind <= LIST_UPLOADS; kind++) {
            const struct list_query list = {
                .kind = (enum list_kind)kind, .prefix = prefixes[i], .has_delimiter = i == 1};
            check_page(&page, s3_read_page(&list, body, 7, &page), prefixes[i]);
        }
        for (unsigned include = 0; include < 16; include += 5) {
            const struct list_query list = {.include = include, .prefix = prefixes[i]};
            check_page(&page, azure_read_page(&list, body, 7, &page), prefixes[i]);
        }
    }
    page_free(&page);
}

static bool is_word(const char *text)
{
    return strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") ==
           strlen(text);
}

static void check_answer(struct span input)
{
    struct http_headers headers;
    struct answer answer;
    struct object_facts facts;
    struct http_range range;
    uint64_t number;
    http_headers_init(&headers);
    buffer_append(&headers.lines, input.ptr, input.len);
    answer_read(&answer, 403, &headers, input);
    require(is_word(answer.code) && is_word(answer.region));
    require(answer_reason(&answer) < REASON_COUNT);
    memset(&facts, 0, sizeof facts);
    s3_read_facts(&headers, &facts);
    azure_read_facts(&headers, &facts);
    if (http_headers_content_range(&headers, &range))
        require(range.first <= range.last && range.last < range.total);
    (void)http_headers_unsatisfied_size(&headers, &number);
    const int64_t wait_ms = retry_server_wait_ms(&headers, 1769904000);
    require(wait_ms >= 0 && wait_ms <= RETRY_SERVER_WAIT_MAX_MS);
    buffer_free(&headers.lines);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    const struct span input = {bytes, len};
    time_t time;
    if (len > 65000)
        return 0;
    check_xml(input);
    check_pages(input);
    check_answer(input);
    if (date_parse_http(input, &time) || date_parse_iso(input, &time))
        require(time >= 0);
    return 0;
}
