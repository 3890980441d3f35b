/* read FILE: reads a CSV file without labels through the library and prints one JSON
 * line: the points, the features and the seconds that it took. */
#include <stdio.h>
#include <time.h>

#include <doublecheck/dataset.h>

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

int main(int argc, char **argv) {
    dc_read_options options = DC_READ_DEFAULTS;
    dc_dataset *data = NULL;
    dc_error error;
    if (argc != 2) {
        fputs("usage: read FILE\n", stderr);
        return 2;
    }
    options.label = "none";
    double start = now();
    if (dc_dataset_read(&data, argv[1], &options, &error) != DC_OK) {
        fprintf(stderr, "read: %s\n", error.message);
        return 2;
    }
    double seconds = now() - start;
    printf("{\"points\": %zu, \"features\": %zu, \"seconds\": %.3f}\n",
           dc_dataset_points(data), dc_dataset_features(data), seconds);
    dc_dataset_destroy(data);
    return 0;
}
