/* The program's second life: as the spawner of isolated decoders. See crawler/unpack/isolator.h. */
#ifndef CRAWLER_PIPELINE_ISOLATION_H
#define CRAWLER_PIPELINE_ISOLATION_H

#include <stdbool.h>

/* True when the program was started as one: then isolation_serve() is all it is to do. */
bool isolation_is_asked(int argc, char **argv);

/* Returns the exit code. */
int isolation_serve(void);

#endif
