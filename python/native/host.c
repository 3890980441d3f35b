#include "host.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

struct host_watch {
    atomic_int reason;
    double end; /* of the limit; 0: none */
    pthread_mutex_t lock;
    bool fresh; /* under the lock, as news */
    host_news news;
};

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

host_watch *host_watch_create(void) {
    host_watch *watch = calloc(1, sizeof *watch);
    if (watch && pthread_mutex_init(&watch->lock, NULL) != 0) {
        free(watch);
        return NULL;
    }
    return watch;
}

void host_watch_destroy(host_watch *watch) {
    if (!watch)
        return;
    pthread_mutex_destroy(&watch->lock);
    free(watch);
}

void host_watch_stop(host_watch *watch) {
    atomic_store(&watch->reason, HOST_STOPPED);
}

void host_watch_limit(host_watch *watch, double seconds) {
    watch->end = seconds > 0 ? now() + seconds : 0;
}

host_reason host_watch_reason(host_watch *watch) {
    return (host_reason)atomic_load(&watch->reason);
}

bool host_watch_latest(host_news *news, host_watch *watch) {
    pthread_mutex_lock(&watch->lock);
    bool fresh = watch->fresh;
    if (fresh)
        *news = watch->news;
    watch->fresh = false;
    pthread_mutex_unlock(&watch->lock);
    return fresh;
}

/* A stop that was asked for is not forgotten for a limit. */
bool host_stop(void *user) {
    host_watch *watch = user;
    int expected = HOST_GOES_ON;
    if (watch->end > 0 && now() > watch->end)
        atomic_compare_exchange_strong(&watch->reason, &expected, HOST_OVER);
    return atomic_load(&watch->reason) != HOST_GOES_ON;
}

static void tell(host_watch *watch, const host_news *news, const char *stage) {
    pthread_mutex_lock(&watch->lock);
    watch->news = *news;
    snprintf(watch->news.stage, sizeof watch->news.stage, "%s", stage ? stage : "");
    watch->fresh = true;
    pthread_mutex_unlock(&watch->lock);
}

void host_progress(const dc_progress *p, void *user) {
    const host_news news = { .index = p->group_index,
                             .count = p->group_count,
                             .seconds = p->seconds,
                             .nodes = p->nodes,
                             .open = p->open,
                             .lo = p->lo,
                             .hi = p->hi };
    tell(user, &news, p->group);
}

void host_data_progress(const dc_data_floor_progress *p, void *user) {
    const host_news news = {
        .seconds = p->seconds, .nodes = p->nodes, .lo = p->least, .hi = p->most
    };
    tell(user, &news, p->phase);
}

void host_training_progress(const dc_simulation_progress *p, void *user) {
    const host_news news = { .index = p->done,
                             .count = p->runs,
                             .seconds = p->seconds,
                             .nodes = p->step,
                             .lo = p->accuracy,
                             .hi = 1 };
    tell(user, &news, p->adversary ? "adversary" : "training");
}

char *host_integer(const mpz_t value) {
    return mpz_get_str(NULL, 16, value);
}

char *host_rational(const mpq_t value) {
    return mpq_get_str(NULL, 16, value);
}

void host_free(void *memory) {
    free(memory);
}
