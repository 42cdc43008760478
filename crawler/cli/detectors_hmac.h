/* phicrawl detectors ID --hmac FILE: a list of values as HMACs, for --allow and --roster. */
#ifndef CRAWLER_CLI_DETECTORS_HMAC_H
#define CRAWLER_CLI_DETECTORS_HMAC_H

#include "crawler/cli/judgement.h"

/* Prints the list for the values of the detector at index (-1: none was given, which is refused);
 * returns the exit code. */
int detectors_hmac(const struct arguments *arguments, const struct judgement *judgement,
                   const struct ruleset *ruleset, int index);

#endif
