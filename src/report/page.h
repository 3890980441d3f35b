/* The HTML around sections. */
#ifndef DC_REPORT_PAGE_H
#define DC_REPORT_PAGE_H

#include "report/section.h"

/* The whole page. Draws the figures. Fails as report_html does. */
DC_MUST_USE dc_status report_put_page(report_text *html, const report_section *sections,
                                      size_t count, dc_error *error);

#endif
