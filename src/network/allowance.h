/* How a study divides the memory that its process may take (dc_study_host.memory).
 *
 *     held  what is there while trainings go on: points, results
 *     each  what one needs beside its arrays: scores, changed points
 *     left = memory - the program - held                                     (base/room.h)
 *
 * A training may take what is left as if it were alone, for how its points go through the
 * network rules sums, and must not depend on threads. As many as fit beside one another are at
 * work at once. */
#ifndef DC_NETWORK_ALLOWANCE_H
#define DC_NETWORK_ALLOWANCE_H

#include <doublecheck/network.h>
#include <doublecheck/study.h>

typedef struct dc_claims {
    size_t held, each;
    bool at_once; /* a batch has to go through the network at once */
    bool halves;  /* trainings take half of what is left at most, for what they take must
                  * not depend on what is aside */
    size_t aside; /* bytes that are held, too */
} dc_claims;

typedef struct dc_allowance {
    size_t training;  /* dc_training_options.memory of each */
    unsigned threads; /* trainings at work at once */
} dc_allowance;

/* For the largest of the trainings, of samples of these sizes. Without a limit of the host they
 * are what options and host say; fails then as dc_training_create does. With one
 * options->memory does not count, and DC_ENOMEM says how much memory a training needs with all
 * that is held. */
DC_MUST_USE dc_status dc_allowance_find(
    dc_allowance *allowance, const dc_study_host *host, const dc_claims *claims,
    const dc_samples *samples, const dc_training_options *options, dc_error *error);

#endif
