/*
 * What a short magic does not settle: one small question a format about the structure behind its
 * magic. Each gets the first bytes (up to 4096, may be fewer) of something whose magic fits and
 * says whether the rest does too.
 */
#ifndef CRAWLER_UNPACK_FORMAT_CHECK_H
#define CRAWLER_UNPACK_FORMAT_CHECK_H

#include "detectors/span.h"

#include <stdbool.h>

typedef bool (*format_check_fn)(struct span head);

/* Not text: for magics that are words a text may start with. */
bool format_check_not_text(struct span head);

bool format_check_gzip(struct span head);  /* RFC 1952: method 8, no reserved flag */
bool format_check_zlib(struct span head);  /* RFC 1950: header check bits, and the head inflates */
bool format_check_ooxml(struct span head); /* a zip that starts with a part of an Office document */
bool format_check_opendocument(struct span head); /* a zip that starts with "mimetype" */
bool format_check_zip(struct span head);          /* any other zip */
bool format_check_zip_end(struct span head);      /* an end record and nothing before it */
bool format_check_pdf(struct span head);  /* %PDF-1.7, also behind up to 1 KiB that is not text */
bool format_check_word(struct span head); /* [MS-DOC] 2.5.2: a version of Word 95 to 2007 */
bool format_check_bmp(struct span head);
bool format_check_isobmff_image(struct span head); /* ISO base media file: HEIC, AVIF */
bool format_check_isobmff(struct span head);       /* ... any other brand: MP4, MOV */
bool format_check_webp(struct span head);
bool format_check_riff(struct span head); /* WAVE, AVI */
bool format_check_jpeg(struct span head);
bool format_check_tiff(struct span head);
bool format_check_truetype(struct span head);
bool format_check_bzip2(struct span head);
bool format_check_zstd_skipped(struct span head); /* a frame to be skipped, then one of Zstandard */
bool format_check_lz4_skipped(struct span head);  /* ... of LZ4 */
bool format_check_lzma(struct span head);
bool format_check_lzh(struct span head);
bool format_check_arj(struct span head);
bool format_check_zpaq(struct span head);
bool format_check_pgp_packed(struct span head); /* one that is only packed, perhaps signed */
bool format_check_pgp(struct span head);        /* a message that is encrypted, not in armour */
bool format_check_compress(struct span head);
bool format_check_html(struct span head);   /* a page, or a part of one */
bool format_check_ebcdic(struct span head); /* mostly its letters, digits and blanks */
bool format_check_uu(struct span head);     /* begin 644 name, then a full line */
bool format_check_tar(struct span head);    /* the checksum of the first header: v7, ustar, GNU */
bool format_check_dicom(struct span head);  /* a data set or file without the preamble */
bool format_check_cpio_ascii(struct span head);
bool format_check_cpio_binary(struct span head); /* either byte order */
bool format_check_elf(struct span head);
bool format_check_exe(struct span head); /* DOS and everything that starts as DOS: PE, NE */
bool format_check_class(struct span head);
bool format_check_mach_o_fat(struct span head);
bool format_check_pst(struct span head);
bool format_check_pcap(struct span head);

#endif
