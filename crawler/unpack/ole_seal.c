/* Encrypted documents before XML. */
#include "crawler/unpack/ole_seal.h"

#include "crawler/base/endian.h"
#include "crawler/unpack/ole_slides.h"
#include "crawler/unpack/ole_stream.h"

#include <string.h>

#define OLE_FILE_PASS 0x2F
#define OLE_WORD_HEAD 68 /* [MS-DOC] 2.2.6: bytes that are never encrypted */
#define OLE_WORD_FLAGS 11

/* [MS-XLS] 2.2.10 and [MS-PPT] 2.3.7: of what is protected, but may be read by everybody. */
#define OLE_BOOK_PASSWORD "VelvetSweatshop"
#define OLE_SLIDES_PASSWORD "/01Hannes Ruescher/01"

/* Tries the password that everybody knows (NULL: there is none), then those of the list. */
static bool ole_seal_unlock(struct ole_seal *seal, const struct binary_seal *binary,
                            const char *usual)
{
    struct password_ring *const keys = seal->keys;
    size_t index;
    if (usual != NULL && (keys == NULL || password_ring_spend(keys, 1)) &&
        binary_unlock(binary, (struct span){(const uint8_t *)usual, strlen(usual)}, &seal->key))
        return true;
    for (size_t i = 0; keys != NULL && password_ring_next(keys, i, &index); i++) {
        const bool is_right =
            binary_unlock(binary, passwords_at(keys->passwords, index), &seal->key);
        password_ring_note(keys, index, is_right, 1);
        if (is_right)
            return true;
    }
    return false;
}

static void ole_seal_add(struct ole_seal *seal, const struct ole_entry *entry, uint64_t plain,
                         enum ole_cover cover)
{
    if (entry->size > 0)
        seal->streams[seal->stream_count++] =
            (struct ole_sealed){.start = entry->start,
                                .size = entry->size,
                                .plain = plain,
                                .cover = seal->is_open ? cover : OLE_CLOSED};
}

/* ---- the three kinds ---- */

/* The streams that a file names first. */
enum ole_name {
    OLE_DOCUMENT,
    OLE_TABLE,
    OLE_SECOND_TABLE,
    OLE_FIELDS,
    OLE_USER,
    OLE_SLIDE,
    OLE_BOOK,
    OLE_OLD_BOOK,
    OLE_DOCUMENT_SUMMARY,
    OLE_SHOW_SUMMARY,
    OLE_NAMES
};

static const char *const ole_names[OLE_NAMES] = {
    "WordDocument",        "0Table",   "1Table", "Data",       "Current User",
    "PowerPoint Document", "Workbook", "Book",   "encryption", "EncryptedSummary"};

static enum status ole_seal_look(struct ole_file *file, const struct ole_entry *entry,
                                 uint8_t *bytes, size_t *len)
{
    struct ole_stream stream = ole_stream_look(file, entry, 0);
    const enum status status = byte_source_fill(&stream.source, bytes, OLE_LOOK, len);
    return status == STATUS_END || status == STATUS_SKIP ? STATUS_OK : status;
}

/* What is said of the encryption stands at the start of a table. */
static enum status ole_seal_document(struct ole_seal *seal, const struct ole_entry *named,
                                     struct span head)
{
    enum { SECOND = 2, OBFUSCATED = 0x80, KEY = 14 };
    const uint8_t flags = head.ptr[OLE_WORD_FLAGS];
    const struct ole_entry *const table =
        &named[(flags & SECOND) != 0 ? OLE_SECOND_TABLE : OLE_TABLE];
    const uint32_t plain = head.len >= OLE_WORD_HEAD ? endian_little(head.ptr + KEY, 4) : 0;
    uint8_t info[OLE_LOOK];
    size_t len = 0;
    struct binary_seal binary;
    const enum status status = ole_seal_look(seal->file, table, info, &len);
    seal->is_open = (flags & OBFUSCATED) == 0 &&
                    binary_seal_parse((struct span){info, plain < len ? plain : len}, &binary) &&
                    ole_seal_unlock(seal, &binary, NULL);
    ole_seal_add(seal, &named[OLE_DOCUMENT], OLE_WORD_HEAD, OLE_REST);
    ole_seal_add(seal, table, plain, OLE_REST);
    ole_seal_add(seal, &named[OLE_FIELDS], 0, OLE_REST);
    ole_seal_add(seal, &named[OLE_DOCUMENT_SUMMARY], 0, OLE_SUMMARY);
    return status;
}

static enum status ole_seal_slides(struct ole_seal *seal, const struct ole_entry *named,
                                   struct span user)
{
    struct ole_slides slides = {
        .file = seal->file, .slides = &named[OLE_SLIDE], .objects = &seal->objects};
    struct binary_seal binary;
    const enum status status = ole_slides_read(&slides, user, &binary);
    seal->is_open = status == STATUS_OK && ole_seal_unlock(seal, &binary, OLE_SLIDES_PASSWORD);
    ole_seal_add(seal, &named[OLE_USER], UINT64_MAX, OLE_REST);
    ole_seal_add(seal, &named[OLE_SLIDE], 0, OLE_SLIDES);
    ole_seal_add(seal, &named[OLE_SHOW_SUMMARY], 0, OLE_SUMMARY);
    return status == STATUS_SKIP ? STATUS_OK : status;
}

/* Where FilePass stands in the start of a workbook; head.len: nowhere. */
static size_t ole_find_pass(struct span head)
{
    size_t at = 0;
    while (at + 4 <= head.len && endian_little(head.ptr + at, 2) != OLE_FILE_PASS)
        at += 4 + endian_little(head.ptr + at + 2, 2);
    return at + 4 <= head.len ? at : head.len;
}

