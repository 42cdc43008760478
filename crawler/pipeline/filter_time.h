/* Times as options take them. */
#ifndef CRAWLER_PIPELINE_FILTER_TIME_H
#define CRAWLER_PIPELINE_FILTER_TIME_H

#include <stdbool.h>
#include <time.h>

/*
 * "2026-01-02T03:04:05Z" (RFC 3339, with a fraction or an offset), "2026-01-02" (its begin in UTC),
 * or an age: "90s", "15m", "12h", "7d", "4w" before now. False: none of these.
 */
bool filter_time_parse(const char *text, time_t now, time_t *out);

#endif
