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

/* What a file holds, by its first bytes or its media type. */
enum media {
    MEDIA_OTHER,
    MEDIA_IMAGE,
    MEDIA_SOUND,
    MEDIA_BIOMETRIC /* a format that holds nothing else: ISO/IEC 19794, ANSI/NIST-ITL, WSQ */
};

/*
 * What a file is whose first bytes are head: at least 16, or all of it. Images are JPEG, PNG, TIFF,
 * GIF, BMP, WebP and HEIF; sounds are WAV, MP3 with a tag, FLAC and Ogg.
 */
enum media media_of(struct span head);

/*
 * Judges a file by its name, a key or a member's name with or without folders ("intake/patient
 * photo 12.jpg"): true when it is a finding of at least the rule set's lowest confidence, of
 * full-face-photo or biometric. Then finding is filled; its place is the first byte of the file.
 */
bool media_judge(const struct ruleset *ruleset, enum media media, struct span name,
                 struct finding *finding);

#endif
