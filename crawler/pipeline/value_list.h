/*
 * Lists of values as HMACs: values that are nothing to report (allow lists) and values of known
 * persons (rosters). A file is text:
 *
 *     phicrawl-hmac 1 KEY-ID
 *     DETECTOR-ID 64-HEXADECIMAL-DIGITS
 *
 * with a value a line, as `phicrawl detectors ID --hmac` prints them; '#' starts a comment. What is
 * hashed is in value_hmac.h.
 */
#ifndef CRAWLER_PIPELINE_VALUE_LIST_H
#define CRAWLER_PIPELINE_VALUE_LIST_H

#include "crawler/base/fault.h"
#include "crawler/report/value_hmac.h"
#include "detectors/scan.h"

#define VALUE_LIST_MAX ((size_t)20000000)

struct value_list;

/* An empty list; NULL when memory is short. */
struct value_list *value_list_create(void);
void value_list_free(struct value_list *list);

/* Adds the values of a file made with the key of that id. False with a fault ("FILE:LINE: ..."). */
bool value_list_load(struct value_list *list, const char *path, const char *key_id,
                     struct fault *fault);

/* Adds one; the first 16 bytes count. False when memory is short. */
bool value_list_add(struct value_list *list, const uint8_t entry[VALUE_HMAC_LEN]);

/* Whether the HMAC is on the list. */
bool value_list_has(const struct value_list *list, const uint8_t hmac[VALUE_HMAC_LEN]);
size_t value_list_count(const struct value_list *list);

/* What a run knows of values; shared by threads, and must outlive them. */
struct value_lists {
    const struct value_hmac_key *key;
    const struct value_list *allowed; /* NULL: none */
    const struct value_list *roster;  /* NULL: none */
};

/*
 * Weighs a finding by its value: one that is allowed is left with at most 10 and flagged
 * FINDING_ALLOWED; one on the roster gains 30 and is flagged FINDING_ON_ROSTER, and when that lifts
 * it to min_confidence (0: 60) it is below no more. Losers of overlaps stay losers.
 */
void value_lists_weigh(const struct value_lists *lists, const struct ruleset *ruleset,
                       struct span value, uint8_t min_confidence, struct finding *finding);

#endif
