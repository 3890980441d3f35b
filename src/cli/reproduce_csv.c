/* Runs of a reproduction study as CSV: numbers with as many digits as tell two doubles
 * apart. */
#include "csv_parts.h"
#include "reproduce_report.h"
#include <inttypes.h>

static void print_run(FILE *out, const dc_clf_weights *weights, dc_arm arm,
                      const dc_reproduce_run *run) {
    const double numbers[] = { run->test,       run->test_loss,    run->train,
                               run->train_loss, run->factor_least, run->factor_most };
    fprintf(out, "%.17g,%.17g,%s,%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",%d", weights->a,
            weights->b, dc_arm_name(arm), run->seed, run->shuffle_seed, run->steps,
            run->diverged);
    for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++)
        cli_csv_number(out, numbers[k]);
    putc('\n', out);
}

static void print_arm(FILE *out, const dc_reproduction *result, size_t cell, dc_arm arm) {
    const dc_clf_weights none = { 0, 0 };
    const dc_reproduce_cell *c = result->cells + cell;
    for (size_t k = 0; k < result->seeds; k++)
        if (c->runs[arm][k].complete)
            print_run(out, arm == DC_ARM_PLAIN ? &none : &c->weights, arm,
                      c->runs[arm] + k);
}

bool cli_reproduce_csv_print(FILE *out, const void *of) {
    const dc_reproduction *result = ((const cli_reproduce_report *)of)->result;
    const char *test = result->regression ? "test_rmse" : "test_accuracy";
    const char *train = result->regression ? "train_rmse" : "train_accuracy";
    fprintf(out,
            "a,b,arm,seed,shuffle_seed,steps,diverged,%s,test_loss,%s,train_loss,"
            "factor_least,factor_most\n",
            test, train);
    print_arm(out, result, 0, DC_ARM_PLAIN);
    for (size_t c = 0; c < result->cell_count; c++)
        for (dc_arm a = DC_ARM_CLF; a < DC_ARMS; a++)
            print_arm(out, result, c, a);
    return !ferror(out);
}
