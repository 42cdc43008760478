/* What the columns of a table mean. */
#include "crawler/read/columns.h"

#include "crawler/read/reader.h"
#include "detectors/ascii.h"
#include "detectors/fieldnames.h"
#include "detectors/names.h"
#include "detectors/registry.h"

#include <string.h>

#define NAMES_MAX ((size_t)4 << 20)
#define NAME_MAX_BYTES 160
#define PERSON_COLUMNS_MIN 2 /* so many columns of a person make a weak name among them strong */

struct column {
    struct field_meaning meaning;
    uint32_t name_at;          /* in names */
    uint8_t name_len;          /* 0: not shown */
    uint16_t filled, agreeing; /* values of the sample */
    uint16_t digests;          /* of these, pseudonyms */
    uint16_t full_names;       /* of these, names of persons */
    bool may_find;             /* values with its meaning may be findings */
};

void columns_init(struct columns *columns, const struct field_rules *rules)
{
    columns->rules = rules;
    buffer_init(&columns->rows, COLUMNS_MAX * sizeof(struct column));
    buffer_init(&columns->names, NAMES_MAX);
}

void columns_free(struct columns *columns)
{
    buffer_wipe(&columns->rows);
    buffer_wipe(&columns->names);
}

void columns_clear(struct columns *columns)
{
    buffer_clear(&columns->rows);
    buffer_clear(&columns->names);
}

/* NULL when there is no such column. */
static struct column *columns_at(const struct columns *columns, size_t column)
{
    if (column >= columns->rows.len / sizeof(struct column))
        return NULL;
    return (struct column *)(void *)columns->rows.ptr + column;
}

void columns_add(struct columns *columns, struct span name)
{
    const struct span trimmed = ascii_trim(name.ptr, name.len);
    const bool is_name = trimmed.len > 0 && trimmed.len <= NAME_MAX_BYTES;
    columns_add_named(columns, trimmed,
                      is_name ? field_meaning_of_name(columns->rules, trimmed) : FIELD_NO_MEANING);
}

void columns_add_named(struct columns *columns, struct span name, struct field_meaning meaning)
{
    struct column column = {.meaning = meaning,
                            .may_find = field_may_find(columns->rules, meaning)};
    if (columns->rows.len / sizeof column >= COLUMNS_MAX)
        return;
    if (reader_may_show(name) && name.len <= UINT8_MAX &&
        columns->names.len + name.len <= NAMES_MAX) {
        column.name_at = (uint32_t)columns->names.len;
        column.name_len = (uint8_t)name.len;
        buffer_append(&columns->names, name.ptr, name.len);
    }
    buffer_append(&columns->rows, &column, sizeof column);
}

void columns_add_known(struct columns *columns, struct field_meaning meaning)
{
    const struct column column = {.meaning = meaning,
                                  .may_find = field_may_find(columns->rules, meaning)};
    if (columns->rows.len / sizeof column < COLUMNS_MAX)
        buffer_append(&columns->rows, &column, sizeof column);
}

/* What a column tells of its table's rows being persons, of PERSON_COLUMNS_MIN: who has a date of
 * birth is one. */
static size_t columns_persons_told(struct field_meaning meaning)
{
    if (meaning.detector < 0)
        return 0;
    const struct detector *const detector = detector_at((size_t)meaning.detector);
    if (strcmp(detector->id, "dob") == 0)
        return PERSON_COLUMNS_MIN;
    return detector->role == ROLE_PERSON && detector->qualifies &&
           strcmp(detector->id, "service-date") != 0;
}

void columns_end(struct columns *columns)
{
    const size_t count = columns->rows.len / sizeof(struct column);
    size_t persons = 0;
    for (size_t i = 0; i < count; i++) {
        const struct field_meaning meaning = columns_at(columns, i)->meaning;
        persons += !meaning.is_weak ? columns_persons_told(meaning) : 0;
    }
    for (size_t i = 0; i < count && persons >= PERSON_COLUMNS_MIN; i++) {
        struct column *const column = columns_at(columns, i);
        column->meaning.is_weak = false;
        column->may_find = field_may_find(columns->rules, column->meaning);
    }
}

/* True for two words and more without a digit, one of which is a name that many have. */
static bool columns_is_full_name(struct span value)
{
    size_t words = 0, known = 0, digits = 0;
    for (size_t at = 0; at < value.len; at++) {
        size_t len = 0;
        while (at + len < value.len && ascii_is_alpha(value.ptr[at + len]))
            len++;
        digits += ascii_is_digit(value.ptr[at]);
        words += len > 0;
        known += len > 0 &&
                 (names_is_given(value.ptr + at, len) || names_is_surname(value.ptr + at, len));
        at += len;
    }
    return words >= 2 && known > 0 && digits == 0;
}

void columns_sample(struct columns *columns, size_t column, struct span value)
{
    struct column *const at = columns_at(columns, column);
    if (at == NULL || at->meaning.detector < 0 || at->filled == UINT16_MAX)
        return;
    const enum field_verdict verdict = field_check(columns->rules, at->meaning, value);
    if (verdict == FIELD_EMPTY)
        return;
    at->filled++;
    at->agreeing += verdict != FIELD_ALIEN;
    const struct span trimmed = ascii_trim(value.ptr, value.len);
    at->full_names += verdict == FIELD_ALIEN && columns_is_full_name(trimmed);
    at->digests += verdict == FIELD_ALIEN && fieldnames_is_digest(trimmed.ptr, trimmed.len);
}

uint64_t columns_pseudonyms(const struct columns *columns)
{
    const size_t count = columns->rows.len / sizeof(struct column);
    uint64_t detectors = 0;
    for (size_t i = 0; i < count; i++) {
        const struct column *const at = columns_at(columns, i);
        const bool is_pseudonym = at->digests > 0 && at->digests * 2U >= at->filled;
        if (is_pseudonym && at->meaning.detector >= 0 && at->meaning.detector < 64)
            detectors |= UINT64_C(1) << at->meaning.detector;
    }
    return detectors;
}

bool columns_is_named(const struct columns *columns, size_t column)
{
    const struct column *const at = columns_at(columns, column);
    return at != NULL && at->meaning.detector >= 0;
}

/* True when most values of a column that is called after a patient or a member are their names. */
static bool columns_has_names(const struct column *column)
{
    const char *const id = detector_at((size_t)column->meaning.detector)->id;
    return column->full_names * 2U >= column->filled && !column->meaning.is_weak &&
           (strcmp(id, "patient-id") == 0 || strcmp(id, "member-id") == 0);
}

struct field_meaning columns_meaning(const struct columns *columns, size_t column)
{
    const struct column *const at = columns_at(columns, column);
    if (at == NULL || at->agreeing * 10U < at->filled)
        return at != NULL && columns_has_names(at) ? field_meaning_of("person-name")
                                                   : FIELD_NO_MEANING;
    return at->meaning;
}

bool columns_is_judged(const struct columns *columns, size_t column)
{
    const struct column *const at = columns_at(columns, column);
    return at != NULL && at->may_find && columns_meaning(columns, column).detector >= 0;
}

bool columns_are_judged(const struct columns *columns)
{
    const size_t count = columns->rows.len / sizeof(struct column);
    size_t column = 0;
    while (column < count && !columns_is_judged(columns, column))
        column++;
    return column < count;
}

struct span columns_name(const struct columns *columns, size_t column)
{
    const struct column *const at = columns_at(columns, column);
    if (at == NULL || at->name_len == 0)
        return (struct span){NULL, 0};
    return (struct span){columns->names.ptr + at->name_at, at->name_len};
}
