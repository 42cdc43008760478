/* Whose the pages of an SQLite database are. */
#include "crawler/read/sqlite_tree.h"

#include "crawler/base/buffer.h"

#include <stdlib.h>
#include <string.h>

#define STACK_MAX ((size_t)256 << 20)

struct walk {
    struct sqlite_file *file;
    uint16_t *owners;
    uint16_t owner;
    struct buffer stack; /* of pages that are not read yet, array of uint32_t */
    uint8_t *bytes;      /* two pages: the one at hand, and a child */
};

bool sqlite_tree_page(const struct sqlite_file *file, const uint8_t *bytes,
                      struct sqlite_page *page)
{
    const bool is_first = memcmp(bytes, "SQLite format 3", 16) == 0;
    return sqlite_page_read((struct span){bytes, file->usable}, is_first ? SQLITE_HEADER : 0, page);
}

static bool is_interior(const struct sqlite_page *page)
{
    return page->type == SQLITE_INDEX_INTERIOR || page->type == SQLITE_TABLE_INTERIOR;
}

/* Takes a page that is there and nobody's: its number here, 0 when it is not. */
static uint32_t walk_take(struct walk *walk, uint32_t page)
{
    const uint32_t number = sqlite_file_find(walk->file, page);
    if (number == 0 || walk->owners[number - 1] != 0)
        return 0;
    walk->owners[number - 1] = walk->owner;
    return number;
}

static uint32_t walk_child(const struct sqlite_page *page, uint32_t index)
{
    struct sqlite_cell cell;
    if (index == page->cells)
        return page->right;
    const size_t at = sqlite_page_cell(page, index);
    return at > 0 && sqlite_cell_read(page, at, &cell) ? cell.child : 0;
}

/* Whether a child of the page at hand has children of its own. */
static enum status walk_is_deeper(struct walk *walk, uint32_t number, bool *is_deeper)
{
    struct sqlite_page child;
    uint8_t *const bytes = walk->bytes + SQLITE_PAGE_MAX;
    const enum status status = sqlite_file_read(walk->file, number, bytes);
    *is_deeper =
        status == STATUS_OK && sqlite_tree_page(walk->file, bytes, &child) && is_interior(&child);
    return status == STATUS_SKIP ? STATUS_OK : status;
}

static enum status walk_children(struct walk *walk, const struct sqlite_page *page)
{
    bool is_asked = false, is_deeper = false;
    for (uint32_t i = 0; i <= page->cells; i++) {
        const uint32_t number = walk_take(walk, walk_child(page, i));
        if (number == 0)
            continue;
        if (!is_asked) {
            const enum status status = walk_is_deeper(walk, number, &is_deeper);
            if (status != STATUS_OK)
                return status;
        }
        is_asked = true;
        if (is_deeper)
            buffer_append(&walk->stack, &number, sizeof number);
    }
    return walk->stack.is_failed ? STATUS_NO_MEMORY : STATUS_OK;
}

static enum status walk_next(struct walk *walk)
{
    uint32_t number;
    struct sqlite_page page;
    walk->stack.len -= sizeof number;
    const uint32_t *const top = (const uint32_t *)(const void *)(walk->stack.ptr + walk->stack.len);
    number = *top;
    const enum status status = sqlite_file_read(walk->file, number, walk->bytes);
    if (status != STATUS_OK)
        return status == STATUS_SKIP ? STATUS_OK : status;
    if (!sqlite_tree_page(walk->file, walk->bytes, &page)) {
        /* What an older round left in a log may have another use now. */
        if (!walk->file->is_log)
            coverage_add(walk->file->coverage, REASON_CORRUPT);
        return STATUS_OK;
    }
    return is_interior(&page) ? walk_children(walk, &page) : STATUS_OK;
}

enum status sqlite_tree_claim(struct sqlite_file *file, uint16_t *owners, uint32_t root,
                              uint16_t owner)
{
    struct walk walk = {.file = file, .owners = owners, .owner = owner};
    const uint32_t number = walk_take(&walk, root);
    if (number == 0) {
        if (!file->is_log)
            coverage_add(file->coverage, REASON_CORRUPT);
        return STATUS_OK;
    }
    buffer_init(&walk.stack, STACK_MAX);
    buffer_append(&walk.stack, &number, sizeof number);
    walk.bytes = malloc(2 * SQLITE_PAGE_MAX);
    enum status status = walk.bytes == NULL || walk.stack.is_failed ? STATUS_NO_MEMORY : STATUS_OK;
    while (status == STATUS_OK && walk.stack.len > 0)
        status = walk_next(&walk);
    free(walk.bytes);
    buffer_free(&walk.stack);
    return status;
}
