#include "base/team.h"

#include <omp.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/members.h"

/* Seconds in which a process that is told to end its work says that it has heard. */
static const double PATIENCE = 0.5;
/* How often those of this machine are looked for. */
static const double LOOK_EVERY = 0.1;

/* Seconds: a stage that has not taken so long, and a round that would take one process less,
 * are done sooner alone. */
static const double STAGE_LEAST = 0.02, ROUND_LEAST = 0.002;

/* A process's part in a round. */
typedef struct part {
    size_t open, sent; /* items that it has; that it was sent last */
    unsigned threads;
    bool canceled; /* it has heard that the round is over */
} part;

typedef struct round {
    const dc_errand *errand;
    void *work;
    uint64_t number;
    size_t count, next; /* items; next: the first that no one has */
    size_t open;        /* items that other processes have */
    unsigned threads;   /* of all processes */
    bool heavy;
    part *parts;          /* [processes] */
    bool *away;           /* [count]: another process has it */
    pthread_mutex_t lock; /* the leader's threads wait without spinning: */
    pthread_cond_t ended;
    bool over;
    bool stopped;
    double stopped_at, looked_at;
    dc_status status;
    dc_error *error;
} round;

unsigned dc_team_crew(unsigned threads) {
    return threads + dc_team_front();
}

static bool leads(void) {
    return dc_team_front() && dc_the_team.rank == 0;
}

static bool take(round *r, size_t *k) {
    bool there;
#pragma omp critical(dc_team)
    {
        *k = r->next;
        there = *k < r->count;
        r->next += there;
    }
    return there;
}

/* How many items a process is to have next, of those that are left: one for each thread; or
 * fewer and fewer, so that all end at one time, and more before what was sent is done, so that
 * no one waits. */
static size_t portion(const round *r, const part *p, size_t left) {
    size_t free = p->open < p->threads ? p->threads - p->open : 0;
    size_t some = left * p->threads / (2 * r->threads);
    if (r->heavy)
        return free < left ? free : left;
    if (p->open > p->threads && p->open > p->sent / 2)
        return 0;
    return some ? some : left > 0;
}

static size_t take_some(round *r, const part *p, size_t *first) {
    size_t some;
#pragma omp critical(dc_team)
    {
        some = portion(r, p, r->count - r->next);
        *first = r->next;
        r->next += some;
    }
    return some;
}

static void fail_round(round *r, dc_status status, const char *message) {
    if (r->status == DC_OK)
        r->status = dc_fail(r->error, status, "%s", message);
}

static void hand_out(round *r, int rank, size_t first, size_t some) {
    dc_bytes items = { 0 }, item = { 0 };
    dc_bytes_put_u64(&items, r->number);
    for (size_t k = first; k < first + some; k++) {
        dc_bytes_empty(&item);
        r->errand->pack(r->work, k, &item);
        dc_bytes_put_u64(&items, k);
        dc_bytes_put_block(&items, item.at, item.size);
        items.failed = items.failed || item.failed;
        r->away[k] = true;
    }
    dc_bytes_clear(&item);
    r->parts[rank].open += some;
    r->parts[rank].sent = some;
    r->open += some;
    if (!dc_wire_post(rank, rank + 1, DC_KIND_WORK, &items))
        fail_round(r, DC_ENOMEM, "out of memory for what other processes are to do");
}

static void feed(round *r) {
    for (int rank = 1; rank < dc_the_team.count && !r->stopped; rank++) {
        size_t first, some = take_some(r, r->parts + rank, &first);
        if (some)
            hand_out(r, rank, first, some);
    }
}

static void take_answers(round *r, int rank, dc_reader *in) {
    while (in->left > 0 && !in->bad) {
        size_t size, k = dc_get_u64(in);
        bool done = dc_get_bool(in);
        const unsigned char *at = dc_get_block(in, &size);
        if (in->bad || k >= r->count || !r->away[k])
            break;
        dc_reader answer = dc_reader_over(at, size);
        if (!r->errand->unpack(r->work, k, done ? &answer : NULL)) {
            in->lost = answer.lost;
            break;
        }
        r->away[k] = false;
        r->parts[rank].open--;
        r->open--;
        if (!done && !r->stopped)
            fail_round(r, DC_EINTERNAL, "a process left out what it was to do");
        if (in->left == 0)
            return;
    }
    if (in->lost)
        fail_round(r, DC_ENOMEM, "out of memory for what other processes answer");
    else
        fail_round(r, DC_EIO, "what another process has answered cannot be read");
}

