/* The tokens of leaves with cases (docs/certificate-format.md, section 10). */
#ifndef DC_CERTIFICATE_CASETREE_H
#define DC_CERTIFICATE_CASETREE_H

#include "certificate/text.h"

/* The heads of a pair's and of a stretch's tree; points count from 0 here. */
void dc_casetree_pair(dc_text *text, size_t i, size_t j);
void dc_casetree_stretch(dc_text *text, const fmpz_t centre, const fmpz_t half);

void dc_casetree_counted(dc_text *text);

/* A decision on a point's form 0 .. 3 ("a", "b", "A", "B"); first: the sign on the
 * side that comes first, 1 or -1. */
void dc_casetree_decision(dc_text *text, size_t point, int form, int first);

/* An infeasible leaf: multiplier[count] of the rows first_row, first_row + 1, ... */
void dc_casetree_infeasible(dc_text *text, const fmpz *multiplier, size_t count,
                            size_t first_row);

#endif
