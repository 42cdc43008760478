/* Finds the bytes that may begin something to be folded. */
#include "crawler/read/fold_find.h"

#include <string.h>

/* Vectors of 16 bytes are native wherever there are any; of 32 with AVX2. */
#if defined(__SSE2__)
#define FOLD_MOVE_BITS __builtin_ia32_pmovmskb128
#endif
#define FOLD_LANES 16
#define FOLD_NAME(name) name##_16
#define FOLD_TARGET
#include "crawler/read/fold_find_lanes.h"
#undef FOLD_LANES
#undef FOLD_MOVE_BITS
#undef FOLD_NAME
#undef FOLD_TARGET

static const struct fold_finder portable = {fold_mask_16, fold_wide_mask_16, fold_skip_16};

#if defined(__x86_64__)

#define FOLD_MOVE_BITS __builtin_ia32_pmovmskb256
#define FOLD_LANES 32
#define FOLD_NAME(name) name##_32
#define FOLD_TARGET __attribute__((target("avx2")))
#include "crawler/read/fold_find_lanes.h"

/* All that the compiler may use in fold_find_avx512.c. */
static bool fold_has_avx512(void)
{
    return __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vbmi") &&
           __builtin_cpu_supports("avx512vbmi2") && __builtin_cpu_supports("avx512vpopcntdq") &&
           __builtin_cpu_supports("gfni") && __builtin_cpu_supports("bmi2");
}

struct fold_finder fold_finder_choose(size_t lanes_max)
{
    if (lanes_max >= 64 && fold_has_avx512())
        return (struct fold_finder){fold_mask_avx512, fold_wide_mask_avx512, fold_skip_avx512};
    if (lanes_max >= 32 && __builtin_cpu_supports("avx2"))
        return (struct fold_finder){fold_mask_32, fold_wide_mask_32, fold_skip_32};
    return portable;
}

#else

struct fold_finder fold_finder_choose(size_t lanes_max)
{
    (void)lanes_max;
    return portable;
}

#endif
