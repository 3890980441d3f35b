#include <stdlib.h>

#include "oracle_search.h"

/* v = (0, .., 0, 1, *, .., *) within the given coordinates. */
static void echelon_charts(const size_t *coordinates, size_t count,
                           void (*visit)(const struct oracle_chart *chart, void *user),
                           void *user) {
    struct oracle_chart chart = { 0 };
    chart.free = oracle_alloc(count, sizeof *chart.free);
    for (size_t lead = 0; lead < count; lead++) {
        chart.one = coordinates[lead];
        chart.count = count - lead - 1;
        for (size_t i = 0; i < chart.count; i++)
            chart.free[i] = coordinates[lead + 1 + i];
        visit(&chart, user);
    }
    free(chart.free);
}

/* v_one = 1, the others in [-1,1]. */
static void box_charts(size_t n,
                       void (*visit)(const struct oracle_chart *chart, void *user),
                       void *user) {
    struct oracle_chart chart = { .count = n - 1, .boxed = true };
    chart.free = oracle_alloc(n, sizeof *chart.free);
    for (chart.one = 0; chart.one < n; chart.one++) {
        for (size_t l = 0, i = 0; l < n; l++)
            if (l != chart.one)
                chart.free[i++] = l;
        visit(&chart, user);
    }
    free(chart.free);
}

void oracle_charts(const struct oracle_problem *problem,
                   void (*visit)(const struct oracle_chart *chart, void *user),
                   void *user) {
    size_t n = problem->n;
    size_t size = problem->family == ORACLE_SPARSE ? problem->sparsity : n;
    if (problem->family == ORACLE_WIDTH) {
        box_charts(n, visit, user);
        return;
    }
    size_t *coordinates = oracle_alloc(n, sizeof *coordinates);
    for (size_t mask = 1; mask < (size_t)1 << n; mask++) {
        size_t count = 0;
        for (size_t l = 0; l < n; l++)
            if (mask >> l & 1)
                coordinates[count++] = l;
        if (count == size)
            echelon_charts(coordinates, count, visit, user);
    }
    free(coordinates);
}

void oracle_chart_direction(mpz_t *v, size_t n, const struct oracle_chart *chart,
                            const mpz_t *point) {
    for (size_t l = 0; l < n; l++)
        mpz_set_ui(v[l], 0);
    mpz_set(v[chart->one], point[0]);
    for (size_t i = 0; i < chart->count; i++)
        mpz_set(v[chart->free[i]], point[i + 1]);
}

void oracle_chart_form(mpq_t *a, const struct oracle_chart *chart, const mpq_t *u,
                       const mpq_t constant) {
    mpq_add(a[0], u[chart->one], constant);
    for (size_t i = 0; i < chart->count; i++)
        mpq_set(a[i + 1], u[chart->free[i]]);
}

void oracle_chart_edges(struct oracle_forms *forms, const struct oracle_chart *chart) {
    if (!chart->boxed)
        return;
    mpq_t *a = oracle_mpq_array(forms->dims + 1);
    mpq_set_ui(a[0], 1, 1);
    for (size_t i = 0; i < chart->count; i++) {
        for (long sign = -1; sign <= 1; sign += 2) {
            mpq_set_si(a[i + 1], sign, 1);
            oracle_forms_add(forms, (const mpq_t *)a);
        }
        mpq_set_ui(a[i + 1], 0, 1);
    }
    oracle_mpq_free(a, forms->dims + 1);
}
