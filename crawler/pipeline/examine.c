/* One object from bytes to verdict: unpack, read, scan, tally. */
#include "crawler/pipeline/examine_state.h"

#include "crawler/pipeline/counted_source.h"
#include "crawler/pipeline/mask.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define EXAMINE_WORDS_STEP ((size_t)64 << 10) /* bytes of a member */
#define MEMBER_PATH_MAX ((size_t)64 << 10)

static bool examiner_make_leaf(struct examiner *examiner, size_t level)
{
    struct examiner_leaf *const leaf = &examiner->leaves[level];
    if (leaf->reader != NULL && leaf->fields != NULL)
        return true;
    leaf->reader = leaf->reader != NULL ? leaf->reader : text_reader_create();
    if (leaf->fields == NULL && leaf->reader != NULL)
        leaf->fields = field_merge_create(examiner->setup->ruleset, leaf->reader);
    return leaf->reader != NULL && leaf->fields != NULL;
}

struct examiner *examiner_create(const struct examine_setup *setup)
{
    struct examiner *const examiner = calloc(1, sizeof *examiner);
    if (examiner == NULL)
        return NULL;
    examiner->setup = setup;
    examiner->scratch = scratch_create(setup->ruleset);
    losses_init(&examiner->losses);
    examiner->leaf = &examiner->leaves[0];
    examiner->tally = tally_create(setup->ruleset);
    for (size_t i = 0; i < EXAMINE_NESTED_MAX; i++)
        buffer_init(&examiner->leaves[i].member_path, MEMBER_PATH_MAX);
    assert(format_count() <= COVERAGE_FORMATS_MAX);
    for (unsigned i = 0; i < format_count(); i++)
        examiner->format_names[i] = format_name((enum format)i);
    if (examiner->scratch == NULL || examiner->tally == NULL || !examiner_make_leaf(examiner, 0)) {
        examiner_free(examiner);
        return NULL;
    }
    return examiner;
}

void examiner_free(struct examiner *examiner)
{
    if (examiner == NULL)
        return;
    for (size_t i = 0; i < EXAMINE_NESTED_MAX; i++) {
        buffer_wipe(&examiner->leaves[i].member_path);
        field_merge_free(examiner->leaves[i].fields);
        text_reader_free(examiner->leaves[i].reader);
    }
    losses_free(&examiner->losses);
    tally_free(examiner->tally);
    field_rules_free(examiner->rules);
    scratch_free(examiner->scratch);
    free(examiner);
}

void examiner_reset(struct examiner *examiner)
{
    tally_reset(examiner->tally);
    losses_clear(&examiner->losses);
    for (size_t i = 0; i < EXAMINE_NESTED_MAX; i++)
        field_merge_begin_object(examiner->leaves[i].fields);
    examiner->has_masked_member = false;
    examiner->is_stopped = false;
    examiner->listed = (struct examiner_listed){0};
}

bool examiner_mask_name(struct examiner *examiner, struct span name, bool is_counted,
                        struct buffer *out)
{
    return mask_name(examiner->setup->ruleset, examiner->scratch, name,
                     is_counted ? examiner->tally : NULL, out);
}

/* Masks the paths of members that something was lost of, as those of findings are. */
static void examiner_mask_losses(struct examiner *examiner)
{
    const struct losses *const losses = &examiner->losses;
    struct buffer masked;
    buffer_init(&masked, MEMBER_PATH_MAX);
    for (size_t i = 0; i < losses->count; i++) {
        const struct loss *const loss = &losses->list[i];
        uint8_t *const name = losses_name(losses, loss);
        examiner->has_masked_member |=
            examiner_mask_name(examiner, (struct span){name, loss->len}, false, &masked);
        if (masked.is_failed) /* what cannot be judged is not shown */
            memset(name, '*', loss->len);
        else
            memcpy(name, masked.ptr, loss->len);
    }
    buffer_free(&masked);
}

const struct tally *examiner_tally(const struct examiner *examiner)
{
    return examiner->tally;
}

struct examiner_listed examiner_listed(const struct examiner *examiner)
{
    return examiner->listed;
}

