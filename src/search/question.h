/* What each question (dc_question) asks of one group. */
#ifndef DC_SEARCH_QUESTION_H
#define DC_SEARCH_QUESTION_H

#include <doublecheck/check.h>

#include "geometry/condition.h"

/* How many of the worst subsets are solved in full and listed. */
size_t dc_top_of(const dc_check_options *options);

/* The condition before anything is known; total: the group's weight. condition is
 * initialised unless this fails. DC_EUSAGE: sigma has too many digits. */
dc_status dc_question_start(dc_condition *condition, const dc_check_options *options,
                            dc_mass total, dc_error *error) DC_MUST_USE;

/* The verdict for m0; for sigma*: does the condition hold for any sigma > 0 at all?
 * found: there is a witness; complete: no limit cut the search. */
dc_verdict dc_question_verdict(const dc_bracket *bracket, const dc_check_options *options,
                               bool found, bool complete);

#endif
