/* DICOM: values of a data set's elements, with what their tags say of them; pixels are passed over.
 * PS3.5 and PS3.10. */
#include "crawler/read/dicom_element.h"
#include "crawler/read/dicom_inflate.h"
#include "crawler/read/dicom_notes.h"
#include "crawler/read/dicom_outlook.h"
#include "crawler/read/dicom_place.h"
#include "crawler/read/dicom_tags.h"
#include "crawler/read/dicom_value.h"
#include "crawler/read/record.h"
#include "crawler/unpack/window.h"

#include <stdlib.h>
#include <string.h>

#define PREAMBLE 128
#define VALUE_MAX ((size_t)32 * 1024)   /* of a value, looked at at a time */
#define NUMBERS_MAX ((size_t)64 * 1024) /* more of them than that are no numbers */
#define NOISE_MAX 5                     /* bytes that are no text, and too few to hold any */

struct dicom {
    const struct field_rules *rules;
    struct byte_source *bytes; /* not owned */
    struct coverage *coverage;
    struct window *outer;         /* of the member */
    struct byte_source *inflated; /* of a deflated data set; NULL: of no such */
    struct window *inner;         /* of inflated */
    struct window *window;        /* the one that is read; NULL: not begun */
    uint64_t base;                /* offset of its first byte */
    bool is_meta;
    bool is_in_fragments; /* of compressed pixels */
    struct dicom_place place;
    struct dicom_outlook outlook;
    struct dicom_notes notes;
    struct reader_facts facts;
    /* of the value at hand, whose bytes are held and not taken */
    struct dicom_element element;
    const struct dicom_rule *rule; /* NULL: of its tag nothing is known */
    struct dicom_parts parts;
    uint64_t left;   /* of it, behind what is held */
    bool is_started; /* a part of it was given out */
};

static void *dicom_create(const struct field_rules *rules)
{
    struct dicom *const dicom = calloc(1, sizeof *dicom);
    if (dicom == NULL)
        return NULL;
    dicom->rules = rules;
    dicom_parts_init(&dicom->parts);
    return dicom;
}

static void dicom_close(struct dicom *dicom)
{
    free(dicom->inner);
    byte_source_close(dicom->inflated);
    free(dicom->outer);
    dicom->inner = dicom->outer = dicom->window = NULL;
    dicom->inflated = NULL;
}

static void dicom_free(void *state)
{
    struct dicom *const dicom = state;
    dicom_close(dicom);
    dicom_parts_free(&dicom->parts);
    free(dicom);
}

static void dicom_begin(void *state, struct byte_source *bytes, struct coverage *coverage)
{
    struct dicom *const dicom = state;
    dicom_close(dicom);
    const struct field_rules *const rules = dicom->rules;
    const struct dicom_parts parts = dicom->parts;
    *dicom = (struct dicom){
        .rules = rules, .parts = parts, .bytes = bytes, .coverage = coverage, .is_meta = true};
    dicom->parts.value.len = dicom->parts.at = 0;
    dicom->facts.is_health_format = true;
    dicom_place_begin(&dicom->place);
}

/* ---- places ---- */

static uint64_t dicom_offset(const struct dicom *dicom)
{
    return dicom->base + dicom->window->offset;
}

static struct span dicom_held(const struct dicom *dicom)
{
    return (struct span){window_at(dicom->window), window_held(dicom->window)};
}

/* What to answer where no more bytes come. */
static enum status dicom_stop(const struct dicom *dicom, bool is_cut)
{
    const enum status status = dicom->window->status;
    if (status != STATUS_END)
        return status; /* whoever broke it off has said why */
    if (!is_cut)
        return STATUS_END;
    coverage_add(dicom->coverage, REASON_TRUNCATED);
    return STATUS_SKIP;
}

/* Takes len bytes unseen. */
static enum status dicom_skip(struct dicom *dicom, uint64_t len)
{
    return window_skip(dicom->window, len) < len ? dicom_stop(dicom, true) : STATUS_OK;
}

