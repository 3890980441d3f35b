/* The certificate as a stream of tokens (format, sections 1 and 2). Memory: one token
 * of at most 1,000,000 characters. */
#ifndef VERIFY_TOKEN_H
#define VERIFY_TOKEN_H

#include <gmp.h>
#include <stdbool.h>
#include <stddef.h>

void token_open(const char *path);

/* The next token, to be changed by nobody but the readers below; valid until the one
 * after it is read. */
char *token_next(void);

/* The token that was read last. */
const char *token_last(void);

/* Steps back: token_next will return the same token again. */
void token_again(void);

/* True if the next token is this word, which is then read. */
bool token_is(const char *word);

/* Reads a token that must be this word, a hash, or one of the kinds of number. */
void token_word(const char *word);
void token_hash(char hex[65]);
size_t token_count(void);
void token_integer(mpz_t value);
void token_fraction(mpq_t value);
mpz_t *token_integers(size_t count);

/* A count in 1 .. most; what: what it counts, for the message. */
size_t token_place(size_t most, const char *what);

/* Reads one of the words, which end with NULL; its index. */
size_t token_choice(const char *const *words);

/* Nothing but blanks may be left. */
void token_close(void);

/* Parts inside a token: each moves *at behind what it took. */
size_t take_count(char **at);
void take_integer(mpz_t value, char **at);
void take_character(char **at, char wanted);
void take_end(char **at);

#endif
