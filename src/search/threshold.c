#include "search/threshold.h"

#include <math.h>

static unsigned bits_of(dc_mass mass) {
    unsigned bits = 0;
    for (; mass > 0; mass >>= 1)
        bits++;
    return bits;
}

unsigned dc_count_unit(dc_mass total) {
    unsigned bits = bits_of(total);
    return bits > DC_COUNT_BITS ? bits - DC_COUNT_BITS : 0;
}

static void set_ratio(dc_threshold *threshold, dc_mass num, dc_mass den) {
    unsigned bits = bits_of(num > den ? num : den);
    unsigned shift = bits > DC_COUNT_BITS ? bits - DC_COUNT_BITS : 0;
    threshold->num = dc_count_above(num, shift);
    threshold->den = dc_count_below(den, shift);
    threshold->allowed = (double)threshold->den / (double)threshold->num *
                         (1 - ldexp(1, -50));
}

void dc_threshold_set(dc_threshold *threshold, const dc_condition *condition,
                      unsigned unit) {
    threshold->floor = dc_count_below(condition->floor, unit);
    threshold->enough = dc_count_above(condition->enough, unit);
    threshold->unbounded = condition->ratio_infinite;
    if (!condition->ratio_infinite)
        set_ratio(threshold, condition->ratio_num, condition->ratio_den);
}
