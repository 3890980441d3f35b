/* Trainings held against the floors (T5-T9 of proofs/theory.md).
 *
 *     dc_simulation_options options;
 *     dc_simulation *simulation;
 *     dc_simulation_options_init(&options);       -- softmax regression, 20 seeds, ...
 *     if (dc_simulate(&simulation, data, &options, &error) == DC_OK)
 *         puts(dc_finding_name(simulation->finding));
 *     dc_simulation_destroy(simulation);
 *     dc_simulation_options_clear(&options);
 *
 * Every run trains from a seed of its own and is looked at now and then. t0 is its first
 * look at which the accuracy reaches a threshold; the floor that the condition guarantees
 * for the loss from t0 on is computed, and the accuracy of all later looks compared with
 * it. Losses and accuracies of a run are computed in floating point: bounds of their
 * rounding errors are added to the loss before the floor is computed, and stand between an
 * accuracy and a verdict.
 */
#ifndef DOUBLECHECK_SIMULATE_H
#define DOUBLECHECK_SIMULATE_H

#include <doublecheck/data_floor.h>
#include <doublecheck/floor.h>
#include <doublecheck/network.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What the condition is checked on (D8). */
typedef enum dc_coverage {
    DC_COVERS_POINTS,   /* linear: the features of the data; one check for all runs */
    DC_COVERS_FEATURES, /* all layers frozen but the last: its inputs, of each run */
    DC_COVERS_CELLS     /* layers before the last move: pairs in the cells of t0, of each
                         * run. Covered only if no point leaves its cell afterwards */
} dc_coverage;

/* What runs are held against. */
typedef enum dc_floors {
    DC_FLOORS_DOUBLING, /* the floor of the condition, T5's where that is larger: a run is
                         * covered if all hypotheses of T8 hold */
    DC_FLOORS_ALL /* T5, and what applies of the floor of the condition (if all hypotheses
                   * hold, though the loss may have risen) and the data floor (T9, not with
                   * DC_COVERS_CELLS). T5 and T9 need no condition: a run is covered if it
                   * has a t0 and its loss did not rise */
} dc_floors;

/* What T8 needs; a run fails those that it lacks. */
typedef enum dc_hypothesis {
    DC_NEEDS_START,     /* the accuracy reaches the threshold */
    DC_NEEDS_LOSS,      /* the loss never rises above that of t0 */
    DC_NEEDS_CELLS,     /* no point leaves the cell it is in at t0 */
    DC_NEEDS_SLOPES,    /* the classifiers' v belong to the family of slabs */
    DC_NEEDS_CONDITION, /* constants hold that raise the floor, or those that were given */
    DC_NEEDS_ANSWER,    /* no limit cut the check of the condition before it was known */
    DC_NEEDS_INCLINE,   /* no flat piece of the activation: these gather points in
                         * hyperplanes. Failed together with DC_NEEDS_CONDITION only */
    DC_NEEDS_DIGITS,    /* accuracy and floor differ by more than rounding errors */
    DC_HYPOTHESES
} dc_hypothesis;

typedef enum dc_finding {
    DC_CONFIRMED,   /* all hypotheses, and the accuracy stayed at or above the floor */
    DC_NOT_COVERED, /* a hypothesis fails */
    DC_REFUTED      /* an accuracy below a floor: theory or code is wrong */
} dc_finding;

/* What is known of the condition. */
typedef enum dc_standing {
    DC_STANDS_BETTER, /* it holds for constants that raise the floor above the trivial one */
    DC_STANDS, /* it holds for those of the options, and the floor is the trivial one */
    DC_FALLS,  /* for no searched ones that help, and not for those of the options */
    DC_OPEN    /* a limit cut the check */
} dc_standing;

/* A run at one time. */
typedef struct dc_look {
    uint64_t step;
    double loss, accuracy;    /* computed; ties are errors (D7) */
    double loss_error;        /* the computed loss is that close to the exact one */
    double certain, possible; /* the exact accuracy lies between these */
    double least_margin, mean_margin; /* of deltaX over the points, by weight */
} dc_look;

