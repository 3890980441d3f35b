/* The slabs of crosscheck, and the condition that they must not violate. */
#include "crosscheck.h"

#include <stdlib.h>

void problem_init(problem *p, const points *data, const question *asked) {
    const ratio kappa = asked->kappa, w = asked->width;
    p->data = data;
    p->asked = asked;
    p->factor = 2 * kappa.den * w.den;
    p->width = 2 * kappa.den * w.num * data->scale;
    p->growth = (kappa.num - kappa.den) * w.num * data->scale;
    for (int k = 0; k < data->count; k++)
        for (int l = 0; l < data->dims; l++)
            p->x[k].c[l] = p->factor * data->x[k][l];
}

int problem_bits(const problem *p) {
    int64_t most = 0;
    for (int k = 0; k < p->data->count; k++)
        for (int l = 0; l < p->data->dims; l++)
            most = llabs(p->x[k].c[l]) > most ? llabs(p->x[k].c[l]) : most;
    /* p_j + h (p_j - p_i) - p_k, with the factor, and terms in w. */
    const ratio kappa = p->asked->kappa;
    wide bound = 2 * (wide)most + 2 * (wide)most * kappa.num / kappa.den + p->width +
                 2 * p->growth + UNIT;
    int bits = 0;
    for (; bound; bound /= 2)
        bits++;
    return bits;
}

/* factor * (x_i + times/(2 kappa.den) (x_j - x_i)) + shift v_chart. */
static form between(const problem *p, int i, int j, int64_t times, int64_t shift,
                    int chart) {
    form f = { { 0 } };
    for (int l = 0; l < p->data->dims; l++)
        f.c[l] = p->x[i].c[l] +
                 times * p->asked->width.den * (p->data->x[j][l] - p->data->x[i][l]);
    f.c[chart] += shift;
    return f;
}

moving_slab slab_at(const problem *p, const slab *s, int chart) {
    const int64_t w = p->width, hw = p->growth;
    const int64_t twice_h = p->asked->kappa.num - p->asked->kappa.den;
    const int i = s->i, j = s->j;
    moving_slab m = { .strict = s->kind == BEFORE_DILATION };
    switch (s->kind) {
    case TIGHT:
        m.end[0] = p->x[i];
        m.end[1] = p->x[j];
        m.end[2] = between(p, i, j, -twice_h, 0, chart);
        m.end[3] = between(p, j, i, -twice_h, 0, chart);
        for (int l = 0; l < p->data->dims; l++)
            m.exists.c[l] = p->x[j].c[l] - p->x[i].c[l];
        m.exists.c[chart] -= w;
        break;
    case LAST_POINT:
        m.end[0] = between(p, i, i, 0, -w, chart);
        m.end[1] = p->x[i];
        m.end[2] = between(p, i, i, 0, -w - hw, chart);
        m.end[3] = between(p, i, i, 0, hw, chart);
        break;
    case BEFORE_DILATION:
        m.end[0] = between(p, i, i, 0, hw, chart);
        m.end[1] = between(p, i, i, 0, hw + w, chart);
        m.end[2] = p->x[i];
        m.end[3] = between(p, i, i, 0, w + 2 * hw, chart);
        break;
    }
    return m;
}

form membership(const problem *p, const moving_slab *s, int k, int side) {
    form f = { { 0 } };
    const int64_t *x = p->x[k].c, *end = s->end[side].c;
    for (int l = 0; l < p->data->dims; l++)
        f.c[l] = side % 2 ? end[l] - x[l] : x[l] - end[l];
    return f;
}

bool passes(const problem *p, int inner, int outer) {
    const question *q = p->asked;
    const int64_t n = p->data->count;
    const ratio growth = q->maximize ? q->value : q->sigma;
    if (q->maximize ? inner * q->m0.den < q->m0.num * n
                    : inner * q->value.den <= q->value.num * n)
        return true;
    if (outer * q->delta.den >= q->delta.num * n)
        return true;
    return !q->infinite && outer * growth.den >= (growth.den + growth.num) * inner;
}
