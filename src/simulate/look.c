#include "simulate/look.h"

#include <math.h>

void dc_look_weigh(dc_look *look, const dc_samples *samples, const double *margins,
                   const dc_rounding *rounding) {
    double total = 0, certain = 0, possible = 0, sum = 0, least = HUGE_VAL;
    for (size_t s = 0; s < samples->points; s++) {
        double weight = samples->weight[s], margin = margins[s];
        total += weight;
        certain += margin > rounding->margin ? weight : 0;
        possible += margin < -rounding->margin ? 0 : weight;
        sum += weight * margin;
        least = margin < least || isnan(margin) ? margin : least;
    }
    look->certain = fmax(certain / total - rounding->share, 0);
    look->possible = fmin(possible / total + rounding->share, 1);
    look->least_margin = least;
    look->mean_margin = sum / total;
}
