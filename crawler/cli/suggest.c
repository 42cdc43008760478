/* The known word that is nearest to what somebody typed. */
#include "crawler/cli/suggest.h"

#include <limits.h>
#include <string.h>

void suggest_init(struct suggest *suggest, const char *typed)
{
    *suggest = (struct suggest){.typed = typed, .distance = UINT_MAX};
}

static unsigned suggest_min(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

unsigned suggest_distance(const char *a, const char *b)
{
    /* Rows of the usual table; two before, one before, this. Words that do not fit are far away. */
    unsigned rows[3][SUGGEST_WORD_SIZE];
    const size_t a_len = strlen(a), b_len = strlen(b);
    if (a_len >= SUGGEST_WORD_SIZE || b_len >= SUGGEST_WORD_SIZE)
        return UINT_MAX;
    for (size_t j = 0; j <= b_len; j++)
        rows[0][j] = (unsigned)j;
    for (size_t i = 1; i <= a_len; i++) {
        unsigned *const row = rows[i % 3];
        const unsigned *const last = rows[(i + 2) % 3];
        const unsigned *const before = rows[(i + 1) % 3];
        row[0] = (unsigned)i;
        for (size_t j = 1; j <= b_len; j++) {
            row[j] = suggest_min(suggest_min(last[j], row[j - 1]) + 1,
                                 last[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = suggest_min(row[j], before[j - 2] + 1);
        }
    }
    return rows[a_len % 3][b_len];
}

void suggest_offer(struct suggest *suggest, const char *word)
{
    const size_t len = strlen(word), typed_len = strlen(suggest->typed);
    if (len >= SUGGEST_WORD_SIZE)
        return;
    unsigned distance = suggest_distance(suggest->typed, word);
    if (typed_len >= 3 && strncmp(suggest->typed, word, typed_len) == 0)
        distance = 0;
    if (distance > (len + 2) / 3 || distance >= suggest->distance)
        return;
    suggest->distance = distance;
    memcpy(suggest->best, word, len + 1);
}
