#include "loss/kernels.h"
