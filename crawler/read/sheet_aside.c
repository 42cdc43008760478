/* What a sheet of a workbook says outside of the values of its cells. */
#include "crawler/read/sheet_aside.h"

#include "crawler/read/html_token.h"

#include <string.h>

bool sheet_aside_is_margin(struct span name)
{
    static const size_t len = 6; /* oddHeader, firstFooter ... */
    if (name.len <= len)
        return false;
    const struct span end = {name.ptr + name.len - len, len};
    return span_is(end, "Header") || span_is(end, "Footer");
}

bool sheet_aside_is_tag(struct span name)
{
    return span_is(name, "hyperlink") || span_is(name, "dataValidation");
}

bool sheet_aside_has_quotes(struct span formula)
{
    return memchr(formula.ptr, '"', formula.len) != NULL ||
           html_find_mark(formula, "&quot;") < formula.len;
}

struct record_value sheet_aside_value(struct span raw, uint64_t offset)
{
    return (struct record_value){.meaning = FIELD_NO_MEANING,
                                 .text = raw,
                                 .offset = offset,
                                 .length = raw.len,
                                 .is_raw = true};
}
