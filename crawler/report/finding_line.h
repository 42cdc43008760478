/* A finding as one line of JSON, for findings.jsonl and `phicrawl detect`. Shape:
 * docs/schema/finding.schema.json. */
#ifndef CRAWLER_REPORT_FINDING_LINE_H
#define CRAWLER_REPORT_FINDING_LINE_H

#include "crawler/base/buffer.h"
#include "crawler/report/finding_words.h"
#include "crawler/report/run_folder.h"
#include "detectors/registry.h"
#include "detectors/span.h"

/*
 * Appends the line of record, without newline. uri and version_id stand in front; they are left out
 * when ptr is NULL and when the text is NULL or "". Failure (memory, cap) shows in out->is_failed.
 */
void finding_line_render(struct buffer *out, struct span uri, const char *version_id,
                         const struct finding_record *record);

/* Appends the line's beginning alone, '{"uri":"...",' with a comma at its end, to stand in front of
 * a line without. */
void finding_line_render_head(struct buffer *out, struct span uri, const char *version_id);

/* Appends the line without that beginning: behind it, it makes the line whole. words, which may be
 * NULL, keeps what lines have in common. */
void finding_line_render_tail(struct buffer *out, struct finding_words *words,
                              const struct finding_record *record);

/* The letter of an identifier of a person as a text of one character; NULL for every other role.
 * out holds it. */
const char *finding_line_identifier(const struct detector *detector, char out[2]);

/* "low", "medium" (from 75) or "high" (from 85). */
const char *finding_line_level(unsigned confidence);

#endif
