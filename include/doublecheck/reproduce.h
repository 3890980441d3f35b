/* Does a custom loss make trainings more reproducible? (paper) arXiv 2601.00578; what is
 * marked (ours) is this project's own definition, as the paper gives it in words only.
 *
 *     dc_reproduce_options options;
 *     dc_reproduction *result;
 *     dc_reproduce_options_init(&options);
 *     options.training.architecture = "32";
 *     if (dc_samples_split(&train, &test, &all, 0.3, 1, &error) == DC_OK &&
 *         dc_reproduce(&result, &train, &test, &options, &error) == DC_OK) {
 *         puts(dc_steadiness_name(result->cells[0].steadiness));
 *         dc_reproduction_destroy(result);
 *     }
 *
 * The custom loss of a batch B (paper: its parts; ours: the formulas) is
 *     CLF = CE + a SL + b VPL
 *     CE   the batch's mean cross-entropy, weighted by its points
 *     SL   Stable Loss: (CE - CEbar)^2. CEbar is the mean of CE over the steps of the epoch
 *          before, each weighted by the sum of its batch's weights and taken at the
 *          parameters that the step began with; a constant for the gradient. 0 in epoch one
 *     VPL  Variance Penalty Loss: the mean over the classes c that B has points of, of
 *          sum w_i |p_i - m_c|^2 / sum w_i over its points i of class c, with p_i the softmax
 *          of the scores and m_c = sum w_i p_i / sum w_i
 * For a regression (samples with targets) CE is the mean squared error, and VPL the mean
 * over the outputs of the weighted variance of the batch's residuals.
 *
 * So the gradient is f grad CE + b grad VPL with f = 1 + 2 a (CE - CEbar): SL does nothing but
 * change the length of a step (of the gradient that momentum and Adam see). f may be
 * negative, which makes the step go up. Therefore three arms are trained for each seed (ours):
 *     plain     CE
 *     CLF
 *     factors   CE with the factors f that the CLF run of the same seed had, step by step
 * With b = 0 the last two are the same, bit for bit.
 *
 * The spread of a test result over the seeds: standard deviation and range. Intervals are
 * percentile intervals of the bootstrap: seeds are drawn with replacement, the arms of a
 * seed together, `rounds` times. (ours) With G pairs (a, b) each interval has the
 * confidence 1 - 0.05 / G (Bonferroni), so that all G verdicts are right together as often
 * as one alone is. A ratio 0 / 0 in a resample counts as 0 for the lower end and as
 * infinite for the upper.
 */
#ifndef DOUBLECHECK_REPRODUCE_H
#define DOUBLECHECK_REPRODUCE_H

#include <doublecheck/network.h>
#include <doublecheck/study.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    DC_REPRODUCE_SEEDS_MOST = 100000,
    DC_REPRODUCE_SEEDS_LEAST = 10, /* fewer give no verdict */
    DC_REPRODUCE_CELLS_MOST = 10000,
    DC_REPRODUCE_ROUNDS_MOST = 1000000
};

typedef enum dc_arm { DC_ARM_PLAIN, DC_ARM_CLF, DC_ARM_FACTORS, DC_ARMS } dc_arm;

/* "plain", "CLF", "factors". */
DC_API const char *dc_arm_name(dc_arm arm);

/* What differs between the seeds' trainings. */
typedef enum dc_vary { DC_VARY_BOTH, DC_VARY_INIT, DC_VARY_SHUFFLE } dc_vary;

/* a of the Stable Loss and b of the Variance Penalty Loss, finite and >= 0. */
typedef struct dc_clf_weights {
    double a, b;
} dc_clf_weights;

typedef struct dc_reproduce_options {
    dc_training_options training; /* seed and shuffle_seed: of run 0. loss: not looked at,
                                   * it follows from the samples. No armijo */
    size_t seeds;                 /* 1 .. DC_REPRODUCE_SEEDS_MOST: runs of each arm */
    size_t epochs;                /* >= 1, of each run */
    dc_vary vary;                 /* run k has seed + k, shuffle_seed + k, or both */
    const dc_clf_weights *weights; /* [weight_count], borrowed */
    size_t weight_count;           /* G, 1 .. DC_REPRODUCE_CELLS_MOST */
    size_t rounds;                 /* of the bootstrap, 100 .. DC_REPRODUCE_ROUNDS_MOST */
    uint64_t bootstrap_seed;
    double margin; /* >= 0: two means are equal if their difference is known to be at most
                    * that; of regressions as a share of the plain arm's mean */
    double unit;   /* > 0: regression: what errors are multiplied with */
    dc_study_host host; /* memory, threads, limits; its memory counts for the trainings */
} dc_reproduce_options;

/* dc_training_options_init, but sgd in batches of 32; 20 seeds, 30 epochs, both vary; one
 * pair, 0.1 and 0.1; 10000 rounds with seed 1; margin 0.01, unit 1. */
DC_API void dc_reproduce_options_init(dc_reproduce_options *options);

typedef struct dc_reproduce_run {
    bool complete; /* false: a limit came before its end; nothing else counts then */
    bool diverged; /* a step's loss was not finite: it ended there. The factors' arm ends
                    * where the CLF run ended */
    uint64_t seed, shuffle_seed, steps;
    double test;      /* accuracy on the test points; regression: unit * the root of the
                       * mean squared error */
    double test_loss; /* CE or mean squared error */
    double train, train_loss;         /* the same of the training points */
    double factor_least, factor_most; /* f; plain: 1 */
} dc_reproduce_run;

