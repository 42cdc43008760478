/* Why something failed: written once, where the cause is known, into memory that the caller owns.
 */
#ifndef CRAWLER_BASE_FAULT_H
#define CRAWLER_BASE_FAULT_H

#include "crawler/base/coverage.h"

/*
 * message names the thing, the cause and what to do, in one line, without object content, keys of
 * objects or secrets. reason and http_status say what to record of an object that is lost by it.
 */
struct fault {
    enum reason reason;
    int http_status; /* 0 when there was no response */
    char message[320];
};

/* Sets reason and message (printf-like, cut at the end of the array); http_status stays. */
void fault_set(struct fault *fault, enum reason reason, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
