/* The elements of office documents in XML. */
#include "crawler/read/office_element.h"

#include "crawler/read/xml_token.h"

static const struct {
    const char *name;
    enum html_element element;
} office_elements[] = {
    {"p", HTML_BLOCK},
    {"br", HTML_BLOCK},
    {"cr", HTML_BLOCK},
    {"tab", HTML_BLOCK},
    {"tbl", HTML_TABLE},
    {"tr", HTML_ROW},
    {"tc", HTML_CELL},
    {"h", HTML_BLOCK},
    {"line-break", HTML_BLOCK},
    {"s", HTML_BLOCK},
    {"table", HTML_TABLE},
    {"table-row", HTML_ROW},
    {"table-cell", HTML_CELL},
    {"list-item", HTML_BLOCK},
    {"sp", HTML_BLOCK},
    {"txbxContent", HTML_BLOCK},
    {"footnote", HTML_BLOCK},
    {"endnote", HTML_BLOCK},
    {"comment", HTML_BLOCK},
    {"annotation", HTML_BLOCK},
    {"note", HTML_BLOCK},
    {"instrText", HTML_BLOCK},
    {"delText", HTML_BLOCK}, /* tracked changes: what was deleted is beside what replaced it */
    {"covered-table-cell", HTML_CELL},
    {"title", HTML_BLOCK},
    {"desc", HTML_BLOCK},
};

enum html_element office_element_of(struct span name)
{
    const struct span local = xml_local_name(name);
    for (size_t i = 0; i < sizeof office_elements / sizeof office_elements[0]; i++) {
        if (span_is(local, office_elements[i].name))
            return office_elements[i].element;
    }
    return HTML_INLINE;
}

bool office_is_hyphen(struct span name)
{
    return span_is(xml_local_name(name), "noBreakHyphen");
}
