#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "affine_of.h"

enum { MOST = 5 };

typedef struct example {
    uint8_t rival[MOST];
    dc_standpoint point;
    int32_t shares[MOST];
    int64_t k;
} example;

/* Shares that add up to 2^b, some of them negative now and then. */
static void make(example *x, dc_random *random, bool proper) {
    size_t K = 2 + (size_t)dc_random_below(random, MOST - 1);
    x->point = (dc_standpoint){ K, (size_t)dc_random_below(random, K), x->rival };
    for (size_t l = 0; l < K; l++)
        x->rival[l] = (uint8_t)dc_random_below(random, 3);
    if (dc_random_below(random, 4) == 0)
        memset(x->rival, DC_RIVAL_OPEN, K);
    if (dc_random_below(random, 8) == 0)
        x->point.rival = NULL;
    int32_t left = DC_SHARE_ONE;
    for (size_t l = 0; l + 1 < K; l++) {
        x->shares[l] = (int32_t)dc_random_between(random, 0, left);
        if (l > 0 && dc_random_below(random, 3) == 0) /* ties */
            x->shares[l] = x->shares[l - 1] <= left ? x->shares[l - 1] : left;
        left -= x->shares[l];
    }
    x->shares[K - 1] = left;
    if (!proper && dc_random_below(random, 2)) {
        size_t a = (size_t)dc_random_below(random, K),
               b = (size_t)dc_random_below(random, K);
        int32_t move = (int32_t)dc_random_between(random, 0, 2L * DC_SHARE_ONE);
        x->shares[a] += move;
        x->shares[b] -= move;
    }
    x->k = dc_random_below(random, 3) ? dc_random_between(random, 0, (int64_t)1 << 49)
                                      : 0;
}

static void as_the_document_says(void **state) {
    dc_random random;
    dc_entropy entropy;
    size_t undefined = 0;
    (void)state;
    dc_random_seed(&random, 1);
    assert_true(dc_entropy_create(&entropy, DC_SHARE_BITS + 1));
    for (unsigned long round = 0; round < rounds(20000); round++) {
        example x;
        int64_t e = 0, slow = 0;
        make(&x, &random, false);
        bool defined = dc_point_contribution(&e, &entropy, x.point, x.shares, x.k);
        if (defined != affine_contribution(&slow, x.point, x.shares, x.k) ||
            (defined && e != slow))
            fail_msg("round %lu: %d, %lld, not %lld", round, defined, (long long)e,
                     (long long)slow);
        undefined += !defined;
    }
    assert_true(undefined > rounds(100));
    dc_entropy_clear(&entropy);
}

/* Margins that fit the decisions; near to what makes the inequality tight as often as not. */
static bool random_margins(long double *m, const example *x, dc_random *random) {
    bool lost = false;
    for (size_t l = 0; l < x->point.classes; l++) {
        double own = x->shares[x->point.own], share = x->shares[l];
        m[l] = (long double)dc_random_between(random, -4000, 4000) / 1000;
        if (dc_random_below(random, 2) && own > 0 && share > 0)
            m[l] = logl((long double)own / share);
        if (dc_random_below(random, 6) == 0)
            m[l] = 0;
        uint8_t decided = x->point.rival ? x->point.rival[l] : DC_RIVAL_OPEN;
        if (decided == DC_RIVAL_POSITIVE)
            m[l] = m[l] == 0 ? 1e-15L : fabsl(m[l]);
        if (decided == DC_RIVAL_NEGATIVE)
            m[l] = -fabsl(m[l]);
        lost = lost || (l != x->point.own && m[l] <= 0);
    }
    return lost;
}

/* e + k [lost] - sum of a m is never more than the loss. */
static void never_more_than_the_loss(void **state) {
    dc_random random;
    dc_entropy entropy;
    long double nearest = INFINITY;
    (void)state;
    dc_random_seed(&random, 2);
    assert_true(dc_entropy_create(&entropy, DC_SHARE_BITS + 1));
    for (unsigned long round = 0; round < rounds(3000); round++) {
        example x;
        int64_t e;
        make(&x, &random, round % 2);
        if (!dc_point_contribution(&e, &entropy, x.point, x.shares, x.k))
            continue;
        for (int trial = 0; trial < 60; trial++) {
            long double m[MOST], sum = 0, left = e, unit = ldexpl(1, DC_ENTROPY_BITS);
            left += random_margins(m, &x, &random) ? x.k : 0;
            for (size_t l = 0; l < x.point.classes; l++) {
                if (l == x.point.own)
                    continue;
                sum += expl(-m[l]);
                left -= unit * (long double)x.shares[l] / DC_SHARE_ONE * m[l];
            }
            long double loss = unit * log1pl(sum);
            if (left > loss + 1)
                fail_msg("round %lu: above the loss by %Lg", round, left - loss);
            nearest = fminl(nearest, loss - left);
        }
    }
    assert_true(nearest < 8);
    dc_entropy_clear(&entropy);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_the_document_says),
        cmocka_unit_test(never_more_than_the_loss),
    };
    return cmocka_run_group_tests_name("point", tests, NULL, NULL);
}
