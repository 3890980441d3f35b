/* Every point as CSV: exact fractions, and the decimals nearest to them. */
#include <stdio.h>

#include <doublecheck/rational.h>

#include "csv_parts.h"
#include "profile_report.h"

bool cli_profile_csv_print(FILE *out, const void *of) {
    const cli_profile_report *report = of;
    const dc_profile_options *options = report->options;
    fputs("kappa,sigma,delta,lo,hi,kappa_decimal,sigma_decimal,lo_decimal,hi_decimal,"
          "searched,stop,group\n",
          out);
    for (size_t k = 0; k < report->profile->point_count; k++) {
        const dc_profile_point *point = report->profile->points + k;
        const mpq_t *kappa = options->kappas + point->kappa;
        const mpq_t *sigma = options->sigmas + point->sigma;
        gmp_fprintf(out, "%Qd,%Qd,%Qd,%Qd,%Qd", *kappa, *sigma,
                    options->check.parameters.delta, point->bracket.lo,
                    point->bracket.hi);
        cli_csv_number(out, dc_rational_nearest(*kappa));
        cli_csv_number(out, dc_rational_nearest(*sigma));
        cli_csv_number(out, dc_rational_nearest(point->bracket.lo));
        cli_csv_number(out, dc_rational_nearest(point->bracket.hi));
        fprintf(out, ",%s,%s,",
                cli_profile_searched(report->profile, point) ? "yes" : "no",
                dc_stop_name(cli_profile_stop(report->profile, point)));
        cli_csv_text(out, cli_profile_worst(report->profile, point));
        putc('\n', out);
    }
    return !ferror(out);
}
