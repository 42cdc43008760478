/* Temporary credentials as services of AWS write them in XML: STS, and the sessions of S3 Express.
 */
#ifndef CRAWLER_STORE_CREDENTIAL_XML_H
#define CRAWLER_STORE_CREDENTIAL_XML_H

#include "crawler/store/credentials.h"

struct credential_xml {
    struct buffer texts[4]; /* AccessKeyId, SecretAccessKey, SessionToken, Expiration */
    char code[64];          /* of an error; "" when there is none */
};

/* Reads a document, whatever its root, as far as it is well-formed. */
void credential_xml_read(struct span body, struct credential_xml *out);

/* Copies what was read. who begins messages. STATUS_STOP with a fault when something lacks or
 * cannot stand in a request; STATUS_NO_MEMORY. *out may be partly set then. */
enum status credential_xml_take(struct credential_xml *xml, const char *who,
                                struct credentials *out, struct fault *fault);

void credential_xml_wipe(struct credential_xml *xml);

#endif
