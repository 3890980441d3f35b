#include "floor/affine/directions.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

static const int32_t ONE = 1 << DC_DIRECTION_BITS;

enum { LENGTHS = 60, NEAR_MOST = DC_FEW_DIMS };

static bool push(dc_directions *d, const dc_direction_box *box) {
    if (d->box_count == d->box_capacity) {
        size_t capacity = 2 * d->box_capacity + 64;
        dc_direction_box *more = realloc(d->box, capacity * sizeof *more);
        if (!more)
            return false;
        d->box = more;
        d->box_capacity = capacity;
    }
    d->box[d->box_count++] = *box;
    return true;
}

/* Two more open nodes; the index of the first, 0 when memory is out. */
static uint32_t add_nodes(dc_directions *d) {
    if (d->node_count + 2 > d->node_capacity) {
        size_t capacity = 2 * d->node_capacity + 64;
        int32_t *more = capacity < INT32_MAX ? realloc(d->tree, capacity * sizeof *more)
                                             : NULL;
        if (!more)
            return 0;
        d->tree = more;
        d->node_capacity = capacity;
    }
    d->tree[d->node_count] = d->tree[d->node_count + 1] = DC_DIRECTION_OPEN;
    d->node_count += 2;
    return (uint32_t)d->node_count - 2;
}

static bool add_charts(dc_directions *d) {
    size_t dims = d->instance->dims;
    for (size_t l = 0; l < dims; l++) {
        dc_direction_box box = { .node = add_nodes(d), .may_lose = d->instance->total };
        for (size_t k = 0; k < dims; k++)
            box.half[k] = k == l ? 0 : ONE;
        for (int sign = 1; sign >= -1; sign -= 2) {
            box.centre[l] = sign * ONE;
            if (!push(d, &box))
                return false;
            box.node++;
        }
    }
    return d->node_count == 2 * dims;
}

bool dc_directions_create(dc_directions *directions, const dc_instance *instance,
                          int64_t threshold, unsigned threads, size_t memory,
                          dc_halt *halt) {
    *directions = (dc_directions){ .instance = instance,
                                   .threads = threads,
                                   .memory = memory,
                                   .halt = halt,
                                   .threshold = threshold };
    return add_charts(directions);
}

void dc_directions_destroy(dc_directions *directions) {
    for (size_t k = 0; k < directions->cut_count; k++)
        free(directions->cut[k].shares);
    free(directions->cut);
    free(directions->box);
    free(directions->tree);
    *directions = (dc_directions){ 0 };
}

static int64_t magnitude(int64_t x) {
    return x < 0 ? -x : x;
}

/* Weight of the points that may be lost in the box. Products stay below 2^62: |u| < 2^30
 * or so, and four of them; what does not fit is not kept. */
static int64_t may_lose(const dc_instance *instance, const dc_direction_box *box) {
    size_t dims = instance->dims;
    dc_mass slack = 0;
    int64_t weight = 0;
    for (size_t l = 0; l < dims; l++)
        slack += (dc_mass)(magnitude(box->centre[l]) + box->half[l]) * instance->error[l];
    slack = (slack + 1) / 2; /* errors are doubled */
    for (size_t s = 0; s < instance->points; s++) {
        const int64_t *u = dc_instance_point(instance, s);
        dc_mass middle = 0, spread = slack;
        for (size_t l = 0; l < dims; l++) {
            middle += (dc_mass)box->centre[l] * u[l];
            spread += (dc_mass)box->half[l] * magnitude(u[l]);
        }
        if ((instance->label[s] == 0 ? middle : -middle) <= spread)
            weight += instance->weight[s];
    }
    return weight;
}

static dc_mass absolute(dc_mass x) {
    return x < 0 ? -x : x;
}

/* <rho,v> <= 0 for all v of the box: none is a direction of C. */
static bool cuts_off(const dc_cut *cut, const dc_direction_box *box, size_t dims) {
    dc_mass sum = 0;
    for (size_t l = 0; l < dims; l++)
        sum += box->centre[l] * cut->rho[l] + box->half[l] * absolute(cut->rho[l]) +
               (magnitude(box->centre[l]) + box->half[l]) * cut->radius[l];
    return sum <= 0;
}

static bool find_cut(const dc_directions *d, dc_direction_box *box) {
    size_t dims = d->instance->dims;
    if (box->cut < d->cut_count && cuts_off(d->cut + box->cut, box, dims))
        return true;
    for (size_t k = d->cut_count; k-- > 0;)
        if (cuts_off(d->cut + k, box, dims)) {
            box->cut = (uint32_t)k;
            return true;
        }
    return false;
}

