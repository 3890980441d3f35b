#include "network/kernels.h"
