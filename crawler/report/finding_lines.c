/* Gathers the findings of one object, up to a number of lines and of bytes. */
#include "crawler/report/finding_lines.h"

#include "crawler/report/finding_line.h"

#include <stdlib.h>

/* Reached only with --locations all and about half a million findings an object; with its
 * terminator a power of two. */
#define TEXT_MAX (((size_t)128 << 20) - 1)
#define LINE_MAX_BYTES ((size_t)16 << 20)
#define KEEP_BYTES ((size_t)4 << 20) /* memory that an idle worker holds on to */

struct finding_lines *finding_lines_create(uint64_t locations_max)
{
    struct finding_lines *const lines = calloc(1, sizeof *lines);
    if (lines == NULL)
        return NULL;
    lines->words = finding_words_create();
    if (lines->words == NULL) {
        free(lines);
        return NULL;
    }
    lines->max = locations_max;
    buffer_init(&lines->text, TEXT_MAX);
    buffer_init(&lines->line, LINE_MAX_BYTES);
    buffer_init(&lines->record, LINE_MAX_BYTES);
    return lines;
}

void finding_lines_free(struct finding_lines *lines)
{
    if (lines == NULL)
        return;
    buffer_free(&lines->text);
    buffer_free(&lines->line);
    buffer_free(&lines->record);
    finding_words_free(lines->words);
    free(lines);
}

void finding_lines_reset(struct finding_lines *lines)
{
    if (lines->text.cap > KEEP_BYTES)
        buffer_free(&lines->text);
    buffer_clear(&lines->text);
    lines->kept = 0;
    lines->candidates = 0;
    lines->dropped = 0;
}

void finding_lines_add(struct finding_lines *lines, const struct finding_record *record)
{
    const bool is_candidate = (record->finding.flags & FINDING_CANDIDATE) != 0;
    uint64_t *const kept = is_candidate ? &lines->candidates : &lines->kept;
    if (*kept >= lines->max) {
        lines->dropped += !is_candidate;
        return;
    }
    const struct span nowhere = {NULL, 0};
    buffer_clear(&lines->line);
    finding_line_render_head(&lines->line, nowhere, NULL);
    finding_line_render_tail(&lines->line, lines->words, record);
    buffer_append_char(&lines->line, '\n');
    const size_t before = lines->text.len;
    if (!lines->line.is_failed)
        buffer_append(&lines->text, lines->line.ptr, lines->line.len);
    if (lines->line.is_failed || lines->text.is_failed) {
        /* What was gathered stays good; a later line that is shorter may still fit. */
        lines->text.len = before;
        lines->text.is_failed = false;
        lines->dropped += !is_candidate;
        return;
    }
    ++*kept;
}

uint64_t finding_lines_dropped(const struct finding_lines *lines)
{
    return lines->dropped;
}
