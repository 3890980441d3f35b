/* baseline DATA.csv [OPTION VALUE]...: the critical mass by plain branch and bound.
 *
 * What doublecheck is measured against: boxes of directions, depth first, one sorted
 * sweep over pairs of points for each, all in doubles, on one thread. It proves nothing,
 * rounding is not looked at, and it shares no code with doublecheck. DATA: a header line
 * and rows of numbers; all points are one group, each of weight 1; every slab counts.
 *
 *     --kappa X --sigma X --delta X --m0 X    decimals or fractions; 2, 1/4, 1/2, 1/10
 *     --decide                                only whether a slab as heavy as m0 violates
 *     --time-limit S                          seconds; 0: none
 *
 * A pair (i,j) with p_i <= p_j stands for the slab [p_i, p_j]. On a box every projection
 * has an interval, and for a pair two counts follow: U, the points that may lie in its
 * slab, and L, those that surely lie in the dilation. The box is closed if for every pair
 * U is at most the best mass known, or L is enough. The centre of an open box is
 * scanned, as a line, for a heavier slab that violates; then the box is halved. It prints
 * one JSON line; "open" counts boxes that ties keep open at any size. */
#include <math.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>

/* Boxes of half this width are not halved any more. */
static const double LEAST_RADIUS = 1e-9;

/* Takes up what rounding does to delta N and the like. */
static const double FUDGE = 1e-9;

/* Set when the time is up. */
static volatile sig_atomic_t stopped;

typedef struct interval {
    double lo, hi;
} interval;

typedef struct box {
    size_t chart;
    double *centre, *radius; /* [dims]; centre[chart] = 1, radius[chart] = 0 */
} box;

/* Boxes, the chart, centre and radius of each as 1 + 2 dims numbers. */
typedef struct stack {
    double *boxes;
    size_t depth, room;
} stack;

typedef struct search {
    size_t N, dims;
    double *points; /* [N][dims] */
    double h, ratio;
    long enough; /* a dilation this heavy is heavy enough */
    long best;   /* the mass of the heaviest slab known to violate, or the given floor */
    bool decide, found;
    size_t boxes, open;

    interval *ends;  /* [N]: the points' intervals on a box, by their lower ends */
    double longest;  /* the length of the longest */
    double *lo, *hi; /* [N]: their ends, sorted */
    long *outside;   /* [N]: how many intervals lie wholly above that of ends[k] */
    double *line;    /* [N]: projections on a box's centre, sorted */

    stack todo, narrow; /* boxes to look at; those too narrow to be halved */
} search;

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void die(const char *message, const char *name) {
    fprintf(stderr, "baseline: %s%s%s\n", name, *name ? ": " : "", message);
    exit(2);
}

static void stop(int signal_number) {
    (void)signal_number;
    stopped = 1;
}

static void stop_after(double seconds) {
    struct itimerval timer = { 0 };
    timer.it_value.tv_sec = (time_t)seconds;
    timer.it_value.tv_usec = (suseconds_t)(1e6 * (seconds - floor(seconds)));
    signal(SIGALRM, stop);
    setitimer(ITIMER_REAL, &timer, NULL);
}

static void *get(void *old, size_t count, size_t size) {
    void *memory = reallocarray(old, count ? count : 1, size);
    if (!memory)
        die("out of memory", "");
    return memory;
}

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static int by_lower_end(const void *a, const void *b) {
    return by_value(&((const interval *)a)->lo, &((const interval *)b)->lo);
}

/* How many of the sorted values are < x. */
static long below(const double *sorted, size_t count, double x) {
    const double *first = sorted;
    while (count > 1) {
        size_t half = count / 2;
        first += first[half - 1] < x ? half : 0;
        count -= half;
    }
    return first - sorted + (count == 1 && *first < x);
}

/* How many of the sorted values are > x. */
static long above(const double *sorted, size_t count, double x) {
    return (long)count - below(sorted, count, nextafter(x, INFINITY));
}

/* True if a slab of mass at most U, its dilation of mass at least L, does not violate. */
static bool gains(const search *s, long U, long L) {
    return L >= s->enough || (double)L >= s->ratio * (double)U - FUDGE;
}

static void project_box(search *s, const box *b) {
    s->longest = 0;
    for (size_t k = 0; k < s->N; k++) {
        const double *x = s->points + k * s->dims;
        double middle = 0, reach = 0;
        for (size_t l = 0; l < s->dims; l++) {
            middle += b->centre[l] * x[l];
            reach += b->radius[l] * fabs(x[l]);
        }
        s->ends[k] = (interval){ middle - reach, middle + reach };
        s->hi[k] = middle + reach;
        s->longest = fmax(s->longest, 2 * reach);
    }
    qsort(s->ends, s->N, sizeof *s->ends, by_lower_end);
    qsort(s->hi, s->N, sizeof *s->hi, by_value);
    for (size_t k = 0; k < s->N; k++)
        s->lo[k] = s->ends[k].lo;
    for (size_t k = 0; k < s->N; k++)
        s->outside[k] = above(s->lo, s->N, s->ends[k].hi);
}

