/* What the complete runs of a cell say. */
#ifndef DC_SIMULATE_REPRODUCE_COMPARISON_H
#define DC_SIMULATE_REPRODUCE_COMPARISON_H

#include "simulate/reproduce/spread.h"

/* From the cell's spreads, intervals and count, which are set. margin is absolute; error: less
 * is better. */
dc_steadiness dc_reproduce_steadiness(const dc_reproduce_cell *cell);
dc_mean_verdict dc_reproduce_mean(const dc_reproduce_cell *cell, double margin,
                                  bool error);

/* Fills in a cell whose weights and runs, [seeds] each, are set. False if memory is out. */
bool dc_reproduce_compare(dc_reproduce_cell *cell, size_t seeds, bool regression,
                          const dc_reproduce_options *options, double confidence);

#endif
