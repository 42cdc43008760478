/*
 * Users' patterns: the one door to PCRE2.
 *
 * A pattern is an expression as of PCRE2 over bytes (no UTF mode: a letter outside of ASCII is two
 * or more bytes, which is right for texts in UTF-8 as long as it stands in no [class]). '^' and '$'
 * are the begin and the end of a line. It is compiled with JIT and tried at given places only,
 * never searched for; what is tried looks at no byte more than PATTERN_VIEW away from the place.
 *
 * Hostile patterns are ordinary patterns: the length of the text, its nesting, its compiled size
 * and the steps of one try are bounded. Refused are those that may match nothing at all, \C, verbs
 * as (*SKIP), and non-ASCII letters in classes.
 */
#ifndef DETECTORS_PATTERN_H
#define DETECTORS_PATTERN_H

#include "detectors/span.h"

#include <stdbool.h>

#define PATTERN_TEXT_MAX 512 /* bytes of an expression */
#define PATTERN_VIEW 256     /* bytes looked at in front of a place, and from it on */

/* What is wrong with an expression, in one line. */
struct pattern_error {
    char message[200];
};

struct pattern;        /* immutable, shared by threads */
struct pattern_memory; /* of one thread */

enum pattern_outcome {
    PATTERN_NO_MATCH,
    PATTERN_MATCH,
    PATTERN_LIMIT /* gave up: too many steps. The same at the same place, always */
};

/* Compiles text; NULL with a message when it is refused or memory is short. */
struct pattern *pattern_compile(struct span text, bool ignores_case, struct pattern_error *error);
void pattern_free(struct pattern *pattern);

/* Puts the bytes that a match may begin with into set, a bit each. */
void pattern_first_bytes(const struct pattern *pattern, uint64_t set[4]);

/* The fewest bytes of a match as PCRE2 sees it, 1 or more; it may be one too many where a look
 * around stands in front. */
size_t pattern_least(const struct pattern *pattern);

struct pattern_memory *pattern_memory_create(void); /* NULL when memory is short */
void pattern_memory_free(struct pattern_memory *memory);

/*
 * Tries pattern at text.ptr[at], which is within text. A match gives its length in *len. Only the
 * bytes in [at - PATTERN_VIEW, at + PATTERN_VIEW) are seen, as if they were the whole text; a match
 * begins at at (\K moves no begin: then there is none). Allocates nothing where PCRE2 has its JIT.
 */
enum pattern_outcome pattern_match(const struct pattern *pattern, struct pattern_memory *memory,
                                   struct span text, size_t at, size_t *len);

/* The name and version of the library. Static text. */
const char *pattern_library_version(char *out, size_t cap);

#endif
