/* Thrift's compact protocol, read from memory. */
#include "crawler/read/thrift.h"

#include "crawler/read/varint.h"

#include <stddef.h>

#define THRIFT_DEPTH_MAX 32

static size_t thrift_left(const struct thrift *thrift)
{
    return (size_t)(thrift->end - thrift->at);
}

static uint8_t thrift_fail(struct thrift *thrift)
{
    thrift->is_broken = true;
    thrift->at = thrift->end;
    return 0;
}

static uint8_t thrift_byte(struct thrift *thrift)
{
    return thrift->at < thrift->end ? *thrift->at++ : thrift_fail(thrift);
}

static uint64_t thrift_varint(struct thrift *thrift)
{
    uint64_t value;
    return varint_take(&thrift->at, thrift->end, &value) ? value : thrift_fail(thrift);
}

static int64_t thrift_zigzag(struct thrift *thrift)
{
    return (int64_t)varint_signed(thrift_varint(thrift));
}

bool thrift_next(struct thrift *thrift, struct thrift_field *field)
{
    const uint8_t byte = thrift_byte(thrift);
    field->type = byte & 0x0F;
    if (field->type == THRIFT_STOP || thrift->is_broken)
        return false;
    if (field->type > THRIFT_STRUCT) {
        thrift_fail(thrift);
        return false;
    }
    const int32_t step = byte >> 4;
    field->id = step != 0 ? field->id + step : (int16_t)thrift_zigzag(thrift);
    return !thrift->is_broken;
}

int64_t thrift_int(struct thrift *thrift, uint8_t type)
{
    switch (type) {
    case THRIFT_TRUE:
        return 1;
    case THRIFT_FALSE:
        return 0;
    case THRIFT_BYTE:
        return (int8_t)thrift_byte(thrift);
    case THRIFT_I16:
    case THRIFT_I32:
    case THRIFT_I64:
        return thrift_zigzag(thrift);
    default:
        thrift_skip(thrift, type);
        return 0;
    }
}

struct span thrift_binary(struct thrift *thrift, uint8_t type)
{
    if (type != THRIFT_BINARY) {
        thrift_skip(thrift, type);
        return (struct span){NULL, 0};
    }
    const uint64_t len = thrift_varint(thrift);
    if (len > thrift_left(thrift)) {
        thrift_fail(thrift);
        return (struct span){NULL, 0};
    }
    const struct span bytes = {thrift->at, (size_t)len};
    thrift->at += len;
    return bytes;
}

uint32_t thrift_list(struct thrift *thrift, uint8_t type, uint8_t *element)
{
    *element = THRIFT_STOP;
    if (type != THRIFT_LIST && type != THRIFT_SET) {
        thrift_skip(thrift, type);
        return 0;
    }
    const uint8_t byte = thrift_byte(thrift);
    const uint64_t count = byte >> 4 == 15 ? thrift_varint(thrift) : byte >> 4;
    *element = byte & 0x0F;
    if (count > thrift_left(thrift) || count > UINT32_MAX)
        return thrift_fail(thrift);
    return (uint32_t)count;
}

static void thrift_skip_bytes(struct thrift *thrift, uint64_t len)
{
    if (len > thrift_left(thrift))
        thrift_fail(thrift);
    else
        thrift->at += len;
}

static void thrift_skip_at(struct thrift *thrift, uint8_t type, unsigned depth);

static void thrift_skip_element_at(struct thrift *thrift, uint8_t type, unsigned depth)
{
    if (type == THRIFT_TRUE || type == THRIFT_FALSE)
        thrift_byte(thrift);
    else
        thrift_skip_at(thrift, type, depth);
}

static void thrift_skip_map(struct thrift *thrift, unsigned depth)
{
    const uint64_t count = thrift_varint(thrift);
    const uint8_t types = count > 0 ? thrift_byte(thrift) : 0;
    for (uint64_t i = 0; i < count && !thrift->is_broken; i++) {
        thrift_skip_element_at(thrift, types >> 4, depth + 1);
        thrift_skip_element_at(thrift, types & 0x0F, depth + 1);
    }
}

static void thrift_skip_list(struct thrift *thrift, uint8_t type, unsigned depth)
{
    uint8_t element;
    const uint32_t count = thrift_list(thrift, type, &element);
    for (uint32_t i = 0; i < count && !thrift->is_broken; i++)
        thrift_skip_element_at(thrift, element, depth + 1);
}

static void thrift_skip_struct(struct thrift *thrift, unsigned depth)
{
    struct thrift_field field = {0};
    while (thrift_next(thrift, &field))
        thrift_skip_at(thrift, field.type, depth + 1);
}

static void thrift_skip_at(struct thrift *thrift, uint8_t type, unsigned depth)
{
    if (depth > THRIFT_DEPTH_MAX) {
        thrift_fail(thrift);
        return;
    }
    switch (type) {
    case THRIFT_TRUE:
    case THRIFT_FALSE:
        return;
    case THRIFT_BYTE:
        thrift_byte(thrift);
        return;
    case THRIFT_I16:
    case THRIFT_I32:
    case THRIFT_I64:
        thrift_varint(thrift);
        return;
    case THRIFT_DOUBLE:
        thrift_skip_bytes(thrift, 8);
        return;
    case THRIFT_BINARY:
        thrift_skip_bytes(thrift, thrift_varint(thrift));
        return;
    case THRIFT_LIST:
    case THRIFT_SET:
        thrift_skip_list(thrift, type, depth);
        return;
    case THRIFT_MAP:
        thrift_skip_map(thrift, depth);
        return;
    case THRIFT_STRUCT:
        thrift_skip_struct(thrift, depth);
        return;
    default:
        thrift_fail(thrift);
    }
}

void thrift_skip(struct thrift *thrift, uint8_t type)
{
    thrift_skip_at(thrift, type, 0);
}

void thrift_skip_element(struct thrift *thrift, uint8_t type)
{
    thrift_skip_element_at(thrift, type, 0);
}
