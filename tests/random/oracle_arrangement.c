#include <stdlib.h>

#include "oracle.h"

/* levels[d] holds forms in the first d coordinates: over a face of levels[d - 1] the
 * forms of levels[d] that depend on x_d have roots x_d in one and the same order. */
struct sampler {
    size_t dims, boxed;
    struct oracle_forms *levels; /* [dims + 1] */
    mpz_t **point;               /* [dims + 1][level + 1] */
    mpq_t **root;                /* [dims + 1][levels[level].count] */
    void (*visit)(const mpz_t *point, void *user);
    void *user;
};

void oracle_forms_init(struct oracle_forms *forms, size_t dims) {
    *forms = (struct oracle_forms){ .dims = dims };
}

void oracle_forms_clear(struct oracle_forms *forms) {
    for (size_t i = 0; i < forms->count; i++)
        oracle_mpz_free(forms->a[i], forms->dims + 1);
    free(forms->a);
    oracle_forms_init(forms, forms->dims);
}

/* Makes a primitive with its leading (highest) coefficient positive, and takes
 * ownership of it; a constant has no zeros that matter. */
static void forms_push(struct oracle_forms *forms, mpz_t *a) {
    size_t lead = forms->dims;
    while (lead > 0 && mpz_sgn(a[lead]) == 0)
        lead--;
    if (lead == 0) {
        oracle_mpz_free(a, forms->dims + 1);
        return;
    }
    mpz_t divisor;
    mpz_init(divisor);
    for (size_t l = 0; l <= forms->dims; l++)
        mpz_gcd(divisor, divisor, a[l]);
    if (mpz_sgn(a[lead]) < 0)
        mpz_neg(divisor, divisor);
    for (size_t l = 0; l <= forms->dims; l++)
        mpz_divexact(a[l], a[l], divisor);
    mpz_clear(divisor);
    if (forms->count == forms->room) {
        forms->room = 2 * forms->room + 16;
        forms->a = realloc(forms->a, forms->room * sizeof(mpz_t *));
        if (forms->a == NULL)
            abort();
    }
    forms->a[forms->count++] = a;
}

void oracle_forms_add(struct oracle_forms *forms, const mpq_t *a) {
    mpz_t scale, *integer = oracle_mpz_array(forms->dims + 1);
    mpz_init_set_ui(scale, 1);
    for (size_t l = 0; l <= forms->dims; l++)
        mpz_lcm(scale, scale, mpq_denref(a[l]));
    for (size_t l = 0; l <= forms->dims; l++) {
        mpz_divexact(integer[l], scale, mpq_denref(a[l]));
        mpz_mul(integer[l], integer[l], mpq_numref(a[l]));
    }
    mpz_clear(scale);
    forms_push(forms, integer);
}

static int compare_forms(const void *left, const void *right, void *user) {
    mpz_t *a = *(mpz_t *const *)left, *b = *(mpz_t *const *)right;
    for (size_t l = 0; l <= *(const size_t *)user; l++) {
        int order = mpz_cmp(a[l], b[l]);
        if (order != 0)
            return order;
    }
    return 0;
}

static void forms_unique(struct oracle_forms *forms) {
    if (forms->count == 0)
        return;
    qsort_r(forms->a, forms->count, sizeof(mpz_t *), compare_forms, &forms->dims);
    size_t kept = 1;
    for (size_t i = 1; i < forms->count; i++) {
        if (compare_forms(&forms->a[i], &forms->a[kept - 1], &forms->dims) == 0)
            oracle_mpz_free(forms->a[i], forms->dims + 1);
        else
            forms->a[kept++] = forms->a[i];
    }
    forms->count = kept;
}

/* Adds a form in one coordinate less: f itself if it does not depend on x_d, else
 * the resultant of f and g. */
static void add_projected(struct oracle_forms *out, mpz_t *f, mpz_t *g) {
    size_t d = out->dims + 1;
    mpz_t *a = oracle_mpz_array(d);
    for (size_t l = 0; l < d; l++) {
        if (g == NULL) {
            mpz_set(a[l], f[l]);
        } else {
            mpz_mul(a[l], f[l], g[d]);
            mpz_submul(a[l], g[l], f[d]);
        }
    }
    forms_push(out, a);
}

static void forms_project(struct oracle_forms *out, const struct oracle_forms *forms) {
    size_t d = forms->dims;
    oracle_forms_init(out, d - 1);
    for (size_t i = 0; i < forms->count; i++) {
        if (mpz_sgn(forms->a[i][d]) == 0) {
            add_projected(out, forms->a[i], NULL);
            continue;
        }
        for (size_t j = 0; j < i; j++)
            if (mpz_sgn(forms->a[j][d]) != 0)
                add_projected(out, forms->a[i], forms->a[j]);
    }
    forms_unique(out);
}

