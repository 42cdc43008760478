/* A finding of the member at hand: where it stands, what the lists of the run say of it, and who is
 * told. */
#include "crawler/pipeline/examine_state.h"

#include "detectors/media.h"

/* Where a finding of a member with records stands: in the value it starts in. */
static void examiner_locate_record(const struct examiner *examiner, const struct finding *finding,
                                   struct finding_record *record)
{
    const struct record_place place = record_text_locate(examiner->leaf->records, finding);
    record->offset = place.offset;
    record->length = place.length;
    record->cell = (struct finding_cell){place.row, place.column, place.name};
    record->path = place.path;
    record->page = place.page;
}

/* In the value, which has no lines. */
static void examiner_locate_attribute(const struct examiner *examiner,
                                      const struct finding *finding, struct finding_record *record)
{
    record->offset = finding->offset - examiner->attribute_at;
    record->length = finding->length;
}

static void examiner_locate_text(struct examiner *examiner, const struct finding *finding,
                                 struct finding_record *record)
{
    const struct location location = text_reader_locate(examiner->leaf->reader, finding);
    record->offset = location.offset;
    record->length = location.length;
    record->line = location.line;
    record->column = location.column;
    if (examiner->leaf->has_pages)
        record->page =
            page_count_move(&examiner->leaf->pages, &examiner->leaf->segment, finding->offset);
}

/* Looks a value up in the lists of the run, where its bytes are at hand. */
static void examiner_weigh(const struct examiner *examiner, struct finding *finding)
{
    const struct examine_setup *const setup = examiner->setup;
    const struct segment *const segment = &examiner->leaf->segment;
    const uint64_t first = segment->offset - segment->before;
    const uint64_t end = segment->offset + segment->len + segment->after;
    if (setup->lists == NULL || finding->offset < first || finding->offset + finding->length > end)
        return;
    const struct span value = {segment->text - segment->before + (finding->offset - first),
                               finding->length};
    value_lists_weigh(setup->lists, setup->ruleset, value, setup->min_confidence, finding);
}

static void examiner_count_listed(struct examiner *examiner, unsigned flags)
{
    const unsigned lost = flags & (FINDING_OVERLAPPED | FINDING_BELOW);
    examiner->listed.allowed += lost == 0 && (flags & FINDING_ALLOWED) != 0;
    examiner->listed.on_roster += lost == 0 && (flags & FINDING_ON_ROSTER) != 0;
}

/* Gives a finding, with its place, to whoever asked for them. */
static void examiner_show(struct examiner *examiner, const struct finding *finding,
                          const struct finding *weighed, const struct finding_cell *cell,
                          struct span path)
{
    const struct buffer *const member = &examiner->leaf->member_path;
    struct finding_record record; /* member by member: clearing it first took as long as the rest */
    record.member = (struct span){member->len > 0 ? member->ptr : NULL, member->len};
    record.finding = *weighed;
    record.detector = ruleset_detector_at(examiner->setup->ruleset, finding->detector);
    record.line = record.column = 0;
    record.cell = *cell;
    record.path = path;
    record.page = 0;
    if (examiner->attribute_at > 0)
        examiner_locate_attribute(examiner, finding, &record);
    else if (examiner->leaf->records != NULL)
        examiner_locate_record(examiner, finding, &record);
    else
        examiner_locate_text(examiner, finding, &record);
    if (examiner->leaf->is_member_masked)
        record.finding.flags |= FINDING_PHI_IN_KEY;
    examiner->is_stopped = !examiner->sink->take(examiner->sink->user, &record);
}

void examiner_take_place(void *user, const struct finding *finding, const struct finding_cell *cell,
                         struct span path)
{
    struct examiner *const examiner = user;
    struct finding weighed = *finding;
    tally_expect(examiner->tally, finding);
    examiner_weigh(examiner, &weighed);
    const bool is_candidate = (weighed.flags & FINDING_CANDIDATE) != 0;
    examiner_count_listed(examiner, weighed.flags);
    if (!examiner->is_stopped && (!is_candidate || examiner->setup->emits_candidates))
        examiner_show(examiner, finding, &weighed, cell, path);
    if (!is_candidate)
        tally_add(examiner->tally, &weighed);
}

void examiner_take(void *user, const struct finding *finding)
{
    static const struct finding_cell nowhere = {0};
    examiner_take_place(user, finding, &nowhere, (struct span){NULL, 0});
}

/* A picture or a biometric sample is one by its format and name; it stands where the file begins.
 */
void examiner_judge_media(struct examiner *examiner, const struct member *member)
{
    const struct span name = member->path.ptr != NULL ? member->path : examiner->name;
    const enum media media = media_of_format(format_name(member->format));
    struct finding finding;
    if (!media_judge(examiner->setup->ruleset, media, name, &finding))
        return;
    struct finding_record record = {
        .member = {examiner->leaf->member_path.len > 0 ? examiner->leaf->member_path.ptr : NULL,
                   examiner->leaf->member_path.len},
        .finding = finding,
        .detector = ruleset_detector_at(examiner->setup->ruleset, finding.detector),
        .length = finding.length,
        .line = 1,
        .column = 1,
    };
    if (examiner->leaf->is_member_masked)
        record.finding.flags |= FINDING_PHI_IN_KEY;
    tally_expect(examiner->tally, &finding);
    tally_add(examiner->tally, &finding);
    examiner->is_stopped = !examiner->sink->take(examiner->sink->user, &record);
}
