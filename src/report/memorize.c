/* Results of doublecheck memorize. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/curves.h"

static void put_asked(report_section *section, report_node result) {
    report_text *html = &section->asked;
    report_node training = report_get(result, "training");
    report_put(html, "Which losses learn what the labels of ");
    report_put_data_words(html, report_get(result, "data"));
    report_put(html,
               " were before some were made wrong, instead of memorizing the wrong ones? "
               "A loss resists noise if its accuracy on the right labels stays within ");
    report_put_real(html, report_real(report_get(result, "within")));
    report_printf(html,
                  " of what it reaches without noise. %zu trainings of %zu epochs: ",
                  report_size(report_get(result, "runs")),
                  report_count(report_get(training, "epochs")));
    report_put_training_words(html, training);
    report_put(html, ".");
}

/* Losses that resist, and the largest noise that one does. */
static void put_number(report_section *section, report_node losses) {
    size_t count = report_size(losses), resist = 0;
    double most = 0;
    for (size_t l = 0; l < count; l++) {
        report_node loss = report_item(losses, l);
        report_get(loss, "resists");
        resist += report_has(loss, "resists") && report_true(report_get(loss, "resists"));
        most = fmax(most, report_real(report_get(loss, "resists_up_to")));
    }
    report_printf(&section->number, "%zu of %zu losses resist", resist, count);
    report_printf(
        &section->meaning,
        "They learn, and resist every noise that counts. The largest noise up to which a "
        "loss resists is %.4g.",
        most);
}

/* Mean over the seeds of a value at the end, for one loss and noise. */
static double mean_at_end(report_node runs, const char *loss, double noise,
                          const char *key) {
    double sum = 0;
    size_t met = 0, count = report_size(runs);
    for (size_t k = 0; k < count; k++) {
        report_node run = report_item(runs, k);
        if (strcmp(report_string(report_get(run, "loss")), loss) != 0 ||
            report_real(report_get(run, "noise")) != noise)
            continue;
        if (!report_has(run, "end"))
            return NAN;
        sum += report_real(report_get(report_get(run, "end"), key));
        met++;
    }
    return met ? sum / (double)met : NAN;
}

static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Distinct noises, increasing; they are finite. NULL: memory is out. */
static double *noises_of(report_node runs, size_t *count) {
    size_t all = report_size(runs), met = 0;
    double *noises = malloc((all + 1) * sizeof *noises);
    for (size_t k = 0; k < all && noises; k++)
        noises[k] = report_finite(report_get(report_item(runs, k), "noise"));
    if (noises && !runs.reader->bad)
        qsort(noises, all, sizeof *noises, by_size);
    for (size_t k = 0; k < all && noises; k++)
        if (met == 0 || noises[met - 1] != noises[k])
            noises[met++] = noises[k];
    *count = runs.reader->bad ? 0 : met;
    return noises;
}

/* What the study is drawn from. */
typedef struct study {
    report_node losses, runs;
    size_t loss_count; /* at most REPORT_CURVES_MOST */
    double *noises;    /* [noise_count] */
    size_t noise_count;
} study;

static const char *loss_name(const study *s, size_t l) {
    return report_string(report_get(report_item(s->losses, l), "loss"));
}

static void draw_by_noise(report_section *section, const study *s, const char *key,
                          const char *what) {
    report_figure *figure = report_add_figure(section);
    report_text *script = &figure->script;
    for (size_t l = 0; l < s->loss_count; l++) {
        report_begin_data(script, "l", l);
        for (size_t n = 0; n < s->noise_count; n++) {
            report_put_data(script, s->noises[n]);
            report_put_data(script,
                            mean_at_end(s->runs, loss_name(s, l), s->noises[n], key));
            report_put(script, "\n");
        }
        report_end_data(script);
    }
    report_range x = { s->noises[0], s->noises[s->noise_count - 1] };
    report_put(script, "set xlabel 'noise: share of labels made wrong'\n"
                       "set yrange [0:1.02]\n");
    report_put_range(script, "x", report_range_widen(x));
    report_set(script, "ylabel", what);
    for (size_t l = 0; l < s->loss_count; l++) {
        report_printf(script, "%s$l%zu using 1:2 with linespoints ", l ? ", " : "plot ",
                      l);
        report_put_style(script, l);
        report_put(script, "title ");
        report_put_quoted(script, loss_name(s, l));
    }
    report_put(script, "\n");
    report_printf(&figure->name, "%s at the end, by noise and loss", what);
    report_printf(&figure->caption,
                  "%s at the end of the trainings, for each share of wrong "
                  "labels and each loss, mean over the seeds. ",
                  what);
}