static int compare_roots(const void *left, const void *right) {
    return mpq_cmp(*(const mpq_t *)left, *(const mpq_t *)right);
}

/* The roots above point[d - 1], each times X_0, increasing. */
static size_t find_roots(const struct sampler *s, size_t d) {
    const struct oracle_forms *forms = &s->levels[d];
    mpz_t *point = s->point[d - 1];
    size_t count = 0;
    for (size_t i = 0; i < forms->count; i++) {
        if (mpz_sgn(forms->a[i][d]) == 0)
            continue;
        mpz_ptr value = mpq_numref(s->root[d][count]);
        mpz_set_ui(value, 0);
        for (size_t l = 0; l < d; l++)
            mpz_submul(value, forms->a[i][l], point[l]);
        mpz_set(mpq_denref(s->root[d][count]), forms->a[i][d]);
        mpq_canonicalize(s->root[d][count++]);
    }
    qsort(s->root[d], count, sizeof *s->root[d], compare_roots);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || !mpq_equal(s->root[d][kept - 1], s->root[d][i]))
            mpq_swap(s->root[d][kept++], s->root[d][i]);
    return kept;
}

static void lift(const struct sampler *s, size_t d);

/* Goes on above X_0 x_d = value. */
static void lift_at(const struct sampler *s, size_t d, const mpq_t value) {
    mpz_t *from = s->point[d - 1], *to = s->point[d];
    for (size_t l = 0; l < d; l++)
        mpz_mul(to[l], from[l], mpq_denref(value));
    mpz_set(to[d], mpq_numref(value));
    if (d <= s->boxed && mpz_cmpabs(to[d], to[0]) > 0)
        return;
    if (d == s->dims)
        s->visit((const mpz_t *)to, s->user);
    else
        lift(s, d + 1);
}

/* Tries a value of x_d on, between and beyond the roots. */
static void lift(const struct sampler *s, size_t d) {
    mpq_t value, one;
    mpq_inits(value, one, NULL);
    mpq_set_ui(one, 1, 1);
    size_t count = find_roots(s, d);
    if (count == 0) {
        lift_at(s, d, value);
        mpq_clears(value, one, NULL);
        return;
    }
    mpq_sub(value, s->root[d][0], one);
    lift_at(s, d, value);
    for (size_t i = 0; i < count; i++) {
        lift_at(s, d, s->root[d][i]);
        if (i + 1 < count) { /* the mediant lies strictly between */
            mpz_add(mpq_numref(value), mpq_numref(s->root[d][i]),
                    mpq_numref(s->root[d][i + 1]));
            mpz_add(mpq_denref(value), mpq_denref(s->root[d][i]),
                    mpq_denref(s->root[d][i + 1]));
            mpq_canonicalize(value);
        } else {
            mpq_add(value, s->root[d][i], one);
        }
        lift_at(s, d, value);
    }
    mpq_clears(value, one, NULL);
}

void oracle_forms_sample(struct oracle_forms *forms, size_t boxed,
                         void (*visit)(const mpz_t *point, void *user), void *user) {
    size_t dims = forms->dims;
    struct sampler s = { .dims = dims, .boxed = boxed, .visit = visit, .user = user };
    s.levels = oracle_alloc(dims + 1, sizeof *s.levels);
    s.point = oracle_alloc(dims + 1, sizeof(mpz_t *));
    s.root = oracle_alloc(dims + 1, sizeof(mpq_t *));
    forms_unique(forms);
    s.levels[dims] = *forms;
    for (size_t d = dims; d > 0; d--)
        forms_project(&s.levels[d - 1], &s.levels[d]);
    for (size_t d = 0; d <= dims; d++) {
        s.point[d] = oracle_mpz_array(d + 1);
        s.root[d] = oracle_mpq_array(s.levels[d].count);
    }
    mpz_set_ui(s.point[0][0], 1);
    if (dims == 0)
        visit((const mpz_t *)s.point[0], user);
    else
        lift(&s, 1);
    for (size_t d = 0; d <= dims; d++) {
        oracle_mpz_free(s.point[d], d + 1);
        oracle_mpq_free(s.root[d], s.levels[d].count);
        if (d < dims)
            oracle_forms_clear(&s.levels[d]);
    }
    free(s.levels);
    free(s.point);
    free(s.root);
}
