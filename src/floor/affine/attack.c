#include "floor/affine/attack.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"

enum {
    BISECTIONS = 30,
    CANDIDATES = 24,
    STEPS = 25,
    RAYS = 6,
    SLIDES = 60,
    PRICES = 12,
    PRICE_HALVINGS = 5,
    PULLS = 12,
    CLIMBS = 40
};

/* Over which a point's being lost is smoothed, one after the other; in mean margins. */
static const double WIDTHS[] = { 2, 1, 0.5, 0.25, 0.1, 0.04 };

enum { WIDTH_COUNT = sizeof WIDTHS / sizeof *WIDTHS };

static size_t count_of(const dc_attack *a) {
    return dc_instance_parameters(a->instance);
}

bool dc_attack_create(dc_attack *attack, const dc_instance *instance,
                      const double *center, dc_halt *halt) {
    *attack =
        (dc_attack){ .instance = instance, .center = center, .wrong = -1, .halt = halt };
    attack->best = calloc(count_of(attack), sizeof *attack->best);
    attack->trial = calloc(count_of(attack), sizeof *attack->trial);
    attack->next = calloc(count_of(attack), sizeof *attack->next);
    attack->gradient = calloc(count_of(attack), sizeof *attack->gradient);
    attack->columns = calloc(instance->points, instance->rows * sizeof *attack->columns);
    return dc_refuter_create(&attack->refuter, instance) && attack->best &&
           attack->trial && attack->next && attack->gradient && attack->columns;
}

void dc_attack_destroy(dc_attack *attack) {
    if (attack->instance)
        dc_refuter_destroy(&attack->refuter);
    free(attack->best);
    free(attack->trial);
    free(attack->next);
    free(attack->gradient);
    free(attack->columns);
    *attack = (dc_attack){ 0 };
}

/* Loss and misclassified mass at center + t (theta - center). */
static double look(dc_attack *a, const double *theta, double t, double *wrong) {
    double *at = a->refuter.descent.theta;
    for (size_t k = 0; k < count_of(a); k++)
        at[k] = a->center[k] + t * (theta[k] - a->center[k]);
    return dc_descent_loss(&a->refuter.descent, wrong);
}

static bool keep(dc_attack *a, double wrong) {
    if (wrong <= a->wrong + 1e-15)
        return false;
    a->wrong = wrong;
    memcpy(a->best, a->refuter.descent.theta, count_of(a) * sizeof *a->best);
    return true;
}

/* The farthest place of C on the ray, and some a little nearer. */
bool dc_attack_try(dc_attack *attack, const double *theta) {
    double budget = attack->instance->loss_about * (1 - DC_LOSS_CLEARANCE) -
                    DC_LOSS_CLEARANCE;
    double low = 0, high = 1.25, wrong;
    bool better = false;
    memcpy(attack->trial, theta, count_of(attack) * sizeof *theta);
    for (int step = 0; step < BISECTIONS; step++) {
        double t = (low + high) / 2;
        *(look(attack, attack->trial, t, &wrong) <= budget ? &low : &high) = t;
    }
    for (int k = 0; k < RAYS; k++) {
        double t = low * (1 - 0.01 * k * k);
        if (look(attack, attack->trial, t, &wrong) <= budget)
            better = keep(attack, wrong) || better;
    }
    return better;
}

/* A point and how far it is from being lost, or how much its being lost costs. */
typedef struct candidate {
    size_t point;
    double rank;
} candidate;

static int compare(const void *left, const void *right) {
    const candidate *a = left, *b = right;
    if (a->rank != b->rank)
        return a->rank < b->rank ? -1 : 1;
    return (a->point > b->point) - (a->point < b->point);
}

static size_t strongest_rival(const dc_attack *a, size_t s) {
    size_t K = a->instance->classes, own = a->instance->label[s], best = own == 0;
    const double *scores = a->refuter.descent.scores + s * K;
    for (size_t l = 0; l < K; l++)
        if (l != own && scores[l] > scores[best])
            best = l;
    return best;
}

static double margin_of(const dc_attack *a, size_t s) {
    size_t K = a->instance->classes;
    const double *scores = a->refuter.descent.scores + s * K;
    return scores[a->instance->label[s]] - scores[strongest_rival(a, s)];
}

/* The part of one point in what is slid down: its loss, less k where its least margin is below
 * 0, smoothed over width; derivatives go to columns. */
static double slide_point(dc_attack *a, size_t s, double k, double width) {
    const dc_instance *instance = a->instance;
    size_t K = instance->classes, N = instance->points, own = instance->label[s];
    const double *scores = a->refuter.descent.scores + s * K;
    size_t rival = strongest_rival(a, s);
    double top = scores[own] > scores[rival] ? scores[own] : scores[rival], sum = 0;
    double margin = (scores[own] - scores[rival]) / width, w = instance->mass[s];
    double tail = exp(-fabs(margin));
    double lost = margin > 0 ? tail / (1 + tail) : 1 / (1 + tail);
    double pull = w * k * tail / ((1 + tail) * (1 + tail)) / width;
    for (size_t j = 0; j < K; j++)
        sum += exp(scores[j] - top);
    for (size_t j = 0; j + 1 < K; j++)
        a->columns[j * N + s] = w * (exp(scores[j] - top) / sum - (j == own));
    if (own + 1 < K)
        a->columns[own * N + s] += pull;
    if (rival + 1 < K)
        a->columns[rival * N + s] -= pull;
    return w * (top + log(sum) - scores[own] - k * lost);
}

