#include "floor/affine/adversary.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "base/size.h"
#include "floor/affine/climb.h"
#include "floor/affine/minimise.h"

enum {
    CENTER_STEPS = 60,
    SLIDE_STEPS = 25,
    CLIMB_STEPS = 40, /* at each width */
    TUNINGS = 2,      /* of the price, at each width */
    FIRST_TUNINGS = 8,
    HOLD_STEPS = 20,
    CANDIDATES = 16,
    WALK = 1500,
    WALK_NUMBERS = 9000 /* random steps between two rounds of holding: at most,
                                      * and times the numbers of theta */
};

static const double WIDTHS[] = { 1, 0.5, 0.25, 0.12, 0.06, 0.03 }; /* in mean margins */
static const double HELD_WIDTHS[] = { 0.1, 0.02 };
static const double PULL =
    4; /* a point's loss falls by at most 1 for each unit of margin */

/* Passes, at least. */
static const double LEAST_CALLS = 3000;

/* Of the work: what is still done after what was enough. */
static const double LAST = 0.05;

/* A loss that is so near Lbar needs no other price. */
static const double NEAR = 0.97;

/* Masses that differ by rounding only; and what a walk may lose less, at first. */
static const double EQUAL = 1e-14, WANDERING = 0.03;

/* Of the work: for new starts; the rest is for the best of them. */
static const double STARTING = 0.85;

typedef struct candidate {
    size_t point;
    double margin;
} candidate;

typedef struct player {
    const dc_adversary_task *task;
    dc_surrogate surrogate;
    dc_minimiser minimiser;
    dc_climber climber;
    size_t count;                          /* of numbers in theta */
    double *center, *best, *trial, *aside; /* theta */
    double lost, loss;                     /* of the best, about */
    double *top;                           /* the best of all starts */
    double top_lost, top_loss;
    candidate *others; /* [N] */
    bool *own;         /* [N]: lost by the best */
    uint64_t calls;    /* passes that the work allows */
    uint64_t asked;    /* passes when it was last asked whether to go on */
    double pass;       /* operations */
    dc_random random;
} player;

static double *numbers(size_t count) {
    return calloc(count ? count : 1, sizeof(double));
}

double dc_adversary_pass(const dc_terrain *terrain) {
    return (double)terrain->points * (double)terrain->classes *
           (double)(terrain->dims + 15);
}

/* Scores and slopes; what is held or lost; centers, ways, and those of the minimiser. */
size_t dc_adversary_bytes(size_t points, size_t parameters, size_t classes) {
    size_t each = dc_size_plus(dc_size_times(2 * sizeof(double), classes),
                               4 * sizeof(bool));
    size_t vectors = 14 + 2 * DC_MINIMISE_PAIRS;
    return dc_size_plus(dc_size_times(points, each),
                        dc_size_times(parameters, vectors * sizeof(double)));
}

static bool begin(player *p) {
    const dc_adversary_task *task = p->task;
    const dc_terrain *t = &task->terrain;
    p->pass = dc_adversary_pass(t);
    p->calls = (uint64_t)fmax(task->work / p->pass, LEAST_CALLS);
    dc_random_seed(&p->random, task->seed);
    p->count = t->classes * t->dims;
    p->center = numbers(p->count);
    p->best = numbers(p->count);
    p->trial = numbers(p->count);
    p->aside = numbers(p->count);
    p->top = numbers(p->count);
    p->others = calloc(t->points, sizeof *p->others);
    p->own = calloc(t->points, sizeof *p->own);
    return dc_surrogate_create(&p->surrogate, t) &&
           dc_minimiser_create(&p->minimiser, p->count) && p->center &&
           dc_climber_create(&p->climber, &p->surrogate, p->center, task->loss) &&
           p->best && p->trial && p->aside && p->top && p->others && p->own;
}

static void finish(player *p) {
    dc_surrogate_destroy(&p->surrogate);
    dc_minimiser_destroy(&p->minimiser);
    dc_climber_destroy(&p->climber);
    free(p->center);
    free(p->best);
    free(p->trial);
    free(p->aside);
    free(p->top);
    free(p->others);
    free(p->own);
}

static bool over(player *p, double part) {
    double done = (double)(p->surrogate.calls - p->asked) * p->pass;
    p->asked = p->surrogate.calls;
    return dc_halt_after(p->task->halt, (size_t)done + 1) ||
           (double)p->surrogate.calls >= part * (double)p->calls;
}

static void tell(player *p) {
    const dc_adversary_task *task = p->task;
    double last = (double)p->surrogate.calls + LAST * (double)p->calls;
    if (task->found(task->user, p->best, p->surrogate.calls))
        p->calls = (uint64_t)fmin((double)p->calls, last);
}

/* theta becomes the best if the multiple of it that has the least loss is inside, and loses
 * more; or as much, at a smaller loss. */
