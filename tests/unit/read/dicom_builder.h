/* Writes DICOM files in every spelling, right ones and wrong ones, for tests. */
#ifndef TESTS_UNIT_READ_DICOM_BUILDER_H
#define TESTS_UNIT_READ_DICOM_BUILDER_H

#include "crawler/base/buffer.h"
#include "detectors/span.h"

#include <stdbool.h>
#include <stdint.h>

enum dicom_spelling {
    SPELL_EXPLICIT,
    SPELL_IMPLICIT,
    SPELL_BIG,
    SPELL_DEFLATED, /* stored blocks */
    SPELLINGS
};

struct dicom_builder {
    struct buffer out;
    bool is_explicit, is_big;
    bool is_undefined; /* sequences and items end at delimiters */
};

/* Starts a data set. */
void dicom_build_begin(struct dicom_builder *builder, enum dicom_spelling spelling,
                       bool is_undefined);

/* An element; value is padded to an even length. */
void dicom_build_text(struct dicom_builder *builder, uint32_t tag, const char *vr,
                      const char *value);
void dicom_build_bytes(struct dicom_builder *builder, uint32_t tag, const char *vr,
                       struct span value);

/* The head of an element alone. */
void dicom_build_head(struct dicom_builder *builder, uint32_t tag, const char *vr, uint32_t length);

/* A sequence of one item, which holds what another builder has built. */
void dicom_build_sequence(struct dicom_builder *builder, uint32_t tag,
                          const struct dicom_builder *item);

/* The file: preamble, file meta information and the data set. Caller frees with buffer_free(). */
struct buffer dicom_build_file(const struct dicom_builder *builder, enum dicom_spelling spelling);

void dicom_build_free(struct dicom_builder *builder);

#endif
