#include "base/serve.h"

#include <cblas.h>
#include <omp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/members.h"

/* A stage that the leader has opened. */
typedef struct shop {
    struct shop *next;
    uint64_t number;
    const dc_trade *trade;
    unsigned threads;
    void *at; /* NULL: it could not be opened */
} shop;

/* An item that waits, in a letter that is kept until the last of its items is done. */
typedef struct item {
    uint64_t k;
    dc_reader in;
} item;

typedef struct server {
    const dc_trade *const *trades;
    shop *shops;
    shop *shop;     /* of the round */
    uint64_t round; /* its number */
    bool ended, orderly;
    dc_letter held; /* came while something else was done; kind -1: none */
    /* While the threads work, under the lock: */
    pthread_mutex_t lock;
    pthread_cond_t more; /* items came, or no more will */
    item *items;         /* [count], of which `taken` have been begun */
    size_t count, room, taken, done;
    bool closing;       /* no more will come */
    dc_bytes answers;   /* not sent yet */
    dc_letter *letters; /* [letter_count]: what the items' bytes stand in */
    size_t letter_count, letter_room;
} server;

static atomic_bool canceled; /* the leader wants an end of the round */

static bool is_canceled(void *user) {
    (void)user;
    return canceled;
}

static void tell_trouble(dc_status status, const char *text) {
    dc_bytes trouble = { 0 };
    dc_bytes_put_u64(&trouble, status);
    dc_bytes_put_text(&trouble, text);
    dc_wire_post(0, 1, DC_KIND_TROUBLE, &trouble);
}

static const dc_trade *find_trade(const server *s, const char *name) {
    for (const dc_trade *const *trade = s->trades; *trade && name; trade++)
        if (strcmp((*trade)->name, name) == 0)
            return *trade;
    return NULL;
}

static void acknowledge(dc_letter *letter) {
    dc_reader in = dc_bytes_reader(&letter->bytes);
    dc_bytes heard = { 0 };
    dc_bytes_put_u64(&heard, dc_get_u64(&in));
    dc_bytes_clear(&letter->bytes);
    canceled = true;
    dc_wire_post(0, 1, DC_KIND_CANCELED, &heard);
}

/* Waits for *done; the leader may want an end in the meantime. */
static void listen(server *s, const atomic_bool *done) {
    unsigned turns = 0;
    for (; !*done; dc_wire_rest(&turns))
        while (s->held.kind < 0 && dc_wire_next(&s->held)) {
            if (s->held.kind != DC_KIND_CANCEL)
                break;
            acknowledge(&s->held);
            s->held.kind = -1;
        }
}

/* A shop takes long to open where points are many. */
static dc_status open_listening(server *s, shop *new, dc_reader *told, dc_error *error) {
    atomic_bool done = false;
    dc_status status = DC_OK;
#pragma omp parallel num_threads(2)
    {
        int thread = omp_get_thread_num();
        if (thread == 1 || omp_get_num_threads() == 1) {
            status = new->trade->open(&new->at, told, new->threads, is_canceled, error);
            done = true;
        }
        if (thread == 0)
            listen(s, &done);
    }
    return status;
}

static void open_shop(server *s, dc_reader *in) {
    dc_error error = { 0 };
    shop *new = calloc(1, sizeof *new);
    uint64_t number = dc_get_u64(in);
    char *name = dc_get_text(in);
    unsigned threads = (unsigned)dc_get_u64(in);
    const dc_trade *trade = find_trade(s, name);
    free(name);
    if (!new || !trade || in->bad) {
        bool lost = !new || in->lost;
        free(new);
        if (lost)
            tell_trouble(DC_ENOMEM, "out of memory for a stage of work");
        else
            tell_trouble(DC_EINTERNAL, "a stage of work cannot be begun");
        return;
    }
    *new = (shop){ .next = s->shops,
                   .number = number,
                   .trade = trade,
                   .threads = threads ? threads : dc_team_cores() };
    s->shops = new;
    dc_status status = open_listening(s, new, in, &error);
    if (status == DC_OK && in->lost)
        status = dc_fail_memory(&error, "a stage of work");
    if (status == DC_OK && in->bad)
        status = dc_fail(&error, DC_EINTERNAL, "a stage of work cannot be read");
    if (status == DC_OK)
        return;
    if (new->at)
        trade->close(new->at);
    new->at = NULL;
    tell_trouble(status, error.message);
}

static shop **find_shop(server *s, uint64_t number) {
    shop **at = &s->shops;
    while (*at && (*at)->number != number)
        at = &(*at)->next;
    return at;
}

