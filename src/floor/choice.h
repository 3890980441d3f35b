/* Constants for which a data set satisfies the condition: what a choice is made of. */
#ifndef DC_FLOOR_CHOICE_H
#define DC_FLOOR_CHOICE_H

#include <doublecheck/floor.h>

struct dc_choice {
    dc_guarantee guarantee; /* all but constants and loss */
    dc_parameters *list;    /* [count] */
    size_t count, room;
    dc_stop stop;
};

/* Adds a copy of constants. DC_ENOMEM. */
dc_status dc_choice_add(dc_choice *choice, const dc_parameters *constants,
                        dc_error *error) DC_MUST_USE;

/* False if others ask for no less than the k-th constants, and from no larger mass on:
 * their floors are no worse. Of equal ones the first is needed. */
bool dc_choice_needs(const dc_choice *choice, size_t k);

#endif
