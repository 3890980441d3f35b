#include "search/checkpoint.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/writing.h"
#include "certificate/header.h"
#include "search/family.h"
#include "search/question.h"

static const char magic[] = "doublecheck checkpoint ";
enum { FORMAT = 2, END = 99 };
static const uint64_t byte_order = 0x0102030405060708;

/* What the search is about: a line for each thing that must not differ. */
static dc_status set_head(dc_checkpoint *c, const dc_dataset *data, size_t group_count,
                          dc_error *error) {
    const dc_check_options *options = c->options;
    char points[DC_DIGEST_HEX];
    dc_text text = { 0 };
    dc_status status = dc_header_points(points, data, error);
    if (status != DC_OK)
        return status;
    dc_text_put(&text, "%s%d %s\ndata %s\ndecide %s\n", magic, FORMAT, dc_version(),
                points, options->question == DC_DECIDE ? "yes" : "no");
    dc_header_condition(&text, options, dc_family_find(options->family.kind)->name);
    dc_header_groups(&text, data, options->grouping, group_count);
    dc_text_put(&text, "top %zu\n\n", dc_top_of(options));
    if (!text.failed)
        dc_bytes_put(&c->head, text.bytes, text.length);
    dc_bytes_put_u64(&c->head, byte_order);
    bool failed = text.failed || c->head.failed;
    dc_text_clear(&text);
    return failed ? dc_fail_memory(error, "a checkpoint") : DC_OK;
}

static size_t line_length(const unsigned char *at, size_t left) {
    const unsigned char *end = memchr(at, '\n', left);
    return end ? (size_t)(end - at) : left;
}

/* A line of the file that differs from that of this search, in words. */
static dc_status refuse_line(const char *path, const unsigned char *file, size_t there,
                             const unsigned char *own, size_t here, dc_error *error) {
    enum { MOST = 120 };
    int file_length = (int)(there < MOST ? there : MOST);
    int own_length = (int)(here < MOST ? here : MOST);
    if (memcmp(own, "data ", 5) == 0)
        return dc_fail(error, DC_EUSAGE,
                       "%s is a checkpoint of other data, or of other columns of them",
                       path);
    if (own[0] == ' ')
        return dc_fail(error, DC_EUSAGE, "%s is a checkpoint of other directions", path);
    return dc_fail(error, DC_EUSAGE, "%s is a checkpoint of '%.*s', and this is '%.*s'",
                   path, file_length, (const char *)file, own_length, (const char *)own);
}

/* Line by line, so that a message can tell. */
static dc_status compare_heads(const dc_checkpoint *c, const char *path, size_t size,
                               dc_error *error) {
    const unsigned char *file = c->loaded, *own = c->head.at;
    if (size >= c->head.size && memcmp(file, own, c->head.size) == 0)
        return DC_OK;
    size_t at = 0, lines = c->head.size - sizeof byte_order;
    while (at < size && at < lines) {
        size_t there = line_length(file + at, size - at);
        size_t here = line_length(own + at, lines - at);
        if (there != here || memcmp(file + at, own + at, here) != 0)
            return refuse_line(path, file + at, there, own + at, here, error);
        at += here + 1;
    }
    return dc_fail(error, DC_EUSAGE, "%s is a checkpoint of another kind of machine",
                   path);
}

static void warn(const dc_checkpoint *c, const char *format, const char *path,
                 const char *reason) {
    dc_error text;
    if (!c->options->warn)
        return;
    snprintf(text.message, sizeof text.message, format, path, reason);
    c->options->warn(text.message, c->options->user);
}

/* Why a file cannot be resumed; "" if it is no regular file or cannot be opened: errno. */
static const char *reason_of(dc_kept kept) {
    return kept == DC_KEPT_DAMAGED ? "it is damaged, or no checkpoint" : strerror(errno);
}

static dc_status load(dc_checkpoint *c, dc_error *error) {
    size_t size = 0;
    const char *path = c->options->resume;
    dc_kept kept = dc_saved_read(&c->loaded, &size, path);
    if (kept == DC_KEPT_UNREADABLE && errno == ENOMEM)
        return dc_fail_memory(error, "a checkpoint");
    const char *why = kept == DC_KEPT_WHOLE ? "" : reason_of(kept);
    c->keep = kept == DC_KEPT_WHOLE;
    if (!c->keep) {
        c->previous = dc_path_with(path, ".previous");
        if (!c->previous)
            return dc_fail_memory(error, "a checkpoint");
        char reason[200];
        snprintf(reason, sizeof reason, "%s", why);
        dc_kept before = dc_saved_read(&c->loaded, &size, c->previous);
        if (before == DC_KEPT_UNREADABLE && errno == ENOMEM)
            return dc_fail_memory(error, "a checkpoint");
        if (before != DC_KEPT_WHOLE)
            return dc_fail(error, DC_EIO,
                           "cannot resume %s: %s; and there is no %s to go on "
                           "with",
                           path, reason, c->previous);
        warn(c, "cannot resume %s: %s; going on from the checkpoint before", path,
             reason);
        path = c->previous;
    }
    c->resume = path;
    if (size < sizeof magic || memcmp(c->loaded, magic, sizeof magic - 1) != 0)
        return dc_fail(error, DC_EIO, "%s is no checkpoint", path);
    dc_status status = compare_heads(c, path, size, error);
    c->reader = dc_reader_over(c->loaded + c->head.size, size - c->head.size);
    return status;
}

