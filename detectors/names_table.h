/* How the lists of names.h are laid out; for its files only. */
#ifndef DETECTORS_NAMES_TABLE_H
#define DETECTORS_NAMES_TABLE_H

#include <stddef.h>

#define NAMES_TAIL 12

/* Names that share their first two letters, as what is behind those: padded with zeros. */
struct names_bucket {
    const char (*tails)[NAMES_TAIL];
    size_t count;
};

struct names_list {
    const struct names_bucket (*buckets)[26]; /* by first, then by second letter */
};

/* Indexes of letters, and the row of a bucket: [S][M] = TAILS("ITH", "ILEY") is SMITH and SMILEY.
 */
enum { A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P, Q, R, S, T, U, V, W, X, Y, Z };
#define TAILS(...)                                                                                 \
    {                                                                                              \
        (const char[][NAMES_TAIL]){__VA_ARGS__},                                                   \
            sizeof((const char[][NAMES_TAIL]){__VA_ARGS__}) / NAMES_TAIL                           \
    }

extern const struct names_list names_surnames;
extern const struct names_list names_given;
extern const struct names_list names_words;

#endif
