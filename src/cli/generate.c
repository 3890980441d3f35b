/* doublecheck generate KIND */
#include <doublecheck/generate.h>

#include "cli.h"
#include "commands.h"
#include "write.h"

static int list_kinds(void) {
    for (size_t k = 0; dc_generate_kind(k); k++)
        printf("%-12s %s\n", dc_generate_kind(k), dc_generate_description(k));
    return cli_finish_output(CLI_FINE);
}

int cli_generate_run(const cli_arguments *arguments) {
    dc_dataset *data = NULL;
    dc_error error;
    if (arguments->given[CLI_LIST])
        return list_kinds();
    if (!cli_arguments_need_operand(arguments))
        return CLI_BAD;
    dc_generate_options options = {
        .kind = arguments->operand,
        .points = (size_t)cli_integer(arguments, CLI_POINTS),
        .dims = (size_t)cli_integer(arguments, CLI_DIMS),
        .seed = cli_integer(arguments, CLI_SEED),
    };
    if (dc_generate(&data, &options, &error) != DC_OK)
        return cli_fail_status(&error);
    int code = cli_write(data, arguments->text[CLI_OUTPUT]);
    dc_dataset_destroy(data);
    return code;
}
