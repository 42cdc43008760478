/*
 * The elements of office documents in XML, for text: Word (ECMA-376 Part 1, 17), slides (20, 21),
 * OpenDocument (1.3, part 3). By their local names, which mean the same in all of them.
 */
#ifndef CRAWLER_READ_OFFICE_ELEMENT_H
#define CRAWLER_READ_OFFICE_ELEMENT_H

#include "crawler/read/html_token.h"

enum html_element office_element_of(struct span name);

/* True for an element that stands for a hyphen in a word or number. */
bool office_is_hyphen(struct span name);

#endif
