#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include <doublecheck/profile.h>

/* Ten points in a row: two neighbours gain nothing with kappa 2, three a third. */
static dc_dataset *row(void) {
    static const double x[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 };
    dc_dataset *data;
    assert_int_equal(dc_dataset_from_doubles(&data, 10, 1, x, NULL, NULL, NULL), DC_OK);
    return data;
}

/* Points on a curve in three dimensions, so that a search takes some rounds. */
static dc_dataset *curve(void) {
    enum { N = 30 };
    double x[3 * N];
    dc_dataset *data;
    for (size_t k = 0; k < N; k++) {
        x[3 * k] = (double)k;
        x[3 * k + 1] = (double)(k * k % 17);
        x[3 * k + 2] = (double)(k * k * k % 23);
    }
    assert_int_equal(dc_dataset_from_doubles(&data, N, 3, x, NULL, NULL, NULL), DC_OK);
    return data;
}

typedef struct lists {
    mpq_t kappa[3], sigma[3];
    dc_profile_options options;
} lists;

static void begin(lists *l, const char *const *kappas, const char *const *sigmas,
                  size_t count) {
    dc_profile_options_init(&l->options);
    for (size_t k = 0; k < 3; k++) {
        mpq_inits(l->kappa[k], l->sigma[k], NULL);
        if (k >= count)
            continue;
        assert_int_equal(mpq_set_str(l->kappa[k], kappas[k], 10), 0);
        assert_int_equal(mpq_set_str(l->sigma[k], sigmas[k], 10), 0);
    }
    l->options.kappas = l->kappa;
    l->options.sigmas = l->sigma;
    l->options.kappa_count = l->options.sigma_count = count;
}

static void end(lists *l) {
    for (size_t k = 0; k < 3; k++)
        mpq_clears(l->kappa[k], l->sigma[k], NULL);
    dc_profile_options_clear(&l->options);
}

static const char *const kappas[] = { "3/2", "2", "3" };
static const char *const sigmas[] = { "1/4", "2/5", "1" };

static void known_answers(void **state) {
    static const char *const two[] = { "2" }, *const quarter[] = { "1/4" };
    dc_dataset *data = row();
    dc_profile *profile;
    lists l;
    (void)state;
    begin(&l, two, quarter, 1);
    assert_int_equal(dc_profile_create(&profile, data, &l.options, NULL), DC_OK);
    assert_int_equal(profile->point_count, 1);
    assert_int_equal(profile->group_count, 1);
    assert_string_equal(profile->group_names[0], "whole");
    assert_int_equal(mpq_cmp_ui(profile->points[0].bracket.lo, 1, 5), 0);
    assert_int_equal(mpq_cmp_ui(profile->points[0].bracket.hi, 1, 5), 0);
    assert_true(profile->points[0].groups[0].searched);
    assert_int_equal(profile->searches, 1);
    dc_profile_destroy(profile);
    dc_dataset_destroy(data);
    end(&l);
}

static void lists_are_checked(void **state) {
    static const char *const bad_kappa[] = { "1", "2", "3" };
    static const char *const bad_sigma[] = { "0", "1", "2" };
    static const char *const falls[] = { "2", "3", "5/2" }, *const twice[] = { "2", "3",
                                                                               "3" };
    static const struct {
        const char *const *kappas, *const *sigmas;
        const char *says;
    } cases[] = { { bad_kappa, sigmas, "kappa must be greater than 1" },
                  { kappas, bad_sigma, "sigma must be greater than 0" },
                  { falls, sigmas, "values of kappa must increase: number 3" },
                  { kappas, twice, "values of sigma must increase: number 3" } };
    dc_dataset *data = row();
    dc_profile *profile;
    dc_error error;
    lists l;
    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        begin(&l, cases[k].kappas, cases[k].sigmas, 3);
        assert_int_equal(dc_profile_create(&profile, data, &l.options, &error),
                         DC_EUSAGE);
        assert_null(profile);
        assert_non_null(strstr(error.message, cases[k].says));
        end(&l);
    }
    begin(&l, kappas, sigmas, 3);
    l.options.sigma_count = 0;
    assert_int_equal(dc_profile_create(&profile, data, &l.options, &error), DC_EUSAGE);
    l.options.sigma_count = DC_PROFILE_LIST_MOST + 1;
    assert_int_equal(dc_profile_create(&profile, data, &l.options, &error), DC_EUSAGE);
    l.options.sigma_count = 3;
    mpq_set_ui(l.options.check.parameters.delta, 2, 1);
    assert_int_equal(dc_profile_create(&profile, data, &l.options, &error), DC_EUSAGE);
    assert_non_null(strstr(error.message, "delta"));
    end(&l);
    dc_dataset_destroy(data);
}

