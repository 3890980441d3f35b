/* Data and configuration variances: a search for counterexamples (arXiv 2211.10012).
 *
 *     dc_stress_options options;
 *     dc_stress_options_init(&options);
 *     options.training.architecture = "8";
 *     options.training.optimiser = "sgd";
 *     if (dc_stress(&study, &train, &test, &options, &error) == DC_OK)
 *         for (size_t k = 0; k < study->front_count; k++)
 *             printf("%g %g\n", study->front[k].point.distance, study->front[k].damage);
 *     dc_stress_destroy(study);
 *     dc_stress_options_clear(&options);
 *
 * (paper) High accuracy is not robustness: the data and the software configuration
 * both vary, and variances that do harm are to be searched in both, by search-based
 * optimisation. The paper gives no space, no formulas and no optimiser. All that
 * follows is our own definition.
 *
 * A variance x is a change of the training data and a configuration:
 * dc_stress_coordinate. Of the nominal x the data are as they are, and the training is
 * as the options say. Its distance from the nominal one, 0 .. 1, is
 *     1/2 sum of (strength / budget) over the changes of the data
 *     + 1/2 mean of d over the coordinates of the configuration that can vary,
 * rounded to nine decimals; d = 0 at the nominal value, 1 at the end of the range that
 * is farthest from it, linear in between (in the logarithm, where the scale is one); of
 * a choice d = 1 for every other value.
 *
 * To evaluate x, the training points are changed, a network is trained on them, and
 * its accuracy is looked at before the first epoch and after each. t0 is the first
 * look with an accuracy on the changed training points of at least `threshold`. The
 * damage is
 *     drop   accuracy at t0 - least accuracy at t0 or later, on the changed training
 *            points; 0 without a t0
 *     final  accuracy of the nominal x on the test points at the end - that of x. The
 *            test points are never changed.
 *
 * The search maximises the damage within a distance, by five levels of the distance,
 * each with a global and then a local method of NLopt; see dc_stress_arm. The Pareto
 * front is that of all variances that were evaluated: none has a smaller distance and
 * at least the damage.
 *
 * Same samples, options and seeds: the same study, whatever the number of threads, on
 * one type of CPU, unless a limit or the stop callback ends it early.
 */
#ifndef DOUBLECHECK_STRESS_H
#define DOUBLECHECK_STRESS_H

#include <doublecheck/check.h>
#include <doublecheck/network.h>
#include <doublecheck/study.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The changes of the data are done in this order. Their strengths are 0 .. budget, and
 * sum to at most the budget. What they draw, they draw with draw_seed, one draw for
 * all strengths. */
typedef enum dc_stress_coordinate {
    /* Each value += strength times the column's deviation times a normal deviate. */
    DC_STRESS_NOISE,
    /* This share of the points gets another label, each as likely, but never the last one
     * of a class. */
    DC_STRESS_LABELS,
    /* Points of one class, which is drawn, weigh 1 - 0.99 strength of what they did. */
    DC_STRESS_WEIGHT,
    /* This share of the points is left out, but never the last one of a class. */
    DC_STRESS_DELETION,
    /* Each column is multiplied by 10^strength, or divided, as drawn. */
    DC_STRESS_SCALING,
    /* 0 .. 15: added to the seeds of weights and shuffling. */
    DC_STRESS_RESEED,
    /* A tenth to ten times the nominal one. */
    DC_STRESS_RATE,
    /* min(4, nominal) .. N points in a step; all, if fewer are left. */
    DC_STRESS_BATCH,
    /* sgd, momentum, adam, and the nominal one. gd and armijo take all points,
     * whatever the batch is. */
    DC_STRESS_OPTIMISER,
    /* Units of the first hidden layer, a quarter to four times; others in proportion, at
     * least 1. Not of a linear network. */
    DC_STRESS_WIDTH,
    /* 0 .. 1: of the activation below 0; relu and leaky_relu only. */
    DC_STRESS_SLOPE,
    /* Doubles or floats. */
    DC_STRESS_PRECISION,
    DC_STRESS_COORDINATES,
    DC_STRESS_CHANGES = DC_STRESS_RESEED /* the first ones, which change the data */
} dc_stress_coordinate;