/* The best and the worst loss at the largest noise, in numbers. */
static void describe_ends(report_figure *figure, const study *s) {
    size_t best = SIZE_MAX, worst = SIZE_MAX;
    double noise = s->noises[s->noise_count - 1], most = -1, least = 2;
    for (size_t l = 0; l < s->loss_count; l++) {
        double j2 = mean_at_end(s->runs, loss_name(s, l), noise, "j2");
        if (j2 > most) {
            most = j2;
            best = l;
        }
        if (j2 < least) {
            least = j2;
            worst = l;
        }
    }
    if (best == SIZE_MAX || worst == SIZE_MAX)
        return;
    report_printf(&figure->caption, "At noise %.4g it is best for ", noise);
    report_put_html(&figure->caption, loss_name(s, best));
    report_printf(&figure->caption, " (%.4g) and worst for ", most);
    report_put_html(&figure->caption, loss_name(s, worst));
    report_printf(&figure->caption,
                  " (%.4g). A loss that memorizes falls, one that resists "
                  "stays flat.",
                  least);
}

/* The first run of a loss at a noise that has its course; its number, or SIZE_MAX. */
static size_t find_course(const study *s, const char *loss, double noise) {
    size_t count = report_size(s->runs);
    for (size_t k = 0; k < count; k++) {
        report_node run = report_item(s->runs, k);
        if (strcmp(report_string(report_get(run, "loss")), loss) == 0 &&
            report_real(report_get(run, "noise")) == noise &&
            report_has(run, "trajectory"))
            return k;
    }
    return SIZE_MAX;
}

static void draw_course(report_section *section, const study *s, double noise,
                        const char *key, const char *what) {
    report_figure *figure = report_add_figure(section);
    report_text *script = &figure->script;
    const char *between = "plot ";
    report_box box = REPORT_NO_BOX;
    for (size_t l = 0; l < s->loss_count; l++) {
        size_t k = find_course(s, loss_name(s, l), noise);
        if (k != SIZE_MAX)
            report_put_curve(script, &box, "e", l,
                             report_get(report_item(s->runs, k), "trajectory"), "epoch",
                             key);
    }
    report_put_range(script, "x", report_range_widen(box.x));
    report_put(script, "set xlabel 'epoch'\nset yrange [0:1.02]\n");
    report_set(script, "ylabel", what);
    for (size_t l = 0; l < s->loss_count; l++) {
        if (find_course(s, loss_name(s, l), noise) == SIZE_MAX)
            continue;
        report_printf(script, "%s$e%zu using 1:2 with lines ", between, l);
        report_put_style(script, l);
        report_put(script, "title ");
        report_put_quoted(script, loss_name(s, l));
        between = ", ";
    }
    report_put(script, "\n");
    report_printf(&figure->name, "%s after each epoch, noise %.4g", what, noise);
    report_printf(&figure->caption,
                  "%s after each epoch, with a share of %.4g of the labels "
                  "made wrong, for the first seed of each loss.",
                  what, noise);
}

static bool has_course(const study *s, double noise) {
    for (size_t l = 0; l < s->loss_count; l++)
        if (find_course(s, loss_name(s, l), noise) != SIZE_MAX)
            return true;
    return false;
}

