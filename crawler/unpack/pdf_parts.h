/*
 * What a PDF holds beside its pages: texts of its objects (properties, values of form fields under
 * their names, notes, bookmarks, links) as one member, metadata (XMP), forms in XML (XFA) and
 * attached files as members of their own.
 *
 * The file is read from its start to its end, not by its cross-references, so damage costs no more
 * than what it hits, and earlier versions of an object are seen, too. Source: ISO 32000-1, 7.3
 * (objects), 7.5.7 (object streams), 7.11 (files), 12.5 (annotations), 12.7 (forms), 14.3
 * (properties and metadata). Filters of pictures, predictors, and more than
 * Flate on packed objects are unsupported-method.
 */
#ifndef CRAWLER_UNPACK_PDF_PARTS_H
#define CRAWLER_UNPACK_PDF_PARTS_H

#include "crawler/base/range_source.h"
#include "crawler/unpack/archive_part.h"
#include "crawler/unpack/meter.h"

/* As tar_walk(), over a file that is not encrypted, by place. */
enum status pdf_parts_walk(struct range_source *file, struct meter *meter, archive_visit_fn visit,
                           void *user);

#endif
