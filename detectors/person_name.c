/* The person-name detector: names behind a label or a title, and pairs of frequent names. */
#include "detectors/detector.h"
#include "detectors/names.h"
#include "detectors/patient_near.h"
#include "detectors/person_pair.h"
#include "detectors/person_place.h"
#include "detectors/person_told.h"
#include "detectors/person_words.h"
#include "detectors/rules.h"
#include "detectors/ruleset.h"
#include "detectors/score.h"

#define BIRTH_MAX 100     /* between a name and the date of birth of a form */
#define SCORE_LABELLED 80 /* and a word of it is listed */
#define SCORE_SAID 75     /* "patient name: ": whatever name, listed or not */
#define SCORE_NAME 72     /* behind "name" alone, which may be a provider's: makes no class */
#define SCORE_TITLE 70
#define SCORE_NAMED 65 /* one word of a list behind "patient" */
#define SCORE_PAIR 60  /* both words are listed, and the first is no other word */

static bool set_finding(const struct site *site, const struct person_words *name,
                        struct finding *finding)
{
    finding->offset = name->at;
    finding->length = (uint32_t)(name->end - name->at);
    const struct evidence *last = &finding->evidence[finding->evidence_count - 1];
    const struct context_value value = {
        .at = name->at, .end = name->end, .is_labelled = last->kind == EVIDENCE_FIELD};
    const struct context_doubt doubt = context_find_doubt(site->tile, &value);
    if (doubt.word != 0) {
        finding->flags |= FINDING_NEGATIVE_CONTEXT;
        score_add(finding, EVIDENCE_NEGATIVE, doubt.points, doubt.word);
    }
    return true;
}

/* Names that a sentence tells: "his wife Lavinia asks", "Cassius Underhill, DOB 10-10-95". */
static bool take_told(const struct site *site, enum person_told told,
                      const struct person_words *name, struct finding *finding)
{
    if (told == PERSON_TOLD_NOT) {
        return false;
    }
    const int total = told == PERSON_TOLD_LISTED ? SCORE_NAMED : SCORE_PAIR;
    score_add(finding, EVIDENCE_LEXICON, SCORE_TITLE / 2, 0);
    score_add(finding, EVIDENCE_WORD, total - SCORE_TITLE / 2, site->label->word);
    return set_finding(site, name, finding);
}

static bool is_relative(const struct label *row)
{
    return (row->flags & (LABEL_FLAG_BY | LABEL_FLAG_WEAK)) == LABEL_FLAG_BY;
}

static bool match_relative(const struct site *site, struct finding *finding)
{
    struct person_words name;
    return is_relative(&labels_table[site->label->word]) &&
           take_told(site, person_told_relative(site, &name), &name, finding);
}

static bool match_in_front(const struct site *site, struct finding *finding)
{
    struct person_words name;
    return take_told(site, person_told_in_front(site, &name), &name, finding);
}

/* "Patient Edwards", "the patient, Nicole,", "patient Maria Lopez": a word that is nothing but a
 * name behind a label of a patient, with a blank or a comma and a blank between, and what makes it
 * a whole name. */
static bool match_named(const struct site *site, struct finding *finding)
{
    const struct label_hit *label = site->label;
    const struct tile *tile = site->tile;
    const size_t comma = tile_byte(tile, label->end) == ',' ? 1 : 0;
    const size_t at = label->end + comma + 1;
    if ((labels_table[label->word].flags & LABEL_FLAG_WEAK) != 0 ||
        tile_byte(tile, at - 1) != ' ') {
        return false;
    }
    const struct person_manner manner = {.most = 1};
    struct person_words name = person_words_read(site, at, manner);
    const unsigned wanted = comma > 0 ? NAMES_GIVEN : NAMES_GIVEN | NAMES_SURNAME;
    if ((name.kinds & wanted) == 0 || name.end - name.at < 3 ||
        ascii_is_upper(tile_byte(tile, name.at + 1))) {
        return false;
    }
    const struct person_words whole = person_pair_to_surname(site, at, PERSON_WORDS_MAX - 1);
    name = whole.words > 1 ? whole : name;
    if (comma > 0 && tile_byte(tile, name.end) != ',') {
        return false;
    }
    score_add(finding, EVIDENCE_LEXICON, SCORE_TITLE / 2, 0);
    score_add(finding, EVIDENCE_WORD, SCORE_NAMED - SCORE_TITLE / 2, label->word);
    return set_finding(site, &name, finding);
}

/* True for words that are no others, and with which no sentence goes on. */
static bool is_plain(const struct tile *tile, const struct person_words *name)
{
    return name->words <= 3 && !name->is_capitals && (name->any & NAMES_WORD) == 0 &&
           person_words_are_alone(tile, name);
}

