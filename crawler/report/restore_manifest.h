/*
 * Which archived objects to restore, as the stores want to be told: for S3 a manifest of Batch
 * Operations ("S3BatchOperations_CSV_20180820": bucket, URL-encoded key and, for all rows of a file
 * or none, version id), for Azure the URL of each blob, for az storage blob set-tier.
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
 * Makes the file at path, which gets the rows of S3 that have a version id, or those that have
 * none, as the first one has or has not; the others go to path with ".versions" or ".latest" behind
 * it. Those of Azure go to path too when is_azure_only, else to path with ".azure" behind it. Files
 * beside path are made when there is a row, and said at the end. path must outlive the manifest.
 * NULL with a fault (path and cause): it exists, or cannot be made.
 */
struct restore_manifest *restore_manifest_create(const char *path, bool is_azure_only,
                                                 struct fault *fault);

/* Any thread. False once writing failed. */
bool restore_manifest_add_s3(struct restore_manifest *manifest, const char *bucket, struct span key,
                             const char *version_id); /* "": not known */
/* url of which ptr is NULL: memory was short, and the row is lost. */
bool restore_manifest_add_azure(struct restore_manifest *manifest, struct span url);

/* Writes what waits and closes; false with a fault when something could not be written. Accepts
 * NULL. */
bool restore_manifest_close(struct restore_manifest *manifest, struct fault *fault);

/* Takes the file away again, before a row was added. Accepts NULL. */
void restore_manifest_discard(struct restore_manifest *manifest);

#endif
