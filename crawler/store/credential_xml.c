/* Reads temporary credentials in XML. */
#include "crawler/store/credential_xml.h"

#include "crawler/store/dates.h"
#include "crawler/store/xml.h"

#include <stdio.h>
#include <string.h>

#define TEXT_MAX (32u << 10)

static const char *const names[] = {"AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"};

void credential_xml_read(struct span body, struct credential_xml *out)
{
    struct xml xml;
    out->code[0] = '\0';
    for (int i = 0; i < 4; i++)
        buffer_init(&out->texts[i], TEXT_MAX);
    xml_init(&xml, body);
    for (enum xml_event event = xml_next(&xml); event != XML_DONE && event != XML_BAD;
         event = xml_next(&xml)) {
        const struct span text = xml_text(&xml);
        if (event != XML_END)
            continue;
        if (xml_is(&xml, "Code") && out->code[0] == '\0')
            credentials_copy_words(text, out->code, sizeof out->code);
        for (int i = 0; i < 4; i++)
            if (xml_is(&xml, names[i]) && out->texts[i].len == 0)
                buffer_append(&out->texts[i], text.ptr, text.len);
    }
    xml_free(&xml);
}

enum status credential_xml_take(struct credential_xml *xml, const char *who,
                                struct credentials *out, struct fault *fault)
{
    char where[224];
    struct credentials_found found = {.names = names, .where = where};
    const struct span expires = {xml->texts[3].ptr, xml->texts[3].len};
    snprintf(where, sizeof where, "%.200s: ", who);
    for (int i = 0; i < 3; i++) {
        found.texts[i] = buffer_str(&xml->texts[i]);
        if (found.texts[i] == NULL || memchr(found.texts[i], '\0', xml->texts[i].len) != NULL ||
            xml->texts[i].len == 0)
            return credentials_refuse(who, "the answer holds no complete credentials", fault);
    }
    if (expires.len > 0 && !date_parse_iso(expires, &out->expires_at))
        return credentials_refuse(who, "the answer's expiry is no date", fault);
    return credentials_set(&found, out, fault);
}

void credential_xml_wipe(struct credential_xml *xml)
{
    for (int i = 0; i < 4; i++)
        buffer_wipe(&xml->texts[i]);
}
