/* What a DICOM data set says of itself. */
#include "crawler/read/dicom_notes.h"

#include "crawler/read/dicom_outlook.h"
#include "crawler/read/dicom_tags.h"

#include <string.h>

static const char deflated_syntax[] = "1.2.840.10008.1.2.1.99";

/* Sets by their number in ISO-IR, or by name; those of several bytes with escapes around them are
 * read without these. */
static const struct {
    const char *name, *page;
} dicom_charsets[] = {
    {"IR 101", "ISO-8859-2"},    {"IR 109", "ISO-8859-3"}, {"IR 110", "ISO-8859-4"},
    {"IR 144", "ISO-8859-5"},    {"IR 127", "ISO-8859-6"}, {"IR 126", "ISO-8859-7"},
    {"IR 138", "ISO-8859-8"},    {"IR 148", "ISO-8859-9"}, {"IR 203", "ISO-8859-15"},
    {"IR 166", "TIS-620"},       {"IR 13", "CP932"},       {"IR 87", "ISO-2022-JP-2"},
    {"IR 159", "ISO-2022-JP-2"}, {"IR 149", "CP949"},      {"IR 58", "CP936"},
    {"GB18030", "GB18030"},      {"GBK", "CP936"},
};

/* The set that one of the values names. */
static struct dicom_charset dicom_charset_of_one(struct span value)
{
    static const char latin1[] = "IR 100";
    const uint8_t *const number = memmem(value.ptr, value.len, "IR", 2);
    char name[16] = "";
    struct span rest = value;
    if (number != NULL)
        rest = (struct span){number, value.len - (size_t)(number - value.ptr)};
    memcpy(name, rest.ptr, rest.len < sizeof name - 1 ? rest.len : sizeof name - 1);
    if (number != NULL && name[2] == '-')
        name[2] = ' ';
    for (size_t i = 0; i < sizeof dicom_charsets / sizeof dicom_charsets[0]; i++) {
        if (strcmp(dicom_charsets[i].name, name) == 0)
            return (struct dicom_charset){DICOM_PAGE, dicom_charsets[i].page};
    }
    return (struct dicom_charset){strcmp(name, latin1) == 0 ? DICOM_LATIN1 : DICOM_AS_IT_IS, NULL};
}

/* The first value holds up to an escape, the others behind one: the last that is known decides. */
struct dicom_charset dicom_charset_of(struct span value)
{
    struct dicom_charset charset = {DICOM_UNSTATED, NULL};
    for (size_t at = 0; at < value.len;) {
        const uint8_t *const mark = memchr(value.ptr + at, '\\', value.len - at);
        const size_t end = mark != NULL ? (size_t)(mark - value.ptr) : value.len;
        const struct span one = dicom_trim((struct span){value.ptr + at, end - at});
        const struct dicom_charset next = dicom_charset_of_one(one);
        if (one.len > 0 && (next.kind != DICOM_AS_IT_IS || charset.kind == DICOM_UNSTATED))
            charset = next;
        at = end + 1;
    }
    return charset;
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