/* The function and its gradient at theta. */
static double slide_at(dc_attack *a, const double *theta, double k, double width) {
    double wrong, sum = 0;
    memcpy(a->refuter.descent.theta, theta, count_of(a) * sizeof *theta);
    (void)dc_descent_loss(&a->refuter.descent, &wrong);
    for (size_t s = 0; s < a->instance->points; s++)
        sum += slide_point(a, s, k, width);
    dc_descent_gather(a->instance, a->gradient, a->columns);
    return sum;
}

/* Steps against the gradient, longer after success, shorter after failure. */
static void slide(dc_attack *a, double *theta, double k, double width) {
    size_t count = count_of(a);
    double value = slide_at(a, theta, k, width), step = 1;
    double *gradient = malloc(count * sizeof *gradient);
    if (!gradient)
        return;
    memcpy(gradient, a->gradient, count * sizeof *gradient);
    for (int k_step = 0; k_step < SLIDES && step > 1e-6; k_step++) {
        for (size_t i = 0; i < count; i++)
            a->next[i] = theta[i] - step * gradient[i];
        double there = slide_at(a, a->next, k, width);
        if (there >= value) {
            step /= 4;
            continue;
        }
        value = there;
        step *= 1.6;
        memcpy(theta, a->next, count * sizeof *theta);
        memcpy(gradient, a->gradient, count * sizeof *gradient);
    }
    free(gradient);
}

/* Of the center, without signs. */
static double mean_margin(dc_attack *a) {
    double sum = 0, wrong;
    look(a, a->center, 0, &wrong);
    for (size_t s = 0; s < a->instance->points; s++)
        sum += a->instance->mass[s] * fabs(margin_of(a, s));
    return sum > 1e-9 ? sum : 1;
}

/* One slide at a price; the loss at its end. */
static double slide_down(dc_attack *a, const double *theta, double k, double scale,
                         bool *better) {
    size_t count = count_of(a);
    double *at = malloc(count * sizeof *at), loss = INFINITY, wrong;
    if (!at)
        return loss;
    memcpy(at, theta, count * sizeof *at);
    for (size_t i = 0; i < WIDTH_COUNT && !dc_halt_now(a->halt); i++) {
        slide(a, at, k, WIDTHS[i] * scale);
        *better = dc_attack_try(a, at) || *better;
    }
    memcpy(a->refuter.descent.theta, at, count * sizeof *at);
    loss = dc_descent_loss(&a->refuter.descent, &wrong);
    free(at);
    return loss;
}

bool dc_attack_slide(dc_attack *attack, const double *theta) {
    bool better = false;
    double scale = mean_margin(attack), low = 0.1, high = low;
    for (int step = 0; step < PRICES && high == low; step++) {
        double k = 1.5 * low;
        bool dear = slide_down(attack, theta, k, scale, &better) >
                    attack->instance->loss_about;
        high = k;
        low = dear ? low : k;
    }
    for (int step = 0; step < PRICE_HALVINGS && high > low; step++) {
        double k = sqrt(low * high);
        *(slide_down(attack, theta, k, scale, &better) > attack->instance->loss_about
              ? &high
              : &low) = k;
    }
    return better;
}

/* Loss at theta, and its gradient; *reward: what is lost, smoothed, and *reward's gradient in
 * a->next. */
static double look_inside(dc_attack *a, const double *theta, double width,
                          double *reward) {
    size_t count = count_of(a);
    double both = slide_at(a, theta, 1, width);
    memcpy(a->next, a->gradient, count * sizeof *a->next);
    double loss = slide_at(a, theta, 0, width);
    *reward = loss - both;
    for (size_t i = 0; i < count; i++)
        a->next[i] = a->gradient[i] - a->next[i];
    return loss;
}

/* direction = the reward's gradient, along the surface of C where theta is near it. */
static double set_course(dc_attack *a, double *direction, double loss) {
    size_t count = count_of(a);
    double across = 0, steep = 0, length = 0;
    for (size_t i = 0; i < count; i++) {
        across += a->next[i] * a->gradient[i];
        steep += a->gradient[i] * a->gradient[i];
    }
    bool near = loss > 0.9 * a->instance->loss_about && across > 0;
    for (size_t i = 0; i < count; i++) {
        direction[i] = a->next[i] - (near ? across / steep * a->gradient[i] : 0);
        length += direction[i] * direction[i];
    }
    return sqrt(length);
}