/* Loss and its derivative at length t along margins m. */
static double loss_at(const dc_instance *instance, const double *m, double t,
                      double *slope, double *bend) {
    double loss = 0, first = 0, second = 0;
    for (size_t s = 0; s < instance->points; s++) {
        double x = -t * m[s], e = exp(-fabs(x));
        double a = x > 0 ? 1 / (1 + e) : e / (1 + e);
        loss += instance->mass[s] * (fmax(x, 0) + log1p(e));
        first -= instance->mass[s] * a * m[s];
        second += instance->mass[s] * a * (1 - a) * m[s] * m[s];
    }
    *slope = first;
    *bend = second;
    return loss;
}

/* Newton's method in a bracket, from the length at which margins are about 1. */
static double best_length(const dc_instance *instance, const double *m, double *loss) {
    double size = 0, low = 0, high = INFINITY, slope, bend;
    for (size_t s = 0; s < instance->points; s++)
        size += instance->mass[s] * fabs(m[s]);
    double t = size > 0 ? 1 / size : 0, most = 1e6 * t;
    *loss = loss_at(instance, m, t, &slope, &bend);
    for (int step = 0; step < LENGTHS && t > 0; step++) {
        *(slope < 0 ? &low : &high) = t;
        double next = bend > 0 ? t - slope / bend : 2 * t;
        if (!(next > low && next < high))
            next = isinf(high) ? 4 * t : (low + high) / 2;
        next = fmin(next, fmin(4 * t, most));
        if (fabs(next - t) < 1e-7 * t)
            break;
        t = next;
        *loss = loss_at(instance, m, t, &slope, &bend);
    }
    return t;
}

/* m[s] along v; the mass that is lost, margins that rounding may have moved from 0 included
 * if they tie. */
static double set_margins(double *m, const dc_instance *instance, const double *v,
                          bool ties) {
    double wrong = 0, slack = 0;
    for (size_t l = 0; l < instance->dims && ties; l++)
        slack += fabs(v[l]) * (double)instance->error[l] / 2;
    for (size_t s = 0; s < instance->points; s++) {
        const int64_t *u = dc_instance_point(instance, s);
        double sum = 0, size = 0;
        for (size_t l = 0; l < instance->dims; l++) {
            sum += v[l] * (double)u[l];
            size += fabs(v[l] * (double)u[l]);
        }
        m[s] = instance->label[s] == 0 ? sum : -sum;
        wrong += m[s] <= 1e-12 * size + slack ? instance->mass[s] : 0;
    }
    return wrong;
}

double dc_direction_loss(const dc_instance *instance, const double *v, bool ties,
                         double *length, double *wrong) {
    double *m = malloc(instance->points * sizeof *m), loss = m ? INFINITY : -INFINITY;
    *wrong = 0;
    *length = 0;
    if (m) {
        *wrong = set_margins(m, instance, v, ties);
        *length = best_length(instance, m, &loss);
    }
    free(m);
    return loss;
}

/* What looking at a box gave. */
typedef struct finding {
    enum { UNKNOWN, COUNTED, CUT, OUTSIDE, INSIDE, STARVED } kind;
    double length; /* OUTSIDE: where the loss is least */
} finding;

static void direction_of(double *v, const dc_direction_box *box, size_t dims) {
    for (size_t l = 0; l < dims; l++)
        v[l] = ldexp(box->centre[l], -DC_DIRECTION_BITS);
}

static finding look(const dc_directions *d, dc_direction_box *box) {
    finding result = { UNKNOWN, 0 };
    double v[DC_FEW_DIMS], wrong;
    box->may_lose = may_lose(d->instance, box);
    if (box->may_lose < d->threshold)
        result.kind = COUNTED;
    else if (find_cut(d, box))
        result.kind = CUT;
    if (result.kind != UNKNOWN)
        return result;
    direction_of(v, box, d->instance->dims);
    double loss = dc_direction_loss(d->instance, v, false, &result.length, &wrong);
    double over = loss - d->instance->loss_about;
    if (loss < 0)
        result.kind = STARVED;
    else if (over > 0)
        result.kind = OUTSIDE;
    else if (wrong * (double)d->instance->unit >= (double)d->threshold - 0.5)
        result.kind = INSIDE;
    return result;
}

/* The cut at length t along v: gradient of the loss. A length a little beyond the best makes
 * <rho,v> < 0. False if it is no cut. */
