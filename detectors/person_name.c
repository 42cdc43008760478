/* The person-name detector: names behind a label or a title, and pairs of frequent names. */
#include "detectors/detector.h"
#include "detectors/names.h"
#include "detectors/rules.h"
#include "detectors/ruleset.h"
#include "detectors/score.h"

#include <string.h>

#define WORDS_MAX 4
#define NAME_MAX 20       /* letters of one word */
#define CONNECTOR_MAX 6   /* between a label and a name: ": ", "\": \"" */
#define SCORE_LABELLED 80 /* and a word of it is listed */
#define SCORE_NAME 72     /* behind "name" alone, which may be a provider's: makes no class */
#define SCORE_TITLE 70
#define SCORE_NAMED 65 /* one word of a list behind "patient" */
#define SCORE_PAIR 60  /* both words are listed, and the first is no other word */

struct name {
    size_t at;
    size_t end;
    unsigned words;
    unsigned kinds; /* enum names_kind of all words that are rather names */
    unsigned any;   /* of all words */
};

/* The length of a capitalised word at at, or 0; an initial counts. */
static size_t match_word(const struct tile *tile, size_t at)
{
    size_t len = 0;
    if (!ascii_is_upper(tile_byte(tile, at))) {
        return 0;
    }
    while (len < NAME_MAX && (ascii_is_alpha(tile_byte(tile, at + len)) ||
                              (len > 0 && tile_byte(tile, at + len) >= 0x80) ||
                              (len > 0 && ascii_is_one_of(tile_byte(tile, at + len), "'-") &&
                               ascii_is_alpha(tile_byte(tile, at + len + 1))))) {
        len++;
    }
    const uint8_t next = tile_byte(tile, at + len);
    return ascii_is_alnum(next) || ascii_is_one_of(next, "_@(/\\") ? 0 : len;
}

/* How names are read: most words, and whether "Last, First" is one. */
struct manner {
    unsigned most;
    bool allows_comma;
    bool allows_plus; /* for a blank, as in an address of the web: "name=Nancy+Lopez" */
};

/* Reads capitalised words with a blank, or once a comma and a blank, between them. */
static struct name read_name(const struct site *site, size_t at, struct manner manner)
{
    const struct tile *tile = site->tile;
    struct name name = {.at = at, .end = at};
    bool has_comma = !manner.allows_comma;
    while (name.words < manner.most) {
        const size_t len = match_word(tile, at);
        if (len == 0) {
            break;
        }
        const unsigned kinds = names_find(&site->ruleset->names, tile->bytes + at, len);
        name.any |= kinds;
        name.kinds |= (kinds & NAMES_WORD) == 0 ? kinds : 0;
        name.words++;
        name.end = at + len;
        at = name.end + (len == 1 && tile_byte(tile, name.end) == '.' ? 1 : 0);
        if (tile_byte(tile, at) == ',' && !has_comma && name.words == 1) {
            has_comma = true;
            at++;
        }
        if (tile_byte(tile, at) != ' ' && !(manner.allows_plus && tile_byte(tile, at) == '+')) {
            break;
        }
        at++;
    }
    return name;
}

static bool set_finding(const struct site *site, const struct name *name, struct finding *finding)
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

/* "Patient Edwards", "the patient, Nicole,": one word that is nothing but a name behind a label of
 * a patient, with a blank or a comma and a blank between. */
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
    const struct manner manner = {.most = 1};
    const struct name name = read_name(site, at, manner);
    const unsigned wanted = comma > 0 ? NAMES_GIVEN : NAMES_GIVEN | NAMES_SURNAME;
    const bool is_closed = comma == 0 || tile_byte(tile, name.end) == ',';
    if ((name.kinds & wanted) == 0 || name.end - name.at < 3 || !is_closed ||
        ascii_is_upper(tile_byte(tile, name.at + 1))) {
        return false;
    }
    score_add(finding, EVIDENCE_LEXICON, SCORE_TITLE / 2, 0);
    score_add(finding, EVIDENCE_WORD, SCORE_NAMED - SCORE_TITLE / 2, label->word);
    return set_finding(site, &name, finding);
}

/* What a name behind a label is worth, 0 when it is none: names of a list, or behind "patient name"
 * and the like any two words that are not others. */
static int score_labelled(const struct label_hit *label, const struct name *name, bool is_said)
{
    const struct label *const row = &labels_table[label->word];
    const bool is_weak = (row->flags & LABEL_FLAG_WEAK) != 0;
    const unsigned both = NAMES_GIVEN | NAMES_SURNAME;
    const bool is_sure = (name->any & both) == both && (name->kinds & both) != 0;
    const bool says_name = is_said || (!is_weak && strstr(row->phrase, "name") != NULL);
    if (name->words >= 2 && is_sure) {
        return is_weak ? SCORE_NAME : SCORE_LABELLED;
    }
    if (name->words >= 2 && says_name && (name->any & NAMES_WORD) == 0) {
        return SCORE_NAMED;
    }
    return name->words == 1 && is_said && (name->kinds & both) != 0 ? SCORE_PAIR : 0;
}

/* The length of " (Last, First)" at at, or 0. */
static size_t match_order(const struct tile *tile, size_t at)
{
    static const char *const orders[] = {" (last, first)",     " (last, first, middle)",
                                         " (last, first mi)",  " (first last)",
                                         " (last name first)", "(last, first)"};
    for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++) {
        if (at < tile->len && ascii_starts_with(tile->bytes + at, tile->len - at, orders[i])) {
            return strlen(orders[i]);
        }
    }
    return 0;
}

