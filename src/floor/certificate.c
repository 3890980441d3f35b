#include "base/error.h"
#include "certificate/header.h"
#include "certificate/sink.h"
#include "floor/cover.h"
#include "floor/guarantee.h"

/* Digits behind the point of an accuracy, and of the bound of a level. */
enum { ACCURACY_DIGITS = 15, BOUND_DIGITS = 18 };

static void put_fraction(dc_text *text, const char *name, const fmpq_t value) {
    mpq_t copy;
    mpq_init(copy);
    fmpq_get_mpq(copy, value);
    dc_text_put(text, "%s ", name);
    dc_text_fraction(text, copy);
    mpq_clear(copy);
}

static void put_number(dc_text *text, const char *name, const mpq_t value) {
    dc_text_put(text, "%s ", name);
    dc_text_fraction(text, value);
    dc_text_put(text, "\n");
}

/* value = the multiple of 10^-digits below it, plus `more` of them. */
static void round_down(fmpq_t value, ulong digits, ulong more) {
    fmpz_t power, part;
    fmpz_init(power);
    fmpz_init(part);
    fmpz_set_ui(power, 10);
    fmpz_pow_ui(power, power, digits);
    fmpz_mul(part, fmpq_numref(value), power);
    fmpz_fdiv_q(part, part, fmpq_denref(value));
    fmpz_add_ui(part, part, more);
    fmpq_set_fmpz_frac(value, part, power);
    fmpz_clear(part);
    fmpz_clear(power);
}

static void put_grid(dc_text *text, const dc_floor_plan *plan) {
    const dc_rings *rings = &plan->rings;
    dc_text_put(text, "radii %zu period %zu", rings->count, rings->period);
    for (size_t j = 0; j < rings->period; j++)
        put_fraction(text, "", rings->radius + j);
    dc_text_put(text, "\nbits %d price %lld levels %zu\n", DC_MULTIPLIER_BITS,
                (long long)plan->price.loss, plan->shares.count);
}

/* One level; wrong += what its groups lose. */
static dc_status put_level(dc_text *text, fmpq_t wrong, const dc_floor_plan *plan,
                           size_t k, const dc_cutoff *cutoff, dc_error *error) {
    dc_proposals kept = { 0 };
    fmpq_t value, alone;
    fmpq_init(value);
    fmpq_init(alone);
    fmpq_div(alone, plan->loss, plan->shares.least + k);
    dc_status status = dc_propose(value, &plan->rings, &plan->rule, &plan->price, alone,
                                  cutoff, NULL, &kept, error);
    /* Above the value by at least one unit: the page's logarithms may be smaller than the
     * library's, by no more than one of 2^-DC_LOG_BITS. */
    round_down(value, BOUND_DIGITS, 2);
    put_fraction(text, "level", plan->shares.least + k);
    put_fraction(text, " bound", value);
    dc_text_put(text, "\n");
    if (status == DC_OK)
        status = dc_cover_put(text, plan, &kept, alone, value, error);
    fmpq_addmul(wrong, plan->shares.sum + k, value);
    fmpq_clear(alone);
    fmpq_clear(value);
    dc_proposals_clear(&kept);
    return status;
}

/* The proof of T6 or T7, and what it proves: wrong, the misclassified mass. */
static dc_status put_doubling(dc_text *text, fmpq_t wrong, const dc_guarantee *g,
                              dc_error *error) {
    dc_cutoff cutoff = { NULL, g->stop, g->user };
    dc_floor_plan plan;
    dc_status status = dc_floor_plan_create(&plan, g, error);
    if (status != DC_OK)
        return status;
    status = dc_price_choose(wrong, &plan.price, &plan.rings, &plan.rule, &plan.shares,
                             plan.loss, &cutoff, error);
    dc_text_put(text, "proof doubling ");
    put_grid(text, &plan);
    dc_price_paid(wrong, &plan.price, plan.loss);
    for (size_t k = 0; k < plan.shares.count && status == DC_OK; k++)
        status = put_level(text, wrong, &plan, k, &cutoff, error);
    dc_floor_plan_destroy(&plan);
    return status;
}

