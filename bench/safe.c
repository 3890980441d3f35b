/* safe DATA LOSS SECONDS THREADS CERTIFICATE: computes the safe floor of a CSV file, and no
 * better one, through the library, writes its certificate and prints one JSON line: the
 * floors, what ended it and the seconds that it took. */
#include <stdio.h>
#include <stdlib.h>

#include <gmp.h>

#include <doublecheck/data_floor.h>

enum { ARGUMENTS = 6 };

static int fail(const dc_error *error) {
    fprintf(stderr, "safe: %s\n", error->message);
    return 2;
}

static void print(const dc_data_floor *floor, mpq_srcptr accuracy) {
    gmp_printf("{\"trivial\": \"%Qd\", \"safe\": \"%Qd\", \"certified\": \"%Qd\", ",
               floor->trivial, floor->safe, accuracy);
    printf("\"vacuous\": %s, \"least_loss\": %.9g, \"stop\": %d, \"seconds\": %.6f}\n",
           floor->vacuous ? "true" : "false", floor->least_loss, (int)floor->stop,
           floor->seconds);
}

static int run(const dc_dataset *data, const dc_data_floor_options *options,
               const char *certificate) {
    dc_data_floor *floor = NULL;
    dc_error error;
    mpq_t accuracy;
    if (dc_data_floor_create(&floor, data, options, &error) != DC_OK)
        return fail(&error);
    mpq_init(accuracy);
    dc_status status = dc_data_floor_certificate_write(certificate, accuracy, floor, data,
                                                       options->loss, &error);
    if (status == DC_OK)
        print(floor, accuracy);
    mpq_clear(accuracy);
    dc_data_floor_destroy(floor);
    return status == DC_OK ? 0 : fail(&error);
}

int main(int argc, char **argv) {
    dc_data_floor_options options;
    dc_dataset *data = NULL;
    dc_error error;
    if (argc != ARGUMENTS) {
        fputs("usage: safe DATA LOSS SECONDS THREADS CERTIFICATE\n", stderr);
        return 2;
    }
    if (dc_dataset_read(&data, argv[1], NULL, &error) != DC_OK)
        return fail(&error);
    dc_data_floor_options_init(&options);
    options.safe_only = true;
    options.time_limit = strtod(argv[3], NULL);
    options.threads = (unsigned)strtoul(argv[4], NULL, 10);
    int status = 2;
    if (mpq_set_str(options.loss, argv[2], 10) == 0) {
        mpq_canonicalize(options.loss);
        status = run(data, &options, argv[5]);
    } else {
        fprintf(stderr, "safe: %s is no loss\n", argv[2]);
    }
    dc_data_floor_options_clear(&options);
    dc_dataset_destroy(data);
    return status;
}
