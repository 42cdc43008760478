/* Names from outside as JSON members: readable always, exact also when they are no UTF-8. */
#ifndef CRAWLER_REPORT_BYTES_FIELD_H
#define CRAWLER_REPORT_BYTES_FIELD_H

#include "crawler/base/json.h"
#include "detectors/span.h"

/* Writes "key":"..." (U+FFFD for what is no UTF-8) and, only then, "key_b64" with the exact bytes
 * (RFC 4648 section 4). */
void bytes_field_write(struct json *json, const char *key, const char *key_b64, struct span bytes);

#endif
