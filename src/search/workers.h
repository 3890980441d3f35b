/* Room for bounding boxes of one problem, for each thread. */
#ifndef DC_SEARCH_WORKERS_H
#define DC_SEARCH_WORKERS_H

#include "search/cells.h"
#include "search/problem.h"

/* *workers[threads], for dc_workers_destroy in any case. what: of DC_ENOMEM's message. */
dc_status dc_workers_create(dc_cells **workers, const dc_problem *problem,
                            unsigned threads, const char *what,
                            dc_error *error) DC_MUST_USE;
void dc_workers_destroy(dc_cells *workers, unsigned threads);

#endif
