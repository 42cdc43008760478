/*
 * NCPDP Telecommunication Standard D.0, requests and responses, one or a batch of them. A header of
 * fixed places, then segments behind RS and fields behind FS, each with an id of two characters.
 * Paths are "AM07-D2": segment 07, field D2.
 */
#include "crawler/read/ncpdp_fields.h"
#include "crawler/read/reader.h"

#include "detectors/ascii.h"
#include "detectors/registry.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SIGN_BATCH 0x02   /* in front of a transaction of a batch */
#define SIGN_FIELD 0x1c   /* FS */
#define SIGN_GROUP 0x1d   /* GS */
#define SIGN_SEGMENT 0x1e /* RS */
#define BATCH_LEN 12      /* "G1" and a reference */
#define REQUEST_LEN 56    /* of its header */
#define RESPONSE_LEN 31
#define REQUEST_PROVIDER_AT 23
#define RESPONSE_PROVIDER_AT 8
#define PROVIDER_LEN 15 /* the date stands behind it */
#define DATE_LEN 8
#define HEADER_MAX 512 /* what may stand in front of the first segment of a file */

enum ncpdp_next {
    NCPDP_NEXT_START,
    NCPDP_NEXT_PROVIDER,
    NCPDP_NEXT_DATE,
    NCPDP_NEXT_FIELD,
    NCPDP_NEXT_REST
};

struct ncpdp_reader {
    const struct field_rules *rules;
    uint64_t at; /* offset of the next byte */
    enum ncpdp_next next;
    bool has_npi; /* the header's provider is one */
    char segment[3], id[3];
    struct ncpdp_qualifiers qualifiers;
    struct reader_facts facts;
    char path[16];
};

static void *ncpdp_create(const struct field_rules *rules)
{
    struct ncpdp_reader *const ncpdp = calloc(1, sizeof *ncpdp);
    if (ncpdp != NULL)
        ncpdp->rules = rules;
    return ncpdp;
}

static void ncpdp_free(void *state)
{
    free(state);
}

static bool ncpdp_begin(void *state, struct span head, bool is_whole)
{
    static const char mark[] = {SIGN_SEGMENT, SIGN_FIELD, 'A', 'M'};
    struct ncpdp_reader *const ncpdp = state;
    const struct span front = {head.ptr, head.len < HEADER_MAX ? head.len : HEADER_MAX};
    (void)is_whole;
    if (front.len == 0 || memmem(front.ptr, front.len, mark, sizeof mark) == NULL)
        return false;
    ncpdp->at = 0;
    ncpdp->next = NCPDP_NEXT_START;
    ncpdp->segment[0] = ncpdp->id[0] = '\0';
    ncpdp->qualifiers = (struct ncpdp_qualifiers){.patient = ""};
    ncpdp->facts = (struct reader_facts){true, false};
    return true;
}

static bool is_sign(uint8_t byte)
{
    return (byte >= SIGN_FIELD && byte <= SIGN_SEGMENT) || byte == SIGN_BATCH || byte == 0x03;
}

/* ---- values ---- */

static void ncpdp_emit(struct ncpdp_reader *ncpdp, struct field *field, struct field_sink *sink)
{
    if (field->length == 0 ||
        !field_sink_wants(sink, field->meaning, field->offset + field->length))
        return;
    if (field->meaning.detector >= 0 && !ncpdp->facts.has_patient &&
        ncpdp_is_patient(ncpdp->segment))
        ncpdp->facts.has_patient = detector_at((size_t)field->meaning.detector)->qualifies &&
                                   reader_tells_person(ncpdp->rules, field);
    int len = snprintf(ncpdp->path, sizeof ncpdp->path, "header");
    if (ncpdp->id[0] != '\0')
        len = snprintf(ncpdp->path, sizeof ncpdp->path, "AM%s-%s", ncpdp->segment, ncpdp->id);
    field->path = (struct span){(const uint8_t *)ncpdp->path, len > 0 ? (size_t)len : 0};
    sink->emit(sink->user, field);
}

/* Emits text[at, at + len); blanks behind a value are none of it. */
static void ncpdp_take(struct ncpdp_reader *ncpdp, const struct segment *segment,
                       const size_t place[2], const char *detector, struct field_sink *sink)
{
    struct span value = {segment->text + place[0], place[1]};
    while (detector != NULL && value.len > 0 && ascii_is_white(value.ptr[value.len - 1]))
        value.len--;
    struct field field = {
        .meaning = detector != NULL ? field_meaning_of(detector) : FIELD_NO_MEANING,
        .value = value,
        .offset = segment->offset + place[0],
        .length = value.len,
    };
    field.meaning.is_other = ncpdp_is_provider(ncpdp->segment);
    ncpdp_emit(ncpdp, &field, sink);
}

/* ---- tokens ---- */

/* True of a header of len bytes: the first segment or group stands behind it. */
static bool ncpdp_is_header(struct span text, size_t len)
{
    return text.len > len && (text.ptr[len] == SIGN_SEGMENT || text.ptr[len] == SIGN_GROUP);
}

