/* What people fill into forms of a page. */
#include "crawler/read/html_field.h"

#include "crawler/read/html_aside.h"

void html_field_reset(struct html_field *field)
{
    field->choice = field->value = FIELD_NO_MEANING;
}

static bool is_selected(const struct html_tag *tag, struct span raw)
{
    struct html_attribute attribute;
    size_t at = tag->attributes;
    while (html_next_attribute(raw, &at, &attribute)) {
        if (html_name_is(attribute.name, "selected"))
            return true;
    }
    return false;
}

bool html_field_take(struct html_field *field, const struct field_rules *rules,
                     const struct html_tag *tag, struct span raw)
{
    const bool was_value = field->value.detector >= 0;
    const bool is_start = !tag->is_end;
    field->value = FIELD_NO_MEANING;
    if (html_name_is(tag->name, "select"))
        field->choice =
            is_start ? html_meaning_of_tag(rules, raw, tag->attributes) : FIELD_NO_MEANING;
    else if (is_start && html_name_is(tag->name, "textarea"))
        field->value = html_meaning_of_tag(rules, raw, tag->attributes);
    else if (is_start && html_name_is(tag->name, "option") && is_selected(tag, raw))
        field->value = field->choice;
    return was_value || field->value.detector >= 0;
}
