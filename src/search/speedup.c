/* What threads and processes make of a search (docs/cost.md, "Threads and processes"). */
#include <math.h>

#include "search/cost.h"

/* Seconds of the leader for a letter, sent or received (bench/scaling.py). */
static const double handling = 5e-6;

/* Of each doubling of the threads: measured for two (bench/RESULTS.md). */
static const double of_threads = 0.93;

double dc_cost_of_threads(unsigned threads) {
    return threads * pow(of_threads, log2(threads));
}

/* Portions in which a round of so many parts is handed out: each process's share of half of
 * what is left, one part at least. */
static double portions(double parts, double processes) {
    double few = 2 * processes;
    return parts <= few ? parts : few * (1 + log(parts / few));
}

/* Each portion that another process gets is a letter, and its answer is one. */
static double letters(double parts, double processes) {
    return 2 * portions(parts, processes) * (processes - 1) / processes;
}

static double seconds_of(const dc_cost *cost, double processes, double threads,
                         double of_one) {
    double rounds = fmax(cost->rounds, 1), each = fmax(cost->parts / rounds, 1);
    double busy = fmin(processes * threads, each) * of_one / threads;
    return cost->alone + (cost->thread_seconds - cost->alone) / fmax(busy, 1) +
           rounds * letters(each, processes) * handling;
}

double dc_estimate_speedup(const dc_cost *cost, unsigned processes, unsigned threads) {
    double of_one = dc_cost_of_threads(threads);
    double one = seconds_of(cost, 1, threads, of_one);
    /* Others are not asked where that would take longer. */
    double all = fmin(one, seconds_of(cost, processes, threads, of_one));
    return all > 0 ? cost->thread_seconds / all : 1;
}
