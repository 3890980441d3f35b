/* Parts of the program that ask for memory where no short run of a command does. */
#ifndef TESTS_ALLOCATION_UNITS_H
#define TESTS_ALLOCATION_UNITS_H

/* As main(), of "PROGRAM unit NAME": does the part of that name, prints what came out, and is
 * 0; where memory is out it says so on stderr, as the program does, and is 2. */
int unit_main(int argc, char **argv);

#endif
