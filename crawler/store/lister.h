/* What lister.c and list_share.c have in common, and nobody else. */
#ifndef CRAWLER_STORE_LISTER_H
#define CRAWLER_STORE_LISTER_H

#include "crawler/store/list_range.h"
#include "crawler/store/local.h"

#define LIST_CUT_LIMIT ((size_t)4 << 10) /* keys have 1,024 bytes */

struct lister {
    struct local_walk *walk; /* PROVIDER_LOCAL; the rest is for the others */
    struct page_host host;
    struct list_query list; /* of all parts */
    struct page page;       /* read last */
    struct list_range *ranges[LIST_PARALLEL_MAX];
    size_t count;
    struct list_alphabet alphabet;
    struct buffer cut;
    size_t page_size;        /* objects of the largest page */
    uint64_t pages;          /* read so far */
    unsigned parallel_max;   /* requests at once, as was asked for */
    unsigned parallel;       /* as the store bears */
    unsigned seen_throttled; /* of the host, when parallel was set last */
    uint64_t paced_requests; /* answers to requests before this one say nothing new */
    uint64_t paced_pages;    /* pages, when parallel was set last */
    bool is_whole;           /* must not be cut: keys have another order, or none */
    uint64_t cuts;           /* so far */
    bool is_proven;          /* the store began behind a cut, as it was asked to */
    bool has_uploads;        /* uploads in progress are to be listed at the end */
};

/*
 * Cuts parts that have much left to list, as long as more requests may be under way: live, by what
 * was listed so far. To be called behind each page that was read. False when memory is short.
 *
 * Few objects cost no request more than without: there is nothing to cut before the first page is
 * read and says that there are more. First up to eight cuts are tried. Nobody knows what is
 * left, so it is taken to be at most four times what was listed. A cut costs one request more, also
 * where nothing lies behind it, or two; there are at most 64 and one for every three pages.
 */
bool list_share_cut(struct lister *lister);

#endif
