/* Marks of Word -> those of text. */
#include "crawler/unpack/word_cells.h"

#define WORD_CELL 0x07
#define WORD_BREAK 0x0B
#define WORD_PARAGRAPH 0x0D

#define WORD_CELL_MAX 4096 /* bytes: behind as many it was no cell */
#define WORD_WIDTH_MAX 64  /* cells of a row: Word allows 63 */

static void word_cells_leave(struct word_cells *self)
{
    self->mark = 0;
    self->cells = 0;
}

/*
 * A mark that stands directly behind another ends the row, or an empty cell: it is the end when the
 * row has as many cells as the one before, or is the first.
 */
static uint8_t word_cells_mark(struct word_cells *self)
{
    const bool is_behind = self->mark == 1 || (self->mark == 2 && self->last == 0);
    self->mark = 1;
    if (is_behind && self->cells > 0 && (self->width == 0 || self->cells >= self->width)) {
        self->width = self->cells;
        word_cells_leave(self);
        return '\n';
    }
    self->cells = self->cells < WORD_WIDTH_MAX ? self->cells + 1 : 1;
    return '\t';
}

static uint8_t word_cells_byte(struct word_cells *self, uint8_t byte)
{
    if (byte == WORD_CELL)
        return word_cells_mark(self);
    if (self->mark > 0 && (self->mark++ > WORD_CELL_MAX || (byte == 0 && self->last == 0)))
        word_cells_leave(self);
    if (byte != WORD_PARAGRAPH && byte != WORD_BREAK)
        return byte;
    if (self->cells > 0)
        return ' ';
    self->width = 0; /* a table ends in front of a paragraph */
    return '\n';
}

static enum status word_cells_read(struct byte_source *source, uint8_t *buf, size_t cap,
                                   size_t *len)
{
    struct word_cells *const self = (struct word_cells *)source;
    const enum status status = byte_source_read(self->stream, buf, cap, len);
    source->fault = self->stream->fault;
    for (size_t i = 0; status == STATUS_OK && i < *len; i++) {
        const uint8_t byte = buf[i];
        buf[i] = word_cells_byte(self, byte);
        self->last = byte;
    }
    return status;
}

static void word_cells_close(struct byte_source *source)
{
    (void)source;
}

static const struct byte_source_ops word_cells_ops = {word_cells_read, word_cells_close};

void word_cells_init(struct word_cells *cells, struct byte_source *stream)
{
    *cells = (struct word_cells){.source = {.ops = &word_cells_ops, .size = stream->size},
                                 .stream = stream};
}
