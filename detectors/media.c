/* The biometric and full-face-photo detectors: files by their format and name. */
#include "detectors/media.h"

#include "detectors/ascii.h"
#include "detectors/detector.h"
#include "detectors/rules.h"
#include "detectors/ruleset.h"
#include "detectors/score.h"

#include <string.h>

#define SCORE_MEDIA 40  /* of an image or sound */
#define SCORE_FORMAT 80 /* of a format of biometric samples, whatever its name */
#define SCORE_SURE 75   /* with a name that says so */
#define SCORE_HINT 60   /* with a name that may mean something else */
#define NAME_MAX 512    /* bytes from the end of a name */

enum media media_of_format(const char *format)
{
    static const struct {
        const char *format;
        enum media media;
    } formats[] = {
        {"png", MEDIA_IMAGE},  {"jpeg", MEDIA_IMAGE}, {"gif", MEDIA_IMAGE},
        {"tiff", MEDIA_IMAGE}, {"bmp", MEDIA_IMAGE},  {"webp", MEDIA_IMAGE},
        {"heif", MEDIA_IMAGE}, {"psd", MEDIA_IMAGE},  {"jpeg2000", MEDIA_IMAGE},
        {"riff", MEDIA_SOUND}, {"mp3", MEDIA_SOUND},  {"flac", MEDIA_SOUND},
        {"ogg", MEDIA_SOUND},  {"mp4", MEDIA_SOUND},  {"biometric", MEDIA_BIOMETRIC},
    };
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        if (strcmp(formats[i].format, format) == 0) {
            return formats[i].media;
        }
    }
    return MEDIA_OTHER;
}

struct media_hint {
    const char *words; /* lower case, without blanks */
    const char *detector;
    bool is_sure;
};

static const struct media_hint hints[] = {
    {"patientphoto", "full-face-photo", true},
    {"patientpicture", "full-face-photo", true},
    {"patientportrait", "full-face-photo", true},
    {"fullface", "full-face-photo", true},
    {"facephoto", "full-face-photo", true},
    {"faceimage", "full-face-photo", true},
    {"facialphoto", "full-face-photo", true},
    {"facialimage", "full-face-photo", true},
    {"headshot", "full-face-photo", true},
    {"mugshot", "full-face-photo", true},
    {"photodata", "full-face-photo", true}, /* of FHIR: a member named by its path */
    {"selfie", "full-face-photo", true},
    {"idphoto", "full-face-photo", true},
    {"photoid", "full-face-photo", true},
    {"passportphoto", "full-face-photo", true},
    {"profilephoto", "full-face-photo", false},
    {"profilepicture", "full-face-photo", false},
    {"profilepic", "full-face-photo", false},
    {"portrait", "full-face-photo", false},
    {"face", "full-face-photo", false},
    {"fingerprint", "biometric", true},
    {"fingerscan", "biometric", true},
    {"palmprint", "biometric", true},
    {"irisscan", "biometric", true},
    {"irisimage", "biometric", true},
    {"retinascan", "biometric", true},
    {"retinalscan", "biometric", true},
    {"voiceprint", "biometric", true},
    {"facetemplate", "biometric", true},
    {"faceprint", "biometric", true},
    {"biometric", "biometric", true},
    {"iris", "biometric", false},
    {"retina", "biometric", false},
};

/* The words of a name, each in lower case and behind a blank; "PatientPhoto_12" is " patient
 * photo". Returns how many bytes. */
static size_t read_words(struct span name, char words[2 * NAME_MAX])
{
    size_t len = 0;
    uint8_t last = 0;
    for (size_t i = 0; i < name.len; i++) {
        const uint8_t byte = name.ptr[i];
        if (ascii_is_alpha(byte)) {
            if (!ascii_is_alpha(last) || (ascii_is_upper(byte) && ascii_is_lower(last))) {
                words[len++] = ' ';
            }
            words[len++] = (char)ascii_to_lower(byte);
        } else if (byte == '/' || byte == '!') {
            words[len++] = '/'; /* no words over the ends of folders */
        }
        last = byte;
    }
    return len;
}

