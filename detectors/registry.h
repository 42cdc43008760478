/*
 * The catalogue: one row a detector. A row names what it finds, which Safe Harbor identifier or
 * role that is, and how it is judged; everything that prints or counts detectors reads this table.
 */
#ifndef DETECTORS_REGISTRY_H
#define DETECTORS_REGISTRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum role {
    ROLE_PERSON,       /* an identifier of an individual, 45 CFR 164.514(b)(2)(i) */
    ROLE_PROVIDER,     /* a number or name of a provider: evidence of a health record */
    ROLE_ORGANISATION, /* a number of a company */
    ROLE_HEALTH,       /* a code, drug or term: health context */
    ROLE_PAYMENT       /* a payment instrument */
};

/* A row as users see it. Immutable and static: pointers stay valid for ever. */
struct detector {
    const char *id;    /* as in findings: "us-ssn" */
    const char *title; /* "US Social Security number" */
    const char *tag; /* short word for the phi-types tag: "ssn"; NULL when it is not worth a tag */
    const char *validation; /* one line: shape, ranges, check digit */
    const char *context;    /* one line: which words it wants, how near */
    const char *traps;      /* one line: what looks like one, and what is done about it */
    const char *source;     /* the public document of the rule */
    char identifier;        /* 'A'-'R', or 0 for roles other than person */
    enum role role;
    bool is_optional;     /* off unless users' rules switch it on */
    uint32_t severity[3]; /* users' own: occurrences from which an object is low, medium, high; 0:
                             none */
    bool qualifies; /* may make an object PHI or PII by itself (e-mail, URL, IP, ZIP do not) */
};

/* How many rows there are; indexes run from 0 to this less 1. */
size_t detector_count(void);

/* The row at index; index must be below detector_count(). */
const struct detector *detector_at(size_t index);

/* Index of the row with this id, or -1. */
int detector_find(const char *id);

/* "person", "provider", "organisation", "health" or "payment". */
const char *role_name(enum role role);

#endif
