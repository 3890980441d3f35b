/* How to go on with a search that was kept. */
#include "again.h"
#include "cli.h"
#include "report.h"

const char *cli_report_checkpoint(const cli_report *report) {
    const dc_check_options *options = report->options;
    return options->checkpoint ? options->checkpoint : options->resume;
}

static bool is_of_checkpoints(size_t id) {
    return id == CLI_CHECKPOINT || id == CLI_RESUME;
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
    cli_print_again(out, "", report->arguments, is_of_checkpoints);
    fputs(" --resume ", out);
    cli_print_shell_word(out, path);
    putc('\n', out);
}
