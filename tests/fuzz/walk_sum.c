/* Walks an object and sums up what came of it. */
#include "tests/fuzz/walk_sum.h"

#include "tests/unit/chunk_source.h"

#include <stdlib.h>
#include <string.h>

const struct unpack_limits walk_sum_limits = {
    .depth = 5, .members = 50, .bytes = 1 << 20, .ratio = 100, .ratio_arms_at = 1 << 16};

void require(bool is_true)
{
    if (!is_true)
        abort();
}

static uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t len)
{
    const uint8_t *const at = bytes;
    for (size_t i = 0; i < len; i++)
        hash = (hash ^ at[i]) * UINT64_C(0x100000001b3);
    return hash;
}

static enum status sum_visit(void *user, const struct member *member)
{
    struct walk_sum *const sum = user;
    uint8_t buf[4099];
    enum status status = STATUS_OK;
    sum->visits++;
    if (member->depth > sum->depth_max)
        sum->depth_max = member->depth;
    sum->hash = hash_bytes(sum->hash, member->path.ptr, member->path.len);
    sum->hash = hash_bytes(sum->hash, &member->format, sizeof member->format);
    sum->hash = hash_bytes(sum->hash, &member->depth, sizeof member->depth);
    while (status == STATUS_OK) {
        size_t len;
        status = byte_source_read(member->bytes, buf, sizeof buf, &len);
        require((len > 0) == (status == STATUS_OK));
        sum->hash = hash_bytes(sum->hash, buf, len);
        sum->bytes += len;
    }
    require(status == STATUS_END || status == STATUS_SKIP);
    size_t len;
    require(byte_source_read(member->bytes, buf, sizeof buf, &len) == status && len == 0);
    return status;
}

struct walk_sum walk_sum_run_source(struct byte_source *source, const struct passwords *passwords)
{
    struct walk_sum sum = {.hash = 1};
    const struct span name = {(const uint8_t *)"k.gz", 4};
    const struct unpack_visitor visitor = {sum_visit, &sum, NULL, passwords};
    require(unpack_walk(source, name, &walk_sum_limits, &sum.coverage, &visitor) == STATUS_OK);
    return sum;
}

struct walk_sum walk_sum_run(struct span bytes, size_t chunk)
{
    struct chunk_source source;
    chunk_source_init(&source, bytes, chunk, STATUS_END);
    const struct walk_sum sum = walk_sum_run_source(&source.source, NULL);
    require(source.rest.len == 0 || sum.coverage.reasons != 0);
    return sum;
}

void walk_sum_check(struct span bytes)
{
    const struct walk_sum whole = walk_sum_run(bytes, bytes.len + 1);
    require(whole.coverage.members <= walk_sum_limits.members);
    require(whole.depth_max <= walk_sum_limits.depth + 3);
    require(whole.bytes <= walk_sum_limits.bytes + 16 * bytes.len + (1 << 17));
    if (coverage_has(&whole.coverage, REASON_LIMIT_BYTES) ||
        coverage_has(&whole.coverage, REASON_LIMIT_RATIO))
        return; /* where a limit cuts depends on the sizes of reads */
    /* Where ISA-L sees a fault, and what it gives out in front, depends on the sizes of reads by a
     * few bytes: its fast path runs on from where it should have stopped. */
    const bool is_exact = !coverage_has(&whole.coverage, REASON_CORRUPT);
    static const size_t chunks[] = {1, 0};
    for (size_t i = 0; i < sizeof chunks / sizeof chunks[0]; i++) {
        const struct walk_sum pieces = walk_sum_run(bytes, chunks[i]);
        require(coverage_has(&pieces.coverage, REASON_CORRUPT) == !is_exact);
        if (!is_exact)
            continue;
        require(pieces.hash == whole.hash);
        require(memcmp(&pieces.coverage, &whole.coverage, sizeof whole.coverage) == 0);
    }
}
