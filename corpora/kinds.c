/* The table of plain kinds. */
#include "corpora/kinds.h"

#include <string.h>

const struct kind kinds[] = {
    {"clinic", "txt", false, write_clinic_notes},    {"claims", "csv", false, write_claims},
    {"pharmacy", "psv", false, write_pharmacy},      {"logs", "log", false, write_checkout_logs},
    {"tickets", "txt", false, write_tickets},        {"orders", "ndjson", false, write_orders},
    {"near-misses", "txt", true, write_near_misses},
};
const size_t kind_count = sizeof kinds / sizeof *kinds;

const struct kind *kind_find(const char *name)
{
    for (size_t i = 0; i < kind_count; i++) {
        if (strcmp(kinds[i].name, name) == 0)
            return &kinds[i];
    }
    return NULL;
}
