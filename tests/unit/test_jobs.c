#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/error.h"
#include "base/jobs.h"

enum { JOBS = 40, STEPS = 5, NEVER = 1000000 };

/* What jobs do, and what their host hears and says. */
typedef struct scene {
    int result[JOBS];
    size_t fails[2]; /* jobs that fail; JOBS: none */
    size_t asked, ends_at;
    size_t told, done;
    double share;
    bool inside, fits;
} scene;

static dc_status work_on(void *work, size_t k, dc_jobs *jobs, dc_error *error) {
    scene *s = work;
    for (int step = 0; step < STEPS; step++) {
        if (!dc_jobs_go_on(jobs, k, step / (double)STEPS))
            return dc_succeed(error);
        s->result[k] += (int)k;
    }
    if (k == s->fails[0] || k == s->fails[1])
        return dc_fail(error, DC_EINPUT, "job %zu", k);
    return dc_succeed(error);
}

static bool stop(void *user) {
    scene *s = user;
    s->fits = s->fits && !s->inside;
    return ++s->asked >= s->ends_at;
}

static void show(const dc_study_progress *progress, void *user) {
    scene *s = user;
    s->fits = s->fits && !s->inside;
    s->inside = true;
    s->told++;
    s->fits = s->fits && strcmp(progress->stage, "work") == 0 &&
              progress->total == JOBS && progress->done >= s->done &&
              progress->done <= JOBS && progress->share >= s->share &&
              progress->share <= 1 && progress->seconds >= 0 &&
              (progress->share > 0 ? progress->seconds_left >= 0
                                   : progress->seconds_left < 0);
    s->done = progress->done;
    s->share = progress->share;
    s->inside = false;
}

static const scene plain = { .fails = { JOBS, JOBS }, .ends_at = NEVER, .fits = true };

static dc_status run(dc_jobs *jobs, scene *s, unsigned threads, dc_error *error) {
    const dc_study_host host = {
        .threads = threads, .stop = stop, .progress = show, .user = s
    };
    return dc_jobs_run(jobs, &host, "work", JOBS, work_on, s, error);
}

static void every_job_is_done_once(void **state) {
    (void)state;
    for (unsigned threads = 0; threads < 5; threads++) {
        scene s = plain;
        dc_jobs jobs;
        dc_error error;
        assert_int_equal(run(&jobs, &s, threads, &error), DC_OK);
        assert_false(jobs.interrupted);
        assert_int_equal(jobs.done, JOBS);
        for (size_t k = 0; k < JOBS; k++) {
            assert_true(jobs.complete[k]);
            assert_int_equal(s.result[k], STEPS * k);
        }
        assert_int_equal(s.asked, JOBS * STEPS);
        assert_true(s.told > 0 && s.fits);
        dc_jobs_clear(&jobs);
    }
}

static void hosts_end_them(void **state) {
    (void)state;
    for (size_t ends_at = 1; ends_at <= 30; ends_at++) {
        scene s = plain;
        dc_jobs jobs;
        dc_error error;
        s.ends_at = ends_at;
        assert_int_equal(run(&jobs, &s, 1, &error), DC_OK);
        assert_true(jobs.interrupted);
        assert_int_equal(s.asked, ends_at); /* nobody asks after a yes */
        assert_int_equal(jobs.done, (ends_at - 1) / STEPS);
        for (size_t k = 0; k < JOBS; k++) {
            assert_int_equal(jobs.complete[k], k < jobs.done);
            assert_true(k <= jobs.done || s.result[k] == 0);
        }
        dc_jobs_clear(&jobs);
    }
}

static void the_first_failure_counts(void **state) {
    (void)state;
    for (unsigned threads = 1; threads < 5; threads++) {
        scene s = plain;
        dc_jobs jobs;
        dc_error error;
        s.fails[0] = 6;
        s.fails[1] = threads == 1 ? 30 : 7;
        assert_int_equal(run(&jobs, &s, threads, &error), DC_EINPUT);
        if (threads == 1 || jobs.complete[5])
            assert_true(strcmp(error.message, "job 6") == 0 ||
                        (threads > 1 && strcmp(error.message, "job 7") == 0));
        assert_false(jobs.complete[6]);
        assert_int_equal(s.result[JOBS - 1], 0);
        dc_jobs_clear(&jobs);
    }
}

static dc_status wait_long(void *work, size_t k, dc_jobs *jobs, dc_error *error) {
    const struct timespec moment = { 0, 1000000 };
    (void)work;
    while (dc_jobs_go_on(jobs, k, 0))
        nanosleep(&moment, NULL);
    return dc_succeed(error);
}

