/* doublecheck convert DATA */
#include "cli.h"
#include "commands.h"
#include "read.h"
#include "write.h"

int cli_convert_run(const cli_arguments *arguments) {
    dc_dataset *data = NULL;
    if (!cli_arguments_need_operand(arguments))
        return CLI_BAD;
    int code = cli_read(&data, arguments, arguments->text[CLI_CELL], 0);
    if (code == CLI_FINE)
        code = cli_write(data, arguments->text[CLI_OUTPUT]);
    dc_dataset_destroy(data);
    return code;
}
