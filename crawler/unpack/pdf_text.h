/*
 * The text of a PDF as a source: UTF-8, pages ending with a form feed, laid out (pdf_page.h) by
 * what pdftotext of poppler-utils says of its words from inside the sandbox. What the file lacks,
 * breaks or hides is a reason of coverage: encrypted, corrupt, worker-crash; pages without any text
 * (scans) are needs-ocr.
 */
#ifndef CRAWLER_UNPACK_PDF_TEXT_H
#define CRAWLER_UNPACK_PDF_TEXT_H

#include "crawler/base/byte_source.h"
#include "crawler/base/range_source.h"
#include "crawler/unpack/isolator.h"
#include "crawler/unpack/meter.h"

/* PDFs are read by place, so all of one must be at hand: larger ones are limit-memory. */
#define PDF_MAX ((uint64_t)256 << 20)

struct pdf_text;

/*
 * Starts on the PDF that bytes hold (not owned, read to its end here). meter is that of the PDF:
 * its text counts there, and stops where a limit is met. NULL with *status: NO_MEMORY, CANCELLED,
 * or SKIP when it cannot be had (its reason is in the meter's coverage).
 */
struct pdf_text *pdf_text_create(struct isolator *isolator, struct byte_source *bytes,
                                 struct meter *meter, enum status *status);

/* The text; valid as long as pdf. */
struct byte_source *pdf_text_bytes(struct pdf_text *pdf);

/* The PDF itself, by place, as far as it was read; NULL when it is encrypted. Valid as long as pdf.
 */
struct range_source *pdf_text_file(struct pdf_text *pdf);

/* Where the last mark of an end in it ends, or all of it does. */
uint64_t pdf_text_end(const struct pdf_text *pdf);

/* Ends the child; adds to coverage how it went. Accepts NULL. */
void pdf_text_free(struct pdf_text *pdf);

#endif
