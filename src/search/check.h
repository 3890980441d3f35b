/* The frame of dc_check: options, groups, points and results, around the search of a group. */
#ifndef DC_SEARCH_CHECK_H
#define DC_SEARCH_CHECK_H

#include "search/family.h"

/* Does something else with a group in place of its family's search; run->result and
 * run->bound are to be set as that would. */
typedef struct dc_group_search {
    dc_status (*search)(dc_run *run, void *user, dc_error *error);
    void *user;
} dc_group_search;

/* As dc_check. instead: NULL, or what is done with each group that limits let be prepared. */
dc_status dc_check_instead(dc_result **out, const dc_dataset *data,
                           const dc_check_options *options,
                           const dc_group_search *instead, dc_error *error) DC_MUST_USE;

#endif
