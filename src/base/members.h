/* Who belongs to the team, and the kinds of letters that they send one another: for those
 * who lead (team.c) and serve (serve.c). */
#ifndef DC_BASE_MEMBERS_H
#define DC_BASE_MEMBERS_H

#include <stdatomic.h>

#include "base/team.h"
#include "base/wire.h"

/* Letters of the leader, and to it. */
typedef enum dc_kind {
    DC_KIND_WELCOME,  /* NULL: all fit together; or the text of why not */
    DC_KIND_OPEN,     /* a stage: number, trade, threads; what was told */
    DC_KIND_ROUND,    /* number of its stage, number; the news */
    DC_KIND_WORK,     /* number of its round; then items: index, block */
    DC_KIND_CANCEL,   /* number of a round */
    DC_KIND_CLOSE,    /* number of a stage */
    DC_KIND_END,      /* whether others are to be waited for */
    DC_KIND_HELLO,    /* what must be the same; host, process, cores */
    DC_KIND_ANSWERS,  /* number of a round; then items: index, done or not, block */
    DC_KIND_CANCELED, /* number of a round */
    DC_KIND_TROUBLE   /* number of a round or 0, status, text */
} dc_kind;

typedef struct dc_member {
    char *host;
    long process;   /* its id on the host */
    unsigned cores; /* for it */
} dc_member;

typedef struct dc_team {
    int rank, count;
    unsigned cores;           /* for this process; 0: not begun */
    dc_member *members;       /* [count], in the leader */
    bool refused;             /* they do not fit together */
    uint64_t stages, rounds;  /* numbers given so far, by the leader */
    char loss[DC_ERROR_SIZE]; /* if lost */
    atomic_bool lost;
} dc_team;

/* The one team of this process. */
extern dc_team dc_the_team;

/* The next letter, waited for. */
void dc_team_await(dc_letter *letter);

/* True in the thread that began, outside of OpenMP's teams, of one of several. */
bool dc_team_front(void);

/* True if rank's process is certainly gone. */
bool dc_member_gone(int rank);

/* Takes down that rank was lost, in words. */
void dc_member_lose(int rank, const char *how);

#endif
