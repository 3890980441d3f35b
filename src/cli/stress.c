/* doublecheck stress DATA */
#include "cli.h"
#include "commands.h"

int cli_stress_run(const cli_arguments *arguments) {
    (void)arguments;
    return cli_fail(CLI_BAD, "not built yet");
}
