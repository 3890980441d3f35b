#define DC_SINGLE_PRECISION
#include "loss/kernels.h"