typedef enum dc_stress_scale {
    DC_STRESS_LINEAR,
    DC_STRESS_LOG,
    DC_STRESS_CHOICE
} dc_stress_scale;

/* What is known of a coordinate. Values of choices are counted from low = 0. */
typedef struct dc_stress_axis {
    const char *name; /* "label-noise" */
    const char *help; /* what it does, in some words */
    dc_stress_scale scale;
    bool active; /* it can vary here */
    double low, high, nominal;
    const char *words[4]; /* of a choice with names; NULL: numbers */
} dc_stress_axis;

typedef struct dc_stress_space {
    dc_stress_axis axis[DC_STRESS_COORDINATES];
    double budget;
} dc_stress_space;

/* x: of each coordinate its value; of one that is not active the nominal one. */
typedef struct dc_variance {
    double value[DC_STRESS_COORDINATES];
} dc_variance;

typedef enum dc_damage_kind { DC_DAMAGE_DROP, DC_DAMAGE_FINAL } dc_damage_kind;

enum {
    DC_STRESS_LEVELS = 5,
    DC_STRESS_VALUE_SIZE = 40,
    DC_STRESS_REPETITIONS_MOST = 1000,
    DC_STRESS_EVALUATIONS_MOST = 1000000,
    DC_STRESS_SAMPLE_MOST = 100000
};

typedef struct dc_stress_options {
    dc_training_options
        training;     /* the nominal configuration; loss cross-entropy, nothing
                                   * frozen; memory is the host's */
    uint64_t epochs;  /* >= 1 */
    double threshold; /* of t0, 0 .. 1 */
    dc_damage_kind damage;
    double budget;        /* of the changes of the data, 0 .. 1 */
    uint64_t draw_seed;   /* of what the changes draw */
    uint64_t search_seed; /* of the search, random search and the sample */
    size_t evaluations;   /* of the search and of random search, each, in a repetition: at
                           * least 20 */
    size_t repetitions;   /* >= 1 */
    size_t sample;        /* changes of the data whose m* is held against the damage */
    dc_parameters parameters; /* of the condition; m0 is not used */
    dc_family family;
    const char *cache; /* a file; NULL: none. See dc_stress */
    dc_study_host host;
} dc_stress_options;

/* Softmax regression by the options of dc_training_options_init; 30 epochs, threshold
 * 0.9, final, budget 1/5, seeds 1, 400 evaluations, 10 repetitions, a sample of 200;
 * kappa 2, sigma 1/4, delta 1/2, family axes; no cache. */
DC_API void dc_stress_options_init(dc_stress_options *options);
DC_API void dc_stress_options_clear(dc_stress_options *options);

/* The space of options for these training points. DC_EUSAGE for options outside their
 * range, or whose training could not be; DC_EINPUT for samples as in
 * dc_training_create; DC_ENOMEM. */
DC_API DC_MUST_USE dc_status dc_stress_space_init(dc_stress_space *space,
                                                  const dc_samples *train,
                                                  const dc_stress_options *options,
                                                  dc_error *error);

/* Reads "NAME=VALUE,..."; "nominal", or what is not named, is nominal. Numbers as
 * dc_rational_parse takes them, each the nearest double. DC_EUSAGE for a name that
 * there is not, or is twice, a coordinate that cannot vary, a value outside its range,
 * strengths that sum to more than the budget (but for rounding, 1e-9). */
DC_API DC_MUST_USE dc_status dc_variance_parse(dc_variance *x,
                                               const dc_stress_space *space,
                                               const char *text, dc_error *error);

/* The text that dc_variance_parse reads back to the same bits; names what is not nominal.
 * The caller frees it; NULL: memory is out. */
