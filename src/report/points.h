/* The points behind a result of check: its data file, read again, if that is there, has the
 * digest that the result tells (of an older version it tells none), and gives exactly the masses
 * that the result says. */
#ifndef DC_REPORT_POINTS_H
#define DC_REPORT_POINTS_H

#include <doublecheck/dataset.h>

#include "report/reader.h"
#include "report/report.h"

typedef struct report_points {
    dc_dataset *data; /* NULL: they could not be read, and `why` says why */
    size_t dims;
    size_t *columns; /* [dims]: columns of the data, by the result's features */
    report_text why;
} report_points;

/* Reads the data of a result. Whether it succeeds is told by points->data; why.failed: memory
 * is out. */
void report_points_read(report_points *points, report_node result,
                        const report_options *options);
void report_points_clear(report_points *points);

/* A slab of the result: v [dims], c, r and kappa r. */
typedef struct report_slab {
    size_t dims;
    mpq_t *v;
    mpq_t c, r, dilated;
} report_slab;

/* Reads a witness; kappa is exact. After it, and also after a failure (reader->bad; v may be
 * NULL), report_slab_clear. */
void report_slab_read(report_slab *slab, report_node witness, report_node kappa,
                      size_t dims);
void report_slab_clear(report_slab *slab);

/* The points of a group along a slab. */
typedef struct report_side {
    size_t count;
    size_t *at;     /* [count]: points of the data */
    size_t *class;  /* [count]: of the point; 0 without classes */
    double *along;  /* [count]: <v,x>, rounded once */
    double *weight; /* [count]: shares of the group's weight */
} report_side;

/* Selects the points of a group by its name, and computes <v,x>. False, and *why, if there is no
 * such group, or their masses in the slab and its dilation are not those of the witness. */
bool report_side_find(report_side *side, const report_points *points, const char *group,
                      const report_slab *slab, report_node witness, report_text *why);
void report_side_clear(report_side *side);

/* Leaves every stride-th point in it. */
void report_side_thin(report_side *side, size_t stride);

/* A coordinate, rounded once. */
double report_points_value(const report_points *points, size_t point, size_t dim);

#endif
