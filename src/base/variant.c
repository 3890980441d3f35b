#include "base/variant.h"

#include <stdint.h>

static const struct {
    bool wide;
    uint8_t bytes;
} variants[DC_VARIANTS] = {
    [DC_DOUBLE] = { false, sizeof(double) },
    [DC_SINGLE] = { false, sizeof(float) },
    [DC_DOUBLE_WIDE] = { true, sizeof(double) },
    [DC_SINGLE_WIDE] = { true, sizeof(float) },
};

bool dc_variant_runs(dc_variant variant) {
#ifdef DC_HAVE_WIDE
    return !variants[variant].wide ||
           (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"));
#else
    return !variants[variant].wide;
#endif
}

dc_variant dc_variant_best(bool single) {
    dc_variant wide = single ? DC_SINGLE_WIDE : DC_DOUBLE_WIDE;
    dc_variant plain = single ? DC_SINGLE : DC_DOUBLE;
    return dc_variant_runs(wide) ? wide : plain;
}

size_t dc_variant_size(dc_variant variant) {
    return variants[variant].bytes;
}

size_t dc_variant_padded(dc_variant variant, size_t width) {
    size_t lanes = DC_WIDEST_BYTES / variants[variant].bytes;
    return (width + lanes - 1) / lanes * lanes;
}