static enum status dicom_open(struct dicom *dicom)
{
    dicom->outer = window_create(dicom->bytes);
    if (dicom->outer == NULL)
        return STATUS_NO_MEMORY;
    dicom->window = dicom->outer;
    if (window_fill(dicom->outer, PREAMBLE + 4) >= PREAMBLE + 4 &&
        memcmp(window_at(dicom->outer) + PREAMBLE, "DICM", 4) == 0)
        window_take(dicom->outer, PREAMBLE + 4);
    return STATUS_OK;
}

/* The file meta information is behind: what follows is the data set, in a spelling of its own. */
static enum status dicom_enter_set(struct dicom *dicom)
{
    dicom->is_meta = false;
    if (dicom->notes.is_deflated) {
        dicom->base = dicom->outer->offset;
        dicom->inflated = dicom_inflate_create(dicom->outer, dicom->coverage);
        if (dicom->inflated != NULL)
            dicom->inner = window_create(dicom->inflated);
        if (dicom->inner == NULL)
            return STATUS_NO_MEMORY;
        dicom->window = dicom->inner;
    }
    window_fill(dicom->window, WINDOW_SIZE);
    const struct span head = dicom_held(dicom);
    dicom->place.state.syntax = dicom_syntax_of(head);
    dicom->outlook = dicom_look_ahead(dicom->rules, dicom->place.state.syntax, head);
    return STATUS_OK;
}

/* ---- values ---- */

static enum dicom_kind dicom_kind(const struct dicom *dicom)
{
    return dicom_kind_of(dicom->element.vr);
}

/* Whether nothing in the value can be a finding. */
static bool dicom_is_noise(const struct dicom *dicom, struct span value)
{
    if (dicom->rule != NULL)
        return false;
    const enum dicom_kind kind = dicom_kind(dicom);
    if (kind == DICOM_DIGITS)
        return dicom_is_number(value);
    return kind == DICOM_OPAQUE && value.len <= NOISE_MAX && !dicom_is_text(value);
}

/* A value that holds items is a sequence, whatever its VR says. */
static bool dicom_starts_item(const struct dicom *dicom, struct span value)
{
    struct dicom_element item;
    return dicom_element_read(dicom->place.state.syntax, value, &item) && item.tag == DICOM_ITEM;
}

/* Enters the sequence whose content stands next. Behind UN it may be spelled without VRs. */
static void dicom_enter_sequence(struct dicom *dicom)
{
    const uint32_t length = dicom->element.length;
    const uint64_t end = length == DICOM_UNDEFINED ? UINT64_MAX : dicom_offset(dicom) + length;
    dicom_place_enter(&dicom->place, dicom->element.tag, end);
    window_fill(dicom->window, 16);
    const struct span held = dicom_held(dicom);
    if (dicom_kind(dicom) == DICOM_OPAQUE && dicom->place.state.syntax.is_explicit &&
        held.len >= 16 && dicom_starts_item(dicom, held))
        dicom->place.state.syntax.is_explicit =
            dicom_syntax_of((struct span){held.ptr + 8, 8}).is_explicit;
}

/* Makes as much of the value as can be held ready to be given out. */
static void dicom_hold(struct dicom *dicom, uint64_t len)
{
    const size_t want = len < VALUE_MAX ? (size_t)len : VALUE_MAX;
    const size_t held = window_fill(dicom->window, want);
    const struct span value = {window_at(dicom->window), held < want ? held : want};
    dicom_parts_begin(&dicom->parts, value, dicom->place.state.charset);
    dicom->left = len - value.len;
    const bool is_list = dicom_kind(dicom) == DICOM_TEXT_LIST || dicom_kind(dicom) == DICOM_OPAQUE;
    dicom->parts.is_list = dicom->rule != NULL && is_list;
    dicom->parts.is_field = dicom->rule != NULL && dicom->left == 0 && !dicom->is_started;
}

