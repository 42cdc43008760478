/* What does not win. */
#include "detectors/scan_losers.h"

#include "detectors/classmap.h"

#include <stdlib.h>
#include <string.h>

struct scan_losers {
    uint8_t counts[TILE_MAX];
    struct finding findings[TILE_MAX][SCAN_LOSERS_MAX];
};

struct scan_losers *scan_losers_create(void)
{
    return calloc(1, sizeof(struct scan_losers)); /* pages that are never written cost nothing */
}

void scan_losers_free(struct scan_losers *losers)
{
    free(losers);
}

void scan_losers_clear(struct scan_losers *losers)
{
    memset(losers->counts, 0, sizeof losers->counts);
}

static bool is_better(const struct finding *left, const struct finding *right)
{
    if (left->confidence != right->confidence) {
        return left->confidence > right->confidence;
    }
    if (left->length != right->length) {
        return left->length > right->length;
    }
    return left->detector < right->detector;
}

void scan_losers_add(struct scan_losers *losers, const struct finding *finding)
{
    struct finding *const row = losers->findings[finding->offset];
    uint8_t *const count = &losers->counts[finding->offset];
    size_t worst = 0;
    for (size_t i = 0; i < *count; i++) {
        if (row[i].detector == finding->detector && row[i].length == finding->length) {
            row[i] = is_better(finding, &row[i]) ? *finding : row[i];
            return; /* seen from two places */
        }
    }
    if (*count < SCAN_LOSERS_MAX) {
        row[(*count)++] = *finding;
        return;
    }
    for (size_t i = 1; i < SCAN_LOSERS_MAX; i++) {
        worst = is_better(&row[worst], &row[i]) ? i : worst;
    }
    if (is_better(finding, &row[worst])) {
        row[worst] = *finding;
    }
}

static bool comes_before(const struct finding *left, const struct finding *right)
{
    return left->detector != right->detector ? left->detector < right->detector
                                             : is_better(left, right);
}

size_t scan_losers_at(const struct scan_losers *losers, size_t at,
                      struct finding out[SCAN_LOSERS_MAX])
{
    const size_t count = losers->counts[at];
    for (size_t i = 0; i < count; i++) {
        size_t place = i;
        while (place > 0 && comes_before(&losers->findings[at][i], &out[place - 1])) {
            out[place] = out[place - 1];
            place--;
        }
        out[place] = losers->findings[at][i];
    }
    return count;
}

bool scan_losers_any(const struct scan_losers *losers, size_t at)
{
    return losers->counts[at] > 0;
}
