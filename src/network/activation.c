#include <doublecheck/network.h>

#include <math.h>
#include <string.h>

#include "base/error.h"
#include <doublecheck/rational.h>

enum { NUMBERS_MOST = DC_LAYERS_MOST, NUMBER_LENGTH_MOST = 64, LISTS_MOST = 2 };

typedef struct numbers {
    size_t count;
    double value[NUMBERS_MOST];
} numbers;

/* An activation's word, how many lists of numbers may follow it, and what it makes of
 * them; false if they do not fit together. */
typedef struct word {
    const char *name;
    size_t lists_least, lists_most;
    bool (*make)(dc_activation *activation, const numbers *lists, size_t count,
                 size_t layer);
} word;

static bool make_two(dc_activation *activation, double below, double above) {
    *activation = (dc_activation){ .breaks = 1, .slope = { below, above } };
    return true;
}

static bool make_abs(dc_activation *activation, const numbers *lists, size_t count,
                     size_t layer) {
    (void)lists, (void)count, (void)layer;
    return make_two(activation, -1, 1);
}

static bool make_relu(dc_activation *activation, const numbers *lists, size_t count,
                      size_t layer) {
    (void)lists, (void)count, (void)layer;
    return make_two(activation, 0, 1);
}

static bool make_hard_tanh(dc_activation *activation, const numbers *lists, size_t count,
                           size_t layer) {
    (void)lists, (void)count, (void)layer;
    *activation = (dc_activation){ .breaks = 2, .at = { -1, 1 }, .slope = { 0, 1, 0 } };
    return true;
}

static bool make_leaky(dc_activation *activation, const numbers *lists, size_t count,
                       size_t layer) {
    (void)layer;
    return (count == 0 || lists->count == 1) &&
           make_two(activation, count ? lists->value[0] : 0.01, 1);
}

static bool make_prelu(dc_activation *activation, const numbers *lists, size_t count,
                       size_t layer) {
    (void)count;
    size_t last = lists->count - 1;
    return make_two(activation, lists->value[layer < last ? layer : last], 1);
}

static bool make_pieces(dc_activation *activation, const numbers *lists, size_t count,
                        size_t layer) {
    const numbers *at = lists, *slope = lists + 1;
    (void)count, (void)layer;
    if (at->count > DC_BREAKS_MOST || slope->count != at->count + 1)
        return false;
    for (size_t k = 1; k < at->count; k++)
        if (at->value[k - 1] >= at->value[k])
            return false;
    *activation = (dc_activation){ .breaks = at->count };
    memcpy(activation->at, at->value, at->count * sizeof *at->value);
    memcpy(activation->slope, slope->value, slope->count * sizeof *slope->value);
    return true;
}

static const word words[] = {
    { "abs", 0, 0, make_abs },
    { "relu", 0, 0, make_relu },
    { "hard_tanh", 0, 0, make_hard_tanh },
    { "leaky_relu", 0, 1, make_leaky },
    { "prelu", 1, 1, make_prelu },
    { "pieces", 2, 2, make_pieces },
};
enum { WORDS = sizeof words / sizeof *words };

/* One number as the nearest double, whatever the locale. */
static dc_status read_number(double *value, const char *text, size_t length) {
    char copy[NUMBER_LENGTH_MOST];
    mpq_t exact;
    if (length == 0 || length >= sizeof copy)
        return DC_EUSAGE;
    memcpy(copy, text, length);
    copy[length] = '\0';
    mpq_init(exact);
    dc_status status = dc_rational_parse(exact, copy, NULL);
    if (status == DC_OK)
        *value = dc_rational_nearest(exact);
    mpq_clear(exact);
    return status == DC_OK && !isfinite(*value) ? DC_EUSAGE : status;
}

static dc_status read_list(numbers *list, const char *text, size_t length,
                           const char *whole, dc_error *error) {
    list->count = 0;
    for (const char *at = text, *end = text + length; at <= end; list->count++) {
        const char *comma = memchr(at, ',', (size_t)(end - at));
        size_t size = (size_t)((comma ? comma : end) - at);
        if (list->count == NUMBERS_MOST)
            return dc_fail(error, DC_EUSAGE,
                           "activation '%.40s...': more than %d numbers", whole,
                           NUMBERS_MOST);
        dc_status status = read_number(list->value + list->count, at, size);
        if (status == DC_ENOMEM)
            return dc_fail_memory(error, "a number");
        if (status != DC_OK)
            return dc_fail(error, DC_EUSAGE, "activation '%s': '%.*s' is no number",
                           whole, (int)size, at);
        at += size + 1;
    }
    return DC_OK;
}

/* Reads ":1,2:3,4", the rest of an activation. */
static dc_status read_lists(numbers *lists, size_t *count, const char *rest,
                            const char *whole, dc_error *error) {
    for (*count = 0; *rest == ':'; ++*count) {
        size_t length = strcspn(++rest, ":");
        if (*count == LISTS_MOST)
            return dc_fail(error, DC_EUSAGE, "activation '%s': more than %d lists", whole,
                           LISTS_MOST);
        dc_status status = read_list(lists + *count, rest, length, whole, error);
        if (status != DC_OK)
            return status;
        rest += length;
    }
    return DC_OK;
}

static const word *find_word(const char *text, size_t length) {
    for (size_t k = 0; k < WORDS; k++)
        if (strlen(words[k].name) == length && memcmp(words[k].name, text, length) == 0)
            return words + k;
    return NULL;
}

dc_status dc_activation_parse(dc_activation *activation, const char *text, size_t layer,
                              dc_error *error) {
    size_t length = strcspn(text, ":"), count;
    const word *known = find_word(text, length);
    numbers lists[LISTS_MOST];
    if (!known)
        return dc_fail(error, DC_EUSAGE,
                       "'%s' is no activation: known are abs, relu, hard_tanh, "
                       "leaky_relu:A, prelu:A,B,..., pieces:T,...:S,...",
                       text);
    dc_status status = read_lists(lists, &count, text + length, text, error);
    if (status != DC_OK)
        return status;
    if (count < known->lists_least || count > known->lists_most ||
        !known->make(activation, lists, count, layer))
        return dc_fail(
            error, DC_EUSAGE,
            "activation '%s': the numbers do not fit: leaky_relu takes a slope, "
            "prelu slopes, pieces at most %d increasing break points and "
            "one slope more, the others none",
            text, DC_BREAKS_MOST);
    return dc_succeed(error);
}

size_t dc_activation_piece(const dc_activation *activation, double z) {
    size_t piece = 0;
    while (piece < activation->breaks && z > activation->at[piece])
        piece++;
    return piece;
}

/* Sums the lengths between 0 and z over the pieces. */
double dc_activation_value(const dc_activation *activation, double z) {
    double from = fmin(z, 0), to = fmax(z, 0), sum = 0;
    for (size_t k = 0; k <= activation->breaks; k++) {
        double low = k > 0 ? fmax(from, activation->at[k - 1]) : from;
        double high = k < activation->breaks ? fmin(to, activation->at[k]) : to;
        if (high > low)
            sum += activation->slope[k] * (high - low);
    }
    return z < 0 ? -sum : sum;
}
