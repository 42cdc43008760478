/* Opens encrypted PDFs. */
#include "crawler/unpack/pdf_sealed.h"

#include "crawler/base/fd_write.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define PDF_PIECE ((size_t)64 * 1024)

/* Takes what the child writes into fd. False when that is too much, or nothing. */
static bool pdf_sealed_take(struct isolator_job *job, int fd, uint64_t limit, uint64_t *size)
{
    uint8_t *const piece = malloc(PDF_PIECE);
    ssize_t got = -1;
    *size = 0;
    while (piece != NULL && *size <= limit && (got = isolator_read(job, piece, PDF_PIECE)) > 0) {
        *size += (uint64_t)got;
        if (!fd_write_all(fd, piece, (size_t)got))
            break;
    }
    free(piece);
    return got == 0 && *size > 0;
}

static int pdf_sealed_try(struct isolator *isolator, int fd, struct span password, uint64_t limit,
                          uint64_t *size)
{
    struct isolator_job job;
    const int copy = memfd_create("pdf", MFD_CLOEXEC);
    if (copy < 0 || !isolator_open(isolator, ISOLATOR_PDF_OPEN, fd, &job)) {
        if (copy >= 0)
            close(copy);
        return -1;
    }
    bool is_open =
        isolator_write(&job, password.ptr, password.len) && isolator_write(&job, "\n", 1);
    isolator_finish(&job);
    is_open = is_open && pdf_sealed_take(&job, copy, limit, size);
    if (isolator_close(&job) == 0 && is_open)
        return copy;
    close(copy);
    return -1;
}

/* Milliseconds since whenever. */
static uint64_t pdf_sealed_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

int pdf_sealed_open(struct isolator *isolator, int fd, struct password_ring *keys, uint64_t limit,
                    uint64_t *size)
{
    if (!isolator_can(isolator, ISOLATOR_PDF_OPEN))
        return -1;
    int copy = pdf_sealed_try(isolator, fd, (struct span){NULL, 0}, limit, size);
    size_t index;
    for (size_t i = 0; copy < 0 && keys != NULL && password_ring_next(keys, i, &index); i++) {
        const uint64_t start = pdf_sealed_now();
        copy = pdf_sealed_try(isolator, fd, passwords_at(keys->passwords, index), limit, size);
        password_ring_note(keys, index, copy >= 0, password_ring_cost(pdf_sealed_now() - start));
    }
    return copy;
}