static void close_shop(server *s, uint64_t number) {
    shop **at = find_shop(s, number), *old = *at;
    if (!old)
        return;
    *at = old->next;
    if (old->at)
        old->trade->close(old->at);
    if (s->shop == old)
        s->shop = NULL;
    free(old);
}

static void begin_round(server *s, dc_reader *in) {
    s->shop = *find_shop(s, dc_get_u64(in));
    s->round = dc_get_u64(in);
    canceled = false;
    if (s->shop && s->shop->at && s->shop->trade->renew)
        s->shop->trade->renew(s->shop->at, in);
    if (in->bad)
        tell_trouble(DC_EINTERNAL, "the news of a round cannot be read");
}

/* Room for one more. */
static bool grow(void **at, size_t count, size_t *room, size_t each) {
    if (count < *room)
        return true;
    void *larger = realloc(*at, (2 * *room + 16) * each);
    if (!larger)
        return false;
    *at = larger;
    *room = 2 * *room + 16;
    return true;
}

static void keep_items(server *s, dc_reader *in) {
    while (in->left > 0) {
        size_t size;
        uint64_t k = dc_get_u64(in);
        const unsigned char *at = dc_get_block(in, &size);
        if (in->bad || !grow((void **)&s->items, s->count, &s->room, sizeof *s->items)) {
            tell_trouble(DC_ENOMEM, "out of memory for what is to be done");
            return;
        }
        s->items[s->count++] = (item){ k, dc_reader_over(at, size) };
    }
}

/* Takes a letter's items, and the letter. */
static void add_items(server *s, dc_letter *letter) {
    dc_reader in = dc_bytes_reader(&letter->bytes);
    if (!grow((void **)&s->letters, s->letter_count, &s->letter_room,
              sizeof *s->letters)) {
        tell_trouble(DC_ENOMEM, "out of memory for what is to be done");
        return;
    }
    s->letters[s->letter_count++] = *letter;
    *letter = (dc_letter){ 0 };
    dc_get_u64(&in);
    keep_items(s, &in);
}

static void put_answer(server *s, uint64_t k, bool done, const dc_bytes *answer) {
    dc_bytes *out = &s->answers;
    if (out->size == 0)
        dc_bytes_put_u64(out, s->round);
    dc_bytes_put_u64(out, k);
    dc_bytes_put_bool(out, done);
    dc_bytes_put_block(out, answer->at, answer->size);
    out->failed = out->failed || answer->failed;
}

/* One thread's work; the lock is held but while it works. */
static void work(server *s, unsigned thread) {
    dc_bytes answer = { 0 };
    pthread_mutex_lock(&s->lock);
    for (;;) {
        while (s->taken == s->count && !s->closing)
            pthread_cond_wait(&s->more, &s->lock);
        if (s->taken == s->count)
            break;
        item next = s->items[s->taken++];
        bool does = s->shop && s->shop->at && !canceled;
        pthread_mutex_unlock(&s->lock);
        dc_bytes_empty(&answer);
        if (does)
            does = s->shop->trade->work(s->shop->at, thread, &next.in, &answer);
        answer.failed = answer.failed || next.in.lost;
        pthread_mutex_lock(&s->lock);
        put_answer(s, next.k, does && !next.in.bad, &answer);
        s->done++;
    }
    pthread_mutex_unlock(&s->lock);
    dc_bytes_clear(&answer);
}

/* Sends what was done; true if there was something. */
static bool send_answers(server *s) {
    pthread_mutex_lock(&s->lock);
    dc_bytes answers = s->answers;
    s->answers = (dc_bytes){ 0 };
    pthread_mutex_unlock(&s->lock);
    bool any = answers.size > 0 || answers.failed;
    if (any && !dc_wire_post(0, 1, DC_KIND_ANSWERS, &answers))
        tell_trouble(DC_ENOMEM, "out of memory for an answer");
    return any;
}

/* What is in a letter that memory was out for is not known; the leader need not wait for it. */
static void tell_of_lost(const dc_letter *letter) {
    if (letter->bytes.failed)
        tell_trouble(DC_ENOMEM, "out of memory for what is to be done");
}

/* A letter that came while the threads work; false if it must wait. */
static bool take_letter(server *s, dc_letter *letter) {
    if (letter->kind == DC_KIND_CANCEL) {
        acknowledge(letter);
    } else if (letter->kind == DC_KIND_WORK) {
        tell_of_lost(letter);
        pthread_mutex_lock(&s->lock);
        add_items(s, letter);
        pthread_cond_broadcast(&s->more);
        pthread_mutex_unlock(&s->lock);
    } else {
        return false;
    }
    dc_bytes_clear(&letter->bytes);
    return true;
}

