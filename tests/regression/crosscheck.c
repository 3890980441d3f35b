/*
 * crosscheck [--skip OPTIONS]... [--limit WORK] DATA.csv DATA.expected
 *
 * Computes the values in DATA.expected once more: that no slab of the family contradicts
 * the value, and that some slab contradicts the next better one (a mass lower by one
 * point, or a larger sigma). It shares no code with the library, and none of its methods
 * beyond T1 to T3 of proofs/theory.md: all directions are covered by boxes, and in each
 * of them every pair of points is bounded by itself, or tried at all faces of the
 * arrangement that remains. All decisions are made with exact integers.
 *
 * One line of output for each line of the file: "ok" with the work done; "WRONG" with the
 * slab that shows it, or if there is none that attains the value; "unchecked" if it would
 * take too long. --skip leaves out the lines with these options; it must name one. Exit
 * status: 0 if all lines are ok or skipped, 1 if one is wrong or unchecked, 2 if the
 * input cannot be understood.
 */
#include "crosscheck.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_SKIPPED = 16, MAX_LINE = 1024 };

static const char *skipped[MAX_SKIPPED];
static bool met[MAX_SKIPPED];
static int skipped_count;
static int64_t work_limit = 10000000000;

/* The columns of a set. */
static void project(const points *data, unsigned columns, points *projected) {
    projected->count = data->count;
    projected->scale = data->scale;
    for (int k = 0; k < data->count; k++) {
        projected->dims = 0;
        for (int l = 0; l < data->dims; l++)
            if (columns >> l & 1)
                projected->x[k][projected->dims++] = data->x[k][l];
    }
}

static bool fits(const problem *p) {
    const int dims = p->data->dims, bits = problem_bits(p);
    /* Ranges in 64 bits, and forms at vertices, sums of dims! products, in 128. */
    return bits + 21 + 4 <= 63 && bits * dims + 5 <= 126;
}

static verdict search_family(const points *data, const question *asked, search *s) {
    static points projected;
    static problem p;
    verdict found = PROVED;
    const int size = asked->sparse && asked->sparse < data->dims ? asked->sparse
                                                                 : data->dims;
    for (unsigned set = 1; set < 1U << data->dims && found == PROVED; set++) {
        if (__builtin_popcount(set) != size)
            continue;
        project(data, set, &projected);
        problem_init(&p, &projected, asked);
        found = fits(&p) ? search_directions(&p, s) : TOO_LONG;
    }
    return found;
}

/* The next better value: no slab contradicts it only if the value asked is too modest. */
static bool improve(const points *data, question *asked) {
    const int64_t n = data->count;
    ratio *value = &asked->value;
    if (asked->infinite || !(value->num || asked->maximize))
        return false;
    if (asked->maximize)
        /* Quotients of two masses differ by more than 1/(N*N+1). */
        *value = (ratio){ value->num * (n * n + 1) + value->den,
                          value->den * (n * n + 1) };
    else
        *value = (ratio){ value->num * n - value->den, value->den * n };
    return true;
}

/* Masses that are the value, exactly. */
static bool attains(const points *data, const question *asked, const search *s) {
    const ratio value = asked->value;
    if (asked->maximize)
        return (s->outer - s->inner) * value.den == value.num * s->inner;
    return s->inner * value.den == value.num * data->count;
}

static void print_wide(wide number) {
    char digits[48];
    int at = sizeof digits - 1;
    const bool negative = number < 0;
    digits[at] = '\0';
    do {
        const int digit = (int)(number % 10);
        digits[--at] = (char)('0' + (digit < 0 ? -digit : digit));
        number /= 10;
    } while (number);
    printf("%s%s", negative ? "-" : "", digits + at);
}

