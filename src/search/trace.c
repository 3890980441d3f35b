#include "search/trace.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "search/result.h"

static void clear_entries(dc_trace_entry *entry, size_t count) {
    for (size_t k = 0; k < count; k++)
        dc_bracket_clear(&entry[k].bracket);
}

void dc_trace_free(dc_trace_entry *entry, size_t count) {
    clear_entries(entry, count);
    free(entry);
}

static void empty(dc_trace *trace) {
    trace->rounds = 0;
    trace->stride = 1;
    trace->count = 0;
}

void dc_trace_begin(dc_trace *trace, double start) {
    trace->start = start;
    empty(trace);
}

void dc_trace_clear(dc_trace *trace) {
    if (!trace)
        return;
    clear_entries(trace->entry, trace->count);
    empty(trace);
}

/* Drops every second entry but the first. */
static void thin(dc_trace *trace) {
    size_t kept = 0;
    for (size_t k = 0; k < trace->count; k++)
        if (k % 2)
            dc_bracket_clear(&trace->entry[k].bracket);
        else
            trace->entry[kept++] = trace->entry[k];
    trace->count = kept;
    trace->stride *= 2;
}

/* The next entry, its bracket initialised; one is left for the end. */
static dc_trace_entry *add(dc_trace *trace, uint64_t nodes) {
    dc_trace_entry *entry = trace->entry + trace->count++;
    entry->seconds = dc_clock() - trace->start;
    entry->nodes = nodes;
    dc_bracket_init(&entry->bracket);
    return entry;
}

void dc_trace_note(dc_trace *trace, uint64_t nodes, const dc_condition *known, bool found,
                   const dc_condition *bound) {
    if (!trace || trace->rounds++ % trace->stride != 0)
        return;
    size_t before = trace->count;
    dc_trace_entry *entry = add(trace, nodes);
    dc_bracket_set(&entry->bracket, known, found, bound, false);
    if (before && dc_bracket_same(&entry[-1].bracket, &entry->bracket)) {
        dc_bracket_clear(&entry->bracket);
        trace->count = before;
    }
    if (trace->count == DC_TRACE_MOST - 1)
        thin(trace);
}

dc_status dc_trace_end(dc_trace *trace, dc_group_result *group, dc_error *error) {
    if (!trace)
        return DC_OK;
    dc_trace_entry *last = add(trace, group->nodes);
    mpq_set(last->bracket.lo, group->bracket.lo);
    mpq_set(last->bracket.hi, group->bracket.hi);
    last->bracket.infinite = group->bracket.infinite;
    group->trace = malloc(trace->count * sizeof *group->trace);
    if (!group->trace)
        return dc_fail_memory(error, "how a bracket closed");
    memcpy(group->trace, trace->entry, trace->count * sizeof *group->trace);
    group->trace_count = trace->count;
    trace->count = 0;
    return DC_OK;
}
