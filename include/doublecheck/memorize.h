/* Which losses memorize wrong labels (arXiv 2107.09957).
 *
 *     dc_memorize_options options;
 *     dc_memorization *result;
 *     dc_study_host host = { 0 };
 *     dc_memorize_options_init(&options);
 *     options.training.architecture = "128";
 *     if (dc_memorize(&result, &samples, &options, &host, &error) == DC_OK)
 *         for (size_t k = 0; k < result->run_count; k++)
 *             ... result->runs[k].looks[epoch].j1 ...
 *     dc_memorization_destroy(result);
 *
 * (paper) A loss is symmetric if its sum over all labels is the same C for every f. A
 * training label is kept with probability 1 - eta, else replaced by one of the other K -
 * 1, each as likely. J1 is the accuracy on the labels that the training is given, J2
 * that on the labels before the noise, both of the training points. Training resists
 * memorization when J2 under noise is J1 on clean data. Theorem: of a symmetric loss
 * with eta < (K - 1) / K the expected risk under noise is C eta / (K - 1) + (1 - eta K /
 * (K - 1)) times the clean risk, so that noise keeps the order of classifiers.
 * (our own definition) What "is" means there: dc_memorize_verdict.
 */
#ifndef DOUBLECHECK_MEMORIZE_H
#define DOUBLECHECK_MEMORIZE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <doublecheck/network.h>
#include <doublecheck/status.h>
#include <doublecheck/study.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { DC_MEMORIZE_LIST_MOST = 64, DC_MEMORIZE_RUNS_MOST = 100000 };

typedef struct dc_memorize_options {
    dc_training_options training; /* all but loss and memory; seeds are those of run 0 */
    const char *const *losses;    /* [loss_count], of labels (network.h); no two alike */
    size_t loss_count;            /* 1 .. DC_MEMORIZE_LIST_MOST */
    const double *noise;          /* [noise_count]: eta, 0 .. 1, increasing */
    size_t noise_count;           /* 1 .. DC_MEMORIZE_LIST_MOST */
    size_t runs; /* of each loss and eta: 1 .. DC_MEMORIZE_RUNS_MOST. Run k adds k to
                          * the seeds of weights, order and noise */
    uint64_t noise_seed; /* of the labels: apart from those of weights and order */
    uint64_t epochs;     /* >= 1 */
    double within;       /* 0 .. 1: of the verdict */
} dc_memorize_options;

/* training: dc_training_options_init, but 128 units, adam, rate 0.001. cross-entropy,
 * mse, normalised-mse, mae, rll:0.45; 0, 0.2, 0.4, 0.6; one run; noise seed 3; 100
 * epochs; 0.15. */
DC_API void dc_memorize_options_init(dc_memorize_options *options);

/* The labels of samples under noise, given[N]. Of each point are drawn a number u,
 * uniform on [0, 1), and one of the other classes, whatever eta; that class is given if
 * u < eta. So noise is nested: a label that is wrong for eta is wrong, and the same, for
 * a larger one. Returns how many were replaced. 0 <= eta <= 1. */
DC_API size_t dc_memorize_labels(int *given, const dc_samples *samples, double eta,
                                 uint64_t seed);

/* Is a loss symmetric? From its sums over all labels, for f the softmax of random
 * scores. */
typedef struct dc_symmetry {
    size_t draws;
    double constant;        /* the sum for f = 1/K, all scores equal: C */
    double least, greatest; /* of the sums, that of constant included */
    bool symmetric;         /* greatest - least <= 64 K 2^-53 C: rounding, in doubles */
} dc_symmetry;

/* Draws scores that are normal with deviation 1/4, 1, 4, 16 in turn, 250 of each.
 * DC_EUSAGE for a loss that is none, or one of targets, fewer than 2 classes or more
 * than DC_WIDTH_MOST; DC_ENOMEM. Cost: 1000 K^2. */
DC_API DC_MUST_USE dc_status dc_memorize_symmetry(dc_symmetry *symmetry, const char *loss,
                                                  size_t classes, uint64_t seed,
                                                  dc_error *error);

/* The risk identity of the theorem, for the f of given scores, the expectation over the
 * noise as a sum over labels; weighted means over the points. */