static void hear_trouble(round *r, int rank, dc_reader *in) {
    const dc_member *member = dc_the_team.members + rank;
    uint64_t status = dc_get_u64(in);
    char *text = dc_get_text(in);
    if (r->status == DC_OK)
        r->status = dc_fail(r->error,
                            status > DC_OK && status <= DC_ESTOPPED ? (dc_status)status
                                                                    : DC_EINTERNAL,
                            "rank %d on %s: %s", rank, member->host, text ? text : "");
    free(text);
}

/* Letters of rounds that were left are late, and void. */
static void read_letter(round *r, const dc_letter *letter) {
    dc_reader in = dc_bytes_reader(&letter->bytes);
    if (letter->kind == DC_KIND_TROUBLE)
        hear_trouble(r, letter->from, &in);
    else if (letter->kind == DC_WIRE_FAREWELL)
        dc_member_lose(letter->from, "has left");
    else if (dc_get_u64(&in) != r->number)
        return;
    else if (letter->kind == DC_KIND_CANCELED)
        r->parts[letter->from].canceled = true;
    else if (letter->kind == DC_KIND_ANSWERS)
        take_answers(r, letter->from, &in);
}

static bool read_letters(round *r) {
    dc_letter letter;
    bool any = false;
    while (dc_wire_next(&letter)) {
        if (letter.bytes.failed)
            fail_round(r, DC_ENOMEM, "out of memory for what other processes answer");
        else
            read_letter(r, &letter);
        dc_bytes_clear(&letter.bytes);
        any = true;
    }
    return any;
}

/* Those of this machine whose process is no more. */
static void look_for_losses(round *r, double now) {
    if (now < r->looked_at + LOOK_EVERY)
        return;
    r->looked_at = now;
    for (int rank = 1; rank < dc_the_team.count; rank++)
        if (dc_member_gone(rank))
            dc_member_lose(rank, "is gone");
}

static void stop(round *r, double now) {
    dc_bytes cancel = { 0 };
    dc_bytes_put_u64(&cancel, r->number);
    dc_wire_post(1, dc_the_team.count, DC_KIND_CANCEL, &cancel);
    r->stopped = true;
    r->stopped_at = now;
}

/* True if what other processes still have need not be waited for. */
static bool is_left(round *r, double now) {
    bool all = true;
    for (int rank = 1; rank < dc_the_team.count; rank++)
        all = all && r->parts[rank].canceled;
    if (now < r->stopped_at + PATIENCE)
        return all && (r->open == 0 || !r->errand->parts);
    for (int rank = 1; rank < dc_the_team.count; rank++)
        if (!r->parts[rank].canceled)
            dc_member_lose(rank, "does not answer");
    return true;
}

/* What one thread of the leader does while the others work. */
static void serve(round *r) {
    unsigned turns = 0;
    for (;;) {
        double now = dc_clock();
        if (read_letters(r))
            turns = 0;
        feed(r);
        look_for_losses(r, now);
        bool stopped = r->errand->stopped(r->work);
        if (dc_team_lost())
            break;
        if (!r->stopped && (stopped || r->status != DC_OK))
            stop(r, now);
        if (r->stopped && is_left(r, now))
            break;
        if (!r->stopped && r->open == 0 && r->next >= r->count)
            break;
        if (r->next < r->count && turns < DC_WIRE_BUSY)
            turns =
                DC_WIRE_BUSY; /* the threads here have work: they should have the cores, too */
        dc_wire_rest(&turns);
    }
    r->errand->stopped(r->work);
    pthread_mutex_lock(&r->lock);
    r->over = true;
    pthread_cond_broadcast(&r->ended);
    pthread_mutex_unlock(&r->lock);
}

static void work(round *r, unsigned thread) {
    for (size_t k; take(r, &k);)
        r->errand->run(r->work, k, thread);
    pthread_mutex_lock(&r->lock);
    while (!r->over)
        pthread_cond_wait(&r->ended, &r->lock);
    pthread_mutex_unlock(&r->lock);
}

static void run_spread(round *r, unsigned threads) {
#pragma omp parallel num_threads(threads + 1)
    {
        unsigned thread = (unsigned)omp_get_thread_num();
        if (thread == 0)
            serve(r);
        else
            work(r, thread - 1);
    }
}

/* What did not come back, or was not begun. */
static void settle(round *r) {
    for (size_t k = 0; k < r->count; k++)
        if (r->away[k] || k >= r->next)
            r->errand->unpack(r->work, k, NULL);
}

