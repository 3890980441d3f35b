#include "verify.h"

/* What is in use is a ring, from the oldest to the newest. */
typedef struct block {
    struct block *before, *behind;
} block;

static block ring = { &ring, &ring };

static block *allocate(block *old, size_t count, size_t size) {
    if (count > SIZE_MAX / 2 / size)
        beyond("out of memory");
    block *b = realloc(old, sizeof *b + count * size);
    if (!b)
        beyond("out of memory");
    return b;
}

static void *make(size_t count, size_t size) {
    block *b = allocate(NULL, count, size);
    *b = (block){ ring.before, &ring };
    b->before->behind = b;
    ring.before = b;
    return b + 1;
}

static void *resize(void *memory, size_t count, size_t size) {
    block *b = allocate((block *)memory - 1, count, size);
    b->before->behind = b;
    b->behind->before = b;
    return b + 1;
}

static void *gmp_make(size_t size) {
    return make(size, 1);
}

static void *gmp_resize(void *memory, size_t old, size_t size) {
    (void)old;
    return resize(memory, size, 1);
}

static void drop(void *memory, size_t size) {
    (void)size;
    block *b = (block *)memory - 1;
    b->before->behind = b->behind;
    b->behind->before = b->before;
    free(b);
}

void watch_gmp(void) {
    mp_set_memory_functions(gmp_make, gmp_resize, drop);
}

void *mark(void) {
    return make(0, 1);
}

void release(void *mark) {
    block *last = ((block *)mark - 1)->before;
    for (block *b = ring.before, *next; b != last; b = next) {
        next = b->before;
        free(b);
    }
    ring.before = last;
    last->behind = &ring;
}

void *get(size_t count, size_t size) {
    return memset(make(count, size), 0, count * size);
}

void *grow(void *array, size_t count, size_t *room, size_t size) {
    if (count < *room)
        return array;
    *room = 2 * *room + 16;
    return array ? resize(array, *room, size) : make(*room, size);
}

mpz_t *integers(size_t count) {
    mpz_t *list = get(count, sizeof *list);
    for (size_t k = 0; k < count; k++)
        mpz_init2(list[k], 1);
    return list;
}

mpq_t *rationals(size_t count) {
    mpq_t *list = get(count, sizeof *list);
    for (size_t k = 0; k < count; k++) {
        mpz_init2(mpq_numref(list[k]), 1);
        mpz_init_set_ui(mpq_denref(list[k]), 1);
    }
    return list;
}

int compare_counts(const void *left, const void *right) {
    size_t a = *(const size_t *)left, b = *(const size_t *)right;
    return (a > b) - (a < b);
}