DC_API char *dc_variance_text(const dc_variance *x, const dc_stress_space *space);

/* A value of an axis as dc_variance_text writes it, at most DC_STRESS_VALUE_SIZE - 1
 * bytes. */
DC_API void dc_stress_value_text(char *text, const dc_stress_axis *axis, double value);

DC_API void dc_variance_nominal(dc_variance *x, const dc_stress_space *space);
DC_API double dc_variance_distance(const dc_variance *x, const dc_stress_space *space);

/* What came of the training of x. */
typedef struct dc_stress_outcome {
    double start;    /* epoch of t0, or -1 */
    double at_start; /* accuracy there; 0 without */
    double least;    /* least accuracy at t0 or later; 0 without */
    double train,
        test;        /* at the end: on the changed training points; on the test points */
    double loss;     /* on the test points at the end; may be infinite, or NaN */
    double diverged; /* 1: the loss became infinite or not a number; 0 */
} dc_stress_outcome;

/* Where a point comes from. What GLOBAL and LOCAL maximise is the damage, and, so that
 * they find their way where it is the same, a twentieth of 1 - exp(-loss) on the test
 * points, and, less still, being near. */
typedef enum dc_stress_arm {
    /* The first point. */
    DC_STRESS_NOMINAL,
    /* NLopt: ESCH, an evolutionary algorithm, and, at every second level, CRS2,
     * controlled random search with local mutation. Half of the evaluations of a
     * repetition; of these the levels have 1, 1, 2, 3 and 3 tenths. */
    DC_STRESS_GLOBAL,
    /* NLopt: Sbplx, or COBYLA at every second level, from the best point of the
     * repetition within the level, and, when it has converged, again from a neighbour
     * of the best. The other half. */
    DC_STRESS_LOCAL,
    /* Random search: uniform in the unit cube of all coordinates. */
    DC_STRESS_UNIFORM,
    /* Random search: the same, drawn towards the nominal point to a distance of at
     * most one of the levels, in turn. */
    DC_STRESS_NEAR,
    /* A change of the data alone; its total strength is uniform. */
    DC_STRESS_SAMPLE,
    DC_STRESS_ARMS
} dc_stress_arm;

/* "nominal", "global", ...; never NULL. */
DC_API const char *dc_stress_arm_name(dc_stress_arm arm);

typedef struct dc_stress_point {
    dc_variance x;
    double distance;
    dc_stress_outcome outcome;
    dc_stress_arm arm;
    size_t repetition, level; /* from 0; level of GLOBAL and LOCAL */
} dc_stress_point;

/* m* of the changed training points, the largest of their groups (pairs of classes),
 * as the nearest doubles. lo < hi: its search was cut by the memory limit; known
 * false: by another. */
typedef struct dc_stress_mass {
    double lo, hi;
    bool known;
    bool exceeded; /* not known, as the points have no room in what is left of the host's
                    * memory */
} dc_stress_mass;

typedef struct dc_stress_entry {
    dc_stress_point point;
    double damage;
    double predicted; /* by the predictor; NaN: there is none */
    dc_stress_mass mass;
} dc_stress_entry;

/* A front as one number: the mean over the budgets of distance in [0, 1] of the
 * largest damage within the budget (the hypervolume); and that damage within each
 * level. */
typedef struct dc_stress_score {
    double volume;
    double within[DC_STRESS_LEVELS];
} dc_stress_score;

/* One repetition, complete only if all its evaluations were done. */
typedef struct dc_stress_duel {
    bool complete;
    dc_stress_score search, uniform, near;
} dc_stress_duel;

/* Ridge regression on the coordinates (choices as 0 or 1 for each value that is not
 * nominal), their squares and products. Its penalty and its error are by
 * cross-validation, five folds, one inside the other, points of one repetition
 * all in one fold; with fewer than five repetitions, of one run of a method. */
