/* Runs the expressions of the reference over a text and compares. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "pattern_reference.h"

#include "detectors/registry.h"

#include <pcre2.h>
#include <stdlib.h>
#include <string.h>

#define FINDING_REACH 512 /* no finding is longer */

struct pattern_reference {
    pcre2_code *rows[PATTERN_ROWS_MAX];
    int row_detector[PATTERN_ROWS_MAX];
    pcre2_code *forms[PATTERN_ROWS_MAX];
    int form_detector[PATTERN_ROWS_MAX];
    pcre2_match_data *match;
};

/* One comparison. */
struct comparison {
    const struct pattern_reference *reference;
    struct span text;
    const struct finding *findings;
    size_t count;
    struct pattern_outcome *outcome;
};

static pcre2_code *compile(const char *expression)
{
    int error = 0;
    PCRE2_SIZE at = 0;
    pcre2_code *const code = pcre2_compile((PCRE2_SPTR)expression, PCRE2_ZERO_TERMINATED,
                                           PCRE2_NEVER_UTF, &error, &at, NULL);
    if (code != NULL) {
        (void)pcre2_jit_compile(code, PCRE2_JIT_COMPLETE); /* without it, only slower */
    }
    return code;
}

struct pattern_reference *pattern_reference_create(void)
{
    struct pattern_reference *const reference = calloc(1, sizeof *reference);
    if (reference == NULL) {
        return NULL;
    }
    reference->match = pcre2_match_data_create(8, NULL);
    bool is_good = reference->match != NULL && pattern_row_count <= PATTERN_ROWS_MAX &&
                   pattern_form_count <= PATTERN_ROWS_MAX;
    for (size_t i = 0; is_good && i < pattern_row_count; i++) {
        reference->rows[i] = compile(pattern_rows[i].expression);
        reference->row_detector[i] = detector_find(pattern_rows[i].detector);
        is_good = reference->rows[i] != NULL && reference->row_detector[i] >= 0;
    }
    for (size_t i = 0; is_good && i < pattern_form_count; i++) {
        reference->forms[i] = compile(pattern_forms[i].expression);
        reference->form_detector[i] = detector_find(pattern_forms[i].detector);
        is_good = reference->forms[i] != NULL && reference->form_detector[i] >= 0;
    }
    if (!is_good) {
        pattern_reference_free(reference);
        return NULL;
    }
    return reference;
}

void pattern_reference_free(struct pattern_reference *reference)
{
    if (reference == NULL) {
        return;
    }
    for (size_t i = 0; i < PATTERN_ROWS_MAX; i++) {
        pcre2_code_free(reference->rows[i]);
        pcre2_code_free(reference->forms[i]);
    }
    pcre2_match_data_free(reference->match);
    free(reference);
}

static bool complain(const struct comparison *comparison, const char *complaint, const char *name,
                     struct span value)
{
    comparison->outcome->complaint = complaint;
    comparison->outcome->name = name;
    comparison->outcome->at = (size_t)(value.ptr - comparison->text.ptr);
    comparison->outcome->len = value.len;
    return false;
}

/* ---- what must be found ---- */

