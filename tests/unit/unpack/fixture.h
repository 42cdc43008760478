/* Files that other programs wrote and that are kept in tests/golden. */
#ifndef TESTS_UNIT_UNPACK_FIXTURE_H
#define TESTS_UNIT_UNPACK_FIXTURE_H

#include "crawler/base/passwords.h"
#include "detectors/span.h"

/* The bytes of tests/golden/PATH, up to 64 KiB; valid until the next call. Fails the test when the
 * file is not there. */
struct span fixture_read(const char *path);

/* A list of what a file with this text has; to be freed. */
struct passwords *fixture_passwords(const char *text);

#endif
