/* Classifiers of C that misclassify as much as they can: the upper end of the bracket. */
#ifndef DC_FLOOR_AFFINE_ATTACK_H
#define DC_FLOOR_AFFINE_ATTACK_H

#include "floor/affine/adversary.h"
#include "floor/affine/descent.h"

/* What a computed loss must stay below Lbar by, so that the exact one does: coordinates are
 * rounded to about 2^-20 of a standard deviation. */
#define DC_LOSS_CLEARANCE 2e-6

typedef struct dc_attack {
    const dc_instance *instance;
    dc_descent descent;
    const double *center; /* [rows][dims], in C */
    double *best;         /* [rows][dims]: the worst classifier so far */
    double wrong;         /* mass that it misclassifies, in floating point; < 0: none */
    double *start;        /* [classes][dims]: the center */
    dc_terrain terrain;   /* of the instance's points; the two that follow are its own: */
    int *label;           /* [points] */
    double *z;            /* [points][dims] */
    dc_halt *halt;
    bool starved; /* memory ran out for an adversary */
} dc_attack;

/* center is borrowed, and must be in C. */
bool dc_attack_create(dc_attack *attack, const dc_instance *instance,
                      const double *center, dc_halt *halt);
void dc_attack_destroy(dc_attack *attack);

/* Looks along the ray from the center through theta, which is not the attack's own. True if it
 * is worse than the best. */
bool dc_attack_try(dc_attack *attack, const double *theta);

/* Adversaries from the center on, the same ones for any number of threads, about so many
 * operations each. True if one found a classifier worse than the best; when memory is out,
 * none does, and `starved` is set. */
bool dc_attack_play(dc_attack *attack, double work, unsigned threads);

#endif
