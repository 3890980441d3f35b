#include "floor/cover.h"

#include <stdlib.h>

#include "base/error.h"

typedef struct cover {
    dc_text *text;
    const dc_floor_plan *plan;
    const dc_proposals *proposals;
    const fmpq *loss, *value;
    size_t *number, sets; /* [proposals->count]: numbers of those used, from 1; 0: none */
    dc_text uses;
    size_t current, run; /* the set that proves the last `run` scenarios */
} cover;

static bool proves(const cover *c, size_t set, const dc_scenario *s) {
    const dc_floor_plan *plan = c->plan;
    dc_multipliers m = dc_proposals_get(c->proposals, set);
    fmpq_t bound;
    dc_scenarios box = dc_scenarios_one(*s);
    fmpq_init(bound);
    dc_bound_value(bound, &plan->rings, &plan->rule, &plan->price, &box, &m, c->loss);
    bool proven = fmpq_cmp(bound, c->value) <= 0;
    fmpq_clear(bound);
    return proven;
}

static void put_rows(dc_text *text, char kind, const int64_t *multiplier, size_t count) {
    for (size_t j = 0; j < count; j++)
        if (multiplier[j])
            dc_text_put(text, " %c%zu:%lld", kind, j, (long long)multiplier[j]);
}

static size_t count_rows(const dc_multipliers *m, size_t radii) {
    size_t count = 0;
    for (size_t j = 0; j < radii; j++)
        count += (m->growth[j] != 0) + (m->least[j] != 0) + (m->most[j] != 0);
    return count;
}

static void put_set(dc_text *text, const dc_proposals *proposals, size_t k) {
    dc_multipliers m = dc_proposals_get(proposals, k);
    size_t radii = proposals->radii;
    dc_text_put(text, "set %lld %zu", (long long)m.loss, count_rows(&m, radii));
    put_rows(text, 'g', m.growth, radii);
    put_rows(text, 'l', m.least, radii);
    put_rows(text, 't', m.most, radii);
    dc_text_put(text, "\n");
}

static void end_run(cover *c) {
    if (c->run > 0)
        dc_text_put(&c->uses, " %zu:%zu", c->number[c->current], c->run);
    c->run = 0;
}

/* Sets are numbered as they are first used; order[0], ... are their places. */
static void go_through(cover *c, size_t *order) {
    dc_scenario s = { 0, 0 };
    size_t k = 0;
    do {
        if (!dc_scenario_possible(&s, &c->plan->rule))
            continue;
        size_t own = c->proposals->used[k++];
        if (c->run == 0 || !proves(c, c->current, &s)) {
            end_run(c);
            c->current = own;
        }
        if (!c->number[c->current]) {
            order[c->sets] = c->current;
            c->number[c->current] = ++c->sets;
        }
        c->run++;
    } while (dc_scenario_next(&s, &c->plan->rings));
    end_run(c);
}

dc_status dc_cover_put(dc_text *text, const dc_floor_plan *plan,
                       const dc_proposals *proposals, const fmpq_t loss,
                       const fmpq_t value, dc_error *error) {
    cover c = { .plan = plan, .proposals = proposals, .loss = loss, .value = value };
    size_t *order = calloc(2 * proposals->count + 1, sizeof *order);
    if (!order)
        return dc_fail_memory(error, "the certificate");
    c.number = order + proposals->count;
    go_through(&c, order);
    dc_text_put(text, "sets %zu\n", c.sets);
    for (size_t k = 0; k < c.sets; k++)
        put_set(text, proposals, order[k]);
    dc_text_put(text, "uses");
    bool failed = c.uses.failed;
    if (!failed)
        dc_text_put(text, "%s\n", c.uses.bytes);
    dc_text_clear(&c.uses);
    free(order);
    return failed ? dc_fail_memory(error, "the certificate") : DC_OK;
}