/* Nobody's file is overwritten but a checkpoint. */
static dc_status check_path(dc_checkpoint *c, dc_error *error) {
    char first[sizeof magic] = "";
    FILE *file = fopen(c->path, "rb");
    if (!file && errno == ENOENT)
        return DC_OK;
    if (!file)
        return dc_fail(error, DC_EIO, "checkpoint %s: %s", c->path, strerror(errno));
    size_t got = fread(first, 1, sizeof magic - 1, file);
    fclose(file);
    if (got > 0 && memcmp(first, magic, sizeof magic - 1) != 0)
        return dc_fail(
            error, DC_EUSAGE,
            "checkpoint %s: there is such a file, and it is no checkpoint; it is "
            "left as it is",
            c->path);
    return DC_OK;
}

/* Whatever the words. */
static bool same_file(const char *a, const char *b) {
    struct stat of_a, of_b;
    return strcmp(a, b) == 0 ||
           (stat(a, &of_a) == 0 && stat(b, &of_b) == 0 && of_a.st_dev == of_b.st_dev &&
            of_a.st_ino == of_b.st_ino);
}

dc_status dc_checkpoint_open(dc_checkpoint *c, const dc_dataset *data, size_t group_count,
                             const dc_check_options *options, dc_error *error) {
    bool same = !options->checkpoint ||
                (options->resume && same_file(options->checkpoint, options->resume));
    *c = (dc_checkpoint){ .options = options,
                          .path = options->checkpoint ? options->checkpoint
                                                      : options->resume,
                          .keep = true,
                          .next = dc_clock() + options->checkpoint_every };
    dc_status status = DC_OK;
    if (!same)
        status = check_path(c, error);
    if (status == DC_OK)
        status = set_head(c, data, group_count, error);
    if (status == DC_OK && options->resume)
        status = load(c, error);
    if (!same)
        c->keep = true;
    return status;
}

void dc_checkpoint_close(dc_checkpoint *c) {
    if (!c)
        return;
    dc_bytes_clear(&c->head);
    free(c->loaded);
    free(c->previous);
}

void dc_checkpoint_enter(dc_checkpoint *c, dc_level level, dc_put_section *put,
                         const void *of) {
    if (!c)
        return;
    c->level[level].put = put;
    c->level[level].of = of;
}

void dc_checkpoint_leave(dc_checkpoint *c, dc_level level) {
    if (c)
        c->level[level].put = NULL;
}

static uint64_t next_tag(const dc_checkpoint *c) {
    dc_reader next = c->reader;
    uint64_t tag = dc_get_u64(&next);
    return next.bad ? END : tag;
}

bool dc_checkpoint_waits(const dc_checkpoint *c, dc_level level) {
    return c && c->loaded && !c->cut && next_tag(c) == (uint64_t)level;
}

dc_reader *dc_checkpoint_section(dc_checkpoint *c, dc_level level) {
    if (!dc_checkpoint_waits(c, level))
        return NULL;
    dc_get_u64(&c->reader);
    return &c->reader;
}

dc_status dc_checkpoint_check(const dc_checkpoint *c, dc_error *error) {
    if (!c->reader.bad)
        return DC_OK;
    if (c->reader.lost)
        return dc_fail_memory(error, "a checkpoint");
    return dc_fail(error, DC_EINPUT,
                   "%s: what it holds cannot be the state of this search", c->resume);
}

/* What was read but not taken up yet is more than the levels know. */
static bool is_pending(const dc_checkpoint *c) {
    return c->loaded && next_tag(c) != END;
}

static void save(dc_checkpoint *c) {
    dc_saving saving;
    dc_saving_begin(&saving, c->path);
    dc_saving_write(&saving, c->head.at, c->head.size);
    for (size_t k = 0; k < DC_LEVELS; k++) {
        if (!c->level[k].put)
            continue;
        dc_bytes_put_u64(&saving.bytes, k);
        c->level[k].put(&saving, c->level[k].of);
    }
    dc_bytes_put_u64(&saving.bytes, END);
    int reason = dc_saving_end(&saving, c->keep);
    if (reason == 0) {
        c->keep = true;
        c->last = dc_clock();
    } else if (!c->warned)
        warn(
            c,
            "checkpoint %s cannot be written: %s; the search goes on, and the one before "
            "stays",
            c->path, strerror(reason));
    c->saved = reason == 0;
    c->warned = reason != 0;
    c->next = dc_clock() + c->options->checkpoint_every;
}

double dc_checkpoint_age(const dc_checkpoint *c) {
    return c && c->last > 0 ? dc_clock() - c->last : -1;
}

void dc_checkpoint_pause(dc_checkpoint *c) {
    if (c && !c->cut && dc_clock() >= c->next && !is_pending(c))
        save(c);
}

void dc_checkpoint_stop(dc_checkpoint *c, dc_stop stop) {
    if (!c || c->cut || stop == DC_STOP_DECIDED)
        return;
    c->cut = stop != DC_STOP_NONE;
    if (!is_pending(c))
        save(c);
    else /* as it was read */
        c->saved = same_file(c->path, c->resume);
}
