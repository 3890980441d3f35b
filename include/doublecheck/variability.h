/* How far do trainings of other seeds differ? The level of trimming.
 *
 * (paper) arXiv 2406.08307, and 1903.08687 for trimmings and the Kolmogorov-Smirnov distance;
 * (ours) this project's own definition where the source gives words only, or less.
 *
 *     dc_predictions predictions;
 *     dc_variability_options options;
 *     dc_variability *variability;
 *     dc_variability_options_init(&options);
 *     options.training.architecture = "32";
 *     if (dc_predictions_train(&predictions, &train, &test, &options, &error) == DC_OK &&
 *         dc_variability_measure(&variability, &predictions, &options, &error) == DC_OK)
 *         printf("%g\n", variability->steps[0].judgements[DC_AGAINST_MODELS].largest);
 *     dc_variability_destroy(variability);
 *     dc_predictions_clear(&predictions);
 *
 * (paper) A model's statistic at a test point is its logit gap z_1 - z_0. (ours) With K > 2
 * classes there are K statistics, the margin of each class against the best other one, and
 * a level is the largest of theirs. The reference distribution F0 is the average of the
 * distribution functions of a pool of models. The alpha-trimmings of a distribution P are
 * the P* << P whose density is at most 1/(1 - alpha). A candidate P_n on n points passes
 * at alpha if a trimming of it is within the threshold sqrt(log(2/epsilon)/n) + 1/n of F0,
 * in the largest difference of distribution functions. Its level is the least alpha at which
 * it passes: the part of its points that has to go before it looks like the pool.
 */
#ifndef DOUBLECHECK_VARIABILITY_H
#define DOUBLECHECK_VARIABILITY_H

#include <doublecheck/dataset.h>
#include <doublecheck/network.h>
#include <doublecheck/status.h>
#include <doublecheck/study.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    DC_TRIMMING_GRID = 13,    /* levels of the grid */
    DC_MODELS_MOST = 1000,    /* candidates and pool together */
    DC_ROUNDS_MOST = 1000000, /* of the bootstrap */
    DC_CALIBRATION_BINS = 15
};

/* Distances of two samples, without any training. */

/* sqrt(log(2/epsilon)/n) + 1/n; n >= 1, 0 < epsilon < 1. (paper) */
DC_API double dc_trimming_threshold(size_t n, double epsilon);

/* Level k of the grid, 0 .. DC_TRIMMING_GRID - 1: 0, .01, .025, .05, .075, .1, .15 ... .45;
 * 0.5 from there on. (paper) */
DC_API double dc_trimming_grid(size_t k);

/* The least level of the grid that is not below an exact one; 0.5 stands for all from 0.45
 * on. As the distance does not grow with alpha this is the least level of the grid that
 * passes. */
DC_API double dc_trimming_on_grid(double level);

/* Sets distance to the least, over all alpha-trimmings P* of the sample candidate[n], of
 * sup |F* - F0|, where F0 is the distribution function of the sample reference[m] (the
 * average of those of a pool, if each model of it has as many values). 0 <= alpha < 1, n, m
 * >= 1. With alpha = 0 this is the Kolmogorov-Smirnov distance. Ties may be anywhere. The
 * result is off by at most 8 c 2^-53, c = 1/(1 - alpha). DC_EUSAGE for another alpha, n or
 * m; DC_EINPUT for a value that is not finite; DC_ENOMEM. Cost: sorting, then O(n + m). */
DC_API DC_MUST_USE dc_status dc_trimming_distance(double *distance,
                                                  const double *candidate, size_t n,
                                                  const double *reference, size_t m,
                                                  double alpha, dc_error *error);

/* Sets level to the least alpha at which that distance is at most threshold >= 0, by bisection
 * to neighbouring doubles. A distance counts as at most the threshold if it exceeds it by
 * 8 c 2^-53 or less, its rounding: a level is never too large for that alone, and what it may
 * be too small by is what such a change of the threshold makes. It is in [0, 1 - 1/n], up to
 * rounding, or 1: no trimming passes. (ours) Statuses as above. Cost: sorting, then about 60
 * times O(n + m). */
DC_API DC_MUST_USE dc_status dc_trimming_level(double *level, const double *candidate,
                                               size_t n, const double *reference,
                                               size_t m, double threshold,
                                               dc_error *error);

/* What models say of the same test points. Candidates stand first, then the pool. */
typedef struct dc_predictions {
    size_t points, classes;    /* N >= 2, K >= 2 */
    size_t models, candidates; /* 1 <= candidates < models */
    int *label;                /* [N], 0 .. K - 1 */
    double *logits;            /* [models][N][K], finite */
    char **class_names;        /* [K]; NULL: not known */
    uint64_t *seed;            /* [models], of initial weights; NULL: not trained here */
    size_t diverged;           /* trainings without finite logits, which were left out */
    bool interrupted;          /* trainings are missing */
} dc_predictions;

typedef struct dc_variability_options {
    dc_training_options training; /* seed and shuffle_seed are those of the first model */
    uint64_t epochs;              /* >= 1 */
    size_t models;                /* candidates, and as many in the pool; 1 .. 500 */
    size_t rounds;                /* of the bootstrap, 1 .. DC_ROUNDS_MOST */
    uint64_t seed;                /* of the bootstrap */
    double epsilon;               /* 0 < .. < 1 */
    double accept;                /* a level that is small enough, 0 <= .. < 1 */
    dc_study_host host;
} dc_variability_options;

/* Those of dc_training_options_init; 30 epochs, 10 models, 100 rounds, seed 1, epsilon 0.01,
 * accept 0.05. */