/* How many points surely lie in the dilation of a slab from one interval to another. */
static long surely_dilated(const search *s, interval low, interval high) {
    double margin = s->h * fmax(0, high.lo - low.hi);
    double A = low.hi - margin, B = fmax(low.lo, high.lo) + margin;
    return (long)s->N - below(s->lo, s->N, A) - above(s->hi, s->N, B);
}

/* The pairs of lower end i, of which at most `most` points lie above it. L grows with the
 * upper end j, so it is counted anew only where the last count is too small. */
static bool pairs_pass(const search *s, size_t i, long most) {
    interval low = s->ends[i];
    long L = 0;
    for (size_t j = (size_t)below(s->lo, s->N, low.lo - s->longest); j < s->N; j++) {
        interval high = s->ends[j];
        long U = most - s->outside[j];
        if (U <= s->best || high.hi < low.lo || gains(s, U, L))
            continue;
        L = surely_dilated(s, low, high);
        if (!gains(s, U, L))
            return false;
        if (L >= s->enough)
            return true;
    }
    return true;
}

static bool box_is_closed(const search *s) {
    for (size_t i = 0; i < s->N; i++) {
        long most = (long)s->N - below(s->hi, s->N, s->lo[i]);
        if (most <= s->best)
            break;
        if (stopped || !pairs_pass(s, i, most))
            return false;
    }
    return true;
}

static void project_centre(search *s, const box *b) {
    for (size_t k = 0; k < s->N; k++) {
        double p = 0;
        for (size_t l = 0; l < s->dims; l++)
            p += b->centre[l] * s->points[k * s->dims + l];
        s->line[k] = p;
    }
    qsort(s->line, s->N, sizeof *s->line, by_value);
}

/* The slabs along the line from its point i up that are heavier than the best known. */
static void scan_from(search *s, size_t i) {
    const double *p = s->line;
    long L = 0;
    for (size_t j = i + (size_t)s->best; j < s->N; j++) {
        long mass = (long)(j - i + 1);
        if (gains(s, mass, L))
            continue;
        double margin = s->h * (p[j] - p[i]);
        L = (long)s->N - below(p, s->N, p[i] - margin) - above(p, s->N, p[j] + margin);
        if (L >= s->enough)
            return;
        if (!gains(s, mass, L)) {
            s->best = mass;
            s->found = true;
        }
    }
}

static void scan_centre(search *s, const box *b) {
    project_centre(s, b);
    for (size_t i = 0; i + (size_t)s->best < s->N && !stopped; i++)
        if (i == 0 || s->line[i] > s->line[i - 1])
            scan_from(s, i);
}

static void push(stack *to, const box *b, size_t dims) {
    size_t size = 1 + 2 * dims;
    if (to->depth == to->room) {
        to->room = 2 * to->room + 64;
        to->boxes = get(to->boxes, to->room, size * sizeof *to->boxes);
    }
    double *place = to->boxes + to->depth++ * size;
    place[0] = (double)b->chart;
    memcpy(place + 1, b->centre, dims * sizeof *place);
    memcpy(place + 1 + dims, b->radius, dims * sizeof *place);
}

static void pop(stack *from, box *b, size_t dims) {
    const double *place = from->boxes + --from->depth * (1 + 2 * dims);
    b->chart = (size_t)place[0];
    memcpy(b->centre, place + 1, dims * sizeof *place);
    memcpy(b->radius, place + 1 + dims, dims * sizeof *place);
}

/* Chart q: v_q = 1, |v_l| <= 1 for the others. */
static void push_charts(search *s, box *b) {
    for (size_t q = s->dims; q-- > 0;) {
        b->chart = q;
        for (size_t l = 0; l < s->dims; l++) {
            b->centre[l] = l == q ? 1 : 0;
            b->radius[l] = l == q ? 0 : 1;
        }
        push(&s->todo, b, s->dims);
    }
}

/* Puts both halves across the widest coordinate on the stack. A box of no width is a
 * single direction: its scan was exact. */
static void halve(search *s, box *b) {
    size_t widest = 0;
    for (size_t l = 1; l < s->dims; l++)
        if (b->radius[l] > b->radius[widest])
            widest = l;
    if (b->radius[widest] < LEAST_RADIUS) {
        if (b->radius[widest] > 0)
            push(&s->narrow, b, s->dims);
        return;
    }
    b->radius[widest] /= 2;
    b->centre[widest] -= b->radius[widest];
    push(&s->todo, b, s->dims);
    b->centre[widest] += 2 * b->radius[widest];
    push(&s->todo, b, s->dims);
}

/* Narrow boxes may be closed by a slab that was found after them. */
static void look_again(search *s, box *b) {
    while (s->narrow.depth > 0) {
        pop(&s->narrow, b, s->dims);
        project_box(s, b);
        s->open += !box_is_closed(s);
    }
}

