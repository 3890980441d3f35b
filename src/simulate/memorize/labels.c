#include <doublecheck/memorize.h>

#include "base/random.h"

size_t dc_memorize_labels(int *given, const dc_samples *samples, double eta,
                          uint64_t seed) {
    dc_random random;
    size_t replaced = 0;
    dc_random_seed(&random, seed);
    for (size_t s = 0; s < samples->points; s++) {
        double u = dc_random_unit(&random);
        int right = samples->label[s];
        int other = (int)dc_random_below(&random, samples->classes - 1);
        other += other >= right;
        given[s] = u < eta ? other : right;
        replaced += u < eta;
    }
    return replaced;
}
