/* A growing run of bytes with a cap: the only way memory grows with input. */
#ifndef CRAWLER_BASE_BUFFER_H
#define CRAWLER_BASE_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Once an append fails (memory or cap) is_failed stays true and further appends do nothing: check
 * once, at the end. */
struct buffer {
    uint8_t *ptr;
    size_t len;
    size_t cap;   /* allocated */
    size_t limit; /* never more than this */
    bool is_failed;
};

/* An empty buffer that may grow to limit bytes. Allocates nothing yet. */
void buffer_init(struct buffer *buf, size_t limit);
void buffer_free(struct buffer *buf);  /* to the empty value; may be called twice */
void buffer_wipe(struct buffer *buf);  /* overwrites the memory, then frees: for secrets */
void buffer_clear(struct buffer *buf); /* len 0 and not failed; keeps the memory */

void buffer_append(struct buffer *buf, const void *bytes, size_t len);
void buffer_append_str(struct buffer *buf, const char *text);
void buffer_append_char(struct buffer *buf, char c);
void buffer_append_format(struct buffer *buf, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Makes room for len more bytes and says where they go; the caller writes up to len of them there
 * and adds their number to buf->len. NULL when the buffer failed. */
uint8_t *buffer_room(struct buffer *buf, size_t len);

/* Terminates with NUL (not counted in len) and returns the text, or NULL when the buffer failed. */
char *buffer_str(struct buffer *buf);

#endif