/* The header of a transaction. */
static size_t ncpdp_read_start(struct ncpdp_reader *ncpdp, const struct segment *segment, size_t at)
{
    const struct span rest = {segment->text + at, segment->len + segment->after - at};
    ncpdp->segment[0] = ncpdp->id[0] = '\0';
    if (rest.ptr[0] == SIGN_BATCH || rest.ptr[0] == '\r' || rest.ptr[0] == '\n')
        return at + 1;
    if (rest.len > BATCH_LEN && memcmp(rest.ptr, "G1", 2) == 0)
        return at + BATCH_LEN;
    const size_t provider = ncpdp_is_header(rest, REQUEST_LEN)    ? REQUEST_PROVIDER_AT
                            : ncpdp_is_header(rest, RESPONSE_LEN) ? RESPONSE_PROVIDER_AT
                                                                  : 0;
    ncpdp->next = provider > 0 ? NCPDP_NEXT_PROVIDER : NCPDP_NEXT_REST;
    ncpdp->has_npi = provider > 0 && memcmp(rest.ptr + provider - 2, "01", 2) == 0;
    return at + provider;
}

/* Goes on behind the sign at text[at]. */
static size_t ncpdp_pass_sign(struct ncpdp_reader *ncpdp, const struct segment *segment, size_t at)
{
    const uint8_t sign = segment->text[at];
    ncpdp->id[0] = '\0';
    ncpdp->next = sign == SIGN_FIELD ? NCPDP_NEXT_FIELD : NCPDP_NEXT_REST;
    if (sign == SIGN_SEGMENT) {
        ncpdp->segment[0] = '\0';
        ncpdp->qualifiers = (struct ncpdp_qualifiers){.patient = ""};
    }
    if (sign == SIGN_BATCH || sign == 0x03)
        ncpdp->next = NCPDP_NEXT_START;
    return at + 1;
}

/* What has no meaning: to the next sign. */
static size_t ncpdp_read_rest(struct ncpdp_reader *ncpdp, const struct segment *segment, size_t at,
                              struct field_sink *sink)
{
    size_t end = at;
    while (end < segment->len && !is_sign(segment->text[end]))
        end++;
    ncpdp_take(ncpdp, segment, (const size_t[2]){at, end - at}, NULL, sink);
    return end < segment->len ? ncpdp_pass_sign(ncpdp, segment, end) : end;
}

/* A field behind its sign: its id is passed first, its value read where it starts. */
static size_t ncpdp_read_field(struct ncpdp_reader *ncpdp, const struct segment *segment, size_t at,
                               struct field_sink *sink)
{
    const size_t end = segment->len + segment->after;
    const size_t limit = reader_value_limit(segment, at);
    if (ncpdp->id[0] == '\0') {
        const bool is_id = limit - at >= 2 && ascii_is_alnum(segment->text[at]) &&
                           ascii_is_alnum(segment->text[at + 1]);
        ncpdp->next = is_id ? NCPDP_NEXT_FIELD : NCPDP_NEXT_REST;
        if (is_id)
            memcpy(ncpdp->id, segment->text + at, 2);
        return is_id ? at + 2 : at;
    }
    size_t stop = at;
    while (stop < limit && !is_sign(segment->text[stop]))
        stop++;
    if (stop == limit && limit < end) {
        ncpdp->next = NCPDP_NEXT_REST;
        return at;
    }
    const struct span value = {segment->text + at, stop - at};
    if (strcmp(ncpdp->id, "AM") == 0 && value.len >= 2)
        memcpy(ncpdp->segment, value.ptr, 2);
    ncpdp_note(&ncpdp->qualifiers, ncpdp->id, value);
    ncpdp_take(ncpdp, segment, (const size_t[2]){at, value.len},
               ncpdp_detector_of(ncpdp->segment, ncpdp->id, &ncpdp->qualifiers), sink);
    return stop < end ? ncpdp_pass_sign(ncpdp, segment, stop) : end;
}

static size_t ncpdp_read_header(struct ncpdp_reader *ncpdp, const struct segment *segment,
                                size_t at, struct field_sink *sink)
{
    if (ncpdp->next == NCPDP_NEXT_PROVIDER) {
        ncpdp_take(ncpdp, segment, (const size_t[2]){at, PROVIDER_LEN},
                   ncpdp->has_npi ? "us-npi" : NULL, sink);
        ncpdp->next = NCPDP_NEXT_DATE;
        return at + PROVIDER_LEN;
    }
    ncpdp_take(ncpdp, segment, (const size_t[2]){at, DATE_LEN}, "service-date", sink);
    ncpdp->next = NCPDP_NEXT_REST;
    return at + DATE_LEN;
}

static bool ncpdp_feed(void *state, const struct segment *segment, struct field_sink *sink)
{
    struct ncpdp_reader *const ncpdp = state;
    while (ncpdp->at < segment->offset + segment->len) {
        const size_t at = (size_t)(ncpdp->at - segment->offset);
        size_t next = at;
        switch (ncpdp->next) {
        case NCPDP_NEXT_START:
            next = ncpdp_read_start(ncpdp, segment, at);
            break;
        case NCPDP_NEXT_PROVIDER:
        case NCPDP_NEXT_DATE:
            next = ncpdp_read_header(ncpdp, segment, at, sink);
            break;
        case NCPDP_NEXT_FIELD:
            next = ncpdp_read_field(ncpdp, segment, at, sink);
            break;
        case NCPDP_NEXT_REST:
            next = ncpdp_read_rest(ncpdp, segment, at, sink);
            break;
        }
        ncpdp->at = segment->offset + next;
    }
    return true;
}

static struct reader_facts ncpdp_facts(const void *state)
{
    return ((const struct ncpdp_reader *)state)->facts;
}

const struct reader_ops ncpdp_reader_ops = {"ncpdp-telecom", ncpdp_create, ncpdp_free,
                                            ncpdp_begin,     ncpdp_feed,   ncpdp_facts};
