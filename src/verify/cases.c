#include "cases.h"

#include <stdlib.h>
#include <string.h>

#include "stop.h"
#include "token.h"

/* Forms a, A are times y_k - end, and b, B end - times y_k, for one end of the slab and of
 * its dilation each. All vectors have an entry for each v_l, and behind them one for c. */
enum { FORMS = 4 };
static const char letters[] = "abAB";

typedef struct end {
    mpz_t times, *at;  /* [dims + 1] */
    mpz_t least, most; /* of end over the box, and the stretch; times 2^K */
} end;

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
    /* The slab whose tree is read. */
    bool stretch;
    size_t i, j;
    mpz_t C, H; /* of the centre */
    end end[FORMS];
    mpz_t *row_0;                  /* [dims + 1]; pairs only */
    unsigned char (*known)[FORMS]; /* [count] */
    mass out, dilated;             /* of points known to be out, and in the dilation */
    decision *path;                /* [depth]: from the root */
    size_t depth, room;
    /* All that is listed: pairs in order, and stretches as ends, times centre_scale. */
    size_t (*pair)[2];
    mpz_t (*centres)[2];
    size_t pairs, pair_room, stretches, stretch_room;
    mpz_t *sum, *form; /* [dims + 1] */
    mpz_t low, high;
};

cases *cases_create(ranges *e) {
    cases *c = get(1, sizeof *c);
    *c = (cases){ .e = e, .count = e->space->count, .dims = e->space->dims };
    for (int f = 0; f < FORMS; f++) {
        c->end[f].at = integers(c->dims + 1);
        mpz_inits(c->end[f].times, c->end[f].least, c->end[f].most, NULL);
    }
    c->row_0 = integers(c->dims + 1);
    c->sum = integers(c->dims + 1);
    c->form = integers(c->dims + 1);
    c->known = get(c->count, sizeof *c->known);
    mpz_inits(c->C, c->H, c->low, c->high, NULL);
    return c;
}

void cases_free(cases *c) {
    for (int f = 0; f < FORMS; f++) {
        free_integers(c->end[f].at, c->dims + 1);
        mpz_clears(c->end[f].times, c->end[f].least, c->end[f].most, NULL);
    }
    free_integers(c->row_0, c->dims + 1);
    free_integers(c->sum, c->dims + 1);
    free_integers(c->form, c->dims + 1);
    for (size_t k = 0; k < c->stretch_room; k++)
        mpz_clears(c->centres[k][0], c->centres[k][1], NULL);
    mpz_clears(c->C, c->H, c->low, c->high, NULL);
    free(c->known);
    free(c->path);
    free(c->pair);
    free(c->centres);
    free(c);
}

/* The range of a form over the box, and the stretch. */
static void set_range(mpz_t low, mpz_t high, mpz_t *form, const cases *c) {
    mpz_t radius;
    box_range(low, high, form, c->e->box);
    if (!c->stretch)
        return;
    mpz_init(radius);
    mpz_addmul(low, form[c->dims], c->C);
    mpz_addmul(high, form[c->dims], c->C);
    mpz_mul(radius, form[c->dims], c->H);
    mpz_abs(radius, radius);
    mpz_sub(low, low, radius);
    mpz_add(high, high, radius);
    mpz_clear(radius);
}

/* a = y_i, b = y_j, A = (1+h) y_i - h y_j, B = (1+h) y_j - h y_i; the last two times h_d. */
static void set_pair(cases *c) {
    const ranges *e = c->e;
    mpz_t more;
    mpz_init(more);
    mpz_add(more, e->h_d, e->h_n);
    for (size_t l = 0; l < c->dims; l++) {
        mpz_t *low = e->space->y + c->i * c->dims + l;
        mpz_t *high = e->space->y + c->j * c->dims + l;
        mpz_set(c->end[0].at[l], *low);
        mpz_set(c->end[1].at[l], *high);
        mpz_mul(c->end[2].at[l], more, *low);
        mpz_submul(c->end[2].at[l], e->h_n, *high);
        mpz_mul(c->end[3].at[l], more, *high);
        mpz_submul(c->end[3].at[l], e->h_n, *low);
        mpz_sub(c->row_0[l], *high, *low);
        mpz_mul(c->row_0[l], c->row_0[l], e->w_d);
    }
    mpz_sub(c->row_0[e->box->chart], c->row_0[e->box->chart], e->w_n);
    for (int f = 0; f < FORMS; f++) {
        mpz_set_ui(c->end[f].at[c->dims], 0);
        if (f < 2)
            mpz_set_ui(c->end[f].times, 1);
        else
            mpz_set(c->end[f].times, e->h_d);
    }
    mpz_clear(more);
}

