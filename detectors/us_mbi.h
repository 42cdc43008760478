/* The form of a Medicare Beneficiary Identifier. Pure. */
#ifndef DETECTORS_US_MBI_H
#define DETECTORS_US_MBI_H

#include <stdbool.h>
#include <stdint.h>

/*
 * True when eleven bytes without dashes are an MBI: C A AN N A AN N A A N N, where C is 1-9, N a
 * digit, A a letter but S L O I B Z, AN either; letters of either case (CMS, Understanding the MBI
 * format). It has no check digit.
 */
bool us_mbi_is_valid(const uint8_t number[11]);

#endif
