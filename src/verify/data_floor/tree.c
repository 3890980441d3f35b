#include "data_floor.h"

enum { MOST_DEPTH = 1000000 };

/* A decision on the way to the leaf that is looked at. */
typedef struct node {
    size_t s, rival;
    bool second; /* its first subtree is done */
} node;

typedef struct tree {
    const problem *p;
    basis *basis;
    size_t bases;
    decisions decided;
    vector vector;
    steps steps;
    bool *moved; /* [count]: the points of the basis in use */
    node *path;
    size_t depth, room, leaves;
    char name[40]; /* of the leaf */
} tree;

/* The value of a point of a basis, for the smaller one of its two vectors. */
static long moved_value(const tree *t, size_t s, size_t class, const long *step) {
    const problem *p = t->p;
    long *P = t->vector.P + s * p->classes, *last = P + p->classes - 1;
    long value[2];
    for (int k = 0; k < 2; k++) {
        P[class] += step[k];
        *last -= step[k];
        value[k] = value_of(p, &t->decided, s, P, t->vector.price, t->name);
        P[class] -= step[k];
        *last += step[k];
    }
    return value[0] < value[1] ? value[0] : value[1];
}

/* The sum of W_s e_s over the points of a basis. */
static mass sum_moved(tree *t, const basis *b) {
    mass sum = 0;
    for (size_t j = 0; j + 1 < t->p->classes; j++) {
        steps_set(&t->steps, t->p, b, j, &t->vector);
        for (size_t i = 0; i < t->p->dims; i++) {
            size_t s = b->block[j].point[i];
            const long step[] = { t->steps.least[i], t->steps.most[i] };
            sum += (mass)t->p->weight.of[s] * moved_value(t, s, j, step);
        }
    }
    return sum;
}

/* ... and over all others. */
static mass sum_others(const tree *t) {
    mass sum = 0;
    const problem *p = t->p;
    for (size_t s = 0; s < p->count; s++)
        if (!t->moved[s])
            sum += (mass)p->weight.of[s] * value_of(p, &t->decided, s,
                                                    t->vector.P + s * p->classes,
                                                    t->vector.price, t->name);
    return sum;
}

static void mark_moved(tree *t, const basis *b, bool moved) {
    for (size_t j = 0; j + 1 < t->p->classes; j++)
        for (size_t i = 0; i < t->p->dims; i++)
            t->moved[b->block[j].point[i]] = moved;
}

static void check_balanced(tree *t) {
    const basis *b = t->basis + token_place(t->bases, "basis") - 1;
    vector_read(&t->vector, t->p);
    mark_moved(t, b, true);
    mass sum = sum_moved(t, b) + sum_others(t);
    mark_moved(t, b, false);
    if (!enough(t->p, sum, t->vector.price))
        reject("%s: the vector does not prove more than the loss", t->name);
}

static void check_count(const tree *t) {
    if (t->decided.unkept >= t->p->weight.enough)
        reject("%s: points of weight %ld are not kept, not less than %ld", t->name,
               t->decided.unkept, t->p->weight.enough);
}

static void check_leaf(tree *t) {
    snprintf(t->name, sizeof t->name, "leaf %zu", ++t->leaves);
    if (take_if('n')) {
        take('\0');
        check_count(t);
    } else {
        take('b');
        take('\0');
        check_balanced(t);
    }
}

/* What is behind "p". */
static void decide(tree *t) {
    const problem *p = t->p;
    size_t s = take_count();
    take(':');
    size_t rival = take_count();
    take('\0');
    if (s < 1 || s > p->count || rival < 1 || rival > p->classes)
        malformed("p%zu:%zu: there are %zu points and %zu classes", s, rival, p->count,
                  p->classes);
    if (--rival == class_of(p, --s))
        malformed("point %zu: class %zu is its own", s + 1, rival + 1);
    if (t->decided.negative[s] != class_of(p, s))
        malformed("point %zu is lost already", s + 1);
    if (t->decided.sign[s * p->classes + rival] != 0)
        malformed("point %zu: class %zu is decided already", s + 1, rival + 1);
    if (t->depth == MOST_DEPTH)
        beyond("a tree of a depth of more than %d", MOST_DEPTH);
    t->path = grow(t->path, t->depth, &t->room, sizeof *t->path);
    t->path[t->depth++] = (node){ s, rival, false };
    decisions_set(&t->decided, p, s, rival, -1);
}

/* Goes from a leaf to the next one's place; false if there is none. */
static bool go_on(tree *t) {
    for (; t->depth > 0; t->depth--) {
        node *last = t->path + t->depth - 1;
        decisions_clear(&t->decided, t->p, last->s, last->rival);
        if (!last->second) {
            last->second = true;
            decisions_set(&t->decided, t->p, last->s, last->rival, 1);
            return true;
        }
    }
    return false;
}

static void read_bases(tree *t) {
    size_t room = 0;
    token_word("bases");
    size_t count = token_count();
    for (; t->bases < count; t->bases++) {
        t->basis = grow(t->basis, t->bases, &room, sizeof *t->basis);
        t->basis[t->bases] = basis_read(t->p);
    }
}

void tree_verify(const problem *p) {
    tree t = { .p = p };
    read_bases(&t);
    t.decided = decisions_make(p);
    t.vector = vector_make(p);
    t.steps = steps_make(p);
    t.moved = get(p->count, sizeof *t.moved);
    bool more = true;
    while (more) {
        token_next();
        if (take_if('p')) {
            decide(&t);
        } else {
            check_leaf(&t);
            more = go_on(&t);
        }
    }
}
