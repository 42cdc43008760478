/*
 * Unique device identifiers of the three issuing agencies of the FDA (21 CFR 830; FDA, "UDI formats
 * by FDA-accredited issuing agency"):
 *
 *   GS1     (01)51022222233336(11)141231(17)150707(10)A213B1(21)1234   GTIN with check digit
 *   HIBCC   +A123BJC5D6E71/$$420020216LOT12/SXYZ456C                   check character modulo 43
 *   ICCBBA  =/A9999XYZ100T0944=,000025=>014032                         no check
 *
 * The device identifier names a model, not a person; only a serial number does. Pure; looks at one
 * byte in front and at most UDI_REACH ahead.
 */
#ifndef DETECTORS_UDI_H
#define DETECTORS_UDI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UDI_REACH 192

enum udi_agency { UDI_GS1, UDI_HIBCC, UDI_ICCBBA };

struct udi {
    size_t len;
    enum udi_agency agency;
    bool is_valid;    /* its check digit or check character is right, or it needs none */
    size_t serial_at; /* from the start of the UDI; meaningful when serial_len > 0 */
    size_t serial_len;
};

/*
 * The length of the UDI that starts at text with '(', '+' or '=', or 0; fills *udi when there is
 * one, which may fail its check. A single blank may stand around the parenthesised identifiers of
 * GS1. before and avail say how many bytes may be read in front of text and from text on.
 */
size_t udi_match(const uint8_t *text, size_t before, size_t avail, struct udi *udi);

/*
 * True when value, without white space around it, is one valid UDI in any of these forms, or a GS1
 * element string as scanners give it: an optional symbology identifier (]d2, ]C1, ]Q3), 01, the
 * GTIN, and further elements without parentheses of which those of variable length end at FNC1
 * (0x1D) or at the end. Fills *udi; its positions count from the first byte that is not white
 * space.
 */
bool udi_parse(const uint8_t *value, size_t len, struct udi *udi);

/* True when value is 8, 12, 13 or 14 digits (GTIN, EAN, UPC) with a right GS1 check digit. */
bool udi_is_gtin(const uint8_t *value, size_t len);

#endif
