/* Archives by libarchive, served from inside the sandbox. */
#include "crawler/unpack/archive.h"

#include "crawler/base/fd_write.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct served {
    int socket;
    uint64_t size; /* of the file */
    uint64_t at;   /* where the library reads next */
    bool is_broken;
    bool lacks_method; /* the library does not know one, and tells of the next members that their
                          data is wrong */
    uint8_t bytes[ARCHIVE_BYTES_MAX];
};

/* ---- messages ---- */

static bool served_write(struct served *served, const void *buf, size_t len)
{
    served->is_broken |= !fd_write_all(served->socket, buf, len);
    return !served->is_broken;
}

static bool served_read(struct served *served, void *buf, size_t len)
{
    uint8_t *at = buf;
    while (len > 0 && !served->is_broken) {
        const ssize_t got = read(served->socket, at, len);
        if (got < 0 && errno == EINTR)
            continue;
        served->is_broken = got <= 0;
        if (got > 0) {
            at += got;
            len -= (size_t)got;
        }
    }
    return !served->is_broken;
}

static bool served_say(struct served *served, enum archive_message_type type, const void *bytes,
                       size_t len)
{
    const struct archive_message message = {type, (uint32_t)len};
    return served_write(served, &message, sizeof message) && served_write(served, bytes, len);
}

static void served_say_fault(struct served *served, enum archive_fault_kind kind)
{
    served->lacks_method |= kind == ARCHIVE_UNSUPPORTED;
    const struct archive_fault fault = {
        kind == ARCHIVE_CORRUPT && served->lacks_method ? ARCHIVE_UNSUPPORTED : kind};
    served_say(served, ARCHIVE_SAYS_FAULT, &fault, sizeof fault);
}

/* ---- what the library reads ---- */

static la_ssize_t served_read_next(struct archive *archive, void *user, const void **bytes)
{
    struct served *const served = user;
    const uint64_t left = served->at < served->size ? served->size - served->at : 0;
    const struct archive_range range = {
        served->at, left < ARCHIVE_BYTES_MAX ? (uint32_t)left : ARCHIVE_BYTES_MAX, 0};
    int32_t answer = -1;
    *bytes = served->bytes;
    if (left == 0)
        return 0;
    if (!served_say(served, ARCHIVE_SAYS_READ, &range, sizeof range) ||
        !served_read(served, &answer, sizeof answer) || answer != 0 ||
        !served_read(served, served->bytes, range.len)) {
        archive_set_error(archive, EIO, "the file cannot be read");
        return ARCHIVE_FATAL;
    }
    served->at += range.len;
    return range.len;
}

static la_int64_t served_skip(struct archive *archive, void *user, la_int64_t len)
{
    (void)archive;
    struct served *const served = user;
    const uint64_t left = served->at < served->size ? served->size - served->at : 0;
    const la_int64_t step = len < 0 || (uint64_t)len < left ? len : (la_int64_t)left;
    if (step <= 0)
        return 0;
    served->at += (uint64_t)step;
    return step;
}

static la_int64_t served_seek(struct archive *archive, void *user, la_int64_t offset, int whence)
{
    (void)archive;
    struct served *const served = user;
    la_int64_t base = 0;
    if (whence == SEEK_CUR)
        base = (la_int64_t)served->at;
    else if (whence == SEEK_END)
        base = (la_int64_t)served->size;
    const la_int64_t at = base + offset;
    if (at < 0 || (uint64_t)at > served->size)
        return ARCHIVE_FATAL;
    served->at = (uint64_t)at;
    return at;
}

/* ---- what it finds ---- */

static enum archive_fault_kind served_fault_kind(struct archive *archive,
                                                 struct archive_entry *entry)
{
    if ((entry != NULL && archive_entry_is_encrypted(entry)) ||
        archive_read_has_encrypted_entries(archive) > 0)
        return ARCHIVE_ENCRYPTED;
    const char *const text = archive_error_string(archive);
    /* "Unsupported compression method", "Crypto codec not supported yet", "Unexpected codec ID":
     * there is no code for it. */
    return text != NULL && (strstr(text, "upport") != NULL || strstr(text, "codec ID") != NULL)
               ? ARCHIVE_UNSUPPORTED
               : ARCHIVE_CORRUPT;
}

