#include "prove.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <doublecheck/certificate.h>

#include "../unit/run_verifier.h"

static const char *object(struct engine_run *run, const char *what, const char *message) {
    snprintf(run->why, sizeof run->why, "%s: %s", what, message);
    return run->why;
}

static const char *prove_from(struct engine_run *run, const char *data_path,
                              const char *certificate_path) {
    dc_read_options options = DC_READ_DEFAULTS;
    dc_error error = { 0 };
    dc_dataset *data = NULL;
    options.header = DC_HEADER_YES;
    options.label = "none";
    options.weight = dc_dataset_weighted(run->data) ? "weight" : NULL;
    if (dc_dataset_write_csv(run->data, data_path, &error) != DC_OK ||
        dc_dataset_read(&data, data_path, &options, &error) != DC_OK)
        return object(run, "the data as CSV", error.message);
    const char *why = NULL;
    if (dc_certificate_write(certificate_path, run->result, data, &run->options,
                             &error) != DC_OK)
        why = object(run, "dc_certificate_write", error.message);
    else if (run_verifier(VERIFIER, data_path, certificate_path) != 0)
        why = object(run, "doublecheck-verify", "not verified");
    dc_dataset_destroy(data);
    return why;
}

const char *engine_prove(struct engine_run *run) {
    char data[] = "/tmp/doublecheck-XXXXXX.csv";
    char certificate[] = "/tmp/doublecheck-XXXXXX.dcert";
    int first = mkstemps(data, 4), second = mkstemps(certificate, 6);
    if (first < 0 || second < 0)
        return object(run, "temporary files", "cannot be made");
    const char *why = prove_from(run, data, certificate);
    close(first);
    close(second);
    unlink(data);
    unlink(certificate);
    return why;
}