/* Of the test results of an arm. Not a number where there are too few or one is not
 * finite. */
typedef struct dc_spread {
    double mean, deviation; /* deviation: with n - 1 */
    double least, most;
    size_t diverged; /* runs */
} dc_spread;

typedef struct dc_interval {
    double value, low, high; /* value: of the runs themselves. Not a number: none */
} dc_interval;

/* Ratios of variances. */
typedef enum dc_variance_ratio {
    DC_RATIO_CLF_PLAIN,
    DC_RATIO_FACTORS_PLAIN,
    DC_RATIO_CLF_FACTORS,
    DC_RATIOS
} dc_variance_ratio;

/* How the spread of CLF compares with that of plain CE. */
typedef enum dc_steadiness {
    DC_STEADIER,      /* the interval of the ratio of variances lies below 1 */
    DC_LESS_STEADY,   /* above 1 */
    DC_NO_DIFFERENCE, /* it has 1 in it: none was shown, which is no proof of equality */
    DC_NO_SPREAD,     /* all runs of both arms have one result each */
    DC_TOO_FEW_SEEDS, /* complete ones: fewer than DC_REPRODUCE_SEEDS_LEAST */
    DC_NOT_FINITE     /* a result is infinite or not a number */
} dc_steadiness;

/* How their means compare. */
typedef enum dc_mean_verdict {
    DC_MEAN_EQUAL,  /* the interval of the difference lies within +- margin */
    DC_MEAN_BETTER, /* else: above 0 (accuracy), below 0 (error) */
    DC_MEAN_WORSE,
    DC_MEAN_UNDECIDED
} dc_mean_verdict;

/* "CLF STEADIER", "CLF LESS STEADY", "NO DIFFERENCE SHOWN", "NO SPREAD", "TOO FEW SEEDS",
 * "NOT FINITE"; "EQUAL", "BETTER", "WORSE", "UNDECIDED". */
DC_API const char *dc_steadiness_name(dc_steadiness steadiness);
DC_API const char *dc_mean_name(dc_mean_verdict mean);

/* The three arms for one pair of weights. */
typedef struct dc_reproduce_cell {
    dc_clf_weights weights;
    const dc_reproduce_run *runs[DC_ARMS]; /* [seeds] each; those of plain are the same in
                                            * all cells */
    size_t count; /* seeds whose three runs are complete; what follows is of these */
    dc_spread spread[DC_ARMS];
    dc_interval ratio[DC_RATIOS];
    dc_interval difference[DC_ARMS]; /* of the mean to that of plain */
    dc_steadiness steadiness;
    dc_mean_verdict mean; /* of CLF against plain */
} dc_reproduce_cell;

typedef struct dc_reproduction {
    bool regression;
    bool interrupted; /* runs are missing */
    size_t seeds;
    double confidence; /* of each interval: 1 - 0.05 / G */
    size_t cell_count; /* G */
    dc_reproduce_cell *cells;
    dc_reproduce_run
        *runs; /* [1 + 2 G][seeds]: plain, then CLF and factors of each cell */
} dc_reproduction;

/* Trains all arms on `train` and compares their results on `test`; *out is owned by the
 * caller. The samples are not scaled. DC_EUSAGE for options out of range and for samples of
 * other shapes; what dc_training_create and dc_training_test return for their reasons;
 * DC_ENOMEM also if a batch does not fit in the training's memory at once. A limit or the
 * stop callback of the host is no error: `interrupted` is set. Runs are begun seed by seed,
 * so that the first seeds are complete in all cells then. Nothing depends on the number of
 * threads. Cost: seeds (1 + 2 G) trainings. */
DC_API DC_MUST_USE dc_status dc_reproduce(dc_reproduction **out, const dc_samples *train,
                                          const dc_samples *test,
                                          const dc_reproduce_options *options,
                                          dc_error *error);
DC_API void dc_reproduction_destroy(dc_reproduction *reproduction);

/* Windows of a series (ours). Window i has the values i .. i + W - 1 as features and value
 * i + W - 1 + H, which is H steps after its last, as target. */
typedef struct dc_series_options {
    size_t window, horizon; /* W, H >= 1 */
    double test_share;      /* 0 < .. < 1 of the windows, the last, rounded to nearest, at
                             * least one */
    bool standardise;
} dc_series_options;

typedef struct dc_series_scaling {
    double shift, scale; /* value -> (value - shift) scale; 0 and 1 without */
    double persistence;  /* root mean squared error, in the series' units, of the forecast
                           * "as the last value of the window", on the test windows */
} dc_series_scaling;

/* Samples with one target each, weights 1, owned by the caller. The windows before the first
 * test window train, but for the last H - 1 of them: their targets lie after the last value
 * that the first test window has as a feature, so that they are not known yet when that
 * forecast is made. shift and scale are the mean and one over the standard deviation of the
 * values up to the last target that trains, which is that last feature; scale is 1 where
 * these are equal. DC_EUSAGE for options out of range; DC_EINPUT for a value that is
 * not finite, or where no window is left to train with; DC_ENOMEM. Cost: one pass. */
DC_API DC_MUST_USE dc_status dc_series_samples(dc_samples *train, dc_samples *test,
                                               dc_series_scaling *scaling,
                                               const double *values, size_t count,
                                               const dc_series_options *options,
                                               dc_error *error);

#ifdef __cplusplus
}
#endif
#endif
