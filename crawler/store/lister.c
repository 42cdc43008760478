/* Lists a store page by page: one part after the other, or many at once. */
#include "crawler/store/lister.h"

#include "crawler/store/aws_endpoint.h"
#include "crawler/store/local.h"

#include <stdlib.h>

#define DRIVE_MS 1000
#define PENDING_LIMIT ((size_t)128 << 20) /* prefixes */
#define CHILDREN_MAX_ORDERED 8            /* that one page may show */
#define CHILDREN_MAX_UNORDERED LIST_CHILDREN_MAX

/* ---- making ---- */

/* What is asked for first. Azure has one kind of listing for everything. */
static struct list_query lister_query(const struct store *store, const struct list_options *options)
{
    struct list_query list = {
        .kind = LIST_OBJECTS, .prefix = store->locator.prefix, .page_size = options->page_size};
    list.include = (options->versions ? (unsigned)LIST_INCLUDE_VERSIONS : 0) |
                   (options->uploads ? (unsigned)LIST_INCLUDE_UPLOADS : 0) |
                   (options->tags ? (unsigned)LIST_INCLUDE_TAGS : 0) |
                   (options->metadata ? (unsigned)LIST_INCLUDE_METADATA : 0);
    if (store->locator.provider == PROVIDER_S3 && options->versions)
        list.kind = LIST_VERSIONS;
    return list;
}

static bool lister_add(struct lister *lister, struct list_range *range)
{
    if (range == NULL)
        return false;
    lister->ranges[lister->count++] = range;
    return true;
}

/* Begins to list everything of one kind. */
static bool lister_begin(struct lister *lister, enum list_kind kind)
{
    lister->list.kind = kind;
    return lister_add(lister,
                      list_range_create(&lister->host, &lister->list, (struct span){NULL, 0}));
}

struct lister *lister_create(const struct store *store, struct http *http, unsigned source,
                             const struct list_options *options)
{
    struct lister *const lister = calloc(1, sizeof *lister);
    if (lister == NULL)
        return NULL;
    const bool is_s3 = store->locator.provider == PROVIDER_S3;
    bool is_made;
    lister->host = (struct page_host){.store = store, .http = http, .source = source};
    lister->has_uploads = options->uploads && is_s3;
    lister->parallel_max = options->parallel < 1                   ? 1
                           : options->parallel < LIST_PARALLEL_MAX ? options->parallel
                                                                   : LIST_PARALLEL_MAX;
    pace_init(&lister->pace, lister->parallel_max);
    page_init(&lister->page);
    buffer_init(&lister->cut, LIST_CUT_LIMIT);
    buffer_init(&lister->pending, PENDING_LIMIT);
    if (store->locator.provider == PROVIDER_LOCAL) {
        lister->walk = local_walk_create(&store->local, source);
        is_made = lister->walk != NULL;
    } else {
        /* "S3 Express One Zone ... doesn't return objects in lexicographical order". */
        lister->is_whole = !is_s3 || aws_endpoint_is_express(store->s3.bucket);
        lister->list = lister_query(store, options);
        lister->may_recurse = lister->is_whole && list_recurse_suits(lister);
        lister->children_max = is_s3 ? CHILDREN_MAX_UNORDERED : CHILDREN_MAX_ORDERED;
        is_made = lister_begin(lister, lister->list.kind);
    }
    if (!is_made) {
        lister_free(lister);
        return NULL;
    }
    return lister;
}

void lister_free(struct lister *lister)
{
    if (lister == NULL)
        return;
    local_walk_free(lister->walk);
    while (lister->count > 0)
        list_range_free(lister->ranges[--lister->count]);
    page_free(&lister->page);
    buffer_free(&lister->cut);
    buffer_free(&lister->pending);
    free(lister);
}

uint64_t lister_requests(const struct lister *lister)
{
    return lister->host.requests;
}

/* ---- pages ---- */

