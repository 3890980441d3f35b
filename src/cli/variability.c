/* doublecheck variability DATA */
#include "cli.h"
#include "commands.h"

int cli_variability_run(const cli_arguments *arguments) {
    (void)arguments;
    return cli_fail(CLI_BAD, "not built yet");
}
