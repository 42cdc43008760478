/* What the forms of a SOURCE share. For locator.c and the files of its forms only. */
#ifndef CRAWLER_STORE_LOCATOR_FORM_H
#define CRAWLER_STORE_LOCATOR_FORM_H

#include "crawler/store/locator.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Reads one form. source is the whole text without control characters, rest what stands behind
 * "SCHEME://". Returns NULL and fills out, or what is wrong with it, as a phrase without any part
 * of source ("names no bucket"); out is released by the caller either way.
 */
typedef const char *(*locator_form_fn)(const char *source, const char *rest, struct locator *out);

const char *locator_azure_parse_az(const char *source, const char *rest, struct locator *out);
const char *locator_azure_parse_abfss(const char *source, const char *rest, struct locator *out);
const char *locator_azure_parse_http(const char *source, const char *rest, struct locator *out);

extern const char locator_form_no_memory[];

/* *out becomes a copy of len bytes; false when memory is short. */
bool locator_form_set(char **out, const char *text, size_t len);

/* out->uri becomes root and rest without slashes at the end; false when memory is short. */
bool locator_form_set_uri(struct locator *out, const char *root, const char *rest, size_t len);

/* True when text holds a signature: of a SAS, or of a presigned URL. */
bool locator_form_has_signature(const char *text);

#endif
