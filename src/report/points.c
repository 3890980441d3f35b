#include "report/points.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* The file as it is named, else beside the result; path->failed when memory is out. */
static bool find_file(report_text *path, const char *name, const char *result) {
    struct stat status;
    bool named = stat(name, &status) == 0;
    const char *slash = strrchr(result, '/'), *last = strrchr(name, '/');
    if (!named)
        report_put_bytes(path, result, slash ? (size_t)(slash - result) + 1 : 0);
    report_put(path, named || !last ? name : last + 1);
    return !path->failed && (named || stat(path->at, &status) == 0) &&
           S_ISREG(status.st_mode);
}

/* The column of that name; SIZE_MAX: there is none. */
static size_t column_of(const dc_dataset *data, const char *name) {
    for (size_t l = 0; l < dc_dataset_features(data); l++)
        if (strcmp(dc_dataset_feature_name(data, l), name) == 0)
            return l;
    return SIZE_MAX;
}

static bool same_classes(const dc_dataset *data, report_node classes) {
    if (dc_dataset_classes(data) != report_size(classes))
        return false;
    for (size_t k = 0; k < dc_dataset_classes(data); k++)
        if (strcmp(dc_dataset_class_name(data, k),
                   report_string(report_item(classes, k))) != 0)
            return false;
    return true;
}

/* Results of older versions do not tell the digest of their file. */
static bool is_the_file(const dc_dataset *there, report_node data) {
    const char *digest = dc_dataset_sha256(there);
    return !report_has(data, "sha256") ||
           (digest && strcmp(digest, report_string(report_get(data, "sha256"))) == 0);
}

/* Is it read as the result's was? Fills columns. */
static bool fits(report_points *points, report_node data) {
    report_node features = report_get(data, "features");
    points->dims = report_size(features);
    points->columns = calloc(points->dims + 1, sizeof *points->columns);
    points->why.failed = points->why.failed || !points->columns;
    if (!points->columns ||
        dc_dataset_points(points->data) != report_count(report_get(data, "points")) ||
        dc_dataset_weighted(points->data) != report_true(report_get(data, "weighted")) ||
        !same_classes(points->data, report_get(data, "classes")))
        return false;
    for (size_t l = 0; l < points->dims; l++) {
        const char *name = report_string(report_item(features, l));
        const char *there = dc_dataset_feature_name(points->data, l);
        points->columns[l] = there && strcmp(there, name) == 0
                                 ? l
                                 : column_of(points->data, name);
        if (points->columns[l] == SIZE_MAX)
            return false;
    }
    return true;
}

static void give_up(report_points *points, const char *why) {
    dc_dataset_destroy(points->data);
    points->data = NULL;
    report_put(&points->why, why);
}

void report_points_read(report_points *points, report_node result,
                        const report_options *options) {
    dc_error error;
    report_node data = report_get(result, "data");
    const char *name = options->data ? options->data
                                     : report_string(report_get(data, "file"));
    dc_read_options read = options->read;
    *points = (report_points){ 0 };
    if (!read.label && report_size(report_get(data, "classes")) == 0)
        read.label = "none";
    report_text path = { 0 };
    if (!find_file(&path, name, result.reader->file)) {
        give_up(points, "the data file is not here");
        points->why.failed = path.failed;
    } else if (dc_dataset_read(&points->data, path.at, &read, &error) != DC_OK) {
        points->data = NULL;
        give_up(points, error.message);
        points->why.failed = error.status == DC_ENOMEM;
    } else if (!is_the_file(points->data, data)) {
        give_up(points,
                "the data file is not the one that the result is of: it has another "
                "SHA-256");
    } else if (!fits(points, data)) {
        give_up(points,
                "the data file, as it was read here, has other points, columns or "
                "classes than the result says (--label, --weight and the like tell "
                "how to read it)");
    }
    report_text_clear(&path);
}

void report_points_clear(report_points *points) {
    dc_dataset_destroy(points->data);
    free(points->columns);
    report_text_clear(&points->why);
}

void report_slab_read(report_slab *slab, report_node witness, report_node kappa,
                      size_t dims) {
    report_node v = report_get(witness, "v");
    mpq_inits(slab->c, slab->r, slab->dilated, NULL);
    slab->dims = 0;
    slab->v = calloc(dims + 1, sizeof *slab->v);
    if (report_size(v) != dims)
        report_blame(v, "a number for each feature");
    report_exact(slab->c, report_get(witness, "c"));
    report_exact(slab->r, report_get(witness, "r"));
    report_exact(slab->dilated, kappa);
    mpq_mul(slab->dilated, slab->dilated, slab->r);
    for (; slab->v && !v.reader->bad && slab->dims < dims; slab->dims++) {
        mpq_init(slab->v[slab->dims]);
        report_exact(slab->v[slab->dims], report_item(v, slab->dims));
    }
}

void report_slab_clear(report_slab *slab) {
    for (size_t l = 0; l < slab->dims; l++)
        mpq_clear(slab->v[l]);
    free(slab->v);
    mpq_clears(slab->c, slab->r, slab->dilated, NULL);
}

double report_points_value(const report_points *points, size_t point, size_t dim) {
    mpq_t value;
    mpq_init(value);
    dc_dataset_value(value, points->data, point, points->columns[dim]);
    double nearest = dc_rational_nearest(value);
    mpq_clear(value);
    return nearest;
}

