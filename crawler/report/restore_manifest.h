/*
 * Which archived objects to restore, as the stores want to be told: for S3 a manifest of Batch
 * Operations ("S3BatchOperations_CSV_20180820": bucket, URL-encoded key and, for all rows or none,
 * version id), for Azure the URL of each blob, for az storage blob set-tier.
 *
 * Files are 0600 and made anew. They hold true keys, which may be what is protected: treat them
 * like keys.private.jsonl.
 */
#ifndef CRAWLER_REPORT_RESTORE_MANIFEST_H
#define CRAWLER_REPORT_RESTORE_MANIFEST_H

#include "crawler/base/fault.h"
#include "detectors/span.h"

#include <stdbool.h>

struct restore_manifest;

/*
 * Makes the file at path, which gets the rows of S3; those of Azure go to path too when
 * is_azure_only, else to path with ".azure" behind it, made when there is one. path must outlive
 * the manifest. NULL with a fault (path and cause): it exists, or cannot be made.
 */
struct restore_manifest *restore_manifest_create(const char *path, bool is_azure_only,
                                                 struct fault *fault);

/* Any thread. False once writing failed. */
bool restore_manifest_add_s3(struct restore_manifest *manifest, const char *bucket, struct span key,
                             const char *version_id); /* "": not known */
bool restore_manifest_add_azure(struct restore_manifest *manifest, struct span url);

/* Writes what waits and closes; false with a fault when something could not be written. Accepts
 * NULL. */
bool restore_manifest_close(struct restore_manifest *manifest, struct fault *fault);

#endif
