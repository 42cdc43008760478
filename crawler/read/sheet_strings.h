/*
 * What the cells of a workbook refer to: its shared strings, and which of its styles show a number
 * as a date. Bounded: what is more is lost and said to be.
 *
 * Source: ECMA-376 Part 1, 18.4 (shared strings), 18.8.30 (number formats), 18.2.28 (date system).
 */
#ifndef CRAWLER_READ_SHEET_STRINGS_H
#define CRAWLER_READ_SHEET_STRINGS_H

#include "crawler/base/buffer.h"
#include "crawler/base/unit_text.h"
#include "crawler/read/record.h"
#include "detectors/span.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SHEET_STRINGS_MAX                                                                          \
    ((size_t)128 << 20) /* bytes of all strings, and of what is known of them */
#define SHEET_STYLES_MAX 4096
#define SHEET_FORMATS_MAX 512

/* Where a string stands, in the text of all and in its member. */
struct sheet_string {
    uint64_t offset;
    uint32_t end; /* in the text */
    uint32_t length : 31, is_shown : 1;
};

struct sheet_strings {
    struct buffer text;   /* one behind the other */
    struct buffer places; /* array of struct sheet_string */
    uint64_t opened_at;
    size_t unshown;                           /* those in front of this one were looked at */
    bool is_open;                             /* the last one is being written */
    bool is_lost;                             /* there were more */
    bool has_1904;                            /* days count from 1904-01-01 */
    uint32_t date_formats[SHEET_FORMATS_MAX]; /* numbers of formats that the workbook made */
    size_t date_format_count;
    uint64_t date_styles[SHEET_STYLES_MAX / 64];
    size_t style_count;
};

/* Needs sheet_strings_free(). */
void sheet_strings_init(struct sheet_strings *strings);
void sheet_strings_free(struct sheet_strings *strings);

/* Another workbook. */
void sheet_strings_reset(struct sheet_strings *strings);

/* The next string; offset and end: where its raw bytes stand in the member. */
void sheet_strings_open(struct sheet_strings *strings, uint64_t offset);
void sheet_strings_add(struct sheet_strings *strings, struct span text); /* to the open one */
void sheet_strings_close(struct sheet_strings *strings, uint64_t end);

void sheet_strings_add_units(struct sheet_strings *strings, enum unit_text units, struct span raw);

/* The string with that number, which a cell shows; empty when there is none. */
struct span sheet_strings_show(struct sheet_strings *strings, uint64_t number);

/* The next string that no cell has shown, as a value; false behind the last. Each is given once. */
bool sheet_strings_next_unshown(struct sheet_strings *strings, struct record_value *value);

/* A format of the workbook's own: remembered when it shows dates. */
void sheet_strings_add_format(struct sheet_strings *strings, uint64_t number, struct span code);

/* The next style of cells, with the number of its format. */
void sheet_strings_add_style(struct sheet_strings *strings, uint64_t format);

/* A serial number of days, the time of day as its fraction, in a cell of that style: appends it as
 * a date when it is shown as one. */
void sheet_strings_append_date(const struct sheet_strings *strings, uint64_t style, double days,
                               struct buffer *out);

#endif
