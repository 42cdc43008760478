/* Area codes of the North American Numbering Plan. */
#include "detectors/nanp.h"

#include "detectors/ascii.h"

#include <string.h>

/* One letter an area code from 200 on, ten to a string: u US, c Canada, i Caribbean, f toll-free, s
 * service, '.' none. N11 and N9X are none. */
/* clang-format off */
static const char *const areas[8] = {
    /* 200 */
    ".uuucuuuuu" "u.uuuuuuuu" "u..uuucuuu" ".u..uuc..u" "u.i...i.uc"
    "cuuuu.uc.." "u.uci..uiu" "u.ucu.u..u" ".u.ui....c" "..........",
    /* 300 */
    ".uuuuucuuu" "u.uuuuuuuu" "uu.uuuuu.u" "uuu.u.uu.u" "uu.c.iuu.."
    "uuuuc..u.." "uu.uuc.ccu" ".........." "u.c..uu..." "..........",
    /* 400 */
    ".uucuuuuuu" "u.uuuucucu" "...uuu..c." "ucu.uuucc." "uiuu.u.uu."
    "c......uu." "...uu...cu" "uuuicu..uu" "u..uu....." "..........",
    /* 500 */
    "suuuuucuuu" "u.uucuuuuc" "usssssssss" "uussus..su" "uusssssscs"
    "susss.susu" ".uuuu.su.s" "uuuuuu.ssc" "ucu.cuucss" "..........",
    /* 600 */
    "suuucuuuuu" "u.ucuuuuuu" "uusuu.u.uu" "uu.s..u..c" "uu...uuc.i"
    "uu....uuiu" "uuu.i..u.u" "uuc.....uu" "uuucu.u..u" "..........",
    /* 700 */
    "suuuucuuuc" "s.uuuuuuuu" "ui..uuuuuu" "uuu.u..uu." "u.cu...uu."
    "...cu..ui." "u.uu.u.i.u" "uuuuuu..cu" "cuc.iuuu.." "..........",
    /* 800 */
    "fuuuuuucui" "u.uuuuuuuc" "uu...cu.ui" "uuuf.u.uuu" "u..ufu.uui"
    "u...ufuuuu" "uuuuuufcii" "u.uc..ifuc" "........f." "..........",
    /* 900 */
    "sucuucuuuu" "u.uuuuuuuu" "u...uu..uu" "uu..u.uuuu" "uucu.u.uuu"
    ".uu.u.u..u" ".........." "uuuu.u..uu" "u..uuuu..u" "..........",
};
/* clang-format on */

enum nanp_area nanp_find_area(const uint8_t area[3])
{
    if (area[0] < '2' || area[0] > '9') {
        return NANP_UNASSIGNED;
    }
    switch (areas[area[0] - '2'][ascii_read_number(area + 1, 2)]) {
    case 'u':
        return NANP_US;
    case 'c':
        return NANP_CANADA;
    case 'i':
        return NANP_CARIBBEAN;
    case 'f':
        return NANP_TOLL_FREE;
    case 's':
        return NANP_SERVICE;
    default:
        return NANP_UNASSIGNED;
    }
}

static bool is_service_code(const uint8_t *digits)
{
    return digits[1] == '1' && digits[2] == '1';
}

bool nanp_is_possible(const uint8_t digits[10])
{
    return digits[0] >= '2' && digits[3] >= '2' && digits[1] != '9' && !is_service_code(digits) &&
           !is_service_code(digits + 3);
}

bool nanp_is_fictional(const uint8_t digits[10])
{
    return memcmp(digits, "555", 3) == 0 || memcmp(digits + 3, "55501", 5) == 0;
}
