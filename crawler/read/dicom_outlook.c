/* A look at the start of a DICOM data set before it is read. */
#include "crawler/read/dicom_outlook.h"

#include "crawler/read/dicom_tags.h"
#include "detectors/ascii.h"

#include <string.h>

struct span dicom_trim(struct span value)
{
    while (value.len > 0 &&
           (value.ptr[value.len - 1] == 0 || ascii_is_white(value.ptr[value.len - 1])))
        value.len--;
    while (value.len > 0 && ascii_is_white(value.ptr[0])) {
        value.ptr++;
        value.len--;
    }
    return value;
}

bool dicom_is_word(struct span value, const char *word)
{
    const struct span trimmed = dicom_trim(value);
    return trimmed.len == strlen(word) && memcmp(trimmed.ptr, word, trimmed.len) == 0;
}

bool dicom_is_anonymous(struct span value)
{
    return ascii_starts_with(value.ptr, value.len, "anon") ||
           ascii_starts_with(value.ptr, value.len, "deident") ||
           ascii_starts_with(value.ptr, value.len, "de-ident");
}

bool dicom_names_patient(const struct field_rules *rules, struct field_meaning meaning,
                         struct span value)
{
    const struct span trimmed = dicom_trim(value);
    if (trimmed.len == 0 || dicom_is_anonymous(trimmed))
        return false;
    const enum field_verdict verdict = field_check(rules, meaning, trimmed);
    return verdict != FIELD_EMPTY && verdict != FIELD_ALIEN;
}

struct look {
    const struct field_rules *rules;
    bool has_patient;
    bool is_removed;
    bool is_done; /* all tags that matter are behind */
    unsigned depth;
};

static void look_at(struct look *look, const struct dicom_element *element, struct span value)
{
    const struct dicom_rule *const rule = dicom_rule_of(element->tag, element->vr);
    if (rule != NULL && rule->subject == DICOM_PATIENT) {
        struct field_meaning meaning = field_meaning_of(rule->detector);
        meaning.is_stated = true;
        look->has_patient |= dicom_names_patient(look->rules, meaning, value);
    }
    look->is_removed |= element->tag == DICOM_IDENTITY_REMOVED && dicom_is_word(value, "YES");
    look->is_done = element->tag > DICOM_IDENTITY_REMOVED;
}

/* Takes the element whose value stands at the start of rest; returns how much of that is behind it,
 * SIZE_MAX when it goes on behind the end. */
static size_t look_take(struct look *look, const struct dicom_element *element, struct span rest)
{
    const bool is_undefined = element->length == DICOM_UNDEFINED;
    if (element->tag == DICOM_SEQUENCE_END) {
        look->depth -= look->depth > 0;
        return 0;
    }
    if (element->tag == DICOM_ITEM || element->tag == DICOM_ITEM_END)
        return 0;
    if (is_undefined) {
        look->is_done = look->depth == 0 && element->tag > DICOM_IDENTITY_REMOVED;
        look->depth++;
        return 0;
    }
    if (element->length > rest.len)
        return SIZE_MAX;
    if (look->depth == 0)
        look_at(look, element, (struct span){rest.ptr, element->length});
    return element->length;
}

struct dicom_outlook dicom_look_ahead(const struct field_rules *rules, struct dicom_syntax syntax,
                                      struct span head)
{
    struct look look = {.rules = rules};
    struct dicom_element element;
    while (!look.is_done && dicom_element_read(syntax, head, &element)) {
        head.ptr += element.head;
        head.len -= element.head;
        const size_t len = look_take(&look, &element, head);
        if (len > head.len)
            break;
        head.ptr += len;
        head.len -= len;
    }
    /* Where the view ends too early, nothing is said of the patient. */
    return (struct dicom_outlook){look.is_removed,
                                  !look.has_patient && (look.is_done || head.len == 0)};
}
