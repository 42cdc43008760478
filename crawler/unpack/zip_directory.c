/* Compares the entries of a ZIP archive with its central directory. */
#include "crawler/unpack/zip_directory.h"

#include <stdlib.h>
#include <string.h>

void zip_directory_reset(struct zip_directory *directory)
{
    memset(directory, 0, offsetof(struct zip_directory, ranges));
}

/* FNV-1a. */
uint64_t zip_hash_name(uint64_t hash, const uint8_t *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++)
        hash = (hash ^ bytes[i]) * UINT64_C(0x100000001b3);
    return hash;
}

/* The finishing steps of SplitMix64: every bit of the result depends on every bit of value. */
static uint64_t zip_mix(uint64_t value)
{
    value = (value ^ value >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    value = (value ^ value >> 27) * UINT64_C(0x94d049bb133111eb);
    return value ^ value >> 31;
}

static void zip_sums_add(struct zip_sums *sums, const struct zip_header *header, uint64_t name_hash)
{
    const uint64_t name = zip_mix(name_hash);
    const uint64_t sizes = (uint64_t)(uint32_t)header->packed << 32 | (uint32_t)header->unpacked;
    sums->count++;
    sums->names += name;
    sums->offsets += name * header->offset;
    sums->values +=
        zip_mix(name ^ zip_mix(sizes ^ zip_mix((uint64_t)header->crc << 16 | header->method)));
}

void zip_directory_add_local(struct zip_directory *directory, const struct zip_header *header,
                             uint64_t name_hash, bool is_known)
{
    zip_sums_add(&directory->locals, header, name_hash);
    directory->is_loose = directory->is_loose || !is_known;
}

void zip_directory_add_central(struct zip_directory *directory, const struct zip_header *header,
                               uint64_t name_hash, uint64_t at)
{
    zip_sums_add(&directory->centrals, header, name_hash);
    if (!directory->has_start) {
        directory->has_start = true;
        directory->start = at;
    }
    const uint64_t start = header->offset;
    const uint64_t fixed = start + ZIP_LOCAL_LEN + header->name_len;
    const uint64_t end = header->packed < UINT64_MAX - fixed ? fixed + header->packed : UINT64_MAX;
    /* In order of offsets, as nearly all archives are written, this sees every overlap. */
    if (start >= directory->last.start && start < directory->last.end)
        directory->has_overlap = true;
    if (end > directory->last.end)
        directory->last = (struct zip_range){start, end};
    if (directory->range_count < ZIP_RANGES)
        directory->ranges[directory->range_count++] = (struct zip_range){start, end};
}

static int zip_range_compare(const void *a, const void *b)
{
    const struct zip_range *const left = a, *const right = b;
    return (left->start > right->start) - (left->start < right->start);
}

static bool zip_directory_overlaps(struct zip_directory *directory)
{
    uint64_t reached = 0;
    qsort(directory->ranges, directory->range_count, sizeof directory->ranges[0],
          zip_range_compare);
    for (size_t i = 0; i < directory->range_count; i++) {
        if (directory->ranges[i].start < reached)
            return true;
        if (directory->ranges[i].end > reached)
            reached = directory->ranges[i].end;
    }
    return directory->has_overlap;
}

void zip_directory_judge(struct zip_directory *directory, const struct zip_end *end, uint64_t at,
                         struct coverage *coverage)
{
    const struct zip_sums *const locals = &directory->locals, *const centrals =
                                                                  &directory->centrals;
    const uint64_t start = directory->has_start ? directory->start : at;
    /* Bytes in front of the archive that its offsets do not count; wraps as the sums do. */
    const uint64_t shift = start - end->offset;
    /* Of a split archive offsets count from the starts of its parts, which are not told apart. */
    const bool is_split = end->disk != 0;
    const bool is_equal =
        locals->count == centrals->count && locals->names == centrals->names &&
        end->entries == centrals->count &&
        (is_split || locals->offsets == centrals->offsets + shift * centrals->names) &&
        (directory->is_loose || locals->values == centrals->values);
    if (!is_equal)
        coverage_add(coverage, is_split ? REASON_TRUNCATED : REASON_ZIP_DIRECTORY_MISMATCH);
    if (!is_split && zip_directory_overlaps(directory))
        coverage_add(coverage, REASON_ZIP_OVERLAP);
}
