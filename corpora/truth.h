/*
 * The truth about an object, as one JSON line:
 * {"object","kind","status","entities":[{"type","start","end","value", "valid","label"}]};
 * offsets are bytes of the text, after decompression; label is "none", "near" or "column". An
 * archive has no entities of its own but "members":[{"member","entities"}]. "strict_negative":true:
 * nothing in it may be reported. Harnesses for labelled data that know object, entities, type,
 * start, end, value and valid can read it.
 */
#ifndef CORPORA_TRUTH_H
#define CORPORA_TRUTH_H

#include "corpora/object.h"

#include <stdbool.h>
#include <stdio.h>

/* False when writing failed. */
bool truth_write(FILE *out, const struct object *object);

#endif
