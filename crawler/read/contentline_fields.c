/* The properties of vCard and iCalendar, and the attributes of LDIF (RFC 2798, RFC 4519). */
#include "crawler/read/contentline_fields.h"

#include "detectors/ascii.h"

#include <stdbool.h>
#include <string.h>

#define CARD CONTENTLINE_CARD
#define CALENDAR CONTENTLINE_CALENDAR
#define DIRECTORY CONTENTLINE_DIRECTORY

static const struct contentline_rule rules[] = {
    {CARD, "fn", CONTENTLINE_TEXT, "person-name"},
    {CARD, "n", CONTENTLINE_NAME, NULL},
    {CARD, "nickname", CONTENTLINE_STATED, "person-name"},
    {CARD, "x-maiden-name", CONTENTLINE_STATED, "person-name"},
    {CARD, "adr", CONTENTLINE_PLACE, NULL},
    {CARD, "label", CONTENTLINE_STATED, "postal-address"},
    {CARD, "tel", CONTENTLINE_TEXT, "phone"},
    {CARD, "email", CONTENTLINE_TEXT, "email"},
    {CARD, "bday", CONTENTLINE_DAY, "dob"},
    {CARD, "deathdate", CONTENTLINE_DAY, "service-date"},
    {CARD, "geo", CONTENTLINE_PAIR, "geo-coordinate"},
    {CARD, "url", CONTENTLINE_TEXT, "url"},
    {CARD, "kind", CONTENTLINE_KIND, NULL},
    {CARD, "x-addressbookserver-kind", CONTENTLINE_KIND, NULL},
    {CARD, "x-abshowas", CONTENTLINE_KIND, NULL},
    {CALENDAR, "attendee", CONTENTLINE_TEXT, "email"},
    {CALENDAR, "organizer", CONTENTLINE_TEXT, "email"},
    {DIRECTORY, "dn", CONTENTLINE_NOTHING, NULL},
    {DIRECTORY, "cn", CONTENTLINE_TEXT, "person-name"},
    {DIRECTORY, "sn", CONTENTLINE_STATED, "person-name"},
    {DIRECTORY, "surname", CONTENTLINE_STATED, "person-name"},
    {DIRECTORY, "givenname", CONTENTLINE_STATED, "person-name"},
    {DIRECTORY, "displayname", CONTENTLINE_TEXT, "person-name"},
    {DIRECTORY, "mail", CONTENTLINE_TEXT, "email"},
    {DIRECTORY, "telephonenumber", CONTENTLINE_TEXT, "phone"},
    {DIRECTORY, "homephone", CONTENTLINE_TEXT, "phone"},
    {DIRECTORY, "mobile", CONTENTLINE_TEXT, "phone"},
    {DIRECTORY, "pager", CONTENTLINE_TEXT, "phone"},
    {DIRECTORY, "facsimiletelephonenumber", CONTENTLINE_TEXT, "fax"},
    {DIRECTORY, "street", CONTENTLINE_STATED, "postal-address"},
    {DIRECTORY, "streetaddress", CONTENTLINE_STATED, "postal-address"},
    {DIRECTORY, "postaladdress", CONTENTLINE_STATED, "postal-address"},
    {DIRECTORY, "homepostaladdress", CONTENTLINE_STATED, "postal-address"},
    {DIRECTORY, "l", CONTENTLINE_TEXT, "city"},
    {DIRECTORY, "postalcode", CONTENTLINE_TEXT, "zip-code"},
    {DIRECTORY, "objectclass", CONTENTLINE_KIND, NULL},
    {DIRECTORY, "o", CONTENTLINE_NOTHING, NULL},
    {DIRECTORY, "ou", CONTENTLINE_NOTHING, NULL},
};

struct span contentline_bare_name(struct span name)
{
    const uint8_t *const dot = name.len > 0 ? memrchr(name.ptr, '.', name.len) : NULL;
    if (dot == NULL)
        return name;
    return (struct span){dot + 1, name.len - (size_t)(dot + 1 - name.ptr)};
}

const struct contentline_rule *contentline_rule_of(enum contentline_dialect dialect,
                                                   struct span name)
{
    const struct span bare = contentline_bare_name(name);
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        if (rules[i].dialect == dialect && strlen(rules[i].name) == bare.len &&
            ascii_starts_with(bare.ptr, bare.len, rules[i].name))
            return &rules[i];
    }
    return NULL;
}

const char *contentline_detector_of(const struct contentline_rule *rule, unsigned component)
{
    /* family, given, additional; box, extension, street, city, region, code, country */
    static const char *const names[] = {"person-name", "person-name", "person-name"};
    static const char *const places[] = {
        "postal-address", "postal-address", "postal-address", "city", NULL, "zip-code"};
    if (rule->form == CONTENTLINE_NAME)
        return component <= sizeof names / sizeof names[0] ? names[component - 1] : NULL;
    if (rule->form == CONTENTLINE_PLACE)
        return component <= sizeof places / sizeof places[0] ? places[component - 1] : NULL;
    return rule->detector;
}

bool contentline_is_other(struct span value)
{
    static const char *const others[] = {"org",   "group",    "location", "company",   "device",
                                         "thing", "computer", "domain",   "posixgroup"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        const bool is_start = ascii_starts_with(value.ptr, value.len, others[i]);
        /* organizationalPerson is a class of persons. */
        if (is_start && !ascii_starts_with(value.ptr, value.len, "organizationalp"))
            return true;
    }
    return false;
}
