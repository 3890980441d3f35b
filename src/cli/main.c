#include <doublecheck/team.h>
#include <malloc.h>
#include <signal.h>
#include <string.h>

#include "cli.h"
#include "commands.h"
#include "team.h"
#include "verifier.h"

static int print_version(void) {
    printf("doublecheck %s\n%s\n", dc_version(),
           dc_team_built() ? "with MPI" : "without MPI");
    return cli_finish_output(CLI_FINE);
}

/* Only "--help verify" and the like come here: see main. */
static int explain_verify(const cli_arguments *arguments) {
    return cli_help_print(arguments);
}

/* Large arrays that are freed go back to the system at once: --memory is of the process. */
static void bound_memory(const cli_arguments *arguments) {
    enum { LARGE = 1 << 20 };
    if (arguments->given[CLI_MEMORY])
        mallopt(M_MMAP_THRESHOLD, LARGE);
}

static int run(const cli_arguments *arguments) {
    static int (*const commands[CLI_COMMAND_COUNT])(const cli_arguments *) = {
        [CLI_CHECK] = cli_check_run,         [CLI_PROFILE] = cli_profile_run,
        [CLI_FLOOR] = cli_floor_run,         [CLI_SIMULATE] = cli_simulate_run,
        [CLI_REPRODUCE] = cli_reproduce_run, [CLI_VARIABILITY] = cli_variability_run,
        [CLI_MEMORIZE] = cli_memorize_run,   [CLI_STRESS] = cli_stress_run,
        [CLI_REPORT] = cli_report_run,       [CLI_GENERATE] = cli_generate_run,
        [CLI_CONVERT] = cli_convert_run,     [CLI_VERIFY] = explain_verify,
    };
    if (arguments->given[CLI_HELP])
        return cli_help_print(arguments);
    if (arguments->given[CLI_VERSION])
        return print_version();
    if (arguments->given[CLI_DUMP_OPTIONS])
        return cli_dump_print(arguments->text[CLI_DUMP_OPTIONS]);
    return commands[arguments->command](arguments);
}

int main(int argc, char **argv) {
    cli_arguments arguments;
    if (argc > 1 && strcmp(argv[1], "verify") == 0)
        return cli_verifier_become(argv + 1);
    signal(SIGPIPE, SIG_IGN); /* writing then fails, and is reported */
    int code = CLI_BAD;
    if (!cli_team_begin(&code))
        return code;
    if (cli_arguments_parse(&arguments, argc, argv)) {
        bound_memory(&arguments);
        cli_team_warn(&arguments);
        code = run(&arguments);
    }
    return cli_team_end(code);
}
