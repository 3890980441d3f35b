#include "cases.h"

#include <stdlib.h>
#include <string.h>

#include "stop.h"
#include "token.h"

/* A point's four forms, and row 0 of a pair. */
enum { FORMS = 4, ROW_0 = FORMS };

/* A form is a sum: factors times y_k, y_i, y_j, the chart's own v_q, and c. */
enum { OF_K, OF_I, OF_J, OF_CHART, OF_C, TERMS };

typedef mpz_t factors[FORMS + 1][TERMS];

/* What is known of a form. */
enum { AT_LEAST_0 = 1, BELOW_0 = 2, DECIDED = 4 };

typedef struct decision {
    size_t point;
    int form;
    bool below, second; /* it says "< 0"; it is the second of the two sides */
    unsigned char before;
} decision;

struct cases {
    ranges *e;
    size_t count, dims;
    factors of_pair, of_stretch;
    /* The slab whose tree is read. */
    mpz_t (*factor)[TERMS];
    bool stretch;
    size_t i, j;
    mpz_t C, H;                    /* of the centre */
    unsigned char (*known)[FORMS]; /* [count] */
    mass out, dilated; /* of the points known to be out, and in the dilation */
    decision *path;    /* [depth]: from the root */
    size_t depth, room;
    /* All that is listed: pairs in order, and stretches as ends, times centre_scale. */
    size_t (*pair)[2];
    mpz_t (*centres)[2];
    size_t pairs, pair_room, stretches, stretch_room;
    mpz_t *sum, *form; /* [dims + 1] */
    mpz_t low, high, scratch;
};

static void set_factors(cases *c) {
    const ranges *e = c->e;
    mpz_t zero, one, more, two_w, two_kw, kw;
    mpz_inits(zero, one, more, two_w, two_kw, kw, NULL);
    mpz_set_ui(one, 1);
    mpz_add(more, e->h_d, e->h_n);
    mpz_mul_ui(two_w, e->w_d, 2);
    mpz_mul(two_kw, two_w, e->k_d);
    mpz_mul(kw, e->k_n, e->w_n);
    /* clang-format off */
    mpz_t *const pair[FORMS + 1][TERMS] = {
        { &one,    &one,    &zero,   &zero,   &zero },
        { &one,    &zero,   &one,    &zero,   &zero },
        { &e->h_d, &more,   &e->h_n, &zero,   &zero },
        { &e->h_d, &e->h_n, &more,   &zero,   &zero },
        { &zero,   &e->w_d, &e->w_d, &e->w_n, &zero },
    };
    mpz_t *const stretch[FORMS + 1][TERMS] = {
        { &two_w,  &zero, &zero, &e->w_n, &two_w },
        { &two_w,  &zero, &zero, &e->w_n, &two_w },
        { &two_kw, &zero, &zero, &kw,     &two_kw },
        { &two_kw, &zero, &zero, &kw,     &two_kw },
        { &zero,   &zero, &zero, &zero,   &zero },
    };
    static const int pair_sign[FORMS + 1][TERMS] = {
        { 1, -1, 0, 0, 0 }, { -1, 0, 1, 0, 0 }, { 1, -1, 1, 0, 0 }, { -1, -1, 1, 0, 0 },
        { 0, -1, 1, -1, 0 },
    };
    static const int stretch_sign[FORMS + 1][TERMS] = {
        { 1, 0, 0, 1, -1 }, { -1, 0, 0, 1, 1 }, { 1, 0, 0, 1, -1 }, { -1, 0, 0, 1, 1 },
    };
    /* clang-format on */
    for (int f = 0; f <= FORMS; f++)
        for (int t = 0; t < TERMS; t++) {
            mpz_inits(c->of_pair[f][t], c->of_stretch[f][t], NULL);
            mpz_mul_si(c->of_pair[f][t], *pair[f][t], pair_sign[f][t]);
            mpz_mul_si(c->of_stretch[f][t], *stretch[f][t], stretch_sign[f][t]);
        }
    mpz_clears(zero, one, more, two_w, two_kw, kw, NULL);
}

cases *cases_create(ranges *e) {
    cases *c = get(1, sizeof *c);
    c->e = e;
    c->count = e->space->count;
    c->dims = e->space->dims;
    set_factors(c);
    c->known = get(c->count, sizeof *c->known);
    c->sum = get(c->dims + 1, sizeof *c->sum);
    c->form = get(c->dims + 1, sizeof *c->form);
    for (size_t l = 0; l <= c->dims; l++)
        mpz_inits(c->sum[l], c->form[l], NULL);
    mpz_inits(c->C, c->H, c->low, c->high, c->scratch, NULL);
    return c;
}