bool examiner_masked_member(const struct examiner *examiner)
{
    return examiner->has_masked_member;
}

const char *const *examiner_format_names(const struct examiner *examiner)
{
    return examiner->format_names;
}

static double examiner_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Whether the object took as long as it may: then nothing more of it is read. */
static bool examiner_is_late(struct examiner *examiner)
{
    const uint64_t seconds = examiner->setup->limits.seconds;
    if (examiner->is_late || seconds == 0 || examiner_clock() - examiner->started < (double)seconds)
        return examiner->is_late;
    struct coverage *const coverage = examiner->coverage;
    coverage_cut(coverage, REASON_LIMIT_TIME, coverage->bytes_read, examiner->size);
    return examiner->is_late = true;
}

static bool examiner_is_cancelled(const struct examiner *examiner)
{
    return examiner->setup->cancelled != NULL && atomic_load(examiner->setup->cancelled);
}

static void examiner_begin_member(struct examiner *examiner, const struct member *member)
{
    tally_begin_member(examiner->tally);
    buffer_clear(&examiner->leaf->member_path);
    examiner->leaf->path = member->path;
    examiner->leaf->depth = member->depth;
    examiner->leaf->is_member_masked = false;
    examiner->leaf->has_pages = member->format == FORMAT_PDF;
    examiner->leaf->pages = (struct page_count){0, 1};
    if (member->path.ptr == NULL)
        return;
    examiner->leaf->is_member_masked =
        examiner_mask_name(examiner, member->path, true, &examiner->leaf->member_path);
    if (examiner->leaf->member_path.is_failed) { /* too long to be judged: not shown */
        buffer_clear(&examiner->leaf->member_path);
        buffer_append_str(&examiner->leaf->member_path, "*");
        examiner->leaf->is_member_masked = true;
    }
    examiner->has_masked_member |= examiner->leaf->is_member_masked;
}

static void examiner_scan_part(struct examiner *examiner, const struct segment *part, bool is_named)
{
    if (is_named)
        field_merge_scan(examiner->leaf->fields, examiner->scratch, part, examiner_take_place,
                         examiner);
    else
        scan_text(examiner->setup->ruleset, examiner->scratch, part, examiner_take, examiner);
}

/* Scans a segment up to each place of the member where it is decided whether to look for words any
 * longer: at fixed ones, so that it does not matter how the member was read. */
static void examiner_scan(struct examiner *examiner, const struct segment *segment, bool is_named)
{
    size_t at = 0;
    examiner->leaf->segment = *segment;
    do {
        const uint64_t offset = segment->offset + at;
        const size_t left = segment->len - at;
        const size_t step = EXAMINE_WORDS_STEP - (size_t)(offset % EXAMINE_WORDS_STEP);
        if (step == EXAMINE_WORDS_STEP)
            examiner->leaf->are_words_settled = tally_words_are_settled(examiner->tally);
        const size_t len = left < step ? left : step;
        const struct segment part = {.text = segment->text + at,
                                     .len = len,
                                     .before = segment->before + at,
                                     .after = left - len + segment->after,
                                     .offset = offset,
                                     .skip_language = examiner->leaf->are_words_settled};
        examiner_scan_part(examiner, &part, is_named);
        at += len;
    } while (at < segment->len);
}

/* A member whose text a reader understood is of that reader's format. Text that was not in it up to
 * its end is listed as both. */
static const char *examiner_count_format(struct examiner *examiner, const struct member *member)
{
    const struct reader_format format = field_merge_format(examiner->leaf->fields);
    if (format.name == NULL)
        return format_name(member->format);
    tally_add_pseudonyms(examiner->tally, format.pseudonyms);
    const int found = format_find(format.name);
    if (found >= 0)
        examiner->coverage->formats[found]++;
    if (found >= 0 && !format.is_broken && member->format == FORMAT_TEXT)
        examiner->coverage->formats[FORMAT_TEXT]--;
    return format.name;
}

