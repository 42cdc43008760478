/* What lister.c, list_share.c and list_recurse.c have in common, and nobody else. */
#ifndef CRAWLER_STORE_LISTER_H
#define CRAWLER_STORE_LISTER_H

#include "crawler/store/list_range.h"
#include "crawler/store/local.h"
#include "crawler/store/pace.h"

#define LIST_CHILDREN_MAX 32 /* a page of no order shows more of them than one in order */
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
    size_t page_size;      /* objects of the largest page */
    uint64_t pages;        /* read so far */
    unsigned parallel_max; /* requests at once, as was asked for */
    struct pace pace;      /* as many as the store bears */
    bool is_whole;         /* must not be cut: keys have another order, or none */
    uint64_t cuts;         /* so far */
    bool is_proven;        /* the store began behind a cut, as it was asked to */
    bool has_uploads;      /* uploads in progress are to be listed at the end */
    bool may_recurse;      /* see list_recurse_take() */
    unsigned children_max; /* that a page may show, for recursing to pay */
    struct buffer pending; /* prefixes that are still to be listed, terminated */
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

/*
 * Listings that cannot be cut, since their keys have no order or only the store can go on with them
 * (S3 Express, Azure), are listed by prefix instead: what comes up to the next '/' by one request
 * after the other, and each prefix that ends there by itself. Whatever order a store has, each key
 * is in one of these parts, and in no other.
 *
 * A part of one page costs no request more. The first page of a longer one is thrown away, where it
 * shows few prefixes only, so that each of them promises many keys; else the listing just goes on.
 */

/* Whether a listing of the store may go by prefix. */
bool list_recurse_suits(const struct lister *lister);

/* Takes the page of a range of a listing that is not cut. */
enum list_range_end list_recurse_take(struct lister *lister, struct list_range *range);

/* A range was listed to its end: the prefixes that it found are to be listed, each once. */
enum list_range_end list_recurse_end(struct lister *lister, struct list_range *range);

/* Starts what is to be listed, as far as requests may be under way. False when memory is short. */
bool list_recurse_start(struct lister *lister);

#endif