void cases_free(cases *c) {
    for (int f = 0; f <= FORMS; f++)
        for (int t = 0; t < TERMS; t++)
            mpz_clears(c->of_pair[f][t], c->of_stretch[f][t], NULL);
    for (size_t l = 0; l <= c->dims; l++)
        mpz_clears(c->sum[l], c->form[l], NULL);
    for (size_t k = 0; k < c->stretch_room; k++)
        mpz_clears(c->centres[k][0], c->centres[k][1], NULL);
    mpz_clears(c->C, c->H, c->low, c->high, c->scratch, NULL);
    free(c->known);
    free(c->path);
    free(c->pair);
    free(c->centres);
    free(c->sum);
    free(c->form);
    free(c);
}

/* form = the point's, as coefficients of v, and of c. */
static void set_form(cases *c, size_t k, int f) {
    const size_t points[] = { [OF_K] = k, [OF_I] = c->i, [OF_J] = c->j };
    for (size_t l = 0; l < c->dims; l++) {
        mpz_set_ui(c->form[l], 0);
        for (int t = OF_K; t <= OF_J; t++)
            if (mpz_sgn(c->factor[f][t]) != 0)
                mpz_addmul(c->form[l], c->factor[f][t],
                           c->e->space->y[points[t] * c->dims + l]);
    }
    mpz_t *own = c->form + c->e->box->chart;
    mpz_add(*own, *own, c->factor[f][OF_CHART]);
    mpz_set(c->form[c->dims], c->factor[f][OF_C]);
}

/* low, high = the range of a form over the box, and over the stretch. */
static void set_range(cases *c, mpz_t *form) {
    box_range(c->low, c->high, form, c->e->box);
    if (!c->stretch)
        return;
    mpz_addmul(c->low, form[c->dims], c->C);
    mpz_addmul(c->high, form[c->dims], c->C);
    mpz_mul(c->scratch, form[c->dims], c->H);
    mpz_abs(c->scratch, c->scratch);
    mpz_sub(c->low, c->low, c->scratch);
    mpz_add(c->high, c->high, c->scratch);
}

/* low += least, high += greatest value of factor times a number in [from, to]. */
static void add_multiple(cases *c, mpz_t factor, mpz_t from, mpz_t to) {
    bool up = mpz_sgn(factor) >= 0;
    mpz_addmul(c->low, factor, up ? from : to);
    mpz_addmul(c->high, factor, up ? to : from);
}

/* Wider than the form's range, but quick: from the ranges of its points. */
static void set_wider_range(cases *c, size_t k, int f) {
    ranges *e = c->e;
    mpz_mul_2exp(c->low, c->factor[f][OF_CHART], (mp_bitcnt_t)e->box->K);
    mpz_set(c->high, c->low);
    add_multiple(c, c->factor[f][OF_K], e->lo[k], e->hi[k]);
    add_multiple(c, c->factor[f][OF_I], e->lo[c->i], e->hi[c->i]);
    add_multiple(c, c->factor[f][OF_J], e->lo[c->j], e->hi[c->j]);
    mpz_sub(e->left, c->C, c->H);
    mpz_add(e->right, c->C, c->H);
    add_multiple(c, c->factor[f][OF_C], e->left, e->right);
}

static unsigned char known_by_range(const cases *c) {
    if (mpz_sgn(c->low) >= 0)
        return AT_LEAST_0;
    return mpz_sgn(c->high) < 0 ? BELOW_0 : 0;
}

/* Adds the point's weight, or takes it away, where it counts. */
static void count(cases *c, size_t k, int sign) {
    const unsigned char *known = c->known[k];
    mass weight = sign * c->e->space->weight[k];
    if ((known[0] | known[1] | known[2] | known[3]) & BELOW_0)
        c->out += weight;
    if ((known[0] | known[2]) & (known[1] | known[3]) & AT_LEAST_0)
        c->dilated += weight;
}

static void start_tree(cases *c) {
    c->out = c->dilated = 0;
    c->depth = 0;
    for (size_t k = 0; k < c->count; k++) {
        for (int f = 0; f < FORMS; f++) {
            set_wider_range(c, k, f);
            if (!known_by_range(c)) {
                set_form(c, k, f);
                set_range(c, c->form);
            }
            c->known[k][f] = known_by_range(c);
        }
        count(c, k, 1);
    }
}

static void set_known(cases *c, const decision *d, unsigned char known) {
    count(c, d->point, -1);
    c->known[d->point][d->form] = known;
    count(c, d->point, 1);
}

static void apply(cases *c, const decision *d) {
    set_known(c, d, d->before | DECIDED | (d->below ? BELOW_0 : AT_LEAST_0));
}

