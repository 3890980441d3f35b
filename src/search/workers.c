#include "search/workers.h"

#include <stdlib.h>

#include "base/error.h"

dc_status dc_workers_create(dc_cells **workers, const dc_problem *problem,
                            unsigned threads, const char *what, dc_error *error) {
    double width = problem->wide ? dc_problem_width(problem) : 0;
    dc_status status = DC_OK;
    *workers = calloc(threads, sizeof **workers);
    if (!*workers)
        return dc_fail_memory(error, what);
    for (unsigned k = 0; k < threads && status == DC_OK; k++)
        status = dc_cells_create(*workers + k, &problem->space, problem->condition.h_num,
                                 problem->condition.h_den, width, error);
    return status;
}

void dc_workers_destroy(dc_cells *workers, unsigned threads) {
    for (unsigned k = 0; k < threads && workers; k++)
        dc_cells_destroy(workers + k);
    free(workers);
}