static bool make_cut(dc_cut *cut, const dc_directions *d, const double *v, double t) {
    const dc_instance *instance = d->instance;
    dc_mass sum = 0, size = 0;
    mpz_t total;
    memset(cut, 0, sizeof *cut);
    cut->shares = malloc(instance->points * sizeof *cut->shares);
    if (!cut->shares)
        return false;
    for (size_t s = 0; s < instance->points; s++) {
        const int64_t *u = dc_instance_point(instance, s);
        double m = 0;
        int64_t e = 0;
        for (size_t l = 0; l < instance->dims; l++)
            m += t * v[l] * (double)u[l];
        m = instance->label[s] == 0 ? m : -m;
        int32_t a = (int32_t)lrint(ldexp(1 / (1 + exp(m)), DC_SHARE_BITS));
        int32_t shares[2] = { DC_SHARE_ONE - a, a };
        dc_standpoint point = { 2, 0, NULL };
        dc_point_contribution(&e, &instance->entropy, point, shares, 0);
        cut->shares[s] = a;
        sum += (dc_mass)instance->weight[s] * e;
        int64_t g = instance->weight[s] * (instance->label[s] == 0 ? a : -a);
        for (size_t l = 0; l < instance->dims; l++)
            cut->rho[l] += (dc_mass)g * u[l];
        size += magnitude(g);
    }
    for (size_t l = 0; l < instance->dims; l++)
        cut->radius[l] = (size * instance->error[l] + 1) / 2;
    mpz_init(total);
    dc_mass_get_mpz(total, sum);
    bool good = mpz_cmp(total, instance->budget) > 0;
    mpz_clear(total);
    if (!good)
        free(cut->shares);
    return good;
}

static bool add_cut(dc_directions *d, const dc_cut *cut) {
    if (d->cut_count == d->cut_capacity) {
        size_t capacity = 2 * d->cut_capacity + 16;
        dc_cut *more = realloc(d->cut, capacity * sizeof *more);
        if (!more)
            return false;
        d->cut = more;
        d->cut_capacity = capacity;
    }
    d->cut[d->cut_count++] = *cut;
    return true;
}

/* A length at which margins along v are about 1. */
static double unit_length(const dc_instance *instance, const double *v) {
    double size = 0;
    for (size_t s = 0; s < instance->points; s++) {
        const int64_t *u = dc_instance_point(instance, s);
        double sum = 0;
        for (size_t l = 0; l < instance->dims; l++)
            sum += v[l] * (double)u[l];
        size += instance->mass[s] * fabs(sum);
    }
    return size > 0 ? 1 / size : 0;
}

/* A new cut for a box whose centre is outside, if one cuts off all of it: its length grows
 * until <rho,v> is negative enough. It may be about 0 to begin with. */
static bool cut_box(dc_directions *d, dc_direction_box *box, double length) {
    static const double stretch[] = { 1.0001, 1.01, 1.04, 1.1, 1.2, 1.4 };
    double v[DC_FEW_DIMS];
    dc_cut cut;
    direction_of(v, box, d->instance->dims);
    double scale = fmax(length, unit_length(d->instance, v));
    for (size_t k = 0; k < sizeof stretch / sizeof *stretch; k++) {
        if (!make_cut(&cut, d, v, length + scale * (stretch[k] - 1))) {
            d->failed = d->failed || !cut.shares;
            return false;
        }
        if (!cuts_off(&cut, box, d->instance->dims)) {
            free(cut.shares);
            continue;
        }
        box->cut = (uint32_t)d->cut_count;
        if (add_cut(d, &cut))
            return true;
        free(cut.shares);
        d->failed = true;
        return false;
    }
    return false;
}

/* Whether one of the points near[count] lies where s does. */
static bool is_repeated(const size_t *near, size_t count, const dc_instance *instance,
                        size_t s) {
    size_t bytes = instance->dims * sizeof(int64_t);
    for (size_t k = 0; k < count; k++)
        if (memcmp(dc_instance_point(instance, near[k]), dc_instance_point(instance, s),
                   bytes) == 0)
            return true;
    return false;
}

/* The places of points that are neither lost nor kept in the box, one point for each; at
 * most NEAR_MOST. */
static size_t list_near(size_t *near, const dc_instance *instance,
                        const dc_direction_box *box) {
    size_t count = 0, dims = instance->dims;
    for (size_t s = 0; s < instance->points; s++) {
        const int64_t *u = dc_instance_point(instance, s);
        dc_mass middle = 0, spread = 0;
        for (size_t l = 0; l < dims; l++) {
            middle += (dc_mass)box->centre[l] * u[l];
            spread += (dc_mass)box->half[l] * magnitude(u[l]) +
                      (dc_mass)magnitude(box->centre[l]) * instance->error[l];
        }
        if (absolute(middle) > spread || is_repeated(near, count, instance, s))
            continue;
        if (count == NEAR_MOST)
            return NEAR_MOST + 1;
        near[count++] = s;
    }
    return count;
}

