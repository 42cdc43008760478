/* Looks at one word after the other, with the shifts of processors that have AVX2. */
#include "detectors/wordmap_find.h"

#if defined(__BMI2__)

void wordmap_fill_avx2(const struct wordmap_table *table, const struct wordmap_text *text,
                       struct wordmap *map)
{
    find_words(table, text, map);
}

#endif
