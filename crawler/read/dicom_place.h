/*
 * Where in the nesting of a DICOM data set its reader stands. Sequences may lie about their length
 * and nest without end: only the outermost levels are remembered, and nothing depends on them but
 * how elements are spelled and what paths say.
 */
#ifndef CRAWLER_READ_DICOM_PLACE_H
#define CRAWLER_READ_DICOM_PLACE_H

#include "crawler/read/dicom_element.h"
#include "detectors/span.h"

#include <stdint.h>

#define DICOM_LEVELS_MAX 16

/* PS3.3 C.12.1.1.2 */
enum dicom_charset_kind {
    DICOM_UNSTATED, /* ASCII; what is not is taken for UTF-8, or else for Latin-1 */
    DICOM_LATIN1,
    DICOM_PAGE,     /* that of a code page */
    DICOM_AS_IT_IS, /* UTF-8, and what nobody knows */
};

struct dicom_charset {
    enum dicom_charset_kind kind;
    const char *page; /* of code_page.h */
};

/* What a sequence may change for the elements in it. */
struct dicom_state {
    struct dicom_syntax syntax;
    struct dicom_charset charset;
};

struct dicom_level {
    uint32_t tag;
    uint64_t end;              /* offset behind the sequence; UINT64_MAX: at its delimiter */
    struct dicom_state before; /* to be had again behind it */
};

struct dicom_place {
    struct dicom_state state;
    struct dicom_level levels[DICOM_LEVELS_MAX];
    unsigned depth;
    uint64_t deeper; /* sequences up to a delimiter that found no level */
    char path[(DICOM_LEVELS_MAX + 1) * sizeof "(0000,0000)."];
};

void dicom_place_begin(struct dicom_place *place);

/* A sequence of tag starts; it ends at offset end, or at its delimiter (UINT64_MAX). */
void dicom_place_enter(struct dicom_place *place, uint32_t tag, uint64_t end);

/* The reader is at offset: sequences that end at it or in front of it are left. */
void dicom_place_reach(struct dicom_place *place, uint64_t offset);

/* A delimiter of a sequence was read. */
void dicom_place_leave(struct dicom_place *place);

/* "(0010,1002).(0010,0020)": the path of an element. Valid until the next call. */
struct span dicom_place_path(struct dicom_place *place, uint32_t tag);

#endif
