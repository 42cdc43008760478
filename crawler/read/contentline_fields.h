/* What the properties of vCard and iCalendar and the attributes of LDIF are. */
#ifndef CRAWLER_READ_CONTENTLINE_FIELDS_H
#define CRAWLER_READ_CONTENTLINE_FIELDS_H

#include "detectors/span.h"

#include <stdbool.h>

enum contentline_dialect { CONTENTLINE_CARD, CONTENTLINE_CALENDAR, CONTENTLINE_DIRECTORY };

enum contentline_form {
    CONTENTLINE_TEXT,
    CONTENTLINE_STATED, /* a name or a line of an address, however it looks */
    CONTENTLINE_NAME,   /* components, RFC 6350, 6.2.2 */
    CONTENTLINE_PLACE,  /* components, RFC 6350, 6.3.1 */
    CONTENTLINE_DAY,    /* a date, perhaps with a time */
    CONTENTLINE_PAIR,   /* a place as two numbers */
    CONTENTLINE_KIND,   /* says whether the entry is a person's */
    CONTENTLINE_NOTHING /* says nothing, whatever its name says */
};

struct contentline_rule {
    enum contentline_dialect dialect;
    const char *name; /* lower case */
    enum contentline_form form;
    const char *detector; /* NULL: by component, or nothing */
};

/* The rule of a property, its group ("item1.") passed over; NULL when there is none. */
const struct contentline_rule *contentline_rule_of(enum contentline_dialect dialect,
                                                   struct span name);

/* The detector of a component (from 1) of a value; NULL when it means nothing. */
const char *contentline_detector_of(const struct contentline_rule *rule, unsigned component);

/* The name without its group. */
struct span contentline_bare_name(struct span name);

/* True when the value of a rule of CONTENTLINE_KIND tells of a group, a company, a machine. */
bool contentline_is_other(struct span value);

#endif