/* The proof, and the accuracy it proves: that of T5 if it is not less. */
static dc_status put_proof(dc_text *text, fmpq_t accuracy, const dc_guarantee *g,
                           dc_error *error) {
    mpq_t trivial;
    fmpq_t other;
    mpq_init(trivial);
    fmpq_init(other);
    dc_status status = put_doubling(text, accuracy, g, error);
    if (status == DC_OK)
        status = dc_floor_trivial(trivial, g->loss, error);
    fmpq_sub_si(accuracy, accuracy, 1);
    fmpq_neg(accuracy, accuracy);
    round_down(accuracy, ACCURACY_DIGITS, 0);
    fmpq_set_mpq(other, trivial);
    round_down(other, ACCURACY_DIGITS, 0);
    if (fmpq_cmp(other, accuracy) >= 0) {
        fmpq_set(accuracy, other);
        dc_text_truncate(text, 0);
        dc_text_put(text, "proof trivial\n");
    }
    fmpq_clear(other);
    mpq_clear(trivial);
    return status;
}

static dc_status put_claim(dc_text *text, const dc_guarantee *g, const dc_dataset *data,
                           dc_grouping grouping, const mpq_t accuracy, dc_error *error) {
    const dc_parameters *p = &g->parameters;
    dc_text_put(text, "dfloor 1\n");
    dc_status status = dc_header_data(text, data, error);
    dc_text_put(text, "groups %s\n", grouping == DC_GROUPS_CELLS ? "cells" : "pairs");
    put_number(text, "kappa", p->kappa);
    put_number(text, "sigma", p->sigma);
    put_number(text, "delta", p->delta);
    put_number(text, "m0", p->m0);
    put_number(text, "radius", g->radius);
    put_number(text, "loss", g->loss);
    put_number(text, "accuracy", accuracy);
    return status;
}

static dc_status write_texts(const char *path, dc_text *claim, dc_text *proof,
                             dc_error *error) {
    dc_sink sink;
    dc_status status = dc_sink_open(&sink, path, error);
    if (status != DC_OK)
        return status;
    dc_text_put(proof, "end\n");
    status = dc_sink_put(&sink, claim, error);
    if (status == DC_OK)
        status = dc_sink_put(&sink, proof, error);
    return dc_sink_close(&sink, status, error);
}

static dc_status write_for(const char *path, mpq_t accuracy, const dc_guarantee *g,
                           const dc_dataset *data, dc_grouping grouping,
                           dc_error *error) {
    dc_text claim = { 0 }, proof = { 0 };
    fmpq_t proven;
    fmpq_init(proven);
    dc_status status = put_proof(&proof, proven, g, error);
    if (status == DC_OK) {
        fmpq_get_mpq(accuracy, proven);
        status = put_claim(&claim, g, data, grouping, accuracy, error);
    }
    if (status == DC_OK)
        status = write_texts(path, &claim, &proof, error);
    fmpq_clear(proven);
    dc_text_clear(&proof);
    dc_text_clear(&claim);
    return status;
}

dc_status dc_floor_certificate_write(const char *path, mpq_t accuracy,
                                     const dc_guarantee *guarantee,
                                     const dc_dataset *data, dc_grouping grouping,
                                     dc_error *error) {
    dc_guarantee own;
    dc_guarantee_init(&own);
    dc_status status = dc_guarantee_assign(&own, guarantee, error);
    if (status == DC_OK)
        status = dc_guarantee_set_groups(&own, data, grouping, error);
    if (status == DC_OK)
        status = write_for(path, accuracy, &own, data, grouping, error);
    dc_guarantee_clear(&own);
    return status == DC_OK ? dc_succeed(error) : status;
}
