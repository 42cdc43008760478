/* Which layout is for which file and record. */
#include "crawler/read/layout.h"

#include "crawler/read/text_line.h"

#include <stdio.h>
#include <string.h>

/* Goes back to the last '*' only: an earlier one could take no byte that this one cannot. */
static bool layout_glob(const char *pattern, struct span name)
{
    const char *star = NULL;
    size_t at = 0, again = 0;
    while (at < name.len) {
        if (*pattern == '*') {
            star = ++pattern;
            again = at;
        } else if (*pattern != '\0' && (*pattern == '?' || (uint8_t)*pattern == name.ptr[at])) {
            pattern++;
            at++;
        } else if (star != NULL) {
            pattern = star;
            at = ++again;
        } else {
            return false;
        }
    }
    while (*pattern == '*')
        pattern++;
    return *pattern == '\0';
}

bool layout_name_fits(const char *pattern, struct span name)
{
    size_t start = name.len;
    while (start > 0 && name.ptr[start - 1] != '/')
        start--;
    if (strchr(pattern, '/') != NULL || name.len == 0)
        start = 0;
    return layout_glob(pattern, (struct span){name.ptr + start, name.len - start});
}

static bool layout_is_for(const struct layout *layout, struct span name)
{
    for (size_t i = 0; i < layout->name_count; i++) {
        if (layout_name_fits(layout->names[i], name))
            return true;
    }
    return false;
}

bool layouts_know(const struct layouts *layouts, struct span name)
{
    for (size_t i = 0; layouts != NULL && i < layouts->count; i++) {
        if (layout_is_for(&layouts->layouts[i], name))
            return true;
    }
    return false;
}

size_t layout_set_find(const struct layout_set *set, struct span rest)
{
    for (size_t i = 0; i < set->count; i++) {
        const struct span starts = set->layouts[i]->starts;
        if (starts.len == 0 ||
            (starts.len <= rest.len && memcmp(starts.ptr, rest.ptr, starts.len) == 0))
            return i;
    }
    return set->count;
}

/* Where the record behind the one at head[at] starts; head.len: not in head. */
static size_t layout_next_record(uint32_t record, struct span head, size_t at)
{
    if (record > 0)
        return head.len - at > record ? at + record : head.len;
    return text_line_next(head, at);
}

bool layouts_select(const struct layouts *layouts, struct span name, struct span head,
                    struct layout_set *set)
{
    set->count = 0;
    for (size_t i = 0; layouts != NULL && i < layouts->count; i++) {
        const struct layout *const layout = &layouts->layouts[i];
        const bool is_alike = set->count == 0 || layout->record == set->layouts[0]->record;
        if (is_alike && set->count < LAYOUT_SET_MAX && layout_is_for(layout, name))
            set->layouts[set->count++] = layout;
    }
    for (size_t at = 0; set->count > 0 && at < head.len;) {
        const struct span rest = {head.ptr + at, head.len - at};
        if (layout_set_find(set, rest) < set->count)
            return true;
        at = layout_next_record(set->layouts[0]->record, head, at);
    }
    return false;
}

static void layout_describe_text(layouts_write_fn write, void *user, struct span text)
{
    const uint32_t len = (uint32_t)text.len;
    const uint8_t bytes[4] = {(uint8_t)len, (uint8_t)(len >> 8), (uint8_t)(len >> 16),
                              (uint8_t)(len >> 24)};
    write(user, bytes, sizeof bytes);
    if (len > 0)
        write(user, text.ptr, len);
}

static void layout_describe_number(layouts_write_fn write, void *user, size_t number)
{
    char text[24];
    const int len = snprintf(text, sizeof text, "%zu", number);
    layout_describe_text(write, user, (struct span){(const uint8_t *)text, (size_t)len});
}

static void layout_describe_name(layouts_write_fn write, void *user, const char *name)
{
    layout_describe_text(write, user, (struct span){(const uint8_t *)name, strlen(name)});
}

void layouts_describe(const struct layouts *layouts, layouts_write_fn write, void *user)
{
    for (size_t i = 0; layouts != NULL && i < layouts->count; i++) {
        const struct layout *const layout = &layouts->layouts[i];
        layout_describe_name(write, user, "layout");
        layout_describe_name(write, user, layout->id);
        layout_describe_number(write, user, layout->name_count);
        for (size_t name = 0; name < layout->name_count; name++)
            layout_describe_name(write, user, layout->names[name]);
        layout_describe_text(write, user, layout->starts);
        layout_describe_number(write, user, layout->record);
        layout_describe_number(write, user, layout->column_count);
        for (size_t column = 0; column < layout->column_count; column++) {
            layout_describe_text(write, user, layout->columns[column].name);
            layout_describe_number(write, user, layout->columns[column].start);
            layout_describe_number(write, user, layout->columns[column].length);
        }
    }
}
