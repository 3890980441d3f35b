#include "base/members.h"

#include <cblas.h>
#include <errno.h>
#include <omp.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/build_id.h"
#include "base/error.h"
#include "base/variant.h"

dc_team dc_the_team = { .count = 1 };

static pthread_t beginner; /* if cores > 0 */

bool dc_team_built(void) {
    return dc_wire_built();
}

bool dc_team_wanted(void) {
    return dc_wire_wanted();
}

int dc_team_rank(void) {
    return dc_the_team.rank;
}

int dc_team_count(void) {
    return dc_the_team.count;
}

const char *dc_team_lost(void) {
    return dc_the_team.lost ? dc_the_team.loss : NULL;
}

bool dc_team_front(void) {
    return dc_the_team.count > 1 && !omp_in_parallel() &&
           pthread_equal(beginner, pthread_self());
}

/* A launcher that binds its processes has given each its own cores. */
static unsigned share_of_cores(int neighbours) {
    int cores = omp_get_num_procs();
    if (cores == sysconf(_SC_NPROCESSORS_ONLN))
        cores /= neighbours;
    return cores > 1 ? (unsigned)cores : 1;
}

unsigned dc_team_cores(void) {
    return dc_the_team.cores ? dc_the_team.cores : (unsigned)omp_get_num_procs();
}

void dc_team_await(dc_letter *letter) {
    unsigned turns = 0;
    while (!dc_wire_next(letter))
        dc_wire_rest(&turns);
}

bool dc_member_gone(int rank) {
    const dc_member *member = dc_the_team.members + rank;
    return strcmp(member->host, dc_the_team.members->host) == 0 &&
           kill((pid_t)member->process, 0) != 0 && errno == ESRCH;
}

void dc_member_lose(int rank, const char *how) {
    const dc_member *member = dc_the_team.members + rank;
    if (dc_the_team.lost)
        return;
    snprintf(dc_the_team.loss, sizeof dc_the_team.loss,
             "a process of this run was lost: rank %d (process %ld on %s) %s", rank,
             member->process, member->host, how);
    dc_the_team.lost = true; /* last: other threads read the text after it */
}

/* What must be the same everywhere. */
static void describe(char text[DC_ERROR_SIZE]) {
    char id[DC_BUILD_ID];
    dc_build_id(id);
    snprintf(text, DC_ERROR_SIZE, "doublecheck %s, build %s, CPU %s %s AVX2",
             dc_version(), id, openblas_get_corename(),
             dc_variant_runs(DC_DOUBLE_WIDE) ? "with" : "without");
}

static bool say_hello(const char *what) {
    dc_bytes hello = { 0 };
    char host[256] = "";
    gethostname(host, sizeof host - 1);
    dc_bytes_put_text(&hello, what);
    dc_bytes_put_text(&hello, host);
    dc_bytes_put_u64(&hello, (uint64_t)getpid());
    dc_bytes_put_u64(&hello, dc_the_team.cores);
    return dc_wire_post(0, 1, DC_KIND_HELLO, &hello);
}

/* Reads a hello; a message unless it fits. */
static dc_status hear_hello(const dc_letter *letter, const char *what, dc_error *error) {
    dc_reader in = dc_bytes_reader(&letter->bytes);
    dc_member *member = dc_the_team.members + letter->from;
    char *theirs = dc_get_text(&in);
    member->host = dc_get_text(&in);
    member->process = (long)dc_get_u64(&in);
    member->cores = (unsigned)dc_get_u64(&in);
    dc_status status = DC_OK;
    if (letter->kind != DC_KIND_HELLO)
        status = dc_fail(error, DC_EIO, "rank %d has left before the run began",
                         letter->from);
    else if (in.lost || letter->bytes.failed)
        status = dc_fail_memory(error, "the processes of the run");
    else if (in.bad || !theirs || !member->host)
        status = dc_fail(error, DC_EIO, "rank %d sent what this doublecheck cannot read",
                         letter->from);
    else if (strcmp(theirs, what) != 0)
        status =
            dc_fail(error, DC_EUSAGE,
                    "the processes of a run must be the same program on the same type "
                    "of CPU: rank %d on %s is %s; rank 0 is %s",
                    letter->from, member->host, theirs, what);
    free(theirs);
    return status;
}

/* The leader hears everyone, itself too, then tells all whether they fit together. */
static dc_status gather(const char *what, dc_error *error) {
    dc_bytes welcome = { 0 };
    dc_status status = DC_OK;
    for (int heard = 0; heard < dc_the_team.count; heard++) {
        dc_letter letter;
        dc_error own;
        dc_team_await(&letter);
        dc_status fits = hear_hello(&letter, what, &own);
        if (fits != DC_OK && status == DC_OK)
            status = dc_fail(error, fits, "%s", own.message);
        dc_bytes_clear(&letter.bytes);
    }
    dc_bytes_put_text(&welcome, status == DC_OK ? NULL : error->message);
    if (!dc_wire_post(1, dc_the_team.count, DC_KIND_WELCOME, &welcome) && status == DC_OK)
        status = dc_fail(error, DC_EIO,
                         "the other processes cannot be reached, or memory is out");
    return status;
}

static dc_status await_welcome(dc_error *error) {
    dc_letter letter;
    dc_team_await(&letter);
    dc_reader in = dc_bytes_reader(&letter.bytes);
    char *refusal = dc_get_text(&in);
    dc_status status = DC_OK;
    if (in.lost || letter.bytes.failed)
        status = dc_fail_memory(error, "what the leader of the run says");
    else if (in.bad || refusal || letter.kind != DC_KIND_WELCOME)
        status = dc_fail(error, DC_EUSAGE, "%s", refusal ? refusal : "no welcome");
    free(refusal);
    dc_bytes_clear(&letter.bytes);
    return status;
}

dc_status dc_team_begin(dc_error *error) {
    char what[DC_ERROR_SIZE];
    dc_error own;
    error = error ? error : &own;
    dc_status status = dc_wire_begin(&dc_the_team.rank, &dc_the_team.count, error);
    if (status != DC_OK)
        return status;
    beginner = pthread_self();
    dc_the_team.cores = share_of_cores(dc_wire_neighbours());
    dc_the_team.members = calloc((size_t)dc_the_team.count, sizeof *dc_the_team.members);
    if (!dc_the_team.members)
        return dc_fail_memory(error, "the processes of the run");
    describe(what);
    if (!say_hello(what))
        return dc_fail(error, DC_EIO,
                       "the leader of the run cannot be reached, or memory is out");
    status = dc_the_team.rank == 0 ? gather(what, error) : await_welcome(error);
    dc_the_team.refused = status != DC_OK;
    return status == DC_OK ? dc_succeed(error) : status;
}

void dc_team_end(void) {
    bool orderly = !dc_team_lost();
    if (dc_the_team.cores && dc_the_team.rank == 0 && !dc_the_team.refused) {
        dc_bytes end = { 0 };
        dc_bytes_put_bool(&end, orderly);
        dc_wire_post(1, dc_the_team.count, DC_KIND_END, &end);
    }
    if (dc_the_team.cores)
        dc_wire_end(orderly);
    for (int k = 0; k < dc_the_team.count && dc_the_team.members; k++)
        free(dc_the_team.members[k].host);
    free(dc_the_team.members);
    dc_the_team = (dc_team){ .count = 1 };
}