/* a, b = c -+ w/2 v_q times 2 w_d; A, B = c -+ kappa w/2 v_q times 2 k_d w_d. */
static void set_stretch(cases *c) {
    const ranges *e = c->e;
    for (int f = 0; f < FORMS; f++) {
        end *own = c->end + f;
        mpz_mul_ui(own->times, e->w_d, 2);
        if (f >= 2)
            mpz_mul(own->times, own->times, e->k_d);
        for (size_t l = 0; l < c->dims; l++)
            mpz_set_ui(own->at[l], 0);
        mpz_set(own->at[c->dims], own->times);
        mpz_ptr chart = own->at[e->box->chart];
        mpz_set(chart, e->w_n);
        if (f >= 2)
            mpz_mul(chart, chart, e->k_n);
        if (f % 2 == 0)
            mpz_neg(chart, chart);
    }
}

static void set_form(cases *c, size_t k, int f) {
    const end *own = c->end + f;
    for (size_t l = 0; l <= c->dims; l++) {
        mpz_neg(c->form[l], own->at[l]);
        if (l < c->dims)
            mpz_addmul(c->form[l], own->times, c->e->space->y[k * c->dims + l]);
        if (f % 2 == 1)
            mpz_neg(c->form[l], c->form[l]);
    }
}

static unsigned char known_by_range(const cases *c) {
    if (mpz_sgn(c->low) >= 0)
        return AT_LEAST_0;
    return mpz_sgn(c->high) < 0 ? BELOW_0 : 0;
}

