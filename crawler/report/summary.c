/* What a person reads at the end of a scan. */
#include "crawler/report/summary.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char *const class_meanings[] = {
    [CLASS_NONE] = "nothing found in what was read",
    [CLASS_HEALTH] = "health codes or provider numbers, no person",
    [CLASS_PCI] = "payment cards only",
    [CLASS_PII] = "identifiers of a person, no health evidence",
    [CLASS_PHI] = "identifiers of a person with health evidence",
};

static const char *const reason_hints[REASON_COUNT] = {
    [REASON_ARCHIVED] = "restore them from the archive tier and scan again",
    [REASON_ENCRYPTED] = "by a password or key not known here; see --passwords",
    [REASON_ACCESS_DENIED] = "grant read permission on these objects",
    [REASON_KMS_DENIED] = "grant kms:Decrypt on the key named in manifest.jsonl",
    [REASON_CUSTOMER_KEY_NEEDED] = "encrypted with a key that the store does not hold",
    [REASON_VANISHED] = "deleted between listing and reading",
    [REASON_CHANGED] = "overwritten while they were read; scan again",
    [REASON_LIMIT_DEPTH] = "raise --max-depth",
    [REASON_LIMIT_MEMBERS] = "raise --max-members",
    [REASON_LIMIT_BYTES] = "raise --max-bytes",
    [REASON_LIMIT_RATIO] = "raise --max-ratio, if this is no archive bomb",
    [REASON_LIMIT_TIME] = "raise --max-time",
    [REASON_LIMIT_MEMORY] = "raise --max-memory, if a decoder wants more",
    [REASON_CORRUPT] = "damaged; what could be read was scanned",
    [REASON_TRUNCATED] = "cut short; what is there was scanned",
    [REASON_CHECKSUM] = "content and checksum differ; it was scanned as it is",
    [REASON_ZIP_OVERLAP] = "zip members overlap, as in archive bombs",
    [REASON_ZIP_DIRECTORY_MISMATCH] = "zip directory and members disagree",
    [REASON_UNSUPPORTED_FORMAT] = "nothing here reads it yet; or a pipe, device or link",
    [REASON_UNSUPPORTED_METHOD] = "compression method without a decoder",
    [REASON_NEEDS_OCR] = "text in images is not read",
    [REASON_WORKER_CRASH] = "a bug: please report it with the object's format",
    [REASON_REGEX_LIMIT] = "a pattern reached its match limit",
    [REASON_INTERRUPTED] = "the run was stopped; --since RUN scans the rest",
    [REASON_READ_ERROR] = "errors outlasted the retries; scan again",
    [REASON_HTTP] = "the store answered with this status",
};

const char *summary_hint(enum reason reason)
{
    return reason_hints[reason];
}

const char *summary_number(uint64_t value, char out[SUMMARY_NUMBER_SIZE])
{
    char digits[SUMMARY_NUMBER_SIZE];
    const int len = snprintf(digits, sizeof digits, "%" PRIu64, value);
    char *put = out;
    for (int i = 0; i < len; i++) {
        if (i > 0 && (len - i) % 3 == 0)
            *put++ = ',';
        *put++ = digits[i];
    }
    *put = '\0';
    return out;
}

const char *summary_size(uint64_t bytes, char out[SUMMARY_NUMBER_SIZE])
{
    static const char *const units[] = {"kB", "MB", "GB", "TB", "PB", "EB"};
    if (bytes < 1000) {
        snprintf(out, SUMMARY_NUMBER_SIZE, "%" PRIu64 " byte%s", bytes, bytes == 1 ? "" : "s");
        return out;
    }
    double value = (double)bytes / 1000;
    size_t unit = 0;
    while (value >= 999.95 && unit + 1 < sizeof units / sizeof units[0]) {
        value /= 1000;
        unit++;
    }
    snprintf(out, SUMMARY_NUMBER_SIZE, "%.1f %s", value, units[unit]);
    return out;
}

const char *summary_duration(double seconds, char out[SUMMARY_NUMBER_SIZE])
{
    const double bounded = seconds > 0 ? (seconds < 1e12 ? seconds : 1e12) : 0;
    const uint64_t whole = (uint64_t)(bounded + 0.5);
    if (bounded < 59.95)
        snprintf(out, SUMMARY_NUMBER_SIZE, "%.1f s", bounded);
    else if (whole < 3600)
        snprintf(out, SUMMARY_NUMBER_SIZE, "%" PRIu64 " min %02" PRIu64 " s", whole / 60,
                 whole % 60);
    else
        snprintf(out, SUMMARY_NUMBER_SIZE, "%" PRIu64 " h %02" PRIu64 " min", whole / 3600,
                 whole / 60 % 60);
    return out;
}

const char *summary_share(uint64_t part, uint64_t whole, char out[SUMMARY_NUMBER_SIZE])
{
    if (part == 0 || whole == 0) {
        snprintf(out, SUMMARY_NUMBER_SIZE, "-");
        return out;
    }
    const double share = 100 * (double)part / (double)whole;
    if (share < 0.1)
        snprintf(out, SUMMARY_NUMBER_SIZE, "<0.1%%");
    else if (part < whole && share > 99.9)
        snprintf(out, SUMMARY_NUMBER_SIZE, ">99.9%%");
    else
        snprintf(out, SUMMARY_NUMBER_SIZE, "%.1f%%", share);
    return out;
}

