#include "search/pack_result.h"

#include <math.h>
#include <stdlib.h>

#include "search/pack.h"
#include "search/question.h"

void dc_put_boxtree(dc_saving *saving, const dc_boxtree *tree) {
    dc_bytes *bytes = &saving->bytes;
    dc_bytes_put_bool(bytes, tree != NULL);
    if (!tree)
        return;
    dc_bytes_put_mass(bytes, tree->condition.total);
    dc_put_bound(bytes, &tree->condition);
    dc_bytes_put_u64(bytes, tree->number);
    dc_bytes_put_u64(bytes, tree->count);
    dc_saving_write(saving, tree->node, tree->count * sizeof *tree->node);
}

/* Halves stand behind their box, so that no way goes round. */
static bool halves_follow(const dc_boxtree *tree) {
    for (uint32_t k = 0; k < tree->count; k++) {
        uint32_t half = tree->node[k].half;
        if (half && (half <= k || half + 1 >= tree->count || half == UINT32_MAX))
            return false;
    }
    return tree->count > 0 && tree->node[0].half == 0;
}

/* The nodes in place of those of a fresh tree. */
static bool get_nodes(dc_reader *reader, dc_boxtree *tree) {
    uint64_t number = dc_get_u64(reader);
    size_t count = dc_get_count(reader, sizeof *tree->node);
    if (reader->bad || count < tree->count || count > UINT32_MAX || number > UINT32_MAX)
        return false;
    dc_boxtree_node *node = realloc(tree->node, count * sizeof *node);
    if (!node) {
        dc_reader_lose(reader);
        return false;
    }
    tree->node = node;
    tree->number = (uint32_t)number;
    tree->count = tree->capacity = (uint32_t)count;
    dc_get(reader, node, count * sizeof *node);
    return halves_follow(tree);
}

dc_boxtree *dc_get_boxtree(dc_reader *reader, const dc_limits *limits) {
    dc_condition condition;
    dc_boxtree *tree = NULL;
    if (!dc_get_bool(reader))
        return NULL;
    dc_mass total = dc_get_mass(reader);
    if (total <= 0 || total >> DC_MASS_BITS ||
        dc_question_start(&condition, limits->options, total, NULL) != DC_OK) {
        reader->bad = true;
        return NULL;
    }
    dc_get_bound(reader, &condition);
    if (!reader->bad)
        tree = dc_boxtree_create(1, &condition, 0);
    if (!tree)
        dc_reader_lose(reader);
    dc_condition_clear(&condition);
    if (tree && get_nodes(reader, tree))
        return tree;
    dc_boxtree_destroy(tree);
    reader->bad = true;
    return NULL;
}

static void put_bracket(dc_bytes *bytes, const dc_bracket *bracket) {
    dc_bytes_put_mpq(bytes, bracket->lo);
    dc_bytes_put_mpq(bytes, bracket->hi);
    dc_bytes_put_bool(bytes, bracket->infinite);
}

/* Only sigma* is infinite, or its upper end. */
static void get_bracket(dc_reader *reader, dc_bracket *bracket, dc_question question) {
    dc_get_mpq(reader, bracket->lo);
    dc_get_mpq(reader, bracket->hi);
    bracket->infinite = dc_get_bool(reader);
    if (mpq_sgn(bracket->lo) < 0 ||
        (bracket->infinite ? question != DC_MAXIMIZE_SIGMA
                           : mpq_cmp(bracket->lo, bracket->hi) > 0))
        reader->bad = true;
}

double dc_get_seconds(dc_reader *reader) {
    double seconds = dc_get_double(reader);
    if (isfinite(seconds) && seconds >= 0)
        return seconds;
    reader->bad = true;
    return 0;
}

static void put_witness(dc_bytes *bytes, const dc_witness *witness) {
    dc_bytes_put_bool(bytes, witness->v != NULL);
    for (size_t l = 0; l < witness->features; l++)
        dc_bytes_put_mpz(bytes, witness->v[l]);
    dc_bytes_put_mpq(bytes, witness->c);
    dc_bytes_put_mpq(bytes, witness->r);
    dc_bytes_put_mpq(bytes, witness->mass);
    dc_bytes_put_mpq(bytes, witness->dilated_mass);
}

