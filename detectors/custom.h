/*
 * Users' own rules as the caller hands them over: detectors that are added, and changes of those
 * that there are. Where they come from (a file, say) and how they are written is the caller's
 * business; what makes sense is said by custom_check_detector() and custom_check_change().
 */
#ifndef DETECTORS_CUSTOM_H
#define DETECTORS_CUSTOM_H

#include "detectors/pattern.h"
#include "detectors/registry.h"
#include "detectors/validator.h"

#define CUSTOM_DETECTORS_MAX 1000
#define CUSTOM_WORDS_MAX 100       /* of one kind, of one detector */
#define CUSTOM_WORD_MIN 2          /* bytes */
#define CUSTOM_WORD_MAX 90         /* bytes */
#define CUSTOM_ALL_WORDS_MAX 20000 /* of all detectors */
#define CUSTOM_LABELS_MAX 50       /* words that changes add, of all */
#define CUSTOM_LABEL_MAX 32        /* bytes of one */
#define CUSTOM_ID_MAX 39
#define CUSTOM_SHAPE_MAX 32
#define CUSTOM_MATCH_MAX 254  /* bytes of a match */
#define CUSTOM_BEFORE_MAX 300 /* how far words are looked for in front of a match */
#define CUSTOM_AFTER_MAX 100  /* and behind it */

/*
 * A match, the distance and the longest word in front of it: all of this is seen when two findings
 * that overlap are compared, and must stay within SCAN_REACH.
 */
#define CUSTOM_REACH 512

/* Texts of one kind; pointers and texts belong to the giver. */
struct custom_texts {
    const char *const *texts;
    size_t count;
};

/*
 * Texts and arrays must live as long as a rule set made of them. Words match in any case, at the
 * edges of words and within camelCase; a blank in one stands for up to three of blank, tab, '_',
 * '-', '.', '/', or for nothing. Ignored words match as they are.
 */
struct custom_detector {
    const char *id;     /* "x-", then lower case letters, digits, '-': no later detector takes it */
    const char *title;  /* NULL: the id */
    const char *tag;    /* for the phi-types tag; NULL: none */
    const char *source; /* document of the rule; NULL: none */
    enum role role;
    char identifier;     /* 'A' to 'R' for ROLE_PERSON, 0 for others */
    bool qualifies;      /* as of struct detector */
    const char *pattern; /* as of pattern.h; or NULL */
    const char *shape;   /* or a mask: L letter, U capital, 9 digit, X letter or digit, ? any byte
                            but line ends, \ in front of what stands for itself, as all others do */
    bool ignores_case;   /* of pattern or shape */
    bool is_whole;       /* a match must be a token of its own, by tile_starts_token() */
    struct custom_texts words;   /* speak for a match when they stand near it */
    struct custom_texts ignored; /* a match that holds one of them is no value */
    struct custom_texts fields;  /* names of columns and members that hold such values */
    uint8_t alone;               /* confidence without a word near; 0: none is found then */
    uint8_t word;                /* with one */
    uint8_t field;               /* with one directly in front, and in a field of such a name */
    uint16_t before;             /* bytes between the end of a word and the match */
    uint16_t after;              /* bytes between the end of the match and a word */
    uint16_t longest;            /* bytes of a match, at most CUSTOM_MATCH_MAX */
    enum validator check;
    uint32_t severity[3]; /* occurrences from which an object is low, medium, high; 0: not used */
};

/* A change of a detector of the registry. */
struct custom_change {
    size_t detector; /* index in the registry */
    bool has_enabled;
    bool is_enabled;
    int alone, word, field;    /* new confidences; -1: stays as it is */
    struct custom_texts words; /* letters of ASCII, digits and blanks, the first a letter */
    struct custom_texts ignored;
    struct custom_texts fields;
};

struct custom_rules {
    const struct custom_detector *detectors;
    size_t detector_count;
    const struct custom_change *changes;
    size_t change_count;
};

/* What of a detector is wrong. */
enum custom_part {
    CUSTOM_FINE,
    CUSTOM_ID,
    CUSTOM_TAG,
    CUSTOM_IDENTIFIER,
    CUSTOM_PATTERN,
    CUSTOM_SHAPE,
    CUSTOM_WORDS,
    CUSTOM_IGNORED,
    CUSTOM_FIELDS,
    CUSTOM_CONFIDENCE,
    CUSTOM_DISTANCE,
    CUSTOM_SEVERITY
};

/* The part that is wrong with a message of what and what to do, or CUSTOM_FINE. */
enum custom_part custom_check_detector(const struct custom_detector *detector,
                                       struct pattern_error *error);
enum custom_part custom_check_change(const struct custom_change *change,
                                     struct pattern_error *error);

#endif
