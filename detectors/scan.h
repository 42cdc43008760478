/*
 * The scan core: text in, findings out.
 *
 * scan_text() is a pure function of its arguments: no allocation, lock, clock, locale, errno or
 * static. A finding belongs to the segment in which it STARTS, and no rule looks further than
 * SCAN_REACH bytes from where a finding starts; so for every way of cutting a text into segments,
 * each given its true neighbourhood, findings(whole) == concat(findings(segments)). Tests, fuzzers
 * and range splitting rely on that.
 */
#ifndef DETECTORS_SCAN_H
#define DETECTORS_SCAN_H

#include "detectors/finding.h"
#include "detectors/span.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SCAN_REACH 512

/*
 * A stretch of UTF-8 (or ASCII-compatible) text. text points at the owned bytes; before bytes stand
 * directly in front of it and after bytes directly behind it in memory. The caller gives
 * min(SCAN_REACH, what exists) on each side; more is allowed and ignored.
 */
struct segment {
    const uint8_t *text;
    size_t len;
    size_t before;
    size_t after;
    uint64_t offset; /* of text[0] in the whole text */

    /* Leave out the detectors that look at every word (drug, sig, clinical-terms): the expensive
     * part in prose. They never win an overlap, so all other findings stay the same. */
    bool skip_language;
};

struct custom_rules;
struct ruleset; /* immutable once made; shared by all threads */
struct scratch; /* working memory of one thread */

/* Which instructions the scan core uses; the findings are the same. */
enum scan_variant {
    SCAN_FASTEST, /* of those that this processor runs */
    SCAN_PORTABLE,
    SCAN_AVX2,  /* or the next slower one, where the processor lacks it */
    SCAN_AVX512 /* F, BW, VBMI and VBMI2, and GFNI */
};

struct ruleset_options {
    uint64_t fingerprint_key[2]; /* random per run in production; fixed in tests */
    uint8_t min_confidence;      /* findings below are not emitted; 0 means the default, 60 */
    enum scan_variant variant;

    /* Look for drugs, sigs and clinical terms only within SCAN_NEAR bytes of what has the shape of
     * an identifier, or is labelled as one. All other findings stay the same. */
    bool is_fast;

    /* Emit candidates too: what loses an overlap, flagged FINDING_OVERLAPPED, and what is below
     * min_confidence, flagged FINDING_BELOW. The other findings stay the same. Of losers that start
     * at one place the best SCAN_LOSERS_MAX are kept. */
    bool keeps_candidates;

    const struct custom_rules *custom; /* users' own rules, checked, as of custom.h; NULL: none.
                                          Must outlive the rule set */
};

#define SCAN_LOSERS_MAX 8
#define SCAN_NEAR 128

/* Makes a rule set, or returns NULL when memory is short. Free with ruleset_free(). */
struct ruleset *ruleset_create(const struct ruleset_options *options);
void ruleset_free(struct ruleset *ruleset);

/* The instructions that scan_text() uses with it: "portable", "avx2" or "avx512". Static text. */
const char *ruleset_variant(const struct ruleset *ruleset);

/* The same of a rule set for which SCAN_FASTEST is asked. */
const char *scan_fastest_variant(void);

/* The rules' version as it stands in run.json and in the phi-rules tag, e.g. "2026.1". Static text.
 */
const char *ruleset_version(void);

struct detector; /* registry.h */

/*
 * The detectors that this rule set has: those of the registry, under the same indexes, then users'
 * own. Rows of the registry may be switched off, by default or by users' rules: is_enabled says so.
 */
size_t ruleset_detector_count(const struct ruleset *ruleset);
const struct detector *ruleset_detector_at(const struct ruleset *ruleset, size_t index);
int ruleset_detector_find(const struct ruleset *ruleset, const char *id);
bool ruleset_detector_is_enabled(const struct ruleset *ruleset, size_t index);

#define SCAN_NORMAL_MAX 256

/* Writes a value of a detector as it is compared with others (digits alone, upper case ...);
 * returns how many bytes. */
size_t ruleset_normalise(const struct ruleset *ruleset, size_t detector, struct span value,
                         uint8_t out[SCAN_NORMAL_MAX]);

/*
 * Feeds a canonical description of every rule (ids, numbers, words) to write, in a fixed order, so
 * that a caller can digest it: equal digests mean equal findings.
 */
typedef void (*ruleset_write_fn)(void *user, const void *bytes, size_t len);
void ruleset_describe(const struct ruleset *ruleset, ruleset_write_fn write, void *user);

/* Scratch for one thread and any number of calls; NULL when memory is short. */
struct scratch *scratch_create(const struct ruleset *ruleset);
void scratch_free(struct scratch *scratch);

/*
 * True when a user's pattern took too many steps somewhere since the last call, so that findings of
 * its detector may be missing there (reason regex-limit).
 */
bool scratch_take_limit(struct scratch *scratch);

/* Called once a finding, in order of (offset, detector); finding is valid during the call only. */
typedef void (*scan_emit_fn)(void *user, const struct finding *finding);

/* Finds everything that starts in the owned bytes of segment. */
void scan_text(const struct ruleset *ruleset, struct scratch *scratch,
               const struct segment *segment, scan_emit_fn emit, void *user);

/*
 * The name of one piece of evidence as findings print it, e.g. "shape", "check-digit", "field:ssn",
 * "word:dob". Writes at most cap bytes with terminator, returns the length. Never content: words
 * come from our own lists.
 */
size_t evidence_name(const struct evidence *evidence, char *out, size_t cap);

/* The printed name of one flag ("invalid-range"), or NULL for an unknown bit. */
const char *finding_flag_name(unsigned flag);

#endif
