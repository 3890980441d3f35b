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

#include <doublecheck/network.h>

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
    unsigned threads; /* 0: one for each core */
    size_t memory;    /* bytes that the process may take; 0: each training 1 GiB, all else
                        * what it needs. See below */
    double time_limit; /* seconds for the trainings of the whole study; 0: none */
    void (*progress)(const dc_study_progress *progress, void *user); /* NULL: none. Called
        * from any thread, one at a time, at most ten times a second */
    bool (*stop)(void *user); /* true: end now; called often, from any thread, one at a
                               * time; NULL: never */
    void *user;
} dc_study_host;

/* With a limit of memory the process stays below 110 % of it (measured: its resident set, from
 * 32 MiB on), if it holds nothing but the program (16 MiB are counted for that; of less than
 * 32 MiB a half) and what it gives the study. Of what these leave come first the results of
 * all trainings, then one training. So many of its points go through the network together as
 * have room, which rounds sums in another order than without a limit. As many trainings are at
 * work at once as fit beside one another, whatever `threads` says; results do not depend on
 * how many.
 *
 * Where one does not fit the study is refused before the first training: DC_ENOMEM, with the
 * memory that is needed. What then is computed is not lost: where the exact points of a search
 * that judges it (m* of dc_stress; constants and data floors of dc_simulate) have no room, which
 * shows late, they are not searched, and the results say so: `exceeded`. */

/* Whether data, their points as dc_samples, and two parts of these (dc_samples_split) find room
 * in the host's memory, beside samples that are held already (NULL: none). DC_ENOMEM if not. */
DC_API DC_MUST_USE dc_status dc_study_data_fit(const dc_study_host *host,
                                               const dc_dataset *data,
                                               const dc_samples *held, dc_error *error);

#ifdef __cplusplus
}
#endif
#endif