static void examiner_end_member(struct examiner *examiner, const struct member *member,
                                bool is_named)
{
    examiner->coverage->bytes_scanned += examiner->leaf->records != NULL
                                             ? record_text_scanned(examiner->leaf->records)
                                             : text_reader_bytes(examiner->leaf->reader);
    if (scratch_take_limit(examiner->scratch))
        coverage_add(examiner->coverage, REASON_REGEX_LIMIT);
    if (!is_named)
        return;
    const struct reader_facts facts = field_merge_facts(examiner->leaf->fields);
    const char *const format =
        field_merge_health_format(examiner->leaf->fields, examiner_count_format(examiner, member));
    if (facts.is_health_format)
        tally_add_health_format(examiner->tally, format, facts.has_patient);
}

/* What layouts know a text by: its name in the archive, or that of the object; of what is in a
 * compressed object without the last extension, unless they know it with. */
static struct span examiner_layout_name(const struct examiner *examiner,
                                        const struct member *member)
{
    struct span name = member->path.ptr != NULL ? member->path : examiner->name;
    const uint8_t sign = member->path.ptr != NULL ? '!' : '.';
    const uint8_t *const at = name.len > 0 ? memrchr(name.ptr, sign, name.len) : NULL;
    if (at == NULL)
        return name;
    const size_t len = (size_t)(at - name.ptr);
    if (sign == '!')
        return (struct span){at + 1, name.len - len - 1};
    if (member->depth > 0 && !layouts_know(examiner->setup->layouts, name))
        name.len = len;
    return name;
}

/* Sees whether users gave layouts for a text; it is then read exactly as it is. */
static void examiner_find_layouts(struct examiner *examiner, const struct member *member)
{
    const struct layouts *const layouts = examiner->setup->layouts;
    struct examiner_leaf *const leaf = examiner->leaf;
    if (layouts == NULL || member->format != FORMAT_TEXT)
        return;
    const struct span name = examiner_layout_name(examiner, member);
    if (!layouts_know(layouts, name))
        return;
    if (layouts_select(layouts, name, text_reader_head(leaf->reader), &leaf->layouts))
        text_reader_keep_exact(leaf->reader);
    else
        leaf->layouts.count = 0;
}

/* Starts to read a member as text, or as the text of its records; false when memory is short. */
static bool examiner_begin_text(struct examiner *examiner, const struct member *member)
{
    bool is_record = false;
    examiner->leaf->layouts.count = 0;
    examiner->leaf->records =
        field_merge_begin_record(examiner->leaf->fields, member, examiner->coverage, &is_record);
    if (is_record && examiner->leaf->records == NULL)
        return false;
    if (is_record)
        text_reader_begin_exact(examiner->leaf->reader, record_text_bytes(examiner->leaf->records));
    else
        text_reader_begin(examiner->leaf->reader, member->bytes, member->format);
    if (!is_record)
        examiner_find_layouts(examiner, member);
    return true;
}

static enum status examiner_visit(void *user, const struct member *member);

static struct unpack_visitor examiner_visitor(struct examiner *examiner)
{
    const struct examine_setup *const setup = examiner->setup;
    return (struct unpack_visitor){examiner_visit, examiner, setup->isolator, setup->passwords};
}

/* Examines one file that stood in a value, as a member below the one at hand. */
static enum status examiner_examine_embedded(struct examiner *examiner, struct span path,
                                             struct span content)
{
    struct examiner_leaf *const outer = examiner->leaf;
    const size_t level = (size_t)(outer - examiner->leaves) + 1;
    if (level == EXAMINE_NESTED_MAX) {
        coverage_add(examiner->coverage, REASON_LIMIT_DEPTH);
        return STATUS_OK;
    }
    struct byte_source *const source = byte_source_from_span(content);
    enum status status = STATUS_NO_MEMORY;
    if (source != NULL && examiner_make_leaf(examiner, level)) {
        const struct unpack_visitor visitor = examiner_visitor(examiner);
        const struct unpack_place place = {outer->path, path, outer->depth};
        examiner->leaf = &examiner->leaves[level];
        status = unpack_walk_within(source, &place, &examiner->setup->limits, examiner->coverage,
                                    &visitor);
        examiner->leaf = outer;
    }
    byte_source_close(source);
    return status;
}

