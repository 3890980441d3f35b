#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "base/build_id.h"
#include "base/team.h"
#include "base/wire.h"

enum { ITEMS = 1000, THREADS = 3 };

typedef struct work {
    int done[ITEMS];
    unsigned most; /* thread */
} work;

static void never(void *at, dc_bytes *out) {
    (void)at, (void)out;
    fail_msg("there is no one to tell");
}

static void pack(void *at, size_t k, dc_bytes *out) {
    (void)k;
    never(at, out);
}

static bool unpack(void *at, size_t k, dc_reader *in) {
    (void)at, (void)k, (void)in;
    fail_msg("there is no one to answer");
    return false;
}

static bool stopped(void *at) {
    (void)at;
    return false;
}

static void run(void *at, size_t k, unsigned thread) {
    work *w = at;
    w->done[k]++;
#pragma omp critical
    if (thread > w->most)
        w->most = thread;
}

static const dc_trade trade = { .name = "none" };
static const dc_errand errand = {
    &trade, never, never, run, pack, unpack, stopped, false
};

/* Every item is done once, by threads that there are. */
static void one_process_does_all(void **state) {
    const size_t counts[] = { 0, 1, THREADS, ITEMS };
    (void)state;
    for (size_t c = 0; c < 4; c++) {
        work w = { .most = 0 };
        dc_stage stage = { .threads = THREADS, .heavy = true };
        assert_int_equal(dc_team_run(&stage, &errand, counts[c], THREADS, &w, NULL),
                         DC_OK);
        for (size_t k = 0; k < ITEMS; k++)
            assert_int_equal(w.done[k], k < counts[c]);
        assert_true(w.most < THREADS);
        assert_int_equal(stage.number, 0);
        dc_stage_end(&stage);
    }
}

static void threads_do_not_nest(void **state) {
    work w[THREADS];
    (void)state;
    memset(w, 0, sizeof w);
#pragma omp parallel for num_threads(THREADS)
    for (int k = 0; k < THREADS; k++) {
        dc_stage stage = { .threads = 1 };
        dc_status status = dc_team_run(&stage, &errand, ITEMS, 1, w + k, NULL);
        w[k].most += status == DC_OK ? 0 : 1;
    }
    for (size_t k = 0; k < ITEMS * THREADS; k++)
        assert_int_equal(w[k / ITEMS].done[k % ITEMS], 1);
    for (size_t k = 0; k < THREADS; k++)
        assert_int_equal(w[k].most, 0);
}

static void a_process_alone_leads_itself(void **state) {
    (void)state;
    assert_int_equal(dc_team_rank(), 0);
    assert_int_equal(dc_team_count(), 1);
    assert_null(dc_team_lost());
    assert_int_equal(dc_team_crew(5), 5);
    assert_int_equal(dc_team_cores(), omp_get_num_procs());
    assert_int_equal(dc_team_built(), dc_wire_built());
    dc_team_muster();
    dc_team_end();
    assert_int_equal(dc_team_count(), 1);
}

/* A batch job sets many variables; only a step of several tasks is meant. */
static void who_was_started_with_others(void **state) {
    static const struct {
        const char *name[2], *value[2];
        bool wanted;
    } cases[] = {
        { { "SLURM_STEP_NUM_TASKS", "SLURM_NTASKS" }, { "4", "4" }, false },
        { { "PMIX_RANK", "SLURM_NTASKS" }, { "0", "4" }, false },
        { { "PMIX_RANK", "SLURM_STEP_NUM_TASKS" }, { "0", "4" }, true },
        { { "PMIX_RANK", "SLURM_STEP_NUM_TASKS" }, { "0", "1" }, false },
        { { "OMPI_COMM_WORLD_SIZE", "PMIX_RANK" }, { "1", "0" }, false },
        { { "OMPI_COMM_WORLD_SIZE", "PMIX_RANK" }, { "2", "1" }, true },
    };
    (void)state;
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        for (size_t k = 0; k < 2; k++)
            setenv(cases[c].name[k], cases[c].value[k], 1);
        assert_int_equal(dc_team_wanted(), cases[c].wanted);
        for (size_t k = 0; k < 2; k++)
            unsetenv(cases[c].name[k]);
    }
    assert_false(dc_team_wanted());
}

static void builds_have_names(void **state) {
    char id[DC_BUILD_ID];
    (void)state;
    dc_build_id(id);
    assert_int_equal(strspn(id, "0123456789abcdef"), strlen(id));
    assert_true(strlen(id) == 0 || strlen(id) >= 16);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_process_does_all),
        cmocka_unit_test(threads_do_not_nest),
        cmocka_unit_test(a_process_alone_leads_itself),
        cmocka_unit_test(who_was_started_with_others),
        cmocka_unit_test(builds_have_names),
    };
    return cmocka_run_group_tests_name("team", tests, NULL, NULL);
}
