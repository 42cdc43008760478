/* Named values by users' own rules; private to detectors/. */
#ifndef DETECTORS_FIELD_CUSTOM_H
#define DETECTORS_FIELD_CUSTOM_H

#include "detectors/custom_fields.h"
#include "detectors/field.h"
#include "detectors/ruleset.h"

/* The meaning of a name that users' rules list; FIELD_NO_MEANING when they do not. */
struct field_meaning field_custom_meaning(const struct custom_fields *fields, struct span name,
                                          const struct ruleset *ruleset);

/* As field_check() and field_judge(), for a meaning whose custom is set. */
enum field_verdict field_custom_check(const struct ruleset *ruleset, struct field_meaning meaning,
                                      struct span value);
bool field_custom_judge(const struct ruleset *ruleset, struct field_meaning meaning,
                        struct span value, struct finding *finding);

/* What users' rules make of the confidence of a value of a detector of the registry; 0 when they
 * ignore the value. */
int field_custom_change(const struct ruleset *ruleset, size_t detector, struct span value,
                        int confidence);

#endif
