/* A growing array of listed objects. */
#include "crawler/store/page.h"

#include <stdlib.h>
#include <string.h>

#define CURSOR_LIMIT (128u << 10)
#define PREFIXES_LIMIT (32u << 20) /* 20,000 of 1,024 bytes */

void page_init(struct page *page)
{
    *page = (struct page){0};
    buffer_init(&page->cursor, CURSOR_LIMIT);
    buffer_init(&page->prefixes, PREFIXES_LIMIT);
}

void page_clear(struct page *page)
{
    while (page->count > 0)
        object_free(page->objects[--page->count]);
    page->has_more = page->is_v1 = false;
    buffer_clear(&page->cursor);
    buffer_clear(&page->prefixes);
}

void page_free(struct page *page)
{
    page_clear(page);
    free(page->objects);
    buffer_free(&page->cursor);
    buffer_free(&page->prefixes);
    *page = (struct page){0};
}

enum page_result page_add_prefix(struct page *page, struct span prefix, const char *outer)
{
    const size_t outer_len = strlen(outer);
    if (prefix.len == 0 || memchr(prefix.ptr, '\0', prefix.len) != NULL)
        return PAGE_MALFORMED;
    if (prefix.len <= outer_len || memcmp(prefix.ptr, outer, outer_len) != 0)
        return PAGE_OUTSIDE_PREFIX;
    buffer_append(&page->prefixes, prefix.ptr, prefix.len);
    buffer_append_char(&page->prefixes, '\0');
    return page->prefixes.is_failed ? PAGE_NO_MEMORY : PAGE_OK;
}

enum page_result page_add(struct page *page, const struct object_init *init)
{
    if (page->count == PAGE_OBJECTS_MAX)
        return PAGE_MALFORMED;
    if (page->count == page->cap) {
        const size_t cap = page->cap == 0 ? 1000 : 2 * page->cap;
        struct object **const objects = realloc(page->objects, cap * sizeof(struct object *));
        if (objects == NULL)
            return PAGE_NO_MEMORY;
        page->objects = objects;
        page->cap = cap;
    }
    page->objects[page->count] = object_create(init);
    if (page->objects[page->count] == NULL)
        return PAGE_NO_MEMORY;
    page->count++;
    return PAGE_OK;
}
