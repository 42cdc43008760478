/* What bytes are: one row a magic, the first row that fits decides. */
#include "crawler/unpack/format.h"

#include "crawler/base/coverage.h"
#include "crawler/unpack/charset.h"
#include "crawler/unpack/format_check.h"
#include "crawler/unpack/mime_header.h"

#include <assert.h>
#include <string.h>

enum format_flag {
    FORMAT_ENCRYPTED = 1 << 0, /* unreadable for want of a key */
    FORMAT_HIDES = 1 << 1      /* may carry an archive behind its own bytes */
};

/*
 * A row with a name starts a format (the first ones in the order of enum format); a row without one
 * is a further magic of the format before it. A row with neither magic nor check never fits.
 */
struct format_row {
    const char *name;
    enum format_handling handling;
    unsigned flags;
    size_t offset; /* where the magic stands */
    size_t len;
    const char *magic;
    format_check_fn check; /* NULL: the magic is enough */
};

#define READ FORMAT_READ
#define LAYER FORMAT_UNPACK
#define NOT_READ FORMAT_UNSUPPORTED
#define MAGIC(text) sizeof(text) - 1, text
#define NO_MAGIC 0, NULL
#define NOT_TEXT format_check_not_text

static const struct format_row format_rows[] = {
    {"empty", READ, 0, 0, NO_MAGIC, NULL},
    {"text", READ, 0, 0, NO_MAGIC, NULL},
    {"utf-16", READ, 0, 0, NO_MAGIC, NULL},
    {"utf-32", READ, 0, 0, NO_MAGIC, NULL},
    {"binary", READ, FORMAT_HIDES, 0, NO_MAGIC, NULL},
    {"gzip", LAYER, 0, 0, MAGIC("\x1F\x8B"), format_check_gzip},
    {"zip", LAYER, 0, 0, MAGIC("PK\3\4"), format_check_zip},
    {NULL, LAYER, 0, 0, MAGIC("PK\5\6"), format_check_zip_end},
    {NULL, LAYER, 0, 0, MAGIC("PK\7\x08PK\3\4"), NULL},
    {NULL, LAYER, 0, 0, MAGIC("PK00PK\3\4"), NULL},
    {"zlib", LAYER, 0, 0, MAGIC("\x78\x01"), format_check_zlib},
    {NULL, LAYER, 0, 0, MAGIC("\x78\x5E"), format_check_zlib},
    {NULL, LAYER, 0, 0, MAGIC("\x78\x9C"), format_check_zlib},
    {NULL, LAYER, 0, 0, MAGIC("\x78\xDA"), format_check_zlib},
    {"ooxml", LAYER, 0, 0, MAGIC("PK\3\4"), format_check_ooxml},
    {"opendocument", LAYER, 0, 0, MAGIC("PK\3\4"), format_check_opendocument},
    {"iso9660", NOT_READ, 0, 0, NO_MAGIC, NULL},
    {"bzip2", LAYER, 0, 0, MAGIC("BZh"), format_check_bzip2},
    {"xz", LAYER, 0, 0, MAGIC("\xFD\x37zXZ\0"), NULL},
    {"zstd", LAYER, 0, 0, MAGIC("\x28\xB5\x2F\xFD"), NULL},
    {NULL, LAYER, 0, 1, MAGIC("\x2A\x4D\x18"), format_check_zstd_skipped},
    {"lz4", LAYER, 0, 0, MAGIC("\x04\x22\x4D\x18"), NULL},
    {NULL, LAYER, 0, 1, MAGIC("\x2A\x4D\x18"), format_check_lz4_skipped},
    {"lzma", LAYER, 0, 0, MAGIC("\x5D\0\0"), format_check_lzma},
    {NULL, LAYER, 0, 0, MAGIC("\x5D\xFF\xFF\xFF\xFF"), format_check_lzma},
    {"tar", LAYER, 0, 257, MAGIC("ustar"), NULL},
    {NULL, LAYER, 0, 0, NO_MAGIC, format_check_tar},
    {"snappy", LAYER, 0, 0, MAGIC("\xFF\x06\0\0sNaPpY"), NULL},
    {"compress", LAYER, 0, 0, MAGIC("\x1F\x9D"), format_check_compress},
    {"brotli", LAYER, 0, 0, NO_MAGIC, NULL},
    {"deflate", LAYER, 0, 0, NO_MAGIC, NULL},
    {"cpio", LAYER, 0, 0, MAGIC("0707"), format_check_cpio_ascii},
    {NULL, LAYER, 0, 0, MAGIC("\xC7\x71"), format_check_cpio_binary},
    {NULL, LAYER, 0, 0, MAGIC("\x71\xC7"), format_check_cpio_binary},
    {"ar", LAYER, 0, 0, MAGIC("!<arch>\n"), NULL},
    {"rpm", LAYER, 0, 0, MAGIC("\xED\xAB\xEE\xDB"), NULL},
    {"warc", LAYER, 0, 0, MAGIC("WARC/1."), NULL},
    {NULL, LAYER, 0, 0, MAGIC("WARC/0."), NULL},
    {"mail", LAYER, 0, 0, NO_MAGIC, mime_header_is_message},
    {"mbox", LAYER, 0, 0, MAGIC("From "), mime_header_is_mailbox},
    {"7z", NOT_READ, 0, 0, MAGIC("7z\xBC\xAF\x27\x1C"), NULL},
    {"rar", NOT_READ, 0, 0, MAGIC("Rar!\x1A\x07"), NULL},
    {"cab", NOT_READ, 0, 0, MAGIC("MSCF\0\0\0\0"), NULL},
    {"lzh", NOT_READ, 0, 2, MAGIC("-l"), format_check_lzh},
    {"pdf", NOT_READ, 0, 0, NO_MAGIC, format_check_pdf},
    {"dicom", READ, 0, 128, MAGIC("DICM"), NULL},
    {NULL, READ, 0, 0, NO_MAGIC, format_check_dicom},
    {"sqlite", READ, 0, 0, MAGIC("SQLite format 3\0"), NULL},
    {NULL, READ, 0, 0, MAGIC("\x37\x7F\x06\x82\0\x2D\xE2\x18"), NULL}, /* a write-ahead log */
    {NULL, READ, 0, 0, MAGIC("\x37\x7F\x06\x83\0\x2D\xE2\x18"), NULL},
    {"ole2", LAYER, 0, 0, MAGIC("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), NULL},
    {"parquet", READ, 0, 0, MAGIC("PAR1"), NOT_TEXT},
    {"avro", READ, 0, 0, MAGIC("Obj\1"), NULL},
    {"html", READ, 0, 0, NO_MAGIC, format_check_html},
    {"office-text", READ, 0, 0, NO_MAGIC, NULL},
    {"sheet", READ, 0, 0, NO_MAGIC, NULL},
    {"rtf", READ, 0, 0, MAGIC("{\\rtf"), NULL},
    {"biff", READ, 0, 0, MAGIC("\x09\x08\x10\0\0\x06"), NULL},
    {NULL, READ, 0, 0, MAGIC("\x09\x08\x08\0\0\x05"), NULL},
    {"word", READ, 0, 0, MAGIC("\xEC\xA5"), format_check_word},
    {"lzfu", LAYER, 0, 8, MAGIC("LZFu"), NOT_TEXT},
    {NULL, LAYER, 0, 8, MAGIC("MELA"), NOT_TEXT},
    {"ebcdic", LAYER, 0, 0, NO_MAGIC, format_check_ebcdic},
    {"lz4-legacy", LAYER, 0, 0, MAGIC("\x02\x21\x4C\x18"), NULL},
    {"lzip", LAYER, 0, 0, MAGIC("LZIP\1"), NULL},
    {"volume", NOT_READ, FORMAT_HIDES, 0, NO_MAGIC, NULL},
    {"dmg", NOT_READ, 0, 0, NO_MAGIC, NULL},
    {"hadoop-blocks", NOT_READ, 0, 0, NO_MAGIC, NULL},
    {"udf", NOT_READ, 0, 0, NO_MAGIC, NULL},
    {"script", READ, FORMAT_HIDES, 0, MAGIC("#!/"), NULL},

    /* compression */
    {"lzop", NOT_READ, 0, 0, MAGIC("\x89LZO\0\r\n\x1A\n"), NULL},
    {"lrzip", NOT_READ, 0, 0, MAGIC("LRZI\0"), NULL},
    {"bzip3", NOT_READ, 0, 0, MAGIC("BZ3v1"), NULL},
    {"grzip", NOT_READ, 0, 0, MAGIC("GRZipII\0"), NULL},
    {"pack", NOT_READ, 0, 0, MAGIC("\x1F\x1E"), NOT_TEXT},
    {"lzh-compress", NOT_READ, 0, 0, MAGIC("\x1F\xA0"), NOT_TEXT},
    {"uuencode", NOT_READ, 0, 0, MAGIC("begin "), format_check_uu},

    /* archives and images of disks */
    {"zpaq", NOT_READ, 0, 0, MAGIC("7kSt\xA0\x31\x83\xD3\x8C\xB2\x28\xB0\xD3\x7AP"), NULL},
    {NULL, NOT_READ, 0, 0, MAGIC("zPQ"), format_check_zpaq},
    {"arj", NOT_READ, 0, 0, MAGIC("\x60\xEA"), format_check_arj},
    {"ace", NOT_READ, 0, 7, MAGIC("**ACE**"), NOT_TEXT},
    {"zoo", NOT_READ, 0, 20, MAGIC("\xDC\xA7\xC4\xFD"), NULL},
    {"stuffit", NOT_READ, 0, 0, MAGIC("StuffIt (c)1997"), NULL},
    {NULL, NOT_READ, 0, 0, MAGIC("SIT!"), NOT_TEXT},
    {"alz", NOT_READ, 0, 0, MAGIC("ALZ\1"), NULL},
    {"egg", NOT_READ, 0, 0, MAGIC("EGGA"), NOT_TEXT},
    {"freearc", NOT_READ, 0, 0, MAGIC("ArC\1"), NULL},
    {"wim", NOT_READ, 0, 0, MAGIC("MSWIM\0\0\0"), NULL},
    {"lzfse", NOT_READ, 0, 0, MAGIC("bvx2"), NOT_TEXT},
    {NULL, NOT_READ, 0, 0, MAGIC("bvxn"), NOT_TEXT},
    {NULL, NOT_READ, 0, 0, MAGIC("bvx-"), NOT_TEXT},
    {"xar", NOT_READ, 0, 0, MAGIC("xar!\0"), NULL},
    {"squashfs", NOT_READ, 0, 0, MAGIC("hsqs"), NOT_TEXT},
    {"qcow", NOT_READ, 0, 0, MAGIC("QFI\xFB"), NULL},
    {"vmdk", NOT_READ, 0, 0, MAGIC("KDMV"), NOT_TEXT},
    {"vhd", NOT_READ, 0, 0, MAGIC("conectix"), NOT_TEXT},
    {"vhdx", NOT_READ, 0, 0, MAGIC("vhdxfile"), NOT_TEXT},
    {"git-pack", NOT_READ, 0, 0, MAGIC("PACK\0\0\0"), NULL},

    /* documents and mail */
    {"excel-4", NOT_READ, 0, 0, MAGIC("\x09\x04\x06\0"), NULL},
    {NULL, NOT_READ, 0, 0, MAGIC("\x09\x02\x06\0"), NULL},
    {NULL, NOT_READ, 0, 0, MAGIC("\x09\0\x04\0"), NULL},
    {"wordperfect", NOT_READ, 0, 0, MAGIC("\xFFWPC"), NULL},
    {"onenote", NOT_READ, 0, 0,
     MAGIC("\xE4\x52\x5C\x7B\x8C\xD8\xA7\x4D\xAE\xB1\x53\x78\xD0\x29\x96\xD3"), NULL},
    {"chm", NOT_READ, 0, 0, MAGIC("ITSF"), NOT_TEXT},
    {"djvu", NOT_READ, 0, 0, MAGIC("AT&TFORM"), NOT_TEXT},
    {"tnef", NOT_READ, 0, 0, MAGIC("\x78\x9F\x3E\x22"), NULL},
    {"pst", NOT_READ, 0, 0, MAGIC("!BDN"), format_check_pst},

    /* tables and databases */
    {"parquet-encrypted", NOT_READ, FORMAT_ENCRYPTED, 0, MAGIC("PARE"), NOT_TEXT},
    {"orc", NOT_READ, 0, 0, MAGIC("ORC"), NOT_TEXT},
    {"arrow", NOT_READ, 0, 0, MAGIC("ARROW1\0\0"), NULL},
    {"hdf5", NOT_READ, 0, 0, MAGIC("\x89HDF\r\n\x1A\n"), NULL},
    {"netcdf", NOT_READ, 0, 0, MAGIC("CDF"), NOT_TEXT},
    {"numpy", NOT_READ, 0, 0, MAGIC("\x93NUMPY"), NULL},
    {"sas", NOT_READ, 0, 0, MAGIC("\0\0\0\0\0\0\0\0\0\0\0\0\xC2\xEA\x81\x60"), NULL},
    {"sas-transport", NOT_READ, 0, 0, MAGIC("HEADER RECORD*******LIB"), NULL},
    {"spss", NOT_READ, 0, 0, MAGIC("$FL2"), NOT_TEXT},
    {NULL, NOT_READ, 0, 0, MAGIC("$FL3"), NOT_TEXT},
    {"stata", NOT_READ, 0, 0, MAGIC("<stata_dta>"), NOT_TEXT},
    {"access", NOT_READ, 0, 4, MAGIC("Standard Jet DB\0"), NULL},
    {NULL, NOT_READ, 0, 4, MAGIC("Standard ACE DB\0"), NULL},
    {"postgres-dump", NOT_READ, 0, 0, MAGIC("PGDMP"), NOT_TEXT},
    {"redis", NOT_READ, 0, 0, MAGIC("REDIS00"), NOT_TEXT},
    {"evtx", NOT_READ, 0, 0, MAGIC("ElfFile\0"), NULL},
    {"pcap", NOT_READ, 0, 0, MAGIC("\xD4\xC3\xB2\xA1"), format_check_pcap},
    {NULL, NOT_READ, 0, 0, MAGIC("\xA1\xB2\xC3\xD4"), format_check_pcap},
    {"pcapng", NOT_READ, 0, 0, MAGIC("\x0A\x0D\x0D\x0A"), NOT_TEXT},

    /* pictures, sound, film */
    {"png", NOT_READ, FORMAT_HIDES, 0, MAGIC("\x89PNG\r\n\x1A\n"), NULL},
    {"jpeg", NOT_READ, FORMAT_HIDES, 0, MAGIC("\xFF\xD8\xFF"), format_check_jpeg},
    {"gif", NOT_READ, FORMAT_HIDES, 0, MAGIC("GIF8"), NOT_TEXT},
    {"tiff", NOT_READ, 0, 0, MAGIC("II*\0"), format_check_tiff},
    {NULL, NOT_READ, 0, 0, MAGIC("MM\0*"), format_check_tiff},
    {NULL, NOT_READ, 0, 0, MAGIC("II+\0\x08\0\0\0"), NULL},
    {NULL, NOT_READ, 0, 0, MAGIC("MM\0+\0\x08\0\0"), NULL},
    {"bmp", NOT_READ, 0, 0, MAGIC("BM"), format_check_bmp},
    {"webp", NOT_READ, 0, 0, MAGIC("RIFF"), format_check_webp},
    {"heif", NOT_READ, 0, 4, MAGIC("ftyp"), format_check_isobmff_image},
    {"jpeg2000", NOT_READ, 0, 0, MAGIC("\0\0\0\x0CjP  "), NULL},
    {"psd", NOT_READ, 0, 0, MAGIC("8BPS\0"), NULL},
    {"mp4", NOT_READ, 0, 4, MAGIC("ftyp"), format_check_isobmff},
    {"matroska", NOT_READ, 0, 0, MAGIC("\x1A\x45\xDF\xA3"), NULL},
    {"riff", NOT_READ, 0, 0, MAGIC("RIFF"), format_check_riff},
    {"ogg", NOT_READ, 0, 0, MAGIC("OggS\0"), NULL},
    {"flac", NOT_READ, 0, 0, MAGIC("fLaC"), NOT_TEXT},
    {"mp3", NOT_READ, 0, 0, MAGIC("ID3"), NOT_TEXT},
    {"midi", NOT_READ, 0, 0, MAGIC("MThd\0\0\0\6"), NULL},
    {"flv", NOT_READ, 0, 0, MAGIC("FLV\1"), NULL},
    {"biometric", NOT_READ, 0, 0, MAGIC("FMR\0 20\0"), NULL}, /* ISO/IEC 19794; WSQ */
    {NULL, NOT_READ, 0, 0, MAGIC("FIR\0"), NOT_TEXT},
    {NULL, NOT_READ, 0, 0, MAGIC("FAC\0"), NOT_TEXT},
    {NULL, NOT_READ, 0, 0, MAGIC("IIR\0"), NOT_TEXT},
    {NULL, NOT_READ, 0, 0, MAGIC("\xFF\xA0\xFF"), NULL},
    {"asf", NOT_READ, 0, 0, MAGIC("\x30\x26\xB2\x75\x8E\x66\xCF\x11"), NULL},

    /* programs and fonts: what they say stands in strings */
    {"elf", READ, FORMAT_HIDES, 0, MAGIC("\x7F\x45LF"), format_check_elf},
    {"exe", READ, FORMAT_HIDES, 0, MAGIC("MZ"), format_check_exe},
    {"java-class", READ, 0, 0, MAGIC("\xCA\xFE\xBA\xBE"), format_check_class},
    {"mach-o", READ, FORMAT_HIDES, 0, MAGIC("\xCA\xFE\xBA\xBE"), format_check_mach_o_fat},
    {NULL, READ, FORMAT_HIDES, 0, MAGIC("\xCF\xFA\xED\xFE"), NULL},
    {NULL, READ, FORMAT_HIDES, 0, MAGIC("\xCE\xFA\xED\xFE"), NULL},
    {"wasm", READ, 0, 0, MAGIC("\0asm\1\0\0\0"), NULL},
    {"woff", READ, 0, 0, MAGIC("wOF"), NOT_TEXT},
    {"opentype", READ, 0, 0, MAGIC("OTTO\0"), NULL},
    {NULL, READ, 0, 0, MAGIC("\0\1\0\0"), format_check_truetype},

    /* encrypted as a whole */
    {"openssl", NOT_READ, FORMAT_ENCRYPTED, 0, MAGIC("Salted__"), NULL},
    {NULL, NOT_READ, FORMAT_ENCRYPTED, 0, MAGIC("U2FsdGVkX1"), NULL},
    {"age", NOT_READ, FORMAT_ENCRYPTED, 0, MAGIC("age-encryption.org/v1\n"), NULL},
    {"pgp", NOT_READ, FORMAT_ENCRYPTED, 0, MAGIC("-----BEGIN PGP MESSAGE-----"), NULL},
    {NULL, NOT_READ, FORMAT_ENCRYPTED, 0, NO_MAGIC, format_check_pgp},
    {"pgp-packed", NOT_READ, 0, 0, MAGIC("\xA3"), format_check_pgp_packed},
    {"luks", NOT_READ, FORMAT_ENCRYPTED, 0, MAGIC("LUKS\xBA\xBE"), NULL},
    {"keepass", NOT_READ, FORMAT_ENCRYPTED, 0, MAGIC("\x03\xD9\xA2\x9A"), NULL},
    {"ansible-vault", NOT_READ, FORMAT_ENCRYPTED, 0, MAGIC("$ANSIBLE_VAULT;"), NULL},

    /* what readers make of text; see format_find() */
    {"csv", READ, 0, 0, NO_MAGIC, NULL},
    {"tsv", READ, 0, 0, NO_MAGIC, NULL},
    {"psv", READ, 0, 0, NO_MAGIC, NULL},
    {"fixed-width", READ, 0, 0, NO_MAGIC, NULL},
    {"json", READ, 0, 0, NO_MAGIC, NULL},
    {"ndjson", READ, 0, 0, NO_MAGIC, NULL},
    {"fhir-json", READ, 0, 0, NO_MAGIC, NULL},
    {"xml", READ, 0, 0, NO_MAGIC, NULL},
    {"fhir-xml", READ, 0, 0, NO_MAGIC, NULL},
    {"ccda", READ, 0, 0, NO_MAGIC, NULL},
    {"ncpdp-script", READ, 0, 0, NO_MAGIC, NULL},
    {"hl7v2", READ, 0, 0, NO_MAGIC, NULL},
    {"x12", READ, 0, 0, NO_MAGIC, NULL},
    {"ncpdp-telecom", READ, 0, 0, NO_MAGIC, NULL},
    {"vcard", READ, 0, 0, NO_MAGIC, NULL},
    {"icalendar", READ, 0, 0, NO_MAGIC, NULL},
    {"ldif", READ, 0, 0, NO_MAGIC, NULL},
    {"sql", READ, 0, 0, NO_MAGIC, NULL},
    {"log", READ, 0, 0, NO_MAGIC, NULL},

    /* how entries of zip are packed that nothing here unpacks; see zip_method_format() */
    {"zip-shrink", NOT_READ, 0, 0, NO_MAGIC, NULL},
    {"zip-reduce", NOT_READ, 0, 0, NO_MAGIC, NULL},
    {"zip-implode", NOT_READ, 0, 0, NO_MAGIC, NULL},
    {"zip-dcl-implode", NOT_READ, 0, 0, NO_MAGIC, NULL},
    {"zip-terse", NOT_READ, 0, 0, NO_MAGIC, NULL},
    {"zip-lz77", NOT_READ, 0, 0, NO_MAGIC, NULL},
    {"zip-mp3", NOT_READ, 0, 0, NO_MAGIC, NULL},
    {"zip-jpeg", NOT_READ, 0, 0, NO_MAGIC, NULL},
    {"zip-wavpack", NOT_READ, 0, 0, NO_MAGIC, NULL},
    {"zip-ppmd", NOT_READ, 0, 0, NO_MAGIC, NULL},
    {"zip-other", NOT_READ, 0, 0, NO_MAGIC, NULL},
};

#define FORMAT_ROWS (sizeof format_rows / sizeof format_rows[0])

unsigned format_count(void)
{
    unsigned count = 0;
    for (size_t i = 0; i < FORMAT_ROWS; i++)
        count += format_rows[i].name != NULL;
    assert(count <= COVERAGE_FORMATS_MAX);
    return count;
}

/* The first row of a format. */
static const struct format_row *format_row(enum format format)
{
    unsigned left = (unsigned)format;
    for (size_t i = 0; i < FORMAT_ROWS; i++) {
        if (format_rows[i].name != NULL && left-- == 0)
            return &format_rows[i];
    }
    assert(false);
    return &format_rows[FORMAT_BINARY];
}

static bool format_row_fits(const struct format_row *row, struct span head)
{
    if (row->len == 0 && row->check == NULL)
        return false;
    if (row->len > 0 && (head.len < row->offset + row->len ||
                         memcmp(head.ptr + row->offset, row->magic, row->len) != 0))
        return false;
    return row->check == NULL || row->check(head);
}

static enum format format_of_charset(enum charset charset)
{
    switch (charset) {
    case CHARSET_UTF16LE:
    case CHARSET_UTF16BE:
        return FORMAT_UTF16;
    case CHARSET_UTF32LE:
    case CHARSET_UTF32BE:
        return FORMAT_UTF32;
    case CHARSET_BYTES:
        return FORMAT_TEXT;
    default:
        return FORMAT_BINARY;
    }
}

enum format format_recognise(struct span head, bool is_whole)
{
    if (head.len == 0 && is_whole)
        return FORMAT_EMPTY;
    int format = -1;
    for (size_t i = 0; i < FORMAT_ROWS; i++) {
        format += format_rows[i].name != NULL;
        if (format_row_fits(&format_rows[i], head))
            return (enum format)format;
    }
    return format_of_charset(charset_guess(head));
}

int format_find(const char *name)
{
    int format = -1;
    for (size_t i = 0; i < FORMAT_ROWS; i++) {
        format += format_rows[i].name != NULL;
        if (format_rows[i].name != NULL && strcmp(format_rows[i].name, name) == 0)
            return format;
    }
    return -1;
}

const char *format_name(enum format format)
{
    return format_row(format)->name;
}

enum format_handling format_handling(enum format format)
{
    return format_row(format)->handling;
}

bool format_is_partial(enum format format)
{
    return format_row(format)->handling == FORMAT_UNSUPPORTED;
}

bool format_is_encrypted(enum format format)
{
    return (format_row(format)->flags & FORMAT_ENCRYPTED) != 0;
}

bool format_may_hide_archive(enum format format)
{
    return (format_row(format)->flags & FORMAT_HIDES) != 0;
}
