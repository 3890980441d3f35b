/* Work that the processes of one run share. The leader (rank 0) runs the whole program; the
 * others serve it (base/serve.h). What it has many of, it hands out as an errand:
 *
 *     static const dc_errand errand = { &trade, tell, news, run, pack, unpack, stopped };
 *     dc_stage stage = { .threads = asked };
 *     ... dc_team_run(&stage, &errand, count, threads, work, error) ...      -- often
 *     dc_stage_end(&stage);
 *
 * Its own threads and the other processes take items 0 .. count - 1 from one counter. Each item
 * has a place of its own in work, so that nothing depends on who did it. With one process, or
 * where threads are at work already, this is a loop over the items on the threads.
 *
 * A process that is lost, or does not do its work, is told from an answer: items that were not
 * done are told to the errand as such, and dc_team_lost() says so from then on. */
#ifndef DC_BASE_TEAM_H
#define DC_BASE_TEAM_H

#include <doublecheck/team.h>

#include "base/bytes.h"

/* How another process does the work of an errand; what it needs comes as bytes. */
typedef struct dc_trade {
    const char *name; /* the same in all processes */
    /* From what dc_errand's tell has put: *shop is what the rest works with. threads of this
     * process will call work side by side. stop(): true once the leader wants an end. */
    dc_status (*open)(void **shop, dc_reader *told, unsigned threads,
                      bool (*stop)(void *user), dc_error *error);
    /* What news has put; once before each round of items. NULL: there is none. */
    void (*renew)(void *shop, dc_reader *news);
    /* An item from pack, and the answer for unpack. False if it was not done, for the leader
     * wants an end. */
    bool (*work)(void *shop, unsigned thread, dc_reader *item, dc_bytes *answer);
    void (*close)(void *shop);
} dc_trade;

typedef struct dc_errand {
    const dc_trade *trade;
    void (*tell)(void *work, dc_bytes *out); /* what all items of a stage need */
    void (*news)(void *work,
                 dc_bytes *out); /* and what has changed since; NULL: nothing */
    void (*run)(void *work, size_t k, unsigned thread);  /* item k is done here, */
    void (*pack)(void *work, size_t k, dc_bytes *out);   /* or elsewhere, */
    bool (*unpack)(void *work, size_t k, dc_reader *in); /* and came back; in NULL: it was
                                  * not done. False: what came cannot be read */
    bool (*stopped)(
        void *work); /* true: what is not done need not be; run then returns at
                                  * once. Asked often, by one thread; true after a loss */
    bool parts;      /* what others have of an item when they are told to end is of use */
} dc_errand;

/* Errands that have what tell puts in common. Nothing is sent before it is needed:
 * others help once the items have taken a while, and only where a round is long enough. */
typedef struct dc_stage {
    unsigned threads; /* of each process; 0: one for each of its cores */
    bool heavy; /* each item is long: others are to help from the first on, and no one
                       * has an item that waits */
    uint64_t number; /* 0: not told to anyone */
    double spent;    /* seconds that its items took here, before others helped */
    double each;     /* what one takes a thread, by the last round */
} dc_stage;

/* Does items 0 .. count - 1 on `threads` threads here, 0 .. threads - 1, and on other
 * processes. DC_OK, also if the errand was stopped or a process was lost; the status and the
 * message of a process that failed. */
DC_MUST_USE dc_status dc_team_run(dc_stage *stage, const dc_errand *errand, size_t count,
                                  unsigned threads, void *work, dc_error *error);

void dc_stage_end(dc_stage *stage);

/* Calls the processes: dc_team_lost() then tells whether one is not there. For a leader that
 * was told to end, which a launcher does when it has lost one. */
void dc_team_muster(void);

/* OpenMP threads that run an errand on so many, the calling one included. */
unsigned dc_team_crew(unsigned threads);

/* Cores for each process of this machine: what its threads are without an option. */
unsigned dc_team_cores(void);

#endif