/* True for what only its place can tell to be a name. */
static bool may_be_any(const struct tile *tile, const struct person_words *name)
{
    return (name->has_comma || is_plain(tile, name)) && !person_place_is_named(tile, name);
}

/* True for a name on a form that asks for a date of birth next. */
static bool is_before_birth(const struct tile *tile, const struct person_words *name)
{
    return tile_next_label(tile, LABEL_BIT(LABEL_BIRTH), name->end, name->end + BIRTH_MAX) != NULL;
}

/* What two words or more are worth that are not both listed, behind a label that may name other
 * people and things. */
static int score_weak(const struct tile *tile, const struct label *row,
                      const struct person_words *name)
{
    const bool is_of_anything = (row->flags & LABEL_FLAG_ANYTHING) != 0;
    const bool is_known = is_of_anything ? name->has_comma || (name->kinds & NAMES_GIVEN) != 0
                                         : (name->kinds & (NAMES_GIVEN | NAMES_SURNAME)) != 0;
    if ((is_known && !is_of_anything) || person_words_have_credential(tile, name)) {
        return SCORE_NAMED;
    }
    const bool is_said = (row->flags & LABEL_FLAG_SAYS) != 0 || is_before_birth(tile, name);
    const bool may_be_one = is_known || (is_said && may_be_any(tile, name));
    return may_be_one && patient_is_near(tile, name->at, name->end) ? SCORE_NAMED : 0;
}

/* The same behind any label: names from all over the world are not listed, and a patient's must not
 * be missed. */
static int score_unlisted(const struct tile *tile, const struct label *row,
                          const struct person_words *name)
{
    const bool is_known = (name->kinds & (NAMES_GIVEN | NAMES_SURNAME)) != 0;
    if (person_words_have_form(name)) {
        return 0;
    }
    if ((row->flags & LABEL_FLAG_WEAK) != 0) {
        return score_weak(tile, row, name);
    }
    if ((row->flags & LABEL_FLAG_SAYS) != 0 || is_known) {
        return is_known || !name->is_capitals || name->has_comma ? SCORE_SAID : SCORE_NAMED;
    }
    if (name->has_comma) {
        return SCORE_TITLE;
    }
    return is_plain(tile, name) ? SCORE_NAMED : 0;
}

/* "From: Wayne Enterprises": of what need not be a person. */
static bool is_company(const struct label *row, const struct person_words *name)
{
    const unsigned of_anything = LABEL_FLAG_ANYTHING | LABEL_FLAG_BY;
    return (row->flags & of_anything) == LABEL_FLAG_ANYTHING && person_words_have_form(name);
}

/* What a name behind a label is worth, 0 when it is none. */
static int score_labelled(const struct tile *tile, const struct label *row,
                          const struct person_words *name)
{
    const unsigned of_anything = LABEL_FLAG_ANYTHING | LABEL_FLAG_BY;
    const bool is_said = (row->flags & of_anything) == of_anything; /* "name is" */
    const bool is_weak = (row->flags & LABEL_FLAG_WEAK) != 0;
    const unsigned both = NAMES_GIVEN | NAMES_SURNAME;
    const bool is_sure = (name->any & both) == both && (name->kinds & both) != 0;
    if (name->words >= 2 && is_sure) {
        return is_weak ? SCORE_NAME : SCORE_LABELLED;
    }
    if (is_said && name->words >= 2) { /* "my name is" */
        return (name->any & NAMES_WORD) == 0 ? SCORE_NAMED : 0;
    }
    if (name->words >= 2) {
        return score_unlisted(tile, row, name);
    }
    const bool is_of_person = /* "name is Maria", "Wife: Maria" */
        is_said || (!is_weak && person_words_are_alone(tile, name));
    return name->words == 1 && is_of_person && (name->kinds & both) != 0 ? SCORE_PAIR : 0;
}

/* What a word or two behind "last name: " are worth. */
static int score_part(const struct person_words *name)
{
    if (name->words == 0 || name->words > 2 || name->end - name->at < 2 ||
        person_words_have_form(name)) {
        return 0;
    }
    return (name->kinds & (NAMES_GIVEN | NAMES_SURNAME)) != 0 ? SCORE_SAID : SCORE_TITLE;
}

/* Reads the name at at, behind the label of the site, and returns what it is worth, 0 when it is
 * none. */
