/* What a DICOM data set says of itself. */
#include "crawler/read/dicom_notes.h"

#include "crawler/read/dicom_outlook.h"
#include "crawler/read/dicom_tags.h"

static const char deflated_syntax[] = "1.2.840.10008.1.2.1.99";

enum dicom_charset dicom_charset_of(struct span value)
{
    static const char *const latin1[] = {"ISO_IR 100", "ISO 2022 IR 100", "ISO-IR 100",
                                         "\\ISO_IR 100", "\\ISO 2022 IR 100"};
    if (dicom_trim(value).len == 0)
        return DICOM_UNSTATED;
    for (size_t i = 0; i < sizeof latin1 / sizeof latin1[0]; i++) {
        if (dicom_is_word(value, latin1[i]))
            return DICOM_LATIN1;
    }
    return DICOM_AS_IT_IS;
}

void dicom_notes_take(struct dicom_notes *notes, uint32_t tag, struct span value)
{
    switch (tag) {
    case DICOM_META_SYNTAX:
        notes->is_deflated = dicom_is_word(value, deflated_syntax);
        break;
    case DICOM_SOP_CLASS:
        notes->is_screen = dicom_is_screen(value.ptr, (uint32_t)value.len);
        break;
    case DICOM_IDENTITY_REMOVED:
        notes->is_removed = dicom_is_word(value, "YES");
        break;
    case DICOM_BURNED_IN:
        if (notes->burned_in != DICOM_YES)
            notes->burned_in = dicom_is_word(value, "NO") ? DICOM_NO : DICOM_YES;
        break;
    case DICOM_VISIBLE_FEATURES:
        if (dicom_is_word(value, "YES"))
            notes->burned_in = DICOM_YES;
        break;
    default:
        break;
    }
}

bool dicom_notes_want_ocr(const struct dicom_notes *notes)
{
    const bool is_doubtful = notes->burned_in == DICOM_UNSAID && notes->is_screen;
    return notes->has_pixels && (notes->burned_in == DICOM_YES || is_doubtful);
}
