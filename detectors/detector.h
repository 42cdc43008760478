/*
 * What a detector is made of, for those who write one: a row for users, the places where it may
 * start, the words that name it, the points it gives, and one function that looks at a place.
 *
 * A detector is one file with one (or a few close) struct detector_rule, and one line a rule in
 * registry.c.
 */
#ifndef DETECTORS_DETECTOR_H
#define DETECTORS_DETECTOR_H

#include "detectors/context.h"
#include "detectors/finding.h"
#include "detectors/lexicon.h"
#include "detectors/registry.h"
#include "detectors/tile.h"

/* Kinds of places where something may start or hang. Those up to ANCHOR_ICD are the shapes of
 * shapes.h. */
enum anchor {
    ANCHOR_SSN,
    ANCHOR_SSN_WIDE,
    ANCHOR_PHONE,
    ANCHOR_PHONE_WIDE,
    ANCHOR_PAREN,
    ANCHOR_CARD,
    ANCHOR_CARD_BARE,
    ANCHOR_MBI,
    ANCHOR_DEA,
    ANCHOR_NDC,
    ANCHOR_ZIP,
    ANCHOR_LONG,
    ANCHOR_PAIR,
    ANCHOR_ICD,
    ANCHOR_NUMBER,  /* a run of digits with a label of the detector near: labels must be set */
    ANCHOR_MONTH,   /* the name of a month with such a label near */
    ANCHOR_BOX,     /* a post office box */
    ANCHOR_NAME,    /* a label of a person */
    ANCHOR_TITLE,   /* "Mr" and the like */
    ANCHOR_OWN,     /* the label of somebody's birth or chart, in front of which a name may stand */
    ANCHOR_CITY,    /* the label of a city */
    ANCHOR_UNIT,    /* the unit of a strength */
    ANCHOR_AT,      /* '@' */
    ANCHOR_PLUS,    /* '+' and a digit */
    ANCHOR_PERCENT, /* '%' */
    ANCHOR_LEXICON, /* a word of the lexicon starts */
    ANCHOR_COUNT
};

#define ANCHOR_BIT(anchor) ((uint32_t)1 << (anchor))

struct site {
    const struct ruleset *ruleset;
    const struct tile *tile;
    size_t at;
    enum anchor anchor;
    size_t run;                    /* ANCHOR_NUMBER: digits from at on, at most 20 */
    const struct label_hit *label; /* ANCHOR_MONTH to ANCHOR_UNIT: the label at at */
    const struct lexicon_hit *hit; /* ANCHOR_LEXICON */
    size_t hit_len;
};

/* Confidence and windows of one way to write a value. */
struct detector_form {
    uint8_t alone;  /* without any label; 0: is not reported then */
    uint8_t word;   /* with a label in the window */
    uint8_t field;  /* with a label directly in front */
    uint8_t before; /* the window: bytes in front of the value, at most TILE_BEFORE_MAX */
    uint8_t after;  /* and behind it, at most TILE_AFTER_MAX */
    enum rival rival;
};

#define DETECTOR_FORMS 3

/* How close detector_rule's group stands to the start of a run: bytes in front, and behind. */
#define DETECTOR_GROUP_BEFORE 5
#define DETECTOR_GROUP_AFTER 4

/* What may stand directly in front of a run of digits that a rule looks at. */
enum detector_start {
    START_ANYWHERE,
    START_CODE, /* letters, but not digits and one of "-./": such runs are parts of a number that
                   starts further in front */
    START_TOKEN /* nor digits and ':', nor a letter, unless it is one of an escape as \n */
};

#define DETECTOR_LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

struct detector_rule;

/*
 * Looks at one place. Returns true and fills finding (offset counts from the tile's first byte)
 * when something starts at, or hangs on, site->at. The start lies at most 96 bytes in front of
 * site->at; see tile.h for what may be looked at. finding comes zeroed, with its detector set.
 */
typedef bool (*detector_match_fn)(const struct site *site, const struct detector_rule *rule,
                                  struct finding *finding);

#define DETECTOR_NORMAL_MAX 256

/* Writes the value as it is compared with others, at most DETECTOR_NORMAL_MAX bytes, and returns
 * how many. */
typedef size_t (*detector_normalise_fn)(const struct ruleset *ruleset, struct span value,
                                        uint8_t *out);

struct detector_rule {
    struct detector row;
    uint32_t anchors; /* set of ANCHOR_BIT */
    uint64_t labels;  /* set of LABEL_BIT */
    uint32_t runs;    /* ANCHOR_NUMBER: bit n is set when a run of n digits may belong to one */
    /* ANCHOR_NUMBER: the run is looked at only with one of these bytes behind it, or one of leads
     * in front, or with group close to it, of whose groups a run is a part; NULL: with any */
    const char *follows;
    const char *leads;
    char group;      /* 0: none */
    uint32_t marked; /* the runs for which these three hold; 0: all */
    /* ANCHOR_NUMBER: of these runs, only those with one of these bytes on either side */
    uint32_t narrow;
    const char *beside;
    const char *barred; /* ANCHOR_NUMBER: no run directly behind one of these bytes; NULL: any */
    uint8_t start;      /* ANCHOR_NUMBER: enum detector_start. The 1 of a country code in front of a
                           run, as in 1-800, is overlooked */
    uint32_t direct; /* ANCHOR_NUMBER: runs that count only with a label directly in front, or with
                        one and a country code, 1 or 001, between */
    /* ANCHOR_NUMBER: only labels in the windows of the forms count, and a value starts at most so
     * many bytes in front of its run, less one; 0: labels may stand anywhere that context reaches
     */
    uint8_t lead;
    bool is_place;    /* an address or a part of one: these are reported within one another */
    bool is_language; /* words rather than identifiers: loses every overlap */
    uint8_t check;    /* enum evidence_kind of its validation, 0 (shape) when it has none */
    struct detector_form forms[DETECTOR_FORMS];
    detector_match_fn match;
    detector_normalise_fn normalise;
};

/* All rules, in the order of the registry. */
const struct detector_rule *detector_rule_at(size_t index);

/* What a matcher found out about a value. */
struct detector_value {
    size_t at;
    size_t len;
    const struct detector_form *form; /* one of the rule's */
    uint64_t labels;                  /* those that may name it, if not all of the rule's; else 0 */
    bool is_valid;                    /* keeps its rule: range or check digit */
    uint16_t flags;                   /* FINDING_PLACEHOLDER makes it count as not valid, too */
};

/*
 * Judges a value by what stands around it: fills finding with confidence and evidence as the rule's
 * form says. A value that is not valid is reported only with a label directly in front, a
 * placeholder only with a label, both at 65. Returns false when it is not to be reported at all.
 */
bool detector_judge(const struct site *site, const struct detector_rule *rule,
                    const struct detector_value *value, struct finding *finding);

/* The label that names a value, as detector_judge() sees it. */
struct context detector_context(const struct site *site, const struct detector_rule *rule,
                                const struct detector_value *value);

/* Ready-made normal forms: the digits; letters and digits in upper case; everything in lower case.
 */
size_t detector_normalise_digits(const struct ruleset *ruleset, struct span value, uint8_t *out);
size_t detector_normalise_code(const struct ruleset *ruleset, struct span value, uint8_t *out);
size_t detector_normalise_text(const struct ruleset *ruleset, struct span value, uint8_t *out);

#endif
