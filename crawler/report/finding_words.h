/*
 * The parts of a finding's line that many findings share, kept as they were written before: what
 * its detector is, and what speaks for it. A scan writes them again and again, and looking every
 * word up takes longer than all else in a line.
 *
 * A small store of fixed size, one a thread; what is looked for and not there is written anew.
 */
#ifndef CRAWLER_REPORT_FINDING_WORDS_H
#define CRAWLER_REPORT_FINDING_WORDS_H

#include "detectors/finding.h"
#include "detectors/registry.h"
#include "detectors/span.h"

#define FINDING_WORDS_MAX 2048 /* bytes of either part: 8 names of evidence and 11 flags fit */
#define FINDING_WORDS_STEP 32  /* texts may be read on up to a multiple of so many bytes */

struct finding_words;

/* NULL when memory is short. */
struct finding_words *finding_words_create(void);
void finding_words_free(struct finding_words *words);

/*
 * '"detector":"us-ssn",...,"role":"person"' and '"confidence":95,...,"flags":[]', without a comma
 * at either end. words NULL: nothing is kept. The text is in words, or in out, and valid until the
 * next call.
 */
struct span finding_words_detector(struct finding_words *words, const struct detector *detector,
                                   char out[FINDING_WORDS_MAX]);
struct span finding_words_reasons(struct finding_words *words, const struct finding *finding,
                                  char out[FINDING_WORDS_MAX]);

#endif
