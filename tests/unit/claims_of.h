/* For tests of certificates: writes one of a result, and checks that it says what the
 * result does, and proves it. Included after cmocka.h. */
#ifndef TEST_CLAIMS_OF_H
#define TEST_CLAIMS_OF_H

#include <doublecheck/certificate.h>

#include "certificate_of.h"
#include "checks_of.h"

#include "search/family.h"
#include "search/question.h"

/* The certificate's bytes, to be freed. */
static inline char *must_write(const dc_result *result, const dc_dataset *data,
                               const dc_check_options *options) {
    memory_file file = memory_file_open("", 0);
    dc_error error;
    if (dc_certificate_write(file.path, result, data, options, &error) != DC_OK)
        fail_msg("%s", error.message);
    assert_string_equal(error.message, "");
    return memory_file_text(&file);
}

/* The tokens of expected come next. */
static inline void expect_tokens(certified *g, dc_text *expected) {
    char *rest = expected->bytes;
    assert_false(expected->failed);
    for (char *token; (token = strtok_r(rest, " \n", &rest));)
        certified_word(g, token);
    dc_text_clear(expected);
}

static inline void expect_head(certified *g) {
    const dc_check_options *options = g->options;
    dc_groups *groups;
    dc_text head = { 0 };
    assert_int_equal(dc_groups_create(&groups, g->data, options->grouping, NULL), DC_OK);
    dc_text_put(&head, "dcert 1\n");
    assert_int_equal(dc_header_data(&head, g->data, NULL), DC_OK);
    dc_header_condition(&head, options, dc_family_find(options->family.kind)->name);
    dc_header_groups(&head, g->data, options->grouping, dc_groups_count(groups));
    expect_tokens(g, &head);
    dc_groups_destroy(groups);
}

/* The slab with its value, and the bound: an end of the bracket. */
static inline void expect_claim(certified *g, const dc_group_result *group) {
    bool sigma = g->options->question == DC_MAXIMIZE_SIGMA;
    const dc_bracket *bracket = &group->bracket;
    const dc_witness *slab = &group->witness;
    dc_text claim = { 0 };
    mpq_t value;
    mpq_init(value);
    if (sigma && slab->v) {
        mpq_sub(value, slab->dilated_mass, slab->mass);
        mpq_div(value, value, slab->mass);
    } else {
        mpq_set(value, slab->mass);
    }
    dc_text_put(&claim, "slab ");
    if (!slab->v)
        dc_text_put(&claim, "none");
    else
        dc_text_fraction(&claim, value);
    for (size_t l = 0; l < slab->features && slab->v; l++) {
        char *entry = mpz_get_str(NULL, 10, slab->v[l]);
        dc_text_put(&claim, " %s", entry);
        free(entry);
    }
    for (int k = 0; k < 2 && slab->v; k++) {
        dc_text_put(&claim, " ");
        dc_text_fraction(&claim, k ? slab->r : slab->c);
    }
    dc_text_put(&claim, " bound ");
    if (sigma && bracket->infinite && group->stop == DC_STOP_NONE)
        dc_text_put(&claim, "infinite");
    else
        dc_text_fraction(&claim, sigma ? bracket->lo : bracket->hi);
    expect_tokens(g, &claim);
    mpq_clear(value);
}

/* Nothing is known of a group that was not examined: m* < delta. */
static inline void expect_little(certified *g) {
    dc_text claim = { 0 };
    mpq_t bound;
    mpq_init(bound);
    g->c.floor = g->c.enough - 1;
    dc_mass_fraction(bound, g->c.floor, g->c.total);
    dc_text_put(&claim, "slab none bound ");
    dc_text_fraction(&claim, bound);
    expect_tokens(g, &claim);
    mpq_clear(bound);
}

