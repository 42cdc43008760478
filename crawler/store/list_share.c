/* Shares a listing out among several requests: which part is cut, and where. */
#include "crawler/store/lister.h"

#include <math.h>

#define PAGES_LEFT_MIN 3
#define GROWTH_MAX 4    /* pages to come for each that was read */
#define CUTS_UNPROVEN 8 /* before the store showed that it begins where it is asked to */
#define CUTS_FREE 64
#define PAGES_A_CUT 3

/* How many pages the part has left, as far as anybody knows. */
static double share_guess(const struct lister *lister, const struct list_range *range)
{
    const double most = lister->is_proven ? GROWTH_MAX * (double)lister->pages : UINT32_MAX;
    return ldexp(range->pages_left < most ? range->pages_left : most, -(int)range->cuts);
}

/* The part with most left; NULL: none is worth a cut. */
static struct list_range *share_choose(const struct lister *lister)
{
    struct list_range *best = NULL;
    double most = PAGES_LEFT_MIN;
    for (size_t i = 0; i < lister->count; i++) {
        struct list_range *const range = lister->ranges[i];
        const double guess = share_guess(lister, range);
        if (range->is_unsplittable || guess < most)
            continue;
        best = range;
        most = guess;
    }
    return best;
}

static bool share_may_cut(const struct lister *lister)
{
    if (!lister->is_proven && lister->cuts >= CUTS_UNPROVEN)
        return false;
    return lister->count < lister->pace.now &&
           lister->cuts < CUTS_FREE + lister->pages / PAGES_A_CUT;
}

bool list_share_cut(struct lister *lister)
{
    if (lister->is_whole || lister->parallel_max < 2)
        return true;
    while (share_may_cut(lister)) {
        struct list_range *const range = share_choose(lister);
        if (range == NULL)
            return true;
        const struct list_gap gap = list_range_gap(range);
        const size_t level = range->is_bounded ? 0 : range->level;
        if (!list_split_cut(&lister->alphabet, &gap, level, &lister->cut)) {
            range->is_unsplittable = true;
            continue;
        }
        const struct span middle = {lister->cut.ptr, lister->cut.len};
        struct list_range *const rest = list_range_cut(range, middle);
        if (rest == NULL)
            return false;
        lister->ranges[lister->count++] = rest;
        lister->cuts++;
    }
    return true;
}