/* True when the hint's letters stand at words, which is behind a blank, as whole words. */
static bool starts_with_hint(const char *words, size_t len, const char *hint)
{
    size_t at = 0;
    for (; *hint != '\0'; hint++) {
        at += at < len && words[at] == ' ' ? 1 : 0;
        if (at == len || words[at] != *hint) {
            return false;
        }
        at++;
    }
    at += at < len && words[at] == 's' ? 1 : 0;
    return at == len || words[at] == ' ' || words[at] == '/';
}

/* The first hint of the table that the name holds, of those that fit what the file is; NULL when
 * there is none. */
static const struct media_hint *find_hint(struct span name, enum media media)
{
    char words[2 * NAME_MAX];
    const size_t cut = name.len > NAME_MAX ? name.len - NAME_MAX : 0;
    const size_t len = read_words((struct span){name.ptr + cut, name.len - cut}, words);
    for (size_t i = 0; i < sizeof hints / sizeof hints[0]; i++) {
        const bool is_photo = strcmp(hints[i].detector, rule_full_face_photo.row.id) == 0;
        if (media == MEDIA_SOUND && (is_photo || strcmp(hints[i].words, "voiceprint") != 0)) {
            continue;
        }
        for (size_t at = 0; at < len; at++) {
            if (words[at] == ' ' &&
                starts_with_hint(words + at + 1, len - at - 1, hints[i].words)) {
                return &hints[i];
            }
        }
    }
    return NULL;
}

bool media_judge(const struct ruleset *ruleset, enum media media, struct span name,
                 struct finding *finding)
{
    *finding = (struct finding){.length = 1};
    if (media == MEDIA_OTHER) {
        return false;
    }
    const struct media_hint *const hint = media != MEDIA_BIOMETRIC ? find_hint(name, media) : NULL;
    if (media != MEDIA_BIOMETRIC && hint == NULL) {
        return false;
    }
    const int index = detector_find(hint != NULL ? hint->detector : rule_biometric.row.id);
    if (index < 0 || !ruleset_detector_is_enabled(ruleset, (size_t)index)) {
        return false;
    }
    finding->detector = (uint16_t)index;
    score_add(finding, EVIDENCE_SHAPE, hint != NULL ? SCORE_MEDIA : SCORE_FORMAT, 0);
    if (hint != NULL) {
        score_add(finding, EVIDENCE_FIELD, (hint->is_sure ? SCORE_SURE : SCORE_HINT) - SCORE_MEDIA,
                  0);
    }
    const size_t len = name.len < DETECTOR_NORMAL_MAX ? name.len : DETECTOR_NORMAL_MAX;
    finding->fingerprint =
        ruleset_fingerprint(ruleset, (size_t)index, (struct span){name.ptr + name.len - len, len});
    return finding->confidence >= ruleset->min_confidence;
}

/* Nothing in a text is one: see media_judge() and field_judge(). */
static bool match_nothing(const struct site *site, const struct detector_rule *rule,
                          struct finding *finding)
{
    (void)site;
    (void)rule;
    (void)finding;
    return false;
}

const struct detector_rule rule_biometric = {
    .row = {.id = "biometric",
            .title = "Biometric sample: finger, palm, face, iris, retina or voice print",
            .tag = "biometric",
            .validation = "a format of biometric samples, or an image or sound with such a name",
            .context = "fingerprint, iris scan, voiceprint and the like in the name of the file or "
                       "field; required but for formats of samples",
            .traps = "no byte is looked at: an iris may be a flower, so such names are low; "
                     "fingerprints of keys have colons",
            .source = "45 CFR 164.514(b)(2)(i)(P); ISO/IEC 19794; ANSI/NIST-ITL 1",
            .identifier = 'P',
            .role = ROLE_PERSON,
            .qualifies = true},
    .match = match_nothing,
    .normalise = detector_normalise_text,
};

const struct detector_rule rule_full_face_photo = {
    .row = {.id = "full-face-photo",
            .title = "Photograph of a face",
            .tag = "photo",
            .validation = "an image with such a name",
            .context = "patient photo, headshot, mugshot, face and the like in the name of the "
                       "file or field; required",
            .traps = "no byte is looked at: a face may be a typeface, so such names are low",
            .source = "45 CFR 164.514(b)(2)(i)(Q)",
            .identifier = 'Q',
            .role = ROLE_PERSON,
            .qualifies = true},
    .match = match_nothing,
    .normalise = detector_normalise_text,
};