/* Reads the value that stands next. */
static enum status dicom_begin_value(struct dicom *dicom)
{
    const uint32_t length = dicom->element.length;
    const enum dicom_kind kind = dicom_kind(dicom);
    dicom->rule = dicom_rule_of(dicom->element.tag, dicom->element.vr);
    dicom->is_started = false;
    if (kind == DICOM_NUMBERS && length <= NUMBERS_MAX)
        return dicom_skip(dicom, length);
    dicom_hold(dicom, length);
    const struct span value = dicom->parts.value;
    if (kind == DICOM_OPAQUE && length >= 8 && dicom_starts_item(dicom, value)) {
        dicom->parts.value.len = 0;
        dicom->left = 0;
        dicom_enter_sequence(dicom);
        return STATUS_OK;
    }
    dicom_notes_take(&dicom->notes, dicom->element.tag, value);
    if (dicom->element.tag == DICOM_CHARACTER_SET)
        dicom->place.state.charset = dicom_charset_of(value);
    if (dicom->place.depth == 0 && dicom->element.tag == DICOM_IDENTITY_REMOVED)
        dicom->outlook.is_removed |= dicom->notes.is_removed;
    if (dicom->left == 0 && dicom_is_noise(dicom, value))
        dicom->parts.at = value.len;
    return STATUS_OK;
}

/* Leaves what is held of the value, and holds what follows of it. OK with left 0: it is behind. */
static enum status dicom_go_on(struct dicom *dicom)
{
    window_take(dicom->window, dicom->parts.value.len);
    dicom->parts.value.len = dicom->parts.at = 0;
    if (dicom->left == 0)
        return STATUS_OK;
    if (window_fill(dicom->window, 1) == 0)
        return dicom_stop(dicom, true);
    dicom_hold(dicom, dicom->left);
    return STATUS_OK;
}

/* ---- elements ---- */

static enum status dicom_begin_pixels(struct dicom *dicom)
{
    dicom->notes.has_pixels |= dicom->element.tag >> 16 == DICOM_PIXELS >> 16;
    dicom->is_in_fragments = dicom->element.length == DICOM_UNDEFINED;
    return dicom->is_in_fragments ? STATUS_OK : dicom_skip(dicom, dicom->element.length);
}

static enum status dicom_begin_delimiter(struct dicom *dicom)
{
    if (dicom->element.tag == DICOM_ITEM && dicom->is_in_fragments)
        return dicom_skip(dicom, dicom->element.length);
    if (dicom->element.tag == DICOM_SEQUENCE_END && !dicom->is_in_fragments)
        dicom_place_leave(&dicom->place);
    if (dicom->element.tag == DICOM_SEQUENCE_END)
        dicom->is_in_fragments = false;
    return STATUS_OK;
}

static enum status dicom_begin_element(struct dicom *dicom)
{
    const struct dicom_element *const element = &dicom->element;
    if (element->tag >> 16 == DICOM_ITEM >> 16)
        return dicom_begin_delimiter(dicom);
    dicom->is_in_fragments = false;
    const bool is_padding = element->tag == 0 && element->length == 0;
    if (dicom->place.state.syntax.is_explicit && element->vr[0] == 0 && !is_padding)
        coverage_add(dicom->coverage, REASON_CORRUPT);
    if (dicom_is_bulk(element->tag))
        return dicom_begin_pixels(dicom);
    if (element->length != DICOM_UNDEFINED && dicom_kind(dicom) != DICOM_SEQUENCE)
        return dicom_begin_value(dicom);
    dicom_enter_sequence(dicom);
    return STATUS_OK;
}

/* No more bytes stand where an element should: fine at the outermost level. */
static enum status dicom_end(struct dicom *dicom, bool is_cut)
{
    if (dicom_notes_want_ocr(&dicom->notes))
        coverage_add(dicom->coverage, REASON_NEEDS_OCR);
    return dicom_stop(dicom, is_cut || dicom->place.depth > 0 || dicom->is_in_fragments);
}

