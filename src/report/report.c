#include "report/report.h"

#include <stdlib.h>
#include <string.h>

#include "report/fail.h"
#include "report/page.h"

const report_program report_programs[] = {
    { "doublecheck", report_build_check },
    { "doublecheck profile", report_build_profile },
    { "doublecheck floor", report_build_floor },
    { "doublecheck simulate", report_build_simulate },
    { "doublecheck reproduce", report_build_reproduce },
    { "doublecheck variability", report_build_variability },
    { "doublecheck memorize", report_build_memorize },
    { "doublecheck stress", report_build_stress },
    { NULL, NULL },
};

static report_builder *builder_of(report_node result) {
    report_node node = report_get(result, "program");
    const char *program = report_string(node);
    for (const report_program *p = report_programs; p->program; p++)
        if (strcmp(p->program, program) == 0)
            return p->build;
    report_blame(node, "the name of a program that has a report");
    return NULL;
}

static void build(report_section *section, report_node result) {
    report_node schema = report_get(result, "schema");
    if (report_count(schema) != 1)
        report_blame(schema, "1, the schema that this version knows");
    report_builder *builder = builder_of(result);
    if (builder && !result.reader->bad)
        builder(section, result);
}

static dc_status fail_to_load(const char *file, const json_error_t *failure,
                              dc_error *error) {
    switch (json_error_code(failure)) {
    case json_error_cannot_open_file:
        return report_fail(error, DC_EIO, "%.200s: %.300s", file, failure->text);
    case json_error_out_of_memory:
        return report_fail(error, DC_ENOMEM, "out of memory for a result");
    default:
        return report_fail(error, DC_EINPUT, "%.200s: line %d, column %d: %.300s", file,
                           failure->line, failure->column, failure->text);
    }
}

static dc_status read_section(report_section *section, const char *file,
                              dc_error *error) {
    json_error_t failure;
    bool input = strcmp(file, "-") == 0;
    json_t *json = input ? json_loadf(stdin, 0, &failure)
                         : json_load_file(file, 0, &failure);
    if (!json)
        return fail_to_load(file, &failure, error);
    report_reader reader = { .file = file };
    build(section, (report_node){ .reader = &reader, .value = json });
    json_decref(json);
    if (reader.bad)
        return report_fail(error, DC_EINPUT, "%s", reader.message);
    return report_section_whole(section)
               ? report_succeed(error)
               : report_fail(error, DC_ENOMEM, "out of memory for a report");
}

/* All sections; *out is to be freed with destroy_sections, also after a failure. */
static dc_status read_sections(report_section **out, const char *const *files,
                               size_t count, const report_options *options,
                               dc_error *error) {
    report_section *sections = calloc(count + 1, sizeof *sections);
    *out = sections;
    if (!sections)
        return report_fail(error, DC_ENOMEM, "out of memory for a report");
    dc_status status = report_succeed(error);
    for (size_t k = 0; k < count && status == DC_OK; k++) {
        sections[k].options = options;
        status = read_section(sections + k, files[k], error);
    }
    return status;
}

static void destroy_sections(report_section *sections, size_t count) {
    for (size_t k = 0; k < count && sections; k++)
        report_section_clear(sections + k);
    free(sections);
}

dc_status report_html(report_text *out, const char *const *files, size_t count,
                      const report_options *options, dc_error *error) {
    report_section *sections;
    dc_status status = read_sections(&sections, files, count, options, error);
    if (status == DC_OK)
        status = report_put_page(out, sections, count, error);
    destroy_sections(sections, count);
    return status;
}

/* Figure `number`, from 1; NULL, and *all, if there are not so many. */
static const report_figure *find_figure(const report_section *sections, size_t count,
                                        size_t number, size_t *all) {
    *all = 0;
    for (size_t k = 0; k < count; k++) {
        if (number <= *all + sections[k].figure_count)
            return sections[k].figures + (number - *all - 1);
        *all += sections[k].figure_count;
    }
    return NULL;
}

dc_status report_plot(report_text *out, const char *const *files, size_t count,
                      const report_options *options, size_t number, report_form form,
                      dc_error *error) {
    report_section *sections;
    size_t all;
    dc_status status = read_sections(&sections, files, count, options, error);
    if (status == DC_OK) {
        const report_figure *figure = find_figure(sections, count, number, &all);
        status = figure ? report_draw(out, figure, form, error)
                        : report_fail(error, DC_EUSAGE,
                                      "there is no figure %zu: the report has %zu",
                                      number, all);
    }
    if (status == DC_OK && out->failed)
        status = report_fail(error, DC_ENOMEM, "out of memory for a figure");
    destroy_sections(sections, count);
    return status;
}
