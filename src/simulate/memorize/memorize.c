#include <doublecheck/memorize.h>

#include <math.h>
#include <stdlib.h>

#include "base/doubles.h"
#include "base/error.h"
#include "base/jobs.h"
#include "base/random.h"
#include "base/size.h"
#include "network/allowance.h"
#include "network/samples.h"
#include "simulate/memorize/options.h"

/* What all runs share. */
typedef struct study {
    const dc_samples *samples;
    const dc_memorize_options *options;
    dc_allowance allowance; /* of each training */
    double steps;           /* of an epoch */
    dc_memorization *result;
} study;

/* What one run needs while it goes on. */
typedef struct trial {
    dc_training *training;
    dc_samples noisy; /* x and weights are the caller's */
    double *logits;   /* [N][K] */
} trial;

static void trial_clear(trial *t) {
    dc_training_destroy(t->training);
    free(t->noisy.label);
    free(t->logits);
}

static dc_status trial_make(trial *t, const study *s, dc_memorize_run *run,
                            dc_error *error) {
    const dc_samples *samples = s->samples;
    dc_training_options options = s->options->training;
    *t = (trial){ .noisy = *samples };
    t->noisy.label = calloc(samples->points, sizeof *t->noisy.label);
    t->logits = calloc(samples->points, samples->classes * sizeof *t->logits);
    run->looks = calloc(s->options->epochs + 1, sizeof *run->looks);
    if (!t->noisy.label || !t->logits || !run->looks)
        return dc_fail_memory(error, "the scores of the points");
    run->replaced = dc_memorize_labels(t->noisy.label, samples,
                                       s->options->noise[run->noise], run->noise_seed);
    options.loss = s->options->losses[run->loss];
    options.memory = s->allowance.training;
    options.seed = run->seed;
    options.shuffle_seed = run->shuffle_seed;
    return dc_training_create(&t->training, &t->noisy, &options, error);
}

static double share_of_right(const dc_samples *samples, const double *logits) {
    double right = 0, total = 0;
    for (size_t s = 0; s < samples->points; s++) {
        total += samples->weight[s];
        if (dc_logits_win(logits + s * samples->classes, samples->classes,
                          (size_t)samples->label[s]))
            right += samples->weight[s];
    }
    return right / total;
}

static void look(dc_memorize_run *run, const trial *t, const dc_samples *samples) {
    dc_scores scores = { .logits = t->logits };
    dc_training_scores(t->training, &scores);
    run->looks[run->look_count++] = (dc_memorize_look){
        scores.loss, scores.accuracy, share_of_right(samples, t->logits)
    };
}

/* False: the host ended it. */
static bool train_epoch(const study *s, dc_training *training, dc_jobs *jobs, size_t k) {
    double all = s->steps * (double)s->options->epochs;
    uint64_t epoch = dc_training_epochs(training);
    while (dc_training_epochs(training) == epoch &&
           dc_training_step(training) == DC_TRAINING_RUNS)
        if (!dc_jobs_go_on(jobs, k, (double)dc_training_steps(training) / all))
            return false;
    return true;
}

static bool train(const study *s, const trial *t, dc_memorize_run *run, dc_jobs *jobs,
                  size_t k) {
    look(run, t, s->samples);
    while (dc_training_epochs(t->training) < s->options->epochs &&
           dc_training_state_of(t->training) == DC_TRAINING_RUNS) {
        if (!train_epoch(s, t->training, jobs, k))
            return false;
        if (dc_training_epochs(t->training) == run->look_count)
            look(run, t, s->samples);
    }
    return true;
}

static dc_status run_trial(void *work, size_t k, dc_jobs *jobs, dc_error *error) {
    const study *s = work;
    dc_memorize_run *run = s->result->runs + k;
    trial t;
    dc_status status = trial_make(&t, s, run, error);
    if (status == DC_OK && train(s, &t, run, jobs, k) &&
        dc_doubles_finite(t.logits, s->samples->points * s->samples->classes))
        status = dc_memorize_risk(&run->risk, s->options->losses[run->loss], s->samples,
                                  t.logits, s->options->noise[run->noise], error);
    if (t.training)
        run->state = dc_training_state_of(t.training);
    trial_clear(&t);
    return status;
}

