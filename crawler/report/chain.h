/*
 * The evidence chain of the manifest: every line names the SHA-256 of the line before it, so that a
 * line that was changed, dropped, added or moved breaks the chain at that place.
 *
 * The digest is over the bytes of a line without its newline. The first line names CHAIN_FIRST.
 */
#ifndef CRAWLER_REPORT_CHAIN_H
#define CRAWLER_REPORT_CHAIN_H

#include "detectors/span.h"

#include <stdbool.h>
#include <stdint.h>

#define CHAIN_HEX_SIZE 65 /* 64 hexadecimal digits and the terminator */
#define CHAIN_FIRST "0000000000000000000000000000000000000000000000000000000000000000"

struct chain {
    char last[CHAIN_HEX_SIZE]; /* of the last line; CHAIN_FIRST while there is none */
    uint64_t count;            /* lines so far */
};

void chain_init(struct chain *chain);

/* Takes line (without newline) as the chain's last. False when OpenSSL fails; the chain is then
 * unchanged. */
bool chain_add(struct chain *chain, struct span line);

#endif
