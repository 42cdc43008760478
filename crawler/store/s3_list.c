/* Requests for listings of S3: which parameters ask for what, and where to go on. */
#include "crawler/store/s3_request.h"

#include <stdio.h>
#include <string.h>

#define PARAMETERS_MAX 8
#define PAGE_SIZE 1000u /* the most that S3 gives */

/* What an operation is asked with beside prefix and encoding-type; NULL: it has none. */
struct s3_operation {
    struct sigv4_pair select; /* what tells it from the others */
    const char *size;         /* entries of one page */
    const char *cursor;       /* the first text of a cursor */
    const char *cursor_id;    /* the second one */
    const char *start_after;
};

static const struct s3_operation operations[] = {
    [LIST_OBJECTS] = {{"list-type", "2"}, "max-keys", "continuation-token", NULL, "start-after"},
    [LIST_OBJECTS_V1] = {{NULL, NULL}, "max-keys", "marker", NULL, "marker"},
    [LIST_VERSIONS] =
        {{"versions", ""}, "max-keys", "key-marker", "version-id-marker", "key-marker"},
    [LIST_UPLOADS] =
        {{"uploads", ""}, "max-uploads", "key-marker", "upload-id-marker", "key-marker"},
};

/* A cursor may be two texts with a NUL in between; the second is missing or empty when there is
 * none. */
static size_t put_cursor(const struct s3_operation *operation, struct span cursor,
                         struct sigv4_pair *query)
{
    const char *const text = (const char *)cursor.ptr;
    const size_t len = strlen(text);
    size_t count = 0;
    query[count++] = (struct sigv4_pair){operation->cursor, text};
    if (operation->cursor_id != NULL && len + 1 < cursor.len)
        query[count++] = (struct sigv4_pair){operation->cursor_id, text + len + 1};
    return count;
}

/* Archived objects of which there is a restored copy are told apart by AWS, and not in directory
 * buckets; other stores may refuse a header that they do not know. */
static bool says_restored(const struct s3 *s3, enum list_kind kind)
{
    return kind != LIST_UPLOADS && s3->settings->endpoint == NULL &&
           !aws_endpoint_is_express(s3->bucket);
}

bool s3_list_request(const struct s3 *s3, const struct list_query *list, time_t now,
                     struct http_request *out)
{
    static const struct sigv4_pair restore_status = {"x-amz-optional-object-attributes",
                                                     "RestoreStatus"};
    static const struct span no_key = {NULL, 0};
    const struct s3_operation *const operation = &operations[list->kind];
    struct sigv4_pair query[PARAMETERS_MAX];
    char size[16];
    size_t count = 0;
    if (operation->select.name != NULL)
        query[count++] = operation->select;
    query[count++] = (struct sigv4_pair){"encoding-type", "url"};
    snprintf(size, sizeof size, "%u", list->page_size > 0 ? list->page_size : PAGE_SIZE);
    query[count++] = (struct sigv4_pair){operation->size, size};
    query[count++] = (struct sigv4_pair){"prefix", list->prefix};
    if (list->has_delimiter)
        query[count++] = (struct sigv4_pair){"delimiter", "/"};
    if (list->cursor.ptr != NULL)
        count += put_cursor(operation, list->cursor, query + count);
    else if (list->start_after != NULL)
        query[count++] = (struct sigv4_pair){operation->start_after, list->start_after};
    const struct sigv4_request request = {
        .query = query,
        .query_count = count,
        .headers = &restore_status,
        .header_count = says_restored(s3, list->kind),
        .time = now,
    };
    return s3_put_request(s3, no_key, &request, out) && http_request_seal(out);
}
