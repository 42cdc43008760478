/* A part of a listing, page by page. */
#include "crawler/store/list_range.h"

#include "crawler/store/xml.h"

#include <stdlib.h>
#include <string.h>

#define EMPTY_PAGES_MAX 10000 /* in a row */
#define CHILDREN_LIMIT ((size_t)64 << 20)

static struct span span_of(const struct buffer *buf)
{
    return (struct span){buf->ptr, buf->len};
}

static bool set_text(struct buffer *buf, struct span text)
{
    buffer_clear(buf);
    buffer_append(buf, text.ptr, text.len);
    return buffer_str(buf) != NULL;
}

struct list_range *list_range_create(struct page_host *host, const struct list_query *list,
                                     struct span start)
{
    struct list_range *const range = calloc(1, sizeof *range);
    if (range == NULL)
        return NULL;
    struct buffer *const texts[] = {&range->start, &range->until, &range->at};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        buffer_init(texts[i], XML_TEXT_MAX + 1);
    page_request_init(&range->ask, host);
    buffer_init(&range->cursor, 2 * XML_TEXT_MAX + 2);
    buffer_init(&range->prefix, XML_TEXT_MAX + 1);
    buffer_init(&range->children, CHILDREN_LIMIT);
    list_cycle_init(&range->cycle);
    range->list = *list;
    range->list.cursor = (struct span){NULL, 0};
    range->list.start_after = NULL;
    const bool has_prefix = set_text(
        &range->prefix, (struct span){(const uint8_t *)list->prefix, strlen(list->prefix)});
    range->list.prefix = (const char *)range->prefix.ptr;
    if (has_prefix && start.ptr == NULL)
        return range;
    if (!has_prefix || !set_text(&range->start, start) || !set_text(&range->at, start)) {
        list_range_free(range);
        return NULL;
    }
    range->list.start_after = (const char *)range->start.ptr;
    return range;
}

void list_range_free(struct list_range *range)
{
    if (range == NULL)
        return;
    page_request_free(&range->ask);
    buffer_free(&range->prefix);
    buffer_free(&range->children);
    buffer_free(&range->start);
    buffer_free(&range->until);
    buffer_free(&range->at);
    buffer_free(&range->cursor);
    list_cycle_free(&range->cycle);
    free(range);
}

/* ---- pages ---- */

enum list_range_end list_range_advance(struct list_range *range, const struct page *page)
{
    range->has_page = true;
    if (!page->has_more)
        return LIST_RANGE_DONE;
    range->empty_pages = page->count == 0 ? range->empty_pages + 1 : 0;
    if (list_cycle_meets(&range->cycle, &page->cursor) || range->empty_pages > EMPTY_PAGES_MAX)
        return LIST_RANGE_CIRCLES;
    if (page->is_v1)
        range->list.kind = LIST_OBJECTS_V1;
    if (range->cycle.kept.is_failed || !set_text(&range->cursor, span_of(&page->cursor)))
        return LIST_RANGE_MEMORY;
    range->list.cursor = span_of(&range->cursor);
    return LIST_RANGE_MORE;
}

/* Finds the objects of the page that belong to the range: from first to end. */
static enum list_range_end range_find_own(const struct list_range *range, const struct page *page,
                                          size_t *first, size_t *end)
{
    const struct span start = span_of(&range->start);
    struct span last = span_of(&range->at);
    *first = 0;
    for (*end = 0; *end < page->count; ++*end) {
        const struct span key = page->objects[*end]->key;
        if (start.len > 0 && list_key_compare(key, start) <= 0) {
            if (list_key_compare(key, start) < 0 || range->list.kind != LIST_VERSIONS)
                return LIST_RANGE_IGNORED;
            if (*first < *end)
                return LIST_RANGE_UNORDERED; /* behind keys of the range: none may be dropped */
            ++*first; /* other versions of the key that this range begins behind */
            continue;
        }
        if (range->until.len > 0 && list_key_compare(key, span_of(&range->until)) > 0)
            return LIST_RANGE_DONE;
        if (!list_keys_in_order(last, key))
            return LIST_RANGE_UNORDERED;
        last = key;
    }
    const bool is_at_end = range->until.len > 0 && page->count > 0 &&
                           range->list.kind != LIST_VERSIONS &&
                           list_key_compare(last, span_of(&range->until)) == 0;
    return is_at_end ? LIST_RANGE_DONE : LIST_RANGE_MORE;
}

/* Keeps the objects from first to end. */
static void page_keep(struct page *page, size_t first, size_t end)
{
    for (size_t i = 0; i < page->count; i++)
        if (i < first || i >= end)
            object_free(page->objects[i]);
    memmove(page->objects, page->objects + first, (end - first) * sizeof(struct object *));
    page->count = end - first;
}

enum list_range_end list_range_take(struct list_range *range, struct page *page)
{
    size_t first, end;
    const enum list_range_end own = range_find_own(range, page, &first, &end);
    if (own == LIST_RANGE_UNORDERED || own == LIST_RANGE_IGNORED)
        return own;
    const size_t count = page->count;
    if (count > 0)
        page_keep(page, first, end);
    if (page->count > 0 && !set_text(&range->at, page->objects[page->count - 1]->key))
        return LIST_RANGE_MEMORY;
    if (own == LIST_RANGE_DONE) {
        range->has_page = true;
        return LIST_RANGE_DONE;
    }
    return list_range_advance(range, page);
}

/* ---- cutting ---- */

struct list_gap list_range_gap(const struct list_range *range)
{
    const struct span nothing = {NULL, 0};
    return (struct list_gap){.at = span_of(&range->at),
                             .until = range->until.len > 0 ? span_of(&range->until) : nothing,
                             .prefix_len = strlen(range->list.prefix)};
}

bool list_range_is_before(const struct list_range *range, const struct list_range *other)
{
    return range->until.len > 0 &&
           list_key_compare(span_of(&range->until), span_of(&other->start)) == 0;
}

struct list_range *list_range_cut(struct list_range *range, struct span middle)
{
    struct list_range *const rest = list_range_create(range->ask.host, &range->list, middle);
    if (rest == NULL)
        return NULL;
    if ((range->until.len > 0 && !set_text(&rest->until, span_of(&range->until))) ||
        !set_text(&range->until, middle)) {
        list_range_free(rest);
        return NULL;
    }
    rest->is_bounded = range->is_bounded;
    rest->pages_left = range->pages_left;
    rest->cuts = ++range->cuts;
    rest->level = list_key_shared(span_of(&range->at), middle);
    return rest;
}
