/* What one page of a listing is asked for: the provider makes the request of it. Inside
 * crawler/store only. */
#ifndef CRAWLER_STORE_LIST_QUERY_H
#define CRAWLER_STORE_LIST_QUERY_H

#include "detectors/span.h"

#include <stdbool.h>

enum list_kind {
    LIST_OBJECTS,    /* S3 ListObjectsV2, Azure List Blobs */
    LIST_OBJECTS_V1, /* S3 ListObjects: for stores without the second version */
    LIST_VERSIONS,   /* S3 ListObjectVersions; Azure: LIST_OBJECTS with LIST_INCLUDE_VERSIONS */
    LIST_UPLOADS     /* S3 ListMultipartUploads; Azure: LIST_OBJECTS with LIST_INCLUDE_UPLOADS */
};

/* What Azure puts into its one kind of listing; S3 has other requests for it, or none. */
enum list_include {
    LIST_INCLUDE_VERSIONS = 1 << 0, /* snapshots, versions, deleted, deletedwithversions */
    LIST_INCLUDE_UPLOADS = 1 << 1,  /* uncommittedblobs */
    LIST_INCLUDE_TAGS = 1 << 2,
    LIST_INCLUDE_METADATA = 1 << 3
};

struct list_query {
    enum list_kind kind;
    unsigned include;        /* set of enum list_include */
    const char *prefix;      /* that of the SOURCE, or one that begins with it */
    const char *start_after; /* S3: only keys behind this one; NULL: from the first */
    struct span cursor;      /* that of the page before, terminated; ptr NULL: the first page */
    unsigned page_size;      /* S3: entries of a page; 0: 1,000 */
    bool has_delimiter;      /* stop at '/' behind the prefix: prefixes in place of keys */
};

#endif
