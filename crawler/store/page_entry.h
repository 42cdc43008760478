/* The texts of one object while its element in a listing is read. Inside s3.c and azure.c. */
#ifndef CRAWLER_STORE_PAGE_ENTRY_H
#define CRAWLER_STORE_PAGE_ENTRY_H

#include "crawler/store/page.h"
#include "crawler/store/xml.h"

#include <stdbool.h>
#include <stdint.h>

struct page_entry {
    struct buffer key;
    bool has_key, has_size, is_malformed;
    uint64_t size;
    time_t last_modified;
    unsigned versions; /* set of enum object_version */
    bool has_tags, has_metadata;
    char etag[128], version_id[OBJECT_ID_MAX + 1], storage_class[64], content_type[128];
    char snapshot[64], upload_id[OBJECT_ID_MAX + 1], encryption_mode[32], encryption_key_id[256];
    struct buffer tags, metadata; /* as in struct object */
};

void page_entry_init(struct page_entry *entry);
void page_entry_clear(struct page_entry *entry);
void page_entry_free(struct page_entry *entry);

/* The key as it stands, or percent-decoded. A second one is malformed. */
enum page_key { PAGE_KEY_PLAIN, PAGE_KEY_ENCODED, PAGE_KEY_ENCODED_PLUS /* '+' is a space */ };
void page_entry_set_key(struct page_entry *entry, struct span text, enum page_key form);

void page_entry_set_size(struct page_entry *entry, struct span text);

/* Copies an id. One that does not fit makes the entry malformed: another would be asked for. */
void page_entry_copy_id(struct page_entry *entry, struct span text, char out[OBJECT_ID_MAX + 1]);

/* Copies text, without what does not fit. */
void page_entry_copy(struct span text, char *out, size_t size);

/* Appends a tag or the like to one of the two buffers, "name=value", encoded. */
void page_entry_add_pair(struct buffer *pairs, struct span name, struct span value);

/*
 * Puts the object into the page when it is complete and its key begins with prefix; refused as in
 * struct object. What OBJECT_DELETED and OBJECT_UPLOAD rule out is refused in any case.
 */
enum page_result page_entry_finish(const struct page_entry *entry, const char *prefix, int refused,
                                   unsigned source, struct page *page);

#endif
