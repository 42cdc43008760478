/*
 * Names of columns and members that users' own rules speak of. A name is cut into words at what is
 * no letter or digit and within camelCase, in any case: "employee id" is "Employee_ID",
 * "employeeId" and the end of "$.staff[3].employeeId". Private to detectors/.
 */
#ifndef DETECTORS_CUSTOM_FIELDS_H
#define DETECTORS_CUSTOM_FIELDS_H

#include "detectors/custom.h"

struct custom_fields;

/*
 * Gathers the names of rules, whose first own detector has the index first. False when memory is
 * short; *out is NULL when there are none.
 */
bool custom_fields_create(const struct custom_rules *rules, size_t first,
                          struct custom_fields **out);
void custom_fields_free(struct custom_fields *fields);

/* The index of the detector whose values a field of this name holds, or -1. */
int custom_fields_find(const struct custom_fields *fields, struct span name);

#endif
