/* Every epoch as CSV: numbers with as many digits as tell two doubles apart. */
#include "csv_parts.h"
#include "memorize_report.h"

static void print_run(FILE *out, const cli_memorize_report *report,
                      const dc_memorize_run *run) {
    for (size_t epoch = 0; epoch < run->look_count; epoch++) {
        const dc_memorize_look *look = run->looks + epoch;
        fprintf(out, "%s,%.17g,%llu,%llu,%llu,%zu,%s,%zu",
                report->options->losses[run->loss], report->options->noise[run->noise],
                (unsigned long long)run->seed, (unsigned long long)run->shuffle_seed,
                (unsigned long long)run->noise_seed, run->replaced,
                run->complete ? "yes" : "no", epoch);
        cli_csv_number(out, look->loss);
        cli_csv_number(out, look->j1);
        cli_csv_number(out, look->j2);
        putc('\n', out);
    }
}

bool cli_memorize_csv_print(FILE *out, const void *of) {
    const cli_memorize_report *report = of;
    fputs("loss,noise,seed,shuffle_seed,noise_seed,replaced,complete,epoch,train_loss,j1,"
          "j2\n",
          out);
    for (size_t k = 0; k < report->result->run_count; k++)
        print_run(out, report, report->result->runs + k);
    return !ferror(out);
}
