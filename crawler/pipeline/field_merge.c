/* Findings of text and of named values, in one list. */
#include "crawler/pipeline/field_merge.h"

#include "crawler/pipeline/judge_memo.h"
#include "crawler/read/layout.h"
#include "crawler/read/messages.h"
#include "detectors/ascii.h"

#include <stdlib.h>
#include <string.h>

#define PIECE ((size_t)32768) /* of a segment, scanned at a time: as much as scan_text() takes */
#define TEXTS_MAX (PIECE + SCAN_REACH)
#define FREE_TEXT_MIN 64 /* a value this long may be a sentence with a value in it */

struct field_merge {
    const struct ruleset *ruleset;
    struct field_rules *rules;
    struct judge_memo *judged;
    struct reader *reader;
    struct record_text *records;
    struct messages *messages;
    const struct text_reader *text; /* not owned */
    struct embedded embedded;
    int address;    /* detector of postal addresses */
    bool is_record; /* the member is read by records, not by reader */
    struct field_sink sink;
    field_merge_emit_fn emit;
    void *user;
    uint64_t covered; /* text up to here belongs to a named value that was found */
    size_t next, count;
    struct finding texts[TEXTS_MAX]; /* [next, count) are not emitted yet */
};

struct field_merge *field_merge_create(const struct ruleset *ruleset,
                                       const struct text_reader *text)
{
    struct field_merge *const merge = calloc(1, sizeof *merge);
    if (merge == NULL)
        return NULL;
    embedded_init(&merge->embedded);
    merge->ruleset = ruleset;
    merge->text = text;
    merge->address = field_meaning_of("postal-address").detector;
    merge->rules = field_rules_create(ruleset);
    if (merge->rules != NULL) {
        merge->judged = judge_memo_create(merge->rules);
        merge->reader = reader_create(merge->rules);
        merge->records = record_text_create(merge->rules);
        merge->messages = messages_create(merge->rules);
    }
    if (merge->judged == NULL || merge->reader == NULL || merge->records == NULL ||
        merge->messages == NULL) {
        field_merge_free(merge);
        return NULL;
    }
    return merge;
}

void field_merge_begin_object(struct field_merge *merge)
{
    if (merge != NULL)
        record_text_begin_object(merge->records);
}

void field_merge_free(struct field_merge *merge)
{
    if (merge == NULL)
        return;
    embedded_free(&merge->embedded);
    messages_free(merge->messages);
    record_text_free(merge->records);
    reader_free(merge->reader);
    judge_memo_free(merge->judged);
    field_rules_free(merge->rules);
    free(merge);
}

static void field_merge_start(struct field_merge *merge, bool is_record)
{
    merge->is_record = is_record;
    embedded_reset(&merge->embedded);
    messages_begin(merge->messages);
    merge->covered = 0;
    merge->next = merge->count = 0;
}

/* What readers look at; is_whole: it is all there is. */
static struct span field_merge_head(const struct segment *segment, bool *is_whole)
{
    const size_t len = segment->len + segment->after;
    const size_t head = len < READER_HEAD ? len : READER_HEAD;
    *is_whole = segment->after == 0 && len == head;
    return (struct span){segment->text, head};
}

bool field_merge_begin(struct field_merge *merge, enum format format, const struct layout_set *set,
                       const struct segment *segment)
{
    const bool is_text = format == FORMAT_TEXT || format == FORMAT_UTF16 || format == FORMAT_UTF32;
    bool is_whole;
    if (!is_text && format != FORMAT_PDF && format != FORMAT_WORD)
        return false;
    const struct span head = field_merge_head(segment, &is_whole);
    field_merge_start(merge, false);
    if (!is_text)
        reader_begin_document(merge->reader, head, is_whole);
    else if (set->count > 0)
        reader_begin_fixed(merge->reader, set, head, is_whole);
    else
        reader_begin(merge->reader, head, is_whole);
    return true;
}

