#include "oracle_search.h"

/* One chart under way: slabs (v,c,r) with the coordinates of v, then c, then r. */
struct pass {
    struct oracle_search *search;
    const struct oracle_chart *chart;
    mpz_t *v; /* [n] */
};

static void try_slab(const mpz_t *point, void *user) {
    struct pass *pass = user;
    struct oracle_search *search = pass->search;
    size_t count = pass->chart->count;
    mpz_t c, r, least;
    mpz_inits(c, r, least, NULL);
    mpz_mul(c, search->scale, point[count + 1]);
    mpz_mul(r, search->scale, point[count + 2]);
    if (search->problem->family == ORACLE_WIDTH)
        mpz_mul(least, search->half_width, point[0]);
    if (mpz_cmp(r, least) >= 0) {
        oracle_chart_direction(pass->v, search->problem->n, pass->chart, point);
        oracle_search_slab(search, (const mpz_t *)pass->v, c, r);
    }
    mpz_clears(c, r, least, NULL);
}

/* p_k - c +- r and p_k - c +- kappa r. */
static void add_point(struct oracle_forms *forms, mpq_t *a, const struct pass *pass,
                      size_t k) {
    const struct oracle_problem *problem = pass->search->problem;
    size_t count = pass->chart->count;
    mpq_t zero;
    mpq_init(zero);
    oracle_chart_form(a, pass->chart, (const mpq_t *)problem->x + k * problem->n, zero);
    mpq_set_si(a[count + 1], -1, 1);
    for (int kind = 0; kind < 4; kind++) {
        mpq_set_ui(a[count + 2], 1, 1);
        if (kind & 1)
            mpq_set(a[count + 2], problem->kappa);
        if (kind & 2)
            mpq_neg(a[count + 2], a[count + 2]);
        oracle_forms_add(forms, (const mpq_t *)a);
    }
    mpq_clear(zero);
}

/* The least radius: r, or r - width / 2. */
static void add_least(struct oracle_forms *forms, const struct oracle_problem *problem) {
    mpq_t *a = oracle_mpq_array(forms->dims + 1);
    mpq_set_si(a[forms->dims], -2, 1);
    if (problem->family == ORACLE_WIDTH)
        mpq_set(a[0], problem->width);
    oracle_forms_add(forms, (const mpq_t *)a);
    oracle_mpq_free(a, forms->dims + 1);
}

static void try_chart(const struct oracle_chart *chart, void *user) {
    struct oracle_search *search = user;
    size_t N = search->problem->N, n = search->problem->n, dims = chart->count + 2;
    struct pass pass = { search, chart, oracle_mpz_array(n) };
    struct oracle_forms forms;
    mpq_t *a = oracle_mpq_array(dims + 1);
    oracle_forms_init(&forms, dims);
    for (size_t k = 0; k < N; k++)
        add_point(&forms, a, &pass, k);
    add_least(&forms, search->problem);
    oracle_chart_edges(&forms, chart);
    oracle_forms_sample(&forms, chart->boxed ? chart->count : 0, try_slab, &pass);
    oracle_forms_clear(&forms);
    oracle_mpq_free(a, dims + 1);
    oracle_mpz_free(pass.v, n);
}

static void solve(struct oracle_answer *answer, const struct oracle_problem *problem,
                  bool ratio) {
    struct oracle_search search;
    oracle_search_init(&search, answer, problem, ratio);
    oracle_charts(problem, try_chart, &search);
    oracle_search_finish(&search);
}

void oracle_critical_mass_by_definition(struct oracle_answer *answer,
                                        const struct oracle_problem *problem) {
    solve(answer, problem, false);
}

void oracle_sigma_star_by_definition(struct oracle_answer *answer,
                                     const struct oracle_problem *problem) {
    solve(answer, problem, true);
}