static int read_labelled(const struct site *site, size_t at, bool allows_plus,
                         struct person_words *name)
{
    const struct label *const row = &labels_table[site->label->word];
    const struct person_manner manner = {
        .most = PERSON_WORDS_MAX, .allows_comma = true, .allows_plus = allows_plus};
    *name = person_words_read(site, at, manner);
    if ((row->flags & LABEL_FLAG_PART) != 0) {
        return score_part(name);
    }
    if (name->words > 0 || (row->flags & LABEL_FLAG_SAYS) == 0) {
        return is_company(row, name) ? 0 : score_labelled(site->tile, row, name);
    }
    const struct person_manner typed = {/* "patient name: john smith" */
                                        .most = 2,
                                        .allows_comma = true,
                                        .allows_plus = allows_plus,
                                        .allows_small = true};
    *name = person_words_read(site, at, typed);
    const unsigned both = NAMES_GIVEN | NAMES_SURNAME;
    return name->words == 2 && (name->kinds & both) == both ? SCORE_SAID : 0;
}

/* "Patient name Paul Johnson", without a sign between: two words that are names; or any in the next
 * field of a form, "Patient name   Qvistberg, Asta". */
static bool is_told(const struct tile *tile, const struct label_hit *label,
                    const struct person_words *name)
{
    const bool is_known = (name->kinds & (NAMES_GIVEN | NAMES_SURNAME)) != 0;
    const bool is_field = name->at > label->end + 1U && name->has_comma;
    return name->words >= 2 && (is_known || (is_field && person_place_holds(tile, name)));
}

/* "signed by Paul Johnson", "patient name Paul Johnson": no sign need stand between. */
static bool is_followed(const struct label *row)
{
    return (row->flags & (LABEL_FLAG_BY | LABEL_FLAG_SAYS)) != 0 && !is_relative(row);
}

/* "Patient: Paul Johnson", "name": "JOHNSON, PAUL": a colon or '=' must stand between, or the label
 * and the name alone on their lines. */
static bool match_labelled(const struct site *site, struct finding *finding)
{
    const struct label_hit *label = site->label;
    const struct tile *tile = site->tile;
    const struct label *const row = &labels_table[label->word];
    const struct person_place place = person_place_find(tile, label);
    const bool is_apart = place.sign != 0 || place.is_below;
    if (row->kind == LABEL_MEMBER_WEAK && (!is_apart || (row->flags & LABEL_FLAG_PATIENT) == 0)) {
        return false;
    }
    if (!is_apart && !is_followed(row)) {
        return match_relative(site, finding) || match_named(site, finding);
    }
    struct person_words name;
    const int total = read_labelled(site, place.at, place.sign == '=', &name);
    if (!is_apart && (row->flags & LABEL_FLAG_BY) == 0 && !is_told(tile, label, &name)) {
        return match_named(site, finding);
    }
    if (total == 0 || (place.is_below && !person_place_holds(tile, &name))) {
        return false;
    }
    score_add(finding, EVIDENCE_LEXICON, SCORE_TITLE / 2, 0);
    score_add(finding, EVIDENCE_FIELD, total - SCORE_TITLE / 2, label->word);
    return set_finding(site, &name, finding);
}

/* True when the word in front of at is part of a street's name, "Ocean Dr. Miami"; not "with Dr.
 * Adeyemi", "Dear Dr. Adeyemi". */
static bool is_behind_street(const struct tile *tile, size_t at)
{
    static const char *const greetings[] = {"dear", "hi", "hello", "thanks", "attn", "to"};
    size_t start = at - 1;
    if (at < 2 || tile_byte(tile, start) != ' ' || !ascii_is_alnum(tile_byte(tile, start - 1))) {
        return false;
    }
    while (start > 0 && at - start < PERSON_WORD_MAX &&
           ascii_is_alnum(tile_byte(tile, start - 1))) {
        start--;
    }
    return !ascii_is_lower(tile_byte(tile, start)) &&
           !ascii_is_word_of(tile_span(tile, start, at - 1 - start), greetings,
                             sizeof greetings / sizeof greetings[0]);
}

/* "Mr. Adeyemi", "Dr. Sunita Bhattacharya". */
static bool may_be_unlisted(const struct site *site, const struct person_words *name)
{
    const bool is_doctor = (labels_table[site->label->word].flags & LABEL_FLAG_DOCTOR) != 0;
    return (!name->is_capitals || name->has_comma) && (name->any & NAMES_WORD) == 0 &&
           !(is_doctor && is_behind_street(site->tile, site->at)) && !person_words_have_form(name);
}

/* "Mr Adeyemi", "Dr Adeyemi", without a dot, in a text about a patient. */
static bool is_bare_title(const struct site *site, const struct person_words *name)
{
    return (labels_table[site->label->word].flags & LABEL_FLAG_SURELY) != 0 &&
           may_be_unlisted(site, name) && patient_is_near(site->tile, name->at, name->end);
}

