/* The progress line on a terminal: how much is done, how fast, and when it will end. */
#ifndef CRAWLER_PIPELINE_PROGRESS_H
#define CRAWLER_PIPELINE_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is known at one moment. */
struct progress {
    uint64_t objects_done, objects_listed;
    uint64_t bytes_done, bytes_listed;
    bool is_listed; /* the listing is complete, so that an end can be foretold */
    double seconds; /* since the start */
};

/* The line, without control characters, at most cap bytes with terminator; returns out. */
const char *progress_text(const struct progress *progress, char *out, size_t cap);

/* Rewrites the line on standard error, as much of it as the terminal is wide. */
void progress_show(const struct progress *progress);

/* Takes the line away, so that other text can be printed. */
void progress_clear(void);

/* Bytes for people: "1.2 GB" (powers of 1000, three digits). Returns out. */
const char *progress_bytes(uint64_t bytes, char out[16]);

#endif
