/* Trajectories as CSV: numbers with as many digits as tell two doubles apart. */
#include "csv_parts.h"
#include "simulate_report.h"

static void print_run(FILE *out, const dc_run *run) {
    for (size_t k = 0; k < run->look_count; k++) {
        const dc_look *look = run->looks + k;
        fprintf(out, "%llu,%llu", (unsigned long long)run->seed,
                (unsigned long long)look->step);
        cli_csv_number(out, look->loss);
        cli_csv_number(out, look->accuracy);
        cli_csv_number(out, look->least_margin);
        cli_csv_number(out, look->mean_margin);
        putc('\n', out);
    }
}

bool cli_simulate_csv_print(FILE *out, const void *of) {
    const dc_simulation *simulation = ((const cli_simulate_report *)of)->simulation;
    fputs("seed,step,loss,accuracy,least_margin,mean_margin\n", out);
    for (size_t k = 0; k < simulation->run_count; k++)
        print_run(out, simulation->runs + k);
    return !ferror(out);
}
