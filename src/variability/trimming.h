/* The distance of a sample to the trimmings of another (dc_trimming_distance), where the
 * reference has been evaluated already. */
#ifndef DC_VARIABILITY_TRIMMING_H
#define DC_VARIABILITY_TRIMMING_H

#include <stddef.h>

typedef struct dc_trimming {
    size_t n;
    double *below; /* [n]: F0(y_i-), y_1 <= ... <= y_n */
    double *upto;  /* [n]: F0(y_i) */
    double *upper; /* [n + 1]: scratch */
} dc_trimming;

double dc_trimming_at(const dc_trimming *trimming, double alpha);

/* The least level that passes, if that is at least `from`; else `from`. */
double dc_trimming_least(const dc_trimming *trimming, double threshold, double from);

#endif
