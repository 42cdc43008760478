/* The bounded queue between listers and workers. */
#include "crawler/pipeline/queue.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

struct queue {
    pthread_mutex_t lock;
    pthread_cond_t has_object, has_room;
    bool is_closed, is_cancelled;
    size_t cap, len, first;
    struct object *ring[];
};

struct queue *queue_create(size_t cap)
{
    struct queue *const queue = calloc(1, sizeof *queue + cap * sizeof queue->ring[0]);
    if (queue == NULL)
        return NULL;
    queue->cap = cap;
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_mutex_init(&queue->lock, NULL);
    pthread_cond_init(&queue->has_object, &monotonic);
    pthread_cond_init(&queue->has_room, &monotonic);
    pthread_condattr_destroy(&monotonic);
    return queue;
}

void queue_free(struct queue *queue)
{
    if (queue == NULL)
        return;
    for (size_t i = 0; i < queue->len; i++)
        object_free(queue->ring[(queue->first + i) % queue->cap]);
    pthread_cond_destroy(&queue->has_room);
    pthread_cond_destroy(&queue->has_object);
    pthread_mutex_destroy(&queue->lock);
    free(queue);
}

enum status queue_push(struct queue *queue, struct object *object)
{
    pthread_mutex_lock(&queue->lock);
    while (queue->len == queue->cap && !queue->is_cancelled)
        pthread_cond_wait(&queue->has_room, &queue->lock);
    const bool is_taken = !queue->is_cancelled;
    if (is_taken) {
        queue->ring[(queue->first + queue->len) % queue->cap] = object;
        queue->len++;
        pthread_cond_signal(&queue->has_object);
    }
    pthread_mutex_unlock(&queue->lock);
    return is_taken ? STATUS_OK : STATUS_CANCELLED;
}

/* Waits for an object, the end or the time; the lock is held. */
static void queue_wait(struct queue *queue, int wait_ms)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += wait_ms / 1000;
    until.tv_nsec += wait_ms % 1000 * 1000000L;
    if (until.tv_nsec >= 1000000000L) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000L;
    }
    int error = 0;
    while (queue->len == 0 && !queue->is_closed && error == 0) {
        if (wait_ms < 0)
            error = pthread_cond_wait(&queue->has_object, &queue->lock);
        else
            error = pthread_cond_timedwait(&queue->has_object, &queue->lock, &until);
    }
}

enum status queue_pop(struct queue *queue, int wait_ms, struct object **object)
{
    enum status status = STATUS_OK;
    pthread_mutex_lock(&queue->lock);
    if (queue->len == 0 && wait_ms != 0)
        queue_wait(queue, wait_ms);
    if (queue->len > 0) {
        *object = queue->ring[queue->first];
        queue->first = (queue->first + 1) % queue->cap;
        queue->len--;
        pthread_cond_signal(&queue->has_room);
    } else {
        status = queue->is_closed ? STATUS_END : STATUS_RETRY;
    }
    pthread_mutex_unlock(&queue->lock);
    return status;
}

void queue_close(struct queue *queue)
{
    pthread_mutex_lock(&queue->lock);
    queue->is_closed = true;
    pthread_cond_broadcast(&queue->has_object);
    pthread_mutex_unlock(&queue->lock);
}

void queue_cancel(struct queue *queue)
{
    pthread_mutex_lock(&queue->lock);
    queue->is_cancelled = true;
    pthread_cond_broadcast(&queue->has_room);
    pthread_mutex_unlock(&queue->lock);
}
