/*
 * The objects of a PDF as they stream by: which dictionaries are open, what their keys say, and the
 * texts in them, put together as lines. A form field's value stands behind its name, whichever of
 * the two came first; what a program needs to draw is left out.
 */
#ifndef CRAWLER_UNPACK_PDF_OBJECT_H
#define CRAWLER_UNPACK_PDF_OBJECT_H

#include "crawler/base/buffer.h"
#include "crawler/unpack/pdf_filter.h"
#include "crawler/unpack/pdf_token.h"
#include "crawler/unpack/window.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PDF_LEVELS 32
#define PDF_FILTERS_MAX 4
#define PDF_KEY_MAX 31
#define PDF_NAME_MAX 255
#define PDF_FILES_MAX ((size_t)1 << 16)
#define PDF_LINES_MAX ((size_t)4 << 20)

/* What an attached file is called. */
struct pdf_file {
    uint64_t object; /* number of the object that holds it */
    size_t order;    /* grows from one to the next */
    size_t len;
    uint8_t name[PDF_NAME_MAX];
};

/* A dictionary or an array that is open. */
struct pdf_level {
    bool is_array;
    char key[PDF_KEY_MAX + 1]; /* the last one; of an array: the one it stands under */
    uint64_t file;             /* object that holds the file it speaks of; 0: none */
    struct buffer label, value;
};

/* What the dictionary of the object at hand says of its stream. */
struct pdf_object {
    uint64_t number, length; /* length 0: it does not say */
    char type[PDF_KEY_MAX + 1], subtype[PDF_KEY_MAX + 1];
    unsigned filters; /* how many, of which the first are kept */
    enum pdf_filter_kind filter[PDF_FILTERS_MAX];
    bool has_predictor, is_late; /* /Predictor, /EarlyChange 0 */
};

struct pdf_objects {
    struct pdf_token token;
    bool is_value;       /* a key was read, its value was not */
    uint64_t numbers[2]; /* the last two, the latest first */
    struct pdf_object object;
    struct pdf_level levels[PDF_LEVELS];
    size_t depth;
    struct buffer lines;   /* of text, found so far: the caller clears it */
    struct buffer files;   /* array of struct pdf_file */
    struct buffer decoded; /* of a string */
    bool has_forms;        /* in XML: XFA */
    bool is_lost;          /* the rest of a text, or what a file is called */
};

/* Needs pdf_objects_free(). */
void pdf_objects_init(struct pdf_objects *objects);
void pdf_objects_free(struct pdf_objects *objects);

/* Reads the next token; what it is, for those that the caller takes: words, and the end. */
enum pdf_kind pdf_objects_read(struct pdf_objects *objects, struct window *window);

/* An object of that number begins; what was open is closed. */
void pdf_objects_begin(struct pdf_objects *objects, uint64_t number);

#endif
