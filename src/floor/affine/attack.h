/* Classifiers of C that misclassify as much as they can: the upper end of the bracket. */
#ifndef DC_FLOOR_AFFINE_ATTACK_H
#define DC_FLOOR_AFFINE_ATTACK_H

#include "floor/affine/refute.h"

/* What a computed loss must stay below Lbar by, so that the exact one does: coordinates are
 * rounded to about 2^-20 of a standard deviation. */
#define DC_LOSS_CLEARANCE 2e-6

typedef struct dc_attack {
    const dc_instance *instance;
    dc_refuter refuter;
    const double *center; /* [rows][dims], in C */
    double *best;         /* [rows][dims]: the worst classifier so far */
    double wrong;         /* mass that it misclassifies, in floating point; < 0: none */
    double *trial, *next, *gradient; /* [rows][dims] */
    double *columns;                 /* [rows][points] */
    dc_halt *halt;
} dc_attack;

/* center is borrowed, and must be in C. */
bool dc_attack_create(dc_attack *attack, const dc_instance *instance,
                      const double *center, dc_halt *halt);
void dc_attack_destroy(dc_attack *attack);

/* Looks along the ray from the center through theta. True if it is worse than the best. */
bool dc_attack_try(dc_attack *attack, const double *theta);

/* From theta down the loss less a price times the misclassified mass, smoothed, at prices for
 * which the loss comes out near Lbar. True if that ended at a worse classifier. Cost: some
 * thousand passes. */
bool dc_attack_slide(dc_attack *attack, const double *theta);

/* Up the misclassified mass, smoothed, without leaving C. True if that ended at a worse
 * classifier. Cost: some thousand passes. */
bool dc_attack_climb(dc_attack *attack, const double *theta);

/* Adds points to those that the best classifier loses, and drops others, while that helps. */
void dc_attack_improve(dc_attack *attack, size_t rounds);

#endif
