/* The program's second life: as the spawner of isolated decoders. */
#include "crawler/pipeline/isolation.h"

#include "crawler/unpack/isolator.h"

#include <string.h>

bool isolation_is_asked(int argc, char **argv)
{
    return argc == 1 && strcmp(argv[0], ISOLATOR_NAME) == 0;
}

int isolation_serve(void)
{
    return isolator_serve();
}