/* True behind "Dear ". */
static bool is_dear(const struct tile *tile, size_t at)
{
    return at >= 5 && ascii_starts_with(tile->bytes + at - 5, 5, "dear ");
}

static bool is_in_capitals(const struct site *site)
{
    return ascii_is_upper(tile_byte(site->tile, site->at + 1));
}

/* False for a title in capitals that is another word: "MS Windows", "TL;DR: Run", or who speaks,
 * "DR: Perfect, Linda"; but "DR. S. GUPTA" and "DR: GUPTA, S" are names. */
static bool fits_capitals(const struct site *site, uint8_t sign, const struct person_words *name)
{
    return !is_in_capitals(site) || sign == '.' || (name->has_comma && name->is_capitals);
}

/* Behind "med. " at at, as in "Dr. med. Vollmer". */
static size_t skip_degree(const struct tile *tile, size_t at)
{
    const bool is_one =
        at < tile->len && ascii_starts_with(tile->bytes + at, tile->len - at, "med. ");
    return is_one ? at + 5 : at;
}

/* "Mr. Edwards", "Dr. Sandra Robinson". */
static bool match_title(const struct site *site, struct finding *finding)
{
    const struct label_hit *label = site->label;
    const struct tile *tile = site->tile;
    const uint8_t sign = tile_byte(tile, label->end); /* "Mr. ", "Nurse: " */
    const size_t dot = sign == '.' || sign == ':' ? 1 : 0;
    if (!ascii_is_upper(tile_byte(tile, site->at)) || tile_byte(tile, label->end + dot) != ' ') {
        return false;
    }
    const struct person_manner manner = {.most = PERSON_WORDS_MAX,
                                         .allows_comma = sign == ':' && is_in_capitals(site),
                                         .allows_colon = is_dear(tile, site->at)};
    const size_t at = skip_degree(tile, label->end + dot + 1);
    const struct person_words name = person_words_read(site, at, manner);
    const bool is_listed = (name.any & (NAMES_GIVEN | NAMES_SURNAME)) != 0;
    const int total = is_listed ? SCORE_TITLE : SCORE_PAIR;
    if (name.words == 0 || !fits_capitals(site, sign, &name) ||
        (dot == 0 && name.kinds == 0 && !is_bare_title(site, &name)) ||
        (!is_listed && !may_be_unlisted(site, &name))) {
        return false;
    }
    score_add(finding, EVIDENCE_LEXICON, SCORE_TITLE / 2, 0);
    score_add(finding, EVIDENCE_WORD, total - SCORE_TITLE / 2, label->word);
    return set_finding(site, &name, finding);
}

/* "Betty Johnson", "Farah Siddiqui, MD". */
static bool match_pair(const struct site *site, struct finding *finding)
{
    struct person_words name;
    if (!person_pair_read(site, &name)) {
        return false;
    }
    score_add(finding, EVIDENCE_LEXICON, SCORE_PAIR, 0);
    return set_finding(site, &name, finding);
}

static bool match(const struct site *site, const struct detector_rule *rule,
                  struct finding *finding)
{
    (void)rule;
    switch (site->anchor) {
    case ANCHOR_NAME:
        return match_labelled(site, finding);
    case ANCHOR_TITLE:
        return match_title(site, finding);
    case ANCHOR_OWN:
        return match_in_front(site, finding);
    default:
        return match_pair(site, finding);
    }
}

const struct detector_rule rule_person_name = {
    .row = {.id = "person-name",
            .title = "Name of a person",
            .tag = "name",
            .validation = "lists of frequent given names and surnames",
            .context =
                "patient, name and the like with a colon, Mr, Mrs, Ms, Dr, a relative, a birth or "
                "chart number behind it; without, two names that are no other words, which "
                "alone never make a class",
            .traps = "places, drugs, eponyms (Parkinson), months (April), software: words "
                     "that are names and something else prove nothing alone; an employer's "
                     "name is a company's",
            .source = "45 CFR 164.514(b)(2)(i)(A); US Census Bureau, frequent names of 1990",
            .identifier = 'A',
            .role = ROLE_PERSON,
            .qualifies = true},
    .anchors = ANCHOR_BIT(ANCHOR_NAME) | ANCHOR_BIT(ANCHOR_TITLE) | ANCHOR_BIT(ANCHOR_OWN) |
               ANCHOR_BIT(ANCHOR_PAIR),
    .labels = LABEL_BIT(LABEL_NAME) | LABEL_BIT(LABEL_TITLE) | LABEL_BIT(LABEL_MEMBER_WEAK),
    .forms = {{SCORE_PAIR, SCORE_TITLE, SCORE_LABELLED, CONTEXT_CONNECTOR_MAX, 0, RIVAL_NONE}},
    .match = match,
    .normalise = detector_normalise_text,
};
