/* rounds DATA M0 SECONDS: searches unlabelled points (family all; M0 "-": for the critical
 * mass, else whether they hold for M0) on one thread, and prints for each round of boxes one
 * line: the seconds before its first box, in which nothing can be done side by side, and the
 * seconds that each of its boxes took to cut. The last line is what came after.
 *
 * Linked with --wrap=dc_cut, so that the search itself knows nothing of it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <doublecheck/check.h>

#include "base/clock.h"
#include "search/frontier.h"
#include "search/piece.h"

static double last_end;
static bool between; /* a box was taken from those that wait since the last was cut */

void __real_dc_cut(dc_cutter *cutter, unsigned thread, const dc_node *node,
                   dc_piece *pieces);
void __wrap_dc_cut(dc_cutter *cutter, unsigned thread, const dc_node *node,
                   dc_piece *pieces);
bool __real_dc_frontier_pop(dc_frontier *frontier, dc_node *node);
bool __wrap_dc_frontier_pop(dc_frontier *frontier, dc_node *node);

bool __wrap_dc_frontier_pop(dc_frontier *frontier, dc_node *node) {
    between = true;
    return __real_dc_frontier_pop(frontier, node);
}

void __wrap_dc_cut(dc_cutter *cutter, unsigned thread, const dc_node *node,
                   dc_piece *pieces) {
    double start = dc_clock();
    if (between)
        printf("\n%.9f", start - last_end);
    between = false;
    __real_dc_cut(cutter, thread, node, pieces);
    last_end = dc_clock();
    printf(" %.9f", last_end - start);
}

static int fail(const char *message) {
    fprintf(stderr, "rounds: %s\n", message);
    return 2;
}

static int run(const dc_dataset *data, const dc_check_options *options) {
    dc_result *result = NULL;
    dc_error error;
    last_end = dc_clock();
    if (dc_check(&result, data, options, &error) != DC_OK)
        return fail(error.message);
    printf("\n%.9f\n", dc_clock() - last_end);
    fprintf(stderr, "%s, %s, %llu boxes, %.2f s\n", dc_verdict_name(result->verdict),
            dc_stop_name(result->stop), (unsigned long long)result->groups[0].nodes,
            result->seconds);
    dc_result_destroy(result);
    return 0;
}

int main(int argc, char **argv) {
    enum { ARGUMENTS = 4 };
    static char buffer[1 << 20];
    dc_read_options reading = DC_READ_DEFAULTS;
    dc_check_options options;
    dc_dataset *data = NULL;
    dc_error error;
    if (argc != ARGUMENTS)
        return fail("usage: rounds DATA M0 SECONDS");
    setvbuf(stdout, buffer, _IOFBF, sizeof buffer);
    reading.label = "none";
    if (dc_dataset_read(&data, argv[1], &reading, &error) != DC_OK)
        return fail(error.message);
    dc_check_options_init(&options);
    options.threads = 1;
    options.time_limit = strtod(argv[3], NULL);
    bool decide = strcmp(argv[2], "-") != 0;
    int status = 0;
    if (decide && mpq_set_str(options.parameters.m0, argv[2], 10) != 0)
        status = fail("M0 is no fraction");
    if (decide)
        options.question = DC_DECIDE;
    if (status == 0)
        status = run(data, &options);
    dc_check_options_clear(&options);
    dc_dataset_destroy(data);
    return status;
}
