/* The text of a PDF as a source. */
#include "crawler/unpack/pdf_text.h"

#include "crawler/base/fd_ranges.h"
#include "crawler/base/fd_write.h"
#include "crawler/unpack/pdf_boxes.h"
#include "crawler/unpack/pdf_sealed.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PDF_COPY ((size_t)64 * 1024)
#define PDF_ANSWER ((size_t)16 * 1024)
#define PDF_TEXT_MAX ((size_t)16 << 20) /* of the pages that a piece of an answer ends */
#define PDF_END "%%EOF"
#define PDF_END_LEN (sizeof PDF_END - 1)
#define PDF_BEHIND 1024       /* so many bytes may stand behind an end: PDF 1.7, H.3 */
#define PDF_TAIL ((size_t)16) /* of a piece, that stands in front of the next one as well */

/* pdftotext(1), EXIT CODES: error opening a PDF file, permissions, any other (no page to read). */
#define PDF_EXIT_OPEN 1
#define PDF_EXIT_PERMISSION 3
#define PDF_EXIT_OTHER 99

struct pdf_text {
    struct byte_source source;
    struct meter *meter;
    uint64_t size; /* of the PDF */
    uint64_t end;  /* behind the last "%%EOF"; 0: there is none */
    int fd;        /* of a copy of it; -1: none */
    struct fd_ranges file;
    struct isolator_job job;
    struct pdf_boxes boxes;
    struct buffer text; /* what it says, as far as it is not given out */
    size_t given;
    bool is_ended, is_broken; /* there is no more of it; it broke off */
    bool is_encrypted;        /* it says so of itself */
    bool has_text;            /* on the page at hand */
    bool has_page;
    enum status status;
};

/* Pages without a letter are pictures, or empty. */
static void pdf_see_pages(struct pdf_text *self, struct span text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '\f') {
            if (!self->has_text)
                coverage_add(self->meter->coverage, REASON_NEEDS_OCR);
            self->has_text = false;
            self->has_page = true;
        }
        self->has_text |= text.ptr[i] > ' ';
    }
}

/* Reads on until there is text, or no more of it. */
static enum status pdf_text_fill(struct pdf_text *self)
{
    uint8_t answer[PDF_ANSWER];
    buffer_clear(&self->text);
    self->given = 0;
    while (self->text.len == 0 && !self->is_ended) {
        const ssize_t got = isolator_read(&self->job, answer, sizeof answer);
        self->is_ended = got <= 0;
        self->is_broken |= got < 0;
        const bool is_fit =
            got > 0 ? pdf_boxes_feed(&self->boxes, (struct span){answer, (size_t)got}, &self->text)
                    : pdf_boxes_end(&self->boxes, &self->text);
        if (!is_fit)
            return STATUS_NO_MEMORY;
    }
    if (self->text.len > 0)
        return STATUS_OK;
    if (self->is_broken)
        fault_set(&self->source.fault, REASON_WORKER_CRASH, "the reader of PDFs gave no answer");
    return self->is_broken ? STATUS_SKIP : STATUS_END;
}

static enum status pdf_text_read(struct byte_source *source, uint8_t *buf, size_t cap, size_t *len)
{
    struct pdf_text *const self = (struct pdf_text *)source;
    if (self->status != STATUS_OK)
        return self->status;
    if (meter_is_stopped(self->meter)) {
        coverage_add(self->meter->coverage, meter_stop_reason(self->meter));
        return STATUS_END;
    }
    if (self->given == self->text.len)
        self->status = pdf_text_fill(self);
    if (self->status != STATUS_OK)
        return self->status;
    const size_t left = self->text.len - self->given;
    *len = left < cap ? left : cap;
    memcpy(buf, self->text.ptr + self->given, *len);
    self->given += *len;
    meter_count(self->meter, self->size, *len);
    pdf_see_pages(self, (struct span){buf, *len});
    return STATUS_OK;
}

static void pdf_text_close(struct byte_source *source)
{
    (void)source; /* pdf_text_free() does */
}

static const struct byte_source_ops pdf_text_ops = {.read = pdf_text_read, .close = pdf_text_close};

/* What the file says of itself: "/Encrypt" in a trailer, "%%EOF" at an end. Pieces overlap. */
static void pdf_look(struct pdf_text *self, const uint8_t *bytes, size_t len)
{
    self->is_encrypted |= memmem(bytes, len, "/Encrypt", 8) != NULL;
    const uint8_t *at = bytes, *const stop = bytes + len;
    while ((at = memmem(at, (size_t)(stop - at), PDF_END, PDF_END_LEN)) != NULL) {
        at += PDF_END_LEN;
        self->end = self->size - (uint64_t)(stop - at);
    }
}

