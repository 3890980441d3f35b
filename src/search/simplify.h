/* Shorter numbers for a witness, for people to read and to type. */
#ifndef DC_SEARCH_SIMPLIFY_H
#define DC_SEARCH_SIMPLIFY_H

#include "search/problem.h"

/* Replaces the problem's best direction by one of smaller integers, over the
 * file's columns, whose slab is at least as good; leaves it if none is found. The
 * outcome depends on the points and the direction alone. */
dc_status dc_problem_simplify(dc_problem *problem, dc_error *error) DC_MUST_USE;

#endif
