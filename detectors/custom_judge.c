/* Judges matches of users' own rules. */
#include "detectors/custom_judge.h"

#include "detectors/context.h"
#include "detectors/score.h"

#include <string.h>

#define SCORE_LABELLED 65 /* of a value that fails its check, behind a word */
#define SCORE_SHAPE 20    /* the part of the shape when words give the rest */
#define SCORE_IGNORED 10

/* How many bytes a word of the rule takes at at, the longest of them, or 0. */
static size_t match_words(const struct custom_site *site, size_t at)
{
    const struct needles *const needles = &site->custom->needles;
    const struct tile *const tile = site->tile;
    const struct needle_place place = {tile->bytes, tile->len, at};
    size_t longest = 0;
    for (uint32_t i = needles_first(needles, tile->bytes[at], tile->bytes[at + 1]); i != NEEDLE_END;
         i = needles->all[i].next) {
        const struct needle *const needle = &needles->all[i];
        bool is_ours = false;
        for (uint32_t use = 0; needle->kind == NEEDLE_WORD && use < needle->use_count; use++) {
            is_ours |= needles->uses[needle->first_use + use].user == site->index;
        }
        const size_t len = is_ours ? needle_match(needle, &place) : 0;
        longest = len > longest ? len : longest;
    }
    return longest;
}

static bool is_seen(const struct custom_site *site, size_t at)
{
    return (site->seen->words[at / 64] >> (at % 64) & 1) != 0;
}

/* What the words in front of the match say; the nearest one decides. */
static enum context_strength look_in_front(const struct custom_site *site, size_t at)
{
    const struct custom_detector *const given = site->custom->rules[site->index].given;
    const size_t reach = (size_t)given->before + CUSTOM_WORD_MAX * 3;
    const size_t first = at > reach ? at - reach : 0;
    for (size_t start = at; start-- > first;) {
        const size_t len = is_seen(site, start) ? match_words(site, start) : 0;
        const size_t end = start + len;
        if (len > 0 && end <= at && at - end <= given->before) {
            return context_is_connected(site->tile, end, at) ? CONTEXT_FIELD : CONTEXT_WORD;
        }
    }
    return CONTEXT_NONE;
}

/* True when a word stands behind the match [at, end), within view of its begin. */
static bool has_word_behind(const struct custom_site *site, size_t at, size_t end)
{
    const struct custom_detector *const given = site->custom->rules[site->index].given;
    const size_t view = at + TILE_VIEW < site->tile->len ? at + TILE_VIEW : site->tile->len;
    for (size_t start = end; start < view && start - end <= given->after; start++) {
        const size_t len = is_seen(site, start) ? match_words(site, start) : 0;
        if (len > 0 && start + len < at + TILE_VIEW) {
            return true;
        }
    }
    return false;
}

static enum context_strength look_around(const struct custom_site *site, size_t at, size_t end)
{
    const struct custom_detector *const given = site->custom->rules[site->index].given;
    if (given->words.count == 0) {
        return CONTEXT_NONE;
    }
    const enum context_strength strength = look_in_front(site, at);
    if (strength != CONTEXT_NONE || given->after == 0) {
        return strength;
    }
    return has_word_behind(site, at, end) ? CONTEXT_WORD : CONTEXT_NONE;
}

void custom_ignore(struct finding *finding)
{
    if (finding->confidence > SCORE_IGNORED) {
        score_add(finding, EVIDENCE_IGNORED, SCORE_IGNORED - finding->confidence, 0);
    }
}

/* The points of a value that passes its check, from the shape up to the word. */
static void score_valid(const struct custom_rule *rule, enum context_strength strength,
                        struct finding *finding)
{
    const struct custom_detector *const given = rule->given;
    const int total = strength == CONTEXT_FIELD  ? given->field
                      : strength == CONTEXT_WORD ? given->word
                                                 : given->alone;
    const int own = given->alone > 0 && given->alone <= total ? given->alone
                    : SCORE_SHAPE < total                     ? SCORE_SHAPE
                                                              : total;
    const int check = rule->rule.check == EVIDENCE_SHAPE ? 0 : own >= 50 ? 25 : own / 2;
    score_add(finding, EVIDENCE_SHAPE, own - check, 0);
    score_add(finding, (enum evidence_kind)rule->rule.check, check, 0);
    score_add(finding, strength == CONTEXT_FIELD ? EVIDENCE_FIELD : EVIDENCE_WORD, total - own, 0);
}

bool custom_judge(const struct custom_site *site, struct finding *finding)
{
    const struct custom_rule *const rule = &site->custom->rules[site->index];
    const size_t at = (size_t)finding->offset;
    const size_t end = at + finding->length;
    const struct span value = tile_span(site->tile, at, finding->length);
    const enum context_strength strength = look_around(site, at, end);
    const bool is_valid = validator_is_valid(rule->given->check, value);
    if (is_valid ? strength == CONTEXT_NONE && rule->given->alone == 0
                 : strength != CONTEXT_FIELD) {
        return false;
    }
    if (is_valid) {
        score_valid(rule, strength, finding);
    } else {
        finding->flags |= FINDING_INVALID_RANGE;
        score_add(finding, EVIDENCE_SHAPE, SCORE_SHAPE, 0);
        score_add(finding, EVIDENCE_FIELD, SCORE_LABELLED - SCORE_SHAPE, 0);
    }
    const struct context_value around = {
        .at = at, .end = end, .is_labelled = strength == CONTEXT_FIELD};
    const struct context_doubt doubt = context_find_doubt(site->tile, &around);
    if (doubt.word != 0) {
        finding->flags |= FINDING_NEGATIVE_CONTEXT;
        score_add(finding, EVIDENCE_NEGATIVE, doubt.points, doubt.word);
    }
    if (custom_texts_stand_in(&rule->given->ignored, value)) {
        custom_ignore(finding);
    }
    return finding->confidence > 0;
}
