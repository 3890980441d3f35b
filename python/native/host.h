/* Between the library and Python: what the thread that waits for a call hears of it, and how
 * it ends the call. No function here needs Python's lock.
 *
 *     host_watch *watch = host_watch_create();
 *     options.stop = host_stop;
 *     options.progress = host_progress;
 *     options.user = watch;                       -- then dc_check in another thread
 *     host_watch_latest(&news, watch);            -- meanwhile
 *     host_watch_stop(watch);
 */
#ifndef DOUBLECHECK_PYTHON_HOST_H
#define DOUBLECHECK_PYTHON_HOST_H

#include <doublecheck/doublecheck.h>

/* How a call goes on; lo and hi are rounded. */
typedef struct host_news {
    char stage[128]; /* the group, or what is done now */
    size_t index, count;
    double seconds;
    uint64_t nodes, open;
    double lo, hi;
} host_news;

typedef enum host_reason { HOST_GOES_ON, HOST_STOPPED, HOST_OVER } host_reason;

typedef struct host_watch host_watch;

/* A watch that stops nothing; NULL when memory is out. NULL may be destroyed. */
host_watch *host_watch_create(void);
void host_watch_destroy(host_watch *watch);

/* The call is to end now; or this many seconds from now, 0: never. */
void host_watch_stop(host_watch *watch);
void host_watch_limit(host_watch *watch, double seconds);

/* Why the call was told to end. */
host_reason host_watch_reason(host_watch *watch);

/* Copies what was told last; false if nothing was told since the last time. */
bool host_watch_latest(host_news *news, host_watch *watch);

/* Callbacks of the library; user is a watch. */
bool host_stop(void *user);
void host_progress(const dc_progress *progress, void *user);
void host_data_progress(const dc_data_floor_progress *progress, void *user);
void host_training_progress(const dc_simulation_progress *progress, void *user);

/* Hexadecimal text "p" or "p/q", to be freed with host_free. NULL when memory is out. */
char *host_integer(const mpz_t value);
char *host_rational(const mpq_t value);
void host_free(void *memory);

#endif
