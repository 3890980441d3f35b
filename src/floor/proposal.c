#include "floor/proposal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "floor/relaxation.h"

/* Bounds that differ by less are the same. */
static const double CLOSE = 1e-7;

/* A box of scenarios that none of them beats. */
typedef struct branch {
    dc_scenarios box;
    dc_multipliers multipliers; /* growth: memory of its own, least and most behind it */
    fmpq bound;                 /* from the multipliers */
    double about;               /* the bound */
} branch;

/* The boxes hold all scenarios that are possible. */
typedef struct search {
    dc_relaxation relaxation;
    const fmpq *loss;
    branch *branches; /* [count] */
    size_t count, room;
} search;

/* Room for one more; false if there is none. */
static bool reserve(void **array, size_t count, size_t *room, size_t size) {
    if (count < *room)
        return true;
    void *more = realloc(*array, (2 * *room + 16) * size);
    if (!more)
        return false;
    *array = more;
    *room = 2 * *room + 16;
    return true;
}

static bool copy_multipliers(dc_multipliers *copy, const dc_multipliers *from,
                             size_t radii) {
    int64_t *rows = calloc(3 * radii + 1, sizeof *rows);
    if (!rows)
        return false;
    if (from)
        memcpy(rows, from->growth, 3 * radii * sizeof *rows);
    *copy = (dc_multipliers){ from ? from->loss : 0, rows, rows + radii,
                              rows + 2 * radii };
    return true;
}

static void bound_branch(const search *s, branch *b) {
    const dc_relaxation *r = &s->relaxation;
    dc_bound_value(&b->bound, r->rings, r->rule, r->price, &b->box, &b->multipliers,
                   s->loss);
    b->about = fmpq_get_d(&b->bound);
}

static void clear_branch(branch *b) {
    free(b->multipliers.growth);
    fmpq_clear(&b->bound);
}

static bool create_branch(branch *b, const search *s, const dc_scenarios *box,
                          const dc_multipliers *multipliers) {
    *b = (branch){ .box = *box };
    if (!copy_multipliers(&b->multipliers, multipliers, s->relaxation.rings->count))
        return false;
    fmpq_init(&b->bound);
    bound_branch(s, b);
    return true;
}

/* Multipliers of the box itself. False if they are not nearly optimal: what GLPK takes for an
 * optimum is none at times. */
static bool solve(branch *b, search *s) {
    if (!dc_relaxation_solve(&b->multipliers, &s->relaxation, &b->box))
        return false;
    bound_branch(s, b);
    return b->about <= dc_program_value(s->relaxation.program) + CLOSE;
}

/* Adds a box with multipliers of its own, or those of the box that it is a part of (NULL:
 * none) where no better ones are found. False if memory is out. */
static bool add(search *s, const dc_scenarios *box, const dc_multipliers *inherited) {
    void *branches = s->branches;
    branch best, own;
    if (!reserve(&branches, s->count, &s->room, sizeof *s->branches))
        return false;
    s->branches = branches;
    if (!create_branch(&best, s, box, inherited))
        return false;
    s->branches[s->count++] = best;
    if (!create_branch(&own, s, box, inherited))
        return false;
    if (!solve(&own, s)) {
        dc_program_forget(s->relaxation.program);
        solve(&own, s);
    }
    if (fmpq_cmp(&own.bound, &best.bound) < 0) {
        s->branches[s->count - 1] = own;
        own = best;
    }
    clear_branch(&own);
    return true;
}

/* The place of the branch with the largest bound. */
static size_t largest(const search *s) {
    size_t best = 0;
    for (size_t k = 1; k < s->count; k++)
        if (s->branches[k].about > s->branches[best].about)
            best = k;
    return best;
}

/* The k-th branch gives way to its halves. */
static bool split(search *s, size_t k) {
    branch whole = s->branches[k];
    dc_scenarios half[2];
    bool added = true;
    dc_scenarios_split(half, &whole.box, s->relaxation.rule);
    s->branches[k] = s->branches[--s->count];
    for (size_t h = 0; h < 2 && added; h++)
        if (!dc_scenarios_empty(half + h))
            added = add(s, half + h, &whole.multipliers);
    clear_branch(&whole);
    return added;
}

static bool is_enough(const search *s, const fmpq *enough) {
    for (size_t k = 0; k < s->count && enough; k++)
        if (dc_scenarios_single(&s->branches[k].box) &&
            fmpq_cmp(&s->branches[k].bound, enough) >= 0)
            return true;
    return false;
}

