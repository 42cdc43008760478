/*
 * Archives by libarchive, served from inside the sandbox: the one door to that library. The child
 * asks for bytes of the file by their place, and says what it finds; all in messages of a type, the
 * length of what follows, and that.
 *
 * Only formats that are listed are taken: never "all", which runs programs because of content.
 */
#ifndef CRAWLER_UNPACK_ARCHIVE_H
#define CRAWLER_UNPACK_ARCHIVE_H

#include <stdint.h>

struct archive_message {
    uint32_t type; /* enum archive_message_type */
    uint32_t len;  /* of what follows */
};

enum archive_message_type {
    ARCHIVE_SAYS_READ = 1, /* struct archive_range: wants these bytes */
    ARCHIVE_SAYS_MEMBER,   /* its name: what follows belongs to it */
    ARCHIVE_SAYS_FOLDER,   /* the name of something without content */
    ARCHIVE_SAYS_BYTES,
    ARCHIVE_SAYS_FAULT, /* struct archive_fault: of the member at hand, or of the whole */
    ARCHIVE_SAYS_END    /* nothing follows */
};

struct archive_range {
    uint64_t offset;
    uint32_t len; /* at most ARCHIVE_BYTES_MAX */
    uint32_t zero;
};

enum archive_fault_kind { ARCHIVE_CORRUPT, ARCHIVE_ENCRYPTED, ARCHIVE_UNSUPPORTED, ARCHIVE_FAULTS };

struct archive_fault {
    uint32_t kind;
};

#define ARCHIVE_BYTES_MAX ((uint32_t)64 * 1024)
#define ARCHIVE_NAME_MAX 4096
#define ARCHIVE_EXIT_NO_SANDBOX 120 /* the child would not go on without it */

/*
 * Serves one archive over socket, and returns the child's exit code. The first message is from the
 * other end: the size of the file, a uint64_t. Each READ is answered by an int32_t, 0 or -1, and
 * with 0 the bytes.
 */
int archive_serve(int socket);

/* The version of libarchive: "3.6.2". */
const char *archive_library_version(void);

#endif
