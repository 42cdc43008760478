/*
 * Pictures of faces and biometric samples, by what a file is and is called: no byte of them is
 * looked at. Pure.
 */
#ifndef DETECTORS_MEDIA_H
#define DETECTORS_MEDIA_H

#include "detectors/finding.h"
#include "detectors/scan.h"
#include "detectors/span.h"

#include <stdbool.h>

/* What a file holds. */
enum media {
    MEDIA_OTHER,
    MEDIA_IMAGE,
    MEDIA_SOUND,
    MEDIA_BIOMETRIC /* a format that holds nothing else: ISO/IEC 19794, ANSI/NIST-ITL, WSQ */
};

/* What files of a format hold: "png", "tiff", "flac", "biometric" and so on; MEDIA_OTHER for those
 * of no use here. */
enum media media_of_format(const char *format);

/*
 * Judges a file by its name, a key or a member's name with or without folders ("intake/patient
 * photo 12.jpg"): true when it is a finding of at least the rule set's lowest confidence, of
 * full-face-photo or biometric. Then finding is filled; its place is the first byte of the file.
 */
bool media_judge(const struct ruleset *ruleset, enum media media, struct span name,
                 struct finding *finding);

#endif
