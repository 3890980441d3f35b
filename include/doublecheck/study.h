/* What the companion studies share (reproduce, variability, memorize, stress): how much of
 * the machine they take, what they tell the host while they work, and how they end early.
 *
 *     dc_study_host host = { .threads = 2 };      -- all else 0: no limit, no callback
 *
 * A study is many trainings that do not depend on one another. One runs on each thread at a
 * time; the same data, options and seeds give the same results, whatever the number of
 * threads, unless a limit or the stop callback ends the study early. What was complete by
 * then is kept.
 */
#ifndef DOUBLECHECK_STUDY_H
#define DOUBLECHECK_STUDY_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct dc_study_progress {
    const char *stage; /* what is done now: "training" */
    size_t done,
        total;      /* trainings, or what else the stage counts, that are complete; all */
    double share;   /* of the stage's work, 0 .. 1, parts of trainings included */
    double seconds; /* since the stage began */
    double seconds_left; /* of the stage, if it goes on as before; < 0: not known yet */
} dc_study_progress;

typedef struct dc_study_host {
    unsigned threads;  /* 0: one for each core */
    size_t memory;     /* bytes that each training may take, 0: 1 GiB, and each search,
                        * 0: what its points need; one whose points need more gets it */
    double time_limit; /* seconds for the trainings of the whole study; 0: none */
    void (*progress)(const dc_study_progress *progress, void *user); /* NULL: none. Called
        * from any thread, one at a time, at most ten times a second */
    bool (*stop)(void *user); /* true: end now; called often, from any thread, one at a
                               * time; NULL: never */
    void *user;
} dc_study_host;

#ifdef __cplusplus
}
#endif
#endif
