/* What of an output differs from run to run. */
#ifndef TESTS_TIMES_H
#define TESTS_TIMES_H

/* Times become "T", in text and in JSON; of blanks in a row one is left, as columns are not
 * lined up without memory. */
void hide_times(char *text);

#endif
