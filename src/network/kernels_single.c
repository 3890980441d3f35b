#define DC_SINGLE_PRECISION
#include "network/kernels.h"
