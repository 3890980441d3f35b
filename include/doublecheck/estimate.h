/* What a check will cost, before it is run: boxes of directions, seconds, memory.
 *
 *     dc_check_options options;
 *     dc_check_options_init(&options);
 *     dc_estimate *estimate;
 *     if (dc_estimate_create(&estimate, data, &options, &error) == DC_OK)
 *         printf("%g boxes\n", estimate->total.boxes);
 *     dc_estimate_destroy(estimate);
 *
 * The search itself runs for a while, and may end: then the answer is there. If it does not,
 * the tree of boxes that is left is sampled under the best slab known (docs/cost.md). A slab
 * that is found later makes the tree smaller, and with DC_DECIDE may end the search at once.
 */
#ifndef DOUBLECHECK_ESTIMATE_H
#define DOUBLECHECK_ESTIMATE_H

#include <doublecheck/check.h>

#ifdef __cplusplus
extern "C" {
#endif

/* More boxes than this are not told apart; see at_least. */
#define DC_ESTIMATE_MOST 1e24

typedef struct dc_cost {
    bool known; /* the search has ended: boxes, cases and thread_seconds are measured */
    bool at_least; /* all numbers are lower bounds: more than DC_ESTIMATE_MOST boxes, or
                       * options.time_limit ended the estimate */
    double boxes;  /* dc_group_result's nodes */
    double low,
        high;     /* of boxes: what chance in the sample may do. Not a proof; low <= boxes
                       * <= high. high is infinite if at_least */
    double cases; /* dc_group_result's cases */
    double thread_seconds;            /* of the search, on one thread of this machine: */
    double seconds_low, seconds_high; /* as low and high */
    double
        alone; /* of those, in which other threads and processes would have nothing to do */
    double
        parts; /* that threads and processes share: boxes that are cut, or sets of columns */
    double rounds;     /* in which they do: one after the other */
    double open;       /* boxes that wait at a time, at most */
    double bytes;      /* for those, and for what is known of others */
    uint64_t examined; /* boxes that were examined for the estimate */
} dc_cost;

typedef struct dc_estimate {
    dc_result *result; /* what the search has found on the way: complete for known groups,
                        * else a bracket and a stop that mean no more than that */
    size_t group_count;
    dc_cost *groups;  /* [group_count], as result->groups */
    dc_cost total;    /* sums; open, bytes: the greatest, one group follows another */
    unsigned threads; /* options.threads resolved */
    double seconds;   /* that the estimate took */
} dc_estimate;

/* Estimates what dc_check would need. All of options count as they do there; time_limit is
 * that of the estimate, which by itself takes some seconds (more for many points or groups):
 * it is measured out in boxes, so that same data and options give the same numbers, whatever
 * the number of threads, but for those of seconds, unless a limit cut it.
 * *out is owned by the caller. Returns as dc_check. */
DC_API DC_MUST_USE dc_status dc_estimate_create(dc_estimate **out, const dc_dataset *data,
                                                const dc_check_options *options,
                                                dc_error *error);
DC_API void dc_estimate_destroy(dc_estimate *estimate);

/* How many times as fast as one thread `processes` are, `threads` threads each; both >= 1. A
 * model (docs/cost.md): what one does alone is not shared, a round ends when its last part
 * does, and the leader handles a letter after the other. */
DC_API double dc_estimate_speedup(const dc_cost *cost, unsigned processes,
                                  unsigned threads);

/* Bytes that dc_check divides. */
typedef struct dc_memory {
    double
        points; /* about: the data, and the largest group's points as a search holds them */
    double boxes; /* what the boxes of a search may take beside them */
} dc_memory;

/* Says so at once, without a search, and without a look at the digits of numbers. DC_EINPUT
 * as dc_groups_create; DC_ENOMEM when memory is out, not when options.memory is too little.
 * Cost: forms the groups. */
DC_API DC_MUST_USE dc_status dc_memory_estimate(dc_memory *memory, const dc_dataset *data,
                                                const dc_check_options *options,
                                                dc_error *error);

#ifdef __cplusplus
}
#endif
#endif
