#include "network/kernel.h"

static const dc_kernel *const kernels[DC_VARIANTS] = {
    [DC_DOUBLE] = &dc_kernel_double,
    [DC_SINGLE] = &dc_kernel_single,
#ifdef DC_HAVE_WIDE
    [DC_DOUBLE_WIDE] = &dc_kernel_double_wide,
    [DC_SINGLE_WIDE] = &dc_kernel_single_wide,
#endif
};

const dc_kernel *dc_kernel_of(dc_variant variant) {
    return kernels[variant];
}
