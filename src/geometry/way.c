#include "geometry/way.h"

#include <stdlib.h>
#include <string.h>

enum { WORD = 64 };

static size_t words_for(uint32_t depth) {
    return depth ? ((size_t)depth + WORD - 1) / WORD : 1;
}

dc_way dc_way_to_chart(size_t chart) {
    return (dc_way){ .chart = (uint32_t)chart };
}

void dc_way_clear(dc_way *way) {
    if (way->depth > DC_WAY_INLINE)
        free(way->side.word);
    *way = (dc_way){ 0 };
}

size_t dc_way_words(const dc_way *way) {
    return words_for(way->depth);
}

const uint64_t *dc_way_word(const dc_way *way) {
    return way->depth > DC_WAY_INLINE ? way->side.word : &way->side.bits;
}

bool dc_way_of(dc_way *way, uint32_t chart, uint32_t depth, const uint64_t *word) {
    *way = (dc_way){ .chart = chart, .depth = depth, .side.bits = word[0] };
    if (depth <= DC_WAY_INLINE)
        return true;
    way->side.word = malloc(words_for(depth) * sizeof *word);
    if (!way->side.word) {
        *way = (dc_way){ 0 };
        return false;
    }
    memcpy(way->side.word, word, words_for(depth) * sizeof *word);
    return true;
}

bool dc_way_to_half(dc_way *half, const dc_way *way, int side) {
    const uint64_t *from = dc_way_word(way);
    uint32_t last = way->depth / WORD;
    uint64_t bit = (uint64_t)side << way->depth % WORD;
    uint64_t *word;
    *half = (dc_way){ .chart = way->chart, .depth = way->depth + 1 };
    if (half->depth <= DC_WAY_INLINE) {
        half->side.bits = *from | bit;
        return true;
    }
    word = calloc(words_for(half->depth), sizeof *word);
    if (!word) {
        *half = (dc_way){ 0 };
        return false;
    }
    memcpy(word, from, dc_way_words(way) * sizeof *word);
    word[last] |= bit;
    half->side.word = word;
    return true;
}

dc_box *dc_way_box(const dc_way *way, size_t dims, const double *spread) {
    const uint64_t *word = dc_way_word(way);
    dc_box *box = way->chart < dims ? dc_box_chart(dims, way->chart) : NULL;
    for (uint32_t k = 0; k < way->depth && box; k++) {
        size_t l = dc_box_widest(box, spread);
        if (l == dims) {
            free(box);
            return NULL;
        }
        dc_box_cut(box, l, (int)(word[k / WORD] >> k % WORD & 1));
    }
    return box;
}