static enum status lister_fail(struct lister *lister, enum list_range_end end, struct fault *fault)
{
    const char *const endpoint = provider_endpoint(lister->host.store);
    if (end == LIST_RANGE_MEMORY)
        return STATUS_NO_MEMORY;
    if (end == LIST_RANGE_CIRCLES) {
        fault_set(fault, REASON_READ_ERROR,
                  "the listing of %s goes round in circles: its continuation token "
                  "comes again, or never brings a key",
                  endpoint);
        return STATUS_STOP;
    }
    page_clear(&lister->page); /* other parts may have handed out the same */
    if (end == LIST_RANGE_MIXED || end == LIST_RANGE_MANY) {
        fault_set(fault, REASON_READ_ERROR, "%s %s: list it with --list-requests 1", endpoint,
                  end == LIST_RANGE_MIXED ? "does not list by delimiter as it should"
                                          : "has too many prefixes to list them one by one");
        return STATUS_STOP;
    }
    fault_set(fault, REASON_READ_ERROR,
              "%s does not list keys in the order of their bytes: list it with "
              "--list-requests 1",
              endpoint);
    return STATUS_STOP;
}

static void lister_drop(struct lister *lister, size_t index)
{
    list_range_free(lister->ranges[index]);
    lister->ranges[index] = lister->ranges[--lister->count];
}

/* Gives all keys back to the first range: the store does not begin where it is asked to, or not as
 * keys are ordered. */
static enum list_range_end lister_undo_cuts(struct lister *lister)
{
    while (lister->count > 1)
        lister_drop(lister, 1);
    lister->is_whole = true;
    buffer_clear(&lister->ranges[0]->until);
    page_clear(&lister->page);
    return LIST_RANGE_MORE;
}

/* Takes the page of a range. */
static enum list_range_end lister_take(struct lister *lister, struct list_range *range)
{
    if (lister->is_whole)
        return list_recurse_take(lister, range);
    const enum list_range_end end = list_range_take(range, &lister->page);
    if (lister->cuts == 0 && end == LIST_RANGE_UNORDERED) {
        lister->is_whole = true;
        return list_range_advance(range, &lister->page);
    }
    const bool is_wrong = end == LIST_RANGE_IGNORED || end == LIST_RANGE_UNORDERED;
    if (is_wrong && !lister->is_proven)
        return lister_undo_cuts(lister);
    lister->is_proven |= lister->cuts > 0;
    return end;
}

/* What the page says of how many there are. */
static void lister_learn(struct lister *lister, struct list_range *range, bool is_first)
{
    const struct page *const page = &lister->page;
    for (size_t i = 0; is_first && page->count > 0 && i < lister->count; i++)
        lister->ranges[i]->is_bounded |= list_range_is_before(lister->ranges[i], range);
    for (size_t i = 0; i < page->count; i++)
        list_alphabet_learn(&lister->alphabet, page->objects[i]->key);
    range->cuts = 0;
    lister->page_size = page->count > lister->page_size ? page->count : lister->page_size;
    if (page->count < 2)
        return;
    const struct span first = page->objects[0]->key;
    const struct list_gap gap = list_range_gap(range);
    range->level = list_key_shared(first, gap.at);
    const double keys = list_split_estimate(&lister->alphabet, first, page->count - 1, &gap);
    range->pages_left = keys / (double)lister->page_size;
}

/* Reads and takes the page of a range that was answered; OK also when it is asked for again. */
static enum status lister_read(struct lister *lister, size_t index, struct fault *fault)
{
    struct list_range *const range = lister->ranges[index];
    const bool is_first = !range->has_page;
    if (!page_request_read(&range->ask, &lister->page))
        return STATUS_OK;
    lister->pages++;
    enum list_range_end end = lister_take(lister, range);
    if (end == LIST_RANGE_DONE)
        end = list_recurse_end(lister, range);
    if (end != LIST_RANGE_MORE && end != LIST_RANGE_DONE)
        return lister_fail(lister, end, fault);
    if (!lister->is_whole)
        lister_learn(lister, range, is_first);
    if (end == LIST_RANGE_DONE)
        lister_drop(lister, index);
    return STATUS_OK;
}