static dc_status plan(const study *s, dc_error *error) {
    const dc_memorize_options *o = s->options;
    dc_memorization *m = s->result;
    m->loss_count = o->loss_count;
    m->noise_count = o->noise_count;
    m->runs_each = o->runs;
    m->losses = calloc(o->loss_count, sizeof *m->losses);
    m->runs = calloc(o->loss_count * o->noise_count * o->runs, sizeof *m->runs);
    if (!m->losses || !m->runs)
        return dc_fail_memory(error, "the list of trainings");
    m->run_count = o->loss_count * o->noise_count * o->runs;
    for (size_t k = 0; k < m->run_count; k++) {
        uint64_t number = k % o->runs;
        m->runs[k] = (dc_memorize_run){ .loss = k / o->runs / o->noise_count,
                                        .noise = k / o->runs % o->noise_count,
                                        .seed = o->training.seed + number,
                                        .shuffle_seed = o->training.shuffle_seed + number,
                                        .noise_seed = o->noise_seed + number,
                                        .risk = { NAN, NAN, NAN, NAN, NAN } };
    }
    return DC_OK;
}

/* The draws are a stream of their own. */
static dc_status find_symmetries(const study *s, dc_error *error) {
    const dc_memorize_options *o = s->options;
    uint64_t counter = o->noise_seed, seed = dc_random_split(&counter);
    dc_status status = DC_OK;
    for (size_t l = 0; l < o->loss_count && status == DC_OK; l++)
        status = dc_memorize_symmetry(&s->result->losses[l].symmetry, o->losses[l],
                                      s->samples->classes, seed, error);
    return status;
}

static dc_status run_trials(study *s, const dc_study_host *host, dc_error *error) {
    const dc_study_host own = dc_jobs_limit(host, s->allowance.threads);
    dc_memorization *m = s->result;
    dc_jobs jobs;
    dc_status status = dc_jobs_run(&jobs, &own, "training", m->run_count, run_trial, s,
                                   error);
    for (size_t k = 0; k < m->run_count && status == DC_OK; k++)
        m->runs[k].complete = jobs.complete[k];
    m->interrupted = jobs.interrupted;
    dc_jobs_clear(&jobs);
    return status;
}

/* Share of the weight that the commonest class has. */
static double find_commonest(const dc_samples *samples) {
    double most = 0, total = 0;
    for (size_t k = 0; k < samples->classes; k++) {
        double own = 0;
        for (size_t s = 0; s < samples->points; s++)
            own += (size_t)samples->label[s] == k ? samples->weight[s] : 0;
        most = fmax(most, own);
        total += own;
    }
    return most / total;
}

static dc_status work(study *s, const dc_study_host *host, dc_error *error) {
    size_t batch = s->options->training.batch, points = s->samples->points;
    s->steps = batch ? ceil((double)points / (double)batch) : 1;
    dc_status status = plan(s, error);
    if (status == DC_OK)
        status = find_symmetries(s, error);
    if (status == DC_OK)
        status = run_trials(s, host, error);
    s->result->commonest = find_commonest(s->samples);
    if (status == DC_OK)
        dc_memorize_verdict(s->result, s->options, s->samples->classes);
    return status;
}

/* Points, looks, and what a training has beside its arrays. */
static dc_status find_allowance(study *s, const dc_study_host *host, dc_error *error) {
    const dc_memorize_options *o = s->options;
    size_t runs = o->loss_count * o->noise_count * o->runs, N = s->samples->points;
    size_t looks = dc_size_times(dc_size_plus(o->epochs, 1), sizeof(dc_memorize_look));
    size_t run = dc_size_plus(looks, sizeof(dc_memorize_run));
    size_t scores = s->samples->classes * sizeof(double);
    const dc_claims claims = { .held = dc_size_plus(dc_samples_bytes(s->samples),
                                                    dc_size_times(runs, run)),
                               .each = dc_size_times(N, scores + sizeof(int)) };
    dc_training_options training = o->training;
    training.loss = "cross-entropy"; /* all take as much */
    training.memory = dc_jobs_memory(host);
    return dc_allowance_find(&s->allowance, host, &claims, s->samples, &training, error);
}

dc_status dc_memorize(dc_memorization **out, const dc_samples *samples,
                      const dc_memorize_options *options, const dc_study_host *host,
                      dc_error *error) {
    study s = { .samples = samples, .options = options };
    *out = NULL;
    dc_status status = dc_memorize_check(samples, options, dc_jobs_memory(host), error);
    if (status == DC_OK)
        status = find_allowance(&s, host, error);
    if (status != DC_OK)
        return status;
    s.result = calloc(1, sizeof *s.result);
    if (!s.result)
        return dc_fail_memory(error, "the study");
    status = work(&s, host, error);
    if (status != DC_OK) {
        dc_memorization_destroy(s.result);
        return status;
    }
    *out = s.result;
    return dc_succeed(error);
}

void dc_memorization_destroy(dc_memorization *result) {
    if (!result)
        return;
    for (size_t k = 0; k < result->run_count; k++)
        free(result->runs[k].looks);
    free(result->runs);
    free(result->losses);
    free(result);
}
