#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "affine_of.h"

#include "floor/affine/branching.h"

/* An instance whose budget is a part of the way from the least loss to log K, and some
 * classifier of C: the descent's. */
static void make(dc_instance *instance, double *center, const dc_dataset *data,
                 double part) {
    dc_descent d;
    dc_decisions open = { NULL, { 0, 0, 0 } };
    double wrong;
    affine_instance(instance, data, 1);
    assert_true(dc_descent_create(&d, instance));
    dc_descent_run(&d, &open, 1e-9, 60);
    double loss = dc_descent_loss(&d, &wrong);
    memcpy(center, d.theta, instance->rows * instance->dims * sizeof *center);
    loss += part * (log((double)instance->classes) - loss);
    dc_descent_destroy(&d);
    dc_instance_clear(instance);
    affine_instance(instance, data, loss);
}

/* The most that random classifiers of C lose; lost[s] where one loses s. */
static double attack(const dc_instance *instance, const double *center, dc_random *random,
                     bool *lost) {
    dc_descent d;
    double most = 0, wrong;
    size_t D = instance->rows * instance->dims, K = instance->classes;
    double *way = malloc(D * sizeof *way);
    assert_true(way && dc_descent_create(&d, instance));
    for (int trial = 0; trial < 200; trial++) {
        double low = 0, high = 1;
        affine_theta(way, random, instance, 60);
        for (int step = 0; step < 24; step++) {
            double t = (low + high) / 2;
            for (size_t k = 0; k < D; k++)
                d.theta[k] = center[k] + t * way[k];
            *(dc_descent_loss(&d, &wrong) < instance->loss_about * (1 - 1e-9)
                  ? &low
                  : &high) = t;
        }
        for (size_t k = 0; k < D; k++)
            d.theta[k] = center[k] + low * way[k];
        dc_descent_loss(&d, &wrong);
        most = fmax(most, wrong);
        for (size_t s = 0; s < instance->points; s++)
            for (size_t l = 0; l < K; l++)
                if (l != instance->label[s] &&
                    d.scores[s * K + l] > d.scores[s * K + instance->label[s]] + 1e-9)
                    lost[s] = true;
    }
    free(way);
    dc_descent_destroy(&d);
    return most;
}

/* Leaves, fixings and counts of a proof, against decisions on the way. */
typedef struct walk {
    const dc_instance *instance;
    uint8_t *rival;
    size_t leaves;
} walk;

static void walk_node(walk *w, const dc_node *node, int64_t threshold) {
    size_t K = w->instance->classes;
    for (size_t k = 0; k < node->count; k++) {
        const dc_fixing *f = node->fixing + k;
        uint8_t *at = w->rival + f->point * K + f->rival;
        assert_true(f->rival != w->instance->label[f->point] && *at == DC_RIVAL_OPEN);
        assert_true(f->leaf.theta && f->leaf.known <= k);
        *at = f->decided;
        w->leaves++;
    }
    if (node->ending == DC_NODE_COUNT) {
        int64_t sum = 0;
        for (size_t s = 0; s < w->instance->points; s++) {
            bool kept = true;
            for (size_t l = 0; l < K; l++)
                kept = kept && (l == w->instance->label[s] ||
                                w->rival[s * K + l] == DC_RIVAL_POSITIVE);
            sum += kept ? 0 : w->instance->weight[s];
        }
        assert_true(sum < threshold);
    } else if (node->ending == DC_NODE_SPLIT) {
        uint8_t *at = w->rival + node->point * K + node->rival;
        assert_true(*at == DC_RIVAL_OPEN);
        for (int side = 0; side < 2; side++) {
            *at = side ? DC_RIVAL_POSITIVE : DC_RIVAL_NEGATIVE;
            walk_node(w, node->half[side], threshold);
        }
        *at = DC_RIVAL_OPEN;
    } else {
        assert_true(node->ending == DC_NODE_LEAF && node->leaf.theta);
        w->leaves++;
    }
    for (size_t k = node->count; k-- > 0;)
        w->rival[node->fixing[k].point * K + node->fixing[k].rival] = DC_RIVAL_OPEN;
}

static void proofs_and_classifiers(void **state) {
    dc_random random;
    size_t proofs = 0, safe_points = 0, sets = 0;
    (void)state;
    dc_random_seed(&random, 1);
    for (unsigned long round = 0; round < rounds(14); round++) {
        const affine_shape shape = { 12 + round % 9, 1 + round % 3, 2 + round % 2, 7,
                                     NULL,           false,         round % 2 };
        dc_dataset *data = affine_random(&random, &shape);
        dc_instance instance;
        dc_branching p;

        double center[32];
        make(&instance, center, data, (double)dc_random_between(&random, 3, 60) / 100);
        {
            size_t N = instance.points, K = instance.classes;
            bool *lost = calloc(N, sizeof *lost), *unsafe = calloc(N, sizeof *unsafe);
            double most = attack(&instance, center, &random, lost);
            sets++;
            assert_true(dc_branching_create(&p, &instance, center, 1 + round % 2, NULL));
            dc_branching_find_safe(&p, unsafe);
            int64_t weight = 0;
            for (size_t s = 0; s < N; s++) {
                bool safe = true;
                for (size_t l = 0; l < K; l++) {
                    assert_true(p.settled[s * K + l] != DC_RIVAL_NEGATIVE);
                    safe = safe && (l == instance.label[s] ||
                                    p.settled[s * K + l] == DC_RIVAL_POSITIVE);
                }
                if (safe && lost[s])
                    fail_msg("round %lu: a safe point is lost", round);
                assert_true(!safe || !unsafe[s]);
                weight += safe ? instance.weight[s] : 0;
                safe_points += safe;
            }
            assert_true(dc_branching_safe_weight(&p) == weight);
            assert_true(dc_branching_prove(&p, instance.total - weight + 1, 0));
            int64_t last = instance.total - weight + 1;
            for (int64_t T = last - 1; T > 0; T--) {
                if (!dc_branching_prove(&p, T, round % 4 == 0 ? 0 : 30))
                    break;
                last = T;
                proofs++;
                if (most > (double)T / (double)instance.unit - 1e-9)
                    fail_msg("round %lu: a wrong threshold", round);
            }
            assert_true(p.proved == last && p.proof);
            walk w = { &instance, calloc(N, K), 0 };
            for (size_t k = 0; k < p.safe->count; k++)
                w.rival[p.safe->fixing[k].point * K + p.safe->fixing[k].rival] =
                    p.safe->fixing[k].decided;
            assert_memory_equal(w.rival, p.settled, N * K);
            walk_node(&w, p.proof, last);
            free(w.rival);
            dc_branching_destroy(&p);
            free(lost);
            free(unsafe);
        }
        dc_instance_clear(&instance);
        dc_dataset_destroy(data);
    }
    print_message("%zu thresholds and %zu safe points in %zu sets\n", proofs, safe_points,
                  sets);
    assert_true(proofs >= rounds(5) && safe_points >= rounds(5));
}

int main(void) {
    const struct CMUnitTest tests[] = { cmocka_unit_test(proofs_and_classifiers) };
    return cmocka_run_group_tests_name("branching", tests, NULL, NULL);
}