/* Splits until the largest bound is that of one scenario. */
static dc_status run(search *s, const dc_cutoff *cutoff, dc_error *error) {
    dc_scenarios all = dc_scenarios_all(s->relaxation.rings);
    bool added = add(s, &all, NULL);
    while (added) {
        size_t k = largest(s);
        if (dc_scenarios_single(&s->branches[k].box) ||
            is_enough(s, cutoff ? cutoff->enough : NULL))
            return DC_OK;
        if (cutoff && cutoff->stop && cutoff->stop(cutoff->user))
            return dc_fail(error, DC_ESTOPPED, "the floor was interrupted");
        added = split(s, k);
    }
    return dc_fail_memory(error, "a floor's multipliers");
}

static size_t set_size(const dc_proposals *kept) {
    return 1 + 3 * kept->radii;
}

dc_multipliers dc_proposals_get(const dc_proposals *proposals, size_t k) {
    int64_t *set = proposals->values + k * set_size(proposals);
    size_t radii = proposals->radii;
    return (dc_multipliers){ set[0], set + 1, set + 1 + radii, set + 1 + 2 * radii };
}

void dc_proposals_clear(dc_proposals *proposals) {
    free(proposals->values);
    free(proposals->used);
    memset(proposals, 0, sizeof *proposals);
}

/* What the branch says of its scenarios with this `first`: an end of D_i is one of a D_j
 * between it and the scenario's own then, which only lowers the bound. */
static void specialise(int64_t *set, const branch *b, const search *s, size_t first) {
    const dc_rings *rings = s->relaxation.rings;
    const dc_scenarios *box = &b->box;
    size_t radii = rings->count;
    int64_t *growth = set + 1, *least = growth + radii, *most = least + radii;
    memset(set, 0, (1 + 3 * radii) * sizeof *set);
    set[0] = b->multipliers.loss;
    for (size_t j = box->most.first; dc_scenarios_grow(box, rings, j); j++)
        growth[j] = b->multipliers.growth[j];
    for (size_t j = box->most.full + rings->period; j < radii; j++)
        least[j] = b->multipliers.least[j];
    if (box->most.first < radii)
        least[first] = b->multipliers.least[box->most.first];
    if (box->least.first > 0)
        most[first - 1] = b->multipliers.most[box->least.first - 1];
    if (box->least.full > box->most.first)
        for (size_t full = box->least.full; full <= box->most.full; full++)
            most[full - 1] = b->multipliers.most[box->least.full - 1];
}

static bool keep_set(dc_proposals *kept, const branch *b, const search *s, size_t first) {
    void *values = kept->values;
    kept->radii = s->relaxation.rings->count;
    if (!reserve(&values, kept->count, &kept->room, set_size(kept) * sizeof(int64_t)))
        return false;
    kept->values = values;
    specialise(kept->values + kept->count++ * set_size(kept), b, s, first);
    return true;
}

static bool keep_use(dc_proposals *kept) {
    void *used = kept->used;
    if (!reserve(&used, kept->scenarios, &kept->scenario_room, sizeof *kept->used))
        return false;
    kept->used = used;
    kept->used[kept->scenarios++] = kept->count - 1;
    return true;
}

static const branch *branch_of(const search *s, const dc_scenario *scenario) {
    const branch *b = s->branches;
    while (!dc_scenarios_hold(&b->box, scenario))
        b++;
    return b;
}

/* A set for each `first` of each branch. */
static bool keep(dc_proposals *kept, const search *s) {
    const branch *before = NULL;
    dc_scenario scenario = { 0, 0 }, last = scenario;
    bool done = true;
    do {
        if (!dc_scenario_possible(&scenario, s->relaxation.rule))
            continue;
        const branch *b = branch_of(s, &scenario);
        if (b != before || scenario.first != last.first)
            done = keep_set(kept, b, s, scenario.first);
        done = done && keep_use(kept);
        before = b;
        last = scenario;
    } while (done && dc_scenario_next(&scenario, s->relaxation.rings));
    return done;
}

dc_status dc_propose(fmpq_t value, const dc_rings *rings, const dc_rule *rule,
                     const dc_share_price *price, const fmpq_t loss,
                     const dc_cutoff *cutoff, double *slope, dc_proposals *kept,
                     dc_error *error) {
    search s = { .loss = loss };
    dc_status status = dc_relaxation_create(&s.relaxation, rings, rule, price, loss,
                                            error);
    fmpq_zero(value);
    if (status == DC_OK)
        status = run(&s, cutoff, error);
    for (size_t k = 0; k < s.count; k++)
        if (fmpq_cmp(&s.branches[k].bound, value) > 0)
            fmpq_set(value, &s.branches[k].bound);
    if (status == DC_OK && slope)
        *slope = dc_relaxation_slope(&s.relaxation, &s.branches[largest(&s)].box);
    if (status == DC_OK && kept && !keep(kept, &s))
        status = dc_fail_memory(error, "a floor's multipliers");
    for (size_t k = 0; k < s.count; k++)
        clear_branch(s.branches + k);
    free(s.branches);
    dc_relaxation_destroy(&s.relaxation);
    return status;
}