/* True if the search ended by itself. */
static bool run(search *s, box *b) {
    push_charts(s, b);
    while (s->todo.depth > 0 && !stopped && !(s->decide && s->found)) {
        pop(&s->todo, b, s->dims);
        s->boxes++;
        project_box(s, b);
        if (box_is_closed(s))
            continue;
        scan_centre(s, b);
        halve(s, b);
    }
    if (!stopped)
        look_again(s, b);
    return !stopped;
}

static size_t columns_of(const char *header) {
    size_t columns = 1;
    for (; *header; header++)
        columns += *header == ',';
    return columns;
}

static void read_points(search *s, const char *name) {
    FILE *file = fopen(name, "r");
    char *line = NULL;
    size_t length = 0, room = 0;
    if (!file || getline(&line, &length, file) < 0)
        die("cannot be read", name);
    s->dims = columns_of(line);
    while (getline(&line, &length, file) > 0) {
        if (s->N == room) {
            room = 2 * room + 1024;
            s->points = get(s->points, room, s->dims * sizeof *s->points);
        }
        char *text = line;
        for (size_t l = 0; l < s->dims; l++) {
            char *end;
            s->points[s->N * s->dims + l] = strtod(text, &end);
            if (end == text || *end != (l + 1 < s->dims ? ',' : '\n'))
                die("not a header and rows of numbers", name);
            text = end + 1;
        }
        s->N++;
    }
    free(line);
    fclose(file);
    if (s->N == 0)
        die("no points", name);
}

static double number(const char *text) {
    char *end;
    double value = strtod(text, &end);
    if (end != text && *end == '/')
        value /= strtod(text = end + 1, &end);
    if (end == text || *end || !isfinite(value) || value < 0)
        die("not a number", text);
    return value;
}

static void make_room(search *s, box *b) {
    s->ends = get(NULL, s->N, sizeof *s->ends);
    s->lo = get(NULL, s->N, sizeof *s->lo);
    s->hi = get(NULL, s->N, sizeof *s->hi);
    s->outside = get(NULL, s->N, sizeof *s->outside);
    s->line = get(NULL, s->N, sizeof *s->line);
    b->centre = get(NULL, s->dims, sizeof *b->centre);
    b->radius = get(NULL, s->dims, sizeof *b->radius);
}

static void free_room(search *s, box *b) {
    void *all[] = { s->ends,       s->lo,           s->hi,     s->outside, s->line,
                    s->todo.boxes, s->narrow.boxes, s->points, b->centre,  b->radius };
    for (size_t k = 0; k < sizeof all / sizeof *all; k++)
        free(all[k]);
}

static const char *verdict(const search *s, bool ended, double m0) {
    if (s->found && (double)s->best >= m0 * (double)s->N - FUDGE)
        return "violated";
    return ended && s->open == 0 ? "holds" : "undecided";
}

static void print(const search *s, bool ended, double m0, double seconds) {
    printf(
        "{\"points\": %zu, \"dims\": %zu, \"m_star\": \"%ld/%zu\", \"verdict\": \"%s\", "
        "\"ended\": %s, \"boxes\": %zu, \"open\": %zu, \"seconds\": %.3f}\n",
        s->N, s->dims, s->found ? s->best : 0, s->N, verdict(s, ended, m0),
        ended ? "true" : "false", s->boxes, s->open, seconds);
}

enum { KAPPA, SIGMA, DELTA, M0, TIME_LIMIT, VALUES };

/* Fills value and *decide; returns the name of the data file. */
static const char *read_arguments(char **argv, double value[VALUES], bool *decide) {
    static const char *const names[VALUES] = { "--kappa", "--sigma", "--delta", "--m0",
                                               "--time-limit" };
    const char *data = NULL;
    while (*++argv) {
        int option = 0;
        while (option < VALUES && strcmp(*argv, names[option]) != 0)
            option++;
        if (option < VALUES && argv[1])
            value[option] = number(*++argv);
        else if (strcmp(*argv, "--decide") == 0)
            *decide = true;
        else if (**argv == '-' || data)
            die("unknown argument, or its value is missing", *argv);
        else
            data = *argv;
    }
    if (!data)
        die("usage: baseline DATA.csv [--decide] [--kappa X] [--sigma X] [--delta X] "
            "[--m0 X] [--time-limit S]",
            "");
    return data;
}

int main(int argc, char **argv) {
    (void)argc;
    double value[VALUES] = { 2, 0.25, 0.5, 0.1, 0 };
    search s = { 0 };
    box b = { 0 };
    read_points(&s, read_arguments(argv, value, &s.decide));
    make_room(&s, &b);
    double start = now();
    stop_after(value[TIME_LIMIT]);
    s.h = (value[KAPPA] - 1) / 2;
    s.ratio = 1 + value[SIGMA];
    s.enough = (long)ceil(value[DELTA] * (double)s.N - FUDGE);
    s.best = s.decide ? (long)ceil(value[M0] * (double)s.N - FUDGE) - 1 : 0;
    bool ended = run(&s, &b);
    print(&s, ended, value[M0], now() - start);
    free_room(&s, &b);
    return 0;
}
