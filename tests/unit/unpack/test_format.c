/* What bytes are taken for: by structure, not by a word they start with. */
#include "crawler/base/coverage.h"
#include "crawler/unpack/charset.h"
#include "crawler/unpack/format.h"
#include "tests/unit/suite.h"
#include "tests/unit/unpack/zip_builder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct format_case {
    const char *name;
    const char *bytes;
    size_t len;
    const char *format;
};

#define BYTES(text) text, sizeof(text) - 1

static const struct format_case format_cases[] = {
    {"nothing", "", 0, "empty"},
    {"one letter", BYTES("a"), "text"},
    {"ASCII", BYTES("name,ssn\nAda,123-45-6789\n"), "text"},
    {"UTF-8", BYTES("na\xC3\xAFve"), "text"},
    {"Latin-1", BYTES("na\xEFve, caf\xE9"), "text"},
    {"UTF-8 with mark", BYTES("\xEF\xBB\xBFssn"), "text"},
    {"HL7 in MLLP", BYTES("\x0BMSH|^~\\&|A\rPID|1\r\x1C\r"), "text"},
    {"X12 with odd separators",
     BYTES("ISA\x1D"
           "00\x1D\x1E"
           "GS\x1D"
           "HC\x1C"),
     "text"},
    {"NUL", BYTES("abc\0def"), "binary"},
    {"controls", BYTES("abc\1\2\3\4\5def"), "binary"},
    {"one control in a long text",
     BYTES("a text of more than fifty bytes in which one \1 byte is a control"), "text"},

    {"UTF-16LE with mark", BYTES("\xFF\xFEs\0s\0n\0"), "utf-16"},
    {"UTF-16BE with mark", BYTES("\xFE\xFF\0s\0s\0n"), "utf-16"},
    {"only a mark", BYTES("\xFF\xFE"), "utf-16"},
    {"UTF-16LE without mark",
     BYTES("s\0s\0n\0:\0 \0"
           "1\0"),
     "utf-16"},
    {"UTF-16BE without mark",
     BYTES("\0s\0s\0n\0:\0 \0"
           "1"),
     "utf-16"},
    {"UTF-16 with a line end",
     BYTES("a\0\r\0\n\0"
           "b\0"),
     "utf-16"},
    {"cut in a unit", BYTES("s\0s\0n\0:"), "utf-16"},
    {"UTF-32LE with mark", BYTES("\xFF\xFE\0\0s\0\0\0"), "utf-32"},
    {"UTF-32BE with mark", BYTES("\0\0\xFE\xFF\0\0\0s"), "utf-32"},
    {"UTF-32LE without mark", BYTES("s\0\0\0s\0\0\0n\0\0\0"), "utf-32"},
    {"small numbers of 16 bits", BYTES("\1\0\2\0\3\0\4\0\5\0\6\0"), "binary"},
    {"mark and then nothing like it", BYTES("\xFF\xFE\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0"), "binary"},

    {"gzip", BYTES("\x1F\x8B\x08\0\0\0\0\0\0\3"), "gzip"},
    {"gzip, cut", BYTES("\x1F\x8B\x08"), "gzip"},
    {"gzip, other method", BYTES("\x1F\x8B\x07\0\0\0\0\0\0\3"), "binary"},
    {"gzip, reserved flag", BYTES("\x1F\x8B\x08\x80\0\0\0\0\0\3"), "binary"},
    {"zip", BYTES("PK\3\4\x14\0\0\0\0\0"), "zip"},
    {"zip, empty", BYTES("PK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"), "zip"},
    {"zip, spanned", BYTES("PK00PK\3\4\x14\0\0\0\0\0"), "zip"},
    {"PK in a text", BYTES("PK value of the drug"), "text"},
    {"PK00 in a text", BYTES("PK00123 is my key"), "text"},
    {"no zlib", BYTES("x\x9C is no text but no stream"), "text"},

    {"bzip2", BYTES("BZh91AY&SY\0\0\0\0"), "bzip2"},
    {"bzip2, empty", BYTES("BZh9\x17\x72\x45\x38\x50\x90\0\0\0\0"), "bzip2"},
    {"BZh in a text", BYTES("BZh9 is how bzip2 starts"), "text"},
    {"xz", BYTES("\xFD\x37zXZ\0\0\4"), "xz"},
    {"zstd", BYTES("\x28\xB5\x2F\xFD\4\0"), "zstd"},
    {"zstd, skipped", BYTES("\x50\x2A\x4D\x18\1\0\0\0x\x28\xB5\x2F\xFD\4\0"), "zstd"},
    {"lz4, skipped", BYTES("\x5F\x2A\x4D\x18\0\0\0\0\x04\x22\x4D\x18"), "lz4"},
    {"skipped, alone", BYTES("\x5F\x2A\x4D\x18\0\0\0\0"), "binary"},
    {"skipped, too long", BYTES("\x50\x2A\x4D\x18\xFF\xFF\xFF\xFFx\x28\xB5\x2F\xFD"), "binary"},
    {"lz4", BYTES("\x04\x22\x4D\x18\x64"), "lz4"},
    {"lzma", BYTES("\x5D\0\0\x80\0\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\0"), "lzma"},
    {"lzma of 2 GiB", BYTES("\x5D\0\0\0\x80\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\0"), "lzma"},
    {"lzma of 3 GiB", BYTES("\x5D\0\0\0\xC0\1\0\0\0\0\0\0\0\0"), "lzma"},
    {"lzma of 4 GiB", BYTES("\x5D\xFF\xFF\xFF\xFF\1\0\0\0\0\0\0\0\0"), "lzma"},
    {"no dictionary", BYTES("\x5D\0\0\0\x90\1\0\0\0\0\0\0\0\0"), "binary"},
    {"no lzma", BYTES("\x5D\0\0\x80\0\1\2\3\4\5\6\7\x08\0"), "binary"},
    {"lzop", BYTES("\x89LZO\0\r\n\x1A\n"), "lzop"},
    {"lrzip", BYTES("LRZI\0\6"), "lrzip"},
    {"grzip", BYTES("GRZipII\0\2\4:)"), "grzip"},
    {"compress", BYTES("\x1F\x9D\x90\1"), "compress"},
    {"snappy", BYTES("\xFF\6\0\0sNaPpY"), "snappy"},
    {"uuencode", BYTES("begin 644 a.zip\nM4$L#!!0\n`\nend\n"), "uuencode"},
    {"begin in a text", BYTES("begin 644 of the poem\nand so on"), "text"},

    {"cpio",
     BYTES("0707010000000100000002000000030000000400000005000000060000000700000008000000"
           "09000000100000001100000012000000130000000a"),
     "cpio"},
    {"0707 in a text", BYTES("070701 is a number"), "text"},
    {"ar", BYTES("!<arch>\ndebian-binary"), "ar"},
    {"rpm", BYTES("\xED\xAB\xEE\xDB\3\0"), "rpm"},
    {"7z", BYTES("7z\xBC\xAF\x27\x1C\0\4"), "7z"},
    {"7z in a text", BYTES("7z is an archiver"), "text"},
    {"rar", BYTES("Rar!\x1A\x07\0"), "rar"},
    {"Rar! in a text", BYTES("Rar! he said"), "text"},
    {"cab", BYTES("MSCF\0\0\0\0"), "cab"},
    {"lzh", BYTES("\x22\x10-lh5-\1\2\3\4\5\6\7\x08\1\2\3\4\5\6\7\x08"), "lzh"},
    {"lzip", BYTES("LZIP\1\x0C"), "lzip"},
    {"LZIP in a text", BYTES("LZIP 1 is a format"), "text"},
    {"arj",
     BYTES("\x60\xEA\x29\0\x22\x0B\1\2\x10\0\2\0\1\1\1\1\1\1\1\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
     "arj"},
    {"no arj: a file, not the archive",
     BYTES("\x60\xEA\x29\0\x22\x0B\1\2\x10\0\3\0\1\1\1\1\1\1\1\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
     "binary"},
    {"zpaq", BYTES("7kSt\xA0\x31\x83\xD3\x8C\xB2\x28\xB0\xD3\x7APQ\2\1"), "zpaq"},
    {"zpaq, block", BYTES("zPQ\2\1\7\0\0"), "zpaq"},
    {"zPQ in a text", BYTES("zPQ is a mark"), "text"},
    {"ace", BYTES("\x12\x34\x31\0\0\0\x90**ACE**\x14\x14"), "ace"},
    {"wim", BYTES("MSWIM\0\0\0\xD0\0\0\0"), "wim"},
    {"pgp, by a password", BYTES("\x8C\x0D\4\7\3\2\1\2\3\4\5\6\7\x08\x60\xD2\x41\1"), "pgp"},
    {"pgp, new form", BYTES("\xC3\x0D\4\7\3\2\1\2\3\4\5\6\7\x08\x60\xD4\x41\1"), "pgp"},
    {"pgp, by a key", BYTES("\x84\x0E\3\1\2\3\4\5\6\7\x08\1\0\1\1\0\xC9\x41\1"), "pgp"},
    {"no pgp: nothing encrypted follows", BYTES("\x8C\x0D\4\7\3\2\1\2\3\4\5\6\7\x08\x60\xCB\x41\1"),
     "binary"},
    {"no pgp: no such version", BYTES("\x8C\x0D\1\7\3\2\1\2\3\4\5\6\7\x08\x60\xD2\x41\1"),
     "binary"},
    {"no pgp: longer than it is", BYTES("\x8C\x7D\4\7\3\2\1\2\3\4\5\6\7\x08\x60\xD2\x41\1"),
     "binary"},
    {"pgp, packed", BYTES("\xA3\1\x4B\x4C\xFF\0\1\2\3"), "pgp-packed"},
    {"git pack", BYTES("PACK\0\0\0\2\0\0\0\1"), "git-pack"},

    {"pdf", BYTES("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n"), "pdf"},
    {"pdf in ASCII", BYTES("%PDF-1.4\n1 0 obj\n"), "pdf"},
    {"pdf behind junk", BYTES("\0\1\2junk%PDF-1.4\n"), "pdf"},
    {"%PDF in a text", BYTES("It starts with %PDF-1.4, mostly"), "text"},
    {"%PDF at the start of a text", BYTES("%PDF-files are read"), "text"},
    {"rtf", BYTES("{\\rtf1\\ansi Patient}"), "rtf"},
    {"html", BYTES("\xef\xbb\xbf <!-- x --> <!DOCTYPE HTML PUBLIC>"), "html"},
    {"html without a doctype", BYTES("\n<HTML lang=en>"), "html"},
    {"a page in XML", BYTES("<?xml version='1.0'?><html xmlns='x'>"), "html"},
    {"a part of a page", BYTES("<div class='x'><p>Patient</p></div>"), "html"},
    {"a tag alone is no page", BYTES("<p> for paragraphs, <div> for parts"), "text"},
    {"a section of a clinical document", BYTES("<section><title>Results</title></section>"),
     "text"},
    {"a table of somebody's own", BYTES("<?xml version='1.0'?><table><row/></table>"), "text"},
    {"longer names", BYTES("<patient><div/></patient>"), "text"},
    {"ole2", BYTES("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0"), "ole2"},
    {"pst", BYTES("!BDN\1\2\3\4SM\x17\0"), "pst"},
    {"!BDN in a text", BYTES("!BDN text SM"), "text"},

    {"parquet", BYTES("PAR1\x15\4\x15\0"), "parquet"},
    {"PAR1 in a text", BYTES("PAR1,PAR2,PAR3\n"), "text"},
    {"avro",
     BYTES("Obj\1\4\x14"
           "avro.codec"),
     "avro"},
    {"Obj in a text", BYTES("Object,value\n"), "text"},
    {"orc", BYTES("ORC\x08\3\x12"), "orc"},
    {"ORC in a text", BYTES("ORCHIECTOMY, left"), "text"},
    {"arrow", BYTES("ARROW1\0\0\xFF"), "arrow"},
    {"hdf5", BYTES("\x89HDF\r\n\x1A\n"), "hdf5"},
    {"CDF in a text", BYTES("CDFI colour doppler"), "text"},
    {"sqlite", BYTES("SQLite format 3\0\x10"), "sqlite"},
    {"sas transport", BYTES("HEADER RECORD*******LIBRARY HEADER RECORD!!!!!!!"), "sas-transport"},
    {"access", BYTES("\0\1\0\0Standard Jet DB\0\1"), "access"},
    {"redis", BYTES("REDIS0009\xFA\0ver"), "redis"},
    {"pcap", BYTES("\xD4\xC3\xB2\xA1\2\0\4\0\0\0\0\0\0\0\0\0\xFF\xFF\0\0\1\0\0\0"), "pcap"},
    {"evtx", BYTES("ElfFile\0\0"), "evtx"},

    {"png", BYTES("\x89PNG\r\n\x1A\n\0"), "png"},
    {"jpeg", BYTES("\xFF\xD8\xFF\xE0\0\x10JFIF"), "jpeg"},
    {"gif", BYTES("GIF89a\1\0\1\0\x80\0\0"), "gif"},
    {"GIF in a text", BYTES("GIF89a is the name of a format"), "text"},
    {"tiff", BYTES("II*\0\x08\0\0\0"), "tiff"},
    {"tiff, the other order", BYTES("MM\0*\0\0\0\x08"), "tiff"},
    {"II* in a text", BYTES("II* lead, inverted"), "text"},
    {"bmp", BYTES("BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\2\0\0\0\2\0\0\0\1\0"), "bmp"},
    {"BM in a text", BYTES("BMI 23.4, BMP normal, all of it text"), "text"},
    {"webp", BYTES("RIFF\x24\0\0\0WEBPVP8 "), "webp"},
    {"wav", BYTES("RIFF\x24\0\0\0WAVEfmt "), "riff"},
    {"RIFF in a text", BYTES("RIFFs and more of it"), "text"},
    {"heic",
     BYTES("\0\0\0\x18"
           "ftypheic\0\0\0\0mif1heic"),
     "heif"},
    {"mp4",
     BYTES("\0\0\0\x18"
           "ftypisom\0\0\0\0isom"),
     "mp4"},
    {"mp3", BYTES("ID3\3\0\0\0\0\0\0"), "mp3"},
    {"ID3 in a text", BYTES("ID3,name\n"), "text"},
    {"ogg", BYTES("OggS\0\2"), "ogg"},

    {"elf",
     BYTES("\x7F"
           "ELF\2\1\1\0"),
     "elf"},
    {"exe", BYTES("MZ\x90\0\3\0\0\0\4\0\0\0\xFF\xFF\0\0\xB8\0\0\0\0\0\0\0\x40\0\0\0"), "exe"},
    {"MZ in a text", BYTES("MZ twins, monozygotic, that is; a text"), "text"},
    {"java class", BYTES("\xCA\xFE\xBA\xBE\0\0\0\x34"), "java-class"},
    {"fat Mach-O", BYTES("\xCA\xFE\xBA\xBE\0\0\0\2"), "mach-o"},
    {"wasm", BYTES("\0asm\1\0\0\0"), "wasm"},
    {"woff2", BYTES("wOF2\0\1\0\0"), "woff"},
    {"wOFF in a text", BYTES("wOFF was I"), "text"},
    {"script", BYTES("#!/bin/sh\n"), "script"},

    {"openssl", BYTES("Salted__\1\2\3\4\5\6\7\x08"), "openssl"},
    {"pgp", BYTES("-----BEGIN PGP MESSAGE-----\n\nabc"), "pgp"},
    {"pgp signature", BYTES("-----BEGIN PGP SIGNED MESSAGE-----\n"), "text"},
    {"ansible", BYTES("$ANSIBLE_VAULT;1.1;AES256\n"), "ansible-vault"},
};

START_TEST(test_format)
{
    const struct format_case *const row = &format_cases[_i];
    /* On the heap and exact, so that a sanitizer sees every byte read too many. */
    uint8_t *const bytes = malloc(row->len > 0 ? row->len : 1);
    memcpy(bytes, row->bytes, row->len);
    const enum format got = format_recognise((struct span){bytes, row->len}, true);
    ck_assert_msg(strcmp(format_name(got), row->format) == 0, "%s: %s", row->name,
                  format_name(got));
    free(bytes);
}
END_TEST

/* Every beginning of every row: nothing is read that is not there. */
START_TEST(test_cut_heads)
{
    const struct format_case *const row = &format_cases[_i];
    for (size_t len = 0; len < row->len; len++) {
        uint8_t *const bytes = malloc(len > 0 ? len : 1);
        memcpy(bytes, row->bytes, len);
        const enum format got = format_recognise((struct span){bytes, len}, false);
        ck_assert_uint_lt((unsigned)got, format_count());
        free(bytes);
    }
}
END_TEST

/* A tar header with its checksum, in the dress of each kind. */
static void build_tar(uint8_t head[512], const char *magic)
{
    memset(head, 0, 512);
    memcpy(head, "d/a.csv", 7);
    memcpy(head + 100, "0000644", 7);
    memcpy(head + 124, "00000000003", 11);
    memcpy(head + 257, magic, strlen(magic));
    memset(head + 148, ' ', 8);
    unsigned sum = 0;
    for (size_t i = 0; i < 512; i++)
        sum += head[i];
    snprintf((char *)head + 148, 8, "%06o", sum);
}

START_TEST(test_tar)
{
    static const char *const magics[] = {"ustar", "ustar  ", ""};
    uint8_t head[512];
    build_tar(head, magics[_i]);
    ck_assert_str_eq(format_name(format_recognise((struct span){head, 512}, false)), "tar");
    head[0] ^= 1;
    head[257] = 'x';
    ck_assert_str_eq(format_name(format_recognise((struct span){head, 512}, false)), "binary");
}
END_TEST

START_TEST(test_zlib)
{
    static const uint8_t text[] = "one two three one two three";
    struct buffer bytes;
    buffer_init(&bytes, 1000);
    build_deflated(&bytes, (struct span){text, sizeof text - 1}, 15);
    ck_assert_int_eq(format_recognise((struct span){bytes.ptr, bytes.len}, true), FORMAT_ZLIB);
    ck_assert_int_eq(format_recognise((struct span){bytes.ptr, bytes.len - 8}, true), FORMAT_ZLIB);
    bytes.ptr[1] = 0x5E; /* packed in haste, as pigz says of all it packs */
    ck_assert_int_eq(format_recognise((struct span){bytes.ptr, bytes.len}, true), FORMAT_ZLIB);
    bytes.ptr[2] ^= 6; /* a block type that does not exist, or another table */
    ck_assert_int_ne(format_recognise((struct span){bytes.ptr, bytes.len}, true), FORMAT_ZLIB);
    buffer_free(&bytes);
}
END_TEST

START_TEST(test_dicom)
{
    uint8_t head[140] = {0};
    memcpy(head + 128, "DICM", 4);
    ck_assert_str_eq(format_name(format_recognise((struct span){head, sizeof head}, true)),
                     "dicom");
}
END_TEST

START_TEST(test_office)
{
    static const struct {
        const char *first, *format;
    } rows[] = {
        {"[Content_Types].xml", "ooxml"}, {"_rels/.rels", "ooxml"}, {"word/document.xml", "ooxml"},
        {"mimetype", "opendocument"},     {"mimetypes.txt", "zip"}, {"META-INF/MANIFEST.MF", "zip"},
        {"words/a.txt", "zip"},
    };
    struct zip_builder zip;
    zip_builder_init(&zip);
    zip_builder_add(&zip, rows[_i].first, (struct span){(const uint8_t *)"x", 1}, 0, 0);
    zip_builder_end(&zip, NULL, 0);
    const enum format got = format_recognise(zip_builder_span(&zip), true);
    ck_assert_str_eq(format_name(got), rows[_i].format);
    zip_builder_free(&zip);
}
END_TEST

/* The numbers that other code names are the rows they should be. */
START_TEST(test_numbers)
{
    static const struct {
        enum format format;
        const char *name;
        enum format_handling handling;
        bool is_partial;
    } rows[] = {
        {FORMAT_EMPTY, "empty", FORMAT_READ, false},
        {FORMAT_TEXT, "text", FORMAT_READ, false},
        {FORMAT_UTF16, "utf-16", FORMAT_READ, false},
        {FORMAT_UTF32, "utf-32", FORMAT_READ, false},
        {FORMAT_BINARY, "binary", FORMAT_READ, false},
        {FORMAT_GZIP, "gzip", FORMAT_UNPACK, false},
        {FORMAT_ZIP, "zip", FORMAT_UNPACK, false},
        {FORMAT_ZLIB, "zlib", FORMAT_UNPACK, false},
        {FORMAT_OOXML, "ooxml", FORMAT_UNPACK, false},
        {FORMAT_OPENDOCUMENT, "opendocument", FORMAT_UNPACK, false},
        {FORMAT_ISO9660, "iso9660", FORMAT_UNSUPPORTED, true},
        {FORMAT_BZIP2, "bzip2", FORMAT_UNPACK, false},
        {FORMAT_XZ, "xz", FORMAT_UNPACK, false},
        {FORMAT_ZSTD, "zstd", FORMAT_UNPACK, false},
        {FORMAT_LZ4, "lz4", FORMAT_UNPACK, false},
        {FORMAT_LZMA, "lzma", FORMAT_UNPACK, false},
        {FORMAT_TAR, "tar", FORMAT_UNPACK, false},
        {FORMAT_LZIP, "lzip", FORMAT_UNPACK, false},
        {FORMAT_NAMED, "lzop", FORMAT_UNSUPPORTED, true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        ck_assert_str_eq(format_name(rows[i].format), rows[i].name);
        ck_assert_int_eq(format_handling(rows[i].format), rows[i].handling);
        ck_assert_int_eq(format_is_partial(rows[i].format), rows[i].is_partial);
    }
    ck_assert_uint_le(format_count(), COVERAGE_FORMATS_MAX);
}
END_TEST

static const struct {
    const char *name, *format;
    bool is_archive;
} name_rows[] = {
    {"a.br", "brotli", false},
    {"a.DEFLATE", "deflate", false},
    {"a.zip", "binary", true},
    {"a.7z.002", "volume", false},
    {"a.ZIP.017", "volume", false},
    {"a.tar.gz.003", "volume", false},
    {"a.z01", "volume", false},
    {"a.r00", "volume", false},
    {"a.txt.002", "binary", false},
    {".z01", "binary", false},
    {"a.zx1", "binary", false},
    {"a.dmg", "dmg", false},
    {"a.csv.snappy", "hadoop-blocks", false},
    {"a.LZ4", "hadoop-blocks", false},
    {"a.txz", "binary", true},
    {"a.snap", "binary", false},
    {"a.x01", "binary", false},
    {"zip", "binary", false},
    {"", "binary", false},
};

static const struct {
    const char *name;
    struct span head;
    enum format format;
} zero_rows[] = {
    {"a.tar", {(const uint8_t[512]){0}, 512}, FORMAT_TAR},
    {"a.tar", {(const uint8_t[1]){0}, 1}, FORMAT_TAR},
    {"a.tar", {(const uint8_t[512]){[511] = 1}, 512}, FORMAT_BINARY},
    {"a.tar", {(const uint8_t[2]){1, 1}, 2}, FORMAT_BINARY},
    {"a.zip", {(const uint8_t[512]){0}, 512}, FORMAT_BINARY},
};

START_TEST(test_zeros_by_name)
{
    const struct span name = {(const uint8_t *)zero_rows[_i].name, strlen(zero_rows[_i].name)};
    ck_assert_int_eq(format_by_name(FORMAT_BINARY, zero_rows[_i].head, name), zero_rows[_i].format);
}
END_TEST

START_TEST(test_by_name)
{
    const struct span name = {(const uint8_t *)name_rows[_i].name, strlen(name_rows[_i].name)};
    const struct span text = {(const uint8_t *)"name,ssn", 8};
    ck_assert_str_eq(format_name(format_by_name(FORMAT_BINARY, text, name)), name_rows[_i].format);
    ck_assert_int_eq(format_by_name(FORMAT_TEXT, text, name), FORMAT_TEXT);
    ck_assert_int_eq(format_is_archive_name(name), name_rows[_i].is_archive);
}
END_TEST

/* Of "name,ssn\n...", by fixed codes: without a control. */
#define DEFLATED "\xCB\x4B\xCC\x4D\xD5\x29\x2E\xCE\xE3\x72\x4C\x49\x54\xF0\xC9\x2F\x4B\xCD"
/* "SSN: 536-22-4817\n", stored. */
#define BROTLI "\x03\x08\x80SSN: 536-22-4817\n\x03"

/* 161 bytes, which brotli writes behind the mark of lzh-compress. */
#define BROTLI_161                                                                                 \
    "\x1F\xA0\x00\x00\x44\x07\x87\x9E\x50\x20\x83\xD6\x55\x4A\x16\x0A\xC6\xE0\x22\xBD"             \
    "\x77\x0E\x48\xD4\xC5\x1A"

static const struct {
    const char *name;
    const char *bytes;
    size_t len;
    enum format format;
} packed_rows[] = {
    {"a.deflate", BYTES(DEFLATED), FORMAT_DEFLATE},
    {"a.txt", BYTES(DEFLATED), FORMAT_TEXT},
    {"a.br", BYTES(DEFLATED), FORMAT_TEXT},
    {"a.deflate", BYTES("name,ssn\nAda Lovelace,123-45-6789\n"), FORMAT_TEXT},
    {"a.br", BYTES(BROTLI), FORMAT_BROTLI},
    {"a.br", BYTES("\x03\x08\x80SSN: 536-22-"), FORMAT_BROTLI},
    {"a.br", BYTES(BROTLI "\n"), FORMAT_TEXT},
    {"a.txt", BYTES(BROTLI), FORMAT_TEXT},
    {"a.br", BYTES("; empty as brotli\n"), FORMAT_TEXT},
    {"a.br", BYTES("name,ssn\nAda Lovelace,123-45-6789\n"), FORMAT_TEXT},
};

/* What has the mark of something that is not read, too. */
START_TEST(test_packed_mark)
{
    const struct span head = {(const uint8_t *)BROTLI_161, sizeof BROTLI_161 - 1};
    const struct span name = {(const uint8_t *)"a.br", 4};
    const struct span other = {(const uint8_t *)"a.lzh", 5};
    const enum format format = format_recognise(head, true);
    ck_assert_str_eq(format_name(format), "lzh-compress");
    ck_assert_int_eq(format_by_name(format, head, name), FORMAT_BROTLI);
    ck_assert_int_eq(format_by_name(format, head, other), format);
}
END_TEST

/* What looks like text is packed when its name says so and it can be decoded. */
START_TEST(test_packed_text)
{
    const struct span head = {(const uint8_t *)packed_rows[_i].bytes, packed_rows[_i].len};
    const struct span name = {(const uint8_t *)packed_rows[_i].name, strlen(packed_rows[_i].name)};
    ck_assert_int_eq(format_recognise(head, true), FORMAT_TEXT);
    ck_assert_str_eq(format_name(format_by_name(FORMAT_TEXT, head, name)),
                     format_name(packed_rows[_i].format));
}
END_TEST

START_TEST(test_names_differ)
{
    for (unsigned a = 0; a < format_count(); a++) {
        for (unsigned b = 0; b < a; b++)
            ck_assert_str_ne(format_name((enum format)a), format_name((enum format)b));
    }
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("format");
    TCase *const tcase = tcase_create("format");
    const int rows = (int)(sizeof format_cases / sizeof format_cases[0]);
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_format, 0, rows);
    tcase_add_loop_test(tcase, test_cut_heads, 0, rows);
    tcase_add_loop_test(tcase, test_tar, 0, 3);
    tcase_add_test(tcase, test_zlib);
    tcase_add_test(tcase, test_dicom);
    tcase_add_loop_test(tcase, test_office, 0, 7);
    tcase_add_test(tcase, test_numbers);
    tcase_add_loop_test(tcase, test_by_name, 0, (int)(sizeof name_rows / sizeof name_rows[0]));
    tcase_add_loop_test(tcase, test_zeros_by_name, 0,
                        (int)(sizeof zero_rows / sizeof zero_rows[0]));
    tcase_add_test(tcase, test_packed_mark);
    tcase_add_loop_test(tcase, test_packed_text, 0,
                        (int)(sizeof packed_rows / sizeof packed_rows[0]));
    tcase_add_test(tcase, test_names_differ);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
