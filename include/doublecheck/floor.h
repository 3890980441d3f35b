/* The accuracy that a loss guarantees (D7, D8, T5-T8 of proofs/theory.md).
 *
 *     dc_guarantee g;
 *     dc_guarantee_init(&g);                      -- kappa 2, sigma 1/4, ...
 *     mpq_set_ui(g.loss, 1, 10);
 *     if (dc_floor_doubling(accuracy, &g, &error) == DC_OK)
 *         ...                                     -- accuracy >= 0.88...
 *     dc_guarantee_clear(&g);
 *
 * Whatever the optimiser, the initial weights and the number of steps: while the loss is at
 * most `loss`, every classifier of D8 is at least that accurate, if the condition holds for
 * the constants. This header computes with constants; whether they hold for a data set is
 * dc_check's to say.
 */
#ifndef DOUBLECHECK_FLOOR_H
#define DOUBLECHECK_FLOOR_H

#include <doublecheck/check.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct dc_guarantee {
    dc_parameters parameters; /* the condition holds for every mass above m0: m0 >= m* */
    mpq_t loss; /* Lbar >= 0: cross-entropy, weighted mean over all points */
    /* r0 >= 0: slabs of smaller half-width are not in the family (family width w: w V /
     * 2, T8); 0 for all others. */
    mpq_t radius;
    unsigned classes;   /* K, 2 .. DC_CLASSES_MOST */
    size_t group_count; /* of pairs of classes, or of pairs in cells */
    /* [group_count] W_g / W of each group, in any order, > 0, with sum K - 1; NULL: the
     * pairs, 2 / K each. Owned, as from malloc. */
    mpq_t *share;
    size_t fineness;          /* radii of the grid to a factor of kappa; 0: 4 */
    bool (*stop)(void *user); /* true: end now; called often, in the calling thread; NULL:
                               * never */
    void *user;
} dc_guarantee;

enum { DC_CLASSES_MOST = 1000 };

/* kappa 2, sigma 1/4, delta 1/2, m0 1/10, loss 0, radius 0, two classes. */
DC_API void dc_guarantee_init(dc_guarantee *guarantee);
DC_API void dc_guarantee_clear(dc_guarantee *guarantee);

/* radius = r0 = w V / 2 of family width w, for classifiers with |v|_inf <= V (T8). */
DC_API void dc_guarantee_set_radius(dc_guarantee *guarantee, const mpq_t width,
                                    const mpq_t slope);

/* The classes of a dataset and the shares of its groups: pairs of classes
 * (DC_GROUPS_AUTO, DC_GROUPS_PAIRS), or with cells those of each cell (DC_GROUPS_CELLS).
 * DC_EINPUT if it has no labels, one class only or too many, or no cells; DC_ENOMEM. */
DC_API DC_MUST_USE dc_status dc_guarantee_set_groups(dc_guarantee *guarantee,
                                                     const dc_dataset *data,
                                                     dc_grouping grouping,
                                                     dc_error *error);

/* Raises mass, an m*, to an m0 for which the condition holds: the least multiple of 10^-6
 * above it. */
DC_API void dc_mass_above(mpq_t mass);

/* T5: accuracy >= 1 - loss / log 2, without any condition. A rational lower bound, at
 * most 2^-70 below; at least 0. DC_EUSAGE for a negative loss. */
DC_API DC_MUST_USE dc_status dc_floor_trivial(mpq_t accuracy, const mpq_t loss,
                                              dc_error *error);

/* T6 and T7: the floor that the condition adds, or T5's where that is larger. A rational
 * lower bound, exact from the multipliers of linear programs that floating point
 * proposed; a multiple of the fineness can only raise it for K = 2.
 * Returns DC_OK; DC_EUSAGE for constants outside D3, a kappa above 10^9, a negative loss
 * or radius, too many classes, other shares, or a grid of more than some thousand radii;
 * DC_ENOMEM; DC_ESTOPPED if guarantee->stop ended it.
 * Cost: for R radii about R linear programs with some R rows; for K > 2 some ten times
 * that for each of up to six levels of shares. */
DC_API DC_MUST_USE dc_status dc_floor_doubling(mpq_t accuracy,
                                               const dc_guarantee *guarantee,
                                               dc_error *error);

