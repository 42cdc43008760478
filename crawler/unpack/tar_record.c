/* The records of a tar archive, taken apart. */
#include "crawler/unpack/tar_record.h"

#include "crawler/unpack/format_check.h"

#include <string.h>

enum {
    TAR_NAME_AT = 0,
    TAR_NAME_LEN = 100,
    TAR_SIZE_AT = 124,
    TAR_SIZE_LEN = 12,
    TAR_TYPE_AT = 156,
    TAR_MAGIC_AT = 257,
    TAR_PREFIX_AT = 345,
    TAR_PREFIX_LEN = 155
};

bool tar_is_header(struct span block)
{
    return format_check_tar(block);
}

size_t tar_padding(uint64_t size)
{
    return (size_t)((TAR_BLOCK - size % TAR_BLOCK) % TAR_BLOCK);
}

bool tar_parse_number(const uint8_t *field, size_t len, uint64_t *number)
{
    *number = 0;
    if ((field[0] & 0x80) != 0) {
        for (size_t i = 0; i < len; i++) {
            if (*number >> 55 != 0)
                return false;
            *number = *number << 8 | (i == 0 ? field[0] & 0x7F : field[i]);
        }
        return true;
    }
    size_t i = 0;
    while (i < len && field[i] == ' ')
        i++;
    for (; i < len && field[i] >= '0' && field[i] <= '7'; i++)
        *number = *number * 8 + (uint64_t)(field[i] - '0');
    return i == len || field[i] == ' ' || field[i] == 0;
}

static enum tar_kind tar_kind_of(uint8_t type)
{
    switch (type) {
    case '1':
        return TAR_MAYBE_DATA;
    case '2': /* symbolic link */
    case '3': /* character device */
    case '4': /* block device */
    case '5': /* folder */
    case '6': /* FIFO */
        return TAR_NO_DATA;
    case 'x':
    case 'X': /* as Solaris wrote it */
        return TAR_PAX;
    case 'L':
        return TAR_LONG_NAME;
    case 'S':
        return TAR_SPARSE;
    case 'g': /* pax, of all entries */
    case 'K': /* the target of a link */
    case 'V': /* the label of a volume */
        return TAR_OTHER;
    default: /* POSIX: like a file */
        return TAR_DATA;
    }
}

static size_t tar_text_len(const uint8_t *field, size_t len)
{
    const uint8_t *const end = memchr(field, 0, len);
    return end != NULL ? (size_t)(end - field) : len;
}

void tar_set_name(struct tar_entry *entry, struct span name)
{
    entry->name_len = tar_text_len(name.ptr, name.len);
    if (entry->name_len > sizeof entry->name)
        entry->name_len = sizeof entry->name;
    memcpy(entry->name, name.ptr, entry->name_len);
    entry->has_name = true;
}

/* The name of the header itself; POSIX splits a long one. */
static void tar_join_name(const uint8_t *block, struct tar_entry *entry)
{
    uint8_t joined[TAR_PREFIX_LEN + 1 + TAR_NAME_LEN];
    size_t len = 0;
    if (memcmp(block + TAR_MAGIC_AT, "ustar", 6) == 0)
        len = tar_text_len(block + TAR_PREFIX_AT, TAR_PREFIX_LEN);
    memcpy(joined, block + TAR_PREFIX_AT, len);
    if (len > 0)
        joined[len++] = '/';
    const size_t name_len = tar_text_len(block + TAR_NAME_AT, TAR_NAME_LEN);
    memcpy(joined + len, block + TAR_NAME_AT, name_len);
    tar_set_name(entry, (struct span){joined, len + name_len});
}

bool tar_parse_header(const uint8_t *block, struct tar_entry *entry, enum tar_kind *kind)
{
    uint64_t size;
    *kind = tar_kind_of(block[TAR_TYPE_AT]);
    const bool is_right = tar_parse_number(block + TAR_SIZE_AT, TAR_SIZE_LEN, &size);
    if (!entry->has_name)
        tar_join_name(block, entry);
    if (!entry->has_size)
        entry->size = size;
    return is_right || entry->has_size;
}

/* ---- pax ---- */

bool tar_take_digits(struct span *text, uint8_t end, uint64_t *number)
{
    size_t i = 0;
    *number = 0;
    for (; i < text->len && i < 18 && text->ptr[i] >= '0' && text->ptr[i] <= '9'; i++)
        *number = *number * 10 + (uint64_t)(text->ptr[i] - '0');
    if (i == 0 || i == text->len || text->ptr[i] != end)
        return false;
    *text = (struct span){text->ptr + i + 1, text->len - i - 1};
    return true;
}

/* True when record starts with key, of which *value is what stands behind. */
static bool tar_has_key(struct span record, const char *key, struct span *value)
{
    const size_t len = strlen(key);
    if (record.len < len || memcmp(record.ptr, key, len) != 0)
        return false;
    *value = (struct span){record.ptr + len, record.len - len};
    return true;
}

/* What a record says of holes; false when it is another one. */
static bool tar_take_sparse(struct span record, struct tar_map *map)
{
    struct span value;
    uint64_t number;
    if (!tar_has_key(record, "GNU.sparse.", &value))
        return false;
    if (tar_has_key(value, "major=", &record))
        map->is_in_front = record.len > 0 && record.ptr[0] == '1';
    else if (tar_has_key(value, "map=", &record))
        tar_map_add_text(map, record);
    else if (tar_has_key(value, "offset=", &record) && tar_take_digits(&record, '\n', &number))
        map->offset = number;
    else if (tar_has_key(value, "numbytes=", &record) && tar_take_digits(&record, '\n', &number))
        tar_map_add(map, map->offset, number);
    else
        return false;
    return true;
}

/* One record without its length, its newline included. */
static void tar_take_record(struct span record, struct tar_entry *entry)
{
    struct span value;
    uint64_t size;
    if (tar_take_sparse(record, &entry->map))
        return;
    if (tar_has_key(record, "size=", &value) && tar_take_digits(&value, '\n', &size)) {
        entry->size = size;
        entry->has_size = true;
    } else if ((tar_has_key(record, "path=", &value) ||
                tar_has_key(record, "GNU.sparse.name=", &value)) &&
               value.len > 1) {
        tar_set_name(entry, (struct span){value.ptr, value.len - 1});
    }
}

void tar_parse_pax(struct span records, struct tar_entry *entry)
{
    while (records.len > 0) {
        struct span rest = records;
        uint64_t len; /* of the whole record */
        if (!tar_take_digits(&rest, ' ', &len) || len > records.len ||
            len <= records.len - rest.len)
            return;
        const size_t record_len = (size_t)len - (records.len - rest.len);
        tar_take_record((struct span){rest.ptr, record_len}, entry);
        records = (struct span){records.ptr + len, records.len - (size_t)len};
    }
}
