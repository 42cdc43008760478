/*
 * The part of a finding's line that stands behind the names. It is made of our own words and of
 * numbers, nothing in it needs an escape, and it is put together in one piece: with a call of the
 * JSON writer a member, half of the time of a scan of text full of findings went into this.
 */
#ifndef CRAWLER_REPORT_FINDING_REST_H
#define CRAWLER_REPORT_FINDING_REST_H

#include "crawler/base/buffer.h"
#include "crawler/report/finding_words.h"
#include "crawler/report/run_folder.h"

/* Appends '"detector":...}', the end of the line's object. words may be NULL. Failure (memory, cap)
 * shows in out->is_failed. */
void finding_rest_render(struct buffer *out, struct finding_words *words,
                         const struct finding_record *record);

#endif
