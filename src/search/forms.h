/* The linear forms of one slab over a box, for the case analysis.
 *
 * Variables z: the direction v, and for a slab of fixed width its centre c as one
 * more. With the slab's ends a(z) <= b(z) and its dilation's A(z), B(z) linear,
 *     k is inside      iff  p_k - a >= 0 and b - p_k >= 0,
 *     k is in kappa S  iff  p_k - A >= 0 and B - p_k >= 0,
 * each times a positive integer that clears denominators. On the box,
 * z_l = C_l u_chart + H_l u_l (z_chart = C_chart u_chart) with |u_l| <= u_chart;
 * forms are kept in these local variables u, in which the box is the unit cube. */
#ifndef DC_SEARCH_FORMS_H
#define DC_SEARCH_FORMS_H

#include <flint/fmpq.h>

#include "geometry/box.h"
#include "geometry/condition.h"
#include "geometry/space.h"

enum { DC_INNER_LOW, DC_INNER_HIGH, DC_OUTER_LOW, DC_OUTER_HIGH, DC_FORM_KINDS };

typedef struct dc_forms {
    const dc_space *space;
    size_t dims; /* of z: the space's, and one more with a centre */
    size_t chart;
    unsigned scale;
    fmpz *C, *H;              /* [dims] */
    fmpz *end[DC_FORM_KINDS]; /* [dims]: a, b, A, B, times the multipliers */
    fmpz_t times_inner, times_outer;
    fmpz *at_least; /* [dims]: the slab's own row >= 0, local; see has_row */
    bool has_row;
} dc_forms;

void dc_forms_init(dc_forms *forms, const dc_space *space, const dc_box *box,
                   bool centred);
void dc_forms_clear(dc_forms *forms);

/* The slab with ends at points i and j; its row is p_j - p_i >= width (or 0). */
void dc_forms_pair(dc_forms *forms, const dc_condition *condition, size_t i, size_t j,
                   const fmpq *width);

/* The slabs of exactly the given width with centre in [c_low, c_high], in the units of the
 * space's columns; this range is widened to integers over 2^scale, by at most 4 at either
 * end. False if it becomes the same as that of the call before. */
bool dc_forms_centre(dc_forms *forms, const dc_condition *condition, const fmpq *width,
                     double c_low, double c_high);

/* The local form of a point and kind: g[dims]. */
void dc_forms_local(fmpz *g, const dc_forms *forms, size_t point, int kind);

/* The sign of a local form on the whole box: 1 (>= 0), -1 (< 0), 0 (both). */
int dc_forms_sign(const fmpz *g, size_t dims, size_t chart);

/* z of the local solution u. */
void dc_forms_solution(fmpz *z, const dc_forms *forms, const fmpz *u);

#endif
