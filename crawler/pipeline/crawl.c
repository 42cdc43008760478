/* Listers: threads that list the sources, one after the other, into the queue. */
#include "crawler/pipeline/crawl.h"

#include "crawler/pipeline/inventory_crawl.h"

/* What a lister passes to its pages. */
struct crawl_page {
    struct crawl *crawl;
    struct crawl_source *source;
    struct crawl_scratch *scratch;
};

#define URI_LIMIT ((size_t)64 << 10)

bool crawl_scratch_open(struct crawl_scratch *scratch)
{
    buffer_init(&scratch->uri, URI_LIMIT);
    scratch->memory = pattern_memory_create();
    return scratch->memory != NULL;
}

void crawl_scratch_close(struct crawl_scratch *scratch)
{
    pattern_memory_free(scratch->memory);
    buffer_wipe(&scratch->uri);
}

/* enum filter_kind that leaves the object out, or -1. */
static int crawl_judge(const struct crawl *crawl, const struct store *store,
                       struct crawl_scratch *scratch, const struct object *object)
{
    int kind = -1;
    if (crawl->filter != NULL)
        kind = filter_judge(crawl->filter, scratch->memory, object);
    if (kind >= 0 || crawl->since == NULL)
        return kind;
    buffer_clear(&scratch->uri);
    store_object_uri(store, object, &scratch->uri);
    return since_has(crawl->since, &scratch->uri, object) ? FILTER_SINCE : -1;
}

enum status crawl_push(struct crawl *crawl, struct crawl_source *source,
                       struct crawl_scratch *scratch, struct object *object)
{
    const uint64_t size = object->size;
    const int kind = crawl_judge(crawl, source->store, scratch, object);
    if (kind >= 0) {
        source->filtered++;
        atomic_fetch_add(&crawl->filtered[kind], 1);
        object_free(object);
        return STATUS_OK;
    }
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
    return crawl_push(page->crawl, page->source, page->scratch, object);
}

/* Lists one source to its end, its failure or the end of the run. */
static void crawl_source(struct crawl *crawl, size_t index, struct http *http,
                         struct crawl_scratch *scratch)
{
    struct crawl_source *const source = &crawl->sources[index];
    if (source->inventory != NULL) {
        inventory_crawl(crawl, index, http, scratch);
        return;
    }
    if (source->store == NULL)
        return; /* it could not be opened, which was said already */
    struct crawl_page page = {.crawl = crawl, .source = source, .scratch = scratch};
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
        fault_set(&source->fault, REASON_LIMIT_MEMORY,
                  "not enough memory, or open files (ulimit -n), to list this source");
    source->requests = lister != NULL ? lister_requests(lister) : 0;
    lister_free(lister);
}

void *crawl_run(void *user)
{
    struct crawl *const crawl = user;
    const struct http_options options = {
        .cancelled = crawl->cancelled,
        .window = crawl->listing.parallel > 0 ? crawl->listing.parallel : 1};
    struct http *const http = http_create(crawl->environment, &options);
    struct crawl_scratch scratch;
    const bool is_ready = crawl_scratch_open(&scratch) && http != NULL;
    for (;;) {
        const size_t index = atomic_fetch_add(&crawl->next, 1);
        if (index >= crawl->source_count)
            break;
        if (is_ready) {
            crawl_source(crawl, index, http, &scratch);
        } else {
            crawl->sources[index].is_failed = true;
            fault_set(&crawl->sources[index].fault, REASON_LIMIT_MEMORY,
                      "not enough memory, or open files (ulimit -n), to list this source");
        }
    }
    crawl_scratch_close(&scratch);
    http_free(http);
    return NULL;
}
