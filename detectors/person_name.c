/* The person-name detector: names behind a label or a title, and pairs of frequent names. */
#include "detectors/detector.h"
#include "detectors/names.h"
#include "detectors/rules.h"
#include "detectors/ruleset.h"
#include "detectors/score.h"

#define WORDS_MAX 4
#define NAME_MAX 20       /* letters of one word */
#define CONNECTOR_MAX 6   /* between a label and a name: ": ", "\": \"" */
#define SCORE_LABELLED 80 /* and a word of it is listed */
#define SCORE_NAME 72     /* behind "name" alone, which may be a provider's: makes no class */
#define SCORE_TITLE 70
#define SCORE_PAIR 60 /* both words are listed, and no other word */

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
                              (len > 0 && ascii_is_one_of(tile_byte(tile, at + len), "'-") &&
                               ascii_is_alpha(tile_byte(tile, at + len + 1))))) {
        len++;
    }
    const uint8_t next = tile_byte(tile, at + len);
    return ascii_is_alnum(next) || ascii_is_one_of(next, "_@(/\\") ? 0 : len;
}

/* Reads capitalised words with a blank, or once a comma and a blank, between them. */
static struct name read_name(const struct site *site, size_t at)
{
    const struct tile *tile = site->tile;
    struct name name = {.at = at, .end = at};
    bool has_comma = false;
    while (name.words < WORDS_MAX) {
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
        if (tile_byte(tile, at) != ' ') {
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

/* "Patient: Paul Johnson", "name": "JOHNSON, PAUL": a colon or '=' must stand between. */
static bool match_labelled(const struct site *site, struct finding *finding)
{
    const struct label_hit *label = site->label;
    const struct tile *tile = site->tile;
    size_t at = label->end;
    bool has_colon = false;
    while (at < label->end + (size_t)CONNECTOR_MAX &&
           ascii_is_one_of(tile_byte(tile, at), ":= \"'")) {
        has_colon = has_colon || ascii_is_one_of(tile_byte(tile, at), ":=");
        at++;
    }
    const struct name name = read_name(site, at);
    const unsigned both = NAMES_GIVEN | NAMES_SURNAME;
    const bool is_sure = (name.any & both) == both && (name.kinds & both) != 0;
    if (!has_colon || name.words < 2 || !is_sure) {
        return false;
    }
    const bool is_weak = (labels_table[label->word].flags & LABEL_FLAG_WEAK) != 0;
    const int total = is_weak ? SCORE_NAME : SCORE_LABELLED;
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
    const struct name name = read_name(site, label->end + dot + 1);
    if (name.words == 0 || (name.any & (NAMES_GIVEN | NAMES_SURNAME)) == 0 ||
        (dot == 0 && name.kinds == 0)) {
        return false;
    }
    score_add(finding, EVIDENCE_LEXICON, SCORE_TITLE / 2, 0);
    score_add(finding, EVIDENCE_WORD, SCORE_TITLE - SCORE_TITLE / 2, label->word);
    return set_finding(site, &name, finding);
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
    struct name name = read_name(site, site->at);
    size_t last = name.end;
    while (last > site->at && ascii_is_alpha(tile_byte(tile, last - 1))) {
        last--;
    }
    const unsigned surname = names_find(&site->ruleset->names, tile->bytes + last, name.end - last);
    if (name.words == 0 || name.words > 2 ||
        (surname & (NAMES_SURNAME | NAMES_WORD)) != NAMES_SURNAME) {
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