/* What the accuracy rests on. */
typedef struct dc_ground {
    dc_standing standing;
    dc_floor floor; /* for Lbar */
    dc_parameters
        constants; /* DC_STANDS_BETTER: those of the floor, with an m0 just above
                              * m*; else those of the options */
} dc_ground;

/* What moving cells look like at one time: evidence, not proof. */
typedef struct dc_evidence {
    size_t look;      /* SIZE_MAX: the run has none */
    size_t cells;     /* that hold a point */
    double moved;     /* share of the weight that is in another cell than at t0 */
    dc_ground ground; /* the floor if cells stayed as they are at this time */
} dc_evidence;

enum { DC_EVIDENCES = 2 }; /* at t0 and at the end */

typedef struct dc_run {
    uint64_t seed;
    dc_training_state state; /* at the end */
    size_t look_count;
    dc_look *looks; /* [look_count], by step */
    size_t start;   /* t0; SIZE_MAX: the threshold was not reached. Then of what follows
                       * only fails and finding have a meaning */
    size_t worst;   /* the look of least accuracy from t0 on, the first of them */
    size_t highest; /* the look of largest loss from t0 on: start, unless it rose */
    mpq_t loss;     /* Lbar: no exact loss from t0 on is larger; of a loss that is not
                       * finite, the largest double */
    double slope;   /* no |v_l| from t0 on exceeds it, in the units of the features */
    bool fits;      /* they lie in the family of slabs */
    bool moved;     /* a point has left the cell it was in at t0 */
    dc_ground
        ground; /* with DC_COVERS_CELLS, if one has left: what stands in the cells of
                       * t0, and the trivial floor */
    dc_evidence evidence[DC_EVIDENCES]; /* DC_COVERS_CELLS only */
    const dc_data_floor *data_floor;    /* for Lbar; NULL: none was asked for, or there is
                                         * none (DC_COVERS_CELLS; a loss of log K or
                                         * more, which the classifier of zeros has; no
                                         * room: exceeded) */
    bool attacked;                      /* an adversary has played from t0: */
    dc_look
        adversary; /* its least accuracy among those whose exact loss is at most Lbar; step:
                        * passes over the points until then */
    unsigned lacks; /* bit h: hypothesis h of T8 that the run fails */
    unsigned fails; /* those of them, and DC_NEEDS_DIGITS, that keep it from being
                        * confirmed: DC_FLOORS_ALL asks for t0 and the loss only */
    dc_finding finding;
} dc_run;

typedef struct dc_simulation {
    dc_coverage coverage;
    dc_finding
        finding;      /* refuted if a run is, confirmed if all are and none is missing */
    bool interrupted; /* by the stop callback: runs may be shorter, or missing */
    bool exceeded; /* points or features to be judged had no room in what was left of the
                       * memory of floor.check: for lack of it grounds are open
                       * (DC_NEEDS_ANSWER), and data floors are missing */
    size_t held;   /* bytes of it, at most */
    dc_floors floors;
    size_t run_count;
    dc_run *runs;   /* [run_count], by seed */
    double seconds; /* of the trainings */
    size_t data_floor_count;
    dc_data_floor **data_floors; /* [data_floor_count]: those of the runs, each once; with
                                  * DC_COVERS_POINTS runs of one Lbar share theirs */
    size_t feature_count;
    double *features; /* [N][feature_count]: with DC_COVERS_CELLS and keep_features the
                       * inputs of the last layer at the end of the run of the first seed;
                       * NULL: it was not begun, or they are not wanted */
} dc_simulation;

typedef struct dc_simulation_progress {
    bool adversary;             /* of the adversaries, not of the trainings */
    size_t done, runs;          /* trainings that have ended; all */
    uint64_t seed, step, steps; /* of the run that was looked at */
    double loss, accuracy;
    double seconds;
} dc_simulation_progress;