/* The first finding that ends behind at; findings are few enough to be searched by halves. */
static size_t find_first(const struct comparison *comparison, size_t at)
{
    size_t low = 0;
    size_t high = comparison->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const size_t reach = (size_t)comparison->findings[middle].offset + FINDING_REACH;
        if (reach <= at) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* True when the finding is what a row has matched. */
static bool is_it(const struct pattern_row *row, const struct finding *finding, size_t at,
                  size_t end)
{
    const size_t from = (size_t)finding->offset;
    const size_t to = from + finding->length;
    return (row->flags & PATTERN_COVERED) != 0 ? from <= at && to >= end : from == at && to == end;
}

static bool check_flags(const struct comparison *comparison, size_t index,
                        const struct finding *finding, struct span value)
{
    const struct pattern_row *const row = &pattern_rows[index];
    const bool is_valid = row->is_valid(value.ptr, value.len);
    const bool is_flagged = (finding->flags & (FINDING_INVALID_RANGE | FINDING_PLACEHOLDER)) != 0;
    comparison->outcome->found[index] += is_valid;
    if (finding->length != value.len) {
        return true; /* more than the row has matched, and judged as a whole */
    }
    if ((is_valid && is_flagged) || (!is_valid && !is_flagged)) {
        return complain(comparison, "its flags are not what its validator says", row->name, value);
    }
    return true;
}

static bool check_match(const struct comparison *comparison, size_t index, struct span value)
{
    const struct pattern_row *const row = &pattern_rows[index];
    const size_t at = (size_t)(value.ptr - comparison->text.ptr);
    const size_t end = at + value.len;
    bool has_rival = false;
    for (size_t i = find_first(comparison, at); i < comparison->count; i++) {
        const struct finding *const finding = &comparison->findings[i];
        if (finding->offset >= end) {
            break;
        }
        if (finding->detector == comparison->reference->row_detector[index] &&
            is_it(row, finding, at, end)) {
            return check_flags(comparison, index, finding, value);
        }
        has_rival = has_rival || finding->offset + finding->length > at;
    }
    return has_rival || complain(comparison, "is not found", row->name, value);
}

/* All matches, also those that overlap. */
static bool check_row(const struct comparison *comparison, size_t index)
{
    const struct pattern_row *const row = &pattern_rows[index];
    const struct span text = comparison->text;
    const PCRE2_SIZE *const at = pcre2_get_ovector_pointer(comparison->reference->match);
    size_t from = 0;
    while (from < text.len && pcre2_match(comparison->reference->rows[index], text.ptr, text.len,
                                          from, 0, comparison->reference->match, NULL) > 0) {
        const struct span value = {text.ptr + at[0], at[1] - at[0]};
        from = at[0] + 1;
        const bool is_valid = row->is_valid(value.ptr, value.len);
        comparison->outcome->matched[index] += is_valid;
        if ((is_valid || (row->flags & PATTERN_ALL) != 0) &&
            !check_match(comparison, index, value)) {
            return false;
        }
    }
    return true;
}

/* ---- what may be found ---- */

static bool is_digit(uint8_t byte)
{
    return byte >= '0' && byte <= '9';
}

/* True when the value is cut out of a longer run of digits. */
static bool is_torn(struct span text, size_t at, size_t end)
{
    return (at > 0 && is_digit(text.ptr[at]) && is_digit(text.ptr[at - 1])) ||
           (end < text.len && is_digit(text.ptr[end - 1]) && is_digit(text.ptr[end]));
}

static bool check_form(const struct comparison *comparison, size_t index,
                       const struct finding *finding)
{
    const size_t at = (size_t)finding->offset;
    const size_t end = at + finding->length;
    const struct span value = {comparison->text.ptr + at, finding->length};
    const char *const name = pattern_forms[index].detector;
    if (pcre2_match(comparison->reference->forms[index], comparison->text.ptr, end, at,
                    PCRE2_ANCHORED | PCRE2_ENDANCHORED, comparison->reference->match, NULL) <= 0) {
        return complain(comparison, "does not have the form of its detector", name, value);
    }
    return !is_torn(comparison->text, at, end) ||
           complain(comparison, "is a part of a longer number", name, value);
}

static bool check_forms(const struct comparison *comparison)
{
    for (size_t i = 0; i < comparison->count; i++) {
        for (size_t form = 0; form < pattern_form_count; form++) {
            const struct finding *const finding = &comparison->findings[i];
            if (finding->detector == comparison->reference->form_detector[form] &&
                !check_form(comparison, form, finding)) {
                return false;
            }
        }
    }
    return true;
}

bool pattern_reference_check(const struct pattern_reference *reference,
                             const struct pattern_subject *subject, struct pattern_outcome *outcome)
{
    const struct comparison comparison = {reference, subject->text, subject->findings,
                                          subject->count, outcome};
    for (size_t i = 0; i < pattern_row_count; i++) {
        const bool is_left_out =
            subject->is_hostile && (pattern_rows[i].flags & PATTERN_FAINT) != 0;
        if (!is_left_out && !check_row(&comparison, i)) {
            return false;
        }
    }
    return check_forms(&comparison);
}