/* "Patient: Paul Johnson", "name": "JOHNSON, PAUL": a colon or '=' must stand between. */
static bool match_labelled(const struct site *site, struct finding *finding)
{
    const struct label_hit *label = site->label;
    const struct tile *tile = site->tile;
    const size_t start = label->end + match_order(tile, label->end);
    size_t at = start;
    uint8_t colon = 0;
    while (at < start + (size_t)CONNECTOR_MAX && ascii_is_one_of(tile_byte(tile, at), ":= \"'")) {
        colon = ascii_is_one_of(tile_byte(tile, at), ":=") ? tile_byte(tile, at) : colon;
        at++;
    }
    const char *const phrase = labels_table[label->word].phrase;
    const bool is_said = strcmp(phrase, "name is") == 0;
    if (colon == 0 && !is_said) {
        return match_named(site, finding);
    }
    const struct manner manner = {WORDS_MAX, true, colon == '='};
    const struct name name = read_name(site, at, manner);
    const int total = score_labelled(label, &name, is_said);
    if (total == 0) {
        return false;
    }
    score_add(finding, EVIDENCE_LEXICON, SCORE_TITLE / 2, 0);
    score_add(finding, EVIDENCE_FIELD, total - SCORE_TITLE / 2, label->word);
    return set_finding(site, &name, finding);
}

/* "Mr. Edwards", "Dr. Sandra Robinson". */
static bool match_title(const struct site *site, struct finding *finding)
{
    const struct label_hit *label = site->label;
    const struct tile *tile = site->tile;
    const size_t dot = tile_byte(tile, label->end) == '.' ? 1 : 0;
    if (!ascii_is_upper(tile_byte(tile, site->at)) ||
        ascii_is_upper(tile_byte(tile, site->at + 1)) || tile_byte(tile, label->end + dot) != ' ') {
        return false;
    }
    const struct manner manner = {.most = WORDS_MAX};
    const struct name name = read_name(site, label->end + dot + 1, manner);
    if (name.words == 0 || (name.any & (NAMES_GIVEN | NAMES_SURNAME)) == 0 ||
        (dot == 0 && name.kinds == 0)) {
        return false;
    }
    score_add(finding, EVIDENCE_LEXICON, SCORE_TITLE / 2, 0);
    score_add(finding, EVIDENCE_WORD, SCORE_TITLE - SCORE_TITLE / 2, label->word);
    return set_finding(site, &name, finding);
}

/* True for a surname that is not what places are called: "Betty White", but not "Betty Lake". */
static bool may_end_name(const struct ruleset *ruleset, struct span word)
{
    static const char *const places[] = {
        "street", "park",  "parks",  "valley", "beach",  "field", "fields",  "parish",
        "county", "lake",  "hills",  "forest", "church", "house", "springs", "lane",
        "bridge", "point", "island", "falls",  "river",  "creek", "meadows"};
    return !ascii_is_word_of(word, places, sizeof places / sizeof places[0]) &&
           (names_find(&ruleset->names, word.ptr, word.len) & NAMES_SURNAME) != 0;
}

/* The one or two words at site->at that end in a surname; no words when there are none. */
static struct name read_rest(const struct site *site)
{
    const struct tile *tile = site->tile;
    struct name name = {0};
    for (unsigned most = 2; most > 0; most--) {
        const struct manner manner = {.most = most};
        name = read_name(site, site->at, manner);
        size_t last = name.end;
        while (last > site->at && ascii_is_alpha(tile_byte(tile, last - 1))) {
            last--;
        }
        if (name.words > 0 && may_end_name(site->ruleset, tile_span(tile, last, name.end - last))) {
            return name;
        }
    }
    return (struct name){0};
}

/* Two frequent names, the second of which starts at site->at: "Betty Johnson". */
static bool match_pair(const struct site *site, struct finding *finding)
{
    const struct tile *tile = site->tile;
    size_t at = site->at - 1;
    while (site->at - at <= NAME_MAX && ascii_is_alpha(tile_byte(tile, at - 1))) {
        at--;
    }
    if (!ascii_is_upper(tile_byte(tile, at)) || !tile_starts_token(tile, at) ||
        tile_byte(tile, site->at - 1) != ' ') {
        return false;
    }
    const unsigned given = names_find(&site->ruleset->names, tile->bytes + at, site->at - 1 - at);
    if ((given & (NAMES_GIVEN | NAMES_WORD)) != NAMES_GIVEN) {
        return false;
    }
    struct name name = read_rest(site);
    if (name.words == 0) {
        return false;
    }
    name.at = at;
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
    default:
        return match_pair(site, finding);
    }
}

const struct detector_rule rule_person_name = {
    .row = {.id = "person-name",
            .title = "Name of a person",
            .tag = "name",
            .validation = "lists of frequent given names and surnames",
            .context = "patient, name and the like with a colon, or Mr, Mrs, Ms, Dr; without, two "
                       "names that are no other words, which alone never make a class",
            .traps = "places, drugs, eponyms (Parkinson), months (April), software: words "
                     "that are names and something else prove nothing alone; an employer's "
                     "name is a company's",
            .source = "45 CFR 164.514(b)(2)(i)(A); US Census Bureau, frequent names of 1990",
            .identifier = 'A',
            .role = ROLE_PERSON,
            .qualifies = true},
    .anchors = ANCHOR_BIT(ANCHOR_NAME) | ANCHOR_BIT(ANCHOR_TITLE) | ANCHOR_BIT(ANCHOR_PAIR),
    .labels = LABEL_BIT(LABEL_NAME) | LABEL_BIT(LABEL_TITLE),
    .forms = {{SCORE_PAIR, SCORE_TITLE, SCORE_LABELLED, CONNECTOR_MAX, 0, RIVAL_NONE}},
    .match = match,
    .normalise = detector_normalise_text,
};
