/* Any bytes as XML, and as the inside of a clinical document: the same fields however the text is
 * cut, in order and within it. */
#include "tests/fuzz/reader_check.h"

#include <string.h>

#define LEN_MAX 4096

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static const char head[] =
        "<?xml version='1.0'?><ClinicalDocument xmlns='urn:hl7-org:v3'><recordTarget><patientRole>";
    uint8_t document[sizeof head + LEN_MAX];
    if (len > LEN_MAX)
        return 0;
    memcpy(document, head, sizeof head - 1);
    if (len > 0)
        memcpy(document + sizeof head - 1, bytes, len);
    reader_check(&xml_reader_ops, (struct span){bytes, len});
    reader_check(&xml_reader_ops, (struct span){document, sizeof head - 1 + len});
    return 0;
}
