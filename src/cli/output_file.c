/* Where --json FILE and the like go. */
#include <errno.h>

#include "base/target.h"
#include "cli.h"
#include "output.h"
#include "report.h"

int cli_output_write(const char *option, const char *path, cli_printer print,
                     const void *report) {
    dc_target target;
    int reason = dc_target_open(&target, path);
    if (reason != 0)
        return cli_output_refuse(option, path, reason);
    errno = 0;
    bool written = print(target.out, report);
    reason = dc_target_close(&target, written ? 0 : errno ? errno : ENOMEM);
    return reason ? cli_output_refuse(option, path, reason) : CLI_FINE;
}