static bool begin_round(round *r, dc_stage *stage) {
    dc_bytes letter = { 0 };
    if (stage->number == 0) {
        stage->number = ++dc_the_team.stages;
        dc_bytes_put_u64(&letter, stage->number);
        dc_bytes_put_text(&letter, r->errand->trade->name);
        dc_bytes_put_u64(&letter, stage->threads);
        r->errand->tell(r->work, &letter);
        if (!dc_wire_post(1, dc_the_team.count, DC_KIND_OPEN, &letter))
            return false;
    }
    r->number = ++dc_the_team.rounds;
    dc_bytes_put_u64(&letter, stage->number);
    dc_bytes_put_u64(&letter, r->number);
    if (r->errand->news)
        r->errand->news(r->work, &letter);
    return dc_wire_post(1, dc_the_team.count, DC_KIND_ROUND, &letter);
}

static dc_status run_round(round *r, dc_stage *stage, unsigned threads) {
    if (!begin_round(r, stage))
        return dc_fail(r->error, DC_ENOMEM, "out of memory for other processes");
    r->threads = threads;
    r->heavy = stage->heavy;
    for (int rank = 1; rank < dc_the_team.count; rank++) {
        part *p = r->parts + rank;
        p->threads = stage->threads ? stage->threads : dc_the_team.members[rank].cores;
        r->threads += p->threads;
    }
    run_spread(r, threads);
    settle(r);
    return r->status;
}

/* Where the leader has a thread for others it idles: as many threads as in other rounds. */
static void run_here(const dc_errand *errand, size_t count, unsigned threads,
                     void *work) {
    unsigned idle = dc_team_crew(threads) - threads;
    size_t next = 0;
#pragma omp parallel num_threads(threads + idle)
    {
        bool alone = omp_get_num_threads() == 1;
        unsigned thread = (unsigned)omp_get_thread_num() - (alone ? 0 : idle);
        for (size_t k = 0; thread < threads && k < count;) {
#pragma omp atomic capture
            k = next++;
            if (k < count)
                errand->run(work, k, thread);
        }
    }
}

/* Who does the work changes nothing of what comes out. */
static bool is_worth_while(const dc_stage *stage, size_t count, unsigned threads) {
    return count > threads &&
           (stage->heavy || (stage->spent >= STAGE_LEAST &&
                             (double)count * stage->each >= ROUND_LEAST * threads));
}

static void time_round(dc_stage *stage, double start, size_t count, unsigned threads) {
    double seconds = dc_clock() - start;
    stage->spent += seconds;
    stage->each = seconds * (count < threads ? (double)count : threads) / (double)count;
}

dc_status dc_team_run(dc_stage *stage, const dc_errand *errand, size_t count,
                      unsigned threads, void *work, dc_error *error) {
    double start = dc_clock();
    if (count == 0)
        return DC_OK;
    if (!leads() || dc_team_lost() || !is_worth_while(stage, count, threads)) {
        run_here(errand, count, threads, work);
        time_round(stage, start, count, threads);
        return DC_OK;
    }
    round r = { .errand = errand,
                .work = work,
                .lock = PTHREAD_MUTEX_INITIALIZER,
                .ended = PTHREAD_COND_INITIALIZER,
                .count = count,
                .parts = calloc((size_t)dc_the_team.count, sizeof *r.parts),
                .away = calloc(count, sizeof *r.away),
                .error = error };
    dc_status status = r.parts && r.away ? run_round(&r, stage, threads)
                                         : dc_fail_memory(error, "a round of work");
    time_round(stage, start, count, r.threads);
    free(r.parts);
    free(r.away);
    return status;
}

void dc_team_muster(void) {
    if (!leads() || dc_team_lost())
        return;
    round r = { .parts = calloc((size_t)dc_the_team.count, sizeof *r.parts) };
    unsigned turns = 0;
    if (!r.parts)
        return;
    for (stop(&r, dc_clock()); !is_left(&r, dc_clock()); dc_wire_rest(&turns))
        read_letters(&r);
    free(r.parts);
}

void dc_stage_end(dc_stage *stage) {
    dc_bytes number = { 0 };
    dc_bytes_put_u64(&number, stage->number);
    if (stage->number && !dc_team_lost())
        dc_wire_post(1, dc_the_team.count, DC_KIND_CLOSE, &number);
    dc_bytes_clear(&number);
    stage->number = 0;
}
