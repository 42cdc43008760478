/* The findings of one object in the making, as lines that still lack the object's name. */
#ifndef CRAWLER_REPORT_FINDING_LINES_H
#define CRAWLER_REPORT_FINDING_LINES_H

#include "crawler/base/buffer.h"
#include "crawler/report/finding_words.h"
#include "crawler/report/run_folder.h"

struct finding_lines {
    struct finding_words *words;
    struct buffer text;   /* '{"detector":...}' and a newline each */
    struct buffer line;   /* the one in the making */
    struct buffer record; /* the object's manifest line in the making: one allocation a worker, not
                             one an object */
    uint64_t max;
    uint64_t kept;       /* findings */
    uint64_t candidates; /* of which max are kept besides */
    uint64_t dropped;
};

#endif
