/* Chooses what the processor at hand can run. */
#include "detectors/variant.h"

static const struct variant portable = {
    "portable",
    classmap_fill_scalar,
    shapes_find_scalar,
    wordmap_fill_scalar,
};

#if defined(__x86_64__)
static const struct variant avx2 = {
    "avx2",
    classmap_fill_avx2,
    shapes_find_avx2,
    wordmap_fill_avx2,
};
static const struct variant avx512 = {
    "avx512",
    classmap_fill_avx512,
    shapes_find_avx512,
    wordmap_fill_avx512,
};

static bool has_avx2(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2");
}

static bool has_avx512(void)
{
    return __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vbmi") &&
           __builtin_cpu_supports("avx512vbmi2") && __builtin_cpu_supports("avx512vpopcntdq") &&
           __builtin_cpu_supports("gfni") && has_avx2();
}
#endif

const struct variant *variant_choose(enum scan_variant wanted)
{
#if defined(__x86_64__)
    __builtin_cpu_init();
    if ((wanted == SCAN_FASTEST || wanted == SCAN_AVX512) && has_avx512()) {
        return &avx512;
    }
    if (wanted != SCAN_PORTABLE && has_avx2()) {
        return &avx2;
    }
#else
    (void)wanted;
#endif
    return &portable;
}

const char *scan_fastest_variant(void)
{
    return variant_choose(SCAN_FASTEST)->name;
}