/* theta, pulled back to C on the ray from the center. */
static void pull_back(dc_attack *a, double *theta) {
    double low = 0, high = 1, wrong, budget = a->instance->loss_about * (1 - 1e-9);
    if (look(a, theta, 1, &wrong) <= budget)
        return;
    for (int step = 0; step < PULLS; step++) {
        double t = (low + high) / 2;
        *(look(a, theta, t, &wrong) <= budget ? &low : &high) = t;
    }
    for (size_t i = 0; i < count_of(a); i++)
        theta[i] = a->center[i] + low * (theta[i] - a->center[i]);
}

/* Up the reward inside C, steps as long as C allows at first. */
static void climb(dc_attack *a, double *theta, double width, double *room[2]) {
    size_t count = count_of(a), bytes = count * sizeof *theta;
    double reward, step = 0, there;
    double loss = look_inside(a, theta, width, &reward);
    double length = set_course(a, room[0], loss);
    for (size_t i = 0; i < count; i++)
        step += (theta[i] - a->center[i]) * (theta[i] - a->center[i]);
    step = 0.3 * (sqrt(step) + 1);
    for (int k = 0; k < CLIMBS && step > 1e-4 && length > 0; k++) {
        for (size_t i = 0; i < count; i++)
            room[1][i] = theta[i] + step / length * room[0][i];
        pull_back(a, room[1]);
        loss = look_inside(a, room[1], width, &there);
        if (there <= reward) {
            step /= 2;
            continue;
        }
        step *= 1.2;
        reward = there;
        memcpy(theta, room[1], bytes);
        length = set_course(a, room[0], loss);
    }
}

bool dc_attack_climb(dc_attack *attack, const double *theta) {
    size_t bytes = count_of(attack) * sizeof *theta;
    double *at = malloc(bytes), *room[2] = { calloc(1, bytes), calloc(1, bytes) };
    bool better = false, enough = at && room[0] && room[1];
    double scale = mean_margin(attack);
    if (enough)
        memcpy(at, theta, bytes);
    for (size_t i = 0; i < WIDTH_COUNT && enough; i++) {
        if (dc_halt_now(attack->halt))
            break;
        climb(attack, at, WIDTHS[i] * scale, room);
        better = dc_attack_try(attack, at) || better;
    }
    free(at);
    free(room[0]);
    free(room[1]);
    return better;
}

/* Decides as lost what the descent's scores lose; lists the others, nearest first. */
static size_t decide(dc_attack *a, candidate *others) {
    size_t K = a->instance->classes, count = 0;
    memset(a->refuter.rival, 0, a->instance->points * K);
    for (size_t s = 0; s < a->instance->points; s++) {
        double margin = margin_of(a, s);
        if (margin <= 0)
            a->refuter.rival[s * K + strongest_rival(a, s)] = DC_RIVAL_NEGATIVE;
        else
            others[count++] = (candidate){ s, margin };
    }
    qsort(others, count, sizeof *others, compare);
    return count;
}

/* The least loss with all that is decided lost, from the best on. */
static bool settle(dc_attack *a) {
    dc_decisions decisions = { a->refuter.rival, { 0, 0, 0 } };
    memcpy(a->refuter.descent.theta, a->best, count_of(a) * sizeof *a->best);
    dc_descent_run(&a->refuter.descent, &decisions, 1e-6, STEPS);
    return dc_attack_try(a, a->refuter.descent.theta);
}

/* One more point that can be lost with the others; or one in place of a dear one. */
static bool improve(dc_attack *a, candidate *others, dc_random *random) {
    size_t K = a->instance->classes;
    double wrong;
    memcpy(a->refuter.descent.theta, a->best, count_of(a) * sizeof *a->best);
    dc_descent_loss(&a->refuter.descent, &wrong);
    size_t count = decide(a, others);
    uint8_t *decided = malloc(a->instance->points * K);
    if (!decided)
        return false;
    memcpy(decided, a->refuter.rival, a->instance->points * K);
    bool better = false;
    for (size_t k = 0; k < count && k < CANDIDATES && !better; k++) {
        if (dc_halt_now(a->halt))
            break;
        /* Some of those that are lost are let go: they may stay lost all the same. */
        memcpy(a->refuter.rival, decided, a->instance->points * K);
        for (size_t s = 0; s < a->instance->points && k % 3; s++)
            if (dc_random_below(random, 10) < k % 3)
                memset(a->refuter.rival + s * K, 0, K);
        memcpy(a->refuter.descent.theta, a->best, count_of(a) * sizeof *a->best);
        dc_descent_loss(&a->refuter.descent, &wrong);
        a->refuter.rival[others[k].point * K + strongest_rival(a, others[k].point)] =
            DC_RIVAL_NEGATIVE;
        better = settle(a);
    }
    free(decided);
    return better;
}

void dc_attack_improve(dc_attack *attack, size_t rounds) {
    candidate *others = malloc(attack->instance->points * sizeof *others);
    dc_random random;
    dc_random_seed(&random, 1);
    size_t failures = 0;
    while (others && attack->wrong >= 0 && failures < rounds &&
           !dc_halt_now(attack->halt))
        failures = improve(attack, others, &random) ? 0 : failures + 1;
    free(others);
}
