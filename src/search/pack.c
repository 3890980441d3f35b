#include "search/pack.h"

#include <stdlib.h>

#include <flint/fmpz_vec.h>

void dc_put_bound(dc_bytes *bytes, const dc_condition *bound) {
    dc_bytes_put_mass(bytes, bound->floor);
    dc_bytes_put_bool(bytes, bound->ratio_infinite);
    dc_bytes_put_mass(bytes, bound->ratio_num);
    dc_bytes_put_mass(bytes, bound->ratio_den);
}

static bool in_range(dc_mass mass, dc_mass least) {
    return mass >= least && mass >> DC_MASS_BITS == 0;
}

void dc_get_bound(dc_reader *reader, dc_condition *bound) {
    bound->floor = dc_get_mass(reader);
    bound->ratio_infinite = dc_get_bool(reader);
    bound->ratio_num = dc_get_mass(reader);
    bound->ratio_den = dc_get_mass(reader);
    if (!in_range(bound->floor, 0) || !in_range(bound->ratio_num, 1) ||
        !in_range(bound->ratio_den, 1))
        reader->bad = true;
}

static void put_fraction(dc_bytes *bytes, const fmpq_t value) {
    dc_bytes_put_integer(bytes, fmpq_numref(value));
    dc_bytes_put_integer(bytes, fmpq_denref(value));
}

static void get_fraction(dc_reader *reader, fmpq_t value) {
    dc_get_integer(reader, fmpq_numref(value));
    dc_get_integer(reader, fmpq_denref(value));
    if (fmpz_sgn(fmpq_denref(value)) <= 0) {
        reader->bad = true;
        fmpq_zero(value);
    }
    fmpq_canonicalise(value);
}

void dc_put_interval(dc_bytes *bytes, const dc_interval *interval) {
    put_fraction(bytes, interval->a);
    put_fraction(bytes, interval->b);
    dc_bytes_put_mass(bytes, interval->mass);
    dc_bytes_put_mass(bytes, interval->dilated);
}

void dc_get_interval(dc_reader *reader, dc_interval *interval) {
    get_fraction(reader, interval->a);
    get_fraction(reader, interval->b);
    interval->mass = dc_get_mass(reader);
    interval->dilated = dc_get_mass(reader);
}

void dc_put_way(dc_bytes *bytes, const dc_way *way) {
    dc_bytes_put_u64(bytes, (uint64_t)way->chart << 32 | way->depth);
    dc_bytes_put(bytes, dc_way_word(way), dc_way_words(way) * sizeof(uint64_t));
}

void dc_put_box(dc_bytes *bytes, const dc_box *box) {
    dc_bytes_put_u64(bytes, box->chart);
    dc_bytes_put_u64(bytes, box->depth);
    dc_bytes_put(bytes, box->centre, box->dims * sizeof *box->centre);
    dc_bytes_put(bytes, box->level, box->dims);
}

dc_box *dc_get_box(dc_reader *reader, size_t dims) {
    uint64_t chart = dc_get_u64(reader), depth = dc_get_u64(reader);
    reader->bad = reader->bad || chart >= dims || depth > dims * DC_BOX_DEEPEST;
    dc_box *box = reader->bad ? NULL : dc_box_chart(dims, chart);
    if (!box) {
        dc_reader_lose(reader);
        return NULL;
    }
    box->depth = (uint32_t)depth;
    dc_get(reader, box->centre, dims * sizeof *box->centre);
    dc_get(reader, box->level, dims);
    for (size_t l = 0; l < dims; l++)
        reader->bad = reader->bad || box->level[l] > DC_BOX_DEEPEST;
    if (!reader->bad)
        return box;
    free(box);
    return NULL;
}

void dc_put_node(dc_bytes *bytes, const dc_node *node) {
    dc_put_way(bytes, &node->way);
    dc_bytes_put_u64(bytes, node->num);
    dc_bytes_put_u64(bytes, node->den);
    dc_bytes_put_u64(bytes, node->serial);
    dc_bytes_put_u64(bytes, node->place);
}

void dc_get_way(dc_reader *reader, dc_way *way) {
    uint64_t head = dc_get_u64(reader);
    *way = (dc_way){ .depth = (uint32_t)head };
    size_t words = dc_way_words(way);
    *way = (dc_way){ 0 };
    if (reader->bad || words > reader->left / sizeof(uint64_t)) {
        reader->bad = true;
        return;
    }
    uint64_t *word = malloc(words * sizeof *word);
    if (word)
        dc_get(reader, word, words * sizeof *word);
    if (!word || !dc_way_of(way, (uint32_t)(head >> 32), (uint32_t)head, word))
        dc_reader_lose(reader);
    free(word);
}

void dc_get_node(dc_reader *reader, dc_node *node) {
    dc_get_way(reader, &node->way);
    node->num = dc_get_u64(reader);
    node->den = dc_get_u64(reader);
    node->serial = dc_get_u64(reader);
    uint64_t place = dc_get_u64(reader);
    node->place = (uint32_t)place;
    if (place > UINT32_MAX || node->num >> 62 || node->den >> 62)
        reader->bad = true;
}

void dc_put_best(dc_bytes *bytes, const dc_problem *problem) {
    dc_put_bound(bytes, &problem->condition);
    dc_bytes_put_bool(bytes, problem->found);
    dc_bytes_put_vector(bytes, problem->v, problem->points->dims);
    dc_put_interval(bytes, &problem->slab);
}

void dc_get_best(dc_reader *reader, dc_problem *problem) {
    dc_get_bound(reader, &problem->condition);
    problem->found = dc_get_bool(reader);
    dc_get_vector(reader, problem->v, problem->points->dims);
    dc_get_interval(reader, &problem->slab);
}
