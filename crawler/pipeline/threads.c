/* The threads of a run, and the wait for them. */
#include "crawler/pipeline/threads.h"

#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define EXIT_SECOND_SIGNAL 130

struct thread {
    struct threads *owner;
    pthread_t id;
    void *(*start)(void *);
    void *argument;
};

struct threads {
    sigset_t signals;
    pthread_t waiter;
    atomic_size_t running;
    size_t max, count;
    struct thread list[];
};

struct threads *threads_create(size_t max)
{
    struct threads *const threads = calloc(1, sizeof *threads + max * sizeof threads->list[0]);
    if (threads == NULL)
        return NULL;
    struct sigaction hangup;
    threads->max = max;
    threads->waiter = pthread_self();
    sigemptyset(&threads->signals);
    sigaddset(&threads->signals, SIGINT);
    sigaddset(&threads->signals, SIGTERM);
    if (sigaction(SIGHUP, NULL, &hangup) == 0 && hangup.sa_handler != SIG_IGN) /* nohup */
        sigaddset(&threads->signals, SIGHUP);
    sigaddset(&threads->signals, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &threads->signals, NULL);
    return threads;
}

/* Runs the thread's function; the last one to end wakes the waiter. */
static void *threads_enter(void *user)
{
    struct thread *const thread = user;
    thread->start(thread->argument);
    if (atomic_fetch_sub(&thread->owner->running, 1) == 1)
        pthread_kill(thread->owner->waiter, SIGUSR1);
    return NULL;
}

bool threads_start(struct threads *threads, void *(*start)(void *), void *argument)
{
    if (threads->count == threads->max)
        return false;
    struct thread *const thread = &threads->list[threads->count];
    *thread = (struct thread){.owner = threads, .start = start, .argument = argument};
    atomic_fetch_add(&threads->running, 1);
    if (pthread_create(&thread->id, NULL, threads_enter, thread) != 0) {
        atomic_fetch_sub(&threads->running, 1);
        return false;
    }
    threads->count++;
    return true;
}

void threads_wait(struct threads *threads, const struct threads_events *events)
{
    const struct timespec tick = {events->tick_ms / 1000, events->tick_ms % 1000 * 1000000L};
    bool is_interrupted = false;
    while (atomic_load(&threads->running) > 0) {
        const int signal_number = sigtimedwait(&threads->signals, NULL, &tick);
        if (signal_number > 0 && signal_number != SIGUSR1) {
            if (is_interrupted)
                _exit(EXIT_SECOND_SIGNAL);
            is_interrupted = true;
            events->interrupt(events->user);
        }
        events->tick(events->user);
    }
    for (size_t i = 0; i < threads->count; i++)
        pthread_join(threads->list[i].id, NULL);
}

void threads_free(struct threads *threads)
{
    free(threads);
}
