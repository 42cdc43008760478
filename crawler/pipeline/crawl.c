/* Listers: threads that list the sources, one after the other, into the queue. */
#include "crawler/pipeline/crawl.h"

/* What a lister passes to its pages. */
struct crawl_page {
    struct crawl *crawl;
    struct crawl_source *source;
};

enum status crawl_push(struct crawl *crawl, struct crawl_source *source, struct object *object)
{
    const uint64_t size = object->size;
    const enum status status = queue_push(crawl->queue, object);
    if (status != STATUS_OK) {
        object_free(object);
        return status;
    }
    source->listed++;
    atomic_fetch_add(&crawl->objects, 1);
    atomic_fetch_add(&crawl->bytes, size);
    return STATUS_OK;
}

static enum status crawl_take(void *user, struct object *object)
{
    const struct crawl_page *const page = user;
    return crawl_push(page->crawl, page->source, object);
}

/* Lists one source to its end, its failure or the end of the run. */
static void crawl_source(struct crawl *crawl, size_t index, struct http *http)
{
    struct crawl_source *const source = &crawl->sources[index];
    if (source->store == NULL)
        return; /* it could not be opened, which was said already */
    struct crawl_page page = {.crawl = crawl, .source = source};
    struct lister *const lister =
        lister_create(source->store, http, (unsigned)index, &crawl->listing);
    enum status status = lister != NULL ? STATUS_OK : STATUS_NO_MEMORY;
    while (status == STATUS_OK) {
        status = lister_next(lister, crawl_take, &page, &source->fault);
        if (status == STATUS_OK && atomic_load(crawl->cancelled))
            status = STATUS_CANCELLED;
    }
    source->is_complete = status == STATUS_END;
    source->is_failed = status != STATUS_END && status != STATUS_CANCELLED;
    if (status == STATUS_NO_MEMORY)
        fault_set(&source->fault, REASON_LIMIT_MEMORY, "not enough memory to list this source");
    lister_free(lister);
}

void *crawl_run(void *user)
{
    struct crawl *const crawl = user;
    const struct http_options options = {
        .cancelled = crawl->cancelled,
        .window = crawl->listing.parallel > 0 ? crawl->listing.parallel : 1};
    struct http *const http = http_create(crawl->environment, &options);
    for (;;) {
        const size_t index = atomic_fetch_add(&crawl->next, 1);
        if (index >= crawl->source_count)
            break;
        if (http != NULL) {
            crawl_source(crawl, index, http);
        } else {
            crawl->sources[index].is_failed = true;
            fault_set(&crawl->sources[index].fault, REASON_LIMIT_MEMORY,
                      "not enough memory to list this source");
        }
    }
    http_free(http);
    return NULL;
}
