/* The uniform doubling condition: critical mass, verdict and witness
 * (D2-D6, T1-T4 of proofs/theory.md).
 *
 *     dc_check_options options;
 *     dc_check_options_init(&options);            -- kappa 2, sigma 1/4, ...
 *     dc_result *result;
 *     if (dc_check(&result, data, &options, &error) == DC_OK)
 *         puts(dc_verdict_name(result->verdict));
 *     dc_result_destroy(result);
 *     dc_check_options_clear(&options);
 *
 * Every number in a result is exact. Floating point orders the search and
 * discards boxes of directions with outward-rounded bounds; whatever it cannot
 * decide is decided in integers.
 */
#ifndef DOUBLECHECK_CHECK_H
#define DOUBLECHECK_CHECK_H

#include <doublecheck/dataset.h>
#include <doublecheck/groups.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The constants of D3: kappa > 1, sigma > 0, 0 < m0 < delta <= 1. */
typedef struct dc_parameters {
    mpq_t kappa, sigma, delta, m0;
} dc_parameters;

/* The families of slabs of D4. */
typedef enum dc_family_kind {
    DC_FAMILY_ALL,       /* every slab */
    DC_FAMILY_WIDTH,     /* every slab with 2 r >= width * max |v_l| */
    DC_FAMILY_SPARSE,    /* v has at most `sparsity` non-zero coordinates */
    DC_FAMILY_AXES,      /* sparse with sparsity 1 */
    DC_FAMILY_DIRECTIONS /* v is a row of `directions` */
} dc_family_kind;

typedef struct dc_family {
    dc_family_kind kind;
    mpq_t width;                  /* > 0; DC_FAMILY_WIDTH only */
    size_t sparsity;              /* 1 .. n; DC_FAMILY_SPARSE only */
    const dc_dataset *directions; /* n features, no zero row; borrowed */
} dc_family;

/* What is asked. */
typedef enum dc_question {
    DC_CRITICAL_MASS, /* m*, in full, and the verdict for m0 */
    DC_DECIDE,        /* the verdict for m0 alone: stops at the first violation */
    DC_MAXIMIZE_SIGMA /* sigma*(m0), T1's dual question; sigma is ignored, and the
                       * verdict says whether any sigma > 0 will do */
} dc_question;

typedef enum dc_verdict { DC_HOLDS, DC_VIOLATED, DC_UNDECIDED } dc_verdict;

/* Why a run stopped short of an exact answer. */
typedef enum dc_stop {
    DC_STOP_NONE,        /* it did not: the answer is complete */
    DC_STOP_TIME,        /* time_limit */
    DC_STOP_MEMORY,      /* memory, or boxes that cannot be halved any more */
    DC_STOP_INTERRUPTED, /* the host's stop callback said so */
    DC_STOP_DECIDED,     /* DC_DECIDE: the verdict is final, m* was not needed */
    DC_STOP_LOST         /* a process of the run was lost: dc_team_lost() (team.h) */
} dc_stop;

/* One line of progress. lo and hi are rounded, for display only. */
typedef struct dc_progress {
    const char *group;
    size_t group_index, group_count;
    double seconds;
    uint64_t nodes; /* boxes of directions examined */
    uint64_t open;  /* boxes waiting */
    double lo, hi;  /* bracket of m*, or of sigma* */
    double saved;   /* seconds since this call last wrote a checkpoint; < 0: it did not */
} dc_progress;

typedef struct dc_check_options {
    dc_parameters parameters;
    dc_family family;
    dc_grouping grouping;
    dc_question question;
    double time_limit; /* seconds for the whole call; 0: none. The search of each group
                        * gets an equal share of what is left */
    size_t memory;     /* bytes that the process may take (measured: its resident set
                        * stays below 110 % of that, from 32 MiB on). What program and
                        * points leave goes to the boxes that wait, which are taken depth
                        * first before it is used up, and to what is known of others; a
                        * sixteenth where they leave less. Fewer threads work where many
                        * have no room. DC_ENOMEM where the points alone do not fit.
                        * 0: 160 MiB beside program and points, whatever these take. It
                        * is not for options.resume, which takes its file's size more */
    bool *exceeded;   /* NULL: none. Else points that do not fit in memory are no failure:
                        * their group is not searched, stops with DC_STOP_MEMORY, and this
                        * is set. For who must not lose what came before the search */
    unsigned threads; /* 0: every core */
    size_t top;       /* sparse, directions: subsets that are solved in full
                        * and listed; 0: 10 */
    void (*progress)(const dc_progress *progress, void *user); /* NULL: none */
    bool (*stop)(void *user); /* true: stop now; called often, from any of the call's
                               * threads, one at a time; NULL: never */
    void *user;
    const char *checkpoint;  /* file that keeps the search, so that another call can go on
                             * with it; NULL: resume, if there is one, else none. Written
                             * from time to time, when a limit or stop cuts the search, and at
                             * its end, by the calling thread: to FILE.new, on the disk, then
                             * renamed; the one before stays as FILE.previous. A failure to
                             * write does not end the search */
    double checkpoint_every; /* seconds between two; 0: after every round */
    const char *resume;      /* checkpoint to go on with, of the same data, parameters,
                              * family, grouping, question and top; or its FILE.previous if
                              * it is damaged. NULL: none */
    void (*warn)(const char *message, void *user); /* of a checkpoint that could not be
                                                    * written or read; NULL: nobody */
} dc_check_options;

/* A violating slab {x : |<v,x> - c| <= r} in the file's own units and columns:
 * v is primitive (coprime integers) and its first non-zero entry is positive.
 * mass and dilated_mass are mu(S) and mu(kappa S) in the group. */