static void drop_items(server *s) {
    for (size_t k = 0; k < s->letter_count; k++)
        dc_bytes_clear(&s->letters[k].bytes);
    s->letter_count = 0;
    s->count = s->taken = s->done = 0;
}

/* The letter that had to wait, when all that came before is done and sent. False: it is not
 * for a round of this shop, and the threads end. */
static bool take_held(server *s) {
    dc_reader in = dc_bytes_reader(&s->held.bytes), first = in;
    bool goes_on = s->held.kind == DC_KIND_ROUND && s->shop &&
                   dc_get_u64(&first) == s->shop->number;
    pthread_mutex_lock(&s->lock);
    drop_items(s);
    s->closing = !goes_on;
    if (goes_on)
        begin_round(s, &in);
    else
        pthread_cond_broadcast(&s->more);
    pthread_mutex_unlock(&s->lock);
    if (goes_on) {
        dc_bytes_clear(&s->held.bytes);
        s->held.kind = -1;
    }
    return goes_on;
}

static bool all_done(server *s) {
    pthread_mutex_lock(&s->lock);
    bool done = s->done == s->count && s->answers.size == 0;
    pthread_mutex_unlock(&s->lock);
    return done;
}

/* OpenMP had no thread but one. */
static void work_alone(server *s) {
    s->closing = true;
    work(s, 0);
    s->closing = false;
}

/* What the process's first thread does while the others work: letters in and out. */
static void keep_post(server *s, bool alone) {
    unsigned turns = 0;
    for (;; dc_wire_rest(&turns)) {
        dc_letter letter;
        bool busy = send_answers(s);
        while (s->held.kind < 0 && dc_wire_next(&letter)) {
            if (!take_letter(s, &letter))
                s->held = letter;
            busy = true;
        }
        if (alone)
            work_alone(s);
        if (s->held.kind >= 0 && all_done(s)) {
            if (!take_held(s))
                return;
            busy = true;
        }
        turns = busy ? 0 : turns;
        if (turns < DC_WIRE_BUSY && !all_done(s))
            turns = DC_WIRE_BUSY;
    }
}

/* The rounds of a shop: the threads stay, and wait without spinning. */
static void do_work(server *s, dc_letter *letter) {
    add_items(s, letter);
    s->closing = false;
#pragma omp parallel num_threads((s->shop ? s->shop->threads : 1) + 1)
    {
        unsigned thread = (unsigned)omp_get_thread_num();
        if (thread == 0)
            keep_post(s, omp_get_num_threads() == 1);
        else
            work(s, thread - 1);
    }
    drop_items(s);
}

static void obey(server *s, dc_letter *letter) {
    dc_reader in = dc_bytes_reader(&letter->bytes);
    if (letter->kind == DC_WIRE_FAREWELL) {
        s->ended = s->orderly = true;
        return;
    }
    tell_of_lost(letter);
    switch ((dc_kind)letter->kind) {
    case DC_KIND_OPEN:
        open_shop(s, &in);
        break;
    case DC_KIND_ROUND:
        begin_round(s, &in);
        break;
    case DC_KIND_WORK:
        do_work(s, letter);
        break;
    case DC_KIND_CANCEL:
        acknowledge(letter);
        break;
    case DC_KIND_CLOSE:
        close_shop(s, dc_get_u64(&in));
        break;
    case DC_KIND_END:
        s->ended = true;
        s->orderly = dc_get_bool(&in) || letter->bytes.failed;
        break;
    default:
        break;
    }
    dc_bytes_clear(&letter->bytes);
}

dc_status dc_serve(const dc_trade *const *trades, dc_error *error) {
    server s = { .trades = trades,
                 .held = { .kind = -1 },
                 .lock = PTHREAD_MUTEX_INITIALIZER,
                 .more = PTHREAD_COND_INITIALIZER };
    /* One BLAS thread, as in the leader's calls. */
    int blas_threads = openblas_get_num_threads();
    openblas_set_num_threads(1);
    while (!s.ended) {
        dc_letter letter = s.held;
        s.held.kind = -1;
        if (letter.kind < 0)
            dc_team_await(&letter);
        obey(&s, &letter);
    }
    while (s.shops)
        close_shop(&s, s.shops->number);
    openblas_set_num_threads(blas_threads);
    free(s.items);
    free(s.letters);
    dc_bytes_clear(&s.answers);
    dc_the_team.lost = !s.orderly;
    return dc_succeed(error);
}
