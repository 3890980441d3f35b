#include <doublecheck/memorize.h>

#include <math.h>

/* Mean of J1, or J2, at the end of the runs of a loss and an eta. */
static double mean_at_end(const dc_memorization *m, size_t loss, size_t noise,
                          bool first) {
    const dc_memorize_run *runs = m->runs +
                                  (loss * m->noise_count + noise) * m->runs_each;
    double sum = 0;
    for (size_t k = 0; k < m->runs_each; k++) {
        if (!runs[k].complete || runs[k].look_count == 0)
            return NAN;
        const dc_memorize_look *end = runs[k].looks + runs[k].look_count - 1;
        sum += first ? end->j1 : end->j2;
    }
    return sum / (double)m->runs_each;
}

double dc_memorize_j1(const dc_memorization *result, size_t loss, size_t noise) {
    return mean_at_end(result, loss, noise, true);
}

double dc_memorize_j2(const dc_memorization *result, size_t loss, size_t noise) {
    return mean_at_end(result, loss, noise, false);
}

/* The etas in (0, (K - 1) / K); the list increases. */
static void choose_noise(dc_memorization *m, const dc_memorize_options *options,
                         size_t classes) {
    double end = (double)(classes - 1) / (double)classes;
    m->judged_from = m->judged_to = options->noise[0] > 0 ? 0 : 1;
    while (m->judged_to < m->noise_count && options->noise[m->judged_to] < end)
        m->judged_to++;
}

static bool is_judged(const dc_memorization *m, size_t loss) {
    bool complete = m->judged_from == 1 && m->judged_from < m->judged_to;
    for (size_t l = 0; l < m->loss_count; l++)
        complete = complete && !isnan(m->losses[l].clean);
    for (size_t e = m->judged_from; e < m->judged_to; e++)
        complete = complete && !isnan(dc_memorize_j2(m, loss, e));
    return complete;
}

static void judge(dc_memorization *m, size_t loss, double best, double within) {
    dc_memorize_loss *l = m->losses + loss;
    size_t e = m->judged_from;
    while (e < m->judged_to && dc_memorize_j2(m, loss, e) >= l->clean - within)
        e++;
    l->learns = l->clean >= best - within && 1 - l->clean <= (1 - m->commonest) / 2;
    l->resists_to = e - m->judged_from;
    l->resists = l->learns && e == m->judged_to;
}

void dc_memorize_verdict(dc_memorization *result, const dc_memorize_options *options,
                         size_t classes) {
    double best = 0;
    choose_noise(result, options, classes);
    for (size_t l = 0; l < result->loss_count; l++) {
        dc_memorize_loss *loss = result->losses + l;
        loss->clean = options->noise[0] > 0 ? NAN : dc_memorize_j1(result, l, 0);
        best = fmax(best, loss->clean);
    }
    for (size_t l = 0; l < result->loss_count; l++) {
        dc_memorize_loss *loss = result->losses + l;
        loss->learns = loss->resists = false;
        loss->resists_to = 0;
        loss->judged = is_judged(result, l);
        if (loss->judged)
            judge(result, l, best, options->within);
    }
}
