/*
 * Fields of HL7 v2 as names of columns and keys: "PID.5.1", "PID-19", "pid_11_5", also at the end
 * of a path. Only those that say something of a person. Pure.
 */
#ifndef DETECTORS_FIELDNAMES_HL7_H
#define DETECTORS_FIELDNAMES_HL7_H

#include "detectors/fieldnames.h"

/* True when the name ends in a field of a segment about persons; *meaning is what it says, perhaps
 * FIELDNAMES_NONE. */
bool fieldnames_hl7_read(const uint8_t *name, size_t len, enum fieldnames_meaning *meaning);

#endif