static void draw(report_section *section, const study *s) {
    static const char given[] = "J1, accuracy on the given labels";
    static const char right[] = "J2, accuracy on the right labels";
    double most = s->noises[s->noise_count - 1];
    draw_by_noise(section, s, "j2", right);
    describe_ends(section->figures + section->figure_count - 1, s);
    draw_by_noise(section, s, "j1", given);
    report_put(&section->figures[section->figure_count - 1].caption,
               "Where it is above 1 minus the noise, wrong labels were memorized.");
    if (!has_course(s, most)) {
        report_put(&section->details,
                   "<p class=\"note\">The result does not hold the course "
                   "of each run, so that there is no picture of it.</p>\n");
        return;
    }
    draw_course(section, s, most, "j2", right);
    draw_course(section, s, most, "j1", given);
}

static void cell_verdict(report_text *html, report_node loss, const char *key) {
    report_node node = report_get(loss, key);
    report_cell(html, report_is_null(node) ? "not judged"
                      : report_true(node)  ? "yes"
                                           : "no");
}

static void cells_of_loss(report_text *html, report_node loss) {
    report_node symmetry = report_get(loss, "symmetry");
    report_cell(html, report_string(report_get(loss, "loss")));
    report_cell(html, report_true(report_get(symmetry, "symmetric")) ? "yes" : "no");
    report_cell_real(html, report_real(report_get(loss, "clean_j1")));
    cell_verdict(html, loss, "learns");
    report_cell_real(html, report_real(report_get(loss, "resists_up_to")));
    cell_verdict(html, loss, "resists");
}

static void put_losses(report_section *section, report_node losses) {
    static const char *const heads[] = {
        "loss",    "symmetric", "J1 without noise", "learns", "resists noise up to",
        "resists", NULL
    };
    report_put_items(&section->details, "Losses", heads, losses, cells_of_loss, "losses");
}

static void cells_of_look(report_text *html, report_node run, const char *key,
                          const char *const *values) {
    report_node look = report_get(run, key);
    for (; *values; values++)
        report_cell_real(html, report_is_null(look)
                                   ? NAN
                                   : report_real(report_get(look, *values)));
}

static void cells_of_run(report_text *html, report_node run) {
    static const char *const end[] = { "j1", "j2", "train_loss", NULL };
    static const char *const best[] = { "j2", "epoch", NULL };
    report_cell(html, report_string(report_get(run, "loss")));
    report_cell_real(html, report_real(report_get(run, "noise")));
    report_cell(html, report_string(report_get(run, "seed")));
    report_cell_count(html, report_count(report_get(run, "replaced")));
    cells_of_look(html, run, "end", end);
    cells_of_look(html, run, "best", best);
    report_cell(html, report_string(report_get(run, "state")));
}

static void put_runs(report_section *section, report_node runs) {
    static const char *const heads[] = {
        "loss", "noise",           "seed",    "labels replaced", "J1",
        "J2",   "loss at the end", "best J2", "at epoch",        "ended",
        NULL
    };
    report_put_items(&section->details, "Trainings", heads, runs, cells_of_run,
                     "trainings");
}

void report_build_memorize(report_section *section, report_node result) {
    static const report_verdict verdicts[] = { { "RESISTS", "RESISTS", REPORT_GOOD },
                                               { "NONE", "NONE", REPORT_BAD },
                                               { "UNDECIDED", "UNDECIDED", REPORT_OPEN },
                                               { "REFUTED", "REFUTED", REPORT_BAD },
                                               { NULL, NULL, REPORT_OPEN } };
    study s = { .losses = report_get(result, "losses"),
                .runs = report_get(result, "runs") };
    s.loss_count = report_size(s.losses);
    if (s.loss_count > REPORT_CURVES_MOST)
        s.loss_count = REPORT_CURVES_MOST;
    report_put_title(section, "Memorizing", result);
    put_asked(section, result);
    report_put_verdict(section, report_get(result, "verdict"), verdicts);
    put_number(section, s.losses);
    s.noises = noises_of(s.runs, &s.noise_count);
    section->details.failed = section->details.failed || !s.noises;
    if (s.noises && s.noise_count && s.loss_count)
        draw(section, &s);
    free(s.noises);
    put_losses(section, s.losses);
    put_runs(section, s.runs);
    report_begin_table(&section->details, "The study", NULL);
    report_rows_of_end(&section->details, result);
    report_end_table(&section->details);
}
