/* The bounded queue between listers and workers: one queue, one lock. */
#ifndef CRAWLER_PIPELINE_QUEUE_H
#define CRAWLER_PIPELINE_QUEUE_H

#include "crawler/base/status.h"
#include "crawler/store/object.h"

#include <stddef.h>

struct queue;

/* Holds at most cap objects; NULL when memory is short. */
struct queue *queue_create(size_t cap);

/* Frees the queue and the objects that are still in it. No thread may be using it. */
void queue_free(struct queue *queue);

/* Takes ownership of object. Blocks while the queue is full; CANCELLED (object stays the caller's)
 * once cancelled. */
enum status queue_push(struct queue *queue, struct object *object);

/*
 * The next object: OK. Waits at most wait_ms for one (negative: until there is one or the end);
 * RETRY when the time is over, END when the queue is closed and empty. A cancelled queue still
 * gives out what it holds.
 */
enum status queue_pop(struct queue *queue, int wait_ms, struct object **object);

/* No more pushes will come. */
void queue_close(struct queue *queue);

/* Unblocks pushers for good. */
void queue_cancel(struct queue *queue);

#endif
