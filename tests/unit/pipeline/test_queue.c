/* The bounded queue: order, bounds, ends and many threads. */
#include "crawler/pipeline/queue.h"
#include "suite.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

static struct object *numbered(uint64_t number)
{
    const struct object_init init = {.size = number, .refused = -1};
    return object_create(&init);
}

START_TEST(first_in_first_out)
{
    struct queue *const queue = queue_create(4);
    for (uint64_t round = 0; round < 3; round++) {
        for (uint64_t i = 0; i < 4; i++)
            ck_assert_int_eq(queue_push(queue, numbered(4 * round + i)), STATUS_OK);
        for (uint64_t i = 0; i < 4; i++) {
            struct object *object;
            ck_assert_int_eq(queue_pop(queue, 0, &object), STATUS_OK);
            ck_assert_uint_eq(object->size, 4 * round + i);
            object_free(object);
        }
    }
    queue_free(queue);
}
END_TEST

START_TEST(empty_answers)
{
    struct queue *const queue = queue_create(2);
    struct object *object;
    ck_assert_int_eq(queue_pop(queue, 0, &object), STATUS_RETRY);
    ck_assert_int_eq(queue_pop(queue, 1, &object), STATUS_RETRY);
    queue_push(queue, numbered(7));
    queue_close(queue);
    ck_assert_int_eq(queue_pop(queue, -1, &object), STATUS_OK);
    object_free(object);
    ck_assert_int_eq(queue_pop(queue, -1, &object), STATUS_END);
    queue_free(queue);
}
END_TEST

static void *cancel_later(void *queue)
{
    queue_cancel(queue);
    return NULL;
}

START_TEST(cancel_frees_a_pusher)
{
    struct queue *const queue = queue_create(1);
    pthread_t thread;
    queue_push(queue, numbered(1));
    pthread_create(&thread, NULL, cancel_later, queue);
    struct object *const object = numbered(2);
    ck_assert_int_eq(queue_push(queue, object), STATUS_CANCELLED);
    object_free(object);
    pthread_join(thread, NULL);
    queue_free(queue); /* and the object that is still in it */
}
END_TEST

#define PUSHERS 3
#define POPPERS 3
#define EACH 5000

struct crowd {
    struct queue *queue;
    atomic_uint_fast64_t sum, count;
    atomic_int pushers;
};

static void *push_many(void *user)
{
    struct crowd *const crowd = user;
    for (uint64_t i = 1; i <= EACH; i++)
        queue_push(crowd->queue, numbered(i));
    if (atomic_fetch_sub(&crowd->pushers, 1) == 1)
        queue_close(crowd->queue);
    return NULL;
}

static void *pop_many(void *user)
{
    struct crowd *const crowd = user;
    struct object *object;
    while (queue_pop(crowd->queue, -1, &object) == STATUS_OK) {
        atomic_fetch_add(&crowd->sum, object->size);
        atomic_fetch_add(&crowd->count, 1);
        object_free(object);
    }
    return NULL;
}

START_TEST(many_threads)
{
    struct crowd crowd = {.queue = queue_create(16), .pushers = PUSHERS};
    pthread_t threads[PUSHERS + POPPERS];
    for (int i = 0; i < PUSHERS + POPPERS; i++)
        pthread_create(&threads[i], NULL, i < PUSHERS ? push_many : pop_many, &crowd);
    for (int i = 0; i < PUSHERS + POPPERS; i++)
        pthread_join(threads[i], NULL);
    ck_assert_uint_eq(crowd.count, PUSHERS * EACH);
    ck_assert_uint_eq(crowd.sum, (uint64_t)PUSHERS * EACH * (EACH + 1) / 2);
    queue_free(crowd.queue);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("queue");
    TCase *const tcase = tcase_create("queue");
    tcase_set_timeout(tcase, 120);
    tcase_add_test(tcase, first_in_first_out);
    tcase_add_test(tcase, empty_answers);
    tcase_add_test(tcase, cancel_frees_a_pusher);
    tcase_add_test(tcase, many_threads);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