typedef struct dc_witness {
    size_t features;
    mpz_t *v; /* [features]; NULL: there is no witness */
    mpq_t c, r, mass, dilated_mass;
} dc_witness;

/* A closed bracket lo <= value <= hi; exact when lo = hi. infinite: the value is
 * infinite (sigma* when no slab limits it), or hi is (lo then still holds). */
typedef struct dc_bracket {
    mpq_t lo, hi;
    bool infinite;
} dc_bracket;

/* The answer inside one set of coordinates (sparse, axes) or along one given
 * direction (directions): its own bracket and worst slab. */
typedef struct dc_subset_result {
    size_t count;     /* of features */
    size_t *features; /* [count], increasing; directions: NULL */
    size_t direction; /* directions: row, from 0 */
    dc_bracket bracket;
    dc_witness witness;
} dc_subset_result;

/* The bracket of a group as it stood at one moment of its search. */
typedef struct dc_trace_entry {
    double seconds; /* since the group was begun, with those of earlier calls */
    uint64_t nodes; /* boxes examined till then */
    dc_bracket bracket;
} dc_trace_entry;

typedef struct dc_group_result {
    char *name;
    size_t points;      /* rows of the file */
    size_t distinct;    /* after equal points were merged; 0: a limit cut the group before
                         * it was searched, and the next three are 0, too */
    size_t constant;    /* features that are constant on the group */
    size_t dependent;   /* family all: features dropped as affine in others */
    size_t dimension;   /* features left */
    dc_bracket bracket; /* of m*; of sigma* for DC_MAXIMIZE_SIGMA */
    dc_verdict verdict;
    dc_stop stop;
    dc_witness witness;  /* attains bracket.lo (sigma: bracket.hi) */
    size_t subset_total; /* directions, or sets of columns that are not constant */
    size_t subset_count; /* of them listed below, worst first; none for which no slab
                          * violates in family sparse */
    dc_subset_result *subsets;
    uint64_t nodes; /* boxes examined */
    uint64_t cases; /* boxes closed by exact case analysis */
    double seconds;
    /* How the bracket closed, from what is known of any group to the bracket above: an entry
     * where it changed, of many changes some. The end that the witness attains never goes
     * back; the other may, by a little: each entry holds, but what is proved of the halves of
     * a box can be less than what was of the box. But for the seconds it is the same with any
     * number of threads, and of calls that each resume the one before. In families sparse,
     * axes and directions the other end stays until everything was looked at. */
    size_t trace_count; /* 2 .. 100 */
    dc_trace_entry *trace;
    /* What the search knows of its boxes, which spares dc_certificate_write a second look.
     * May be NULL. */
    struct dc_boxtree *boxes;
} dc_group_result;

typedef struct dc_result {
    dc_verdict verdict; /* holds iff every group holds; violated iff one is */
    dc_stop stop;       /* of the first group that stopped short */
    bool decided_only;  /* groups after the first violated one were not examined */
    size_t group_count;
    dc_group_result *groups;
    double seconds; /* with those of the calls that it goes on with */
    bool resumable; /* options->checkpoint holds the search as it ended */
} dc_result;

/* kappa 2, sigma 1/4, delta 1/2, m0 1/10. */
DC_API void dc_parameters_init(dc_parameters *parameters);
DC_API void dc_parameters_clear(dc_parameters *parameters);

/* Defaults: kappa 2, sigma 1/4, delta 1/2, m0 1/10, family all, groups auto,
 * critical mass, 60 s, 1 GiB, every core, no callbacks, no checkpoint (else every 60 s). */
DC_API void dc_check_options_init(dc_check_options *options);
DC_API void dc_check_options_clear(dc_check_options *options);

/* Answers the question for every group. *out is owned by the caller.
 * Same data and options: same verdicts, brackets and witnesses, whatever the
 * number of threads, unless a limit cut the run (DC_OK then too, with the best
 * bracket; result->stop says why).
 * The same holds of a search in several calls, each resuming the one before; then time_limit
 * is that of each call.
 * Returns DC_OK; DC_EUSAGE for parameters outside D3, a sparsity outside 1..n or
 * directions of another dimension, a checkpoint of another question or version, and a file
 * to write one to that holds something else; DC_EIO if there is no checkpoint to resume that
 * can be read; DC_EINPUT as dc_groups_create, and for a zero
 * direction; DC_ENOMEM; DC_EINTERNAL.
 * Cost: exponential in n in the worst case (T4); see docs/tutorial.md. */
DC_API DC_MUST_USE dc_status dc_check(dc_result **out, const dc_dataset *data,
                                      const dc_check_options *options, dc_error *error);
DC_API void dc_result_destroy(dc_result *result);

/* Re-evaluates a slab exactly on a group of points given as rows of data:
 * *mass = mu(S), *dilated = mu(kappa S), both initialised by the caller.
 * v[n] over the features of data; v != 0, r >= 0, kappa > 1, else DC_EUSAGE. */
DC_API DC_MUST_USE dc_status dc_slab_masses(mpq_t mass, mpq_t dilated,
                                            const dc_dataset *data, const size_t *points,
                                            size_t count, const mpz_t *v, const mpq_t c,
                                            const mpq_t r, const mpq_t kappa,
                                            dc_error *error);

/* "holds", "violated", "undecided"; "complete", "time", "memory", ... */
DC_API const char *dc_verdict_name(dc_verdict verdict);
DC_API const char *dc_stop_name(dc_stop stop);

#ifdef __cplusplus
}
#endif
#endif
