/* doublecheck report RESULT.json... */
#include "report/report.h"

#include <string.h>

#include "cli.h"
#include "commands.h"
#include "output.h"
#include "read.h"
#include "report.h"

static bool print_bytes(FILE *out, const void *of) {
    const report_text *text = of;
    return fwrite(text->at, 1, text->size, out) == text->size;
}

/* By the end of the name; REPORT_FORMS: another. */
static report_form form_of(const char *path) {
    static const char *const ends[REPORT_FORMS] = {
        [REPORT_SVG] = ".svg", [REPORT_PNG] = ".png", [REPORT_PDF] = ".pdf"
    };
    size_t length = strlen(path), form = 0;
    while (form < REPORT_FORMS &&
           (length < 4 || strcmp(path + length - 4, ends[form]) != 0))
        form++;
    return (report_form)form;
}

static int write_text(cli_option_id option, const char *path, const report_text *text) {
    if (strcmp(path, "-") != 0)
        return cli_output_write(cli_options[option].name, path, print_bytes, text);
    print_bytes(stdout, text);
    return cli_finish_output(CLI_FINE);
}

static int write_plot(const cli_arguments *arguments, const report_options *options) {
    const char *path = arguments->text[CLI_PLOT];
    report_form form = form_of(path);
    report_text text = { 0 };
    dc_error error;
    if (form == REPORT_FORMS)
        return cli_fail(CLI_BAD, "--plot %s: the name must end in .svg, .png or .pdf",
                        path);
    dc_status status = report_plot(&text, arguments->operands, arguments->operand_count,
                                   options, (size_t)cli_integer(arguments, CLI_FIGURE),
                                   form, &error);
    int code = status == DC_OK ? write_text(CLI_PLOT, path, &text)
                               : cli_fail_status(&error);
    report_text_clear(&text);
    return code;
}

static int write_html(const cli_arguments *arguments, const report_options *options) {
    report_text text = { 0 };
    dc_error error;
    dc_status status = report_html(&text, arguments->operands, arguments->operand_count,
                                   options, &error);
    int code = status == DC_OK
                   ? write_text(CLI_OUTPUT, arguments->text[CLI_OUTPUT], &text)
                   : cli_fail_status(&error);
    report_text_clear(&text);
    return code;
}

/* Can the files be written, and are they none of the results? Before anything is drawn. */
static int check_output(const cli_arguments *arguments, cli_option_id option) {
    const char *path = arguments->text[option];
    int code = CLI_FINE;
    if (!path || strcmp(path, "-") == 0)
        return CLI_FINE;
    for (size_t k = 0; k < arguments->operand_count && code == CLI_FINE; k++) {
        if (cli_output_same(path, arguments->operands[k]))
            return cli_fail(CLI_BAD, "--%s %s: this is one of the results",
                            cli_options[option].name, path);
        code = cli_output_check(cli_options[option].name, path, arguments->operands[k]);
    }
    return code;
}

int cli_report_run(const cli_arguments *arguments) {
    if (!cli_arguments_need_operand(arguments))
        return CLI_BAD;
    report_options options = {
        .read = cli_read_options(arguments, arguments->text[CLI_CELL]),
        .data = arguments->text[CLI_DATA],
    };
    int code = check_output(arguments, CLI_OUTPUT);
    if (code == CLI_FINE)
        code = check_output(arguments, CLI_PLOT);
    bool html = !arguments->text[CLI_PLOT] || arguments->given[CLI_OUTPUT];
    if (code == CLI_FINE && html)
        code = write_html(arguments, &options);
    if (code == CLI_FINE && arguments->text[CLI_PLOT])
        code = write_plot(arguments, &options);
    return code;
}
