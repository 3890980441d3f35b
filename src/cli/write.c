#include "write.h"

#include <string.h>

#include "cli.h"

int cli_write(const dc_dataset *data, const char *path) {
    dc_error error;
    if (dc_dataset_write_csv(data, path, &error) == DC_OK)
        return CLI_FINE;
    if (strncmp(error.message, "-: ", 3) == 0)
        return cli_fail(CLI_BAD, "cannot write to standard output: %s",
                        error.message + 3);
    return cli_fail_status(&error);
}