typedef struct dc_stress_predictor {
    bool fitted; /* false with too few points, and in a study of several processes that is
                  * interrupted, whose launcher leaves it a second to end */
    size_t points;         /* distinct ones */
    size_t terms;          /* with the constant one */
    double error;          /* root of the mean square of what it misses by */
    double constant_error; /* the same of the mean damage of the other folds */
    double rank;           /* Spearman, predicted and true damage; NaN: not defined */
    double penalty;        /* of the fit to all points */
    double *weight;        /* [terms] */
} dc_stress_predictor;

/* Spearman, p-value by 9999 permutations; and what is left when the total strength of the
 * change is held fixed. NaN where not defined. */
typedef struct dc_stress_rank {
    double rho, p, partial;
} dc_stress_rank;

typedef struct dc_stress_study {
    dc_stress_space space;
    dc_stress_outcome nominal;
    size_t point_count;
    dc_stress_point *points; /* every one, in an order that does not depend on threads */
    size_t front_count;
    dc_stress_entry
        *front; /* distance and damage both increase; first the nominal point */
    size_t duel_count;
    dc_stress_duel *duels; /* one for each repetition */
    dc_stress_predictor predictor;
    size_t sample_count;     /* points of arm SAMPLE whose m* is known */
    double *sample_mass;     /* [sample_count]: lo */
    size_t *sample_point;    /* [sample_count]: index of the point */
    dc_stress_rank by_drop;  /* rank correlation of m* with the drop */
    dc_stress_rank by_final; /* with the final damage */
    size_t replayed;         /* evaluations that the cache knew when the study began */
    bool exceeded;           /* a mass is not known for lack of memory */
    bool interrupted; /* by a limit or the stop callback: some of this is missing */
} dc_stress_study;

/* Searches. *out is owned by the caller.
 *
 * cache: a text file, made if it is not there, to which each evaluation is added when
 * it is done, numbers as the hexadecimal digits of their bits. A study of the same
 * samples and options takes from it what it knows, so that one that was killed goes on
 * where it was, and ends with the same result. Search seed, evaluations, repetitions,
 * sample and damage may differ: they do not change what an evaluation gives. The file
 * holds SHA-256 digests of the samples and of the other options, and is refused if
 * they differ (DC_EINPUT). A last line that was cut is dropped. DC_EIO if the file
 * cannot be read or written, or another process has it.
 *
 * Returns DC_OK, also if interrupted; as dc_stress_space_init; DC_EINPUT if train and
 * test differ in features or classes, or changed values are not finite; DC_ENOMEM;
 * DC_EIO. Cost: 1 + 3 repetitions evaluations + sample trainings of `epochs` passes,
 * on all threads, and a dc_check for each sample and entry of the front, one after the
 * other; with family all and more than two or three features these can take very long. */
DC_API DC_MUST_USE dc_status dc_stress(dc_stress_study **out, const dc_samples *train,
                                       const dc_samples *test,
                                       const dc_stress_options *options, dc_error *error);
DC_API void dc_stress_destroy(dc_stress_study *study);

/* One evaluation anew, without the cache: bit for bit what a study has for x.
 * *nominal: that of the nominal point. DC_ESTOPPED if the host ended it. Else as
 * dc_stress. */
DC_API DC_MUST_USE dc_status
dc_stress_replay(dc_stress_entry *entry, dc_stress_outcome *nominal, const dc_variance *x,
                 const dc_samples *train, const dc_samples *test,
                 const dc_stress_options *options, dc_error *error);

/* The damage of an outcome. */
DC_API double dc_stress_damage(const dc_stress_outcome *outcome,
                               const dc_stress_outcome *nominal, dc_damage_kind kind);

/* Predicts the damage of x; NaN if the study's predictor is not fitted. */
DC_API double dc_stress_predict(const dc_stress_study *study, const dc_variance *x);

/* The levels: 0.05, 0.1, 0.2, 0.4, 0.8. */
DC_API double dc_stress_level(size_t level);

#ifdef __cplusplus
}
#endif
#endif