/* First by ranges of the point and of the end alone, which are wider and quick. */
static unsigned char look_at(cases *c, size_t k, int f) {
    const end *own = c->end + f;
    mpz_mul(c->low, own->times, (f % 2 ? c->e->hi : c->e->lo).at[k]);
    mpz_mul(c->high, own->times, (f % 2 ? c->e->lo : c->e->hi).at[k]);
    mpz_sub(c->low, c->low, f % 2 ? own->least : own->most);
    mpz_sub(c->high, c->high, f % 2 ? own->most : own->least);
    if (f % 2) {
        mpz_neg(c->low, c->low);
        mpz_neg(c->high, c->high);
    }
    unsigned char known = known_by_range(c);
    if (known)
        return known;
    set_form(c, k, f);
    set_range(c->low, c->high, c->form, c);
    return known_by_range(c);
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

static void set_known(cases *c, const decision *d, int known) {
    count(c, d->point, -1);
    c->known[d->point][d->form] = (unsigned char)known;
    count(c, d->point, 1);
}

static void apply(cases *c, const decision *d) {
    set_known(c, d, d->before | DECIDED | (d->below ? BELOW_0 : AT_LEAST_0));
}

static void read_decision(cases *c, char *at) {
    decision d = { .below = *at++ == '-' };
    size_t number = take_count(&at);
    const char *letter = *at ? strchr(letters, *at) : NULL;
    if (!letter || number < 1 || number > c->count)
        malformed("there is no such decision");
    at++;
    take_end(&at);
    d.point = number - 1;
    d.form = (int)(letter - letters);
    d.before = c->known[d.point][d.form];
    if (d.before & DECIDED)
        malformed("form %c of point %zu is decided twice", *letter, number);
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

/* sum += x times a row: a form that is >= 0, or, strictly, one < 0 with its sign turned. */
static void add_row(cases *c, size_t row, mpz_t x, bool *strict) {
    bool turned = row > 0 && c->path[row - 1].below;
    if (row > 0)
        set_form(c, c->path[row - 1].point, c->path[row - 1].form);
    mpz_t *form = row > 0 ? c->form : c->row_0;
    for (size_t l = 0; l <= c->dims; l++)
        (turned ? mpz_submul : mpz_addmul)(c->sum[l], form[l], x);
    *strict = *strict || turned;
}

static void check_infeasible(cases *c, char *at) {
    size_t least = c->stretch ? 1 : 0;
    bool strict = false;
    mpz_t x;
    mpz_init(x);
    for (size_t l = 0; l <= c->dims; l++)
        mpz_set_ui(c->sum[l], 0);
    do {
        at++; /* "!", then "," */
        size_t row = take_count(&at);
        if (row < least || row > c->depth)
            malformed("row %zu does not exist, or is out of order", row);
        least = row + 1;
        take_character(&at, ':');
        take_integer(x, &at);
        if (mpz_sgn(x) <= 0)
            malformed("a multiplier that is not positive");
        add_row(c, row, x, &strict);
    } while (*at == ',');
    take_end(&at);
    set_range(c->low, c->high, c->sum, c);
    if (mpz_sgn(c->high) > 0 || (mpz_sgn(c->high) == 0 && !strict))
        reject("multipliers that prove nothing");
    mpz_clear(x);
}

static void check_counted(const cases *c) {
    if (!rule_passes(c->e->rule, c->e->space->total - c->out, c->dilated))
        reject("a case that does not pass");
}

static void read_tree(cases *c) {
    c->out = c->dilated = 0;
    for (int f = 0; f < FORMS; f++)
        set_range(c->end[f].least, c->end[f].most, c->end[f].at, c);
    for (size_t k = 0; k < c->count; k++) {
        for (int f = 0; f < FORMS; f++)
            c->known[k][f] = look_at(c, k, f);
        count(c, k, 1);
    }
    do {
        char *text = token_next();
        for (; *text == '+' || *text == '-'; text = token_next())
            read_decision(c, text);
        if (*text == '!')
            check_infeasible(c, text);
        else if (strcmp(text, ".") == 0)
            check_counted(c);
        else
            malformed("\"%.40s\" in a case tree", text);
    } while (next_side(c));
}

static void read_pair(cases *c, char *at) {
    size_t i = take_count(&at);
    take_character(&at, ',');
    size_t j = take_count(&at);
    take_end(&at);
    if (i < 1 || i > c->count || j < 1 || j > c->count)
        malformed("pair %zu,%zu: there are %zu points", i, j, c->count);
    if (c->stretches || (c->pairs && (i - 1 < c->i || (i - 1 == c->i && j - 1 <= c->j))))
        malformed("pair %zu,%zu is out of order", i, j);
    c->pair = grow(c->pair, c->pairs, &c->pair_room, sizeof *c->pair);
    c->i = c->pair[c->pairs][0] = i - 1;
    c->j = c->pair[c->pairs++][1] = j - 1;
    c->stretch = false;
    set_pair(c);
}

static void read_stretch(cases *c, char *at) {
    size_t room = c->stretch_room;
    take_integer(c->C, &at);
    take_character(&at, ',');
    take_integer(c->H, &at);
    take_end(&at);
    if (!c->e->space->wide || mpz_sgn(c->H) < 0)
        malformed("there is no such stretch of centres");
    c->centres = grow(c->centres, c->stretches, &c->stretch_room, sizeof *c->centres);
    for (; room < c->stretch_room; room++)
        mpz_inits(c->centres[room][0], c->centres[room][1], NULL);
    mpz_t *own = c->centres[c->stretches++];
    mpz_sub(own[0], c->C, c->H);
    mpz_add(own[1], c->C, c->H);
    mpz_mul(own[0], own[0], c->e->centre_scale);
    mpz_mul(own[1], own[1], c->e->centre_scale);
    c->stretch = true;
    set_stretch(c);
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
static bool holds(const ranges *e, size_t k, mpz_srcptr x) {
    return mpz_cmp(e->lo.at[k], x) <= 0 && mpz_cmp(x, e->hi.at[k]) <= 0;
}

static void require_cell(void *context, size_t s, size_t t) {
    const cases *c = context;
    const ranges *e = c->e;
    for (size_t i = 0; i < c->count; i++)
        for (size_t j = 0; j < c->count && holds(e, i, e->hi.at[e->hi.sorted[s].point]);
             j++)
            if (holds(e, j, e->lo.at[e->lo.sorted[t].point]))
                require_pair(c, i, j);
}

/* Narrows [low, high] to the centres whose left end c - w/2, or right end c + w/2, lies in
 * the range of point k. False if none is left. */
static bool narrow(cases *c, size_t k, bool left) {
    ranges *e = c->e;
    mpz_mul(e->left, e->lo.at[k], e->centre_scale);
    mpz_mul(e->right, e->hi.at[k], e->centre_scale);
    (left ? mpz_add : mpz_sub)(e->left, e->left, e->half);
    (left ? mpz_add : mpz_sub)(e->right, e->right, e->half);
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
