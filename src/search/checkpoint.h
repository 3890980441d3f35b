/* A search kept in a file, and taken up again (options->checkpoint, ->resume).
 *
 * Levels of the search that go on for long each have a section: the groups, the sets of
 * columns, the boxes of a problem. A level enters when it begins, with the function that
 * writes its section, and leaves when it ends; a checkpoint is the sections of the levels that
 * have been entered, outermost first. What is written is always a state that the undisturbed
 * search comes through, so a search that is taken up goes the same way.
 *
 * Once a limit has cut the search it differs from the undisturbed one, and nothing is kept any
 * more. All functions take NULL: no checkpoint is wanted. */
#ifndef DC_SEARCH_CHECKPOINT_H
#define DC_SEARCH_CHECKPOINT_H

#include <doublecheck/check.h>

#include "base/saving.h"

typedef enum dc_level {
    DC_LEVEL_GROUPS,
    DC_LEVEL_SETS,
    DC_LEVEL_BOXES,
    DC_LEVELS
} dc_level;

typedef void dc_put_section(dc_saving *saving, const void *of);

typedef struct dc_checkpoint {
    const dc_check_options *options;
    const char *path, *resume; /* resume: the file that was read, for messages */
    char *previous;            /* PATH.previous, if that was read */
    dc_bytes head;             /* what the search is about, as lines of text */
    struct {
        dc_put_section *put; /* NULL: not entered */
        const void *of;
    } level[DC_LEVELS];
    unsigned char *loaded; /* the file to go on with */
    dc_reader reader;      /* what of it was not taken yet */
    double next;           /* dc_clock() of the next save */
    double last;           /* of the last one that succeeded; 0: none */
    bool keep;             /* the file is whole: it becomes the previous one */
    bool cut, saved;       /* saved: the last attempt succeeded */
    bool warned;           /* that one failed */
} dc_checkpoint;

/* Reads what is to be resumed, and looks whether the file may be written. grouping_count: number of
 * groups. DC_EUSAGE, DC_EIO as dc_check says; initialised in any case. */
dc_status dc_checkpoint_open(dc_checkpoint *checkpoint, const dc_dataset *data,
                             size_t group_count, const dc_check_options *options,
                             dc_error *error) DC_MUST_USE;
void dc_checkpoint_close(dc_checkpoint *checkpoint);

void dc_checkpoint_enter(dc_checkpoint *checkpoint, dc_level level, dc_put_section *put,
                         const void *of);
void dc_checkpoint_leave(dc_checkpoint *checkpoint, dc_level level);

/* The section of this level, if the next one of the resumed file is; else NULL. */
dc_reader *dc_checkpoint_section(dc_checkpoint *checkpoint, dc_level level);

/* True if the next section is that one. */
bool dc_checkpoint_waits(const dc_checkpoint *checkpoint, dc_level level);

/* DC_EINPUT for a section that is not what was put. */
dc_status dc_checkpoint_check(const dc_checkpoint *checkpoint,
                              dc_error *error) DC_MUST_USE;

/* Between rounds: saves if it is time. */
void dc_checkpoint_pause(dc_checkpoint *checkpoint);

/* Seconds since it was last saved; -1: it was not, or there is none. */
double dc_checkpoint_age(const dc_checkpoint *checkpoint);

/* A limit cuts the search, or (DC_STOP_NONE) it is over: saves for the last time. Must come
 * before what was found half way is taken in. */
void dc_checkpoint_stop(dc_checkpoint *checkpoint, dc_stop stop);

#endif
