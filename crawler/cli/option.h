/*
 * The options: one row each, which makes the parser, --help, the manual page and the shell
 * completion. An option that takes a value can be given by a variable of the environment as well:
 * PHICRAWL_ and its name, as in PHICRAWL_MAX_DEPTH. The command line wins over the environment, and
 * that over the default.
 */
#ifndef CRAWLER_CLI_OPTION_H
#define CRAWLER_CLI_OPTION_H

#include "crawler/base/buffer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Verbs as bits of option_spec.verbs. */
enum verb {
    VERB_NONE = 1 << 0, /* the program itself, before any verb */
    VERB_SCAN = 1 << 1,
    VERB_DETECT = 1 << 2,
    VERB_DETECTORS = 1 << 3,
    VERB_CHECK = 1 << 4
};

/* Index into the table. */
enum option {
    OPTION_FROM,
    OPTION_FILES_FROM,
    OPTION_PASSWORDS,
    OPTION_NO_SIGN_REQUEST,
    OPTION_REQUEST_PAYER,
    OPTION_EXPECTED_BUCKET_OWNER,
    OPTION_INCLUDE, /* from here to OPTION_SCOPE_LAST: option_scope.c */
    OPTION_EXCLUDE,
    OPTION_REGEX,
    OPTION_EXTENSION,
    OPTION_MIN_SIZE,
    OPTION_MAX_SIZE,
    OPTION_MODIFIED_AFTER,
    OPTION_MODIFIED_BEFORE,
    OPTION_STORAGE_CLASS,
    OPTION_ENCRYPTION,
    OPTION_TAG,
    OPTION_SINCE,
    OPTION_VERSIONS,
    OPTION_VERSION_STATE,
    OPTION_UPLOADS,
    OPTION_OUTPUT,
    OPTION_LOCATIONS,
    OPTION_NO_PRIVATE_KEYS,
    OPTION_NO_POSTURE,
    OPTION_ESTIMATE,
    OPTION_RESTORE_MANIFEST,
    OPTION_QUIET,
    OPTION_PROGRESS,
    OPTION_JSON,
    OPTION_POLICY,
    OPTION_MIN_CONFIDENCE,
    OPTION_RULES,
    OPTION_ALLOW,
    OPTION_ROSTER,
    OPTION_KEY_FILE,
    OPTION_ALL_CANDIDATES,
    OPTION_FAST,
    OPTION_HMAC,
    OPTION_ACCEPT,
    OPTION_POLICY_PROFILE,
    OPTION_FAIL_ON,
    OPTION_MAX_DEPTH,
    OPTION_MAX_MEMBERS,
    OPTION_MAX_BYTES,
    OPTION_MAX_RATIO,
    OPTION_MAX_RATIO_FROM,
    OPTION_MAX_MEMORY,
    OPTION_MAX_TIME,
    OPTION_WORKERS,
    OPTION_WINDOW,
    OPTION_RATE,
    OPTION_LIST_REQUESTS,
    OPTION_HELP,
    OPTION_VERSION,
    OPTION_COUNT
};

#define OPTION_SCOPE_FIRST OPTION_INCLUDE
#define OPTION_SCOPE_LAST OPTION_UPLOADS

enum option_type {
    OPTION_FLAG,          /* no value; by environment 1, true, yes, on or 0, false, no, off */
    OPTION_TEXT,          /* anything but the empty text */
    OPTION_TEXTS,         /* the same; may be given several times */
    OPTION_NUMBER,        /* decimal, min to max */
    OPTION_NUMBER_OR_ALL, /* the same, or "all", which is UINT64_MAX */
    OPTION_SIZE,          /* bytes, with a unit if wanted: 512, 64MiB, 1TiB, 10GB */
    OPTION_ACCOUNT,       /* of AWS: 12 digits */
    OPTION_REASONS,       /* list of reasons; a set of 1 << enum reason; several options add up */
    OPTION_CHOICES,       /* list of choices; a set of 1 << index; several options add up */
    OPTION_CHOICE,        /* one of choices; its index */
    OPTION_MAYBE_CHOICE   /* the same, the value may be missing and stands only behind '=' */
};

/* Headings of --help, in their order. */
enum option_group {
    GROUP_INPUT,
    GROUP_SCOPE,
    GROUP_OUTPUT,
    GROUP_JUDGEMENT,
    GROUP_LIMITS,
    GROUP_SPEED,
    GROUP_GENERAL,
    GROUP_COUNT
};

struct option_spec {
    unsigned verbs; /* set of enum verb */
    const char *name;
    char letter;          /* 0: none */
    const char *argument; /* what --help calls the value; NULL for flags */
    enum option_type type;
    enum option_group group;
    uint64_t min, max;
    const char *const *choices; /* ends with NULL */
    const char *default_text;   /* parsed as if it had been given; NULL: none */
    const char *default_note;   /* what --help says in place of default_text; NULL: that */
    const char *help;           /* plain text, to be wrapped */
};

const struct option_spec *option_at(enum option option);
const char *option_group_title(enum option_group group);

/* The option with this name (len bytes) or letter, whichever verb it is for; -1: none. */
int option_find(const char *name, size_t len);
int option_find_letter(char letter);

/* Writes the variable's name, "PHICRAWL_MAX_DEPTH"; out holds OPTION_VARIABLE_SIZE bytes. False for
 * --help and --version. */
#define OPTION_VARIABLE_SIZE 48
bool option_variable(enum option option, char *out);

#define OPTION_TEXTS_MAX 16

struct option_value {
    bool is_given;                       /* by command line, environment or default */
    const char *text;                    /* as given; belongs to the giver */
    uint64_t number;                     /* by type: number, bytes, set, index, 1 for a flag */
    const char *texts[OPTION_TEXTS_MAX]; /* OPTION_TEXTS: all of them */
    size_t text_count;
};

/*
 * Parses text as a value of option into *value (to which OPTION_REASONS and OPTION_CHOICES add).
 * False with a message in error, without the option's name: "'x' is not a number".
 */
bool option_parse(enum option option, const char *text, struct option_value *value,
                  struct buffer *error);

#endif