static void time_ends_them(void **state) {
    const dc_study_host host = { .threads = 2, .time_limit = 0.02 };
    dc_jobs jobs;
    dc_error error;
    (void)state;
    assert_int_equal(dc_jobs_run(&jobs, &host, "work", 3, wait_long, NULL, &error),
                     DC_OK);
    assert_true(jobs.interrupted);
    assert_int_equal(jobs.done, 0);
    assert_false(jobs.complete[0] || jobs.complete[1] || jobs.complete[2]);
    dc_jobs_clear(&jobs);
}

static void none_is_fine(void **state) {
    const dc_study_host host = { .threads = 3 };
    dc_jobs jobs;
    dc_error error;
    (void)state;
    assert_int_equal(dc_jobs_run(&jobs, &host, "work", 0, wait_long, NULL, &error),
                     DC_OK);
    assert_false(jobs.interrupted);
    dc_jobs_clear(&jobs);
    assert_int_equal(dc_jobs_threads(&host), 3);
    assert_int_equal(dc_jobs_threads(&(dc_study_host){ 0 }), omp_get_num_procs());
    assert_int_equal(dc_jobs_memory(&(dc_study_host){ 0 }), 1 << 30);
    assert_int_equal(dc_jobs_memory(&(dc_study_host){ .memory = 5 }), 5);
}

/* A job as another process does it: an even one ends, a third is told to end, a fifth fails. */
static dc_status serve_one(void *shop, size_t k, dc_jobs *jobs, dc_reader *item,
                           dc_bytes *out, dc_error *error) {
    bool *ends = shop;
    uint64_t packed = dc_get_u64(item);
    assert_int_equal(packed, 100 + k);
    *ends = k % 3 == 0;
    dc_jobs_go_on(jobs, k, 0.5);
    *ends = false;
    dc_bytes_put_u64(out, 7 * k);
    return k % 5 ? dc_succeed(error) : dc_fail(error, DC_ENOMEM, "job %zu", k);
}

static bool wants_end(void *user) {
    return *(const bool *)user;
}

static void others_answer_how_it_ended(void **state) {
    (void)state;
    for (uint64_t k = 0; k < JOBS; k++) {
        bool ends = false;
        const dc_study_host host = { .stop = wants_end, .user = &ends };
        dc_jobs jobs;
        dc_error error;
        dc_bytes packed = { 0 }, answer = { 0 };
        dc_bytes_put_u64(&packed, k);
        dc_bytes_put_u64(&packed, 100 + k);
        dc_reader item = dc_bytes_reader(&packed);
        assert_int_equal(dc_jobs_open(&jobs, &host, "work", JOBS, &error), DC_OK);
        assert_true(dc_jobs_serve(&jobs, serve_one, &ends, &item, &answer));
        dc_reader in = dc_bytes_reader(&answer);
        assert_int_equal(dc_get_bool(&in), k % 3 != 0);
        assert_int_equal(dc_get_u64(&in), k % 5 ? DC_OK : DC_ENOMEM);
        char *message = dc_get_text(&in), wanted[20];
        snprintf(wanted, sizeof wanted, "job %d", (int)k);
        if (k % 5)
            assert_null(message);
        else
            assert_string_equal(message, wanted);
        assert_int_equal(dc_get_u64(&in), k % 5 ? 7 * k : 0);
        assert_int_equal(in.left, 0);
        free(message);
        dc_jobs_clear(&jobs);
        dc_bytes_clear(&packed);
        dc_bytes_clear(&answer);
    }
}

/* A job that there is not, half an item, and one that comes when all are to end. */
static void others_leave_out_what_they_cannot_begin(void **state) {
    const uint64_t packed[] = { JOBS, 100 + JOBS }, none[] = { 3, 103 };
    bool ends = false;
    const dc_study_host host = { .stop = wants_end, .user = &ends };
    dc_jobs jobs;
    dc_error error;
    dc_bytes answer = { 0 };
    (void)state;
    assert_int_equal(dc_jobs_open(&jobs, &host, "work", JOBS, &error), DC_OK);
    dc_reader item = dc_reader_over(packed, sizeof packed);
    assert_false(dc_jobs_serve(&jobs, serve_one, &ends, &item, &answer));
    item = dc_reader_over(packed, 4);
    assert_false(dc_jobs_serve(&jobs, serve_one, &ends, &item, &answer));
    ends = true;
    assert_false(dc_jobs_go_on(&jobs, 0, 0));
    item = dc_reader_over(none, sizeof none);
    assert_false(dc_jobs_serve(&jobs, serve_one, &ends, &item, &answer));
    assert_int_equal(answer.size, 0);
    dc_jobs_clear(&jobs);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_job_is_done_once),
        cmocka_unit_test(hosts_end_them),
        cmocka_unit_test(the_first_failure_counts),
        cmocka_unit_test(time_ends_them),
        cmocka_unit_test(none_is_fine),
        cmocka_unit_test(others_answer_how_it_ended),
        cmocka_unit_test(others_leave_out_what_they_cannot_begin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
