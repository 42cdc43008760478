/*
 * A part of a listing: the keys behind start, up to and with until, page by page. What the store
 * hands out beyond them belongs to another part and is dropped. Inside crawler/store only.
 */
#ifndef CRAWLER_STORE_LIST_RANGE_H
#define CRAWLER_STORE_LIST_RANGE_H

#include "crawler/store/list_cycle.h"
#include "crawler/store/list_split.h"
#include "crawler/store/page_request.h"

struct list_range {
    struct page_request ask;
    struct list_query list; /* over the texts below */
    struct buffer prefix;   /* terminated */
    struct buffer children; /* of a listing by delimiter: prefixes that were found, terminated */
    struct buffer start;    /* terminated; empty: from the first key */
    struct buffer until;    /* empty: to the last key */
    struct buffer at;       /* the last key that was listed; before the first: start */
    struct buffer cursor;
    struct list_cycle cycle;
    unsigned empty_pages; /* in a row */
    bool has_page;        /* one was read */
    bool is_unsplittable; /* no cut was found */
    bool is_bounded;      /* there are keys behind until */
    size_t level;         /* as of list_split_cut() */
    double pages_left;    /* a guess, made when a page was read */
    unsigned cuts;        /* since then; each halves the guess */
};

/* Behind start (ptr NULL: from the first key), of what begins with list->prefix, which is copied;
 * NULL when memory is short. Everything is listed until the caller sets until. */
struct list_range *list_range_create(struct page_host *host, const struct list_query *list,
                                     struct span start);
void list_range_free(struct list_range *range); /* accepts NULL */

/* What became of a page. */
enum list_range_end {
    LIST_RANGE_MORE,      /* list asks for the next one */
    LIST_RANGE_DONE,      /* there are no more keys in the range */
    LIST_RANGE_UNORDERED, /* keys do not come in the order of their bytes */
    LIST_RANGE_IGNORED,   /* the store does not begin where it was asked to */
    LIST_RANGE_CIRCLES,   /* pages lead nowhere */
    LIST_RANGE_MIXED,     /* keys behind the delimiter, beside prefixes that stand for such */
    LIST_RANGE_MANY,      /* more prefixes than there is memory for */
    LIST_RANGE_MEMORY
};

/* Takes the page that was read: drops what does not belong to the range, and moves on behind it.
 * After UNORDERED and IGNORED the page is as it was, and the range has not moved. */
enum list_range_end list_range_take(struct list_range *range, struct page *page);

/* Whether the listing goes on after page. For an unordered one, which is not cut. */
enum list_range_end list_range_advance(struct list_range *range, const struct page *page);

/* What is left of the range. */
struct list_gap list_range_gap(const struct list_range *range);

/* Whether the other range begins where this one ends. */
bool list_range_is_before(const struct list_range *range, const struct list_range *other);

/* Cuts the range: makes one of what lies behind middle. NULL when memory is short. */
struct list_range *list_range_cut(struct list_range *range, struct span middle);

#endif
