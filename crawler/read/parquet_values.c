/* Values of a page of Parquet. */
#include "crawler/read/parquet_values.h"

#include "crawler/base/endian.h"
#include "crawler/read/parquet_page.h"

#include <string.h>

#define VALUE_MAX ((size_t)64 << 20) /* of a value that is put together */
#define LENGTH_BYTES 4

size_t parquet_width(uint8_t type, uint32_t width)
{
    static const uint8_t widths[] = {1, 4, 8, 12, 4, 8, 0, 0};
    if (type == PARQUET_FIXED)
        return width;
    return type < sizeof widths ? widths[type] : 0;
}

/* ---- dictionaries ---- */

#define DICTIONARY_MAX ((size_t)1 << 30)

void parquet_dictionary_init(struct parquet_dictionary *dictionary)
{
    *dictionary = (struct parquet_dictionary){0};
    buffer_init(&dictionary->bytes, DICTIONARY_MAX);
    buffer_init(&dictionary->starts, DICTIONARY_MAX);
    buffer_init(&dictionary->used, DICTIONARY_MAX);
}

void parquet_dictionary_free(struct parquet_dictionary *dictionary)
{
    buffer_wipe(&dictionary->bytes);
    buffer_free(&dictionary->starts);
    buffer_free(&dictionary->used);
}

/* Length of the byte array at the start of rest, when it is whole. */
static bool values_read_length(struct span rest, size_t *len)
{
    if (rest.len < LENGTH_BYTES)
        return false;
    *len = endian_little(rest.ptr, 4);
    return *len <= rest.len - LENGTH_BYTES;
}

static uint32_t dictionary_find_starts(struct parquet_dictionary *dictionary, uint32_t count)
{
    struct span rest = {dictionary->bytes.ptr, dictionary->bytes.len};
    uint32_t found = 0;
    size_t len;
    while (found < count && values_read_length(rest, &len)) {
        const uint32_t start = (uint32_t)(rest.ptr - dictionary->bytes.ptr) + LENGTH_BYTES;
        buffer_append(&dictionary->starts, &start, sizeof start);
        rest.ptr += LENGTH_BYTES + len;
        rest.len -= LENGTH_BYTES + len;
        found++;
    }
    return found;
}

bool parquet_dictionary_open(struct parquet_dictionary *dictionary, uint8_t type, uint32_t width,
                             uint32_t count)
{
    dictionary->type = type;
    dictionary->width = parquet_width(type, width);
    dictionary->count = 0;
    buffer_clear(&dictionary->starts);
    buffer_clear(&dictionary->used);
    if (type == PARQUET_BYTES)
        count = dictionary_find_starts(dictionary, count);
    else if (dictionary->width == 0)
        count = 0;
    else if (count > dictionary->bytes.len / dictionary->width)
        count = (uint32_t)(dictionary->bytes.len / dictionary->width);
    const size_t used = (size_t)count / 8 + 1;
    uint8_t *const bits = buffer_room(&dictionary->used, used);
    if (bits == NULL || dictionary->starts.is_failed)
        return false;
    memset(bits, 0, used);
    dictionary->used.len = used;
    dictionary->count = count;
    return true;
}

struct span parquet_dictionary_at(const struct parquet_dictionary *dictionary, uint32_t index)
{
    const uint8_t *const bytes = dictionary->bytes.ptr;
    if (dictionary->type != PARQUET_BYTES)
        return (struct span){bytes + index * dictionary->width, dictionary->width};
    uint32_t start;
    memcpy(&start, dictionary->starts.ptr + index * sizeof start, sizeof start);
    return (struct span){bytes + start, endian_little(bytes + start - LENGTH_BYTES, 4)};
}

bool parquet_dictionary_is_used(const struct parquet_dictionary *dictionary, uint32_t index)
{
    return (dictionary->used.ptr[index / 8] >> index % 8 & 1) != 0;
}

/* ---- values ---- */

void parquet_values_init(struct parquet_values *values)
{
    *values = (struct parquet_values){0};
    buffer_init(&values->scratch, VALUE_MAX);
}

void parquet_values_free(struct parquet_values *values)
{
    buffer_wipe(&values->scratch);
}

static enum parquet_open values_open_if(bool is_right)
{
    return is_right ? PARQUET_OPEN : PARQUET_OPEN_CORRUPT;
}

