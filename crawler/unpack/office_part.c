/* Which parts of an office document hold what people read, by their names. */
#include "crawler/unpack/office_part.h"

#include <string.h>

static bool office_starts(struct span name, const char *text)
{
    const size_t len = strlen(text);
    return name.len >= len && memcmp(name.ptr, text, len) == 0;
}

static bool office_is(struct span name, const char *text)
{
    return name.len == strlen(text) && office_starts(name, text);
}

static bool office_ends(struct span name, const char *ending)
{
    const size_t len = strlen(ending);
    return name.len > len && memcmp(name.ptr + name.len - len, ending, len) == 0;
}

static bool office_is_xml(struct span name)
{
    return office_ends(name, ".xml");
}

enum format office_part_format(enum format container, struct span name)
{
    static const char *const texts[] = {
        "word/document",       "word/header",     "word/footer",      "word/footnotes",
        "word/endnotes",       "word/comments",   "word/glossary/",   "ppt/slides/",
        "ppt/comments/",       "ppt/notesSlides", "ppt/slideLayouts", "ppt/slideMasters",
        "ppt/diagrams/",       "word/diagrams/",  "xl/comments",      "xl/drawings/",
        "xl/threadedComments",
    };
    if (!office_is_xml(name))
        return FORMAT_EMPTY;
    if (container == FORMAT_OPENDOCUMENT)
        return office_is(name, "content.xml") || office_is(name, "styles.xml") ? FORMAT_OFFICE_TEXT
                                                                               : FORMAT_EMPTY;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (office_starts(name, texts[i]))
            return FORMAT_OFFICE_TEXT;
    }
    if (office_starts(name, "xl/worksheets/"))
        return FORMAT_SHEET;
    const bool is_plumbing = office_starts(name, "word/") || office_starts(name, "ppt/") ||
                             office_starts(name, "xl/theme/") || office_is(name, "xl/styles.xml");
    return container == FORMAT_OOXML && is_plumbing ? FORMAT_BINARY : FORMAT_EMPTY;
}

bool office_part_is_referred_to(struct span name)
{
    return office_part_is_strings(name) || office_is(name, "xl/styles.xml") ||
           office_is(name, "xl/workbook.xml");
}

bool office_part_is_strings(struct span name)
{
    return office_is(name, OFFICE_STRINGS);
}

bool office_part_is_unread(struct span name)
{
    return (office_starts(name, "xl/worksheets/sheet") && office_ends(name, ".bin")) ||
           (office_starts(name, "Index/") && office_ends(name, ".iwa"));
}

bool office_part_is_preview(enum format container, struct span name)
{
    if (container == FORMAT_OPENDOCUMENT)
        return office_is(name, "Thumbnails/thumbnail.png");
    return container == FORMAT_OOXML && office_starts(name, "docProps/thumbnail.");
}

bool office_part_is_no_workbook(struct span name)
{
    return office_starts(name, "word/") || office_starts(name, "ppt/");
}
