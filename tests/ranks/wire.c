/* wire PIECE [SIZE...]: processes that send one another letters of these sizes, in pieces of at
 * most PIECE bytes, and look whether each comes as it was sent. Without sizes, of many. The exit
 * status tells; a message on stderr what was wrong. */
#include "base/wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LETTERS_MOST = 500, RANKS_MOST = 16 };

static size_t size[LETTERS_MOST], letters;

static unsigned char byte_of(int from, size_t letter, size_t k) {
    return (unsigned char)((k * 2654435761u + letter * 40503u + (size_t)from * 97) >> 7);
}

static void fail(int rank, int from, size_t letter, const char *what) {
    fprintf(stderr, "rank %d, letter %zu from rank %d: %s\n", rank, letter, from, what);
    exit(1);
}

/* To the ranks first .. last - 1. */
static void post(int rank, int first, int last, size_t letter) {
    dc_bytes bytes = { .at = malloc(size[letter] + 1),
                       .size = size[letter],
                       .capacity = size[letter] + 1 };
    if (!bytes.at)
        fail(rank, rank, letter, "no memory");
    for (size_t k = 0; k < bytes.size; k++)
        bytes.at[k] = byte_of(rank, letter, k);
    if (!dc_wire_post(first, last, (int)(letter % 5), &bytes))
        fail(rank, rank, letter, "cannot be sent");
}

static void look_at(int rank, const dc_letter *letter, size_t number) {
    if (number >= letters)
        fail(rank, letter->from, number, "was not sent");
    if (letter->kind != (int)(number % 5))
        fail(rank, letter->from, number, "is of another kind");
    if (letter->bytes.failed || letter->bytes.size != size[number])
        fail(rank, letter->from, number, "is of another size");
    for (size_t k = 0; k < letter->bytes.size; k++)
        if (letter->bytes.at[k] != byte_of(letter->from, number, k))
            fail(rank, letter->from, number, "holds other bytes");
}

static void choose_sizes(size_t piece, int count, char **arguments) {
    for (; (int)letters < count; letters++)
        size[letters] = strtoull(arguments[letters], NULL, 10);
    size_t some = piece < 4096 ? piece : 4096;
    for (size_t k = 0; count == 0 && letters < LETTERS_MOST; k++)
        size[letters++] = k % 3 == 0   ? k / 3 % (4 * some + 2)
                          : k % 3 == 1 ? some
                                       : k * k % (20 * some);
}

int main(int argc, char **argv) {
    int rank, count;
    dc_error error;
    size_t come[RANKS_MOST] = { 0 }, piece = strtoull(argv[1], NULL, 10), all = 0;
    if (dc_wire_begin(&rank, &count, &error) != DC_OK || count < 2 ||
        count > RANKS_MOST) {
        fprintf(stderr, "%d processes: %s\n", count, error.message);
        return 1;
    }
    dc_wire_set_piece(piece);
    choose_sizes(piece, argc - 2, argv + 2);
    for (size_t k = 0; k < letters; k++)
        post(rank, rank ? 0 : 1, rank ? 1 : count, k);
    size_t awaited = letters * (rank ? 1 : (size_t)count - 1);
    for (unsigned turns = 0; all < awaited; dc_wire_rest(&turns)) {
        dc_letter letter;
        while (all < awaited && dc_wire_next(&letter)) {
            if (letter.kind != DC_WIRE_FAREWELL) { /* of who has all of his */
                look_at(rank, &letter, come[letter.from]++);
                all++;
            }
            dc_bytes_clear(&letter.bytes);
        }
    }
    dc_wire_end(true);
    printf("rank %d: %zu letters\n", rank, all);
    return 0;
}