static enum parquet_open values_open_dictionary(struct parquet_values *values, struct span bytes)
{
    values->encoding = PARQUET_RLE_DICTIONARY;
    if (values->dictionary == NULL || (bytes.len > 0 && bytes.ptr[0] > 32))
        return PARQUET_OPEN_CORRUPT;
    if (bytes.len == 0) /* of a page of nulls */
        return PARQUET_OPEN;
    parquet_rle_init(&values->rle, (struct span){bytes.ptr + 1, bytes.len - 1}, bytes.ptr[0]);
    return PARQUET_OPEN;
}

/* Booleans, behind their length. */
static enum parquet_open values_open_rle(struct parquet_values *values, struct span bytes)
{
    size_t len;
    if (values->type != PARQUET_BOOLEAN)
        return PARQUET_OPEN_UNSUPPORTED;
    if (bytes.len == 0)
        return PARQUET_OPEN;
    if (!values_read_length(bytes, &len))
        return PARQUET_OPEN_CORRUPT;
    parquet_rle_init(&values->rle, (struct span){bytes.ptr + LENGTH_BYTES, len}, 1);
    return PARQUET_OPEN;
}

static bool values_open_lengths(struct parquet_values *values, struct span bytes)
{
    if (!parquet_delta_init(&values->numbers, bytes))
        return false;
    const struct span rest = parquet_delta_rest(&values->numbers);
    values->at = rest.ptr;
    return true;
}

static enum parquet_open values_open_split(struct parquet_values *values, struct span bytes)
{
    if (values->width == 0)
        return PARQUET_OPEN_UNSUPPORTED;
    values->count = bytes.len / values->width;
    return values_open_if(bytes.len % values->width == 0);
}

enum parquet_open parquet_values_open(struct parquet_values *values, int32_t encoding,
                                      struct span bytes, struct parquet_dictionary *dictionary)
{
    const bool is_array = values->type == PARQUET_BYTES || values->type == PARQUET_FIXED;
    values->encoding = encoding;
    values->at = bytes.ptr;
    values->end = bytes.len > 0 ? bytes.ptr + bytes.len : bytes.ptr;
    values->index = 0;
    values->dictionary = dictionary;
    parquet_rle_init(&values->rle, (struct span){bytes.ptr, 0}, 0);
    values->numbers = values->prefixes = (struct parquet_delta){0};
    buffer_clear(&values->scratch);
    switch (encoding) {
    case PARQUET_PLAIN:
        return values_open_if(values->width > 0 || values->type == PARQUET_BYTES);
    case PARQUET_PLAIN_DICTIONARY:
    case PARQUET_RLE_DICTIONARY:
        return values_open_dictionary(values, bytes);
    case PARQUET_RLE:
        return values_open_rle(values, bytes);
    case PARQUET_DELTA_BINARY_PACKED:
        if (values->type != PARQUET_INT32 && values->type != PARQUET_INT64)
            return PARQUET_OPEN_UNSUPPORTED;
        return values_open_if(bytes.len == 0 || parquet_delta_init(&values->numbers, bytes));
    case PARQUET_DELTA_LENGTH_BYTES:
        if (!is_array)
            return PARQUET_OPEN_UNSUPPORTED;
        return values_open_if(bytes.len == 0 || values_open_lengths(values, bytes));
    case PARQUET_DELTA_BYTES:
        if (!is_array)
            return PARQUET_OPEN_UNSUPPORTED;
        return values_open_if(bytes.len == 0 ||
                              (parquet_delta_init(&values->prefixes, bytes) &&
                               values_open_lengths(values, parquet_delta_rest(&values->prefixes))));
    case PARQUET_BYTE_STREAM_SPLIT:
        return values_open_split(values, bytes);
    default:
        return PARQUET_OPEN_UNSUPPORTED;
    }
}

/* Puts a value into scratch that is not there as it should be. */
static bool values_keep(struct parquet_values *values, const void *bytes, size_t len,
                        struct span *value)
{
    buffer_clear(&values->scratch);
    buffer_append(&values->scratch, bytes, len);
    *value = (struct span){values->scratch.ptr, values->scratch.len};
    return !values->scratch.is_failed;
}

