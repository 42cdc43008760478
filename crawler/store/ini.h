/*
 * Reads the files that AWS's tools share (~/.aws/config, ~/.aws/credentials): "Shared config and
 * credentials files" of the AWS SDKs and Tools Reference Guide.
 *
 * Sections in brackets, "name = value" (or "name: value"), comments behind '#' or ';' at the start
 * of a line or after white space, and one nested level: indented lines below a name whose value is
 * empty. Sections of one name are one section; of two equal names the last counts.
 */
#ifndef CRAWLER_STORE_INI_H
#define CRAWLER_STORE_INI_H

#include "crawler/base/fault.h"
#include "crawler/base/status.h"

#include <stdbool.h>
#include <stddef.h>

#define INI_FILE_MAX_LEN (1u << 20)
#define INI_LINE_MAX_LEN 8192

/* Texts belong to the file. */
struct ini_entry {
    const char *path;    /* of the file */
    unsigned line;       /* from 1 */
    const char *section; /* "default", "profile x": quotes and extra white space are gone */
    const char *parent;  /* the name above a nested entry, else NULL */
    const char *name;    /* lower case; "" for the section's own line */
    const char *value;   /* trimmed; may be "" */
};

/* The zero value is a file without sections. Holds secrets. */
struct ini {
    char *path;
    char *text;
    size_t text_len;
    struct ini_entry *entries;
    size_t count, cap;
    bool is_exposed; /* others than its owner may read or write the file */
};

/*
 * Reads the regular file at path (or /dev/null, which is empty) without waiting on anything.
 * STATUS_OK; STATUS_END when there is no such file; STATUS_STOP with a fault, "PATH:LINE: ..." for
 * what is wrong inside, never with the text of the line; STATUS_NO_MEMORY. *out is empty unless OK.
 */
enum status ini_read(const char *path, struct ini *out, struct fault *fault);

/* The same for len bytes that are at hand; path is for messages. Never STATUS_END. */
enum status ini_parse(const char *path, const void *bytes, size_t len, struct ini *out,
                      struct fault *fault);

bool ini_has_section(const struct ini *ini, const char *section);

/* The last entry of that name, or NULL. parent is NULL for what is not nested. */
const struct ini_entry *ini_find(const struct ini *ini, const char *section, const char *parent,
                                 const char *name);

/* Wipes, then frees; leaves the zero value, which it accepts. */
void ini_free(struct ini *ini);

#endif
