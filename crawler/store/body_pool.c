/* A stack of buffers. */
#include "crawler/store/body_pool.h"

#include <stdlib.h>

bool body_pool_init(struct body_pool *pool, size_t cap)
{
    *pool = (struct body_pool){.bodies = calloc(cap, sizeof *pool->bodies), .cap = cap};
    return pool->bodies != NULL;
}

void body_pool_free(struct body_pool *pool)
{
    while (pool->count > 0)
        free(pool->bodies[--pool->count]);
    free(pool->bodies);
    *pool = (struct body_pool){0};
}

uint8_t *body_pool_borrow(struct body_pool *pool)
{
    return pool->count > 0 ? pool->bodies[--pool->count] : malloc(BODY_SIZE);
}

void body_pool_return(struct body_pool *pool, uint8_t *body)
{
    if (body != NULL && pool->count < pool->cap)
        pool->bodies[pool->count++] = body;
    else
        free(body);
}
