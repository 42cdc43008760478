/* What people fill into forms of a page: texts (textarea) and choices (the selected options of
 * select) are values under the name of their element, as inputs are under theirs. */
#ifndef CRAWLER_READ_HTML_FIELD_H
#define CRAWLER_READ_HTML_FIELD_H

#include "crawler/read/html_token.h"
#include "detectors/field.h"

struct html_field {
    struct field_meaning choice; /* of the select at hand */
    struct field_meaning value;  /* of the text that comes next; none: it is no value */
};

void html_field_reset(struct html_field *field);

/* Takes note of a tag, raw being all of it; true when a value ends in front of it or begins behind,
 * which field then says. */
bool html_field_take(struct html_field *field, const struct field_rules *rules,
                     const struct html_tag *tag, struct span raw);

#endif
