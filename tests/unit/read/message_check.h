/* What tests of readers of messages (HL7 v2, X12) share. */
#ifndef TESTS_UNIT_READ_MESSAGE_CHECK_H
#define TESTS_UNIT_READ_MESSAGE_CHECK_H

#include "crawler/read/reader.h"

#include <stdbool.h>

struct message_case {
    const char *name;
    const char *text;
    const char *fields; /* as field_log.h writes them, with meaning only; NULL: another format */
    bool has_patient, is_health;
};

/*
 * Reads the text and compares its fields that mean something, and what was learnt of the whole.
 * Detectors that the registry does not have (yet) are expected to be no field.
 */
void message_check(const struct reader_ops *ops, const struct message_case *message);

#endif