/* Reads the head of the next element, and begins its value. */
static enum status dicom_next_element(struct dicom *dicom)
{
    window_fill(dicom->window, DICOM_HEAD_MAX);
    if (dicom->is_meta) {
        const struct span head = dicom_held(dicom);
        if (head.len < 2 || head.ptr[0] != 2 || head.ptr[1] != 0) {
            const enum status status = dicom_enter_set(dicom);
            if (status != STATUS_OK)
                return status;
        }
    }
    dicom_place_reach(&dicom->place, dicom_offset(dicom));
    const struct span head = dicom_held(dicom);
    if (!dicom_element_read(dicom->place.state.syntax, head, &dicom->element))
        return dicom_end(dicom, head.len > 0);
    window_take(dicom->window, dicom->element.head);
    return dicom_begin_element(dicom);
}

/* ---- the records ---- */

static struct field_meaning dicom_meaning(const struct dicom *dicom, struct span text)
{
    if (!dicom->parts.is_field || text.len > READER_VALUE_MAX)
        return FIELD_NO_MEANING;
    const struct dicom_rule *const rule = dicom->rule;
    struct field_meaning meaning = field_meaning_of(rule->detector);
    meaning.is_stated = true;
    meaning.is_other =
        rule->subject == DICOM_OTHER || (rule->subject == DICOM_CASE && dicom->outlook.no_patient);
    meaning.is_removed =
        dicom->outlook.is_removed || (rule->subject == DICOM_PATIENT && dicom_is_anonymous(text));
    return meaning;
}

/* Gives out what is held of an encapsulated document, which is a member of its own. */
static bool dicom_give_document(struct dicom *dicom, struct record_value *value)
{
    struct span held = dicom->parts.value;
    if (dicom->parts.at == held.len)
        return false;
    dicom->parts.at = held.len;
    /* A document of odd length has a zero behind it. */
    if (dicom->left == 0 && held.len % 2 == 0 && held.ptr[held.len - 1] == 0)
        held.len--;
    *value = (struct record_value){
        .meaning = FIELD_NO_MEANING,
        .text = held,
        .offset = dicom_offset(dicom),
        .length = held.len,
        .is_raw = true,
        .is_file = true,
        .is_joined = dicom->is_started,
        .path = dicom_place_path(&dicom->place, DICOM_DOCUMENT),
    };
    dicom->is_started = true;
    return true;
}

/* Gives out the next part of the value at hand; false when there is none. */
static bool dicom_give(struct dicom *dicom, struct record_value *value)
{
    struct dicom_part part;
    if (dicom->element.tag == DICOM_DOCUMENT)
        return dicom_give_document(dicom, value);
    if (!dicom_parts_next(&dicom->parts, &part))
        return false;
    *value = (struct record_value){
        .meaning = dicom_meaning(dicom, part.text),
        .text = part.text,
        .offset = dicom_offset(dicom) + part.at,
        .length = part.length,
        .is_raw = part.is_raw,
        .is_joined = !part.is_first || (dicom->is_started && !dicom->parts.is_list),
        .path = dicom_place_path(&dicom->place, dicom->element.tag),
    };
    dicom->is_started = true;
    if (value->meaning.detector >= 0 && dicom->rule->subject == DICOM_PATIENT &&
        !value->meaning.is_removed)
        dicom->facts.has_patient |= dicom_names_patient(dicom->rules, value->meaning, part.text);
    return true;
}

static enum status dicom_next(void *state, struct record_value *value)
{
    struct dicom *const dicom = state;
    enum status status = dicom->window == NULL ? dicom_open(dicom) : STATUS_OK;
    while (status == STATUS_OK) {
        if (dicom_give(dicom, value))
            return STATUS_OK;
        status = dicom_go_on(dicom);
        if (status == STATUS_OK && dicom->parts.value.len == 0)
            status = dicom_next_element(dicom);
    }
    return status;
}

static struct reader_facts dicom_facts(const void *state)
{
    return ((const struct dicom *)state)->facts;
}

const struct record_ops dicom_record_ops = {
    .format = FORMAT_DICOM,
    .create = dicom_create,
    .free = dicom_free,
    .begin = dicom_begin,
    .next = dicom_next,
    .facts = dicom_facts,
};