/* Copies what bytes hold into fd by way of buf; the status of the last read, or NO_MEMORY. */
static enum status pdf_copy(struct pdf_text *self, struct byte_source *bytes, int fd, uint8_t *buf)
{
    enum status status = STATUS_OK;
    memset(buf, 0, PDF_TAIL);
    while (status == STATUS_OK) {
        size_t len = 0;
        status = byte_source_fill(bytes, buf + PDF_TAIL, PDF_COPY, &len);
        self->size += len;
        if (self->size > PDF_MAX) {
            coverage_cut(self->meter->coverage, REASON_LIMIT_MEMORY, PDF_MAX, bytes->size);
            return STATUS_END;
        }
        if (len > 0)
            pdf_look(self, buf, PDF_TAIL + len);
        if (!fd_write_all(fd, buf + PDF_TAIL, len))
            return STATUS_NO_MEMORY;
        memmove(buf, buf + len, PDF_TAIL);
    }
    if (status == STATUS_END && self->end == 0)
        coverage_add(self->meter->coverage, REASON_TRUNCATED);
    return status;
}

/* Goes on with what the file is without its encryption, if it can be opened. */
static void pdf_unlock(struct pdf_text *self, struct isolator *isolator)
{
    uint64_t size = 0;
    const int copy = pdf_sealed_open(isolator, self->fd, self->meter->keys, PDF_MAX, &size);
    if (copy < 0)
        return;
    if (self->size - self->end > PDF_BEHIND) /* none of that is in the copy */
        coverage_add(self->meter->coverage, REASON_TRUNCATED);
    close(self->fd);
    self->fd = copy;
    self->end = self->size = size;
    self->is_encrypted = false;
}

static bool pdf_start(struct pdf_text *self, struct isolator *isolator, struct byte_source *bytes,
                      enum status *status)
{
    const int fd = memfd_create("pdf", MFD_CLOEXEC);
    if (fd < 0) {
        *status = STATUS_NO_MEMORY;
        return false;
    }
    uint8_t *const buf = malloc(PDF_TAIL + PDF_COPY);
    *status = buf != NULL ? pdf_copy(self, bytes, fd, buf) : STATUS_NO_MEMORY;
    free(buf);
    self->fd = fd;
    const bool is_copied = *status != STATUS_CANCELLED && *status != STATUS_NO_MEMORY;
    if (is_copied && self->is_encrypted)
        pdf_unlock(self, isolator);
    bool is_started = false;
    if (is_copied && lseek(self->fd, 0, SEEK_SET) == 0)
        is_started = isolator_open(isolator, ISOLATOR_PDF, self->fd, &self->job);
    if (is_copied && !is_started) {
        coverage_add(self->meter->coverage, REASON_WORKER_CRASH);
        *status = STATUS_SKIP;
    }
    fd_ranges_init(&self->file, self->fd, self->size);
    return is_started;
}

static void pdf_release(struct pdf_text *self)
{
    if (self->fd >= 0)
        close(self->fd);
    pdf_boxes_free(&self->boxes);
    buffer_free(&self->text);
    free(self);
}

struct pdf_text *pdf_text_create(struct isolator *isolator, struct byte_source *bytes,
                                 struct meter *meter, enum status *status)
{
    struct pdf_text *const self = calloc(1, sizeof *self);
    if (self == NULL) {
        *status = STATUS_NO_MEMORY;
        return NULL;
    }
    self->source.ops = &pdf_text_ops;
    self->meter = meter;
    self->job = (struct isolator_job){-1, -1};
    self->fd = -1;
    buffer_init(&self->text, PDF_TEXT_MAX);
    *status = STATUS_NO_MEMORY;
    if (pdf_boxes_init(&self->boxes) && pdf_start(self, isolator, bytes, status))
        return self;
    pdf_release(self);
    return NULL;
}

struct byte_source *pdf_text_bytes(struct pdf_text *pdf)
{
    return &pdf->source;
}

struct range_source *pdf_text_file(struct pdf_text *pdf)
{
    return pdf->is_encrypted ? NULL : &pdf->file.ranges;
}

uint64_t pdf_text_end(const struct pdf_text *pdf)
{
    return pdf->end > 0 ? pdf->end : pdf->size;
}

/* How the child ended, once all that it wrote was read. */
static void pdf_judge(const struct pdf_text *pdf, int code)
{
    struct coverage *const coverage = pdf->meter->coverage;
    const bool is_refused =
        code == PDF_EXIT_OPEN || code == PDF_EXIT_PERMISSION || code == PDF_EXIT_OTHER;
    if (pdf->status == STATUS_SKIP || (code != 0 && !is_refused))
        coverage_add(coverage, REASON_WORKER_CRASH);
    else if (is_refused)
        coverage_add(coverage, pdf->is_encrypted ? REASON_ENCRYPTED : REASON_CORRUPT);
    else if (!pdf->has_page)
        coverage_add(coverage, REASON_CORRUPT);
}

void pdf_text_free(struct pdf_text *pdf)
{
    if (pdf == NULL)
        return;
    const int code = isolator_close(&pdf->job);
    if (pdf->status != STATUS_OK) /* otherwise it was ended here, by a limit or a reader */
        pdf_judge(pdf, code);
    pdf_release(pdf);
}