static void read_decision(cases *c, char *at) {
    static const char letters[] = "abAB";
    decision d = { .below = *at++ == '-' };
    d.point = take_count(&at);
    const char *letter = *at ? strchr(letters, *at++) : NULL;
    if (!letter || d.point < 1 || d.point > c->count)
        malformed("a decision about point %zu that is none", d.point);
    take_end(&at);
    d.point--;
    d.form = (int)(letter - letters);
    d.before = c->known[d.point][d.form];
    if (d.before & DECIDED)
        malformed("form %c of point %zu is decided twice", *letter, d.point + 1);
    c->path = grow(c->path, c->depth, &c->room, sizeof *c->path);
    c->path[c->depth++] = d;
    apply(c, &d);
}

/* To the second side of the last decision of which only the first was seen; false if there
 * is none. */
static bool next_side(cases *c) {
    while (c->depth > 0 && c->path[c->depth - 1].second) {
        decision *d = c->path + --c->depth;
        set_known(c, d, d->before);
    }
    if (c->depth == 0)
        return false;
    decision *d = c->path + c->depth - 1;
    d->second = true;
    d->below = !d->below;
    apply(c, d);
    return true;
}

/* sum += x row, which is form, or -form if that is to be > 0; true in this case. */
static bool add_row(cases *c, size_t row, mpz_t x) {
    bool strict = row > 0 && c->path[row - 1].below;
    if (row > 0)
        set_form(c, c->path[row - 1].point, c->path[row - 1].form);
    else
        set_form(c, 0, ROW_0);
    for (size_t l = 0; l <= c->dims; l++)
        (strict ? mpz_submul : mpz_addmul)(c->sum[l], c->form[l], x);
    return strict;
}

static void check_infeasible(cases *c, char *at) {
    mpz_t x;
    bool strict = false;
    mpz_init(x);
    for (size_t l = 0; l <= c->dims; l++)
        mpz_set_ui(c->sum[l], 0);
    for (size_t next = c->stretch ? 1 : 0; next == (c->stretch ? 1u : 0u) || *at;) {
        if (next > (c->stretch ? 1u : 0u))
            take_character(&at, ',');
        size_t row = take_count(&at);
        if (row < next || row > c->depth)
            malformed("row %zu does not exist, or is out of order", row);
        take_character(&at, ':');
        take_integer(x, &at);
        if (mpz_sgn(x) <= 0)
            malformed("a multiplier that is not positive");
        strict |= add_row(c, row, x);
        next = row + 1;
    }
    set_range(c, c->sum);
    if (mpz_sgn(c->high) > 0 || (mpz_sgn(c->high) == 0 && !strict))
        reject("multipliers that prove nothing");
    mpz_clear(x);
}

static void check_counted(const cases *c) {
    if (!rule_passes(c->e->rule, c->e->space->total - c->out, c->dilated))
        reject("a case that does not pass");
}

static void read_tree(cases *c) {
    start_tree(c);
    for (bool more = true; more;) {
        char *text = token_next();
        if (*text == '+' || *text == '-') {
            read_decision(c, text);
            continue;
        }
        if (*text == '!')
            check_infeasible(c, text + 1);
        else if (strcmp(text, ".") == 0)
            check_counted(c);
        else
            malformed("\"%.40s\" in a case tree", text);
        more = next_side(c);
    }
}

static void read_pair(cases *c, char *at) {
    size_t i = take_count(&at);
    take_character(&at, ',');
    size_t j = take_count(&at);
    take_end(&at);
    if (i < 1 || i > c->count || j < 1 || j > c->count)
        malformed("pair %zu,%zu: there are %zu points", i, j, c->count);
    c->i = i - 1;
    c->j = j - 1;
    const size_t *last = c->pairs ? c->pair[c->pairs - 1] : NULL;
    if (c->stretches ||
        (last && (last[0] > c->i || (last[0] == c->i && last[1] >= c->j))))
        malformed("pair %zu,%zu is out of order", i, j);
    c->pair = grow(c->pair, c->pairs, &c->pair_room, sizeof *c->pair);
    c->pair[c->pairs][0] = c->i;
    c->pair[c->pairs++][1] = c->j;
    c->stretch = false;
    c->factor = c->of_pair;
    mpz_set_ui(c->C, 0);
    mpz_set_ui(c->H, 0);
}

