/* What one point contributes to a proof (docs/data-floor-certificate.md, section 5). */
#ifndef DC_FLOOR_AFFINE_POINT_H
#define DC_FLOOR_AFFINE_POINT_H

#include "floor/affine/entropy.h"

/* What has been decided of the margin of a point to a rival class. */
enum { DC_RIVAL_OPEN = 0, DC_RIVAL_POSITIVE = 1, DC_RIVAL_NEGATIVE = 2 };

/* The decisions about one point of class `own`. */
typedef struct dc_standpoint {
    size_t classes, own;
    const uint8_t *rival; /* [classes]; that of `own` has no meaning. NULL: all open */
} dc_standpoint;

/* e = what shares[classes] contribute, k being the price of being misclassified, over
 * 2^DC_ENTROPY_BITS. False if a share is negative where it may not be. */
bool dc_point_contribution(int64_t *e, const dc_entropy *entropy, dc_standpoint point,
                           const int32_t *shares, int64_t k);

#endif
