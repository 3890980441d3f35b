/* For tests of proofs: reads trees of boxes, and checks each leaf as sections 7 to 10 of
 * docs/certificate-format.md say. Included after cmocka.h. */
#ifndef TEST_PROOF_OF_H
#define TEST_PROOF_OF_H

#include "cases_of.h"

/* The stretch that begins at token; its place in units. */
static inline stretch proof_stretch(proof_reader *p, const char *token) {
    size_t last = p->f.t->n;
    wide_int unit = p->f.unit >> p->f.scale;
    assert_true(p->width[0] > 0);
    proof_mark(&token, '@');
    p->f.C[last] = proof_number(&token, INT64_MIN);
    proof_mark(&token, ',');
    p->f.R[last] = proof_number(&token, 0);
    proof_mark(&token, '\0');
    return (stretch){ (p->f.C[last] - p->f.R[last]) * unit,
                      (p->f.C[last] + p->f.R[last]) * unit };
}

/* Do the stretches together hold all of a piece? */
static inline bool proof_covered(stretch piece, const stretch *list, size_t count) {
    wide_int reach = piece.first;
    bool held = false;
    for (size_t pass = 0; pass < count; pass++)
        for (size_t i = 0; i < count; i++)
            if (list[i].first <= reach && list[i].last >= reach) {
                held = true;
                reach = list[i].last;
            }
    return held && reach >= piece.last;
}

/* Behind "(". */
static inline void proof_cases(proof_reader *p) {
    static stretch pieces[LEAF_STRETCHES], listed[LEAF_STRETCHES];
    bool must[TOY_POINTS * TOY_POINTS];
    size_t N = p->f.t->N, missing = leaf_pairs(&p->f, must), stretches = 0;
    const char *token;
    wide_int before = -1;
    while (strcmp(token = proof_token(p), ")") != 0) {
        p->centred = *token == '@';
        if (p->centred) {
            assert_true(stretches < LEAF_STRETCHES);
            listed[stretches++] = proof_stretch(p, token);
        } else {
            p->i = proof_index(&token, N);
            proof_mark(&token, ',');
            p->j = proof_index(&token, N);
            proof_mark(&token, '\0');
            wide_int place = (wide_int)(p->i * N + p->j);
            if (place <= before || stretches > 0)
                fail_msg("pair %zu,%zu is out of order", p->i + 1, p->j + 1);
            before = place;
            missing -= must[place];
        }
        proof_case_tree(p);
    }
    if (missing)
        fail_msg("%zu pairs are missing", missing);
    size_t count = leaf_stretches(&p->f, pieces);
    for (size_t k = 0; k < count; k++)
        if (!proof_covered(pieces[k], listed, stretches))
            fail_msg("a centre that fails is in no stretch");
}

static inline void proof_counted_leaf(const proof_reader *p) {
    static stretch pieces[LEAF_STRETCHES];
    for (size_t s = 0; s < p->f.t->N; s++)
        for (size_t t = 0; t < p->f.t->N; t++)
            if (!leaf_cell_safe(&p->f, s, t))
                fail_msg("cell %zu,%zu of a leaf is unsafe", s + 1, t + 1);
    if (leaf_stretches(&p->f, pieces))
        fail_msg("a centre of a leaf does not pass");
}

/* The box as centres and levels say. */
static inline void proof_set_box(proof_reader *p) {
    p->f.scale = 0;
    for (size_t l = 0; l < p->f.t->n; l++)
        if (l != p->f.chart && p->level[l] > p->f.scale)
            p->f.scale = p->level[l];
    for (size_t l = 0; l < p->f.t->n; l++) {
        bool own = l == p->f.chart;
        wide_int size = (wide_int)1 << (p->f.scale - (own ? 0 : p->level[l]));
        p->f.C[l] = own ? size : p->centre[l] * size;
        p->f.R[l] = own ? 0 : size;
    }
    leaf_set_ranges(&p->f);
}

static inline void proof_tree(proof_reader *p) {
    const char *token = proof_token(p);
    p->boxes++;
    if (strcmp(token, ".") == 0 || strcmp(token, "(") == 0) {
        p->leaves++;
        proof_set_box(p);
        if (*token == '.')
            proof_counted_leaf(p);
        else
            proof_cases(p);
        return;
    }
    size_t l = proof_index(&token, p->f.t->n);
    proof_mark(&token, '\0');
    assert_true(l != p->f.chart && p->level[l] < 60);
    wide_int centre = p->centre[l];
    p->level[l]++;
    for (int side = -1; side <= 1; side += 2) {
        p->centre[l] = 2 * centre + side;
        proof_tree(p);
    }
    p->level[l]--;
    p->centre[l] = centre;
}

static inline void proof_lowest(wide_int *fraction, wide_int n, wide_int d) {
    fraction[0] = n;
    fraction[1] = d;
    for (wide_int k = 2; k <= d; k++)
        while (fraction[0] % k == 0 && fraction[1] % k == 0) {
            fraction[0] /= k;
            fraction[1] /= k;
        }
}

/* Checks the trees of all charts for the points of t, in the text at p->next. */
static inline void proof_trees(proof_reader *p, const toy *t, const rule *r,
                               const dc_condition *c, const long *width) {
    char *next = p->next;
    memset(p, 0, sizeof *p);
    p->next = next;
    p->f = (leaf){ .t = t, .r = r, .c = c, .width = width };
    proof_lowest(p->h, r->kappa[0] - r->kappa[1], 2 * r->kappa[1]);
    proof_lowest(p->kappa, r->kappa[0], r->kappa[1]);
    proof_lowest(p->width, width[0], width[1]);
    for (p->f.chart = 0; p->f.chart < t->n; p->f.chart++)
        proof_tree(p);
}

static inline void proof_end(const proof_reader *p) {
    if (p->next[strspn(p->next, " \n")])
        fail_msg("'%.30s' is too much", p->next);
}

#endif
