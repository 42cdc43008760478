/* What bytes are, by content; a name is a hint at most. */
#ifndef CRAWLER_UNPACK_FORMAT_H
#define CRAWLER_UNPACK_FORMAT_H

#include "detectors/span.h"

#include <stdbool.h>

/* What is done with a format: FORMAT_READ bytes are text (or strings) for the scanner. */
enum format_handling {
    FORMAT_READ,       /* scanned as it is */
    FORMAT_UNPACK,     /* a layer: its content is scanned */
    FORMAT_UNSUPPORTED /* recognised, but nothing reads it yet: its strings are scanned, the object
                          is partial */
};

/* The first rows are those that other code names; the table in format.c has all. */
enum format {
    FORMAT_EMPTY,
    FORMAT_TEXT, /* ASCII, UTF-8, Latin-1 */
    FORMAT_UTF16,
    FORMAT_UTF32,
    FORMAT_BINARY, /* nothing recognised: scanned as strings */
    FORMAT_GZIP,
    FORMAT_ZIP,
    FORMAT_ZLIB,
    FORMAT_OOXML,        /* docx, xlsx, pptx */
    FORMAT_OPENDOCUMENT, /* odt, ods, odp */
    FORMAT_ISO9660,      /* its mark stands too deep for format_recognise() */
    FORMAT_BZIP2,
    FORMAT_XZ,
    FORMAT_ZSTD,
    FORMAT_LZ4, /* frames */
    FORMAT_LZMA,
    FORMAT_TAR,
    FORMAT_SNAPPY,   /* frames */
    FORMAT_COMPRESS, /* .Z */
    FORMAT_BROTLI,   /* only by name */
    FORMAT_DEFLATE,  /* only by name */
    FORMAT_CPIO,
    FORMAT_AR,
    FORMAT_RPM,
    FORMAT_WARC,
    FORMAT_MAIL, /* a message with parts, or an encoded body */
    FORMAT_MBOX,
    FORMAT_7Z, /* this and the next ones by an isolated decoder */
    FORMAT_RAR,
    FORMAT_CAB,
    FORMAT_LHA,
    FORMAT_PDF,
    FORMAT_DICOM,
    FORMAT_SQLITE,
    FORMAT_OLE2, /* doc, xls, ppt, msg */
    FORMAT_PARQUET,
    FORMAT_AVRO, /* object container files */
    FORMAT_HTML,
    FORMAT_OFFICE_TEXT, /* a part of an office document that is text ... */
    FORMAT_SHEET,       /* ... or a sheet, or what sheets refer to */
    FORMAT_RTF,
    FORMAT_BIFF, /* the stream of a workbook in a compound file */
    FORMAT_WORD, /* the stream of a document there */
    FORMAT_LZFU, /* compressed RTF */
    FORMAT_EBCDIC,
    FORMAT_LZ4_LEGACY,
    FORMAT_LZIP,
    FORMAT_VOLUME, /* a part of an archive in parts, only by name */
    FORMAT_DMG,    /* an image of a disk of macOS, only by name */
    FORMAT_HADOOP, /* Snappy or LZ4 in the blocks of Hadoop, only by name */
    FORMAT_UDF,    /* its mark stands where that of ISO 9660 does, or behind it */
    FORMAT_SCRIPT,
    FORMAT_NAMED /* first of the many that are only named: pdf, png, parquet ... */
};

/* How many formats there are, the named ones included; at most COVERAGE_FORMATS_MAX. */
unsigned format_count(void);

/* Recognises by the first bytes (give up to 4096). is_whole: head is all there is. */
enum format format_recognise(struct span head, bool is_whole);

/* Corrects what was recognised of head by a name, where the bytes have no mark of their own: what
 * is called .br or .deflate and is binary, or looks like text or a format that is not read but can
 * be decoded; binary that is called as a part of an archive that is not the first (.7z.002,
 * .zip.002, .z02, .r00). */
enum format format_by_name(enum format format, struct span head, struct span name);

/* True of a name by which bytes that are binary and hold no archive are a damaged one. */
bool format_is_archive_name(struct span name);

/* As in "formats" of the manifest: "gzip", "zip", "text", "pdf" ... */
const char *format_name(enum format format);

/* The format of that name, or -1. Text that a reader understands ("csv", "json", "hl7v2") is told
 * by the reader, never by format_recognise(). */
int format_find(const char *name);
enum format_handling format_handling(enum format format);

/*
 * Not everything that is in such a thing can be read, so an object with one is partial.
 */
bool format_is_partial(enum format format);

/* Content that only the holder of a key can read: the reason is "encrypted" instead of
 * "unsupported-format". */
bool format_is_encrypted(enum format format);

/* True of what may carry an archive behind its own bytes: programs, scripts, unknown binaries. */
bool format_may_hide_archive(enum format format);

#endif