static void print_slab(const points *data, const search *s) {
    static const char *const kinds[] = {
        [TIGHT] = "tight slab of points",
        [LAST_POINT] = "narrowest slab that ends at point",
        [BEFORE_DILATION] = "narrowest slab whose dilation begins right of point",
    };
    printf("  %s %d", kinds[s->slab.kind], s->slab.i + 1);
    if (s->slab.kind == TIGHT)
        printf(" and %d", s->slab.j + 1);
    printf(" of the group: %d points, %d of %d in the dilation; v =", s->inner, s->outer,
           data->count);
    for (int term = 0; term < s->v.count; term++) {
        printf(term ? " + e^%d (" : " (", term);
        for (int l = 0; l < MAX_DIMS; l++) {
            printf(l ? " " : "");
            print_wide(s->v.v[term][l]);
        }
        printf(")");
    }
    printf(", small e > 0\n");
}

static bool check_line(const char *path, const char *options, const char *group,
                       const char *value) {
    static points data;
    question asked, better;
    search above = { .limit = work_limit }, below = { .limit = work_limit };
    verdict found, reached = REFUTED;
    read_question(options, value, &asked);
    read_points(path, asked.labelled, group, &data);
    found = search_family(&data, &asked, &above);
    better = asked;
    if (found == PROVED && improve(&data, &better)) {
        reached = search_family(&data, &better, &below);
        if (reached == REFUTED && !attains(&data, &asked, &below))
            reached = PROVED;
    }
    const char *result = found == REFUTED || reached == PROVED   ? "WRONG"
                         : found == PROVED && reached == REFUTED ? "ok"
                                                                 : "unchecked";
    printf("%s: %s, %s, %s: %" PRId64 " boxes, work %" PRId64 "; attained: %" PRId64
           " boxes, work %" PRId64 "\n",
           result, options, group, value, above.boxes, above.work, below.boxes,
           below.work);
    if (found == REFUTED)
        print_slab(&data, &above);
    if (reached == PROVED)
        printf("  no slab attains it\n");
    fflush(stdout);
    return !strcmp(result, "ok");
}

static bool is_skipped(const char *options) {
    for (int i = 0; i < skipped_count; i++)
        if (!strcmp(options, skipped[i]))
            return met[i] = true;
    return false;
}

static bool check_file(const char *data, const char *expected) {
    char line[MAX_LINE];
    bool good = true;
    int lines = 0;
    FILE *file = fopen(expected, "r");
    if (!file)
        give_up("cannot be read", expected);
    while (fgets(line, sizeof line, file)) {
        line[strcspn(line, "\r\n")] = '\0';
        char *value = strrchr(line, ','), *group;
        if (*line == '#' || !strcmp(line, "options,group,value"))
            continue;
        if (!value || strchr(line, '"'))
            give_up("no line of expected values", line);
        *value++ = '\0';
        group = strrchr(line, ',');
        if (!group || strchr(line, ',') != group)
            give_up("no line of expected values", line);
        *group++ = '\0';
        lines++;
        if (is_skipped(line))
            printf("skipped: %s\n", line);
        else
            good = check_line(data, line, group, value) && good;
    }
    fclose(file);
    if (!lines)
        give_up("expects nothing", expected);
    return good;
}

int main(int argc, char **argv) {
    int at = 1;
    bool good;
    for (; at + 1 < argc && !strncmp(argv[at], "--", 2); at += 2) {
        if (!strcmp(argv[at], "--skip") && skipped_count < MAX_SKIPPED)
            skipped[skipped_count++] = argv[at + 1];
        else if (!strcmp(argv[at], "--limit"))
            work_limit = strtoll(argv[at + 1], NULL, 10);
        else
            give_up("unknown option", argv[at]);
    }
    if (at + 2 != argc)
        give_up("usage", "crosscheck [--skip OPTIONS]... DATA.csv DATA.expected");
    good = check_file(argv[at], argv[at + 1]);
    for (int i = 0; i < skipped_count; i++)
        if (!met[i])
            give_up("no line to skip", skipped[i]);
    return good ? 0 : 1;
}
