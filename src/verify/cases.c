#include "verify.h"

/* Forms a and A of point k are times y_k - end, b and B times (-y_k) - end, for one end
 * each. All vectors have an entry for each v_l, and behind them one for c. */
enum { FORMS = 4 };
static const char letters[] = "abAB";

typedef struct end {
    mpz_ptr times;
    mpz_t *at; /* [dims + 1] */
} end;

/* What is known of a form. */
enum { AT_LEAST_0 = 1, BELOW_0 = 2, DECIDED = 4 };

typedef struct decision {
    size_t point;
    int form;
    bool below, second; /* it says "< 0"; it is the second of the two sides */
    unsigned char before;
} decision;

/* The slab, or the stretch of slabs, whose tree is read. */
typedef struct item {
    ranges *e;
    size_t count, dims;
    bool stretch;
    end end[FORMS];
    mpz_t *row_0;                  /* [dims + 1]; pairs only */
    unsigned char (*known)[FORMS]; /* [count] */
    mass out, dilated;             /* of points known to be out, and in the dilation */
    decision *path;                /* [depth]: from the root */
    size_t depth, room;
    mpz_t *form; /* [dims + 1] */
    mpz_ptr low, high;
} item;

/* a = y_i, b = -y_j; A = (1+h) a + h b, B = (1+h) b + h a, times h_d. */
static void set_pair(item *t, size_t pair) {
    const ranges *e = t->e;
    const size_t number[2] = { pair / t->count, pair % t->count };
    for (int f = 0; f < 2; f++) {
        mpz_set_ui(t->end[f].times, 1);
        mpz_set(t->end[2 + f].times, e->h_d);
        for (size_t l = 0; l < t->dims; l++)
            (f ? mpz_neg : mpz_set)(t->end[f].at[l],
                                    e->space->y[number[f] * t->dims + l]);
    }
    for (size_t l = 0; l < t->dims; l++) {
        mpz_add(t->row_0[l], t->end[0].at[l], t->end[1].at[l]);
        for (int f = 2; f < FORMS; f++) {
            mpz_mul(t->end[f].at[l], e->h_n, t->row_0[l]);
            mpz_addmul(t->end[f].at[l], e->h_d, t->end[f - 2].at[l]);
        }
        mpz_mul(t->row_0[l], t->row_0[l], e->w_d);
        mpz_neg(t->row_0[l], t->row_0[l]);
    }
    mpz_sub(t->row_0[e->box.chart], t->row_0[e->box.chart], e->w_n);
}

/* a = c - w/2 v_q, b = -c - w/2 v_q, times 2 w_d; A, B with kappa w, times 2 w_d k_d. */
static void set_stretch(item *t) {
    for (int f = 0; f < FORMS; f++) {
        end *own = t->end + f;
        mpz_ptr chart = own->at[t->e->box.chart];
        mpz_mul_ui(own->times, t->e->w_d, 2);
        mpz_neg(chart, t->e->w_n);
        if (f >= 2) {
            mpz_mul(own->times, own->times, t->e->k_d);
            mpz_mul(chart, chart, t->e->k_n);
        }
        (f % 2 ? mpz_neg : mpz_set)(own->at[t->dims], own->times);
    }
}

static item item_start(ranges *e, bool stretch) {
    item t = {
        .e = e, .count = e->space->count, .dims = e->space->dims, .stretch = stretch
    };
    for (int f = 0; f < FORMS; f++)
        t.end[f] = (end){ *integers(1), integers(t.dims + 1) };
    t.row_0 = integers(t.dims + 1);
    t.form = integers(t.dims + 1);
    t.known = get(t.count, sizeof *t.known);
    t.low = *integers(1), t.high = *integers(1);
    return t;
}

static void set_form(item *t, size_t k, int f) {
    const end *own = t->end + f;
    for (size_t l = 0; l < t->dims; l++) {
        mpz_mul(t->form[l], own->times, t->e->space->y[k * t->dims + l]);
        if (f % 2)
            mpz_neg(t->form[l], t->form[l]);
        mpz_sub(t->form[l], t->form[l], own->at[l]);
    }
    mpz_neg(t->form[t->dims], own->at[t->dims]);
}

/* What the range of a form says of it. */
static unsigned char look_at(item *t, size_t k, int f) {
    set_form(t, k, f);
    box_least(t->low, t->high, t->form, t->dims + 1, &t->e->box);
    return mpz_sgn(t->low) >= 0 ? AT_LEAST_0 : mpz_sgn(t->high) > 0 ? BELOW_0 : 0;
}

/* What ranges of points and of the end alone, which are wider together, say of a form. */
static void look_at_all(item *t, int f) {
    int side = f % 2;
    const key *near = t->e->side[side].sorted, *far = t->e->side[1 - side].sorted;
    const end *own = t->end + f;
    box_least(t->low, t->high, own->at, t->dims + 1, &t->e->box);
    mpz_neg(t->high, t->high);
    for (size_t p = ranges_rank(t->e, side, own->times, t->high); p < t->count; p++)
        t->known[near[p].point][f] = AT_LEAST_0;
    mpz_ui_sub(t->low, 1, t->low);
    for (size_t p = ranges_rank(t->e, 1 - side, own->times, t->low); p < t->count; p++)
        t->known[far[p].point][f] = BELOW_0;
}

/* Adds the point's weight, or takes it away, where it counts. */
static void count(item *t, size_t k, int sign) {
    const unsigned char *known = t->known[k];
    mass weight = sign * t->e->space->weight[k];
    if ((known[0] | known[1] | known[2] | known[3]) & BELOW_0)
        t->out += weight;
    if ((known[0] | known[2]) & (known[1] | known[3]) & AT_LEAST_0)
        t->dilated += weight;
}

