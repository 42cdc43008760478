/* Names can be PHI too: masks detected values in object keys, URIs and member names. */
#include "crawler/pipeline/mask.h"

#include "detectors/registry.h"

#include <string.h>

struct mask {
    const struct ruleset *ruleset;
    struct tally *tally;
    struct buffer *out;
    bool is_masked;
};

static void mask_finding(void *user, const struct finding *finding)
{
    struct mask *const mask = user;
    if ((finding->flags & FINDING_CANDIDATE) != 0)
        return;
    const enum role role = ruleset_detector_at(mask->ruleset, finding->detector)->role;
    if (role != ROLE_PERSON && role != ROLE_PAYMENT)
        return;
    memset(mask->out->ptr + finding->offset, '*', finding->length);
    mask->is_masked = true;
    if (mask->tally != NULL)
        tally_add_name(mask->tally, finding);
}

static bool mask_is_digit(const struct buffer *name, size_t at)
{
    return at < name->len && name->ptr[at] >= '0' && name->ptr[at] <= '9';
}

static bool mask_is_hex(const struct buffer *name, size_t at)
{
    return at < name->len && strchr("0123456789abcdefABCDEF", name->ptr[at]) != NULL &&
           name->ptr[at] != '\0';
}

/* True where '_', '/', '+', '!', or a '-' that is not between digits, stands as a text has spaces.
 */
static bool mask_is_gap(const struct buffer *name, size_t at)
{
    const uint8_t byte = name->ptr[at];
    if (byte == '-')
        return at == 0 || !mask_is_digit(name, at - 1) || !mask_is_digit(name, at + 1);
    return byte == '_' || byte == '/' || byte == '+' || byte == '!';
}

/* Puts spaces where names have other gaps, percent-escapes among them: labels and boundaries are
 * seen then. */
static void mask_spaced(struct buffer *name)
{
    for (size_t i = 0; i < name->len; i++) {
        if (name->ptr[i] == '%' && mask_is_hex(name, i + 1) && mask_is_hex(name, i + 2))
            memset(name->ptr + i, ' ', 3);
        else if (mask_is_gap(name, i))
            name->ptr[i] = ' ';
    }
}

bool mask_name(const struct ruleset *ruleset, struct scratch *scratch, struct span name,
               struct tally *tally, struct buffer *out)
{
    struct mask mask = {.ruleset = ruleset, .tally = tally, .out = out};
    struct buffer spaced;
    buffer_init(&spaced, out->limit);
    buffer_clear(out);
    buffer_append(out, name.ptr, name.len);
    buffer_append(&spaced, name.ptr, name.len);
    if (out->is_failed || spaced.is_failed) {
        out->is_failed = true;
        buffer_free(&spaced);
        return false;
    }
    struct segment segment = {.text = name.ptr, .len = name.len};
    scan_text(ruleset, scratch, &segment, mask_finding, &mask);
    mask_spaced(&spaced);
    segment.text = spaced.ptr;
    mask.tally = mask.is_masked ? NULL : tally; /* a value that both texts show is one finding */
    if (spaced.len > 0)
        scan_text(ruleset, scratch, &segment, mask_finding, &mask);
    buffer_wipe(&spaced);
    return mask.is_masked;
}
