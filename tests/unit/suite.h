/* What every unit test shares: one suite, run, counted in a closing line 'N passed, N failed'. */
#ifndef TESTS_UNIT_SUITE_H
#define TESTS_UNIT_SUITE_H

#include <check.h>

/* Runs the suite (and frees it), prints the failures and the closing line; returns main's exit
 * code. */
int suite_run(Suite *suite);

#endif
