#include "team.h"

#include <doublecheck/team.h>
#include <signal.h>
#include <stdio.h>

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

int cli_team_end(int code) {
    if (dc_team_lost())
        fprintf(stderr, "doublecheck: %s\n", dc_team_lost());
    fflush(stdout);
    dc_team_end();
    return code;
}
