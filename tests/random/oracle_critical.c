#include "oracle_search.h"

/* One chart under way. */
struct pass {
    struct oracle_search *search;
    const struct oracle_chart *chart;
    struct oracle_forms forms;
    mpz_t *v;     /* [n] */
    mpq_t *u, *a; /* [n], [forms.dims + 1] */
    mpq_t constant;
};

static void pass_init(struct pass *pass, struct oracle_search *search,
                      const struct oracle_chart *chart, size_t extra) {
    pass->search = search;
    pass->chart = chart;
    oracle_forms_init(&pass->forms, chart->count + extra);
    pass->v = oracle_mpz_array(search->problem->n);
    pass->u = oracle_mpq_array(search->problem->n);
    pass->a = oracle_mpq_array(chart->count + extra + 1);
    mpq_init(pass->constant);
}

static void pass_clear(struct pass *pass) {
    oracle_mpz_free(pass->v, pass->search->problem->n);
    oracle_mpq_free(pass->u, pass->search->problem->n);
    oracle_mpq_free(pass->a, pass->forms.dims + 1);
    mpq_clear(pass->constant);
    oracle_forms_clear(&pass->forms);
}

/* Adds the form p_k - (1 + h) p_i + h p_j + constant. */
static void add_tight(struct pass *pass, size_t k, size_t i, size_t j, const mpq_t h) {
    const struct oracle_problem *problem = pass->search->problem;
    size_t n = problem->n;
    mpq_t term;
    mpq_init(term);
    for (size_t l = 0; l < n; l++) {
        mpq_sub(term, problem->x[j * n + l], problem->x[i * n + l]);
        mpq_mul(term, term, h);
        mpq_sub(term, term, problem->x[i * n + l]);
        mpq_add(pass->u[l], problem->x[k * n + l], term);
    }
    oracle_chart_form(pass->a, pass->chart, (const mpq_t *)pass->u, pass->constant);
    oracle_forms_add(&pass->forms, (const mpq_t *)pass->a);
    mpq_clear(term);
}

static void try_direction(const mpz_t *point, void *user) {
    struct pass *pass = user;
    oracle_chart_direction(pass->v, pass->search->problem->n, pass->chart, point);
    oracle_search_tight(pass->search, (const mpz_t *)pass->v);
}

/* The tight slabs: T3's forms, and p_j - p_i - width where that counts. */
static void try_tight(struct oracle_search *search, const struct oracle_chart *chart) {
    const struct oracle_problem *problem = search->problem;
    struct pass pass;
    mpq_t h, zero;
    mpq_inits(h, zero, NULL);
    pass_init(&pass, search, chart, 0);
    mpq_set_ui(h, 1, 1);
    mpq_sub(h, problem->kappa, h);
    mpq_div_2exp(h, h, 1);
    /* One direction alone needs no forms. */
    for (size_t i = 0; i < problem->N && chart->count > 0; i++) {
        for (size_t j = 0; j < problem->N; j++) {
            for (size_t k = 0; k < problem->N; k++)
                add_tight(&pass, k, i, j, h); /* k = i: p_j - p_i */
            if (problem->family == ORACLE_WIDTH) {
                mpq_set(pass.constant, problem->width);
                add_tight(&pass, i, j, i, zero);
                mpq_set_ui(pass.constant, 0, 1);
            }
        }
    }
    oracle_chart_edges(&pass.forms, chart);
    oracle_forms_sample(&pass.forms, chart->boxed ? chart->count : 0, try_direction,
                        &pass);
    pass_clear(&pass);
    mpq_clears(h, zero, NULL);
}

/* The last coordinate is the middle c; the radius is width / 2. */
static void try_middle(const mpz_t *point, void *user) {
    struct pass *pass = user;
    struct oracle_search *search = pass->search;
    mpz_t c, r;
    mpz_inits(c, r, NULL);
    oracle_chart_direction(pass->v, search->problem->n, pass->chart, point);
    mpz_mul(c, search->scale, point[pass->chart->count + 1]);
    mpz_mul(r, search->half_width, point[0]);
    oracle_search_slab(search, (const mpz_t *)pass->v, c, r);
    mpz_clears(c, r, NULL);
}

/* The slabs with r = width / 2: forms p_k - c +- width/2 and +- kappa width/2. */
static void try_narrowest(struct oracle_search *search,
                          const struct oracle_chart *chart) {
    const struct oracle_problem *problem = search->problem;
    struct pass pass;
    pass_init(&pass, search, chart, 1);
    for (size_t k = 0; k < problem->N; k++) {
        for (int kind = 0; kind < 4; kind++) {
            mpq_div_2exp(pass.constant, problem->width, 1);
            if (kind & 1)
                mpq_neg(pass.constant, pass.constant);
            if (kind & 2)
                mpq_mul(pass.constant, pass.constant, problem->kappa);
            oracle_chart_form(pass.a, chart, (const mpq_t *)problem->x + k * problem->n,
                              pass.constant);
            mpq_set_si(pass.a[chart->count + 1], -1, 1);
            oracle_forms_add(&pass.forms, (const mpq_t *)pass.a);
        }
    }
    oracle_chart_edges(&pass.forms, chart);
    oracle_forms_sample(&pass.forms, chart->count, try_middle, &pass);
    pass_clear(&pass);
}

static void try_chart(const struct oracle_chart *chart, void *user) {
    struct oracle_search *search = user;
    try_tight(search, chart);
    if (search->problem->family == ORACLE_WIDTH)
        try_narrowest(search, chart);
}

static void try_listed(struct oracle_search *search) {
    const struct oracle_problem *problem = search->problem;
    size_t n = problem->n;
    mpz_t factor, *v = oracle_mpz_array(n);
    mpz_init(factor);
    for (size_t d = 0; d < problem->direction_count; d++) {
        mpz_set_ui(factor, 1);
        for (size_t l = 0; l < n; l++)
            mpz_lcm(factor, factor, mpq_denref(problem->direction[d * n + l]));
        for (size_t l = 0; l < n; l++) {
            mpz_divexact(v[l], factor, mpq_denref(problem->direction[d * n + l]));
            mpz_mul(v[l], v[l], mpq_numref(problem->direction[d * n + l]));
        }
        oracle_search_tight(search, (const mpz_t *)v);
    }
    mpz_clear(factor);
    oracle_mpz_free(v, n);
}

static void solve(struct oracle_answer *answer, const struct oracle_problem *problem,
                  bool ratio) {
    struct oracle_search search;
    oracle_search_init(&search, answer, problem, ratio);
    if (problem->family == ORACLE_DIRECTIONS)
        try_listed(&search);
    else
        oracle_charts(problem, try_chart, &search);
    oracle_search_finish(&search);
}

void oracle_critical_mass(struct oracle_answer *answer,
                          const struct oracle_problem *problem) {
    solve(answer, problem, false);
}

void oracle_sigma_star(struct oracle_answer *answer,
                       const struct oracle_problem *problem) {
    solve(answer, problem, true);
}