/* Gives out every block, that of a warning too: what is wrong with it is said behind it. */
static void served_give_content(struct served *served, struct archive *archive,
                                struct archive_entry *entry)
{
    for (;;) {
        const void *bytes;
        size_t len;
        la_int64_t offset;
        const int code = archive_read_data_block(archive, &bytes, &len, &offset);
        if (code == ARCHIVE_EOF || served->is_broken)
            return;
        if (code != ARCHIVE_RETRY && code < ARCHIVE_WARN) {
            if (!archive_entry_is_encrypted(entry)) /* that is said below, once */
                served_say_fault(served, served_fault_kind(archive, entry));
            return;
        }
        for (size_t at = 0; at < len; at += ARCHIVE_BYTES_MAX) {
            const size_t left = len - at;
            served_say(served, ARCHIVE_SAYS_BYTES, (const uint8_t *)bytes + at,
                       left < ARCHIVE_BYTES_MAX ? left : ARCHIVE_BYTES_MAX);
        }
        if (code != ARCHIVE_OK)
            served_say_fault(served, served_fault_kind(archive, entry));
    }
}

static void served_give_entry(struct served *served, struct archive *archive,
                              struct archive_entry *entry)
{
    const char *name = archive_entry_pathname_utf8(entry);
    if (name == NULL)
        name = archive_entry_pathname(entry);
    if (name == NULL)
        name = "?";
    /* What 7z reads from a pipe it calls a pipe; the content is there all the same. */
    const bool is_folder =
        archive_entry_filetype(entry) == AE_IFDIR && archive_entry_size(entry) <= 0;
    served_say(served, is_folder ? ARCHIVE_SAYS_FOLDER : ARCHIVE_SAYS_MEMBER, name,
               strnlen(name, ARCHIVE_NAME_MAX));
    if (is_folder)
        return;
    served_give_content(served, archive, entry);
    /* Of rar the library gives what is encrypted as if it were the content. */
    if (archive_entry_is_encrypted(entry))
        served_say_fault(served, ARCHIVE_ENCRYPTED);
}

/* Of some that are cut the library says only that this is all. An empty archive is little but its
 * mark. */
static void served_end(struct served *served, size_t entries)
{
    enum { EMPTY_MAX = 64 };
    if (entries == 0 && served->size > EMPTY_MAX)
        served_say_fault(served, ARCHIVE_CORRUPT);
}

static void served_walk(struct served *served, struct archive *archive)
{
    struct archive_entry *entry = NULL;
    int faults = 0;
    size_t entries = 0;
    while (!served->is_broken) {
        const int code = archive_read_next_header(archive, &entry);
        if (code == ARCHIVE_EOF) {
            served_end(served, entries);
            return;
        }
        if (code < ARCHIVE_WARN) {
            served_say_fault(served, served_fault_kind(archive, NULL));
            /* A header that is wrong may be followed by one that is right; not forever. */
            if (code == ARCHIVE_FATAL || ++faults > 1000)
                return;
            continue;
        }
        served_give_entry(served, archive, entry);
        entries++;
    }
}

static bool served_open(struct served *served, struct archive *archive)
{
    archive_read_support_filter_none(archive);
    archive_read_support_format_7zip(archive);
    archive_read_support_format_rar(archive);
    archive_read_support_format_rar5(archive);
    archive_read_support_format_iso9660(archive);
    archive_read_support_format_cab(archive);
    archive_read_support_format_lha(archive);
    archive_read_set_read_callback(archive, served_read_next);
    archive_read_set_skip_callback(archive, served_skip);
    archive_read_set_seek_callback(archive, served_seek);
    archive_read_set_callback_data(archive, served);
    return archive_read_open1(archive) >= ARCHIVE_WARN;
}

int archive_serve(int socket)
{
    struct served *const served = calloc(1, sizeof *served);
    struct archive *const archive = archive_read_new();
    int code = EXIT_FAILURE;
    if (served == NULL || archive == NULL)
        goto out;
    served->socket = socket;
    if (!served_read(served, &served->size, sizeof served->size))
        goto out;
    if (served_open(served, archive))
        served_walk(served, archive);
    else
        served_say_fault(served, served_fault_kind(archive, NULL));
    if (served_say(served, ARCHIVE_SAYS_END, NULL, 0))
        code = EXIT_SUCCESS;
out:
    archive_read_free(archive);
    free(served);
    return code;
}

const char *archive_library_version(void)
{
    const char *const text = archive_version_string(); /* "libarchive 3.6.2" */
    const char *const blank = strchr(text, ' ');
    return blank != NULL ? blank + 1 : text;
}
