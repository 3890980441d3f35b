#include "report/page.h"

#include "report/fail.h"

/* Light and dark by the reader's choice; figures keep a light ground in both. No script, and a
 * policy that lets none run and nothing be fetched. */
static const char head[] =
    "<!DOCTYPE html>\n"
    "<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
    "style-src 'unsafe-inline'\">\n"
    "<meta name=\"color-scheme\" content=\"light dark\">\n"
    "<title>doublecheck report</title>\n<style>\n"
    ":root{--ink:#1b1f24;--paper:#fff;--soft:#5b6470;--line:#d5dae0;--card:#f6f8fa;"
    "--good:#00694c;--bad:#a83f00;--open:#5b6470}\n"
    "@media (prefers-color-scheme:dark){:root{--ink:#e6e9ed;--paper:#14171b;--soft:#a3adb8;"
    "--line:#353c45;--card:#1d2228;--good:#2fc79a;--bad:#ff9557;--open:#a3adb8}}\n"
    "*{box-sizing:border-box}\n"
    "body{margin:0 auto;padding:1.5rem 1rem 4rem;max-width:54rem;color:var(--ink);"
    "background:var(--paper);font:1rem/1.55 system-ui,sans-serif;overflow-wrap:anywhere}\n"
    "header{border-bottom:1px solid var(--line);margin-bottom:2rem}\n"
    "h1{font-size:1.4rem;margin:0}\nheader p{color:var(--soft);margin:.2rem 0 1rem}\n"
    "h2{font-size:1.25rem;margin:0 0 .5rem}\n"
    "h3{font-size:.85rem;letter-spacing:.04em;text-transform:uppercase;color:var(--soft);"
    "margin:2rem 0 .5rem}\n"
    "section{margin-bottom:4rem}\n"
    ".answer{display:flex;flex-wrap:wrap;gap:.5rem 1.5rem;align-items:baseline;"
    "background:var(--card);border-left:.4rem solid var(--open);padding:1rem 1.25rem;"
    "margin:1rem 0}\n"
    ".word{font-size:1.7rem;font-weight:700;margin:0}\n"
    ".number{font-size:1.3rem;font-variant-numeric:tabular-nums;margin:0}\n"
    ".meaning{flex-basis:100%;margin:0;color:var(--soft)}\n"
    ".good{border-color:var(--good)}.good .word{color:var(--good)}\n"
    ".bad{border-color:var(--bad)}.bad .word{color:var(--bad)}\n"
    ".open .word{color:var(--open)}\n"
    "figure{margin:1.5rem 0;break-inside:avoid}\n"
    ".picture{background:#fff;color:#000;border:1px solid var(--line);padding:.5rem}\n"
    ".picture svg{display:block;width:100%;height:auto;max-width:46rem;margin:0 auto}\n"
    "figcaption{color:var(--soft);font-size:.92rem;margin-top:.5rem}\n"
    ".wide{overflow-x:auto;margin:1rem 0}\n"
    "table{border-collapse:collapse;font-size:.92rem;overflow-wrap:normal}\n"
    "caption{text-align:left;white-space:nowrap;font-weight:600;padding-bottom:.3rem}\n"
    "th,td{padding:.25rem 1.2rem .25rem 0;border-bottom:1px solid var(--line);"
    "text-align:left;vertical-align:top}\n"
    "thead th{color:var(--soft);font-weight:500}\ntbody th{font-weight:500}\n"
    "td{max-width:24rem;overflow-wrap:break-word}\n"
    "td.n{font-variant-numeric:tabular-nums;white-space:nowrap}\n"
    ".note{color:var(--soft);font-size:.92rem}\n"
    "code{font-size:.9em}\n"
    "@media print{:root{--ink:#000;--paper:#fff;--soft:#333;--line:#aaa;--card:#fff;"
    "--good:#00694c;--bad:#a83f00;--open:#333}body{max-width:none;padding:0;"
    "font-size:10pt}section{break-after:page}section:last-of-type{break-after:auto}"
    ".wide{overflow:visible}tr,.answer{break-inside:avoid}h3{break-after:avoid}}\n"
    "</style>\n</head>\n<body>\n";

static dc_status put_figure(report_text *html, const report_figure *figure, size_t number,
                            dc_error *error) {
    report_text svg = { 0 };
    dc_status status = report_draw(&svg, figure, REPORT_SVG, error);
    report_printf(
        html, "<figure>\n<div class=\"picture\" role=\"img\" aria-label=\"Figure %zu: ",
        number);
    report_put_html(html, report_words(&figure->name));
    report_printf(html, "\" aria-describedby=\"caption-%zu\">\n", number);
    report_put_svg(html, &svg, number);
    report_printf(html, "</div>\n<figcaption id=\"caption-%zu\"><b>Figure %zu.</b> ",
                  number, number);
    report_put(html, report_words(&figure->caption));
    report_put(html, "</figcaption>\n</figure>\n");
    html->failed = html->failed || figure->name.failed || figure->caption.failed;
    report_text_clear(&svg);
    return status;
}

static void put_answer(report_text *html, const report_section *section) {
    static const char *const tones[REPORT_TONES] = {
        [REPORT_OPEN] = "open", [REPORT_GOOD] = "good", [REPORT_BAD] = "bad"
    };
    report_printf(html, "<div class=\"answer %s\">\n<p class=\"word\">",
                  tones[section->tone]);
    report_put_html(html, report_words(&section->word));
    report_put(html, "</p>\n<p class=\"number\">");
    report_put_html(html, report_words(&section->number));
    report_put(html, "</p>\n<p class=\"meaning\">");
    report_put(html, report_words(&section->meaning));
    report_put(html, "</p>\n</div>\n");
}

bool report_section_whole(const report_section *s) {
    return !s->title.failed && !s->asked.failed && !s->word.failed && !s->number.failed &&
           !s->meaning.failed && !s->details.failed;
}

/* drawn: figures of the sections before. */
static dc_status put_section(report_text *html, const report_section *section, size_t k,
                             size_t *drawn, dc_error *error) {
    dc_status status = report_succeed(error);
    report_printf(html,
                  "<section aria-labelledby=\"section-%zu\">\n<h2 id=\"section-%zu\">", k,
                  k);
    report_put_html(html, report_words(&section->title));
    report_put(html, "</h2>\n<p class=\"asked\">");
    report_put(html, report_words(&section->asked));
    report_put(html, "</p>\n");
    put_answer(html, section);
    for (size_t f = 0; f < section->figure_count && status == DC_OK; f++)
        status = put_figure(html, section->figures + f, ++*drawn, error);
    report_put(html, "<h3>Details</h3>\n");
    report_put(html, report_words(&section->details));
    report_put(html, "</section>\n");
    html->failed = html->failed || !report_section_whole(section);
    return status;
}

dc_status report_put_page(report_text *html, const report_section *sections, size_t count,
                          dc_error *error) {
    size_t drawn = 0;
    dc_status status = report_succeed(error);
    report_put(html, head);
    report_printf(html,
                  "<header><h1>doublecheck report</h1>\n<p>%zu result%s, by doublecheck "
                  "%s</p></header>\n<main>\n",
                  count, count == 1 ? "" : "s", dc_version());
    for (size_t k = 0; k < count && status == DC_OK; k++)
        status = put_section(html, sections + k, k + 1, &drawn, error);
    report_put(html, "</main>\n</body>\n</html>\n");
    if (status == DC_OK && html->failed)
        return report_fail(error, DC_ENOMEM, "out of memory for a report");
    return status;
}
