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
    bool is_health; /* the text is FHIR about patients */
    bool is_last;   /* the string ends here */
};

/* Whether the value at hand is of a document. */
static inline bool json_file_is_document(const struct json_frame *top)
{
    return top != NULL && (top->roles & JSON_ROLE_DOCUMENT) != 0;
}

/* Whether the value at hand may be base64, by its name: Attachment.data and Binary.data of FHIR, or
 * its content as DSTU2 has it. */
static inline bool json_file_may_be_base64(const struct json_frame *top)
{
    return top != NULL && top->is_object && (top->key_len == 4 || top->key_len == 7);
}

/* Whether the value at hand, a string of len bytes, may be of a file: cheap, asked for each. */
static inline bool json_file_may_be(struct json_path *path, size_t len)
{
    const struct json_frame *const top = json_path_top(path);
    return json_file_is_document(top) || (len >= JSON_FILE_MIN && json_file_may_be_base64(top));
}

/* Gives the piece to embedded when it is of a file. */
void json_file_take(struct embedded *embedded, struct json_path *path,
                    const struct json_file_piece *piece);

/* Bytes at the end of raw that may be an escape which goes on behind it, with the backslashes in
 * front of that; 0 when these are more than any text has. */
size_t json_file_cut_escape(struct span raw);

/* The array at the top of path is about to be closed: a document of lines is whole. */
static inline void json_file_close(struct embedded *embedded, struct json_path *path)
{
    const struct json_frame *const top = json_path_top(path);
    if (embedded != NULL && !top->is_object && json_file_is_document(top))
        embedded_close(embedded);
}

#endif
