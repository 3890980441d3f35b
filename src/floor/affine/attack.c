#include "floor/affine/attack.h"

#include <math.h>
#include <omp.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BISECTIONS = 30, RAYS = 6, PLAYERS = 2 };

static size_t count_of(const dc_attack *a) {
    return dc_instance_parameters(a->instance);
}

static void set_terrain(dc_attack *a) {
    const dc_instance *instance = a->instance;
    size_t N = instance->points, d = instance->dims;
    for (size_t s = 0; s < N; s++) {
        a->label[s] = (int)instance->label[s];
        for (size_t l = 0; l < d; l++)
            a->z[s * d + l] = instance->z[l * N + s];
    }
    memcpy(a->start, a->center, count_of(a) * sizeof *a->start); /* the last class is 0 */
    a->terrain = (dc_terrain){ N, d, instance->classes, a->label, instance->mass, a->z };
}

bool dc_attack_create(dc_attack *attack, const dc_instance *instance,
                      const double *center, dc_halt *halt) {
    *attack =
        (dc_attack){ .instance = instance, .center = center, .wrong = -1, .halt = halt };
    attack->best = calloc(count_of(attack), sizeof *attack->best);
    attack->start = calloc(instance->classes, instance->dims * sizeof *attack->start);
    attack->label = calloc(instance->points, sizeof *attack->label);
    attack->z = calloc(instance->points, instance->dims * sizeof *attack->z);
    bool made = dc_descent_create(&attack->descent, instance) && attack->best &&
                attack->start && attack->label && attack->z;
    if (made)
        set_terrain(attack);
    return made;
}

void dc_attack_destroy(dc_attack *attack) {
    if (attack->instance)
        dc_descent_destroy(&attack->descent);
    free(attack->best);
    free(attack->start);
    free(attack->label);
    free(attack->z);
    *attack = (dc_attack){ 0 };
}

static double budget_of(const dc_instance *instance) {
    return instance->loss_about * (1 - DC_LOSS_CLEARANCE) - DC_LOSS_CLEARANCE;
}

static bool is_worse(double wrong, double than) {
    return wrong > than + 1e-15;
}

/* Loss and misclassified mass at center + t (theta - center). */
static double look(dc_attack *a, const double *theta, double t, double *wrong) {
    double *at = a->descent.theta;
    for (size_t k = 0; k < count_of(a); k++)
        at[k] = a->center[k] + t * (theta[k] - a->center[k]);
    return dc_descent_loss(&a->descent, wrong);
}

/* The farthest place of C on the ray, and some a little nearer. */
bool dc_attack_try(dc_attack *attack, const double *theta) {
    dc_attack *a = attack;
    double low = 0, high = 1.25, wrong, budget = budget_of(a->instance);
    bool better = false;
    for (int step = 0; step < BISECTIONS; step++) {
        double t = (low + high) / 2;
        *(look(a, theta, t, &wrong) <= budget ? &low : &high) = t;
    }
    for (int k = 0; k < RAYS; k++) {
        double t = low * (1 - 0.01 * k * k);
        if (look(a, theta, t, &wrong) > budget || !is_worse(wrong, a->wrong))
            continue;
        better = true;
        a->wrong = wrong;
        memcpy(a->best, a->descent.theta, count_of(a) * sizeof *a->best);
    }
    return better;
}

/* One adversary, and the worst that it found. */
typedef struct player {
    const dc_instance *instance;
    dc_descent descent;
    double *best; /* [rows][dims] */
    double wrong;
    bool ready; /* it had the memory it needs */
} player;

/* Scores are taken relative to the last class's. */
static bool found(void *user, const double *theta, uint64_t passes) {
    player *p = user;
    size_t d = p->instance->dims, count = dc_instance_parameters(p->instance);
    double wrong, *at = p->descent.theta;
    (void)passes;
    for (size_t k = 0; k < count; k++)
        at[k] = theta[k] - theta[count + k % d];
    if (dc_descent_loss(&p->descent, &wrong) <= budget_of(p->instance) &&
        is_worse(wrong, p->wrong)) {
        p->wrong = wrong;
        memcpy(p->best, at, count * sizeof *at);
    }
    return false;
}

/* What adversaries that play at the same time share. The host is asked in the calling thread,
 * which is the first of its team. */
typedef struct stage {
    dc_halt *host;
    atomic_bool halted;
    atomic_uint playing;
} stage;

static bool ask(void *user) {
    stage *all = user;
    if (omp_get_thread_num() == 0 && dc_halt_now(all->host))
        atomic_store(&all->halted, true);
    return atomic_load(&all->halted);
}

static void play(const dc_attack *a, player *p, uint64_t seed, double work, stage *all) {
    const dc_instance *instance = a->instance;
    uint64_t passes;
    dc_halt halt = { .wanted = ask, .user = all };
    const dc_adversary_task task = { .terrain = a->terrain,
                                     .start = a->start,
                                     .loss = budget_of(instance),
                                     .found = found,
                                     .user = p,
                                     .seed = seed,
                                     .work = work,
                                     .halt = &halt };
    *p = (player){ .instance = instance, .wrong = a->wrong };
    p->best = calloc(count_of(a), sizeof *p->best);
    p->ready = dc_descent_create(&p->descent, instance) && p->best;
    if (p->ready)
        (void)dc_adversary_play(&task, &passes);
    dc_descent_destroy(&p->descent);
    atomic_fetch_sub(&all->playing, 1);
}

/* The calling thread goes on asking until the last one has ended. */
static void wait(stage *all) {
    const struct timespec moment = { .tv_nsec = 5000000 };
    while (atomic_load(&all->playing) > 0 && !ask(all))
        nanosleep(&moment, NULL);
}

bool dc_attack_play(dc_attack *attack, double work, unsigned threads) {
    player players[PLAYERS];
    stage all = { .host = attack->halt, .playing = PLAYERS };
    bool better = false;
#pragma omp parallel num_threads(threads < PLAYERS ? threads : PLAYERS)
    {
#pragma omp for schedule(dynamic, 1) nowait
        for (int k = 0; k < PLAYERS; k++)
            play(attack, players + k, (uint64_t)k + 1, work, &all);
#pragma omp master
        wait(&all);
    }
    for (int k = 0; k < PLAYERS; k++) {
        attack->starved = attack->starved || !players[k].ready;
        if (players[k].ready && is_worse(players[k].wrong, attack->wrong)) {
            attack->wrong = players[k].wrong;
            memcpy(attack->best, players[k].best,
                   count_of(attack) * sizeof *attack->best);
            better = true;
        }
        free(players[k].best);
    }
    return better;
}
