/* Building results: brackets, witnesses in the file's units, verdicts. */
#ifndef DC_SEARCH_RESULT_H
#define DC_SEARCH_RESULT_H

#include <doublecheck/check.h>

#include "search/problem.h"

void dc_bracket_init(dc_bracket *bracket);
void dc_bracket_clear(dc_bracket *bracket);
void dc_witness_init(dc_witness *witness);
void dc_witness_clear(dc_witness *witness);

/* Both ends are the same. */
bool dc_bracket_same(const dc_bracket *a, const dc_bracket *b);

/* The bracket between the best slab found (known, if found) and what an open box
 * may hide (bound). complete: nothing is open. */
void dc_bracket_set(dc_bracket *bracket, const dc_condition *known, bool found,
                    const dc_condition *bound, bool complete);

/* Room for v[features], in place of what there was. */
dc_status dc_witness_reserve(dc_witness *witness, size_t features,
                             dc_error *error) DC_MUST_USE;

/* A problem's best slab over all the file's features. */
dc_status dc_witness_set(dc_witness *witness, const dc_problem *problem, size_t features,
                         dc_error *error) DC_MUST_USE;

dc_status dc_witness_copy(dc_witness *copy, const dc_witness *witness,
                          dc_error *error) DC_MUST_USE;

/* mu(kappa S) < min{delta, (1+sigma) mu(S)} of a slab's two masses (D3). */
bool dc_masses_violate(const mpq_t mass, const mpq_t dilated, const dc_parameters *p);

/* Evaluates a witness from its definition: DC_EINTERNAL unless its masses are what
 * it says and it violates (mass objective: with sigma; ratio: L/U as told). */
dc_status dc_witness_check(const dc_witness *witness, const dc_dataset *data,
                           const size_t *points, size_t count,
                           const dc_check_options *options, dc_error *error) DC_MUST_USE;

#endif