static void read_stretch(cases *c, char *at) {
    size_t room = c->stretch_room;
    if (!c->e->space->wide)
        malformed("a stretch of centres, but not of family width");
    take_integer(c->C, &at);
    take_character(&at, ',');
    take_integer(c->H, &at);
    take_end(&at);
    if (mpz_sgn(c->H) < 0)
        malformed("a stretch of negative length");
    c->centres = grow(c->centres, c->stretches, &c->stretch_room, sizeof *c->centres);
    for (; room < c->stretch_room; room++)
        mpz_inits(c->centres[room][0], c->centres[room][1], NULL);
    mpz_t *ends = c->centres[c->stretches++];
    mpz_sub(ends[0], c->C, c->H);
    mpz_add(ends[1], c->C, c->H);
    mpz_mul(ends[0], ends[0], c->e->centre_scale);
    mpz_mul(ends[1], ends[1], c->e->centre_scale);
    c->stretch = true;
    c->factor = c->of_stretch;
    c->i = c->j = 0;
}

static int compare_pairs(const void *left, const void *right) {
    const size_t *a = left, *b = right;
    if (a[0] != b[0])
        return a[0] < b[0] ? -1 : 1;
    return (a[1] > b[1]) - (a[1] < b[1]);
}

static void require_pair(const cases *c, size_t i, size_t j) {
    const size_t wanted[2] = { i, j };
    if (!c->pairs || !bsearch(wanted, c->pair, c->pairs, sizeof *c->pair, compare_pairs))
        reject("pair %zu,%zu is missing", i + 1, j + 1);
}

/* x lies in the range of point k. */
static bool holds(const ranges *e, size_t k, mpz_t x) {
    return mpz_cmp(e->lo[k], x) <= 0 && mpz_cmp(x, e->hi[k]) <= 0;
}

static void require_cell(void *context, size_t s, size_t t) {
    const cases *c = context;
    const ranges *e = c->e;
    for (size_t i = 0; i < c->count; i++)
        for (size_t j = 0; j < c->count && holds(e, i, e->hi[e->by_hi[s]]); j++)
            if (holds(e, j, e->lo[e->by_lo[t]]))
                require_pair(c, i, j);
}

/* Narrows [low, high] to the centres whose distance from some x in point k's range is w/2:
 * c = x + w/2 for a left end, c = x - w/2 for a right one. False if none is left. */
static bool narrow(cases *c, size_t k, bool left) {
    ranges *e = c->e;
    void (*move)(mpz_ptr, mpz_srcptr, mpz_srcptr) = left ? mpz_add : mpz_sub;
    mpz_mul(e->left, e->lo[k], e->centre_scale);
    mpz_mul(e->right, e->hi[k], e->centre_scale);
    move(e->left, e->left, e->half);
    move(e->right, e->right, e->half);
    if (mpz_cmp(e->left, c->low) > 0)
        mpz_set(c->low, e->left);
    if (mpz_cmp(e->right, c->high) < 0)
        mpz_set(c->high, e->right);
    return mpz_cmp(c->low, c->high) <= 0;
}

/* Stretches have been sorted and joined. */
static void require_centres(void *context, mpz_t from, mpz_t to) {
    cases *c = context;
    size_t k = 0;
    while (k < c->stretches && mpz_cmp(c->centres[k][1], to) < 0)
        k++;
    if (k == c->stretches || mpz_cmp(c->centres[k][0], from) > 0)
        reject("centres that do not pass are in no stretch");
    for (size_t i = 0; i < c->count; i++)
        for (size_t j = 0; j < c->count; j++) {
            mpz_set(c->low, from);
            mpz_set(c->high, to);
            if (!narrow(c, i, true))
                break;
            if (narrow(c, j, false))
                require_pair(c, i, j);
        }
}

static int compare_centres(const void *left, const void *right) {
    return mpz_cmp(((mpz_t *)left)[0], ((mpz_t *)right)[0]);
}

/* Stretches that meet become one. */
static void join_stretches(cases *c) {
    size_t kept = 0;
    if (c->stretches == 0)
        return;
    qsort(c->centres, c->stretches, sizeof *c->centres, compare_centres);
    for (size_t k = 1; k < c->stretches; k++) {
        if (mpz_cmp(c->centres[k][0], c->centres[kept][1]) > 0) {
            kept++;
            mpz_swap(c->centres[kept][0], c->centres[k][0]);
            mpz_swap(c->centres[kept][1], c->centres[k][1]);
        } else if (mpz_cmp(c->centres[k][1], c->centres[kept][1]) > 0) {
            mpz_set(c->centres[kept][1], c->centres[k][1]);
        }
    }
    c->stretches = kept + 1;
}

void cases_read(cases *c) {
    c->pairs = c->stretches = 0;
    while (!token_is(")")) {
        char *text = token_next();
        if (*text == '@')
            read_stretch(c, text + 1);
        else
            read_pair(c, text);
        read_tree(c);
    }
    join_stretches(c);
    ranges_visit(c->e, &(visitor){ require_cell, require_centres, c });
}
