/* Minimises the convex function whose slopes are slope.h's: the loss, less the price of
 * being misclassified, as far as decisions allow. Newton's method with conjugate gradients
 * inside: no matrix is made, and one iteration costs some passes over the points. */
#ifndef DC_FLOOR_AFFINE_DESCENT_H
#define DC_FLOOR_AFFINE_DESCENT_H

#include "floor/affine/instance.h"
#include "floor/affine/slope.h"

/* Work space of one thread. */
typedef struct dc_descent {
    const dc_instance *instance;
    double *theta;   /* [rows][dims], in the whitened coordinates */
    double *scores;  /* [points][classes]; the last one is 0 */
    double *shares;  /* [points][classes] */
    dc_slope *slope; /* [points] */
    double gradient; /* its length, after dc_descent_run */
    double *work;
} dc_descent;

/* What is minimised. */
typedef struct dc_decisions {
    const uint8_t *rival; /* [points][classes]; NULL: all open */
    dc_toll toll;
} dc_decisions;

static inline dc_standpoint dc_decisions_of(const dc_decisions *decisions,
                                            const dc_instance *instance, size_t s) {
    return (dc_standpoint){ instance->classes, instance->label[s],
                            decisions->rival ? decisions->rival + s * instance->classes
                                             : NULL };
}

/* False when memory is out. */
bool dc_descent_create(dc_descent *descent, const dc_instance *instance);
void dc_descent_destroy(dc_descent *descent);

/* Goes down from theta until the gradient is shorter than `enough`, at most `steps` times.
 * theta, scores, shares and slope are those of the last place. */
void dc_descent_run(dc_descent *descent, const dc_decisions *decisions, double enough,
                    int steps);

/* scores, shares and slope at theta, and the gradient's length. */
void dc_descent_look(dc_descent *descent, const dc_decisions *decisions);

/* vector[rows][dims] = the sum of columns[rows][points] times z: the derivative by theta
 * of what has such derivatives by the scores. */
void dc_descent_gather(const dc_instance *instance, double *vector,
                       const double *columns);

/* scores at theta; the cross-entropy there, about; misclassified mass, ties included. */
double dc_descent_loss(dc_descent *descent, double *wrong);

#endif
