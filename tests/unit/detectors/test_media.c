/* Files as pictures of faces and biometric samples. */
#include "detectors/media.h"

#include "detectors/registry.h"
#include "suite.h"

#include <string.h>

#define COUNT(cases) ((int)(sizeof(cases) / sizeof(cases)[0]))

static const struct {
    const char *format;
    enum media media;
} formats[] = {
    {"png", MEDIA_IMAGE}, {"jpeg", MEDIA_IMAGE},          {"flac", MEDIA_SOUND},
    {"pdf", MEDIA_OTHER}, {"biometric", MEDIA_BIOMETRIC}, {"", MEDIA_OTHER},
};

START_TEST(test_formats)
{
    ck_assert_int_eq(media_of_format(formats[_i].format), formats[_i].media);
}
END_TEST

static const struct {
    const char *name;
    enum media media;
    const char *detector; /* NULL: no finding */
    uint8_t confidence;
} names[] = {
    {"patient_photo_12.jpg", MEDIA_IMAGE, "full-face-photo", 75},
    {"PatientPhoto.png", MEDIA_IMAGE, "full-face-photo", 75},
    {"intake/patient-photos/0001.jpg", MEDIA_IMAGE, "full-face-photo", 75},
    {"staff/Headshot Lee.png", MEDIA_IMAGE, "full-face-photo", 75},
    {"b.zip!mugshots/1.tif", MEDIA_IMAGE, "full-face-photo", 75},
    {"!$.entry[0].resource.photo[0].data", MEDIA_IMAGE, "full-face-photo", 75},
    {"face_12.jpg", MEDIA_IMAGE, "full-face-photo", 60},
    {"surface_12.jpg", MEDIA_IMAGE, NULL, 0},
    {"interface.png", MEDIA_IMAGE, NULL, 0},
    {"patient/photo-of-site.jpg", MEDIA_IMAGE, NULL, 0},
    {"typefaces.png", MEDIA_IMAGE, NULL, 0},
    {"patient_photo_12.txt", MEDIA_OTHER, NULL, 0},
    {"patient_photo.wav", MEDIA_SOUND, NULL, 0},
    {"voiceprint-77.wav", MEDIA_SOUND, "biometric", 75},
    {"fingerprints/left_thumb.png", MEDIA_IMAGE, "biometric", 75},
    {"iris.png", MEDIA_IMAGE, "biometric", 60},
    {"x.dat", MEDIA_BIOMETRIC, "biometric", 80},
    {"logo.png", MEDIA_IMAGE, NULL, 0},
    {"", MEDIA_IMAGE, NULL, 0},
};

START_TEST(test_names)
{
    const struct ruleset_options options = {.fingerprint_key = {1, 2}};
    struct ruleset *ruleset = ruleset_create(&options);
    struct finding finding;
    const struct span name = {(const uint8_t *)names[_i].name, strlen(names[_i].name)};
    const bool is_found = media_judge(ruleset, names[_i].media, name, &finding);
    ck_assert_msg(is_found == (names[_i].detector != NULL), "%s", names[_i].name);
    if (is_found) {
        int sum = 0;
        for (unsigned i = 0; i < finding.evidence_count; i++)
            sum += finding.evidence[i].points;
        ck_assert_str_eq(detector_at(finding.detector)->id, names[_i].detector);
        ck_assert_uint_eq(finding.confidence, names[_i].confidence);
        ck_assert_int_eq(sum, finding.confidence);
    }
    ruleset_free(ruleset);
}
END_TEST

/* A name longer than what is looked at. */
START_TEST(test_long_name)
{
    const struct ruleset_options options = {.fingerprint_key = {1, 2}};
    struct ruleset *ruleset = ruleset_create(&options);
    static uint8_t bytes[4096];
    struct finding finding;
    for (size_t len = 0; len <= sizeof bytes; len += 61) {
        memset(bytes, 'A', sizeof bytes);
        for (size_t i = 1; i < sizeof bytes; i += 2)
            bytes[i] = 'a';
        memcpy(bytes + sizeof bytes - 9, "/headshot", 9);
        const struct span name = {bytes + sizeof bytes - len, len};
        ck_assert(media_judge(ruleset, MEDIA_IMAGE, name, &finding) == (len > 8));
    }
    ruleset_free(ruleset);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("media");
    TCase *all = tcase_create("all");
    tcase_set_timeout(all, 120);
    tcase_add_loop_test(all, test_formats, 0, COUNT(formats));
    tcase_add_loop_test(all, test_names, 0, COUNT(names));
    tcase_add_test(all, test_long_name);
    suite_add_tcase(suite, all);
    return suite_run(suite);
}
