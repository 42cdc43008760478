/*
 * The threads of a run, and the wait for them: signals are taken by the waiting thread, in its own
 * time, so that no handler and no global is needed.
 */
#ifndef CRAWLER_PIPELINE_THREADS_H
#define CRAWLER_PIPELINE_THREADS_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

struct threads;

/* Room for max threads; blocks SIGINT, SIGTERM, SIGHUP (unless it is ignored) and SIGUSR1 in the
 * caller and all threads it starts. NULL: no memory. */
struct threads *threads_create(size_t max);

/* Starts one; false when the system refuses. */
bool threads_start(struct threads *threads, void *(*start)(void *), void *argument);

/* What the wait reports: called in the waiting thread. */
struct threads_events {
    void (*tick)(void *user); /* about every tick_ms */
    void (*interrupt)(
        void *user); /* a signal to stop, the first time; a second one ends the process with 130 */
    int tick_ms;
    void *user;
};

/* Waits until every thread has ended, then joins them. */
void threads_wait(struct threads *threads, const struct threads_events *events);

void threads_free(struct threads *threads);

#endif