static void get_witness(dc_reader *reader, dc_witness *witness, size_t features) {
    bool there = dc_get_bool(reader);
    if (there && dc_witness_reserve(witness, features, NULL) != DC_OK)
        dc_reader_lose(reader);
    for (size_t l = 0; l < witness->features; l++)
        dc_get_mpz(reader, witness->v[l]);
    dc_get_mpq(reader, witness->c);
    dc_get_mpq(reader, witness->r);
    dc_get_mpq(reader, witness->mass);
    dc_get_mpq(reader, witness->dilated_mass);
}

static void put_subset(dc_bytes *bytes, const dc_subset_result *subset) {
    dc_bytes_put_u64(bytes, subset->features ? subset->count : 0);
    for (size_t k = 0; k < subset->count && subset->features; k++)
        dc_bytes_put_u64(bytes, subset->features[k]);
    dc_bytes_put_u64(bytes, subset->direction);
    put_bracket(bytes, &subset->bracket);
    put_witness(bytes, &subset->witness);
}

static void get_features(dc_reader *reader, dc_subset_result *subset, size_t features) {
    subset->count = dc_get_count(reader, sizeof(uint64_t));
    if (subset->count == 0)
        return;
    subset->features = malloc(subset->count * sizeof *subset->features);
    if (!subset->features) {
        dc_reader_lose(reader);
        return;
    }
    for (size_t k = 0; k < subset->count; k++) {
        subset->features[k] = dc_get_u64(reader);
        if (subset->features[k] >= features)
            reader->bad = true;
    }
}

static void get_subset(dc_reader *reader, dc_subset_result *subset, size_t features,
                       dc_question question) {
    dc_bracket_init(&subset->bracket);
    dc_witness_init(&subset->witness);
    get_features(reader, subset, features);
    subset->direction = dc_get_u64(reader);
    get_bracket(reader, &subset->bracket, question);
    get_witness(reader, &subset->witness, features);
}

static void get_list(dc_reader *reader, dc_group_result *group, size_t features,
                     const dc_check_options *options) {
    size_t top = dc_top_of(options);
    size_t count = dc_get_count(reader, sizeof(uint64_t));
    if (count > top)
        reader->bad = true;
    if (reader->bad || count == 0)
        return;
    group->subsets = calloc(top + 1, sizeof *group->subsets);
    if (!group->subsets)
        dc_reader_lose(reader);
    for (; group->subset_count < count && !reader->bad; group->subset_count++)
        get_subset(reader, group->subsets + group->subset_count, features,
                   options->question);
}

static void put_entries(dc_bytes *bytes, const dc_trace_entry *entry, size_t count) {
    dc_bytes_put_u64(bytes, count);
    for (size_t k = 0; k < count; k++) {
        dc_bytes_put_double(bytes, entry[k].seconds);
        dc_bytes_put_u64(bytes, entry[k].nodes);
        put_bracket(bytes, &entry[k].bracket);
    }
}

static void get_entry(dc_reader *reader, dc_trace_entry *entry, dc_question question) {
    dc_bracket_init(&entry->bracket);
    entry->seconds = dc_get_seconds(reader);
    entry->nodes = dc_get_u64(reader);
    get_bracket(reader, &entry->bracket, question);
}

/* The end that the best slab gives never goes back; that of the open boxes may, as their bounds
 * are not sharp. */
static bool goes_back(const dc_bracket *before, const dc_bracket *after,
                      dc_question question) {
    if (question != DC_MAXIMIZE_SIGMA)
        return mpq_cmp(after->lo, before->lo) < 0;
    if (before->infinite || after->infinite)
        return after->infinite && !before->infinite;
    return mpq_cmp(after->hi, before->hi) > 0;
}

/* Entries of a trace; *count tells how many have come. */
static void get_entries(dc_reader *reader, dc_trace_entry *entry, size_t *count,
                        size_t wanted, dc_question question) {
    while (*count < wanted && !reader->bad) {
        dc_trace_entry *next = entry + (*count)++;
        get_entry(reader, next, question);
        if (*count > 1 && goes_back(&next[-1].bracket, &next->bracket, question))
            reader->bad = true;
    }
}

