#include "data_floor.h"

enum { MOST_HALVINGS = 60 };

/* What a cut says: sum of v_l rho_l > 0, where rho_l has an error. */
typedef struct cut {
    mpz_t *rho, *error; /* [dims], error: 2 rad_l */
} cut;

/* The boxes that are still to come, the next one last. Centres and half-widths are
 * multiples of 2^-MOST_HALVINGS. */
typedef struct charts {
    const problem *p;
    cut *cut;
    size_t cuts;
    long *stack; /* [count][2][dims]: c and g */
    size_t count, room, leaves;
    const long *c, *g; /* of the box that is looked at */
    mpz_t *number;     /* [4] */
    bool small;        /* sums over a point's coordinates fit */
} charts;

/* ---- cuts ---- */

static void check_cut(const problem *p, const decisions *open, const vector *v,
                      size_t number) {
    char name[40];
    mass sum = 0;
    snprintf(name, sizeof name, "cut %zu", number);
    for (size_t s = 0; s < p->count; s++)
        sum += (mass)p->weight.of[s] *
               value_of(p, open, s, v->P + s * p->classes, v->price, name);
    if (!enough(p, sum, v->price))
        reject("%s: the vector does not prove more than the loss", name);
}

static cut read_cut(const problem *p, const decisions *open, vector *v, size_t number) {
    vector_read(v, p);
    check_cut(p, open, v, number);
    cut c = { .rho = integers(p->dims), .error = integers(p->dims) };
    for (size_t l = 0; l < p->dims; l++) {
        mpz_set(c.rho[l], v->rho[l]);
        mpz_mul(c.error[l], v->spread[0], p->at.error[l]);
    }
    return c;
}

static void read_cuts(charts *t) {
    const problem *p = t->p;
    const decisions open = decisions_make(p);
    vector v = vector_make(p);
    size_t room = 0;
    token_word("cuts");
    size_t count = token_count();
    for (; t->cuts < count; t->cuts++) {
        t->cut = grow(t->cut, t->cuts, &room, sizeof *t->cut);
        t->cut[t->cuts] = read_cut(p, &open, &v, t->cuts + 1);
    }
}

/* ---- boxes ---- */

static long *push(charts *t) {
    size_t size = 2 * t->p->dims;
    t->stack = grow(t->stack, t->count, &t->room, size * sizeof *t->stack);
    return t->stack + size * t->count++;
}

static void start(charts *t, size_t chart, long fixed) {
    size_t dims = t->p->dims;
    long *c = push(t), *g = c + dims;
    for (size_t l = 0; l < dims; l++) {
        c[l] = l == chart ? fixed * (1L << MOST_HALVINGS) : 0;
        g[l] = l == chart ? 0 : 1L << MOST_HALVINGS;
    }
}

/* The next box has become two: the lower half is the next one, the upper half follows. */
static void halve(charts *t) {
    size_t dims = t->p->dims, l = 0;
    long *lower = push(t), *upper = lower - 2 * dims;
    for (size_t k = 1; k < dims; k++)
        l = upper[dims + k] > upper[dims + l] ? k : l;
    if (upper[dims + l] == 0)
        malformed("a box without an edge is halved");
    if (upper[dims + l] == 1)
        beyond("an edge is halved more than %d times", MOST_HALVINGS);
    upper[dims + l] /= 2;
    memcpy(lower, upper, 2 * dims * sizeof *lower);
    upper[l] += upper[dims + l];
    lower[l] -= lower[dims + l];
}

/* |c_l| + g_l */
static unsigned long reach(const charts *t, size_t l) {
    return (unsigned long)(labs(t->c[l]) + t->g[l]);
}

/* ---- leaves ---- */

/* True if the point's margin is positive in the whole box. error: the sum of reach(l) 2
 * e_l. */
static bool kept_small(const charts *t, size_t s, mass error) {
    size_t dims = t->p->dims;
    const long *u = t->p->at.small + s * dims;
    mass middle = 0, radius = 0;
    for (size_t l = 0; l < dims; l++) {
        middle += (mass)t->c[l] * u[l];
        radius += (mass)t->g[l] * labs(u[l]);
    }
    return 2 * ((class_of(t->p, s) == 0 ? middle : -middle) - radius) > error;
}

