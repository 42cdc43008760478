/* Lists by prefix what cannot be cut into ranges of keys. */
#include "crawler/store/lister.h"

#include "crawler/store/aws_endpoint.h"

#include <stdlib.h>
#include <string.h>

#define KEYS_A_CHILD 8               /* of a page, at least, for each prefix that it shows */
#define PREFIX_MAX ((size_t)4 << 10) /* keys have 1,024 characters at most */

bool list_recurse_suits(const struct lister *lister)
{
    const struct store *const store = lister->host.store;
    const unsigned plain = LIST_INCLUDE_METADATA | LIST_INCLUDE_TAGS;
    if (lister->parallel_max < 2 || (lister->list.include & ~plain) != 0)
        return false; /* the service takes no delimiter together with snapshots */
    return store->locator.provider == PROVIDER_AZURE ||
           (lister->list.kind == LIST_OBJECTS && aws_endpoint_is_express(store->s3.bucket));
}

/* What stands of a key up to the first '/' behind the prefix, with it; 0: there is none. */
static size_t recurse_child_len(struct span key, size_t prefix_len)
{
    const uint8_t *const slash = memchr(key.ptr + prefix_len, '/', key.len - prefix_len);
    return slash != NULL ? (size_t)(slash - key.ptr) + 1 : 0;
}

/* Whether the keys of the page lie behind few prefixes. */
static bool recurse_pays(const struct lister *lister, const struct list_range *range)
{
    const struct page *const page = &lister->page;
    const size_t prefix_len = strlen(range->list.prefix);
    struct span seen[LIST_CHILDREN_MAX];
    const size_t most = page->count / KEYS_A_CHILD;
    size_t count = 0;
    for (size_t i = 0; i < page->count; i++) {
        const struct span key = page->objects[i]->key;
        const struct span child = {key.ptr, recurse_child_len(key, prefix_len)};
        size_t j = 0;
        while (j < count && list_key_compare(seen[j], child) != 0)
            j++;
        if (child.len == 0 || j < count)
            continue;
        if (count == lister->children_max || count == most)
            return false;
        seen[count++] = child;
    }
    return count > 0;
}

/* ---- by delimiter ---- */

/* Keeps the prefixes of the page. */
static enum list_range_end recurse_collect(struct list_range *range, const struct page *page)
{
    const size_t prefix_len = strlen(range->list.prefix);
    const char *text = (const char *)page->prefixes.ptr;
    const char *const end = text + page->prefixes.len;
    for (; text < end; text += strlen(text) + 1) {
        const struct span child = {(const uint8_t *)text, strlen(text)};
        if (child.len > PREFIX_MAX || recurse_child_len(child, prefix_len) != child.len)
            return LIST_RANGE_MIXED;
        buffer_append(&range->children, text, child.len + 1);
    }
    for (size_t i = 0; i < page->count && range->children.len > 0; i++)
        if (recurse_child_len(page->objects[i]->key, prefix_len) != 0)
            return LIST_RANGE_MIXED; /* it may come again behind its prefix */
    return range->children.is_failed ? LIST_RANGE_MANY : LIST_RANGE_MORE;
}

enum list_range_end list_recurse_take(struct lister *lister, struct list_range *range)
{
    struct page *const page = &lister->page;
    const bool is_first = !range->has_page;
    if (range->list.has_delimiter) {
        const enum list_range_end end = recurse_collect(range, page);
        return end == LIST_RANGE_MORE ? list_range_advance(range, page) : end;
    }
    if (!lister->may_recurse || !is_first || !page->has_more || !recurse_pays(lister, range))
        return list_range_advance(range, page);
    page_clear(page);
    range->list.has_delimiter = true;
    return LIST_RANGE_MORE;
}

static int recurse_compare(const void *a, const void *b)
{
    const char *const *const left = a, *const *const right = b;
    return strcmp(*left, *right);
}

enum list_range_end list_recurse_end(struct lister *lister, struct list_range *range)
{
    const char *const texts = (const char *)range->children.ptr;
    size_t count = 0;
    for (size_t at = 0; at < range->children.len; at += strlen(texts + at) + 1)
        count++;
    if (count == 0)
        return LIST_RANGE_DONE;
    const char **const sorted = malloc(count * sizeof *sorted);
    if (sorted == NULL)
        return LIST_RANGE_MEMORY;
    for (size_t at = 0, i = 0; i < count; at += strlen(texts + at) + 1)
        sorted[i++] = texts + at;
    qsort(sorted, count, sizeof *sorted, recurse_compare);
    for (size_t i = count; i-- > 0;) /* the first is taken first */
        if (i == 0 || strcmp(sorted[i - 1], sorted[i]) != 0)
            buffer_append(&lister->pending, sorted[i], strlen(sorted[i]) + 1);
    free(sorted);
    return lister->pending.is_failed ? LIST_RANGE_MANY : LIST_RANGE_DONE;
}

/* ---- what is to be listed ---- */

/* Takes the last prefix off what is pending. */
static const char *recurse_pop(struct buffer *pending)
{
    size_t at = pending->len - 1;
    while (at > 0 && pending->ptr[at - 1] != '\0')
        at--;
    pending->len = at;
    return (const char *)pending->ptr + at;
}

bool list_recurse_start(struct lister *lister)
{
    while (lister->pending.len > 0 && lister->count < lister->parallel_max) {
        struct list_query list = lister->list;
        list.prefix = recurse_pop(&lister->pending);
        struct list_range *const range =
            list_range_create(&lister->host, &list, (struct span){NULL, 0});
        if (range == NULL)
            return false;
        lister->ranges[lister->count++] = range;
    }
    return true;
}
