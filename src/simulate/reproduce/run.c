#include "simulate/reproduce/run.h"

#include <math.h>

#include "base/error.h"

size_t dc_reproduce_steps(const dc_reproduce_scene *scene) {
    size_t N = scene->train->points, batch = scene->options->training.batch;
    size_t each = batch ? N / batch + (N % batch != 0) : 1, steps;
    return __builtin_mul_overflow(each, scene->options->epochs, &steps) ? 0 : steps;
}

dc_training_options dc_reproduce_training(const dc_reproduce_scene *scene, size_t k) {
    const dc_reproduce_options *o = scene->options;
    dc_training_options options = o->training;
    options.loss = scene->train->target ? "squared-error" : "cross-entropy";
    options.seed += o->vary == DC_VARY_SHUFFLE ? 0 : k;
    options.shuffle_seed += o->vary == DC_VARY_INIT ? 0 : k;
    if (o->host.memory)
        options.memory = scene->allowance.training;
    return options;
}

/* f of the steps that were taken. */
static void find_factors(dc_reproduce_run *run, const dc_clf *clf) {
    run->factor_least = run->factor_most = 1;
    for (size_t k = 0; clf && k < run->steps; k++) {
        double f = clf->factor[k];
        run->factor_least = k && run->factor_least < f ? run->factor_least : f;
        run->factor_most = k && run->factor_most > f ? run->factor_most : f;
    }
}

/* The result that is compared. */
static double result_of(const dc_reproduce_scene *scene, const dc_scores *scores) {
    return scene->train->target ? scene->options->unit * sqrt(scores->loss)
                                : scores->accuracy;
}

static dc_status measure(dc_reproduce_run *run, dc_training *training,
                         const dc_reproduce_scene *scene, dc_error *error) {
    dc_scores scores = { 0 };
    dc_status status = dc_training_test(training, &scores, scene->test, error);
    if (status != DC_OK)
        return status;
    run->test = result_of(scene, &scores);
    run->test_loss = scores.loss;
    dc_training_scores(training, &scores);
    run->train = result_of(scene, &scores);
    run->train_loss = scores.loss;
    return dc_succeed(error);
}

/* Steps until the epochs or `most` steps are taken. Returns false if it is told to end. */
static bool follow(dc_training *training, const dc_reproduce_scene *scene, size_t most,
                   dc_clf *clf, const dc_reproduce_turn *turn) {
    double all = (double)dc_reproduce_steps(scene);
    for (size_t step = 0; step < most; step++) {
        uint64_t epochs = dc_training_epochs(training);
        if (epochs == scene->options->epochs)
            return true;
        if (!dc_jobs_go_on(turn->jobs, turn->job,
                           turn->from + turn->part * (double)step / all))
            return false;
        if (dc_training_step(training) != DC_TRAINING_RUNS)
            return true;
        if (clf && dc_training_epochs(training) > epochs)
            dc_clf_end_epoch(clf);
    }
    return true;
}

static dc_status train(dc_reproduce_run *run, dc_training *training,
                       const dc_reproduce_scene *scene, dc_arm arm, dc_clf *clf,
                       const dc_reproduce_turn *turn, dc_error *error) {
    dc_factors factors = { .factor = clf ? clf->factor : NULL,
                           .row = clf ? clf->row : NULL };
    dc_clf *own = arm == DC_ARM_CLF ? clf : NULL;
    size_t most = clf && arm == DC_ARM_FACTORS ? clf->taken : SIZE_MAX;
    dc_status status = DC_OK;
    if (own)
        status = dc_training_set_hook(training, dc_clf_hook(own), error);
    if (arm == DC_ARM_FACTORS)
        status = dc_training_set_hook(training, dc_factors_hook(&factors), error);
    if (status != DC_OK)
        return status;
    run->complete = follow(training, scene, most, own, turn);
    run->steps = dc_training_steps(training);
    run->diverged = dc_training_state_of(training) == DC_TRAINING_DIVERGED;
    if (own)
        own->taken = (size_t)run->steps;
    find_factors(run, arm == DC_ARM_PLAIN ? NULL : clf);
    return run->complete ? measure(run, training, scene, error) : dc_succeed(error);
}

dc_status dc_reproduce_train(dc_reproduce_run *run, const dc_reproduce_scene *scene,
                             dc_arm arm, size_t k, dc_clf *clf,
                             const dc_reproduce_turn *turn, dc_error *error) {
    const dc_training_options options = dc_reproduce_training(scene, k);
    dc_training *training;
    *run = (dc_reproduce_run){ .seed = options.seed,
                               .shuffle_seed = options.shuffle_seed };
    dc_status status = dc_training_create(&training, scene->train, &options, error);
    if (status == DC_OK)
        status = train(run, training, scene, arm, clf, turn, error);
    dc_training_destroy(training);
    return status;
}
