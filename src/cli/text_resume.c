/* How to go on with a search that was kept. */
#include <string.h>

#include "cli.h"
#include "report.h"

const char *cli_report_checkpoint(const cli_report *report) {
    const dc_check_options *options = report->options;
    return options->checkpoint ? options->checkpoint : options->resume;
}

/* As one word of a shell command. */
static void print_word(FILE *out, const char *text) {
    static const char plain[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
        "_-+=:,./@%";
    bool quoted = text[0] == '\0' || text[strspn(text, plain)] != '\0';
    fputs(quoted ? "'" : "", out);
    for (const char *rest = text; *rest; rest++) {
        char letter[2] = { *rest, '\0' };
        if (*rest == '\'')
            fputs("'\\''", out);
        else
            fputs(letter, out);
    }
    fputs(quoted ? "'" : "", out);
}

/* The options of this run, but for those that say where checkpoints are. */
static void print_command(FILE *out, const cli_report *report) {
    const cli_arguments *arguments = report->arguments;
    fputs("doublecheck ", out);
    print_word(out, arguments->operand);
    for (size_t k = 0; k < CLI_OPTION_COUNT; k++) {
        if (!arguments->given[k] || k == CLI_CHECKPOINT || k == CLI_RESUME)
            continue;
        fprintf(out, " --%s", cli_options[k].name);
        if (cli_options[k].kind == CLI_FLAG)
            continue;
        putc(' ', out);
        print_word(out, arguments->text[k]);
    }
    fputs(" --resume ", out);
    print_word(out, cli_report_checkpoint(report));
    putc('\n', out);
}

void cli_text_print_resume(FILE *out, const cli_report *report) {
    const char *path = cli_report_checkpoint(report);
    if (!path || !cli_stop_is_limit(report->result->stop))
        return;
    fputs("checkpoint: ", out);
    cli_print_clean(out, path);
    if (!report->result->resumable) {
        fputs(", if there is one, is older than this result\n", out);
        return;
    }
    fputs("; go on with:\n  ", out);
    print_command(out, report);
}
