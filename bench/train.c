/* train POINTS FEATURES CLASSES ARCHITECTURE BATCH OPTIMISER single|double SECONDS: trains on
 * random points through the library and prints one JSON line: the steps, the CPU's seconds
 * that they took and the last loss. Batch 0: all points. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <doublecheck/network.h>

enum { ARGUMENTS = 9, STEPS = 20 };

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Uniform on [-1, 1); Knuth's linear congruences. */
static double draw(void) {
    static unsigned long long state = 1;
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (double)(long long)(state >> 11) * 0x1p-52 - 1;
}

static int make(dc_samples *samples) {
    size_t N = samples->points, n = samples->features;
    samples->x = malloc(N * n * sizeof *samples->x);
    samples->label = malloc(N * sizeof *samples->label);
    samples->weight = malloc(N * sizeof *samples->weight);
    if (!samples->x || !samples->label || !samples->weight)
        return 0;
    for (size_t s = 0; s < N; s++) {
        for (size_t l = 0; l < n; l++)
            samples->x[s * n + l] = draw();
        samples->label[s] = (int)(s % samples->classes);
        samples->weight[s] = 1;
    }
    return 1;
}

static void run(dc_training *training, double seconds) {
    size_t steps = 0;
    double start, end;
    for (int k = 0; k < STEPS; k++)
        dc_training_step(training);
    start = now();
    do {
        for (int k = 0; k < STEPS; k++, steps++)
            dc_training_step(training);
        end = now();
    } while (end - start < seconds && dc_training_state_of(training) == DC_TRAINING_RUNS);
    printf("{\"steps\": %zu, \"seconds\": %.6f, \"loss\": %.9g, \"state\": %d}\n", steps,
           end - start, dc_training_loss(training), dc_training_state_of(training));
}

static size_t size_of(const char *text) {
    return (size_t)strtoull(text, NULL, 10);
}

int main(int argc, char **argv) {
    dc_samples samples = { 0 };
    dc_training_options options;
    dc_training *training = NULL;
    dc_error error;
    if (argc != ARGUMENTS) {
        fputs("usage: train POINTS FEATURES CLASSES ARCHITECTURE BATCH OPTIMISER "
              "single|double SECONDS\n",
              stderr);
        return 2;
    }
    samples.points = size_of(argv[1]);
    samples.features = size_of(argv[2]);
    samples.classes = size_of(argv[3]);
    dc_training_options_init(&options);
    options.architecture = argv[4];
    options.activation = "relu";
    options.batch = size_of(argv[5]);
    options.optimiser = argv[6];
    options.single = strcmp(argv[7], "single") == 0;
    options.rate = 0.01;
    options.memory = (size_t)4 << 30;
    if (!make(&samples)) {
        fputs("train: out of memory\n", stderr);
        return 2;
    }
    if (dc_training_create(&training, &samples, &options, &error) != DC_OK) {
        fprintf(stderr, "train: %s\n", error.message);
        return 2;
    }
    run(training, strtod(argv[8], NULL));
    dc_training_destroy(training);
    dc_samples_clear(&samples);
    return 0;
}