/* It says stop after some questions, and no more after others. */
typedef struct host {
    size_t asked, stop_after, go_on_after, reports, last;
} host;

static bool stop(void *user) {
    host *h = user;
    h->asked++;
    return h->asked > h->stop_after && h->asked <= h->go_on_after;
}

static void progress(const dc_progress *p, void *user) {
    host *h = user;
    assert_int_equal(p->group_count, 9);
    assert_true(p->group_index < 9 && p->group_index >= h->last);
    h->last = p->group_index;
    h->reports++;
}

/* Each bracket holds the exact value, and a point that is not exact says why. */
static void is_around(const dc_profile *profile, const dc_profile *exact) {
    for (size_t k = 0; k < profile->point_count; k++) {
        const dc_profile_value *value = profile->points[k].groups;
        const dc_bracket *truth = &exact->points[k].bracket;
        assert_true(mpq_cmp(value->bracket.lo, truth->lo) <= 0);
        assert_true(mpq_cmp(value->bracket.hi, truth->hi) >= 0);
        assert_true((value->stop == DC_STOP_NONE) ==
                    (mpq_equal(value->bracket.lo, value->bracket.hi) != 0));
        assert_true(value->stop == DC_STOP_NONE || value->stop == DC_STOP_INTERRUPTED);
    }
}

/* A point's bracket is no wider than what points that are harder and easier leave it. */
static void agree(const dc_profile *profile) {
    for (size_t k = 0; k < profile->point_count; k++)
        for (size_t i = 0; i < profile->point_count; i++) {
            const dc_profile_point *hard = profile->points + k,
                                   *easy = profile->points + i;
            if (hard->kappa > easy->kappa || hard->sigma < easy->sigma)
                continue;
            assert_true(mpq_cmp(easy->bracket.lo, hard->bracket.lo) <= 0);
            assert_true(mpq_cmp(easy->bracket.hi, hard->bracket.hi) <= 0);
        }
}

/* Wherever it is stopped, it keeps what it has. */
static void interruptions(void **state) {
    dc_dataset *data = curve();
    dc_profile *exact, *profile;
    host h = { .stop_after = SIZE_MAX };
    lists l;
    bool cut = false, whole = false;
    (void)state;
    begin(&l, kappas, sigmas, 3);
    l.options.check.stop = stop;
    l.options.check.progress = progress;
    l.options.check.user = &h;
    l.options.check.threads = 1;
    l.options.check.time_limit = 0;
    assert_int_equal(dc_profile_create(&exact, data, &l.options, NULL), DC_OK);
    assert_int_equal(exact->stop, DC_STOP_NONE);
    assert_true(h.reports > 0);
    for (size_t k = 0, all = h.asked; k <= 40; k++) {
        size_t after = k / 2 * all / 20;
        h = (host){ .stop_after = after, .go_on_after = k % 2 ? SIZE_MAX : after + 1 };
        assert_int_equal(dc_profile_create(&profile, data, &l.options, NULL), DC_OK);
        is_around(profile, exact);
        agree(profile);
        cut = cut || profile->stop == DC_STOP_INTERRUPTED;
        whole = whole || profile->points[0].groups[0].stop == DC_STOP_NONE;
        dc_profile_destroy(profile);
    }
    assert_true(cut && whole);
    dc_profile_destroy(exact);
    dc_dataset_destroy(data);
    end(&l);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_answers),
        cmocka_unit_test(lists_are_checked),
        cmocka_unit_test(interruptions),
    };
    return cmocka_run_group_tests_name("profile", tests, NULL, NULL);
}
