/*
 * What does not win: kept beside the candidates of a tile when somebody asked for all of them;
 * private to scan*.c.
 */
#ifndef DETECTORS_SCAN_LOSERS_H
#define DETECTORS_SCAN_LOSERS_H

#include "detectors/finding.h"
#include "detectors/scan.h"

#include <stdbool.h>
#include <stddef.h>

struct scan_losers;

/* NULL when memory is short. */
struct scan_losers *scan_losers_create(void);
void scan_losers_free(struct scan_losers *losers);

/* A new tile. */
void scan_losers_clear(struct scan_losers *losers);

/* Keeps a finding (its offset counts from the tile), unless SCAN_LOSERS_MAX better ones start at
 * its place (one that was seen from two places counts once): the surer are better, then the longer,
 * then those earlier in the list. */
void scan_losers_add(struct scan_losers *losers, const struct finding *finding);

/* Those that start at at, in the order of the list; returns how many. */
size_t scan_losers_at(const struct scan_losers *losers, size_t at,
                      struct finding out[SCAN_LOSERS_MAX]);

/* True when one or more start at at. */
bool scan_losers_any(const struct scan_losers *losers, size_t at);

#endif
