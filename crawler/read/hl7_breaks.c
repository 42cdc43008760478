/* Breaks between segments within other text. */
#include "crawler/read/hl7_breaks.h"

#include "detectors/ascii.h"

#include <string.h>

#define NAME_LEN 3
#define FRONT_MAX 8 /* between the quote and the header: "\u000b", "<VT>" */

/* Segments of versions 2.1 to 2.8, with a blank behind each. */
static const char names[] =
    "ABS ACC ADD ADJ AFF AIG AIL AIP AIS AL1 APR ARQ ARV AUT BHS BLC BLG BPO BPX BTS BTX BUI CDM "
    "CDO CER CM0 CM1 CM2 CNS CON CSP CSR CSS CTD CTI DB1 DEV DG1 DMI DON DPS DRG DSC DSP DST ECD "
    "ECR EDU EQP EQU ERR EVN FAC FHS FT1 FTS GOL GP1 GP2 GT1 IAM IAR IIM ILT IN1 IN2 IN3 INV IPC "
    "IPR ISD ITM IVC IVT LAN LCC LCH LDP LOC LRL MCP MFA MFE MFI MRG MSA MSH NCK NDS NK1 NPU NSC "
    "NST NTE OBR OBX ODS ODT OH1 OH2 OH3 OH4 OM1 OM2 OM3 OM4 OM5 OM6 OM7 ORC ORG OVR PAC PCE PCR "
    "PD1 PDA PDC PEO PES PID PKG PM1 PMT PR1 PRA PRB PRC PRD PRT PSG PSH PSL PSS PTH PV1 PV2 PYE "
    "QAK QID QPD QRD QRF QRI RCP RDF RDT REL RF1 RFI RGS RMI ROL RQ1 RQD RXA RXC RXD RXE RXG RXO "
    "RXR RXV SAC SCD SCH SCP SDD SFT SGH SGT SHP SID SLT SPM STF STZ TCC TCD TQ1 TQ2 TXA UAC UB1 "
    "UB2 URD URS VAR VND ";

/* True when text begins with the name of a segment and the sign behind it. */
static bool is_segment(const struct hl7_signs *signs, struct span text)
{
    if (text.len <= NAME_LEN || text.ptr[NAME_LEN] != signs->field || !ascii_is_upper(text.ptr[0]))
        return false;
    for (const char *name = names; *name != '\0'; name += NAME_LEN + 1) {
        if (memcmp(text.ptr, name, NAME_LEN) == 0)
            return true;
    }
    return false;
}

/* A segment of a site, which nobody lists. */
static bool is_own_segment(const struct hl7_signs *signs, struct span text)
{
    return text.len > NAME_LEN && text.ptr[0] == 'Z' && text.ptr[NAME_LEN] == signs->field &&
           ascii_is_alnum(text.ptr[1]) && ascii_is_alnum(text.ptr[2]);
}

struct hl7_break {
    const char *text; /* in small letters */
    bool is_sure;     /* else a break only in front of a segment */
};

/* What programs write for the bytes that part segments. \X0D\ is an escape within a value, too, as
 * a tag of HTML may be. */
static const struct hl7_break spellings[] = {
    {"\\x0d\\", false}, {"\\x0d0a\\", false}, {"\\x0d", true},        {"\\x0a", true},
    {"\\x1c", true},    {"\\u000d", true},    {"\\u000a", true},      {"\\u001c", true},
    {"\\015", false},   {"\\012", false},     {"\\r", false},         {"\\n", false},
    {"\\\\r", false},   {"\\\\n", false},     {"&#13;", true},        {"&#xd;", true},
    {"&#x0d;", true},   {"&#10;", true},      {"&#xa;", true},        {"&#x0a;", true},
    {"<cr>", true},     {"<lf>", true},       {"<cr/>", true},        {"<crlf>", true},
    {"<fs>", true},     {"<0d>", true},       {"<0x0d>", true},       {"<x0d>", true},
    {"<br>", false},    {"<br/>", false},     {"<br />", false},      {"[cr]", true},
    {"[lf]", true},     {"[crlf]", true},     {"[0d]", true},         {"[0x0d]", true},
    {"{cr}", true},     {" ", false},         {"\xe2\x90\x8d", true},
};

