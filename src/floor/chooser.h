/* A search for constants: a table of them first, then others near those that hold. */
#ifndef DC_FLOOR_CHOOSER_H
#define DC_FLOOR_CHOOSER_H

#include "floor/choice.h"

typedef struct dc_chooser {
    dc_choice *choice;
    const dc_dataset *data;
    const dc_floor_options *options;
    dc_check_options check; /* parameters of its own; callbacks of the chooser */
    mpq_t useful;           /* constants help with m0 below this only */
    double deadline;        /* 0: none */
    /* checks, how often they asked whether to stop, and the most of one */
    uint64_t asked, calls, longest;
    uint64_t calls_most; /* `calls` at which the current one ends; 0: never */
    uint64_t work;       /* about 10^-4 s each; the same whatever the machine */
    uint64_t work_most;  /* 0: any */
    dc_stop ended;       /* why a host or a limit ended it */
    bool exceeded;       /* the points do not fit in memory */
} dc_chooser;

/* options, data and choice are borrowed. */
void dc_chooser_init(dc_chooser *c, dc_choice *choice, const dc_dataset *data,
                     const dc_floor_options *options);
void dc_chooser_clear(dc_chooser *c);

/* For guarantees: end now? user: the chooser. */
bool dc_chooser_stops(void *user);

/* Did a host or a limit end it, or is its work done? */
bool dc_chooser_is_over(const dc_chooser *c);

/* One call of dc_check within `seconds` (0: any) and the work that is left, whose result
 * is destroyed by the caller. If a host or a limit stopped it short, that becomes the
 * reason of the choice. */
dc_status dc_chooser_ask(dc_chooser *c, dc_question question, double seconds,
                         dc_result **result, dc_error *error) DC_MUST_USE;

/* An m0 that helps is below what is useful, and well below delta: from m0 on masses have
 * to grow until delta only. */
void dc_chooser_set_m0(dc_chooser *c);

/* Adds the constants of c->check, with m0 just above the m* of the result, if they can
 * help. */
dc_status dc_chooser_keep(dc_chooser *c, const dc_result *result, bool *kept,
                          dc_error *error) DC_MUST_USE;

/* In the table the next larger sigma for kappa; false if there is none. */
bool dc_table_next_sigma(mpq_t next, const dc_parameters *constants);

/* Searches the table, or if options->fixed tries the constants given. */
dc_status dc_chooser_try_table(dc_chooser *c, dc_error *error) DC_MUST_USE;

/* Constants near those of the table, where floors at the losses of interest gain most,
 * with the largest sigma for their m0. Costs about a third of what the table did. */
dc_status dc_chooser_refine(dc_chooser *c, dc_error *error) DC_MUST_USE;

#endif
