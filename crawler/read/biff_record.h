/*
 * The records of a workbook before XML: [MS-XLS], BIFF8 (Excel 97 to 2003) and BIFF5 (Excel 5 and
 * 95), one after the other out of a window; and the text in them.
 */
#ifndef CRAWLER_READ_BIFF_RECORD_H
#define CRAWLER_READ_BIFF_RECORD_H

#include "crawler/base/buffer.h"
#include "crawler/read/byte_window.h"
#include "crawler/read/sheet_strings.h"
#include "detectors/span.h"

#include <stdbool.h>
#include <stdint.h>

#define BIFF_RECORD_MAX 8224 /* bytes behind the head of a record, [MS-XLS] 2.1.4 */

enum biff_type {
    BIFF_FORMULA = 0x0006,
    BIFF_END = 0x000A,
    BIFF_1904 = 0x0022,
    BIFF_ENCRYPTED = 0x002F,
    BIFF_CONTINUE = 0x003C,
    BIFF_MULRK = 0x00BD,
    BIFF_RSTRING = 0x00D6,
    BIFF_XF = 0x00E0,
    BIFF_SST = 0x00FC,
    BIFF_LABELSST = 0x00FD,
    BIFF_NUMBER = 0x0203,
    BIFF_LABEL = 0x0204,
    BIFF_STRING = 0x0207,
    BIFF_RK = 0x027E,
    BIFF_FORMAT = 0x041E,
    BIFF_BEGIN = 0x0809,
};

struct biff_record {
    uint16_t type;
    uint64_t offset;  /* of its head, in the stream */
    struct span body; /* valid until the window moves */
};

enum biff_answer { BIFF_IS_RECORD, BIFF_IS_OVER, BIFF_IS_CUT, BIFF_IS_BAD };

/* The record at the window's rest, which is not let go of. BAD: what it says of its length no
 * record may have. */
enum biff_answer biff_record_read(struct byte_window *window, struct biff_record *record);

uint16_t biff_u16(struct span body, size_t at); /* 0 behind the end, as the next ones */
uint32_t biff_u32(struct span body, size_t at);
double biff_double(struct span body, size_t at);
double biff_rk(uint32_t rk); /* 2.5.122, RkNumber */

/* Appends the text at body[at]: a length of len_size bytes and the characters, in BIFF8 with a byte
 * of flags between them. As much of it as there is. */
struct biff_text_form {
    size_t len_size; /* 1 or 2 */
    bool has_flags;  /* BIFF8 */
};
void biff_append_text(struct span body, size_t at, struct biff_text_form form, struct buffer *out);

/* The shared strings, 2.4.265: a record and those that continue it. */
struct biff_sst {
    uint32_t characters; /* of the one at hand that are left */
    uint32_t tail;       /* bytes behind its characters that are left: formats */
    bool is_open, is_wide;
};

/* Takes the strings of a record, all of them, whatever it says of their number; the first of them
 * starts at body[at]. False when they are none. Zero is a biff_sst that begins. */
bool biff_sst_take(struct biff_sst *sst, const struct biff_record *record, size_t at,
                   struct sheet_strings *strings);

#endif