static void set_known(item *t, const decision *d, int known) {
    count(t, d->point, -1);
    t->known[d->point][d->form] = (unsigned char)known;
    count(t, d->point, 1);
}

static void apply(item *t, const decision *d) {
    set_known(t, d, d->before | DECIDED | (d->below ? BELOW_0 : AT_LEAST_0));
}

static void read_decision(item *t) {
    decision d = { .below = take_if('-') };
    if (!d.below)
        take('+');
    size_t number = take_count();
    while (d.form < FORMS && !take_if(letters[d.form]))
        d.form++;
    if (d.form == FORMS || number < 1 || number > t->count)
        malformed("there is no such decision");
    take('\0');
    d.point = number - 1;
    d.before = t->known[d.point][d.form];
    if (d.before & DECIDED)
        malformed("form %c of point %zu is decided twice", letters[d.form], number);
    t->path = grow(t->path, t->depth, &t->room, sizeof *t->path);
    t->path[t->depth++] = d;
    apply(t, &d);
}

/* To the second side of the last decision of which only the first was seen; false if
 * there is none. */
static bool next_side(item *t) {
    for (; t->depth > 0; t->depth--) {
        decision *d = t->path + t->depth - 1;
        if (!d->second) {
            d->second = true;
            d->below = !d->below;
            apply(t, d);
            return true;
        }
        set_known(t, d, d->before);
    }
    return false;
}

/* sum += x times a row: a form that is >= 0, or, strict, one < 0 with its sign turned. */
static void add_row(item *t, mpz_t *sum, size_t row, mpz_t x, bool *strict) {
    const decision *d = row > 0 ? t->path + row - 1 : NULL;
    bool turned = d && d->below;
    if (d)
        set_form(t, d->point, d->form);
    mpz_t *form = d ? t->form : t->row_0;
    for (size_t l = 0; l <= t->dims; l++)
        (turned ? mpz_submul : mpz_addmul)(sum[l], form[l], x);
    *strict = *strict || turned;
}

static void check_infeasible(item *t) {
    void *start = mark();
    mpz_t *sum = integers(t->dims + 1), *x = integers(1);
    size_t least = t->stretch ? 1 : 0;
    bool strict = false;
    do {
        size_t row = take_count();
        if (row < least || row > t->depth)
            malformed("row %zu does not exist, or is out of order", row);
        least = row + 1;
        take(':');
        take_integer(*x);
        if (mpz_sgn(*x) <= 0)
            malformed("a multiplier that is not positive");
        add_row(t, sum, row, *x, &strict);
    } while (take_if(','));
    take('\0');
    /* the least value of -F: the greatest of F must be < 0 */
    box_least(t->low, t->high, sum, t->dims + 1, &t->e->box);
    if (mpz_sgn(t->high) < 0 || (mpz_sgn(t->high) == 0 && !strict))
        reject("multipliers that prove nothing");
    release(start);
}

static void read_tree(item *t) {
    const rule *r = t->e->rule;
    for (int f = 0; f < FORMS; f++)
        look_at_all(t, f);
    for (size_t k = 0; k < t->count; k++) {
        for (int f = 0; f < FORMS; f++)
            if (!t->known[k][f])
                t->known[k][f] = look_at(t, k, f);
        count(t, k, 1);
    }
    do {
        const char *text = token_next();
        for (; *text == '+' || *text == '-'; text = token_next())
            read_decision(t);
        if (take_if('!'))
            check_infeasible(t);
        else if (strcmp(text, ".") != 0)
            malformed("\"%.40s\" in a case tree", text);
        else if (r->total - t->out > rule_limit(r, t->dilated))
            reject("a case that does not pass");
    } while (next_side(t));
}

/* The pair i,j is the number i N + j, points counted from 0. */
static void read_pair(listing *list, size_t points) {
    size_t i = take_count();
    take(',');
    size_t j = take_count(), pair = (i - 1) * points + j - 1;
    take('\0');
    if (i < 1 || i > points || j < 1 || j > points)
        malformed("pair %zu,%zu: there are %zu points", i, j, points);
    if (list->stretches || (list->pairs && list->pair[list->pairs - 1] >= pair))
        malformed("pair %zu,%zu is out of order", i, j);
    list->pair = grow(list->pair, list->pairs, &list->pair_room, sizeof *list->pair);
    list->pair[list->pairs++] = pair;
}

/* Its centre and half its length become the box's last coordinate. */
static void read_stretch(listing *list, ranges *e) {
    mpz_ptr C = e->box.C[e->space->dims], H = e->box.R[e->space->dims];
    take_integer(C);
    take(',');
    take_integer(H);
    take('\0');
    if (!e->space->wide || mpz_sgn(H) < 0)
        malformed("there is no such stretch of centres");
    list->stretch = grow(list->stretch, list->stretches, &list->stretch_room,
                         sizeof *list->stretch);
    mpz_t *own = list->stretch[list->stretches++] = integers(2);
    mpz_sub(own[0], C, H);
    mpz_add(own[1], C, H);
    mpz_mul(own[0], own[0], e->scale);
    mpz_mul(own[1], own[1], e->scale);
}

void cases_read(ranges *e) {
    void *start = mark();
    listing list = { 0 };
    while (!token_is(")")) {
        token_next();
        bool stretch = take_if('@');
        if (stretch)
            read_stretch(&list, e);
        else
            read_pair(&list, e->space->count);
        void *work = mark();
        item t = item_start(e, stretch);
        if (stretch)
            set_stretch(&t);
        else
            set_pair(&t, list.pair[list.pairs - 1]);
        read_tree(&t);
        release(work);
    }
    leaf_check(e, &list);
    release(start);
}
