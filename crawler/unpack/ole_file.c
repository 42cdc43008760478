/* Compound files: header and tables. */
#include "crawler/unpack/ole_file.h"

#include "crawler/base/endian.h"

#include <stdlib.h>
#include <string.h>

#define OLE_HEADER 512
#define OLE_DIFAT_AT 76
#define OLE_DIFAT_COUNT 109
#define OLE_SECTORS_MAX ((uint64_t)16 << 20)

uint64_t ole_file_offset(const struct ole_file *file, uint32_t sector)
{
    return ((uint64_t)sector + 1) * file->sector_size;
}

enum status ole_file_read(struct ole_file *file, uint64_t offset, uint8_t *buf, size_t len)
{
    const enum status status = range_source_read_at(file->ranges, offset, buf, len);
    if (status == STATUS_SKIP)
        coverage_add(file->coverage, file->ranges->fault.reason);
    return status;
}

bool ole_table_follow(const struct ole_table *table, uint32_t *sector)
{
    const uint32_t at = *sector;
    *sector = at < table->count && table->next[at] < table->count ? table->next[at] : OLE_NONE;
    return at < table->count;
}

bool ole_table_take(struct ole_table *table, uint32_t *sector)
{
    const uint32_t at = *sector;
    if (at >= table->count || table->is_taken[at] != 0) {
        *sector = OLE_NONE;
        return false;
    }
    table->is_taken[at] = 1;
    return ole_table_follow(table, sector);
}

/* Appends the numbers of a sector to a table that has room for size of them. */
static enum status ole_table_load(struct ole_file *file, struct ole_table *table, uint32_t size,
                                  uint32_t sector)
{
    uint8_t bytes[OLE_SECTOR_MAX];
    if (sector >= file->table.count)
        return STATUS_SKIP;
    const enum status status =
        ole_file_read(file, ole_file_offset(file, sector), bytes, file->sector_size);
    if (status != STATUS_OK)
        return status;
    for (uint32_t i = 0; i < file->sector_size / 4 && table->count < size; i++)
        table->next[table->count++] = endian_little(bytes + 4 * (size_t)i, 4);
    return STATUS_OK;
}

static bool ole_table_allocate(struct ole_table *table, uint32_t size)
{
    table->next = malloc((size_t)size * sizeof *table->next + 1);
    table->is_taken = calloc((size_t)size + 1, 1);
    return table->next != NULL && table->is_taken != NULL;
}

/* The table of sectors, whose own sectors are listed in the header and in a chain of more lists.
 * What the lists leave out has no chain. */
static enum status ole_load_table(struct ole_file *file, const uint8_t *header, uint32_t sectors)
{
    struct ole_table table = {0};
    uint8_t list[OLE_SECTOR_MAX];
    if (!ole_table_allocate(&table, sectors)) {
        free(table.next);
        free(table.is_taken);
        return STATUS_NO_MEMORY;
    }
    file->table.count = sectors; /* while it is loaded: which sectors there are */
    const uint8_t *entries = header + OLE_DIFAT_AT;
    size_t count = OLE_DIFAT_COUNT;
    uint32_t more = endian_little(header + 68, 4);
    enum status status = STATUS_OK;
    for (uint32_t lists = 0; status == STATUS_OK && lists <= sectors; lists++) {
        for (size_t i = 0; i < count && status == STATUS_OK && table.count < sectors; i++) {
            const uint32_t sector = endian_little(entries + 4 * i, 4);
            status = ole_table_load(file, &table, sectors, sector);
            if (status == STATUS_OK)
                table.is_taken[sector] = 1;
        }
        if (status != STATUS_OK || more >= sectors || table.count >= sectors)
            break;
        status = ole_file_read(file, ole_file_offset(file, more), list, file->sector_size);
        entries = list;
        count = file->sector_size / 4 - 1;
        more = endian_little(list + 4 * count, 4);
    }
    while (table.count < sectors)
        table.next[table.count++] = OLE_NONE;
    file->table = table;
    return status == STATUS_SKIP ? STATUS_OK : status;
}

static enum status ole_load_minis(struct ole_file *file, uint32_t sector)
{
    const uint64_t most = file->ranges->size / file->mini_size + 1;
    const uint32_t size = most < OLE_SECTORS_MAX ? (uint32_t)most : (uint32_t)OLE_SECTORS_MAX;
    if (!ole_table_allocate(&file->minis, size))
        return STATUS_NO_MEMORY;
    enum status status = STATUS_OK;
    while (status == STATUS_OK && sector != OLE_NONE) {
        const uint32_t at = sector;
        if (!ole_table_take(&file->table, &sector))
            break;
        status = ole_table_load(file, &file->minis, size, at);
    }
    return status == STATUS_SKIP ? STATUS_OK : status;
}

static enum status ole_lose(struct ole_file *file, enum reason reason)
{
    coverage_add(file->coverage, reason);
    return STATUS_SKIP;
}

enum status ole_file_open(struct ole_file *file, struct range_source *ranges,
                          struct coverage *coverage)
{
    uint8_t header[OLE_HEADER];
    *file = (struct ole_file){.ranges = ranges, .coverage = coverage};
    if (ranges->size < sizeof header)
        return ole_lose(file, REASON_TRUNCATED);
    enum status status = ole_file_read(file, 0, header, sizeof header);
    if (status != STATUS_OK)
        return status;
    const uint32_t shift = endian_little(header + 30, 2), mini = endian_little(header + 32, 2);
    if ((shift != 9 && shift != 12) || mini != 6)
        return ole_lose(file, REASON_CORRUPT);
    file->sector_size = UINT32_C(1) << shift;
    file->mini_size = UINT32_C(1) << mini;
    file->directory = endian_little(header + 48, 4);
    file->mini_cutoff = endian_little(header + 56, 4);
    const uint64_t sectors =
        ranges->size > file->sector_size ? (ranges->size - 1) / file->sector_size : 0;
    if (sectors > OLE_SECTORS_MAX)
        return ole_lose(file, REASON_LIMIT_MEMORY);
    status = ole_load_table(file, header, (uint32_t)sectors);
    return status == STATUS_OK ? ole_load_minis(file, endian_little(header + 60, 4)) : status;
}

void ole_file_close(struct ole_file *file)
{
    free(file->table.next);
    free(file->table.is_taken);
    free(file->minis.next);
    free(file->minis.is_taken);
    free(file->mini_home);
    *file = (struct ole_file){0};
}

enum status ole_file_set_home(struct ole_file *file, uint32_t sector)
{
    free(file->mini_home);
    file->mini_home_count = 0;
    file->mini_home = malloc((size_t)file->table.count * sizeof *file->mini_home + 1);
    if (file->mini_home == NULL)
        return STATUS_NO_MEMORY;
    while (sector != OLE_NONE) {
        const uint32_t at = sector;
        if (!ole_table_take(&file->table, &sector))
            break;
        file->mini_home[file->mini_home_count++] = at;
    }
    return STATUS_OK;
}
