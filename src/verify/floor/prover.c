#include "floor.h"

prover prover_make(const floor_claim *c, const grid *g, size_t classes, mp_bitcnt_t bits,
                   unsigned long price) {
    prover p = { .claim = c, .grid = g, .price = price, .bits = bits };
    num growth = calculate(mpq_add, whole(1), c->sigma);
    mpz_t *scale = integers(2);
    p.others = classes - 1;
    p.growth_n = mpq_numref(growth);
    p.growth_d = mpq_denref(growth);
    p.full = calculate(mpq_div, c->delta, growth);
    p.growth = get(g->count, sizeof *p.growth);
    p.least = get(g->count, sizeof *p.least);
    p.most = get(g->count, sizeof *p.most);
    p.gain = integers(g->count + 1);
    p.alone = whole(0);
    p.bound = whole(0);
    p.mass = scale[0];
    p.unit = scale[1];
    mpz_set_ui(p.mass, p.others);
    mpz_mul_2exp(p.mass, p.mass, LOG_BITS);
    mpz_mul(p.unit, p.mass, p.growth_d);
    return p;
}

static void keep_larger(mpz_t best, const mpz_t other) {
    if (mpz_cmp(other, best) > 0)
        mpz_set(best, other);
}

/* The lines of lambda for one ring, without s_j. */
static void set_gain(prover *p, unsigned long alone, size_t j) {
    mpz_t *term = integers(2), *other = term + 1;
    mpz_ptr gain = p->gain[j];
    mpz_set_ui(gain, 1); /* misclassified, and assigned to the group */
    mpz_mul_2exp(gain, gain, p->bits + LOG_BITS);
    mpz_set_ui(*term, p->price);
    mpz_add_ui(*term, *term, alone);
    mpz_submul(gain, *term, p->grid->wrong[j]);
    mpz_mul_ui(gain, gain, p->others);
    mpz_set_ui(*term, alone); /* free */
    mpz_mul_ui(*term, *term, p->others);
    mpz_submul(*other, *term, p->grid->wrong[0]);
    if (p->others > 1)
        keep_larger(gain, *other);
    mpz_set_ui(*other, 0); /* correct */
    mpz_add_ui(*term, *term, p->price);
    mpz_submul(*other, *term, p->grid->right[j]);
    keep_larger(gain, *other);
    mpz_mul(gain, gain, p->growth_d);
}

void prover_use(prover *p, const set *s, num w) {
    size_t size = p->grid->count * sizeof *p->growth;
    memset(p->growth, 0, size);
    memset(p->least, 0, size);
    memset(p->most, 0, size);
    for (size_t k = 0; k < s->count; k++) {
        const row *r = s->row + k;
        (r->kind == 'g'   ? p->growth
         : r->kind == 'l' ? p->least
                          : p->most)[r->j] = r->value;
    }
    for (size_t j = 0; j <= p->grid->count; j++) {
        void *start = mark();
        set_gain(p, s->alone, j);
        release(start);
    }
    mpq_set_ui(p->alone, s->alone, 1);
    mpq_mul(p->alone, p->alone, p->claim->loss);
    mpq_div(p->alone, p->alone, w);
}

/* What section 5 says of D_j in scenario (i,k). NULL: nothing. */
static num least_of(const prover *p, size_t i, size_t k, size_t j) {
    if (j == i)
        return p->claim->m0;
    return j >= k + p->grid->period ? p->claim->delta : NULL;
}

static num most_of(const prover *p, size_t i, size_t k, size_t j) {
    if (j + 1 == i)
        return p->claim->m0;
    return i < k && j + 1 == k ? p->full : NULL;
}

static bool grows(const prover *p, size_t i, size_t k, size_t j) {
    return i <= j && j < k && j + p->grid->period < p->grid->count;
}

/* sum += what D_j's rows add to s_j beyond s_{j+1}, times growth_d 2^bits. */
static void add_rows(mpz_t sum, const prover *p, size_t i, size_t k, size_t j) {
    size_t period = p->grid->period;
    if (most_of(p, i, k, j))
        mpz_addmul_ui(sum, p->growth_d, p->most[j]);
    if (least_of(p, i, k, j))
        mpz_submul_ui(sum, p->growth_d, p->least[j]);
    if (grows(p, i, k, j))
        mpz_addmul_ui(sum, p->growth_n, p->growth[j]);
    if (j >= period && grows(p, i, k, j - period))
        mpz_submul_ui(sum, p->growth_d, p->growth[j - period]);
}

/* lambda, times unit 2^bits. */
static mpz_ptr find_lambda(const prover *p, size_t i, size_t k) {
    mpz_t *number = integers(3);
    mpz_ptr lambda = number[0], sum = number[1], line = number[2];
    mpz_set(lambda, p->gain[p->grid->count]);
    for (size_t j = p->grid->count; j-- > 0;) {
        add_rows(sum, p, i, k, j);
        mpz_set(line, p->gain[j]);
        mpz_submul(line, sum, p->mass);
        keep_larger(lambda, line);
    }
    return lambda;
}

bool prover_holds(const prover *p, size_t i, size_t k) {
    void *start = mark();
    num value = whole(0), term = whole(0);
    mpz_set(mpq_numref(value), find_lambda(p, i, k));
    mpz_set(mpq_denref(value), p->unit);
    mpq_canonicalize(value);
    mpq_add(value, value, p->alone);
    for (size_t j = 0; j < p->grid->count; j++) {
        num most = most_of(p, i, k, j), least = least_of(p, i, k, j);
        mpq_set_ui(term, p->most[j], 1);
        if (most && p->most[j])
            mpq_add(value, value, calculate(mpq_mul, term, most));
        mpq_set_ui(term, p->least[j], 1);
        if (least && p->least[j])
            mpq_sub(value, value, calculate(mpq_mul, term, least));
    }
    bool holds = mpq_cmp(value, p->bound) <= 0;
    release(start);
    return holds;
}
