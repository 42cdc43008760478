/* Working memory of one thread while it scans one tile; private to scan*.c. */
#ifndef DETECTORS_SCRATCH_H
#define DETECTORS_SCRATCH_H

#include "detectors/classmap.h"
#include "detectors/custom_scan.h"
#include "detectors/finding.h"
#include "detectors/scan_losers.h"
#include "detectors/shapes.h"
#include "detectors/tile.h"
#include "detectors/wordmap.h"

/* Places where a finding can start that this tile owns, or that can overlap one that it owns. */
#define SCRATCH_CANDIDATES_MAX (TILE_OWNED + 2 * (size_t)TILE_VIEW)

/* Something found, before overlaps are decided. At most one starts at each place. */
struct candidate {
    struct finding finding; /* offset counts from the tile */
    uint32_t rank;          /* the higher wins an overlap; see scan_candidates.h */
    bool is_place;          /* of its detector */
};

/* A label without which some rule finds nothing. */
struct gate {
    struct label_hit label;
    bool is_nested; /* an earlier one ends behind its end, or there */
};

/* A run of digits that some rule looks at. */
struct scan_run {
    uint64_t rules; /* those that may: of number_rules.h */
    uint16_t at;
    uint16_t digits; /* counted to NUMBER_RUN_MAX */
};

struct scratch {
    uint8_t lead[CLASSMAP_LEAD];
    struct classmap classes;
    struct shapemap shapes;

    struct wordmap words;

    uint64_t near[TILE_WORDS]; /* bits: places near an identifier, in fast rule sets */
    bool has_near;

    struct hits hits;
    uint64_t gates[TILE_WORDS]; /* for each 64 bytes: kinds of labels near enough to name a value
                                   there */
    uint64_t open[TILE_WORDS];  /* bits: places that any of these labels reaches */
    uint64_t open_directly[TILE_WORDS]; /* those that one may stand directly in front of, of
                                           labels that some rule wants there */
    struct gate gated[TILE_MAX];        /* these labels, in order */
    size_t gated_count;
    size_t gated_end; /* the greatest end of any */
    struct scan_run runs[TILE_MAX];
    struct label_hit anchors[TILE_MAX]; /* labels behind which something is looked for */
    size_t anchor_count;

    /* candidates by their start: a bit each, and where the entry is */
    uint64_t starts[TILE_WORDS + 1];
    uint16_t index_at[TILE_MAX];
    size_t candidate_count;
    size_t longest; /* length of the longest candidate */
    struct candidate candidates[SCRATCH_CANDIDATES_MAX];

    struct scan_losers *losers;    /* NULL: nobody asked for them */
    struct custom_scratch *custom; /* NULL: there are no rules of users' own */
};

#endif