/* Does the name say "a|b" for a class and one of a greater number, or one of the two? */
static bool is_pair(const dc_dataset *data, const char *name, size_t class) {
    size_t classes = dc_dataset_classes(data);
    const char *own = dc_dataset_class_name(data, class);
    size_t length = strlen(own);
    for (size_t k = 0; k < classes; k++) {
        const char *other = dc_dataset_class_name(data, k);
        size_t end = strlen(other);
        if (strlen(name) != length + 1 + end || k == class)
            continue;
        if (strncmp(name, own, length) == 0 && name[length] == '|' &&
            strcmp(name + length + 1, other) == 0)
            return true;
        if (strncmp(name, other, end) == 0 && name[end] == '|' &&
            strcmp(name + end + 1, own) == 0)
            return true;
    }
    return false;
}

/* "whole", "a|b", "cell", "cell:a|b". */
static bool belongs(const dc_dataset *data, const char *group, size_t point) {
    size_t class = dc_dataset_class(data, point);
    if (dc_dataset_cells(data)) {
        const char *cell = dc_dataset_cell_name(data, dc_dataset_cell(data, point));
        size_t length = strlen(cell);
        if (strncmp(group, cell, length) != 0)
            return false;
        return group[length] == '\0' ||
               (group[length] == ':' && is_pair(data, group + length + 1, class));
    }
    return strcmp(group, "whole") == 0 ||
           (dc_dataset_classes(data) && is_pair(data, group, class));
}

static bool select_points(report_side *side, const dc_dataset *data, const char *group) {
    size_t total = dc_dataset_points(data);
    side->at = calloc(total, sizeof *side->at);
    side->class = calloc(total, sizeof *side->class);
    side->along = calloc(total, sizeof *side->along);
    side->weight = calloc(total, sizeof *side->weight);
    if (!side->at || !side->class || !side->along || !side->weight)
        return false;
    for (size_t i = 0; i < total; i++)
        if (belongs(data, group, i)) {
            side->class[side->count] = dc_dataset_class(data, i);
            side->at[side->count++] = i;
        }
    return true;
}

/* <v,x>, exactly. */
static void product(mpq_t along, const report_points *points, const report_slab *slab,
                    size_t point) {
    mpq_t value;
    mpq_init(value);
    mpq_set_ui(along, 0, 1);
    for (size_t l = 0; l < slab->dims; l++) {
        if (mpq_sgn(slab->v[l]) == 0)
            continue;
        dc_dataset_value(value, points->data, point, points->columns[l]);
        mpq_mul(value, value, slab->v[l]);
        mpq_add(along, along, value);
    }
    mpq_clear(value);
}

typedef struct masses {
    mpq_t all, inner, outer;
} masses;

static void measure(masses *m, report_side *side, const report_points *points,
                    const report_slab *slab) {
    mpq_t along, weight;
    mpq_inits(along, weight, NULL);
    for (size_t k = 0; k < side->count; k++) {
        product(along, points, slab, side->at[k]);
        dc_dataset_weight(weight, points->data, side->at[k]);
        side->along[k] = dc_rational_nearest(along);
        side->weight[k] = dc_rational_nearest(weight);
        mpq_sub(along, along, slab->c);
        mpq_abs(along, along);
        mpq_add(m->all, m->all, weight);
        if (mpq_cmp(along, slab->r) <= 0)
            mpq_add(m->inner, m->inner, weight);
        if (mpq_cmp(along, slab->dilated) <= 0)
            mpq_add(m->outer, m->outer, weight);
    }
    mpq_clears(along, weight, NULL);
}

/* Are the masses, over that of all, those of the witness? */
static bool agree(masses *m, report_node witness) {
    mpq_t inner, outer;
    mpq_inits(inner, outer, NULL);
    report_exact(inner, report_get(witness, "mass"));
    report_exact(outer, report_get(witness, "dilated_mass"));
    mpq_mul(inner, inner, m->all);
    mpq_mul(outer, outer, m->all);
    bool same = mpq_equal(inner, m->inner) && mpq_equal(outer, m->outer);
    mpq_clears(inner, outer, NULL);
    return same;
}

static void share_weights(report_side *side) {
    double all = 0;
    for (size_t k = 0; k < side->count; k++)
        all += side->weight[k];
    for (size_t k = 0; k < side->count; k++)
        side->weight[k] /= all;
}

bool report_side_find(report_side *side, const report_points *points, const char *group,
                      const report_slab *slab, report_node witness, report_text *why) {
    masses m;
    *side = (report_side){ 0 };
    if (!points->data) {
        report_put(why, report_words(&points->why));
        return false;
    }
    why->failed = !select_points(side, points->data, group);
    if (why->failed)
        return false;
    if (side->count == 0) {
        report_put(why, "no point of the data file belongs to the group");
        return false;
    }
    mpq_inits(m.all, m.inner, m.outer, NULL);
    measure(&m, side, points, slab);
    bool same = agree(&m, witness);
    mpq_clears(m.all, m.inner, m.outer, NULL);
    share_weights(side);
    if (!same)
        report_put(why,
                   "the points in the data file do not give the masses of the result: "
                   "it is another file, or is read in another way");
    return same;
}

void report_side_clear(report_side *side) {
    free(side->at);
    free(side->class);
    free(side->along);
    free(side->weight);
}

void report_side_thin(report_side *side, size_t stride) {
    size_t kept = 0;
    for (size_t k = 0; k < side->count; k += stride, kept++) {
        side->at[kept] = side->at[k];
        side->class[kept] = side->class[k];
        side->along[kept] = side->along[k];
        side->weight[kept] = side->weight[k];
    }
    side->count = kept;
}
