/*
 * Keyed hashes of values, so that lists of values can be kept without the values: HMAC-SHA256 (RFC
 * 2104, FIPS 198-1) over the detector's id, a zero byte and the value in its normal form.
 */
#ifndef CRAWLER_REPORT_VALUE_HMAC_H
#define CRAWLER_REPORT_VALUE_HMAC_H

#include "crawler/base/fault.h"
#include "detectors/span.h"

#include <stdbool.h>

#define VALUE_HMAC_LEN 32
#define VALUE_HMAC_KEY_MIN 32
#define VALUE_HMAC_KEY_MAX 1024
#define VALUE_HMAC_ID_SIZE 17 /* 16 hexadecimal digits and the terminator */

struct value_hmac_key {
    uint8_t bytes[VALUE_HMAC_KEY_MAX];
    size_t len;
    char id[VALUE_HMAC_ID_SIZE]; /* names the key and says nothing of it: the first digits of the
                                    HMAC of "phicrawl key id" */
};

/* Reads the key from a file; one end of line at its end does not count. False with a fault. Wipe it
 * with explicit_bzero(). */
bool value_hmac_key_load(const char *path, struct value_hmac_key *key, struct fault *fault);

/* The HMAC of a value in its normal form; false when OpenSSL fails. */
bool value_hmac(const struct value_hmac_key *key, const char *detector_id, struct span normal,
                uint8_t out[VALUE_HMAC_LEN]);

#endif
