/* doublecheck reproduce DATA */
#include "cli.h"
#include "commands.h"

int cli_reproduce_run(const cli_arguments *arguments) {
    (void)arguments;
    return cli_fail(CLI_BAD, "not built yet");
}
