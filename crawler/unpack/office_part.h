/* Which parts of an office document hold what people read, by their names. */
#ifndef CRAWLER_UNPACK_OFFICE_PART_H
#define CRAWLER_UNPACK_OFFICE_PART_H

#include "crawler/unpack/format.h"
#include "detectors/span.h"

/*
 * FORMAT_OFFICE_TEXT or FORMAT_SHEET for such a part of container. FORMAT_BINARY for the plumbing
 * (fonts, styles, themes): its strings are scanned, but its names mean nothing. FORMAT_EMPTY for
 * any other part: it is what its bytes are.
 */
enum format office_part_format(enum format container, struct span name);

/* True of the parts of a workbook that its sheets refer to: strings, styles, the workbook itself.
 */
bool office_part_is_referred_to(struct span name);

/* True of shared strings, which are read where sheets refer to them. */
#define OFFICE_STRINGS "xl/sharedStrings.xml"
bool office_part_is_strings(struct span name);

/* True of a sheet whose cells nothing reads: those of binary workbooks (XLSB), and documents of
 * iWork. */
bool office_part_is_unread(struct span name);

/* True of the place of a picture of the first page (OpenDocument 1.2 part 3, 3.7; OPC 10.2). */
bool office_part_is_preview(enum format container, struct span name);

/* True of a part that no workbook has. */
bool office_part_is_no_workbook(struct span name);

#endif
