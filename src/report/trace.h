/* How the brackets of a check closed over time. */
#ifndef DC_REPORT_TRACE_H
#define DC_REPORT_TRACE_H

#include "report/section.h"

/* Draws the traces of groups[order[0]], groups[order[1]], ...; symbol: what was bracketed, "m*";
 * m0 as a level, unless it is NULL. No figure where one of them has no trace. */
void report_draw_traces(report_section *section, report_node groups, const size_t *order,
                        size_t count, const char *symbol, const report_node *m0);

#endif
