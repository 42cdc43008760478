/* The directory of a compound file. */
#include "crawler/unpack/ole_entry.h"

#include "crawler/base/endian.h"
#include "crawler/base/utf8.h"

#include <string.h>

#define OLE_ENTRY 128

bool ole_entry_is(const struct ole_entry *entry, const char *name)
{
    return strcmp(entry->name, name) == 0;
}

static bool ole_entry_read(const struct ole_file *file, const uint8_t *bytes,
                           struct ole_entry *entry)
{
    size_t len = 0;
    const uint32_t name = endian_little(bytes + 64, 2);
    for (size_t i = 0; i + 2 < name && i < OLE_NAME_MAX - 2; i += 2) {
        const uint32_t unit = endian_little(bytes + i, 2);
        const bool is_odd = unit < ' ' || (unit >= 0xD800 && unit < 0xE000);
        len += is_odd ? 0 : utf8_encode(unit, (uint8_t *)entry->name + len);
    }
    entry->name[len] = '\0';
    entry->type = bytes[66];
    entry->start = endian_little(bytes + 116, 4);
    entry->size = endian_little(bytes + 120, 4);
    if (file->sector_size > 512)
        entry->size |= (uint64_t)endian_little(bytes + 124, 4) << 32;
    return entry->type == OLE_STREAM || entry->type == OLE_ROOT;
}

void ole_directory_open(struct ole_directory *directory, struct ole_file *file, bool is_taking)
{
    directory->file = file;
    directory->sector = file->directory;
    directory->at = directory->count = 0;
    directory->is_taking = is_taking;
    directory->left = file->table.count;
}

/* Reads the next sector. */
static enum status ole_directory_advance(struct ole_directory *directory)
{
    struct ole_file *const file = directory->file;
    const uint32_t sector = directory->sector;
    if (sector == OLE_NONE)
        return STATUS_END;
    if (directory->is_taking) {
        if (!ole_table_take(&file->table, &directory->sector)) {
            coverage_add(file->coverage, REASON_CORRUPT);
            return STATUS_END;
        }
    } else if (!ole_table_follow(&file->table, &directory->sector) || directory->left-- == 0) {
        return STATUS_END;
    }
    directory->at = 0;
    directory->count = file->sector_size / OLE_ENTRY;
    return ole_file_read(file, ole_file_offset(file, sector), directory->bytes, file->sector_size);
}

enum status ole_directory_next(struct ole_directory *directory, struct ole_entry *entry)
{
    for (;;) {
        const enum status status =
            directory->at == directory->count ? ole_directory_advance(directory) : STATUS_OK;
        if (status != STATUS_OK) {
            directory->sector = OLE_NONE;
            directory->at = directory->count = 0;
            return status;
        }
        const uint8_t *const bytes = directory->bytes + (size_t)directory->at++ * OLE_ENTRY;
        if (ole_entry_read(directory->file, bytes, entry))
            return STATUS_OK;
    }
}
