/* A text in memory that is written as a stream. open_memstream is not used: when memory is out,
 * glibc's drops what is written, and neither ferror nor fclose tell.
 *
 *     cli_stream s;
 *     if (!cli_stream_open(&s))
 *         return cli_fail_memory();
 *     fputs("words", s.out);
 *     char *text = cli_stream_close(&s);
 */
#ifndef DC_CLI_STREAM_H
#define DC_CLI_STREAM_H

#include <stdbool.h>
#include <stdio.h>

typedef struct cli_stream {
    FILE *out;
    char *text;
    size_t size, capacity; /* bytes written; bytes there is room for */
} cli_stream;

/* False: memory is out, and there is nothing to close. s must stay where it is. */
bool cli_stream_open(cli_stream *s);

/* All that was written, s->size bytes and a NUL, for the caller to free; NULL: memory was out
 * for some of it. */
char *cli_stream_close(cli_stream *s);

#endif
