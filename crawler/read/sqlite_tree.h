/* Whose the pages of an SQLite database are: its b-trees, walked from their roots. */
#ifndef CRAWLER_READ_SQLITE_TREE_H
#define CRAWLER_READ_SQLITE_TREE_H

#include "crawler/read/sqlite_file.h"
#include "crawler/read/sqlite_payload.h"
#include "crawler/read/sqlite_record.h"

#include <stdint.h>

/* The usable bytes of a page as a b-tree page; false when it is none. The first one of a database
 * is known by its start. */
bool sqlite_tree_page(const struct sqlite_file *file, const uint8_t *bytes,
                      struct sqlite_page *page);

/*
 * Enters owner for each page of the tree at root (as the database calls it) that nobody owns yet,
 * one entry a page in owners, from page 1. A page belongs to the first that comes to it, so that no
 * cycle is walked twice; leaves are known by the first one of their parent and not read. OK,
 * CANCELLED, NO_MEMORY.
 */
enum status sqlite_tree_claim(struct sqlite_file *file, uint16_t *owners, uint32_t root,
                              uint16_t owner);

#endif
