/* The profile of a data set: its critical mass m* as a function of the constants.
 *
 *     dc_profile_options options;
 *     dc_profile_options_init(&options);
 *     options.kappas = kappas, options.kappa_count = 3;     -- both lists increase
 *     options.sigmas = sigmas, options.sigma_count = 20;
 *     dc_profile *profile;
 *     if (dc_profile_create(&profile, data, &options, &error) == DC_OK)
 *         for (size_t k = 0; k < profile->point_count; k++)
 *             ... profile->points[k].bracket ...
 *     dc_profile_destroy(profile);
 *     dc_profile_options_clear(&options);
 *
 * Every point of the profile, a pair (kappa, sigma), has the m* that dc_check finds there,
 * as an exact fraction. m* does not grow with kappa and does not fall with sigma (T1 of
 * proofs/theory.md), so points bound each other: what is known of those that are done is
 * the first slab of the search of the next, or spares it the search where both bounds meet.
 * This changes no m*, but the witness may be another slab of the same mass than dc_check's.
 */
#ifndef DOUBLECHECK_PROFILE_H
#define DOUBLECHECK_PROFILE_H

#include <doublecheck/check.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { DC_PROFILE_LIST_MOST = 100 };

typedef struct dc_profile_options {
    dc_check_options check; /* delta, family, grouping, limits (of the whole profile) and
                             * callbacks. kappa, sigma, m0, question, top, checkpoint and
                             * resume are not looked at. In progress group_index and
                             * group_count are of the groups of all points */
    mpq_t *kappas;          /* [kappa_count], each > 1, increasing; borrowed */
    mpq_t *sigmas;          /* [sigma_count], each > 0, increasing; borrowed */
    size_t kappa_count, sigma_count; /* 1 .. DC_PROFILE_LIST_MOST */
} dc_profile_options;

/* One group at one point. */
typedef struct dc_profile_value {
    dc_bracket bracket; /* of m*; exact if lo = hi */
    dc_witness
        witness;   /* attains bracket.lo at the constants of the point; v NULL: lo = 0 */
    bool searched; /* false: other points told the whole answer, or a limit came before */
    dc_stop stop;  /* DC_STOP_NONE: the bracket is exact */
    uint64_t nodes; /* boxes examined */
    double seconds;
} dc_profile_value;

typedef struct dc_profile_point {
    size_t kappa, sigma;      /* numbers in the lists of the options */
    dc_profile_value *groups; /* [group_count] */
    dc_bracket bracket; /* of the largest m* of all groups; exact if lo = hi, whatever
                               * is not known of groups with a smaller one */
    size_t worst;       /* the first group whose bracket.lo is this one's */
} dc_profile_point;

typedef struct dc_profile {
    size_t group_count;
    char **group_names; /* [group_count], as in dc_result */
    size_t point_count;
    dc_profile_point *points; /* [point_count]: kappas, in each of them sigmas */
    size_t searches;          /* values that were searched */
    uint64_t nodes;
    dc_stop stop; /* of the first value that stopped short of an exact answer */
    double seconds;
} dc_profile;

/* dc_check_options_init; no kappas and no sigmas. */
DC_API void dc_profile_options_init(dc_profile_options *options);
DC_API void dc_profile_options_clear(dc_profile_options *options);

/* Computes every point, the ends of the lists first, then what lies between. Each point may
 * take an equal share of the time that is left; what is left over goes to points that used
 * theirs up. *out is owned by the caller; NULL unless DC_OK. When a limit or the stop callback ends it, the points that are not finished hold the
 * bracket that their own search and the other points leave them, and the result is DC_OK.
 * Same data and options: the same profile, whatever the number of threads, unless a limit
 * cut it.
 * DC_EUSAGE: a list that is empty, too long, out of range or not increasing, and what dc_check
 * refuses; else as dc_check.
 * Cost: at most dc_check for each point; often none for most. Memory, beside that of dc_check:
 * a witness for each group of each point. It is not part of check.memory. */
DC_API DC_MUST_USE dc_status dc_profile_create(dc_profile **out, const dc_dataset *data,
                                               const dc_profile_options *options,
                                               dc_error *error);
DC_API void dc_profile_destroy(dc_profile *profile);

#ifdef __cplusplus
}
#endif
#endif
