/* What a caller may do next. */
#ifndef CRAWLER_BASE_STATUS_H
#define CRAWLER_BASE_STATUS_H

enum status {
    STATUS_OK,
    STATUS_END,       /* nothing more to read; not an error */
    STATUS_RETRY,     /* try the same again later */
    STATUS_SKIP,      /* this object or member is lost, go on with the next; the fault says why */
    STATUS_STOP,      /* this source is lost, go on with other sources; the fault says why */
    STATUS_CANCELLED, /* the run is being stopped */
    STATUS_NO_MEMORY,
    STATUS_BUG
};

#endif
