/*
 * The matchers of words and codes: what they find at a byte lies within the text, and depends on no
 * more of the text than their headers say.
 */
#include "detectors/icd10.h"
#include "detectors/lexicon.h"
#include "detectors/ndc.h"
#include "detectors/sig.h"

#include <stdlib.h>
#include <string.h>

static struct lexicon *lexicon;

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *text, size_t len);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    lexicon = lexicon_create();
    return lexicon == NULL;
}

static void require(bool is_true)
{
    if (!is_true) {
        abort();
    }
}

/* What one look at a place finds. */
struct found {
    size_t word, sig, icd, icd_undotted, ndc;
    struct lexicon_hit hit;
    unsigned parts;
};

static struct found look(const uint8_t *text, size_t before, size_t avail)
{
    struct found found;
    memset(&found, 0, sizeof found);
    found.word = lexicon_match(lexicon, text, before, avail, &found.hit);
    found.sig = sig_match(lexicon, text, before, avail, &found.parts);
    found.icd = icd10_match(text, before, avail);
    found.icd_undotted = icd10_match_undotted(text, before, avail);
    found.ndc = ndc_match(text, before, avail, NULL);
    return found;
}

static void check_place(const uint8_t *text, size_t len, size_t at)
{
    const size_t before = at < SIG_REACH ? at : SIG_REACH;
    const size_t avail = len - at < SIG_REACH ? len - at : SIG_REACH;
    const struct found whole = look(text + at, at, len - at);
    require(whole.word <= len - at && whole.word <= LEXICON_REACH && whole.sig <= len - at);
    require(whole.icd <= 8 && whole.icd_undotted <= 7 && whole.ndc <= 13);
    require(whole.icd == 0 || whole.icd_undotted == 0);
    require(whole.icd == 0 || icd10_is_code(text + at, whole.icd));
    char normal[11];
    require(whole.ndc == 0 || ndc_normalise(text + at, whole.ndc, normal));
    uint8_t *cut = malloc(before + avail);
    require(cut != NULL);
    memcpy(cut, text + at - before, before + avail);
    const struct found same = look(cut + before, before, avail);
    require(same.word == whole.word && same.hit.key == whole.hit.key &&
            same.hit.kind == whole.hit.kind);
    require(same.sig == whole.sig && same.parts == whole.parts && same.ndc == whole.ndc);
    require(same.icd == whole.icd && same.icd_undotted == whole.icd_undotted);
    free(cut);
}

int LLVMFuzzerTestOneInput(const uint8_t *text, size_t len)
{
    for (size_t at = 0; at < len && at < 2000; at++) {
        check_place(text, len, at);
    }
    if (len > 0) {
        const struct lexicon_place place = {text + len / 2, len - len / 2, len / 2, len - len / 2};
        (void)lexicon_diagnosis_near(lexicon, &place, text[0]);
        (void)sig_parts_near(lexicon, &place);
        (void)ndc_is_ambiguous(text, len);
    }
    return 0;
}
