#include "team.h"

#include <doublecheck/team.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

/* The leader ends the others: what ends it (Ctrl-C, a batch system) may reach them first. */
static int serve(void) {
    dc_error error;
    signal(SIGINT, SIG_IGN);
    signal(SIGTERM, SIG_IGN);
    int code = dc_team_serve(&error) == DC_OK ? CLI_FINE : cli_fail_status(&error);
    dc_team_end();
    return code;
}

/* A launcher that ends its processes does not read what they print in the meantime: results
 * wait here until the loss has been told. */
enum { OUTPUT_SIZE = 1 << 16 };

bool cli_team_begin(int *code) {
    dc_error error;
    if (!dc_team_wanted())
        return true;
    dc_status status = dc_team_begin(&error);
    if (status == DC_OK && dc_team_rank() == 0) {
        setvbuf(stdout, NULL, _IOFBF, OUTPUT_SIZE);
        return true;
    }
    if (status == DC_OK) {
        *code = serve();
        return false;
    }
    /* That it does not fit is known to the leader, too, which says so once. */
    bool says = dc_team_rank() == 0 || status != DC_EUSAGE;
    *code = says ? cli_fail_status(&error) : CLI_BAD;
    dc_team_end();
    return false;
}

static bool names_a_file(const cli_arguments *arguments) {
    static const cli_option_id written[] = {
        CLI_CHECKPOINT,
        CLI_RESUME,
        CLI_CERTIFICATE,
        CLI_FLOOR_CERTIFICATE,
        CLI_DATA_CERTIFICATE,
        CLI_JSON,
        CLI_CSV,
        CLI_WRITE_LOGITS,
        CLI_TRAJECTORIES,
        CLI_EXPORT_FEATURES,
        CLI_CACHE,
        CLI_OUTPUT,
        CLI_PLOT,
    };
    for (size_t k = 0; k < sizeof written / sizeof *written; k++) {
        const char *path = arguments->text[written[k]];
        if (path && strcmp(path, "-") != 0)
            return true;
    }
    return false;
}

/* Tasks of the step of srun that this process is the first of; 0: it is of none. A batch script
 * has no step, and what mpirun starts has its own count. */
static long tasks_of_step(void) {
    const char *tasks = getenv("SLURM_STEP_NUM_TASKS"), *rank = getenv("SLURM_PROCID");
    bool first = tasks && rank && strcmp(rank, "0") == 0;
    return first && !getenv("OMPI_COMM_WORLD_SIZE") ? strtol(tasks, NULL, 10) : 0;
}

void cli_team_warn(const cli_arguments *arguments) {
    long tasks = tasks_of_step();
    if (tasks > 1 && dc_team_count() == 1 && names_a_file(arguments))
        fprintf(
            stderr,
            "doublecheck: srun has started %ld processes that have not found one another: "
            "each does all of the work, and writes the same files unless it is given its "
            "own; %s (docs/many-machines.md)\n",
            tasks,
            dc_team_built() ? "'srun --mpi=pmix' or mpirun has them share it"
                            : "this doublecheck is built without MPI: start one");
}

int cli_team_end(int code) {
    if (dc_team_lost())
        fprintf(stderr, "doublecheck: %s\n", dc_team_lost());
    fflush(stdout);
    dc_team_end();
    return code;
}
