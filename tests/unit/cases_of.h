/* For tests of proofs: reads case trees, and checks each leaf as section 10 of
 * docs/certificate-format.md says. Included after cmocka.h. */
#ifndef TEST_CASES_OF_H
#define TEST_CASES_OF_H

#include <errno.h>

#include "leaf_of.h"

enum { PROOF_DECISIONS = 400 };

/* A decision on the way to a node of a case tree. */
typedef struct decided {
    size_t point;
    char form; /* a, b, A, B */
    bool yes;  /* >= 0 */
} decided;

typedef struct proof_reader {
    char *next; /* the rest of the text; tokens are cut off */
    leaf f;     /* the box at hand */
    wide_int centre[TOY_DIMS];
    unsigned level[TOY_DIMS];
    wide_int h[2], kappa[2], width[2]; /* in lowest terms */
    /* The pair or stretch at hand. */
    bool centred;
    size_t i, j;
    decided way[PROOF_DECISIONS];
    size_t decisions;
    unsigned long boxes, leaves, cases, infeasible;
} proof_reader;

static inline const char *proof_token(proof_reader *p) {
    char *token = strtok_r(p->next, " \n", &p->next);
    if (!token)
        fail_msg("the text breaks off");
    return token;
}

/* "17" in *text, moved behind it; at least `least`. */
static inline wide_int proof_number(const char **text, wide_int least) {
    char *end;
    errno = 0;
    wide_int value = strtoll(*text, &end, 10);
    if (errno || end == *text || value < least || **text == '+' || **text == ' ')
        fail_msg("'%s' is not a number from %ld on", *text, (long)least);
    *text = end;
    return value;
}

static inline size_t proof_index(const char **text, size_t count) {
    wide_int value = proof_number(text, 1);
    if (value > (wide_int)count)
        fail_msg("%ld is more than %zu", (long)value, count);
    return (size_t)value - 1;
}

static inline void proof_mark(const char **text, char mark) {
    if (**text != mark)
        fail_msg("'%s' in place of '%c'", *text, mark);
    if (mark)
        ++*text;
}

/* Coefficients of z = v, or (v, c). */
static inline void proof_form(wide_int *g, const proof_reader *p, size_t k, char form) {
    const toy *t = p->f.t;
    bool inner = form == 'a' || form == 'b';
    int sign = form == 'a' || form == 'A' ? 1 : -1;
    wide_int hn = p->h[0], hd = p->h[1];
    for (size_t l = 0; l < t->n; l++) {
        wide_int y = t->x[k * t->n + l];
        wide_int y_i = t->x[p->i * t->n + l], y_j = t->x[p->j * t->n + l];
        if (p->centred)
            g[l] = sign * 2 * p->width[1] * (inner ? 1 : p->kappa[1]) * y;
        else if (inner)
            g[l] = form == 'a' ? y - y_i : y_j - y;
        else
            g[l] = form == 'A' ? hd * y - (hd + hn) * y_i + hn * y_j
                               : (hd + hn) * y_j - hn * y_i - hd * y;
    }
    g[t->n] = 0;
    if (p->centred) {
        g[t->n] = -sign * 2 * p->width[1] * (inner ? 1 : p->kappa[1]);
        g[p->f.chart] += (inner ? 1 : p->kappa[0]) * p->width[0];
    }
}

/* Least and greatest value over the box (and the stretch), times 2^K. */
static inline void proof_range(wide_int *least, wide_int *most, const proof_reader *p,
                               const wide_int *g) {
    *least = *most = 0;
    for (size_t l = 0; l < p->f.t->n + p->centred; l++) {
        wide_int middle = p->f.C[l] * g[l];
        wide_int radius = p->f.R[l] * (g[l] < 0 ? -g[l] : g[l]);
        *least += middle - radius;
        *most += middle + radius;
    }
}

