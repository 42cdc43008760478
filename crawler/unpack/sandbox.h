/*
 * Takes from this process all that it does not need for decoding hostile bytes: privileges to be
 * gained, files, the network, other processes, memory and time without end.
 *
 * Source: prctl(2) PR_SET_NO_NEW_PRIVS, landlock(7), seccomp(2), setrlimit(2).
 */
#ifndef CRAWLER_UNPACK_SANDBOX_H
#define CRAWLER_UNPACK_SANDBOX_H

#include <stdbool.h>
#include <stdint.h>

enum sandbox_kind {
    SANDBOX_COMPUTE, /* reads and writes what is open, and computes: nothing else */
    SANDBOX_PROGRAM  /* may become a program of the system, which reads its libraries and fonts */
};

/* What the kernel grants; part of run.json. */
struct sandbox_state {
    uint32_t landlock; /* its ABI; 0: the kernel has none */
    bool has_seccomp;
    bool has_no_new_privs;
};

/* What would be granted, without doing it. */
struct sandbox_state sandbox_probe(void);

/*
 * Enters the sandbox for good. memory_bytes bounds the address space, seconds the processor time.
 * False when what is needed at least (no_new_privs, seccomp, the limits) is refused: do not go on.
 */
bool sandbox_enter(enum sandbox_kind kind, uint64_t memory_bytes, uint32_t seconds);

#endif
