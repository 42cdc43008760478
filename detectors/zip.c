/* ZIP codes: shape, state, and the prefixes that Safe Harbor restricts. */
#include "detectors/zip.h"

#include "detectors/ascii.h"
#include "detectors/states.h"

#include <string.h>

#define PREFIX_LEN 3

struct prefix_range {
    uint16_t first;
    uint16_t last;
    char state[3];
};

/* Sorted, without overlaps; gaps are not assigned or serve the government and large firms only. */
static const struct prefix_range ranges[] = {
    {5, 5, "NY"},     {6, 7, "PR"},     {8, 8, "VI"},     {9, 9, "PR"},     {10, 27, "MA"},
    {28, 29, "RI"},   {30, 38, "NH"},   {39, 49, "ME"},   {50, 54, "VT"},   {55, 55, "MA"},
    {56, 59, "VT"},   {60, 69, "CT"},   {70, 89, "NJ"},   {90, 98, "AE"},   {100, 149, "NY"},
    {150, 196, "PA"}, {197, 199, "DE"}, {200, 200, "DC"}, {201, 201, "VA"}, {202, 205, "DC"},
    {206, 212, "MD"}, {214, 219, "MD"}, {220, 246, "VA"}, {247, 268, "WV"}, {270, 289, "NC"},
    {290, 299, "SC"}, {300, 319, "GA"}, {320, 339, "FL"}, {340, 340, "AA"}, {341, 342, "FL"},
    {344, 344, "FL"}, {346, 347, "FL"}, {349, 349, "FL"}, {350, 352, "AL"}, {354, 369, "AL"},
    {370, 385, "TN"}, {386, 397, "MS"}, {398, 399, "GA"}, {400, 418, "KY"}, {420, 427, "KY"},
    {430, 459, "OH"}, {460, 479, "IN"}, {480, 499, "MI"}, {500, 516, "IA"}, {520, 528, "IA"},
    {530, 532, "WI"}, {534, 535, "WI"}, {537, 549, "WI"}, {550, 551, "MN"}, {553, 567, "MN"},
    {569, 569, "DC"}, {570, 577, "SD"}, {580, 588, "ND"}, {590, 599, "MT"}, {600, 620, "IL"},
    {622, 629, "IL"}, {630, 631, "MO"}, {633, 641, "MO"}, {644, 658, "MO"}, {660, 662, "KS"},
    {664, 679, "KS"}, {680, 681, "NE"}, {683, 693, "NE"}, {700, 701, "LA"}, {703, 708, "LA"},
    {710, 714, "LA"}, {716, 729, "AR"}, {730, 731, "OK"}, {733, 733, "TX"}, {734, 741, "OK"},
    {743, 749, "OK"}, {750, 770, "TX"}, {772, 799, "TX"}, {800, 816, "CO"}, {820, 831, "WY"},
    {832, 838, "ID"}, {840, 847, "UT"}, {850, 853, "AZ"}, {855, 857, "AZ"}, {859, 860, "AZ"},
    {863, 865, "AZ"}, {870, 871, "NM"}, {873, 875, "NM"}, {877, 884, "NM"}, {885, 885, "TX"},
    {889, 891, "NV"}, {893, 895, "NV"}, {897, 898, "NV"}, {900, 908, "CA"}, {910, 928, "CA"},
    {930, 961, "CA"}, {962, 966, "AP"}, {967, 968, "HI"}, {969, 969, "GU"}, {970, 979, "OR"},
    {980, 986, "WA"}, {988, 994, "WA"}, {995, 999, "AK"},
};

/* Prefixes that also serve another state or territory: Fishers Island, Alta, Fort Campbell, Samoa,
 * the Marianas and the states in free association. */
static const struct prefix_range shared[] = {
    {63, 63, "NY"},   {422, 422, "TN"}, {834, 834, "WY"}, {967, 967, "AS"},
    {969, 969, "MP"}, {969, 969, "PW"}, {969, 969, "FM"}, {969, 969, "MH"},
};

/* The range that holds prefix, or NULL. */
static const struct prefix_range *find_range(unsigned prefix)
{
    size_t low = 0;
    size_t high = sizeof ranges / sizeof ranges[0];
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (prefix < ranges[middle].first) {
            high = middle;
        } else if (prefix > ranges[middle].last) {
            low = middle + 1;
        } else {
            return &ranges[middle];
        }
    }
    return NULL;
}

static int find_state(const char *code)
{
    return states_find_code((const uint8_t *)code);
}

int zip_find_state(const uint8_t prefix[3])
{
    const struct prefix_range *range = find_range(ascii_read_number(prefix, PREFIX_LEN));
    return range == NULL ? -1 : find_state(range->state);
}

bool zip_fits_state(const uint8_t prefix[3], size_t state)
{
    const unsigned number = ascii_read_number(prefix, PREFIX_LEN);
    if (zip_find_state(prefix) == (int)state) {
        return true;
    }
    for (size_t i = 0; i < sizeof shared / sizeof shared[0]; i++) {
        if (shared[i].first == number && find_state(shared[i].state) == (int)state) {
            return true;
        }
    }
    return false;
}

/* Five digits with an assigned prefix. */
static bool is_zip(const uint8_t *text, size_t avail)
{
    return ascii_count_digits(text, avail, 5) == 5 &&
           find_range(ascii_read_number(text, PREFIX_LEN)) != NULL;
}

size_t zip_match(const uint8_t *text, size_t before, size_t avail)
{
    if (!is_zip(text, avail) || ascii_is_joined_before(text, before)) {
        return 0;
    }
    const bool has_more = avail >= 10 && text[5] == '-' && ascii_count_digits(text + 6, 4, 4) == 4;
    const size_t len = has_more ? 10 : 5;
    return ascii_is_joined_behind(text + len, avail - len) ? 0 : len;
}

bool zip_is_code(const uint8_t *value, size_t len)
{
    const struct span trimmed = ascii_trim(value, len);
    if (trimmed.len == 9) {
        return is_zip(trimmed.ptr, 9) && ascii_count_digits(trimmed.ptr, 9, 9) == 9;
    }
    return trimmed.len >= 5 && zip_match(trimmed.ptr, 0, trimmed.len) == trimmed.len;
}

const char *zip_restricted_list(enum zip_census census)
{
    return census == ZIP_CENSUS_2000
               ? "036 059 063 102 203 556 692 790 821 823 830 831 878 879 884 890 893"
               : "036 059 102 203 205 369 556 692 753 772 821 823 878 879 884 893";
}

bool zip_is_restricted(const uint8_t prefix[3], enum zip_census census)
{
    const char *list = zip_restricted_list(census);
    for (; *list != '\0'; list += list[PREFIX_LEN] == ' ' ? PREFIX_LEN + 1 : PREFIX_LEN) {
        if (memcmp(list, prefix, PREFIX_LEN) == 0) {
            return true;
        }
    }
    return false;
}
