/* What the isolator and its spawner say to each other; private to isolator*.c. */
#ifndef CRAWLER_UNPACK_ISOLATOR_REQUEST_H
#define CRAWLER_UNPACK_ISOLATOR_REQUEST_H

#include "crawler/unpack/isolator.h"

#define ISOLATOR_FD 3 /* the spawner's end of the control socket */
#define ISOLATOR_TASKS 3

/* The first message of the spawner. */
struct isolator_hello {
    struct sandbox_state state;
    bool can[ISOLATOR_TASKS];
};

/* Descriptors that go with a request, in this order; the last only for some tasks. */
enum isolator_descriptor { ISOLATOR_SOCKET, ISOLATOR_STATUS, ISOLATOR_INPUT, ISOLATOR_DESCRIPTORS };

struct isolator_request {
    enum isolator_task task;
};

#endif
