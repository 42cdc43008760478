/*
 * Files within JSON: base64 in resources of FHIR (Attachment.data, Binary.data), and the pages and
 * texts that cells of notebooks put out (nbformat 4: "text/html", "text/plain" and the "text" of
 * "outputs"), which are strings or arrays of lines. They become members, by embedded.h.
 */
#ifndef CRAWLER_READ_JSON_FILE_H
#define CRAWLER_READ_JSON_FILE_H

#include "crawler/read/embedded.h"
#include "crawler/read/json_path.h"

#define JSON_FILE_MIN 24 /* letters of the shortest base64 that is worth a look */

/* A string or a part of a long one, where path stands. */
struct json_file_piece {
    struct span raw;
    bool is_health; /* the text is FHIR */
    bool is_last;   /* the string ends here */
};

/* Whether the value at hand, a string of len bytes, may be of a file: cheap, asked for each. */
static inline bool json_file_may_be(struct json_path *path, size_t len)
{
    const struct json_frame *const top = json_path_top(path);
    return len >= JSON_FILE_MIN || (top != NULL && (top->roles & JSON_ROLE_DOCUMENT) != 0);
}

/* Gives the piece to embedded when it is of a file. */
void json_file_take(struct embedded *embedded, struct json_path *path,
                    const struct json_file_piece *piece);

/* Bytes at the end of raw that may be an escape which goes on behind it, with the backslashes in
 * front of that; 0 when these are more than any text has. */
size_t json_file_cut_escape(struct span raw);

/* The array at the top of path is about to be closed: a document of lines is whole. */
void json_file_close(struct embedded *embedded, struct json_path *path);

#endif
