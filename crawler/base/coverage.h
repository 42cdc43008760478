/*
 * What was read of one object, and why not more: the closed list of reasons of docs/contract, as a
 * set.
 *
 * Whoever loses a byte adds a reason at the place where it happens; the state of an object follows
 * from its coverage alone: no reason is "examined"; a reason with bytes scanned is "partial"; a
 * reason without is "not_examined".
 */
#ifndef CRAWLER_BASE_COVERAGE_H
#define CRAWLER_BASE_COVERAGE_H

#include "detectors/span.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct losses; /* losses.h */

enum reason {
    REASON_ARCHIVED,
    REASON_ENCRYPTED,
    REASON_ACCESS_DENIED,
    REASON_KMS_DENIED,
    REASON_CUSTOMER_KEY_NEEDED,
    REASON_VANISHED,
    REASON_CHANGED,
    REASON_LIMIT_DEPTH,
    REASON_LIMIT_MEMBERS,
    REASON_LIMIT_BYTES,
    REASON_LIMIT_RATIO,
    REASON_LIMIT_TIME,
    REASON_LIMIT_MEMORY,
    REASON_CORRUPT,
    REASON_TRUNCATED,
    REASON_CHECKSUM,
    REASON_ZIP_OVERLAP,
    REASON_ZIP_DIRECTORY_MISMATCH,
    REASON_UNSUPPORTED_FORMAT,
    REASON_UNSUPPORTED_METHOD,
    REASON_NEEDS_OCR,
    REASON_WORKER_CRASH,
    REASON_REGEX_LIMIT,
    REASON_INTERRUPTED,
    REASON_READ_ERROR,
    REASON_HTTP, /* printed "http-NNN" with coverage.http_status */
    REASON_COUNT
};

enum object_state { OBJECT_EXAMINED, OBJECT_PARTIAL, OBJECT_NOT_EXAMINED };

/* Things that a reason cut: an object, a member, a layer. Bytes are counted as they are stored in
 * what holds the thing: packed. */
struct coverage_cut {
    uint64_t places;  /* how many */
    uint64_t covered; /* bytes of them that were read */
    uint64_t left;    /* bytes that were not, where that is known ... */
    uint64_t unknown; /* ... and how many it is not known of */
};

#define COVERAGE_FORMATS_MAX 192 /* at least format_count() of crawler/unpack/format.h */

struct coverage {
    uint32_t reasons;       /* set of 1 << enum reason */
    int http_status;        /* of REASON_HTTP */
    uint64_t bytes_read;    /* from the store */
    uint64_t bytes_scanned; /* given to the scanner, after decompression */
    uint64_t members;       /* archive members and decompressed layers read, at every depth */
    uint32_t formats[COVERAGE_FORMATS_MAX]; /* how often each enum format was met */
    struct coverage_cut cuts[REASON_COUNT]; /* by reason; not every loss is a cut */
    struct losses *losses; /* the caller's: members that something was lost of; NULL: nobody asks */
    uint32_t unnamed;      /* reasons that were added since the last coverage_name() */
};

void coverage_add(struct coverage *coverage, enum reason reason);

/* The same for a thing that is size bytes long (0: nobody knows) and was cut after covered of them.
 */
void coverage_cut(struct coverage *coverage, enum reason reason, uint64_t covered, uint64_t size);

/* What was lost since the last call was lost of that member; ptr NULL: of the object itself, which
 * has no name. */
void coverage_name(struct coverage *coverage, struct span member);

bool coverage_has(const struct coverage *coverage, enum reason reason);

/* See the top of this file. An empty object without a reason is examined. */
enum object_state coverage_state(const struct coverage *coverage);

/* Bytes of an object of that size that were not read; 0 of one that was examined. Where some were
 * read twice it is too small by these. */
uint64_t coverage_bytes_left(const struct coverage *coverage, uint64_t size);

/* "examined", "partial", "not_examined". */
const char *object_state_name(enum object_state state);

/* The reason as outputs print it, e.g. "limit-depth"; for REASON_HTTP writes "http-NNN". Returns
 * out. */
const char *reason_name(enum reason reason, int http_status, char out[32]);

/* enum reason of a printed name ("archived", "http-503" gives REASON_HTTP), or -1. */
int reason_find(const char *name);

#endif