bool hl7_breaks_may_begin(uint8_t byte)
{
    return hl7_signs_is_line_end(byte) || ascii_is_one_of(byte, " \\<[{&\xe2");
}

static const struct hl7_break *find_spelling(struct span text)
{
    for (size_t i = 0; i < sizeof spellings / sizeof spellings[0]; i++) {
        if (ascii_starts_with(text.ptr, text.len, spellings[i].text))
            return &spellings[i];
    }
    return NULL;
}

size_t hl7_breaks_len(const struct hl7_signs *signs, struct span text)
{
    if (text.len == 0 || hl7_signs_is_line_end(text.ptr[0]))
        return text.len > 0;
    const struct hl7_break *const found = find_spelling(text);
    if (found == NULL)
        return 0;
    const size_t len = strlen(found->text);
    const struct span behind = {text.ptr + len, text.len - len};
    return found->is_sure || is_segment(signs, behind) || (len > 1 && is_own_segment(signs, behind))
               ? len
               : 0;
}

size_t hl7_breaks_find_segment(const struct hl7_signs *signs, struct span text)
{
    if (is_own_segment(signs, text))
        return 0;
    for (size_t at = 0; at < text.len && at < HL7_ASIDE_MAX; at++) {
        if (hl7_signs_is_line_end(text.ptr[at]))
            break;
        if ((at == 0 || !ascii_is_alnum(text.ptr[at - 1])) &&
            is_segment(signs, (struct span){text.ptr + at, text.len - at}))
            return at;
    }
    return SIZE_MAX;
}

/* A tab between two cells, not one that indents. */
static bool is_tab_of_row(struct span front)
{
    return front.len > 1 && front.ptr[front.len - 1] == '\t' &&
           !ascii_is_white(front.ptr[front.len - 2]);
}

struct hl7_quote hl7_breaks_quote(struct span front)
{
    if (is_tab_of_row(front))
        return (struct hl7_quote){'\t', false};
    for (size_t i = 1; i <= front.len && i <= FRONT_MAX; i++) {
        const uint8_t byte = front.ptr[front.len - i];
        if (ascii_is_one_of(byte, "\"'`"))
            return (struct hl7_quote){byte, i < front.len && front.ptr[front.len - i - 1] == '\\'};
        if (byte == '>' || (byte == '[' && i == 1)) /* of a tag, of CDATA */
            return (struct hl7_quote){byte == '>' ? '<' : ']', false};
        if (byte == '\n' || (byte == ' ' && i > 1))
            break;
    }
    return (struct hl7_quote){0, false};
}

bool hl7_breaks_is_quote(struct hl7_quote quote, struct span text)
{
    const bool is_escaped = quote.is_escaped && text.len > 1 && text.ptr[0] == '\\';
    return quote.sign != 0 && text.ptr[is_escaped] == quote.sign;
}

bool hl7_breaks_is_end(const struct hl7_signs *signs, struct hl7_quote quote, struct span text,
                       size_t at)
{
    if (!hl7_breaks_is_quote(quote, (struct span){text.ptr + at, text.len - at}))
        return false;
    if (quote.sign == '<' || quote.sign == '\t')
        return true;
    at += text.ptr[at] != quote.sign; /* the sign that escapes it */
    const uint8_t next = at + 1 < text.len ? text.ptr[at + 1] : ' ';
    const uint8_t last = at > 0 ? text.ptr[at - 1] : 0;
    if (quote.sign == ']')
        return next == ']' || ascii_is_white(next);
    /* A second one in a row means one, unless the first was escaped. */
    const bool is_second = last == quote.sign && !(at > 1 && text.ptr[at - 2] == '\\');
    return (last == '\\') == quote.is_escaped && !is_second && next != quote.sign &&
           !ascii_is_alnum(next) && next != signs->escape && !hl7_signs_is_within(signs, next);
}