DC_API void dc_variability_options_init(dc_variability_options *options);

/* Trains candidates and pool on train and keeps their logits on test. Model k has the seeds
 * training.seed + k and training.shuffle_seed + k; candidates are k = 0 .. models - 1. What
 * ends early leaves out the trainings that are not complete; candidates and pool begin in
 * turns. A training without finite logits is left out and counted. *out is the caller's to
 * clear. DC_EUSAGE for options outside their ranges or sets of other shapes; DC_EINPUT also
 * if no candidate, or none of the pool, has finite logits; DC_ESTOPPED if the host ended it
 * before one of each was complete; DC_ENOMEM. Weights of points count in training only. */
DC_API DC_MUST_USE dc_status dc_predictions_train(dc_predictions *out,
                                                  const dc_samples *train,
                                                  const dc_samples *test,
                                                  const dc_variability_options *options,
                                                  dc_error *error);

/* Appends a model whose logits other software wrote: the features of data are the logits, one
 * column for each class, its labels the true classes. A label is the name of a column, with or
 * without "logit_" before it, or else its number, counted from 0. *predictions is all zero
 * before the first; name is for messages. The caller sets `candidates` at the end. DC_EINPUT,
 * with row and value, if there is one column only, a label is of no column, a value is
 * beyond the doubles, or rows, labels or columns are not those of the models before;
 * DC_ENOMEM. Nothing is appended then. */
DC_API DC_MUST_USE dc_status dc_predictions_append(dc_predictions *predictions,
                                                   const dc_dataset *data,
                                                   const char *name, dc_error *error);
DC_API void dc_predictions_clear(dc_predictions *predictions);

/* Accuracy: share of points whose label has a larger logit than every other class. Expected
 * calibration error (paper, Guo et al. 2017): the points in 15 bins of equal width by the
 * largest softmax probability, (b/15, (b + 1)/15]; the mean over points of |accuracy -
 * mean probability| of their bin. */
typedef struct dc_quality {
    double accuracy, calibration;
} dc_quality;

/* Accuracies of all models; the deviation with models - 1 below. */
typedef struct dc_accuracies {
    double mean, least, greatest, deviation;
} dc_accuracies;

/* What ensembles are held against. */
typedef enum dc_against {
    DC_AGAINST_MODELS,    /* the average over single models of the pool (paper) */
    DC_AGAINST_ENSEMBLES, /* the average over ensembles of as many of the pool (ours) */
    DC_AGAINST
} dc_against;

/* Levels of one ensemble over the rounds. */
typedef struct dc_level_summary {
    double median; /* of an even number the lower of the two in the middle */
    double largest;
    double at_zero; /* share of rounds in which it passes untrimmed */
} dc_level_summary;

/* Levels of all ensembles of one size against one reference. */
typedef struct dc_judgement {
    double *levels;              /* [ensembles][rounds], exact */
    dc_level_summary *summaries; /* [ensembles] */
    double median, largest;      /* of the medians of summaries */
} dc_judgement;

/* Ensembles of m models: the mean of the logits of m consecutive ones, none in two ensembles.
 * (ours; the paper asks for the curve) */
typedef struct dc_step {
    size_t members;    /* m */
    size_t ensembles;  /* of candidates: floor(candidates / m) */
    size_t references; /* of the pool */
    dc_judgement judgements[DC_AGAINST];
    dc_quality quality; /* means over the ensembles of candidates */
    double churn;       /* share of points on which two ensembles name different classes,
                         * mean over all pairs, of candidates and pool */
    double most_churn;  /* of a pair */
} dc_step;

typedef enum dc_stability {
    DC_STABLE, /* no candidate's median level exceeds `accept`, and none diverged */
    DC_VARIABLE,
    DC_UNJUDGED /* the host ended it before a round was complete; or the points are so few
                 * that the threshold is 1 or more, and everything passes */
} dc_stability;

typedef struct dc_variability {
    size_t models, candidates, points, classes;
    size_t statistics; /* 1, or K */
    size_t half;       /* n = floor(N / 2): points that a candidate has in a round */
    size_t rounds;     /* that were complete */
    double threshold;
    dc_quality *quality; /* [models] */
    dc_accuracies accuracies;
    size_t step_count;         /* min(candidates, pool) */
    dc_step *steps;            /* [step_count], m = 1, 2, ... */
    size_t enough[DC_AGAINST]; /* least m from which on the largest level is at most
                                * `accept`; 0: there is none */
    bool interrupted;          /* rounds are missing */
    dc_stability stability;
} dc_variability;

/* Levels by bootstrap. (paper) In each round 2 n test points are drawn with replacement; the
 * candidates are taken at the first n, the pool at the others; (ours) all models at the same
 * ones. Levels are medians over rounds. *out is the caller's to destroy. Of a round that the
 * host ends nothing is kept; if it ends before all, the complete ones count. DC_EUSAGE for
 * options outside their ranges; DC_EINPUT for predictions outside theirs; DC_ENOMEM, also if
 * host.memory would be exceeded. Cost for each round, ensemble and statistic: about 60
 * passes over n values, or one where another statistic has a larger level. */
DC_API DC_MUST_USE dc_status dc_variability_measure(dc_variability **out,
                                                    const dc_predictions *predictions,
                                                    const dc_variability_options *options,
                                                    dc_error *error);
DC_API void dc_variability_destroy(dc_variability *variability);

/* "STABLE", "VARIABLE", "UNJUDGED". */
DC_API const char *dc_stability_name(dc_stability stability);

#ifdef __cplusplus
}
#endif
#endif
