#include "floor.h"

typedef struct level {
    num least, bound; /* w, V */
    size_t sets;
    set *set; /* [sets] */
} level;

/* The letters of rows, in their order. */
static const char kinds[] = "glt";

static row read_row(size_t radii) {
    const char *letter = strchr(kinds, *token_next());
    if (!letter || !*letter)
        malformed("a row that begins with none of the letters %s", kinds);
    row r = { .kind = *letter };
    take(*letter);
    r.j = take_count();
    if (r.j >= radii)
        malformed("row %c%zu: there are %zu radii", r.kind, r.j, radii);
    take(':');
    r.value = take_count();
    take('\0');
    return r;
}

static set read_set(size_t radii) {
    set s = { 0 };
    size_t room = 0;
    token_word("set");
    s.alone = token_count();
    size_t count = token_count();
    for (; s.count < count; s.count++) {
        s.row = grow(s.row, s.count, &room, sizeof *s.row);
        row r = read_row(radii), *before = s.row + s.count - 1;
        if (s.count > 0 &&
            (r.kind < before->kind || (r.kind == before->kind && r.j <= before->j)))
            malformed("row %c%zu stands behind %c%zu", r.kind, r.j, before->kind,
                      before->j);
        s.row[s.count] = r;
    }
    return s;
}

static void read_sets(level *l, size_t radii) {
    size_t room = 0;
    token_word("sets");
    size_t count = token_count();
    if (count == 0)
        malformed("a level without a set");
    for (; l->sets < count; l->sets++) {
        l->set = grow(l->set, l->sets, &room, sizeof *l->set);
        l->set[l->sets] = read_set(radii);
    }
}

/* The next scenario; false behind the last. possible: those with i < k are not passed
 * over. */
static bool next(size_t *i, size_t *k, size_t radii, bool possible) {
    if (possible && *k < radii)
        ++*k;
    else
        *k = ++*i;
    return *i <= radii;
}

static void read_uses(prover *p, const level *l) {
    bool possible = mpq_cmp(p->claim->m0, p->full) <= 0, more = true;
    size_t i = 0, k = 0;
    token_word("uses");
    while (more) {
        token_next();
        size_t number = take_count();
        take(':');
        size_t count = take_count();
        take('\0');
        if (number < 1 || number > l->sets || count < 1)
            malformed("use %zu:%zu: there are %zu sets", number, count, l->sets);
        prover_use(p, l->set + number - 1, l->least);
        for (; count > 0 && more; count--) {
            if (!prover_holds(p, i, k))
                reject("scenario (%zu,%zu): set %zu does not prove the bound", i, k,
                       number);
            more = next(&i, &k, p->grid->count, possible);
        }
        if (count > 0)
            malformed("use of set %zu: there are no %zu scenarios more", number, count);
    }
}

/* before: the least share of the level before. */
static level read_level(prover *p, num before) {
    level l = { 0 };
    token_word("level");
    l.least = short_fraction("a share");
    if (mpq_cmp(l.least, before) <= 0)
        malformed("a least share that is not positive, or does not increase");
    token_word("bound");
    l.bound = short_fraction("a bound");
    mpq_mul_2exp(p->bound, l.bound, p->bits);
    read_sets(&l, p->grid->count);
    read_uses(p, &l);
    return l;
}

/* sum += count shares times V. */
static void add_shares(mpq_t sum, mpq_t *share, size_t count, num bound) {
    num term = whole(0);
    for (size_t g = 0; g < count; g++)
        mpq_add(term, term, share[g]);
    mpq_mul(term, term, bound);
    mpq_add(sum, sum, term);
}

num levels_read(prover *p, const shares *s) {
    num sum = whole(0), least = whole(0), bound = whole(0);
    size_t done = 0; /* groups that are in levels below this one */
    token_word("levels");
    size_t count = token_count();
    if (count == 0)
        malformed("no levels");
    for (size_t number = 0; number < count; number++) {
        void *start = mark();
        level l = read_level(p, least);
        size_t below = done;
        while (below < s->count && mpq_cmp(s->share[below], l.least) < 0)
            below++;
        if (number == 0 && below > 0)
            reject("a group has a share of %Qd, below all levels", s->share[0]);
        add_shares(sum, s->share + done, below - done, bound);
        done = below;
        mpq_set(least, l.least);
        mpq_set(bound, l.bound);
        release(start);
    }
    add_shares(sum, s->share + done, s->count - done, bound);
    return sum;
}
