/* What the columns of a table without a header hold. */
#include "crawler/read/table_vote.h"

#include "crawler/read/name_hash.h"
#include "detectors/ascii.h"
#include "detectors/names.h"

#include <stdbool.h>

#define VOTES_MIN 3
#define NAME_MAX 14

struct vote_kind {
    const char *detector;
    const char *form; /* d a digit, others themselves; NULL: letters, digits and separators */
    uint8_t min_len, max_len;
    uint8_t percent; /* of the cells that are not empty */
};

static const struct vote_kind kinds[TABLE_VOTE_KINDS] = {
    {"us-ssn", "ddd-dd-dddd", 11, 11, 10},
    {"us-mbi", NULL, 11, 13, 10},
    {"us-npi", "dddddddddd", 10, 10, 80},
    {"us-dea", NULL, 9, 9, 50},
    {"payment-card", NULL, 13, 19, 50},
    {"vin", NULL, 17, 17, 50},
    {"iban", NULL, 15, 34, 50},
};

static bool vote_has_form(const struct vote_kind *kind, struct span value)
{
    if (value.len < kind->min_len || value.len > kind->max_len)
        return false;
    for (size_t i = 0; i < value.len; i++) {
        const uint8_t byte = value.ptr[i];
        const bool is_free =
            kind->form == NULL && (ascii_is_alnum(byte) || (i > 0 && ascii_is_one_of(byte, "- ")));
        const bool is_form =
            kind->form != NULL &&
            (kind->form[i] == 'd' ? ascii_is_digit(byte) : byte == (uint8_t)kind->form[i]);
        if (!is_free && !is_form)
            return false;
    }
    return true;
}

static void vote_for_name(struct table_vote *vote, struct span value)
{
    size_t len = 0;
    while (len < value.len && ascii_is_alpha(value.ptr[len]))
        len++;
    if (len == value.len && len <= NAME_MAX) {
        vote->given += names_is_given(value.ptr, len);
        vote->surnames += names_is_surname(value.ptr, len);
        return;
    }
    size_t next = len + (len < value.len && value.ptr[len] == ',');
    next += next < value.len && value.ptr[next] == ' ';
    const struct span rest = {value.ptr + next, value.len - next};
    if (len == 0 || next == len || rest.len == 0)
        return;
    const bool is_listed = value.ptr[len] == ',';
    vote->both += is_listed
                      ? names_is_surname(value.ptr, len) && names_is_given(rest.ptr, rest.len)
                      : names_is_given(value.ptr, len) && names_is_surname(rest.ptr, rest.len);
}

void table_vote_add(struct table_vote *vote, const struct field_rules *rules, struct span value)
{
    value = ascii_trim(value.ptr, value.len);
    if (value.len == 0 || vote->filled == UINT16_MAX)
        return;
    vote->filled++;
    for (size_t i = 0; i < TABLE_VOTE_KINDS; i++) {
        if (vote_has_form(&kinds[i], value))
            vote->valid[i] +=
                field_check(rules, field_meaning_of(kinds[i].detector), value) == FIELD_VALID;
    }
    const uint64_t hash = name_hash(NAME_HASH_START, value);
    if (ascii_is_alpha(value.ptr[0]) && hash != vote->last)
        vote_for_name(vote, value);
    vote->last = hash;
}

static bool vote_reaches(unsigned votes, unsigned filled, unsigned percent)
{
    return votes >= VOTES_MIN && votes * 100 >= filled * percent;
}

static bool vote_is_given(const struct table_vote *vote)
{
    return vote_reaches(vote->given, vote->filled, 50) && vote->given >= vote->surnames;
}

static bool vote_is_surname(const struct table_vote *vote)
{
    return vote_reaches(vote->surnames, vote->filled, 50) && vote->surnames > vote->given;
}

static bool vote_is_name(const struct table_vote *votes, size_t count, size_t column)
{
    const struct table_vote *const vote = &votes[column];
    const bool is_given = vote_is_given(vote), is_surname = vote_is_surname(vote);
    if (vote_reaches(vote->both, vote->filled, 50))
        return true;
    for (size_t i = 0; i < count; i++) {
        if (i != column &&
            ((is_given && vote_is_surname(&votes[i])) || (is_surname && vote_is_given(&votes[i]))))
            return true;
    }
    return false;
}

struct field_meaning table_vote_decide(const struct table_vote *votes, size_t count, size_t column)
{
    const struct table_vote *const vote = &votes[column];
    for (size_t i = 0; i < TABLE_VOTE_KINDS; i++) {
        if (vote_reaches(vote->valid[i], vote->filled, kinds[i].percent)) {
            struct field_meaning meaning = field_meaning_of(kinds[i].detector);
            meaning.is_weak = true; /* no name said so: values that break the rule are none */
            return meaning;
        }
    }
    return vote_is_name(votes, count, column) ? field_meaning_of("person-name") : FIELD_NO_MEANING;
}
