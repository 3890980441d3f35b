/* Every point that was evaluated, or replayed, as CSV. */
#include "csv_parts.h"
#include "stress_report.h"

static void print_header(FILE *out, const dc_stress_space *space) {
    fputs("arm,repetition,within", out);
    for (size_t k = 0; k < DC_STRESS_COORDINATES; k++)
        fprintf(out, ",%s", space->axis[k].name);
    fputs(",distance,damage,drop,final,t0,accuracy_t0,least_accuracy,train_accuracy,"
          "test_accuracy,test_loss,diverged,mass\n",
          out);
}

/* A point that was replayed has none. */
static void print_origin(FILE *out, const dc_stress_point *point, bool replayed) {
    if (replayed) {
        fputs(",,", out);
        return;
    }
    fprintf(out, "%s,", dc_stress_arm_name(point->arm));
    if (point->arm == DC_STRESS_NOMINAL)
        putc(',', out);
    else if (point->arm == DC_STRESS_GLOBAL || point->arm == DC_STRESS_LOCAL)
        fprintf(out, "%zu,%g", point->repetition + 1, dc_stress_level(point->level));
    else
        fprintf(out, "%zu,", point->repetition + 1);
}

/* mass: NULL: not known. */
static void print_point(FILE *out, const cli_stress_report *report,
                        const dc_stress_point *point, const double *mass) {
    const dc_stress_outcome *o = &point->outcome;
    print_origin(out, point, report->study == NULL);
    for (size_t k = 0; k < DC_STRESS_COORDINATES; k++) {
        putc(',', out);
        cli_stress_print_value(out, report->space->axis + k, point->x.value[k]);
    }
    cli_csv_number(out, point->distance);
    cli_csv_number(out, dc_stress_damage(o, report->nominal, report->options->damage));
    cli_csv_number(out, dc_stress_damage(o, report->nominal, DC_DAMAGE_DROP));
    cli_csv_number(out, dc_stress_damage(o, report->nominal, DC_DAMAGE_FINAL));
    if (o->start >= 0) {
        cli_csv_number(out, o->start);
        cli_csv_number(out, o->at_start);
        cli_csv_number(out, o->least);
    } else {
        fputs(",,,", out);
    }
    cli_csv_number(out, o->train);
    cli_csv_number(out, o->test);
    cli_csv_number(out, o->loss);
    fprintf(out, ",%d,", o->diverged > 0);
    if (mass)
        fprintf(out, "%.17g", *mass);
    putc('\n', out);
}

static void print_points(FILE *out, const cli_stress_report *report) {
    const dc_stress_study *study = report->study;
    size_t next = 0;
    for (size_t k = 0; k < study->point_count; k++) {
        bool known = next < study->sample_count && study->sample_point[next] == k;
        print_point(out, report, study->points + k,
                    known ? study->sample_mass + next : NULL);
        next += known;
    }
}

static void print_entry(FILE *out, const cli_stress_report *report,
                        const dc_stress_entry *entry) {
    print_point(out, report, &entry->point, entry->mass.known ? &entry->mass.lo : NULL);
}

bool cli_stress_csv_print(FILE *out, const void *of) {
    const cli_stress_report *report = of;
    print_header(out, report->space);
    if (report->study)
        print_points(out, report);
    for (size_t k = 0; k < report->entry_count && !report->study; k++)
        print_entry(out, report, report->entries + k);
    return !ferror(out);
}
