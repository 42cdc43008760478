/*
 * Walks a compound file (OLE2; [MS-CFB]): each stream of a DOC, XLS, PPT or MSG is a part, so that
 * its text runs stand together and attachments are taken for what they are. Sectors of no stream
 * come last, in one piece.
 */
#ifndef CRAWLER_UNPACK_OLE_WALK_H
#define CRAWLER_UNPACK_OLE_WALK_H

#include "crawler/base/range_source.h"
#include "crawler/unpack/archive_part.h"
#include "crawler/unpack/meter.h"

/*
 * As tar_walk(), over bytes by their place. Cells of workbooks in forms older than BIFF5 are
 * not read: unsupported-format. A package,
 * document, workbook or presentation that says so is encrypted.
 */
enum status ole_walk(struct range_source *ranges, struct meter *meter, archive_visit_fn visit,
                     void *user);

#endif
