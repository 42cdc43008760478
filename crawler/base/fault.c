/* Why something failed. */
#include "crawler/base/fault.h"

#include <stdarg.h>
#include <stdio.h>

void fault_set(struct fault *fault, enum reason reason, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(fault->message, sizeof fault->message, format, args);
    va_end(args);
    fault->reason = reason;
}
