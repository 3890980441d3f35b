/* Predictions made up for tests. */
#ifndef PREDICTIONS_OF_H
#define PREDICTIONS_OF_H

#include <stdlib.h>

#include <doublecheck/variability.h>

#include "base/random.h"

/* Logits are multiples of 1/8 in [-spread, spread] / 8: small spreads have many ties. */
static dc_predictions predictions_random(size_t points, size_t classes, size_t models,
                                         size_t candidates, int64_t spread,
                                         dc_random *random) {
    dc_predictions p = { .points = points,
                         .classes = classes,
                         .models = models,
                         .candidates = candidates,
                         .label = calloc(points, sizeof *p.label),
                         .logits = calloc(models * points * classes, sizeof *p.logits) };
    assert_non_null(p.label);
    assert_non_null(p.logits);
    for (size_t s = 0; s < points; s++)
        p.label[s] = (int)dc_random_below(random, classes);
    for (size_t l = 0; l < models * points * classes; l++)
        p.logits[l] = (double)dc_random_between(random, -spread, spread) / 8;
    return p;
}

#endif
