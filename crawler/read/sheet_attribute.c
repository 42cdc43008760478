/* Attributes of tags in the parts of a workbook. */
#include "crawler/read/sheet_attribute.h"

#include "crawler/read/html_token.h"
#include "detectors/ascii.h"

bool sheet_attribute_find(struct span tag, size_t at, const char *name, struct span *value)
{
    struct html_attribute attribute;
    while (html_next_attribute(tag, &at, &attribute)) {
        if (span_is(attribute.name, name)) {
            *value = attribute.value;
            return true;
        }
    }
    return false;
}

uint64_t sheet_attribute_digits(struct span text)
{
    uint64_t number = 0;
    for (size_t i = 0; i < text.len && i < 18 && ascii_is_digit(text.ptr[i]); i++)
        number = 10 * number + (text.ptr[i] - '0');
    return number;
}

uint64_t sheet_attribute_number(struct span tag, size_t at, const char *name)
{
    struct span value;
    return sheet_attribute_find(tag, at, name, &value) ? sheet_attribute_digits(value) : 0;
}

uint64_t sheet_attribute_column(struct span place)
{
    uint64_t column = 0;
    for (size_t i = 0; i < place.len && i < 4 && ascii_is_alpha(place.ptr[i]); i++)
        column = 26 * column + (uint64_t)(ascii_to_lower(place.ptr[i]) - 'a' + 1);
    return column;
}

bool sheet_attribute_is_empty(struct span tag)
{
    return tag.len >= 2 && tag.ptr[tag.len - 2] == '/';
}
