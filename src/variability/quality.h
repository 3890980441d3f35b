/* Accuracy, calibration and churn. */
#ifndef DC_VARIABILITY_QUALITY_H
#define DC_VARIABILITY_QUALITY_H

#include <doublecheck/variability.h>

/* The class of the largest logit, of equal ones the first. */
size_t dc_quality_class(const double *logits, size_t classes);

/* Of logits[N][K]. */
dc_quality dc_quality_of(const double *logits, const int *label, size_t points,
                         size_t classes);

/* Share of points on which two models, class[N] each, name different classes. */
double dc_quality_churn(const uint32_t *a, const uint32_t *b, size_t points);

/* Fills in quality of models and of steps, and churn. DC_ENOMEM. */
DC_MUST_USE dc_status dc_quality_measure(dc_variability *variability,
                                         const dc_predictions *predictions,
                                         dc_error *error);

/* Bytes that this takes, of predictions of that shape. */
size_t dc_quality_bytes(const dc_predictions *shape);

#endif
