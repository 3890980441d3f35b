/* The library under test, run on an oracle's problem through the public interface.
 *
 *     struct engine_run run;
 *     const char *why = engine_prepare(&run, &problem, DC_CRITICAL_MASS, false);
 *     if (why == NULL)
 *         why = engine_check(&run);
 *     engine_stop(&run);
 *
 * Functions return NULL, or what is wrong in words (owned by the run).
 */
#ifndef RANDOM_ENGINE_H
#define RANDOM_ENGINE_H

#include <doublecheck/check.h>

#include "oracle.h"

struct engine_run {
    dc_dataset *data, *directions;
    dc_check_options options;
    dc_result *result;
    const dc_group_result *group; /* the only one */
    char why[2048];
};

/* Builds the dataset (from doubles if doubles hold every number, unless by_file) and
 * sets the options: whole, no time limit, one thread. */
const char *engine_prepare(struct engine_run *run, const struct oracle_problem *problem,
                           dc_question question, bool by_file);

/* Calls dc_check; every run must be complete. */
const char *engine_check(struct engine_run *run);

void engine_stop(struct engine_run *run);

/* Does the witness, weighed by the oracle and by dc_slab_masses, have the masses it
 * says, primitive v with a positive first entry, and does the family hold it? It is
 * left in slab (initialised). */
const char *engine_weigh(struct engine_run *run, const dc_witness *witness,
                         const struct oracle_problem *problem, struct oracle_slab *slab);

/* Does the bracket equal the answer, and does the witness attain it? */
const char *engine_compare(struct engine_run *run, const dc_bracket *bracket,
                           const dc_witness *witness,
                           const struct oracle_problem *problem,
                           const struct oracle_answer *answer);

/* Prints the problem, shrunk by dropping points while judge still objects. */
void engine_report(const struct oracle_problem *problem, uint64_t seed,
                   const char *(*judge)(struct engine_run *run,
                                        const struct oracle_problem *problem));

#endif