typedef struct dc_simulation_options {
    dc_training_options training; /* seeds: those of run 0; run k adds k to both */
    bool standardise; /* train on columns of mean 0 and variance 1 (dc_samples_scaling) */
    size_t runs;      /* 1 .. DC_RUNS_MOST */
    uint64_t steps;   /* of each run, at most; >= 1 */
    uint64_t every;   /* steps between looks; 0: 1, with batches an epoch */
    double threshold; /* of the accuracy, for t0: 0 .. 1 */
    dc_floors floors;
    bool
        adversary; /* needs DC_FLOORS_ALL, and no layer that moves before the last: from the
                     * classifier at t0 an adversary loses as many points as it can while the
                     * loss stays at most Lbar. What it comes to is held against the floors
                     * like a look at the run */
    bool keep_features; /* DC_COVERS_CELLS: for dc_simulation_features */
    /* Family, limits, the callback `stop`, constants: if `fixed` those of floor.check, m0
     * too. The grouping, slope and loss are not used. Its time limit is for all checks, data
     * floors and adversaries together, in equal parts for the three, its threads for the
     * trainings too. */
    dc_floor_options floor;
    void (*progress)(const dc_simulation_progress *progress, void *user);      /* of the
        * trainings, from any thread, one at a time, with floor.check.user; NULL: none */
    void (*data_progress)(const dc_data_floor_progress *progress, void *user); /* of the
        * data floors, with the same user; NULL: none */
} dc_simulation_options;

enum { DC_RUNS_MOST = 100000 };

/* As dc_training_options_init and dc_floor_options_init, standardised, 20 runs of 1000
 * steps, threshold 0.95. */
DC_API void dc_simulation_options_init(dc_simulation_options *options);
DC_API void dc_simulation_options_clear(dc_simulation_options *options);

/* Trains, checks and compares. *out is owned by the caller.
 * The same data and options give the same simulation, whatever the number of threads,
 * unless a limit or the stop callback cut it, on one CPU type.
 * Returns DC_OK; DC_EUSAGE as dc_training_create and dc_choice_create do, for another family
 * than all with DC_COVERS_CELLS, for an adversary where there is none, and for numbers
 * outside their ranges; DC_EINPUT as dc_samples_from_dataset and dc_data_floor_create;
 * DC_ENOMEM, also if the looks do not fit in the memory of
 * floor.check (1 GiB): then `every` helps.
 * Cost: the trainings, one for each thread at a time, a pass forward for each look, one
 * dc_choice_create for all runs or for each of them, and dc_choice_floor for each; with
 * DC_FLOORS_ALL dc_data_floor_create for each Lbar, and for each adversary some seconds. */
DC_API DC_MUST_USE dc_status dc_simulate(dc_simulation **out, const dc_dataset *data,
                                         const dc_simulation_options *options,
                                         dc_error *error);
DC_API void dc_simulation_destroy(dc_simulation *simulation);

/* The inputs of the last layer of a run as a dataset, its columns of labels and weights
 * called as those of the data. With DC_COVERS_FEATURES what the condition was checked on;
 * with DC_COVERS_CELLS and keep_features, of the run of the first seed only, those of the
 * network at the end of the run. *out is owned by the caller. DC_EUSAGE for other runs;
 * DC_EINPUT for inputs that are not finite; fails as dc_simulate does. Cost: a pass
 * forward. */
DC_API DC_MUST_USE dc_status dc_simulation_features(dc_dataset **out,
                                                    const dc_simulation *simulation,
                                                    size_t run, const dc_dataset *data,
                                                    const dc_simulation_options *options,
                                                    dc_error *error);

/* Of `memory`, bytes that the process may take (0: any), what simulation and data leave to a check
 * of points: these data, or features of a run, which the check counts itself. At least 1; 0 for
 * 0. */
DC_API size_t dc_simulation_left(const dc_simulation *simulation, const dc_dataset *data,
                                 const dc_dataset *points, size_t memory);

/* The largest fall of the accuracy below that of t0; 0 without t0. */
DC_API double dc_run_drop(const dc_run *run);

/* "CONFIRMED", "NOT COVERED", "REFUTED". */
DC_API const char *dc_finding_name(dc_finding finding);

#ifdef __cplusplus
}
#endif
#endif