/* ---- requests ---- */

/* Lets all go on that may, the first of them first. */
static void lister_ask(struct lister *lister)
{
    size_t asked = 0;
    for (size_t i = 0; i < lister->count; i++) {
        page_request_work(&lister->ranges[i]->ask);
        asked += lister->ranges[i]->ask.state == PAGE_ASKED;
    }
    const struct page_host *const host = &lister->host;
    const unsigned parallel =
        pace_follow(&lister->pace, host->throttled, host->requests, lister->pages);
    const bool waits_for_proof = lister->cuts > 0 && !lister->is_proven && !lister->is_whole;
    for (size_t i = waits_for_proof ? 1 : 0; i < lister->count && asked < parallel; i++) {
        struct list_range *const range = lister->ranges[i];
        if (range->ask.state != PAGE_NONE)
            continue;
        page_request_start(&range->ask, &range->list);
        asked++;
    }
}

static enum status lister_lost(struct lister *lister, struct fault *fault)
{
    for (size_t i = 0; i < lister->count; i++)
        if (lister->ranges[i]->ask.state == PAGE_LOST) {
            *fault = lister->ranges[i]->ask.fault;
            return lister->ranges[i]->ask.status;
        }
    return STATUS_OK;
}

static int lister_answered(const struct lister *lister)
{
    for (size_t i = 0; i < lister->count; i++)
        if (lister->ranges[i]->ask.state == PAGE_ANSWERED)
            return (int)i;
    return -1;
}

/* Waits for a page and takes it. END: there are no more. */
static enum status lister_next_page(struct lister *lister, struct fault *fault)
{
    for (;;) {
        lister_ask(lister);
        enum status status = lister_lost(lister, fault);
        if (status != STATUS_OK)
            return status;
        const int index = lister_answered(lister);
        if (index < 0) {
            if (http_drive(lister->host.http, DRIVE_MS) == STATUS_CANCELLED)
                return STATUS_CANCELLED;
            continue;
        }
        const uint64_t pages = lister->pages;
        status = lister_read(lister, (size_t)index, fault);
        if (status != STATUS_OK || lister->pages > pages)
            return status;
    }
}

/* ---- cutting ---- */

static enum status lister_hand_out(struct lister *lister, lister_take_fn take, void *user)
{
    struct page *const page = &lister->page;
    for (size_t i = 0; i < page->count; i++) {
        struct object *const object = page->objects[i];
        page->objects[i] = NULL;
        const enum status status = take(user, object);
        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}

/* When everything of one kind was listed. */
static enum status lister_end(struct lister *lister)
{
    if (!lister->has_uploads)
        return STATUS_END;
    lister->has_uploads = false;
    lister->may_recurse = false;
    lister->is_whole = true;
    return lister_begin(lister, LIST_UPLOADS) ? STATUS_OK : STATUS_NO_MEMORY;
}

enum status lister_next(struct lister *lister, lister_take_fn take, void *user, struct fault *fault)
{
    if (lister->walk != NULL)
        return local_walk_next(lister->walk, take, user, fault);
    enum status status = lister_next_page(lister, fault);
    if (status == STATUS_OK && (!list_share_cut(lister) || !list_recurse_start(lister)))
        status = STATUS_NO_MEMORY;
    if (status == STATUS_OK)
        lister_ask(lister); /* the next pages come while this one is handed out */
    const enum status taken = lister_hand_out(lister, take, user);
    page_clear(&lister->page);
    if (status != STATUS_OK || taken != STATUS_OK)
        return status != STATUS_OK ? status : taken;
    return lister->count > 0 ? STATUS_OK : lister_end(lister);
}
