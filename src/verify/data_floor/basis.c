#include "data_floor.h"

enum { MOST_BASIS_BITS = 20000, STEP_BITS = 60 };

static void read_points(block *b, const problem *p, bool *used) {
    b->point = get(p->dims, sizeof *b->point);
    for (size_t i = 0; i < p->dims; i++) {
        size_t s = token_place(p->count, "point") - 1;
        if (used[s])
            malformed("point %zu is twice in a basis", s + 1);
        used[s] = true;
        b->point[i] = s;
    }
}

static void set_reach(block *b, const problem *p) {
    mpz_t *absolute = integers(1);
    b->reach = integers(p->dims);
    for (size_t i = 0; i < p->dims; i++)
        for (size_t l = 0; l < p->dims; l++) {
            mpz_abs(*absolute, b->R[i * p->dims + l]);
            mpz_addmul(b->reach[i], *absolute, p->at.error[l]);
        }
}

/* sum += 2 F_ik */
static void add_difference(mpz_t sum, const block *b, const problem *p, mp_bitcnt_t bits,
                           size_t i, size_t k, mpz_t *room) {
    size_t s = b->point[k];
    unsigned long weight = (unsigned long)p->weight.of[s];
    mpz_set_ui(room[0], 0);
    for (size_t l = 0; l < p->dims; l++)
        coordinates_add(room[0], b->R[i * p->dims + l], &p->at, s, l);
    mpz_mul_ui(room[0], room[0], weight);
    mpz_set_ui(room[1], i == k);
    mpz_mul_2exp(room[1], room[1], bits);
    mpz_sub(room[0], room[0], room[1]);
    mpz_abs(room[0], room[0]);
    mpz_addmul_ui(sum, room[0], 2);
    mpz_addmul_ui(sum, b->reach[i], weight);
}

static void set_phi(block *b, const problem *p, mp_bitcnt_t bits) {
    mpz_t *number = integers(4), *sum = number, *room = number + 1;
    b->phi = number[3];
    for (size_t i = 0; i < p->dims; i++) {
        mpz_set_ui(*sum, 0);
        for (size_t k = 0; k < p->dims; k++)
            add_difference(*sum, b, p, bits, i, k, room);
        if (mpz_cmp(*sum, b->phi) > 0)
            mpz_set(b->phi, *sum);
    }
}

basis basis_read(const problem *p) {
    basis b = { .block = get(p->classes, sizeof *b.block) };
    bool *used = get(p->count, sizeof *used);
    b.bits = token_count();
    if (b.bits > MOST_BASIS_BITS)
        beyond("a basis of %zu bits: at most %d", b.bits, MOST_BASIS_BITS);
    for (size_t j = 0; j + 1 < p->classes; j++) {
        read_points(b.block + j, p, used);
        b.block[j].R = token_integers(p->dims * p->dims);
        set_reach(b.block + j, p);
        set_phi(b.block + j, p, b.bits);
        if (mpz_sizeinbase(b.block[j].phi, 2) > b.bits)
            reject("a basis whose block %zu is too far from an inverse", j + 1);
    }
    return b;
}

steps steps_make(const problem *p) {
    return (steps){ .middle = integers(p->dims),
                    .widest = integers(1),
                    .room = integers(2),
                    .least = get(p->dims, sizeof(long)),
                    .most = get(p->dims, sizeof(long)) };
}

/* mid_i 2^r, and the largest |mid_i| + dev_i, times 2^(r+1). */
static void set_middle(steps *t, const problem *p, const block *b, mpz_t *rho,
                       mpz_t spread) {
    mpz_set_ui(*t->widest, 0);
    for (size_t i = 0; i < p->dims; i++) {
        mpz_set_ui(t->middle[i], 0);
        for (size_t l = 0; l < p->dims; l++)
            mpz_addmul(t->middle[i], b->R[i * p->dims + l], rho[l]);
        mpz_abs(*t->room, t->middle[i]);
        mpz_mul_2exp(*t->room, *t->room, 1);
        mpz_addmul(*t->room, b->reach[i], spread);
        if (mpz_cmp(*t->room, *t->widest) > 0)
            mpz_set(*t->widest, *t->room);
    }
}

static long step(const mpz_t value) {
    if (mpz_sizeinbase(value, 2) > STEP_BITS)
        beyond("a step of more than %d bits", STEP_BITS);
    return mpz_get_si(value);
}

void steps_set(steps *t, const problem *p, const basis *b, size_t class,
               const vector *v) {
    const block *of = b->block + class;
    mp_bitcnt_t r = b->bits;
    mpz_ptr wide = t->room[0], end = t->room[1];
    set_middle(t, p, of, v->rho + class * p->dims, v->spread[class]);
    for (size_t i = 0; i < p->dims; i++) {
        mpz_mul(wide, of->reach[i], v->spread[class]); /* dev_i 2^(r+1) */
        mpz_mul_2exp(wide, wide, r);
        mpz_addmul(wide, of->phi, *t->widest); /* wide_i 2^(2r+1) */
        mpz_mul_2exp(end, t->middle[i], r + 1);
        mpz_sub(end, end, wide);
        mpz_fdiv_q_2exp(end, end, 2 * r + 1);
        t->least[i] = step(end);
        mpz_mul_2exp(end, t->middle[i], r + 1);
        mpz_add(end, end, wide);
        mpz_cdiv_q_2exp(end, end, 2 * r + 1);
        t->most[i] = step(end);
    }
}
