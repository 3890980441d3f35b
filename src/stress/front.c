#include "stress/front.h"

#include <math.h>
#include <stdlib.h>

typedef struct place {
    double distance, damage;
    size_t index;
} place;

/* The nearest first, of these the most damage, of these the first. */
static int compare(const void *a, const void *b) {
    const place *p = a, *q = b;
    if (p->distance != q->distance)
        return p->distance < q->distance ? -1 : 1;
    if (p->damage != q->damage)
        return p->damage > q->damage ? -1 : 1;
    return p->index < q->index ? -1 : p->index > q->index;
}

bool dc_front_find(size_t *front, size_t *length, const double *distance,
                   const double *damage, size_t count) {
    place *order = calloc(count + 1, sizeof *order);
    *length = 0;
    if (!order)
        return false;
    for (size_t k = 0; k < count; k++)
        order[k] = (place){ distance[k], damage[k], k };
    qsort(order, count, sizeof *order, compare);
    for (size_t k = 0; k < count; k++)
        if (*length == 0 || order[k].damage > damage[front[*length - 1]])
            front[(*length)++] = order[k].index;
    free(order);
    return true;
}

double dc_stress_level(size_t level) {
    static const double levels[DC_STRESS_LEVELS] = { 0.05, 0.1, 0.2, 0.4, 0.8 };
    return levels[level];
}

/* The area below the front: each entry counts from its distance to the next one's. */
static double area(const size_t *front, size_t length, const double *distance,
                   const double *damage) {
    double sum = 0;
    for (size_t k = 0; k < length; k++) {
        double next = k + 1 < length ? distance[front[k + 1]] : 1;
        sum += fmax(0, damage[front[k]]) * (next - distance[front[k]]);
    }
    return sum;
}

bool dc_front_score(dc_stress_score *score, const double *distance, const double *damage,
                    size_t count) {
    size_t *front = calloc(count + 1, sizeof *front), length;
    *score = (dc_stress_score){ 0 };
    bool found = front && dc_front_find(front, &length, distance, damage, count);
    if (found)
        score->volume = area(front, length, distance, damage);
    for (size_t l = 0; l < DC_STRESS_LEVELS && found; l++)
        for (size_t k = 0; k < length; k++)
            if (distance[front[k]] <= dc_stress_level(l))
                score->within[l] = fmax(0, damage[front[k]]);
    free(front);
    return found;
}