/* Writes the certificate of a floor (docs/floor-certificate.md) to path ("-": standard
 * output), for doublecheck-verify-floor. Classes and shares are those of the data with
 * this grouping (pairs or cells; whole for two classes), not those of the guarantee.
 * accuracy is what the certificate claims: the floor, rounded down to a multiple of
 * 10^-15. It is about the file that the data were read from, as dc_certificate_write
 * says, and its bytes are a function of data and guarantee, on one type of CPU.
 * Returns DC_OK; DC_EUSAGE as dc_floor_doubling; DC_EINPUT as dc_guarantee_set_groups;
 * DC_EIO; DC_ENOMEM; DC_ESTOPPED. After a failure the file is as before, as
 * dc_certificate_write says.
 * Cost: twice that of dc_floor_doubling. */
DC_API DC_MUST_USE dc_status dc_floor_certificate_write(const char *path, mpq_t accuracy,
                                                        const dc_guarantee *guarantee,
                                                        const dc_dataset *data,
                                                        dc_grouping grouping,
                                                        dc_error *error);

/* What a data set guarantees. */
typedef struct dc_floor_options {
    /* Family, grouping, limits, callbacks; the question is not used, and of the constants
     * only if `fixed` kappa, sigma and delta. */
    dc_check_options check;
    bool fixed; /* those constants; else the best that are found */
    /* The largest loss of interest: constants that cannot help there are left out; 0:
     * any. */
    mpq_t loss;
    bool range;      /* smaller losses are of interest, too */
    mpq_t slope;     /* family width: V >= |v_ab|_inf of every classifier (T8) */
    size_t fineness; /* as in dc_guarantee */
} dc_floor_options;

DC_API void dc_floor_options_init(dc_floor_options *options);
DC_API void dc_floor_options_clear(dc_floor_options *options);

/* Constants for which the condition holds on a data set, each with an m0 just above the
 * m* that was found. */
typedef struct dc_choice dc_choice;

/* Searches constants: a table of them, then others nearby that promise more for the loss
 * of interest, with the largest sigma for their m0 (T1's dual question). A limit, or
 * options->check.stop, ends the search with those found so far (perhaps none);
 * dc_choice_stop says so. data must outlive the choice.
 * Returns DC_OK; DC_EUSAGE for family width without a slope, and as dc_check does;
 * DC_EINPUT as dc_guarantee_set_groups does; DC_ENOMEM.
 * Cost: up to a hundred calls of dc_check, most of them short; about half of it again for
 * those nearby. */
DC_API DC_MUST_USE dc_status dc_choice_create(dc_choice **out, const dc_dataset *data,
                                              const dc_floor_options *options,
                                              dc_error *error);

/* The choice that has the guarantee's constants only (copied): whoever calls knows that
 * they hold. What dc_floor_doubling refuses, dc_choice_floor refuses. DC_ENOMEM. */
DC_API DC_MUST_USE dc_status dc_choice_of(dc_choice **out, const dc_guarantee *guarantee,
                                          dc_error *error);
DC_API void dc_choice_destroy(dc_choice *choice);

/* From now on floors ask stop, in the calling thread, whether to end; NULL: they do
 * not. */
DC_API void dc_choice_listen(dc_choice *choice, bool (*stop)(void *user), void *user);

DC_API dc_stop dc_choice_stop(const dc_choice *choice);
DC_API size_t dc_choice_count(const dc_choice *choice);

/* The k-th constants, owned by the choice; NULL past the last. */
DC_API const dc_parameters *dc_choice_constants(const dc_choice *choice, size_t k);

/* A floor, and what it rests on. */
typedef struct dc_floor {
    mpq_t accuracy;   /* the larger of the two: accuracy is at least that */
    mpq_t trivial;    /* T5 */
    size_t constants; /* index of the constants; SIZE_MAX: T5 is as good as any */
} dc_floor;

DC_API void dc_floor_init(dc_floor *floor);
DC_API void dc_floor_clear(dc_floor *floor);

/* The best floor for a loss; constants that floor names already are tried first, which is
 * quicker where it comes from a loss nearby. After DC_ESTOPPED floor is the best that was
 * found until then, perhaps T5's. Cost: dc_floor_doubling on a coarse grid for
 * each of the constants, and on the fine grid for the best. */
DC_API DC_MUST_USE dc_status dc_choice_floor(dc_floor *floor, const dc_choice *choice,
                                             const mpq_t loss, dc_error *error);

/* The inverse: a loss, nearly the largest (to 2^-20), for which the floor is at least
 * `accuracy`, in 0 .. 1, and that floor. After DC_ESTOPPED such a loss, and a floor for
 * it, but perhaps not nearly the largest. Cost: about ten times dc_choice_floor. */
DC_API DC_MUST_USE dc_status dc_choice_loss(mpq_t loss, dc_floor *floor,
                                            const dc_choice *choice, const mpq_t accuracy,
                                            dc_error *error);

#ifdef __cplusplus
}
#endif
#endif
