/* Layouts for tests of the reader of tables of fixed width, and readers that have them. */
#ifndef TESTS_UNIT_READ_FIXED_LAYOUTS_H
#define TESTS_UNIT_READ_FIXED_LAYOUTS_H

#include "crawler/read/layout.h"
#include "crawler/read/reader.h"

/* Lines: ssn at 1 to 9, dob at 10 to 17, a gap of three, "last name" at 21 to 30. */
extern const struct layout fixed_layout_person;

/* Lines that begin with "DT": mrn at 3 to 10, a text of 1199 bytes from 12 on, ssn behind it. */
extern const struct layout fixed_layout_long;

/* Records of 20 bytes without line ends: ssn at 1 to 9, dob at 11 to 18. */
extern const struct layout fixed_layout_record;

/* fixed_reader_ops, made with one or two of these. */
extern const struct reader_ops fixed_person_ops;
extern const struct reader_ops fixed_kinds_ops; /* long, then person */
extern const struct reader_ops fixed_record_ops;

#endif