static bool try(player *p, const double *theta) {
    double length, lost = dc_surrogate_lost(&p->surrogate, theta);
    if (lost < p->lost - EQUAL)
        return false;
    double loss = dc_surrogate_loss(&p->surrogate, &length);
    bool more = lost > p->lost + EQUAL;
    if (!(loss <= p->task->loss) || (!more && loss >= p->loss - 1e-9 * p->loss))
        return false;
    for (size_t k = 0; k < p->count; k++)
        p->best[k] = length * theta[k];
    p->lost = lost;
    p->loss = loss;
    if (more)
        tell(p);
    return more;
}

/* The farthest place on the way from the center to theta that is inside. */
static void pull_back(player *p, const double *theta) {
    double low = 0, high = 1, length;
    for (int k = 0; k < 12; k++) {
        double t = (low + high) / 2;
        for (size_t i = 0; i < p->count; i++)
            p->trial[i] = p->center[i] + t * (theta[i] - p->center[i]);
        (void)dc_surrogate_lost(&p->surrogate, p->trial);
        *(dc_surrogate_loss(&p->surrogate, &length) <= p->task->loss ? &low : &high) = t;
    }
    for (size_t i = 0; i < p->count; i++)
        p->trial[i] = p->center[i] + low * (theta[i] - p->center[i]);
    try(p, p->trial);
}

static double mean_margin(player *p, const double *theta) {
    double sum = 0;
    (void)dc_surrogate_lost(&p->surrogate, theta);
    for (size_t s = 0; s < p->task->terrain.points; s++)
        sum += p->task->terrain.mass[s] * fabs(dc_surrogate_margin(&p->surrogate, s));
    return sum > 1e-6 ? sum : 1e-6;
}

static void descend(player *p, double *theta, int steps) {
    (void)dc_minimise(&p->minimiser, theta, dc_surrogate_value, &p->surrogate, steps);
}

/* Down F from theta once; returns the loss there, at its best length. */
static double slide_once(player *p, double *theta, double width, double price) {
    dc_surrogate *f = &p->surrogate;
    double length;
    f->width = width * mean_margin(p, theta);
    f->price = price;
    descend(p, theta, SLIDE_STEPS);
    try(p, theta);
    (void)dc_surrogate_lost(f, theta);
    double loss = dc_surrogate_loss(f, &length);
    if (loss > p->task->loss)
        pull_back(p, theta);
    return loss;
}

/* From theta down F at a price that is tuned until the loss is near Lbar: at first, while
 * points far away still feel it, above all, and for one class only (-1: for all). */
static void slide(player *p, double *theta, double price, int class) {
    memset(p->surrogate.held, 0, p->task->terrain.points * sizeof *p->surrogate.held);
    for (size_t w = 0; w < sizeof WIDTHS / sizeof *WIDTHS; w++) {
        int tunings = w ? TUNINGS : FIRST_TUNINGS;
        p->surrogate.lured = w ? -1 : class;
        for (int k = 0; k < tunings && !over(p, 1); k++) {
            double loss = slide_once(p, theta, WIDTHS[w], price);
            price *= fmin(fmax(pow(p->task->loss / loss, 1.5), 0.5), 2);
            if (loss <= p->task->loss && loss > NEAR * p->task->loss)
                break;
        }
    }
    p->surrogate.price = 0;
}

/* From theta up what is lost, inside. */
static void climb(player *p, double *theta, int class) {
    memset(p->surrogate.held, 0, p->task->terrain.points * sizeof *p->surrogate.held);
    for (size_t w = 0; w < sizeof WIDTHS / sizeof *WIDTHS && !over(p, 1); w++) {
        p->surrogate.lured = w ? -1 : class;
        p->surrogate.width = WIDTHS[w] * mean_margin(p, theta);
        dc_climb_begin(&p->climber, theta);
        for (int k = 0; k < CLIMB_STEPS && !over(p, 1); k++)
            if (!dc_climb_step(&p->climber, theta))
                break;
        try(p, theta);
    }
    p->surrogate.lured = -1;
}

static double normal(dc_random *random) {
    return ldexp((double)dc_random_normal(random, 1 << 20), -20);
}

/* to = from and noise of `size` times its length. */
static void shake(player *p, double *to, const double *from, double size) {
    double square = 0;
    for (size_t k = 0; k < p->count; k++)
        square += from[k] * from[k];
    double step = size * sqrt(square / (double)p->count);
    for (size_t k = 0; k < p->count; k++)
        to[k] = from[k] + step * normal(&p->random);
}

static int compare(const void *left, const void *right) {
    const candidate *a = left, *b = right;
    if (a->margin != b->margin)
        return a->margin < b->margin ? -1 : 1;
    return (a->point > b->point) - (a->point < b->point);
}

/* Points that the best does not lose, nearest first. */
static size_t list(player *p) {
    size_t count = 0;
    (void)dc_surrogate_lost(&p->surrogate, p->best);
    for (size_t s = 0; s < p->task->terrain.points; s++) {
        double margin = dc_surrogate_margin(&p->surrogate, s);
        p->own[s] = margin <= 0;
        if (!p->own[s])
            p->others[count++] = (candidate){ s, margin };
    }
    qsort(p->others, count, sizeof *p->others, compare);
    return count;
}

