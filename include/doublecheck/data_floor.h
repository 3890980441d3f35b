/* The accuracy that a loss guarantees on one data set (T9 of proofs/theory.md).
 *
 *     dc_data_floor_options options;
 *     dc_data_floor *floor;
 *     dc_data_floor_options_init(&options);
 *     mpq_set_ui(options.loss, 1, 10);
 *     if (dc_data_floor_create(&floor, data, &options, &error) == DC_OK)
 *         gmp_printf("%Qd\n", floor->least);      -- accuracy >= that
 *     dc_data_floor_destroy(floor);
 *     dc_data_floor_options_clear(&options);
 *
 * For classifiers whose scores are affine in the features (softmax regression; the last
 * layer over fixed features) those of a loss at most `loss` form a convex set C. The exact
 * data floor is the least accuracy in C: the sharpest that loss and data allow. It lies in
 * a bracket least .. most, each end of it proved: nothing in C is less accurate than
 * least, and a classifier of C has accuracy most. No condition is needed, and cells do not
 * matter.
 *
 * Floating point proposes; integers decide. What is true of C is proved by one number in
 * 0 .. 1 for each point and rival class (docs/data-floor-certificate.md).
 */
#ifndef DOUBLECHECK_DATA_FLOOR_H
#define DOUBLECHECK_DATA_FLOOR_H

#include <doublecheck/check.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { DC_DATA_CLASSES_MOST = 1000 };

typedef struct dc_data_floor_progress {
    const char *phase; /* "loss", "safe", "bound", "attack", "directions", "points" */
    double seconds;
    double least, most; /* the bracket, rounded, for display only */
    uint64_t nodes;     /* boxes and sets of decisions that were looked at */
} dc_data_floor_progress;

typedef struct dc_data_floor_options {
    mpq_t loss;        /* Lbar >= 0: cross-entropy, weighted mean over all points */
    double time_limit; /* seconds; 0: none */
    size_t memory;     /* bytes for waiting boxes and proofs; 0: 1 GiB */
    unsigned threads;  /* 0: all cores */
    bool safe_only;    /* the safe floor, and no better one */
    bool (*stop)(void *user); /* true: end now; called often, in the calling thread; NULL:
                               * never */
    void (*progress)(const dc_data_floor_progress *progress,
                     void *user); /* in the calling
                               * thread, now and then; NULL: none */
    void *user;
} dc_data_floor_options;

/* Loss 0, a time limit of 60 s. */
DC_API void dc_data_floor_options_init(dc_data_floor_options *options);
DC_API void dc_data_floor_options_clear(dc_data_floor_options *options);

/* A classifier of C: score l of a point is theta[l][0] + sum of theta[l][1 + k] x_k, and
 * the last class has score 0. */
typedef struct dc_affine {
    size_t classes, features; /* K, n */
    mpq_t *theta;             /* [K - 1][1 + n] */
} dc_affine;

typedef struct dc_data_floor {
    bool vacuous;  /* C is empty: no such classifier has so small a loss. Proved; then
                    * least = safe = most = 1, and there is no worst */
    mpq_t trivial; /* T5, a lower bound of it */
    mpq_t safe;    /* weight of the points that all of C classifies correctly, as far as
                    * proved */
    mpq_t least, most; /* the bracket; least is at least trivial and safe. most is 1 if
                        * no classifier of C was found */
    bool optimal;      /* least = most */
    bool found;        /* a classifier of C was found: */
    dc_affine worst;   /* its accuracy is most */
    mpq_t worst_loss;  /* an upper bound of its loss, at most options->loss */
    double least_loss; /* the least loss of all, about: that of the fitted classifier, or
                        * what it tends to */
    double least_loss_accuracy; /* of the fitted classifier, ties errors */
    dc_stop stop; /* what ended it before the bracket closed. DC_STOP_NONE without
                        * `optimal`: nothing is left that would narrow it */
    uint64_t nodes;
    double seconds;
    struct dc_data_proof *proof; /* that the accuracy is at least `least` */
} dc_data_floor;

/* Computes the bracket. *out is owned by the caller. A limit, or stop, ends it with the
 * bracket so far. The same data and options give the same bracket, whatever the number of
 * threads, unless a limit or stop cut it, on one CPU type.
 * Returns DC_OK; DC_EUSAGE for a negative loss; DC_EINPUT for data without labels, of one
 * class only or of more than DC_DATA_CLASSES_MOST; DC_ENOMEM.
 * Cost, for N points and d = n + 1: some hundred passes over the data, N d K operations
 * each; then, for two classes, up to a pass for each point and each set of decisions, and
 * for n <= 3 boxes of directions, N d operations each. */
DC_API DC_MUST_USE dc_status dc_data_floor_create(dc_data_floor **out,
                                                  const dc_dataset *data,
                                                  const dc_data_floor_options *options,
                                                  dc_error *error);
DC_API void dc_data_floor_destroy(dc_data_floor *floor);

/* Writes the certificate of floor->least, or that C is empty, to path ("-": standard output),
 * for doublecheck-verify-floor. accuracy is what it claims: least, or, where that is T5's and
 * no other proof reached it, what was proved (at least safe). It is about the file that the
 * data were read from, as dc_certificate_write says. data, loss: those of the floor. DC_EIO;
 * DC_ENOMEM. After a failure the file is as before, as
 * dc_certificate_write says. */
DC_API DC_MUST_USE dc_status dc_data_floor_certificate_write(
    const char *path, mpq_t accuracy, const dc_data_floor *floor, const dc_dataset *data,
    const mpq_t loss, dc_error *error);

/* Accuracy and loss of an affine classifier on data of its shape: accuracy exactly, ties
 * errors (D7); loss an upper bound, within about 2^-40 of it. Cost: N K n operations in
 * rationals. DC_EUSAGE for another shape; DC_ENOMEM. */
DC_API DC_MUST_USE dc_status dc_affine_evaluate(mpq_t accuracy, mpq_t loss,
                                                const dc_affine *affine,
                                                const dc_dataset *data, dc_error *error);

#ifdef __cplusplus
}
#endif
#endif