/* A count of entries; 0 if the reader is bad. */
static size_t get_entry_count(dc_reader *reader, size_t most) {
    size_t count = dc_get_count(reader, sizeof(double));
    if (count > most)
        reader->bad = true;
    return reader->bad ? 0 : count;
}

void dc_put_trace(dc_bytes *bytes, const dc_trace *trace) {
    dc_bytes_put_u64(bytes, trace->rounds);
    dc_bytes_put_u64(bytes, trace->stride);
    put_entries(bytes, trace->entry, trace->count);
}

void dc_get_trace(dc_reader *reader, dc_trace *trace, dc_question question) {
    trace->rounds = dc_get_u64(reader);
    trace->stride = dc_get_u64(reader);
    if (trace->stride == 0 || trace->stride > UINT64_MAX / 4) /* it is doubled */
        reader->bad = true;
    size_t count = get_entry_count(reader, DC_TRACE_MOST - 2);
    get_entries(reader, trace->entry, &trace->count, count, question);
}

/* It ends with the group's bracket. */
static void get_group_trace(dc_reader *reader, dc_group_result *group,
                            dc_question question) {
    size_t count = get_entry_count(reader, DC_TRACE_MOST);
    if (count == 0)
        return;
    group->trace = calloc(count, sizeof *group->trace);
    if (!group->trace)
        dc_reader_lose(reader);
    get_entries(reader, group->trace, &group->trace_count, count, question);
    if (!reader->bad &&
        !dc_bracket_same(&group->trace[count - 1].bracket, &group->bracket))
        reader->bad = true;
}

/* The counts, in the order of the file. */
static void put_counts(dc_bytes *bytes, const dc_group_result *group) {
    const uint64_t counts[] = { group->points,      group->distinct,  group->constant,
                                group->dependent,   group->dimension, group->verdict,
                                group->stop,        group->nodes,     group->cases,
                                group->subset_total };
    for (size_t k = 0; k < sizeof counts / sizeof *counts; k++)
        dc_bytes_put_u64(bytes, counts[k]);
}

static void get_counts(dc_reader *reader, dc_group_result *group) {
    size_t *const sizes[] = { &group->points, &group->distinct, &group->constant,
                              &group->dependent, &group->dimension };
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++)
        *sizes[k] = dc_get_u64(reader);
    uint64_t verdict = dc_get_u64(reader), stop = dc_get_u64(reader);
    if (verdict > DC_UNDECIDED || stop > DC_STOP_DECIDED)
        reader->bad = true;
    else {
        group->verdict = (dc_verdict)verdict;
        group->stop = (dc_stop)stop;
    }
    group->nodes = dc_get_u64(reader);
    group->cases = dc_get_u64(reader);
    group->subset_total = dc_get_u64(reader);
}

void dc_put_group(dc_saving *saving, const dc_group_result *group) {
    dc_bytes *bytes = &saving->bytes;
    put_counts(bytes, group);
    dc_bytes_put_double(bytes, group->seconds);
    put_bracket(bytes, &group->bracket);
    put_witness(bytes, &group->witness);
    dc_bytes_put_u64(bytes, group->subset_count);
    for (size_t k = 0; k < group->subset_count; k++) {
        put_subset(bytes, group->subsets + k);
        dc_saving_flow(saving);
    }
    put_entries(bytes, group->trace, group->trace_count);
    dc_put_boxtree(saving, group->boxes);
    dc_saving_flow(saving);
}

void dc_get_group(dc_reader *reader, dc_group_result *group, size_t features,
                  const dc_limits *limits) {
    dc_question question = limits->options->question;
    get_counts(reader, group);
    group->seconds = dc_get_seconds(reader);
    get_bracket(reader, &group->bracket, question);
    get_witness(reader, &group->witness, features);
    get_list(reader, group, features, limits->options);
    get_group_trace(reader, group, question);
    group->boxes = dc_get_boxtree(reader, limits);
}