typedef struct dc_noisy_risk {
    double clean;     /* the loss with the labels before the noise */
    double noisy;     /* its expectation under noise eta */
    double identity;  /* what the theorem says noisy is; C: constant of dc_symmetry */
    double deviation; /* |noisy - identity| */
    double rounding;  /* 64 K 2^-53 (C + noisy): a deviation up to it is none */
} dc_noisy_risk;

/* logits [N][K], finite, of points with the labels before the noise. DC_EUSAGE for a
 * loss that is none, or one of targets; DC_ENOMEM. Cost: N K^2. */
DC_API DC_MUST_USE dc_status dc_memorize_risk(dc_noisy_risk *risk, const char *loss,
                                              const dc_samples *samples,
                                              const double *logits, double eta,
                                              dc_error *error);

/* After an epoch; look 0 is before the first. Shares of the weight; ties count as wrong.
 */
typedef struct dc_memorize_look {
    double loss; /* with the given labels */
    double j1, j2;
} dc_memorize_look;

/* One training. */
typedef struct dc_memorize_run {
    size_t loss, noise; /* numbers in the lists of the options */
    uint64_t seed, shuffle_seed, noise_seed;
    size_t replaced; /* labels that are not the ones before the noise */
    bool complete;   /* it was not told to end early, nor before it began */
    dc_training_state state;
    dc_memorize_look *looks; /* [look_count]; of a run that diverged up to then */
    size_t look_count;       /* 0: it did not begin */
    dc_noisy_risk risk; /* at the end, if complete and the scores are finite; else NaN */
} dc_memorize_run;

/* What became of a loss. */
typedef struct dc_memorize_loss {
    dc_symmetry symmetry;
    double clean; /* J1 at eta 0 at the end, mean over the runs; NaN if not known */
    bool judged;  /* all that the verdict asks for was complete; else the rest is 0 */
    bool learns;  /* clean >= the best clean of all losses - within */
    size_t resists_to; /* how many of the etas that count it resists, from the least on */
    bool resists;      /* all of them, and it learns */
} dc_memorize_loss;

typedef struct dc_memorization {
    size_t loss_count, noise_count, runs_each; /* as in the options */
    dc_memorize_loss *losses;                  /* [loss_count] */
    dc_memorize_run *runs; /* [run_count]: losses, in each etas, in each the runs */
    size_t run_count;
    double
        commonest; /* share of the weight that the commonest class has, before the noise */
    size_t judged_from, judged_to; /* the etas that count: numbers from .. to - 1 */
    bool interrupted;              /* by the host or its time limit */
} dc_memorization;

/* Trains with each loss on the labels of each eta: the same labels, weights and orders
 * for all losses. Runs of one set of seeds differ in the loss alone. Calls
 * dc_memorize_verdict. *out is owned by the caller; NULL unless DC_OK, which is also
 * returned if the host ended it. DC_EUSAGE for options outside their ranges; DC_EINPUT
 * for samples outside theirs; DC_ENOMEM also if a training needs more than host->memory,
 * or all looks more than that. Cost: that of the trainings, and a pass forward after
 * each epoch. */
DC_API DC_MUST_USE dc_status dc_memorize(dc_memorization **out, const dc_samples *samples,
                                         const dc_memorize_options *options,
                                         const dc_study_host *host, dc_error *error);
DC_API void dc_memorization_destroy(dc_memorization *result);

/* Mean over the runs at the end; NaN unless all are complete. loss < loss_count, noise <
 * noise_count. */
DC_API double dc_memorize_j1(const dc_memorization *result, size_t loss, size_t noise);
DC_API double dc_memorize_j2(const dc_memorization *result, size_t loss, size_t noise);

/* (our own definition) The etas that count are those with 0 < eta < (K - 1) / K: from
 * there on one wrong label is as frequent as the right one. A loss resists eta if J2
 * there is at least its own J1 at eta 0 minus `within`; it learns if that J1 is at least
 * the best of all losses minus `within`. It resists if it resists every eta that counts,
 * and learns: what learns nothing memorizes nothing. Not judged: no eta counts, there is
 * no eta 0, or a run of any loss that is needed is not complete. */
DC_API void dc_memorize_verdict(dc_memorization *result,
                                const dc_memorize_options *options, size_t classes);

#ifdef __cplusplus
}
#endif
#endif