/* What FilePass says. Before Excel 97 there was XOR alone, and no number of a kind. */
static bool ole_parse_pass(struct span pass, bool is_old, struct binary_seal *binary)
{
    const size_t at = is_old ? 0 : 2;
    if (pass.len < at + 4)
        return false;
    const struct span rest = {pass.ptr + at, pass.len - at};
    if (!is_old && endian_little(pass.ptr, 2) != 0)
        return binary_seal_parse(rest, binary);
    *binary = (struct binary_seal){.kind = BINARY_XOR,
                                   .key = (uint16_t)endian_little(rest.ptr, 2),
                                   .check = (uint16_t)endian_little(rest.ptr + 2, 2)};
    return true;
}

static enum status ole_seal_book(struct ole_seal *seal, const struct ole_entry *named,
                                 struct span head)
{
    const bool is_old = named[OLE_BOOK].size == 0;
    const size_t at = ole_find_pass(head);
    const uint32_t len = endian_little(head.ptr + at + 2, 2);
    const size_t there = head.len - at - 4;
    struct binary_seal binary;
    seal->mark = (uint32_t)at;
    seal->is_open = ole_parse_pass((struct span){head.ptr + at + 4, len < there ? len : there},
                                   is_old, &binary) &&
                    ole_seal_unlock(seal, &binary, OLE_BOOK_PASSWORD);
    ole_seal_add(seal, &named[is_old ? OLE_OLD_BOOK : OLE_BOOK], at + 4 + (uint64_t)len,
                 OLE_RECORDS);
    ole_seal_add(seal, &named[OLE_DOCUMENT_SUMMARY], 0, OLE_SUMMARY);
    return STATUS_OK;
}

/* ---- the whole ---- */

static bool ole_is_sealed(const char *name, struct span head)
{
    if (strcmp(name, ole_names[OLE_DOCUMENT]) == 0)
        return head.len >= 12 && (head.ptr[OLE_WORD_FLAGS] & 1) != 0;
    if (strcmp(name, ole_names[OLE_USER]) == 0)
        return ole_slides_are_sealed(head);
    if (strcmp(name, ole_names[OLE_BOOK]) == 0 || strcmp(name, ole_names[OLE_OLD_BOOK]) == 0)
        return ole_find_pass(head) < head.len;
    return strcmp(name, "EncryptedPackage") == 0;
}

static enum status ole_seal_name(struct ole_file *file, struct ole_entry *named)
{
    struct ole_directory directory;
    struct ole_entry entry;
    enum status status;
    ole_directory_open(&directory, file, false);
    while ((status = ole_directory_next(&directory, &entry)) == STATUS_OK) {
        for (size_t i = 0; i < OLE_NAMES; i++) {
            if (named[i].size == 0 && ole_entry_is(&entry, ole_names[i]))
                named[i] = entry;
        }
    }
    return status == STATUS_END || status == STATUS_SKIP ? STATUS_OK : status;
}

enum status ole_seal_open(struct ole_seal *seal, struct ole_file *file, struct password_ring *keys)
{
    static const struct {
        enum ole_name name;
        enum status (*open)(struct ole_seal *seal, const struct ole_entry *named, struct span head);
    } kinds[] = {{OLE_DOCUMENT, ole_seal_document},
                 {OLE_USER, ole_seal_slides},
                 {OLE_BOOK, ole_seal_book},
                 {OLE_OLD_BOOK, ole_seal_book}};
    struct ole_entry named[OLE_NAMES] = {0};
    uint8_t head[OLE_LOOK];
    seal->file = file;
    seal->keys = keys;
    enum status status = ole_seal_name(file, named);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        const struct ole_entry *const first = &named[kinds[i].name];
        size_t len = 0;
        if (status == STATUS_OK && first->size > 0 && seal->stream_count == 0)
            status = ole_seal_look(file, first, head, &len);
        if (status == STATUS_OK && ole_is_sealed(first->name, (struct span){head, len}))
            status = kinds[i].open(seal, named, (struct span){head, len});
    }
    return status;
}

void ole_seal_init(struct ole_seal *seal)
{
    *seal = (struct ole_seal){0};
    buffer_init(&seal->objects, OLE_OBJECTS_MAX * sizeof(struct ole_object));
}

void ole_seal_free(struct ole_seal *seal)
{
    binary_key_wipe(&seal->key);
    buffer_free(&seal->objects);
}

/* What is encrypted with the rest, and not read here: [MS-XLS] 2.1.7.3 and 2.1.7.15, caches of
 * pivot tables (four digits) and revisions; [MS-PPT] 2.1.3, pictures. */
static bool ole_is_aside(const char *name)
{
    return strcmp(name, "Revision Log") == 0 || strcmp(name, "Pictures") == 0 ||
           (strlen(name) == 4 && strspn(name, "0123456789ABCDEF") == 4);
}

struct ole_sealed ole_seal_find(const struct ole_seal *seal, const struct ole_entry *entry,
                                struct span head)
{
    for (size_t i = 0; i < seal->stream_count; i++) {
        if (seal->streams[i].start == entry->start && seal->streams[i].size == entry->size)
            return seal->streams[i];
    }
    const bool is_closed =
        ole_is_sealed(entry->name, head) || (seal->stream_count > 0 && ole_is_aside(entry->name));
    return (struct ole_sealed){.cover = is_closed ? OLE_CLOSED : OLE_PLAIN};
}
