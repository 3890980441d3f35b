#include "print.h"

#include "cli.h"
#include "prepare.h"

int cli_print_report(const cli_arguments *arguments, const cli_forms *forms,
                     const void *report, int code) {
    const char *path = cli_prepare_json_file(arguments);
    int written = path ? cli_output_write("json", path, forms->json, report) : CLI_FINE;
    if (written != CLI_FINE)
        return written;
    if (arguments->text[CLI_JSON] && !path) {
        if (!forms->json(stdout, report) && !ferror(stdout))
            return cli_fail_memory();
    } else if (arguments->given[CLI_QUIET]) {
        forms->brief(stdout, report);
    } else {
        forms->text(stdout, report);
    }
    return cli_finish_output(code);
}

int cli_print_with_file(const cli_arguments *arguments, cli_option_id id,
                        cli_printer file, const cli_forms *forms, const void *report,
                        int code) {
    const char *path = arguments->text[id];
    int written = path ? cli_output_write(cli_options[id].name, path, file, report)
                       : CLI_FINE;
    return written == CLI_FINE ? cli_print_report(arguments, forms, report, code)
                               : written;
}
