/*
 * What the attributes of DICOM data sets are, by their tags: PS3.6 (dictionary) and PS3.15 table
 * E.1-1 (what a basic de-identification has to take away).
 */
#ifndef CRAWLER_READ_DICOM_TAGS_H
#define CRAWLER_READ_DICOM_TAGS_H

#include <stdbool.h>
#include <stdint.h>

/* A tag as one number: (0010,0020) is 0x00100020. */
#define DICOM_META_SYNTAX 0x00020010u
#define DICOM_CHARACTER_SET 0x00080005u
#define DICOM_SOP_CLASS 0x00080016u
#define DICOM_PATIENT_NAME 0x00100010u
#define DICOM_PATIENT_ID 0x00100020u
#define DICOM_BIRTH_DATE 0x00100030u
#define DICOM_IDENTITY_REMOVED 0x00120062u
#define DICOM_BURNED_IN 0x00280301u
#define DICOM_VISIBLE_FEATURES 0x00280302u
#define DICOM_DOCUMENT 0x00420011u
#define DICOM_PIXELS 0x7FE00010u
#define DICOM_ITEM 0xFFFEE000u
#define DICOM_ITEM_END 0xFFFEE00Du
#define DICOM_SEQUENCE_END 0xFFFEE0DDu

enum dicom_subject {
    DICOM_PATIENT, /* tells who the patient is: a populated one makes the object PHI */
    DICOM_CASE,    /* of the patient's study: only as much of a person as the patient is there */
    DICOM_OTHER    /* a physician's, an operator's, a machine's */
};

struct dicom_rule {
    uint32_t tag;
    const char *detector; /* id in the registry */
    enum dicom_subject subject;
};

/* NULL when nothing is known of the tag, and its value is no PN, a person's name. */
const struct dicom_rule *dicom_rule_of(uint32_t tag, const char vr[2]);

/* Pixels, overlays, curves, waveforms, tables of colours, padding: nothing of it is text. */
bool dicom_is_bulk(uint32_t tag);

/* True of the SOP classes whose pixels are screens with writing on them: secondary capture,
 * ultrasound. uid has len bytes. */
bool dicom_is_screen(const uint8_t *uid, uint32_t len);

#endif