/* The least loss with all that is held lost. */
static bool hold(player *p, double *theta, double scale) {
    bool more = false;
    memcpy(theta, p->best, p->count * sizeof *theta);
    for (size_t w = 0; w < sizeof HELD_WIDTHS / sizeof *HELD_WIDTHS; w++) {
        p->surrogate.width = HELD_WIDTHS[w] * scale;
        p->surrogate.pull = PULL;
        descend(p, theta, HOLD_STEPS);
        more = try(p, theta) || more;
    }
    return more;
}

/* One point more than the best loses; some of the others may be let go, or stay lost. */
static bool add_point(player *p, double *theta) {
    dc_surrogate *f = &p->surrogate;
    double scale = mean_margin(p, p->best);
    size_t count = list(p);
    bool more = false;
    f->price = 0;
    for (size_t k = 0; k < count && k < CANDIDATES && !more && !over(p, 1); k++) {
        for (size_t s = 0; s < f->on.points; s++)
            f->held[s] = p->own[s] && dc_random_below(&p->random, 10) >= k % 3;
        f->held[p->others[k].point] = true;
        more = hold(p, theta, scale);
    }
    return more;
}

/* Walks about at random, from the best on: inside, and by steps of many sizes that lose a
 * little less at first. */
static bool walk(player *p, double *theta) {
    dc_surrogate *f = &p->surrogate;
    double *at = p->trial, here = p->lost, length;
    bool more = false;
    size_t steps = WALK_NUMBERS / p->count;
    steps = steps < WALK ? steps : WALK;
    memcpy(at, p->best, p->count * sizeof *at);
    for (size_t k = 0; k < steps && !over(p, 1); k++) {
        double size = pow(10, -(double)dc_random_below(&p->random, 3000) / 1000);
        shake(p, theta, at, size);
        double lost = dc_surrogate_lost(f, theta);
        if (lost < here - WANDERING * (1 - (double)k / (double)steps))
            continue;
        if (lost >= p->lost - EQUAL) {
            more = try(p, theta) || more;
            if (lost > p->lost + EQUAL)
                continue;
        }
        if (dc_surrogate_loss(f, &length) <= p->task->loss) {
            memcpy(at, theta, p->count * sizeof *at);
            here = lost;
        }
    }
    return more;
}

/* Until a round of both finds nothing more. */
static void refine(player *p, double part) {
    double *theta = p->aside;
    bool more = true;
    while (more && !over(p, part)) {
        more = add_point(p, theta);
        more = walk(p, theta) || more;
    }
}

/* Begins anew: the best is the center, whatever was found before. */
static void forget(player *p) {
    double length;
    p->lost = dc_surrogate_lost(&p->surrogate, p->center);
    p->loss = dc_surrogate_loss(&p->surrogate, &length);
    memcpy(p->best, p->center, p->count * sizeof *p->best);
}

/* The best of all places from which it began. */
static void recall(player *p, bool keep) {
    if (keep && p->lost > p->top_lost) {
        p->top_lost = p->lost;
        p->top_loss = p->loss;
        memcpy(p->top, p->best, p->count * sizeof *p->top);
    } else if (!keep && p->top_lost > p->lost) {
        p->lost = p->top_lost;
        p->loss = p->top_loss;
        memcpy(p->best, p->top, p->count * sizeof *p->best);
    }
}

/* Slides and climbs from the center, with an eye on all points or on those of a class, and from
 * t0; then from random places near the center or near the top. */
static void start_often(player *p) {
    unsigned K = (unsigned)p->task->terrain.classes;
    for (unsigned start = 0; !over(p, STARTING); start++) {
        unsigned round = start / 2;
        double size = (double)(dc_random_below(&p->random, 1000) + 1) / 500;
        double price = 0.3 + (double)dc_random_below(&p->random, 1000) / 500;
        int class = (int)(round % (2 * K + 1)) - 1;
        class = class < (int)K ? class : -1;
        if (round <= K + 1)
            memcpy(p->aside, round <= K ? p->center : p->task->start,
                   p->count * sizeof *p->aside);
        else
            shake(p, p->aside, round % 3 ? p->center : p->top, size);
        forget(p);
        if (start % 2)
            slide(p, p->aside, price, class);
        else
            climb(p, p->aside, class);
        refine(p, STARTING);
        recall(p, true);
    }
}

/* From t0 down the loss, into the middle of what is allowed. */
static void find_center(player *p) {
    memcpy(p->center, p->task->start, p->count * sizeof *p->center);
    p->surrogate.price = 0;
    descend(p, p->center, CENTER_STEPS);
    try(p, p->center);
}

static void play(player *p) {
    double length;
    p->lost = dc_surrogate_lost(&p->surrogate, p->task->start);
    p->loss = dc_surrogate_loss(&p->surrogate, &length);
    memcpy(p->best, p->task->start, p->count * sizeof *p->best);
    if (over(p, 1))
        return;
    find_center(p);
    recall(p, true);
    start_often(p);
    recall(p, false);
    while (!over(p, 1))
        refine(p, 1);
}

bool dc_adversary_play(const dc_adversary_task *task, uint64_t *passes) {
    player p = { .task = task };
    bool begun = begin(&p);
    if (begun)
        play(&p);
    *passes = p.surrogate.calls;
    finish(&p);
    return begun;
}
