/* Writing a data set as CSV. */
#ifndef DC_CLI_WRITE_H
#define DC_CLI_WRITE_H

#include <doublecheck/dataset.h>

/* path "-": standard output. Returns an exit code; failures are reported. */
int cli_write(const dc_dataset *data, const char *path);

#endif
