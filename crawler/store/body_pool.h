/* Buffers for bodies, lent and given back: the one that came back last is lent first, since it is
 * still in the cache. */
#ifndef CRAWLER_STORE_BODY_POOL_H
#define CRAWLER_STORE_BODY_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BODY_SIZE (256u << 10)

struct body_pool {
    uint8_t **bodies;
    size_t count, cap;
};

/* Keeps up to cap idle buffers. False when memory is short. */
bool body_pool_init(struct body_pool *pool, size_t cap);
void body_pool_free(struct body_pool *pool);

uint8_t *body_pool_borrow(struct body_pool *pool); /* BODY_SIZE bytes; NULL when memory is short */
void body_pool_return(struct body_pool *pool, uint8_t *body);

#endif