/* Directions through the nearest points, where these tie: the most that can be lost there. */
static void try_ties(dc_directions *d, const dc_direction_box *box) {
    size_t near[NEAR_MOST], dims = d->instance->dims;
    double v[DC_FEW_DIMS];
    size_t count = list_near(near, d->instance, box);
    if (count == 0 || count > NEAR_MOST)
        return;
    direction_of(v, box, dims);
    for (unsigned set = 1; set < 1U << count; set++) {
        size_t ties[NEAR_MOST], size = 0;
        for (size_t k = 0; k < count; k++)
            if (set >> k & 1)
                ties[size++] = near[k];
        if (size < dims)
            d->threshold = d->found(d->user, v, ties, size);
    }
}

static void halve(dc_directions *d, const dc_direction_box *box) {
    size_t dims = d->instance->dims, longest = 0;
    for (size_t l = 1; l < dims; l++)
        if (box->half[l] > box->half[longest])
            longest = l;
    if (box->half[longest] < 2) {
        d->full = true;
        d->failed = !push(d, box) || d->failed;
        return;
    }
    dc_direction_box half = *box;
    half.half[longest] /= 2;
    uint32_t first = add_nodes(d);
    if (!first) {
        d->failed = true;
        return;
    }
    d->tree[box->node] = (int32_t)first;
    for (int side = -1; side <= 1; side += 2) {
        half.centre[longest] = box->centre[longest] + side * half.half[longest];
        half.node = first++;
        if (!push(d, &half))
            d->failed = true;
    }
}

/* What a finding means for the box: it ends, or is halved. */
static void settle(dc_directions *d, dc_direction_box *box, const finding *f) {
    double v[DC_FEW_DIMS];
    switch (f->kind) {
    case STARVED:
        d->failed = true;
        break;
    case COUNTED:
        d->tree[box->node] = DC_DIRECTION_COUNT;
        return;
    case OUTSIDE:
        if (!find_cut(d, box) && !cut_box(d, box, f->length))
            break;
        /* fall through */
    case CUT:
        d->tree[box->node] = DC_DIRECTION_CUT - (int32_t)box->cut;
        return;
    case INSIDE:
        direction_of(v, box, d->instance->dims);
        d->threshold = d->found(d->user, v, NULL, 0);
        break;
    case UNKNOWN:
        break;
    }
    if (f->kind != OUTSIDE)
        try_ties(d, box);
    if (box->may_lose < d->threshold)
        d->tree[box->node] = DC_DIRECTION_COUNT;
    else
        halve(d, box);
}

bool dc_directions_level(dc_directions *directions) {
    enum { CHUNK = 4096 };
    dc_directions *d = directions;
    size_t count = d->box_count, done = 0;
    dc_direction_box *old = d->box;
    finding *findings = malloc((count < CHUNK ? count + 1 : CHUNK) * sizeof *findings);
    d->failed = d->failed || !findings;
    /* The boxes of this level, and the two halves of each. */
    d->full = d->full || (3 * count * sizeof *old + d->node_count * sizeof *d->tree +
                              d->cut_count * d->instance->points * sizeof(int32_t) >
                          d->memory);
    if (count == 0 || d->failed || d->full) {
        free(findings);
        return false;
    }
    d->box = NULL;
    d->box_count = d->box_capacity = 0;
    while (done < count && !d->failed && !d->full && !dc_halt_now(d->halt)) {
        size_t size = count - done < CHUNK ? count - done : CHUNK;
#pragma omp parallel for schedule(dynamic, 16) num_threads(d->threads)
        for (size_t k = 0; k < size; k++)
            findings[k] = look(d, old + done + k);
        for (size_t k = 0; k < size; k++)
            settle(d, old + done + k, findings + k);
        d->nodes += size;
        done += size;
    }
    for (; done < count; done++) /* halted: they go on waiting */
        if (!push(d, old + done))
            d->failed = true;
    free(old);
    free(findings);
    return !d->failed && !d->full && d->box_count > 0 && !dc_halt_now(d->halt);
}

int64_t dc_directions_bound(const dc_directions *directions) {
    int64_t bound = directions->threshold;
    for (size_t k = 0; k < directions->box_count; k++)
        if (directions->box[k].may_lose + 1 > bound)
            bound = directions->box[k].may_lose + 1;
    return bound;
}