/* The condition at the bound, section 8. */
static inline void set_bound(certified *g, const dc_group_result *group) {
    if (g->options->question != DC_MAXIMIZE_SIGMA) {
        g->c.floor = dc_mass_most(group->bracket.hi, g->c.total);
    } else if (!group->bracket.infinite || group->stop != DC_STOP_NONE) {
        long num = mpz_get_si(mpq_numref(group->bracket.lo));
        long den = mpz_get_si(mpq_denref(group->bracket.lo));
        g->c.ratio_infinite = false;
        g->c.ratio_num = num + den;
        g->c.ratio_den = den;
    }
}

typedef struct tally {
    unsigned long problems, relations, boxes, unexamined;
} tally;

/* Everything that a certificate says is as the result has it, and proved. */
static inline void check_certificate(char *text, const dc_result *result,
                                     const dc_dataset *data,
                                     const dc_check_options *options, const rule *r,
                                     tally *sum) {
    static certified g;
    dc_groups *groups;
    g = (certified){ .data = data, .options = options, .r = *r };
    g.p.next = text;
    expect_head(&g);
    assert_int_equal(dc_groups_create(&groups, data, options->grouping, NULL), DC_OK);
    for (size_t k = 0; k < dc_groups_count(groups); k++) {
        bool examined = k < result->group_count;
        dc_text head = { 0 };
        g.rows = dc_groups_points(groups, k);
        g.count = dc_groups_size(groups, k);
        dc_text_put(&head, "group %zu", k + 1);
        expect_tokens(&g, &head);
        dc_mass total = certified_weights(&g);
        assert_int_equal(dc_question_start(&g.c, options, total, NULL), DC_OK);
        if (examined)
            expect_claim(&g, result->groups + k);
        else
            expect_little(&g);
        if (examined)
            set_bound(&g, result->groups + k);
        certified_proof(&g);
        dc_condition_clear(&g.c);
        sum->unexamined += !examined;
    }
    certified_word(&g, "end");
    proof_end(&g.p);
    sum->boxes += g.boxes;
    sum->problems += g.problems;
    sum->relations += g.relations;
    dc_groups_destroy(groups);
}

static inline void expect_certified(const dc_result *result, const dc_dataset *data,
                                    const dc_check_options *options, const rule *r,
                                    tally *sum) {
    char *text = must_write(result, data, options);
    check_certificate(text, result, data, options, r, sum);
    free(text);
}

/* x3 = 1 - x1 / 2, x4 is constant; labels a, b, c, cells p, q. */
static inline dc_dataset *mixed_data(size_t points, const char *columns) {
    char text[4000], *end = text + sprintf(text, "x1,x2,w,x3,x4,cell,label\n");
    dc_random random;
    dc_random_seed(&random, 5);
    for (size_t k = 0; k < points; k++) {
        long a = dc_random_between(&random, -6, 6), b = dc_random_between(&random, -6, 6);
        end += sprintf(end, "%ld/2,%ld/3,%ld,%ld/4,0.7,%c,%c\n", a, b, (long)(1 + k % 3),
                       4 - a, "pq"[k % 2], "abc"[k / 2 % 3]);
    }
    return must_read(text, &(dc_read_options){
                               .weight = "w", .cell = "cell", .columns = columns });
}

static const rule plain = { { 3, 1 }, { 1, 4 }, { 1, 1 } };

/* A complete check of all mixed data. */
typedef struct finished {
    dc_dataset *data;
    dc_check_options options;
    dc_result *result;
} finished;

static inline void finish(finished *f, dc_grouping grouping, dc_question question) {
    f->data = mixed_data(30, NULL);
    options_of(&f->options, &plain, question == DC_MAXIMIZE_SIGMA ? "3/5" : "1/5");
    f->options.grouping = grouping;
    f->options.question = question;
    f->result = must_check(f->data, &f->options);
}

static inline void finished_clear(finished *f) {
    dc_result_destroy(f->result);
    dc_check_options_clear(&f->options);
    dc_dataset_destroy(f->data);
}

#endif
