/* The same for floats. */
#define DC_SINGLE_PRECISION
#include "test_elementary.c"
