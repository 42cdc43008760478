/* A value of Parquet as text. */
#include "crawler/read/parquet_text.h"

#include "crawler/base/endian.h"
#include "crawler/read/bytes_text.h"
#include "crawler/read/number_text.h"

#include <inttypes.h>
#include <string.h>

#define JULIAN_1970 2440588 /* day of 1970-01-01 */
#define FLOAT_DIGITS 7
#define DOUBLE_DIGITS 15
#define FIXED_SHOWN 64 /* longer ones are shown only as far as they can be read */

/* Little-endian, its sign extended. */
static int64_t parquet_integer(struct span value)
{
    const uint64_t number = endian_little(value.ptr, value.len < 8 ? value.len : 8);
    return value.len == 4 ? (int32_t)(uint32_t)number : (int64_t)number;
}

static void parquet_append_unsigned(struct span value, struct buffer *out)
{
    const int64_t number = parquet_integer(value);
    const uint64_t plain = value.len == 4 ? (uint32_t)number : (uint64_t)number;
    buffer_append_format(out, "%" PRIu64, plain);
}

static void parquet_append_decimal_integer(int64_t number, int32_t scale, struct buffer *out)
{
    uint8_t bytes[8];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)((uint64_t)number >> (56 - 8 * i));
    number_append_decimal(out, (struct span){bytes, sizeof bytes}, scale);
}

static void parquet_append_integer(const struct parquet_leaf *leaf, struct span value,
                                   struct buffer *out)
{
    const int64_t number = parquet_integer(value);
    switch (leaf->kind) {
    case PARQUET_UNSIGNED:
        parquet_append_unsigned(value, out);
        return;
    case PARQUET_DECIMAL:
        parquet_append_decimal_integer(number, leaf->scale, out);
        return;
    case PARQUET_DATE:
        number_append_date(out, number);
        return;
    case PARQUET_TIME:
        number_append_time(out, number, leaf->fraction);
        return;
    case PARQUET_STAMP:
        number_append_stamp(out, number, leaf->fraction, leaf->is_utc);
        return;
    default:
        buffer_append_format(out, "%" PRId64, number);
    }
}

/* Nanoseconds of a day and its Julian number. */
static void parquet_append_int96(struct span value, struct buffer *out)
{
    const int64_t nanos = parquet_integer((struct span){value.ptr, 8});
    const int64_t day = parquet_integer((struct span){value.ptr + 8, 4});
    number_append_date(out, day - JULIAN_1970);
    buffer_append_char(out, ' ');
    number_append_time(out, nanos, 9);
}

static void parquet_append_floating(uint8_t type, struct span value, struct buffer *out)
{
    const int64_t bits = parquet_integer(value);
    double number;
    if (type == PARQUET_FLOAT) {
        const uint32_t narrow = (uint32_t)bits;
        float single;
        memcpy(&single, &narrow, sizeof single);
        number_append_float(out, (double)single, FLOAT_DIGITS);
        return;
    }
    memcpy(&number, &bits, sizeof number);
    number_append_float(out, number, DOUBLE_DIGITS);
}

/* IEEE 754 half precision. */
static void parquet_append_half(struct span value, struct buffer *out)
{
    const unsigned bits = endian_little(value.ptr, 2);
    const int exponent = (int)(bits >> 10 & 31);
    double number = (bits & 1023) / 1024.0 + (exponent > 0);
    for (int i = exponent > 0 ? exponent : 1; i < 15; i++)
        number /= 2;
    for (int i = exponent; i > 15; i--)
        number *= 2;
    if (exponent < 31)
        number_append_float(out, (bits & 0x8000) != 0 ? -number : number, 4);
}

/* Byte arrays that are not text; false when it is for bytes_text(). */
static bool parquet_append_bytes(const struct parquet_leaf *leaf, struct span value,
                                 struct buffer *out)
{
    if (leaf->kind == PARQUET_DECIMAL)
        number_append_decimal(out, value, leaf->scale);
    else if (leaf->kind == PARQUET_UUID)
        number_append_uuid(out, value);
    else if (leaf->kind == PARQUET_FLOAT16 && value.len == 2)
        parquet_append_half(value, out);
    else
        return false;
    return true;
}

struct span parquet_text(const struct parquet_leaf *leaf, uint8_t type, struct span value,
                         struct buffer *scratch)
{
    buffer_clear(scratch);
    switch (type) {
    case PARQUET_BOOLEAN:
        buffer_append_str(scratch, value.ptr[0] != 0 ? "true" : "false");
        break;
    case PARQUET_INT32:
    case PARQUET_INT64:
        parquet_append_integer(leaf, value, scratch);
        break;
    case PARQUET_INT96:
        parquet_append_int96(value, scratch);
        break;
    case PARQUET_FLOAT:
    case PARQUET_DOUBLE:
        parquet_append_floating(type, value, scratch);
        break;
    default:
        if (parquet_append_bytes(leaf, value, scratch))
            break;
        if (type == PARQUET_FIXED && value.len <= FIXED_SHOWN)
            return bytes_fixed_text(value, scratch);
        return bytes_text(value, scratch);
    }
    return (struct span){scratch->ptr, scratch->len};
}
