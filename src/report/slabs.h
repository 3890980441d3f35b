/* Pictures of a slab among points. */
#ifndef DC_REPORT_SLABS_H
#define DC_REPORT_SLABS_H

#include "report/points.h"
#include "report/section.h"

/* What a picture is drawn from; points->data is there. */
typedef struct report_slab_view {
    const report_points *points;
    report_side *side;
    const report_slab *slab;
    report_node witness;
    report_node features; /* names */
    const char *group;
} report_slab_view;

/* Two features: the points in their plane, the slab and its dilation. */
void report_draw_points(report_section *section, const report_slab_view *view);

/* Any number: how <v,x> is distributed by class, and the two bands. */
void report_draw_histogram(report_section *section, const report_slab_view *view);

/* Three or more: the plane of v and the widest direction beside it. Of very many points only
 * those that are shown stay in view->side. */
void report_draw_plane(report_section *section, const report_slab_view *view);

/* HTML of the columns that carry v: "petal length, petal width and 2 more". */
void report_put_carriers(report_text *html, const report_slab_view *view);

#endif