static void summary_row(struct buffer *out, const char *name, uint64_t count, uint64_t whole)
{
    char number[SUMMARY_NUMBER_SIZE], share[SUMMARY_NUMBER_SIZE];
    buffer_append_format(out, "  %-22s %13s  %6s", name, summary_number(count, number),
                         summary_share(count, whole, share));
}

static void summary_classes(struct buffer *out, const struct run_totals *totals)
{
    buffer_append_format(out, "\n  %-22s %13s\n", "CLASS", "OBJECTS");
    for (int class = CLASS_PHI; class >= CLASS_NONE; class --) {
        const uint64_t unknown = class == CLASS_NONE ? totals->unknown : 0;
        summary_row(out, class_name((enum class) class), totals->by_class[class] - unknown,
                    totals->listed);
        buffer_append_format(out, "  %s\n", class_meanings[class]);
    }
    if (totals->unknown == 0)
        return;
    summary_row(out, "unknown", totals->unknown, totals->listed);
    buffer_append_str(out, "  not examined\n");
}

static void summary_coverage(struct buffer *out, const struct run_totals *totals)
{
    buffer_append_format(out, "\n  %-22s %13s\n", "COVERAGE", "OBJECTS");
    summary_row(out, "examined", totals->examined, totals->listed);
    buffer_append_str(out, "  read and scanned in full\n");
    summary_row(out, "partial", totals->partial, totals->listed);
    buffer_append_str(out, "  something of them was not read\n");
    summary_row(out, "not examined", totals->not_examined, totals->listed);
    buffer_append_str(out, "  nothing of them was read\n");
}

static void summary_reason(struct buffer *out, const struct run_totals *totals, enum reason reason,
                           int http_status)
{
    char name[32];
    const uint64_t count =
        reason == REASON_HTTP ? totals->by_http_status[http_status] : totals->by_reason[reason];
    if (count == 0)
        return;
    summary_row(out, reason_name(reason, http_status, name), count, totals->listed);
    buffer_append_format(out, "  %s\n", reason_hints[reason]);
}

static void summary_reasons(struct buffer *out, const struct run_totals *totals)
{
    if (totals->partial + totals->not_examined == 0)
        return;
    buffer_append_format(out, "\n  %-22s %13s\n", "NOT READ IN FULL", "OBJECTS");
    for (int reason = 0; reason < REASON_HTTP; reason++)
        summary_reason(out, totals, (enum reason)reason, 0);
    for (int status = 0; status < RUN_HTTP_STATUSES; status++)
        summary_reason(out, totals, REASON_HTTP, status);
}

static void summary_findings(struct buffer *out, const struct run_totals *totals)
{
    char number[SUMMARY_NUMBER_SIZE];
    buffer_append_format(out, "\n  %-22s %13s", "FINDINGS",
                         summary_number(totals->findings, number));
    if (totals->findings_written < totals->findings) {
        buffer_append_format(out, "          %s with their place; see --locations",
                             summary_number(totals->findings_written, number));
    }
    buffer_append_char(out, '\n');
}

static void summary_policies(struct buffer *out, const struct summary *summary)
{
    if (summary->policy_count > 0)
        buffer_append_format(out, "\n  %-22s %13s  %6s  %7s\n", "SOURCES BY POLICY", "NOT MET",
                             "MET", "UNKNOWN");
    for (size_t i = 0; i < summary->policy_count; i++) {
        const struct summary_policy *const policy = &summary->policies[i];
        buffer_append_format(out, "  %-22s %13zu  %6zu  %7zu\n", policy->name, policy->not_met,
                             policy->met, policy->unknown);
    }
}

void summary_render(struct buffer *out, const struct summary *summary)
{
    const struct run_totals *const totals = summary->totals;
    char number[SUMMARY_NUMBER_SIZE], time[SUMMARY_NUMBER_SIZE];
    char read[SUMMARY_NUMBER_SIZE], scanned[SUMMARY_NUMBER_SIZE];
    buffer_append_format(out, "%s object%s in %s: %s read, %s of content scanned\n",
                         summary_number(totals->listed, number), totals->listed == 1 ? "" : "s",
                         summary_duration(summary->seconds, time),
                         summary_size(totals->bytes_read, read),
                         summary_size(totals->bytes_scanned, scanned));
    if (summary->filtered > 0)
        buffer_append_format(out, "%s more left out by filters, as run.json says\n",
                             summary_number(summary->filtered, number));
    if (summary->has_failed)
        buffer_append_str(
            out, "the run failed: there are more objects, and this says nothing of them\n");
    if (summary->open_listings > 0)
        buffer_append_format(out, "%s source%s not listed to the end: there may be more objects\n",
                             summary_number(summary->open_listings, number),
                             summary->open_listings == 1 ? " was" : "s were");
    summary_classes(out, totals);
    summary_coverage(out, totals);
    summary_reasons(out, totals);
    summary_findings(out, totals);
    summary_policies(out, summary);
    buffer_append_format(out, "\nRun folder: %s\n", summary->path);
}
