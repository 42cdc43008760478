/*
 * What the parts of the SQLite reader share: its state. Parts: sqlite_reader.c (life, the order of
 * things), sqlite_catalogue.c (the schema and whose pages are), sqlite_pages.c (pages, cells,
 * deleted rows), sqlite_values.c (values, and what is free).
 */
#ifndef CRAWLER_READ_SQLITE_STATE_H
#define CRAWLER_READ_SQLITE_STATE_H

#include "crawler/base/buffer.h"
#include "crawler/read/columns.h"
#include "crawler/read/record.h"
#include "crawler/read/sqlite_file.h"
#include "crawler/read/sqlite_payload.h"
#include "crawler/read/sqlite_record.h"
#include "crawler/read/sqlite_schema.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SQLITE_OWNER_SCHEMA 0xFFFD
#define SQLITE_NO_TABLE SIZE_MAX
#define SQLITE_TEXT_MAX (4 * SQLITE_PAYLOAD_MAX) /* of a value as UTF-8 */

enum sqlite_stage {
    STAGE_OWNED, /* pages of trees */
    STAGE_REST,  /* pages of nobody */
    STAGE_END
};

struct sqlite_reader {
    const struct field_rules *rules;
    struct coverage *coverage;
    struct range_source *copy; /* of a member that is only a stream; NULL */
    struct sqlite_file file;
    struct sqlite_schema schema;
    size_t schema_bytes;
    uint16_t *owners; /* one a page: OWNER_, or 1 + the table; 0: nobody */
    struct sqlite_payload payload;
    struct columns columns; /* of the table at hand */
    struct sqlite_columns *layout;
    size_t table;     /* in the schema; SQLITE_NO_TABLE */
    uint64_t ordinal; /* of a row without a rowid */
    enum status end;  /* what next() answers when there is nothing more */
    /* the page at hand */
    enum sqlite_stage stage;
    uint32_t number;
    uint8_t *bytes, *used; /* its bytes; 1: not to be looked at again */
    struct sqlite_page page;
    bool has_cells;   /* its cells are read one by one */
    bool has_records; /* ... and are no copies, nor without any */
    uint32_t cell;
    size_t there; /* bytes of it that are there, and usable */
    size_t carve; /* from where on deleted rows are looked for */
    size_t gap;   /* from where on free bytes are looked for */
    /* the record at hand */
    bool has_record;
    bool is_deleted; /* it was carved */
    struct sqlite_record record;
    int64_t rowid;
    size_t column; /* of the next value */
    struct sqlite_value value;
    size_t piece, piece_end; /* of a text that is given in pieces: what is left of it */
    bool is_joined;
    struct buffer text;
};

/* Reads the tables and indexes of the schema, whose pages become SQLITE_OWNER_SCHEMA's, and then
 * whose all other pages are. OK, CANCELLED, NO_MEMORY. */
enum status sqlite_read_schema(struct sqlite_reader *reader);
enum status sqlite_claim_tables(struct sqlite_reader *reader);

/* Makes the next page the one at hand: first those of trees, then those of nobody, then what stands
 * behind the last whole one. END when none is left. */
enum status sqlite_next_page(struct sqlite_reader *reader);

/* Looks at the next cell of the page at hand, or for the next deleted row in its free bytes, and
 * begins its record; false when there is none. */
bool sqlite_next_cell(struct sqlite_reader *reader, enum status *status);
bool sqlite_next_deleted(struct sqlite_reader *reader, enum status *status);

/* Makes a cell of the page at hand the record at hand. */
enum status sqlite_begin_record(struct sqlite_reader *reader, const struct sqlite_cell *cell);

/* The bytes of a value of the record at hand, as many as there are; and as text, empty for NULL.
 * The text is valid until the next call. */
struct span sqlite_value_raw(const struct sqlite_reader *reader, const struct sqlite_value *value);
struct span sqlite_value_text(struct sqlite_reader *reader, const struct sqlite_value *value);

/* Gives the next value of the record at hand, or the next readable run of the bytes of the page at
 * hand that nobody used; false when there is none. */
bool sqlite_give_value(struct sqlite_reader *reader, struct record_value *value);
bool sqlite_give_gap(struct sqlite_reader *reader, struct record_value *value);

#endif
