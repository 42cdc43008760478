/* What was read of one object, and why not more. */
#include "crawler/base/coverage.h"

#include "crawler/base/losses.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const reason_names[REASON_COUNT] = {
    [REASON_ARCHIVED] = "archived",
    [REASON_ENCRYPTED] = "encrypted",
    [REASON_ACCESS_DENIED] = "access-denied",
    [REASON_KMS_DENIED] = "kms-denied",
    [REASON_CUSTOMER_KEY_NEEDED] = "customer-key-needed",
    [REASON_VANISHED] = "vanished",
    [REASON_CHANGED] = "changed",
    [REASON_LIMIT_DEPTH] = "limit-depth",
    [REASON_LIMIT_MEMBERS] = "limit-members",
    [REASON_LIMIT_BYTES] = "limit-bytes",
    [REASON_LIMIT_RATIO] = "limit-ratio",
    [REASON_LIMIT_TIME] = "limit-time",
    [REASON_LIMIT_MEMORY] = "limit-memory",
    [REASON_CORRUPT] = "corrupt",
    [REASON_TRUNCATED] = "truncated",
    [REASON_CHECKSUM] = "checksum",
    [REASON_ZIP_OVERLAP] = "zip-overlap",
    [REASON_ZIP_DIRECTORY_MISMATCH] = "zip-directory-mismatch",
    [REASON_UNSUPPORTED_FORMAT] = "unsupported-format",
    [REASON_UNSUPPORTED_METHOD] = "unsupported-method",
    [REASON_NEEDS_OCR] = "needs-ocr",
    [REASON_WORKER_CRASH] = "worker-crash",
    [REASON_REGEX_LIMIT] = "regex-limit",
    [REASON_INTERRUPTED] = "interrupted",
    [REASON_READ_ERROR] = "read-error",
    [REASON_HTTP] = "http",
};

void coverage_add(struct coverage *coverage, enum reason reason)
{
    assert(reason < REASON_COUNT);
    coverage->reasons |= UINT32_C(1) << reason;
    coverage->unnamed |= UINT32_C(1) << reason;
}

void coverage_cut(struct coverage *coverage, enum reason reason, uint64_t covered, uint64_t size)
{
    struct coverage_cut *const cut = &coverage->cuts[reason];
    coverage_add(coverage, reason);
    cut->places++;
    if (size == 0)
        cut->unknown++;
    else if (covered > size)
        covered = size; /* formats that are read by place were read twice in part */
    else
        cut->left += size - covered;
    cut->covered += covered;
}

void coverage_name(struct coverage *coverage, struct span member)
{
    if (coverage->unnamed != 0 && coverage->losses != NULL && member.ptr != NULL)
        losses_add(coverage->losses, member, coverage->unnamed);
    coverage->unnamed = 0;
}

bool coverage_has(const struct coverage *coverage, enum reason reason)
{
    return (coverage->reasons & UINT32_C(1) << reason) != 0;
}

enum object_state coverage_state(const struct coverage *coverage)
{
    if (coverage->reasons == 0)
        return OBJECT_EXAMINED;
    return coverage->bytes_scanned > 0 ? OBJECT_PARTIAL : OBJECT_NOT_EXAMINED;
}

uint64_t coverage_bytes_left(const struct coverage *coverage, uint64_t size)
{
    return coverage->reasons != 0 && size > coverage->bytes_read ? size - coverage->bytes_read : 0;
}

const char *object_state_name(enum object_state state)
{
    static const char *const names[] = {"examined", "partial", "not_examined"};
    return names[state];
}

const char *reason_name(enum reason reason, int http_status, char out[32])
{
    if (reason == REASON_HTTP)
        snprintf(out, 32, "http-%03d", http_status);
    else
        snprintf(out, 32, "%s", reason_names[reason]);
    return out;
}

int reason_find(const char *name)
{
    if (strncmp(name, "http-", 5) == 0)
        return strlen(name) == 8 && strspn(name + 5, "0123456789") == 3 ? REASON_HTTP : -1;
    for (int i = 0; i < REASON_HTTP; i++) {
        if (strcmp(name, reason_names[i]) == 0)
            return i;
    }
    return -1;
}