struct record_text *field_merge_begin_record(struct field_merge *merge, const struct member *member,
                                             struct coverage *coverage, bool *is_record)
{
    const struct record_ops *const ops = record_find(member->format);
    *is_record = ops != NULL;
    if (ops == NULL ||
        !record_text_begin(merge->records, ops, member->bytes, coverage, &merge->embedded))
        return NULL;
    field_merge_start(merge, true);
    return merge->records;
}

static uint64_t end_of(const struct finding *finding)
{
    return finding->offset + finding->length;
}

/* Candidates never keep others waiting: without them nothing else may change. */
static bool is_candidate(const struct finding *finding)
{
    return (finding->flags & FINDING_CANDIDATE) != 0;
}

/* Drops the next finding of the text, in the place of which a named value was found: it is emitted
 * as the loser that it is, for those who want losers. */
static void field_merge_drop(struct field_merge *merge)
{
    static const struct finding_cell nowhere = {0};
    struct finding loser = merge->texts[merge->next++];
    loser.flags |= FINDING_OVERLAPPED;
    merge->emit(merge->user, &loser, &nowhere, (struct span){NULL, 0});
}

/* Emits the next finding of the text, unless it lies on a named value. */
static void field_merge_pass(struct field_merge *merge, const struct field *field)
{
    static const struct finding_cell nowhere = {0};
    const struct finding *const text = &merge->texts[merge->next];
    if (text->offset < merge->covered) {
        field_merge_drop(merge);
        return;
    }
    merge->next++;
    const struct finding_cell cell = {field != NULL ? field->row : 0,
                                      field != NULL ? field->column : 0,
                                      field != NULL ? field->name : (struct span){NULL, 0}};
    merge->emit(merge->user, text, field != NULL ? &cell : &nowhere,
                field != NULL ? field->path : (struct span){NULL, 0});
}

static void field_merge_collect(void *user, const struct finding *finding)
{
    struct field_merge *const merge = user;
    while (merge->count == TEXTS_MAX && merge->next < merge->count)
        field_merge_pass(merge, NULL);
    if (merge->count == TEXTS_MAX)
        merge->next = merge->count = 0;
    merge->texts[merge->count++] = *finding;
}

/* Judges a named value; true when it is a finding. */
static bool field_merge_judge(const struct field_merge *merge, const struct field *field,
                              struct finding *finding)
{
    if (field->meaning.detector < 0 ||
        !judge_memo_judge(merge->judged, field->meaning, field->value, finding))
        return false;
    finding->offset = field->offset;
    finding->length = (uint32_t)field->length;
    if (field->value.len == field->length) {
        const struct span trimmed = ascii_trim(field->value.ptr, field->value.len);
        finding->offset += (uint64_t)(trimmed.ptr - field->value.ptr);
        finding->length = (uint32_t)trimmed.len;
    }
    return true;
}

/* Emits what the text had in front of field, whose own finding is found or NULL. */
static void field_merge_pass_before(struct field_merge *merge, const struct field *field,
                                    const struct finding *found)
{
    while (merge->next < merge->count && merge->texts[merge->next].offset < field->offset) {
        const struct finding *const text = &merge->texts[merge->next];
        if (found != NULL && end_of(text) > found->offset)
            field_merge_drop(merge);
        else if (end_of(text) > field->offset + field->length && !is_candidate(text))
            return; /* it reaches further: a field behind may replace it */
        else
            field_merge_pass(merge, NULL);
    }
}

/* True when a finding of the text on a named value is that value, told again. A city and a ZIP code
 * in an address are reported beside it. */
static bool field_merge_is_same(const struct field_merge *merge, const struct finding *named,
                                const struct finding *text)
{
    return text->detector == named->detector ||
           (named->detector != merge->address && text->length * 2 > named->length);
}

