/* The points of a group, before its search: within time and memory, or not at all. */
#ifndef DC_SEARCH_PREPARE_H
#define DC_SEARCH_PREPARE_H

#include "search/family.h"

/* Sets run->points and run->prepared, and of the limits the deadline, the threads that have room
 * and what is held. A group that limits keep from its points has their weights alone:
 * run->result->stop tells why. Fails as dc_points_create, and with DC_ENOMEM where memory has no
 * room and the options do not ask to be told (dc_check_options.exceeded); run->points are empty
 * then. */
dc_status dc_run_prepare(dc_run *run, dc_error *error) DC_MUST_USE;

/* Frees the points; where memory has a limit it is given back, so that others have it. */
void dc_run_give_up(dc_run *run);

#endif
