/* Street types of USPS Publication 28, appendix C1, with the abbreviations in common use. */
#include "detectors/street.h"

#include "detectors/ascii.h"

#include <string.h>

#define TYPE_MAX 12

/* Both sorted. */
static const char strong[][TYPE_MAX] = {
    "alley",      "aly",  "av",      "ave",    "aven",     "avenue", "blvd",   "boul",  "boulevard",
    "causeway",   "cir",  "circle",  "court",  "cswy",     "ct",     "dr",     "drive", "drv",
    "expressway", "expy", "freeway", "fwy",    "highway",  "hwy",    "lane",   "ln",    "loop",
    "parkway",    "pkwy", "pky",     "pl",     "place",    "plaza",  "plz",    "rd",    "road",
    "route",      "rte",  "sq",      "square", "st",       "str",    "street", "ter",   "terr",
    "terrace",    "tpke", "trail",   "trl",    "turnpike", "way",
};

static const char weak[][TYPE_MAX] = {
    "annex",      "anx",       "approach", "arc",      "arcade",     "bay",        "bayou",
    "bch",        "beach",     "bend",     "blf",      "bluff",      "bluffs",     "bnd",
    "bottom",     "br",        "branch",   "brg",      "bridge",     "brk",        "broadway",
    "brook",      "brooks",    "burg",     "byp",      "bypass",     "camp",       "canyon",
    "cape",       "center",    "centers",  "centre",   "circ",       "clb",        "clf",
    "clfs",       "cliff",     "cliffs",   "close",    "club",       "cmn",        "common",
    "commons",    "concourse", "cor",      "corner",   "corners",    "cors",       "course",
    "courts",     "cove",      "coves",    "cp",       "cpe",        "creek",      "cres",
    "crescent",   "crest",     "crk",      "crossing", "crossroad",  "crossroads", "crse",
    "crst",       "ctr",       "cts",      "curv",     "curve",      "cv",         "cyn",
    "dale",       "dam",       "divide",   "dl",       "dm",         "drives",     "dv",
    "esplanade",  "est",       "estate",   "estates",  "ests",       "ext",        "extension",
    "fall",       "falls",     "ferry",    "field",    "fields",     "flat",       "flats",
    "fld",        "flds",      "fls",      "flt",      "flts",       "ford",       "fords",
    "forest",     "forge",     "forges",   "fork",     "forks",      "fort",       "frd",
    "frg",        "frk",       "frks",     "frst",     "fry",        "ft",         "garden",
    "gardens",    "gateway",   "gdn",      "gdns",     "glen",       "glens",      "gln",
    "green",      "greens",    "grn",      "grove",    "groves",     "grv",        "gtwy",
    "harbor",     "harbors",   "haven",    "hbr",      "heights",    "hill",       "hills",
    "hl",         "hls",       "hollow",   "holw",     "hts",        "hvn",        "inlet",
    "inlt",       "is",        "island",   "islands",  "isle",       "jct",        "junction",
    "junctions",  "key",       "keys",     "knl",      "knls",       "knoll",      "knolls",
    "ky",         "lake",      "lakes",    "land",     "landing",    "lck",        "ldg",
    "lgt",        "light",     "lights",   "lk",       "lks",        "lndg",       "loaf",
    "lock",       "locks",     "lodge",    "mall",     "manor",      "manors",     "mdw",
    "mdws",       "meadow",    "meadows",  "mews",     "mill",       "mills",      "mission",
    "ml",         "mls",       "mnr",      "motorway", "mount",      "mountain",   "mountains",
    "msn",        "mt",        "mtn",      "mtwy",     "nck",        "neck",       "opas",
    "orch",       "orchard",   "oval",     "overpass", "parade",     "park",       "parks",
    "parkways",   "pass",      "passage",  "path",     "pike",       "pine",       "pines",
    "plain",      "plains",    "pln",      "plns",     "pne",        "pnes",       "point",
    "points",     "port",      "ports",    "pr",       "prairie",    "promenade",  "prt",
    "psge",       "pt",        "pts",      "quay",     "radial",     "radl",       "ramp",
    "ranch",      "rapid",     "rapids",   "rdg",      "rdgs",       "rds",        "rest",
    "ridge",      "ridges",    "riv",      "river",    "rnch",       "roads",      "row",
    "rpd",        "rpds",      "rst",      "rue",      "run",        "shl",        "shls",
    "shoal",      "shoals",    "shore",    "shores",   "shr",        "shrs",       "skwy",
    "skyway",     "smt",       "spg",      "spgs",     "spring",     "springs",    "spur",
    "sqs",        "squares",   "sta",      "station",  "stra",       "stravenue",  "stream",
    "streets",    "strm",      "sts",      "summit",   "throughway", "trace",      "track",
    "trafficway", "trailer",   "trails",   "trak",     "trce",       "trfy",       "trlr",
    "trwy",       "tunl",      "tunnel",   "un",       "underpass",  "union",      "unions",
    "upas",       "valley",    "valleys",  "via",      "viaduct",    "view",       "views",
    "village",    "villages",  "ville",    "vis",      "vista",      "vl",         "vlg",
    "vly",        "vlys",      "vw",       "vws",      "walk",       "walks",      "wall",
    "well",       "wells",     "wl",       "wls",      "xing",       "xrd",
};

static bool is_listed(const char (*list)[TYPE_MAX], size_t count, const char *word)
{
    size_t low = 0;
    size_t high = count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const int order = strcmp(word, list[middle]);
        if (order == 0) {
            return true;
        }
        if (order < 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return false;
}

enum street_type street_find_type(const uint8_t *word, size_t len)
{
    char lower[TYPE_MAX] = {0};
    if (len < 2 || len >= TYPE_MAX) {
        return STREET_NONE;
    }
    for (size_t i = 0; i < len; i++) {
        lower[i] = (char)ascii_to_lower(word[i]);
    }
    if (is_listed(strong, sizeof strong / sizeof strong[0], lower)) {
        return STREET_STRONG;
    }
    return is_listed(weak, sizeof weak / sizeof weak[0], lower) ? STREET_WEAK : STREET_NONE;
}