static bool values_next_boolean(struct parquet_values *values, struct span *value)
{
    const size_t byte = values->index / 8;
    if (byte >= (size_t)(values->end - values->at))
        return false;
    const uint8_t bit = values->at[byte] >> values->index % 8 & 1;
    values->index++;
    return values_keep(values, &bit, 1, value);
}

static bool values_next_plain(struct parquet_values *values, struct span *value)
{
    struct span rest = {values->at, (size_t)(values->end - values->at)};
    size_t len = values->width;
    if (values->type == PARQUET_BOOLEAN)
        return values_next_boolean(values, value);
    if (values->type == PARQUET_BYTES) {
        if (!values_read_length(rest, &len))
            return false;
        rest.ptr += LENGTH_BYTES;
    } else if (len > rest.len) {
        return false;
    }
    *value = (struct span){rest.ptr, len};
    values->at = rest.ptr + len;
    return true;
}

static bool values_next_indexed(struct parquet_values *values, struct span *value)
{
    struct parquet_dictionary *const dictionary = values->dictionary;
    uint32_t index;
    if (!parquet_rle_next(&values->rle, &index) || index >= dictionary->count)
        return false;
    dictionary->used.ptr[index / 8] |= (uint8_t)(1 << index % 8);
    *value = parquet_dictionary_at(dictionary, index);
    return true;
}

static bool values_next_rle(struct parquet_values *values, struct span *value)
{
    uint32_t number;
    if (!parquet_rle_next(&values->rle, &number))
        return false;
    const uint8_t byte = (uint8_t)number;
    return values_keep(values, &byte, 1, value);
}

static bool values_next_number(struct parquet_values *values, struct span *value)
{
    int64_t number;
    uint8_t bytes[8];
    if (!parquet_delta_next(&values->numbers, &number))
        return false;
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)((uint64_t)number >> (8 * i));
    return values_keep(values, bytes, values->width, value);
}

/* The next byte array, or the part of it that it does not share. */
static bool values_next_length(struct parquet_values *values, struct span *value)
{
    int64_t len;
    if (!parquet_delta_next(&values->numbers, &len) || len < 0 || len > values->end - values->at)
        return false;
    *value = (struct span){values->at, (size_t)len};
    values->at += len;
    return true;
}

static bool values_next_prefixed(struct parquet_values *values, struct span *value)
{
    int64_t prefix;
    struct span suffix;
    if (!parquet_delta_next(&values->prefixes, &prefix) || prefix < 0 ||
        (uint64_t)prefix > values->scratch.len || !values_next_length(values, &suffix))
        return false;
    values->scratch.len = (size_t)prefix;
    buffer_append(&values->scratch, suffix.ptr, suffix.len);
    *value = (struct span){values->scratch.ptr, values->scratch.len};
    return !values->scratch.is_failed;
}

static bool values_next_split(struct parquet_values *values, struct span *value)
{
    if (values->index >= values->count)
        return false;
    buffer_clear(&values->scratch);
    for (size_t i = 0; i < values->width; i++)
        buffer_append(&values->scratch, values->at + i * values->count + values->index, 1);
    values->index++;
    *value = (struct span){values->scratch.ptr, values->scratch.len};
    return !values->scratch.is_failed;
}

bool parquet_values_next(struct parquet_values *values, struct span *value)
{
    switch (values->encoding) {
    case PARQUET_PLAIN:
        return values_next_plain(values, value);
    case PARQUET_RLE_DICTIONARY:
        return values_next_indexed(values, value);
    case PARQUET_RLE:
        return values_next_rle(values, value);
    case PARQUET_DELTA_BINARY_PACKED:
        return values_next_number(values, value);
    case PARQUET_DELTA_LENGTH_BYTES:
        return values_next_length(values, value);
    case PARQUET_DELTA_BYTES:
        return values_next_prefixed(values, value);
    case PARQUET_BYTE_STREAM_SPLIT:
        return values_next_split(values, value);
    default:
        return false;
    }
}

struct span parquet_values_rest(const struct parquet_values *values)
{
    const bool is_told = (values->encoding == PARQUET_PLAIN && values->type != PARQUET_BOOLEAN) ||
                         values->encoding == PARQUET_DELTA_LENGTH_BYTES ||
                         values->encoding == PARQUET_DELTA_BYTES;
    if (!is_told)
        return (struct span){NULL, 0};
    return (struct span){values->at, (size_t)(values->end - values->at)};
}
