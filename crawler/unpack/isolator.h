/*
 * Decoders that have a bad name (7z, rar, ISO 9660, PDF ...) run in a child without network, files,
 * credentials or environment: one child a file, started by a spawner, which is this program run
 * anew with an empty environment before any thread is there. What a child says is hostile; that it
 * crashes, hangs or is killed costs the file it was given.
 *
 * Threads: isolator_open() and isolator_close() may be called by any of them; a job belongs to one.
 */
#ifndef CRAWLER_UNPACK_ISOLATOR_H
#define CRAWLER_UNPACK_ISOLATOR_H

#include "crawler/unpack/sandbox.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct isolator;

enum isolator_task {
    ISOLATOR_ARCHIVE, /* archive_serve() at the other end of the job's socket */
    ISOLATOR_PDF,     /* a program that reads a PDF from a file and writes its text to the socket */
    ISOLATOR_PDF_OPEN /* the same for an encrypted PDF, whose password it reads from the socket, up
                         to isolator_finish(); what it writes is the PDF without encryption */
};

/* The name that the spawner is run under, as its only argument: main() then calls
 * isolator_serve(). */
#define ISOLATOR_NAME "phicrawl-isolator"

/*
 * Starts the spawner, without waiting for it. Call before there are threads. NULL when memory is
 * short. isolator_stop() ends it and its children.
 */
struct isolator *isolator_start(void);

/* The same, but the spawner starts when it is first asked for something: where few files need one,
 * and no thread is there then either. */
struct isolator *isolator_prepare(void);

void isolator_stop(struct isolator *isolator);

/* What the kernel grants its children. */
struct sandbox_state isolator_state(struct isolator *isolator);

/* Whether a task can be done: the kernel may grant no sandbox, the programs for a PDF (pdftotext of
 * poppler-utils, qpdf) may be missing. isolator NULL: no. */
bool isolator_can(struct isolator *isolator, enum isolator_task task);

/* A child at work; socket -1: none. */
struct isolator_job {
    int socket; /* to the child; reading it ends when the child does */
    int status; /* of the child, once it has ended */
};

/* Starts a child. input is what it reads (a PDF; otherwise -1), the caller's to close. False
 * when none can be had. */
bool isolator_open(struct isolator *isolator, enum isolator_task task, int input,
                   struct isolator_job *job);

/*
 * Reads what the child writes, at most len bytes, waiting no longer than ISOLATOR_WAIT_MS for it.
 * 0 at its end; -1 when it is silent or broken.
 */
#define ISOLATOR_WAIT_MS 60000
ssize_t isolator_read(struct isolator_job *job, void *buf, size_t len);

/* Writes all of it; false when the child is gone, or has not read for ISOLATOR_WAIT_MS. */
bool isolator_write(struct isolator_job *job, const void *buf, size_t len);

/* Nothing more is written. */
void isolator_finish(struct isolator_job *job);

/* Waits for the child's end, which closing its socket brings about, and gives what it exited with;
 * -1 for a crash, a kill or a child that would not end. Does nothing but say -1 the second time. */
int isolator_close(struct isolator_job *job);

/* The spawner: serves until its other end is closed. Returns its exit code. */
int isolator_serve(void);

#endif