/* 1: known to be >= 0; -1: < 0; 0: unknown. */
static inline int proof_known(const proof_reader *p, size_t k, char form) {
    wide_int g[TOY_DIMS + 1], least, most;
    for (size_t d = 0; d < p->decisions; d++)
        if (p->way[d].point == k && p->way[d].form == form)
            return p->way[d].yes ? 1 : -1;
    proof_form(g, p, k, form);
    proof_range(&least, &most, p, g);
    return least >= 0 ? 1 : most < 0 ? -1 : 0;
}

static inline void proof_counted_case(const proof_reader *p) {
    dc_mass U = 0, L = 0;
    for (size_t k = 0; k < p->f.t->N; k++) {
        int a = proof_known(p, k, 'a'), b = proof_known(p, k, 'b');
        int A = proof_known(p, k, 'A'), B = proof_known(p, k, 'B');
        if (a >= 0 && b >= 0 && A >= 0 && B >= 0)
            U += p->f.t->w[k];
        if ((a > 0 || A > 0) && (b > 0 || B > 0))
            L += p->f.t->w[k];
    }
    if (!leaf_passes(&p->f, U, L))
        fail_msg("a case with U = %ld, L = %ld does not pass", (long)U, (long)L);
}

/* Adds factor times a row to sum; returns whether it is strict. */
static inline bool proof_add_row(wide_int *sum, const proof_reader *p, wide_int row,
                                 wide_int factor) {
    wide_int g[TOY_DIMS + 1];
    bool strict = false;
    if (row < 0 || row > (wide_int)p->decisions || (row == 0 && p->centred))
        fail_msg("there is no row %ld", (long)row);
    if (row > 0) {
        const decided *d = p->way + row - 1;
        proof_form(g, p, d->point, d->form);
        strict = !d->yes;
    } else {
        proof_form(g, p, p->j, 'a'); /* y_j - y_i */
        for (size_t l = 0; l < p->f.t->n && p->width[0]; l++)
            g[l] *= p->width[1];
        g[p->f.chart] -= p->width[0];
    }
    for (size_t l = 0; l <= p->f.t->n; l++)
        sum[l] += (strict ? -factor : factor) * g[l];
    return strict;
}

static inline void proof_infeasible(proof_reader *p, const char *token) {
    wide_int sum[TOY_DIMS + 1] = { 0 }, least, most, before = -1;
    bool strict = false;
    p->infeasible++;
    for (char mark = '!'; *token; mark = ',') {
        proof_mark(&token, mark);
        wide_int row = proof_number(&token, before + 1);
        proof_mark(&token, ':');
        wide_int factor = proof_number(&token, 1);
        assert_true(factor < (wide_int)1 << 40);
        strict = proof_add_row(sum, p, row, factor) || strict;
        before = row;
    }
    proof_range(&least, &most, p, sum);
    if (before < 0 || most > 0 || (most == 0 && !strict))
        fail_msg("rows are not infeasible: at most %g", (double)most);
}

static inline void proof_case_tree(proof_reader *p) {
    const char *token = proof_token(p), *text = token + 1;
    p->cases++;
    if (strcmp(token, ".") == 0) {
        proof_counted_case(p);
        return;
    }
    if (*token == '!') {
        proof_infeasible(p, token);
        return;
    }
    if (*token != '+' && *token != '-')
        fail_msg("'%s' is no case tree", token);
    size_t point = proof_index(&text, p->f.t->N);
    if (!*text || !strchr("abAB", *text) || text[1])
        fail_msg("'%s' is no decision", token);
    for (size_t d = 0; d < p->decisions; d++)
        if (p->way[d].point == point && p->way[d].form == *text)
            fail_msg("'%s' is decided twice", token);
    assert_true(p->decisions < PROOF_DECISIONS);
    decided *own = p->way + p->decisions++;
    *own = (decided){ point, *text, *token == '+' };
    proof_case_tree(p);
    own->yes = !own->yes;
    proof_case_tree(p);
    p->decisions--;
}

#endif
