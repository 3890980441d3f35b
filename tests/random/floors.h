/* Tiny sets for the data floor, and the library's floors of them.
 *
 *     struct affine_set set;
 *     affine_set_make(&set, &random, 8, 2, 3);
 *     dc_dataset *data = affine_set_data(&set);
 */
#ifndef RANDOM_FLOORS_H
#define RANDOM_FLOORS_H

#include <stdio.h>

#include <doublecheck/data_floor.h>

#include "cases.h"
#include "oracle_affine.h"

/* Points with many ties: equal places, lines, classes that no line parts. */
void affine_set_make(struct affine_set *set, struct case_random *random, size_t N,
                     size_t n, size_t K);

/* Numbers classes by first appearance. False if one does not occur. */
bool affine_set_number(struct affine_set *set);

dc_dataset *affine_set_data(const struct affine_set *set);
void affine_set_print(FILE *stream, const struct affine_set *set, double loss);

/* NULL if what the floor says about itself is consistent; else what is wrong. */
const char *floor_object(const dc_data_floor *floor, const dc_dataset *data, double loss);

/* NULL if the certificate of the data's floor is verified by the program VERIFIER_FLOOR, a
 * macro; else what is wrong. */
const char *floor_prove(const dc_dataset *data, const dc_data_floor_options *options);

#endif
