/* Any bytes as contacts, calendars and directories: the same fields however the text is cut, in
 * order and within it. */
#include "tests/fuzz/reader_check.h"

#include <string.h>

#define LEN_MAX 4096

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static const struct {
        const struct reader_ops *ops;
        const char *header;
    } dialects[] = {{&vcard_reader_ops, "BEGIN:VCARD\n"},
                    {&icalendar_reader_ops, "BEGIN:VCALENDAR\n"},
                    {&ldif_reader_ops, "dn: cn=x\n"}};
    uint8_t text[32 + LEN_MAX];
    if (len > LEN_MAX)
        return 0;
    for (size_t i = 0; i < sizeof dialects / sizeof dialects[0]; i++) {
        const size_t header_len = strlen(dialects[i].header);
        memcpy(text, dialects[i].header, header_len);
        if (len > 0)
            memcpy(text + header_len, bytes, len);
        reader_check(dialects[i].ops, (struct span){text, header_len + len});
    }
    return 0;
}
