/* A growing array of listed objects. */
#include "crawler/store/page.h"

#include <stdlib.h>

#define CURSOR_LIMIT (64u << 10)

void page_init(struct page *page)
{
    *page = (struct page){0};
    buffer_init(&page->cursor, CURSOR_LIMIT);
}

void page_clear(struct page *page)
{
    while (page->count > 0)
        object_free(page->objects[--page->count]);
    page->has_more = false;
    buffer_clear(&page->cursor);
}

void page_free(struct page *page)
{
    page_clear(page);
    free(page->objects);
    buffer_free(&page->cursor);
    *page = (struct page){0};
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
