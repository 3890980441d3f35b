/* Looks for the worst of the affine classifiers whose loss is at most Lbar: from one of them,
 * steps that lose as many points as they can and stay inside.
 *
 * These classifiers form a convex set: the way between two of them never leaves it (T9). So
 * an adversary may go by any way that ends inside. It goes down the loss less a price for
 * misclassified weight, made smooth at first and less so later, from several places; then it
 * holds what is lost, one point more or one in place of another; then it looks nearby at
 * random.
 */
#ifndef DC_FLOOR_AFFINE_ADVERSARY_H
#define DC_FLOOR_AFFINE_ADVERSARY_H

#include "base/halt.h"
#include "floor/affine/surrogate.h"

typedef struct dc_adversary_task {
    dc_terrain terrain;
    const double *start; /* [classes][dims]: where it begins; of a loss of at most Lbar */
    double loss;         /* what a computed loss may be */

    /* Told of each classifier that loses more than the one before, and of the passes over the
     * points until then. True: nothing can lose more, as far as is known; a twentieth of the
     * work follows. */
    bool (*found)(void *user, const double *theta, uint64_t passes);
    void *user;

    uint64_t seed; /* of its random numbers */
    double work;   /* about that many operations, and some thousand passes at least */
    dc_halt *halt;
} dc_adversary_task;

/* Bytes that it takes on so many points. */
size_t dc_adversary_bytes(size_t points, size_t parameters, size_t classes);

/* About how many operations a pass over the points is. */
double dc_adversary_pass(const dc_terrain *terrain);

/* *passes over the points were made. The same task finds the same, on one CPU type, unless
 * halted. False when memory is out. */
bool dc_adversary_play(const dc_adversary_task *task, uint64_t *passes);

#endif