static void field_merge_take(void *user, const struct field *field)
{
    struct field_merge *const merge = user;
    const uint64_t end = field->offset + field->length;
    struct finding finding;
    const bool is_judged = field_merge_judge(merge, field, &finding);
    const bool is_found = is_judged && !is_candidate(&finding);
    field_merge_pass_before(merge, field, is_found ? &finding : NULL);
    if (is_judged) {
        const struct finding_cell cell = {field->row, field->column, field->name};
        merge->emit(merge->user, &finding, &cell, field->path);
        if (is_found && field->length < FREE_TEXT_MIN && finding.detector != merge->address)
            merge->covered = end;
    }
    while (merge->next < merge->count && merge->texts[merge->next].offset < end &&
           merge->texts[merge->next].offset >= field->offset) {
        const struct finding *const text = &merge->texts[merge->next];
        const bool is_same = is_found && field_merge_is_same(merge, &finding, text);
        if (is_same)
            field_merge_drop(merge);
        else if (end_of(text) > end && !is_candidate(text))
            break; /* it reaches into what follows */
        else
            field_merge_pass(merge, field);
    }
    merge->sink.wanted = merge->next < merge->count ? merge->texts[merge->next].offset : UINT64_MAX;
}

/* Emits all that ends up to end; what reaches further waits for the next piece. */
static void field_merge_flush(struct field_merge *merge, uint64_t end)
{
    while (merge->next < merge->count &&
           (end_of(&merge->texts[merge->next]) <= end || is_candidate(&merge->texts[merge->next])))
        field_merge_pass(merge, NULL);
    merge->count -= merge->next;
    memmove(merge->texts, merge->texts + merge->next, merge->count * sizeof merge->texts[0]);
    merge->next = 0;
}

/* What the member's own reader learnt of it. */
static struct reader_facts field_merge_own_facts(const struct field_merge *merge)
{
    return merge->is_record ? record_text_facts(merge->records) : reader_facts(merge->reader);
}

/* Emits the fields of a piece: those of the member's reader, and of messages in its text. */
static void field_merge_feed(struct field_merge *merge, const struct segment *piece)
{
    if (!merge->is_record && reader_reads_messages(merge->reader)) {
        reader_feed(merge->reader, piece, &merge->sink);
        return;
    }
    const bool has_files = field_merge_own_facts(merge).is_health_format;
    struct field_sink *const sink = messages_open(merge->messages, piece, &merge->sink, has_files);
    if (merge->is_record)
        record_text_feed(merge->records, piece, sink);
    else
        reader_feed(merge->reader, piece, sink);
    messages_close(merge->messages);
}

void field_merge_scan(struct field_merge *merge, struct scratch *scratch,
                      const struct segment *segment, field_merge_emit_fn emit, void *user)
{
    merge->emit = emit;
    merge->user = user;
    for (size_t at = 0; at < segment->len; at += PIECE) {
        struct segment piece = *segment;
        piece.text += at;
        piece.len = segment->len - at < PIECE ? segment->len - at : PIECE;
        piece.before += at;
        piece.after += segment->len - at - piece.len;
        piece.offset += at;
        scan_text(merge->ruleset, scratch, &piece, field_merge_collect, merge);
        merge->sink = (struct field_sink){
            field_merge_take, merge,
            merge->next < merge->count ? merge->texts[merge->next].offset : UINT64_MAX,
            &merge->embedded, merge->is_record ? NULL : merge->text};
        field_merge_feed(merge, &piece);
        const bool is_last = at + piece.len == segment->len;
        field_merge_flush(merge, is_last ? UINT64_MAX : piece.offset + piece.len);
    }
}

struct embedded *field_merge_embedded(struct field_merge *merge, bool of_messages)
{
    return of_messages ? messages_files(merge->messages) : &merge->embedded;
}

struct reader_facts field_merge_facts(const struct field_merge *merge)
{
    struct reader_facts facts = field_merge_own_facts(merge);
    const struct reader_facts messages = messages_facts(merge->messages);
    facts.is_health_format |= messages.is_health_format;
    facts.has_patient |= messages.has_patient;
    return facts;
}

struct reader_format field_merge_format(const struct field_merge *merge)
{
    struct reader_format format = {.name = NULL};
    if (!merge->is_record)
        format = reader_format(merge->reader);
    if (format.name == NULL)
        format.name = messages_format(merge->messages);
    return format;
}

const char *field_merge_health_format(const struct field_merge *merge, const char *format)
{
    return field_merge_own_facts(merge).is_health_format ? format
                                                         : messages_format(merge->messages);
}