static bool kept_large(const charts *t, size_t s, mpz_t error) {
    mpz_ptr factor = t->number[1], middle = t->number[2], radius = t->number[3];
    size_t dims = t->p->dims;
    mpz_set_ui(middle, 0);
    mpz_set_ui(radius, 0);
    for (size_t l = 0; l < dims; l++) {
        bool negative = coordinates_sign(&t->p->at, s, l) < 0;
        mpz_set_si(factor, t->c[l]);
        coordinates_add(middle, factor, &t->p->at, s, l);
        mpz_set_si(factor, negative ? -t->g[l] : t->g[l]);
        coordinates_add(radius, factor, &t->p->at, s, l);
    }
    if (class_of(t->p, s) != 0)
        mpz_neg(middle, middle);
    mpz_sub(middle, middle, radius);
    mpz_mul_2exp(middle, middle, 1);
    return mpz_cmp(middle, error) > 0;
}

static long unkept_small(const charts *t) {
    mass error = 0;
    long unkept = 0;
    for (size_t l = 0; l < t->p->dims; l++)
        error += (mass)reach(t, l) * mpz_get_si(t->p->at.error[l]);
    for (size_t s = 0; s < t->p->count; s++)
        unkept += kept_small(t, s, error) ? 0 : t->p->weight.of[s];
    return unkept;
}

static long unkept_large(const charts *t) {
    mpz_ptr error = t->number[0];
    long unkept = 0;
    mpz_set_ui(error, 0);
    for (size_t l = 0; l < t->p->dims; l++)
        mpz_addmul_ui(error, t->p->at.error[l], reach(t, l));
    for (size_t s = 0; s < t->p->count; s++)
        unkept += kept_large(t, s, error) ? 0 : t->p->weight.of[s];
    return unkept;
}

static void check_count(const charts *t) {
    long unkept = t->small ? unkept_small(t) : unkept_large(t);
    if (unkept >= t->p->weight.enough)
        reject("leaf %zu: points of weight %ld are not kept, not less than %ld",
               t->leaves, unkept, t->p->weight.enough);
}

static void check_excluded(const charts *t, size_t number) {
    mpz_ptr sum = t->number[0], term = t->number[1];
    if (number < 1 || number > t->cuts)
        malformed("c%zu: there are %zu cuts", number, t->cuts);
    const cut *of = t->cut + number - 1;
    mpz_set_ui(sum, 0);
    for (size_t l = 0; l < t->p->dims; l++) {
        mpz_mul_si(term, of->rho[l], t->c[l]);
        mpz_addmul_ui(sum, term, 2);
        mpz_abs(term, of->rho[l]);
        mpz_mul_si(term, term, t->g[l]);
        mpz_addmul_ui(sum, term, 2);
        mpz_addmul_ui(sum, of->error[l], reach(t, l));
    }
    if (mpz_sgn(sum) > 0)
        reject("leaf %zu: cut %zu does not exclude the box", t->leaves, number);
}

static void check_leaf(charts *t) {
    t->c = t->stack + 2 * t->p->dims * --t->count;
    t->g = t->c + t->p->dims;
    t->leaves++;
    if (take_if('n')) {
        take('\0');
        check_count(t);
    } else {
        take('c');
        size_t number = take_count();
        take('\0');
        check_excluded(t, number);
    }
}

static void verify_chart(charts *t, size_t chart, long fixed) {
    start(t, chart, fixed);
    where.chart++;
    while (t->count > 0) {
        token_next();
        if (take_if('h')) {
            take('\0');
            halve(t);
        } else {
            check_leaf(t);
        }
    }
}

void charts_verify(const problem *p) {
    charts t = { .p = p, .number = integers(4) };
    read_cuts(&t);
    /* |sum| <= 3 dims 2^MOST_HALVINGS 2^bits */
    t.small = p->at.small &&
              MOST_HALVINGS + p->at.bits + 2 + bits_of(p->dims) <= SUM_BITS;
    for (size_t l = 0; l < p->dims; l++) {
        verify_chart(&t, l, 1);
        verify_chart(&t, l, -1);
    }
    where.chart = 0;
}
