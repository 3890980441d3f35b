/* The table of constants that are tried on every data set. */
#include <math.h>

#include "base/clock.h"
#include "floor/chooser.h"

enum { KAPPAS = 4, SIGMAS = 4, DELTAS = 4, TRIES = KAPPAS * DELTAS * SIGMAS };

typedef struct fraction {
    long num;
    unsigned long den;
} fraction;

/* Growth to about kappa^(1/4), ^(1/2), ^(3/4), ^(9/10) of the mass. */
static const struct {
    fraction kappa, sigma[SIGMAS];
} growths[KAPPAS] = {
    { { 4, 1 }, { { 2, 5 }, { 1, 1 }, { 9, 5 }, { 5, 2 } } },
    { { 3, 1 }, { { 3, 10 }, { 7, 10 }, { 6, 5 }, { 8, 5 } } },
    { { 2, 1 }, { { 1, 5 }, { 2, 5 }, { 2, 3 }, { 9, 10 } } },
    { { 3, 2 }, { { 1, 10 }, { 1, 5 }, { 1, 3 }, { 2, 5 } } },
};
static const fraction deltas[DELTAS] = { { 1, 4 }, { 1, 2 }, { 3, 4 }, { 9, 10 } };

typedef struct table {
    dc_chooser *chooser;
    size_t tried, tries;
    bool fails[KAPPAS][DELTAS][SIGMAS];
} table;

/* The time that is left, shared among the checks to come. Where constants fail those of
 * the same kappa that ask for more are not tried: one check may take half of a kappa's
 * time. */
static double seconds(const table *t) {
    double deadline = t->chooser->deadline;
    if (deadline <= 0)
        return 0;
    double left = fmax(deadline - dc_clock(), 0.001);
    double tries = (double)(t->tries - t->tried);
    double kappas = ceil(tries / (DELTAS * SIGMAS));
    return fmin(left, left * fmax(4 / tries, 0.5 / kappas));
}

/* Do the constants of the chooser's check hold with an m0 that helps? A decision is quick
 * where they do not. */
static dc_status try_constants(const table *t, bool *kept, dc_error *error) {
    dc_chooser *c = t->chooser;
    dc_result *result = NULL;
    *kept = false;
    dc_chooser_set_m0(c);
    dc_status status = dc_chooser_ask(c, DC_DECIDE, seconds(t), &result, error);
    bool hopeful = status == DC_OK && result->verdict == DC_HOLDS;
    dc_result_destroy(result);
    result = NULL;
    if (!hopeful || c->ended == DC_STOP_INTERRUPTED)
        return status;
    status = dc_chooser_ask(c, DC_CRITICAL_MASS, seconds(t), &result, error);
    if (status == DC_OK)
        status = dc_chooser_keep(c, result, kept, error);
    dc_result_destroy(result);
    return status;
}

/* True if constants that ask for less, a smaller sigma and delta, have failed already. */
static bool known_to_fail(const table *t, size_t k, size_t d, size_t s) {
    for (size_t e = 0; e <= d; e++)
        for (size_t r = 0; r <= s; r++)
            if (t->fails[k][e][r])
                return true;
    return false;
}

static void set_fraction(mpq_t value, fraction f) {
    mpq_set_si(value, f.num, f.den);
    mpq_canonicalize(value);
}

bool dc_table_next_sigma(mpq_t next, const dc_parameters *constants) {
    mpq_t kappa;
    bool found = false;
    mpq_init(kappa);
    for (size_t row = 0; row < KAPPAS && !found; row++) {
        set_fraction(kappa, growths[row].kappa);
        for (size_t s = 0; s < SIGMAS && mpq_equal(kappa, constants->kappa) && !found;
             s++) {
            set_fraction(next, growths[row].sigma[s]);
            found = mpq_cmp(next, constants->sigma) > 0;
        }
    }
    mpq_clear(kappa);
    return found;
}

static dc_status try_entry(table *t, size_t k, dc_error *error) {
    dc_parameters *p = &t->chooser->check.parameters;
    size_t row = k / ((size_t)DELTAS * SIGMAS), d = k / SIGMAS % DELTAS, s = k % SIGMAS;
    bool kept = false;
    t->tried = k;
    if (known_to_fail(t, row, d, s))
        return DC_OK;
    set_fraction(p->kappa, growths[row].kappa);
    set_fraction(p->sigma, growths[row].sigma[s]);
    set_fraction(p->delta, deltas[d]);
    dc_status status = try_constants(t, &kept, error);
    t->fails[row][d][s] = !kept;
    return status;
}

dc_status dc_chooser_try_table(dc_chooser *c, dc_error *error) {
    bool fixed = c->options->fixed, kept;
    table t = { .chooser = c, .tries = fixed ? 1 : TRIES };
    dc_status status = fixed ? try_constants(&t, &kept, error) : DC_OK;
    for (size_t k = 0; k < TRIES && !fixed && status == DC_OK; k++)
        if (!dc_chooser_is_over(c))
            status = try_entry(&t, k, error);
    return status;
}
