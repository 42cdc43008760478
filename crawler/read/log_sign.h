/* Where signs stand between names and values of a log: what a reader of logs does for every byte.
 */
#ifndef CRAWLER_READ_LOG_SIGN_H
#define CRAWLER_READ_LOG_SIGN_H

#include <stddef.h>
#include <stdint.h>

#define LOG_SIGN_BLOCK 64

/*
 * Bit i is set when byte i of the block at text is '=', or ':' with '"' in front of it. len: of
 * these bytes, as many may be read, and bits from there on are 0; at most a block. front: whether a
 * byte may be read in front of text.
 */
uint64_t log_sign_bits(const uint8_t *text, size_t len, size_t front);

/* The signs of a stretch of text, one after the other. */
struct log_signs {
    const uint8_t *text;
    size_t len;
    size_t before; /* bytes in front of text[0] */
    size_t block;  /* bits are those of the block that starts here */
    uint64_t bits; /* as far as not taken */
};

static inline void log_signs_load(struct log_signs *signs)
{
    const size_t rest = signs->len - signs->block;
    signs->bits =
        log_sign_bits(signs->text + signs->block, rest < LOG_SIGN_BLOCK ? rest : LOG_SIGN_BLOCK,
                      signs->before + signs->block);
}

/* The next one, or len. */
static inline size_t log_signs_take(struct log_signs *signs)
{
    while (signs->bits == 0) {
        if (signs->len - signs->block <= LOG_SIGN_BLOCK)
            return signs->len;
        signs->block += LOG_SIGN_BLOCK;
        log_signs_load(signs);
    }
    const size_t at = signs->block + (size_t)__builtin_ctzll(signs->bits);
    signs->bits &= signs->bits - 1;
    return at;
}

#endif