static enum status examiner_take_embedded(struct examiner *examiner, bool of_messages, bool is_end)
{
    struct embedded *const embedded = field_merge_embedded(examiner->leaf->fields, of_messages);
    enum status status = STATUS_OK;
    if (is_end)
        embedded_close(embedded); /* the member was cut within it */
    for (size_t i = 0; i < embedded->count && status == STATUS_OK; i++)
        status = examiner_examine_embedded(examiner, embedded_path(embedded, i),
                                           embedded_content(embedded, i));
    if (embedded->is_lost)
        coverage_add(examiner->coverage, REASON_LIMIT_MEMORY);
    embedded_forget(embedded);
    return status == STATUS_SKIP || status == STATUS_END ? STATUS_OK : status;
}

/* Examines the files that came to their end in the segment at hand, or in the member. */
static enum status examiner_take_files(struct examiner *examiner, bool is_end)
{
    const enum status status = examiner_take_embedded(examiner, false, is_end);
    return status == STATUS_OK ? examiner_take_embedded(examiner, true, is_end) : status;
}

/* Scans the next segment of the member, with the files that came to their end in it. */
static enum status examiner_scan_next(struct examiner *examiner, enum format format, bool *is_named)
{
    struct examiner_leaf *const leaf = examiner->leaf;
    struct segment segment;
    enum status status = text_reader_next(leaf->reader, &segment);
    if (status != STATUS_OK)
        return status;
    if (examiner_is_cancelled(examiner))
        return STATUS_CANCELLED;
    if (segment.offset == 0)
        *is_named |= field_merge_begin(leaf->fields, format, &leaf->layouts, &segment);
    examiner_scan(examiner, &segment, *is_named);
    if (leaf->has_pages)
        page_count_move(&leaf->pages, &segment, segment.offset + segment.len);
    if (*is_named)
        status = examiner_take_files(examiner, false);
    const bool is_over = examiner->is_stopped || examiner_is_late(examiner);
    return status == STATUS_OK && is_over ? STATUS_STOP : status;
}

static enum status examiner_visit(void *user, const struct member *member)
{
    struct examiner *const examiner = user;
    examiner_begin_member(examiner, member);
    examiner_judge_media(examiner, member);
    if (!examiner_begin_text(examiner, member))
        return STATUS_NO_MEMORY;
    enum status status = examiner->is_stopped ? STATUS_STOP : STATUS_OK;
    bool is_named = examiner->leaf->records != NULL;
    while (status == STATUS_OK)
        status = examiner_scan_next(examiner, member->format, &is_named);
    if (is_named && (status == STATUS_END || status == STATUS_SKIP)) {
        const enum status taken = examiner_take_files(examiner, true);
        status = taken == STATUS_OK ? status : taken;
    }
    examiner_end_member(examiner, member, is_named);
    return status;
}

enum status examiner_run(struct examiner *examiner, struct byte_source *body, struct span name,
                         struct coverage *coverage, const struct finding_sink *sink)
{
    struct counted_source counted;
    counted_source_init(&counted, body, coverage);
    examiner->name = name;
    examiner->size = body->size;
    examiner->coverage = coverage;
    examiner->sink = sink;
    examiner->started = examiner_clock();
    examiner->is_late = false;
    coverage->losses = &examiner->losses;
    const struct unpack_visitor visitor = examiner_visitor(examiner);
    const enum status status =
        unpack_walk(&counted.source, name, &examiner->setup->limits, coverage, &visitor);
    examiner_mask_losses(examiner);
    if (status == STATUS_CANCELLED)
        coverage_cut(coverage, REASON_INTERRUPTED, coverage->bytes_read, body->size);
    if (status == STATUS_NO_MEMORY)
        coverage_cut(coverage, REASON_LIMIT_MEMORY, coverage->bytes_read, body->size);
    if (status == STATUS_STOP && examiner->is_late && !examiner->is_stopped)
        return STATUS_OK;
    return status == STATUS_SKIP || status == STATUS_END ? STATUS_OK : status;
}
