/* Where in the nesting of a DICOM data set its reader stands. */
#include "crawler/read/dicom_place.h"

#include <stdio.h>

void dicom_place_begin(struct dicom_place *place)
{
    place->state = (struct dicom_state){{true, false}, {DICOM_UNSTATED, NULL}};
    place->depth = 0;
    place->deeper = 0;
}

void dicom_place_enter(struct dicom_place *place, uint32_t tag, uint64_t end)
{
    if (place->depth == DICOM_LEVELS_MAX) {
        place->deeper += end == UINT64_MAX;
        return;
    }
    place->levels[place->depth++] = (struct dicom_level){tag, end, place->state};
}

static void dicom_place_pop(struct dicom_place *place)
{
    place->depth--;
    place->state = place->levels[place->depth].before;
}

void dicom_place_reach(struct dicom_place *place, uint64_t offset)
{
    while (place->depth > 0 && place->levels[place->depth - 1].end <= offset) {
        place->deeper = 0;
        dicom_place_pop(place);
    }
}

void dicom_place_leave(struct dicom_place *place)
{
    if (place->deeper > 0)
        place->deeper--;
    else if (place->depth > 0 && place->levels[place->depth - 1].end == UINT64_MAX)
        dicom_place_pop(place);
}

struct span dicom_place_path(struct dicom_place *place, uint32_t tag)
{
    size_t len = 0;
    for (unsigned i = 0; i <= place->depth; i++) {
        const uint32_t at = i < place->depth ? place->levels[i].tag : tag;
        const int added = snprintf(place->path + len, sizeof place->path - len, "%s(%04X,%04X)",
                                   i > 0 ? "." : "", at >> 16, at & 0xFFFF);
        len += added > 0 ? (size_t)added : 0;
    }
    return (struct span){(const uint8_t *)place->path, len};
}
