/* Finds marks in blocks of text. */
#include "crawler/read/mark_find.h"

#include "crawler/read/lane_bits.h"

#include <string.h>

/* Vectors of 16 bytes are native wherever there are any; wider ones are chosen at run time. */
#define MARK_LANES 16
#define MARK_NAME(name) name##_16
#define MARK_TARGET
#include "crawler/read/mark_find_lanes.h"
#undef MARK_LANES
#undef MARK_NAME
#undef MARK_TARGET

#if defined(__x86_64__)

#define MARK_BITS uint32_t
#define MARK_MOVE_BITS __builtin_ia32_pmovmskb256
#define MARK_LANES 32
#define MARK_NAME(name) name##_32
#define MARK_TARGET __attribute__((target("avx2")))
#include "crawler/read/mark_find_lanes.h"
#undef MARK_BITS
#undef MARK_LANES
#undef MARK_MOVE_BITS
#undef MARK_NAME
#undef MARK_TARGET

#define MARK_BITS uint64_t
#define MARK_MOVE_BITS __builtin_ia32_cvtb2mask512
#define MARK_LANES 64
#define MARK_NAME(name) name##_64
#define MARK_TARGET __attribute__((target("avx512bw")))
#include "crawler/read/mark_find_lanes.h"

mark_find_fn mark_find_choose(enum mark mark, size_t lanes_max)
{
    if (lanes_max >= 64 && __builtin_cpu_supports("avx512bw"))
        return mark_finders_64[mark];
    if (lanes_max >= 32 && __builtin_cpu_supports("avx2"))
        return mark_finders_32[mark];
    return mark_finders_16[mark];
}

#else

mark_find_fn mark_find_choose(enum mark mark, size_t lanes_max)
{
    (void)lanes_max;
    return mark_finders_16[mark];
}

#endif
