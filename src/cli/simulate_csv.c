/* Trajectories as CSV: numbers with as many digits as tell two doubles apart. */
#include "simulate_report.h"

static void print_run(FILE *out, const dc_run *run) {
    for (size_t k = 0; k < run->look_count; k++) {
        const dc_look *look = run->looks + k;
        fprintf(out, "%llu,%llu,%.17g,%.17g,%.17g,%.17g\n", (unsigned long long)run->seed,
                (unsigned long long)look->step, look->loss, look->accuracy,
                look->least_margin, look->mean_margin);
    }
}

bool cli_simulate_csv_print(FILE *out, const void *of) {
    const dc_simulation *simulation = ((const cli_simulate_report *)of)->simulation;
    fputs("seed,step,loss,accuracy,least_margin,mean_margin\n", out);
    for (size_t k = 0; k < simulation->run_count; k++)
        print_run(out, simulation->runs + k);
    return !ferror(out);
}
