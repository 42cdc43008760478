/* Writes, and keeps, what findings have in common. */
#include "crawler/report/finding_words.h"

#include "crawler/report/finding_line.h"
#include "detectors/scan.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EVIDENCE_NAME_SIZE 96
#define DETECTORS 64 /* kept; powers of two */
#define REASONS 512
#define TEXT_KEPT 224 /* bytes; longer ones are rare */

static_assert(TEXT_KEPT % FINDING_WORDS_STEP == 0 && FINDING_WORDS_MAX % FINDING_WORDS_STEP == 0,
              "what is behind a text's end belongs to it");

struct finding_words_detector {
    const struct detector *detector; /* NULL: free */
    size_t len;
    char text[TEXT_KEPT];
};

struct finding_words_reasons {
    uint16_t flags;
    uint8_t confidence;
    uint8_t count;
    struct evidence evidence[FINDING_EVIDENCE_MAX];
    size_t len; /* 0: free */
    char text[TEXT_KEPT];
};

struct finding_words {
    struct finding_words_detector detectors[DETECTORS];
    struct finding_words_reasons reasons[REASONS];
};

struct finding_words *finding_words_create(void)
{
    return calloc(1, sizeof(struct finding_words));
}

void finding_words_free(struct finding_words *words)
{
    free(words);
}

/* A text in the making, of at most FINDING_WORDS_MAX bytes. */
struct finding_text {
    char *text;
    size_t len;
};

static void finding_text_add(struct finding_text *out, const char *text)
{
    const size_t len = strlen(text);
    if (len > FINDING_WORDS_MAX - out->len)
        return; /* cannot be: FINDING_WORDS_MAX holds the longest of everything */
    memcpy(out->text + out->len, text, len);
    out->len += len;
}

static uint64_t finding_words_hash(uint64_t value)
{
    value *= UINT64_C(0x9e3779b97f4a7c15);
    return value ^ value >> 32;
}

static size_t finding_words_write_detector(const struct detector *detector, char *text)
{
    struct finding_text out = {text, 0};
    char letter[2];
    finding_text_add(&out, "\"detector\":\"");
    finding_text_add(&out, detector->id);
    if (finding_line_identifier(detector, letter) != NULL) {
        finding_text_add(&out, "\",\"identifier\":\"");
        finding_text_add(&out, letter);
        finding_text_add(&out, "\",\"role\":\"");
    } else {
        finding_text_add(&out, "\",\"identifier\":null,\"role\":\"");
    }
    finding_text_add(&out, role_name(detector->role));
    finding_text_add(&out, "\"");
    return out.len;
}

static void finding_words_add_flags(struct finding_text *out, unsigned flags)
{
    const char *separator = "\"";
    for (unsigned flag = 1; flag != 0 && flag <= flags; flag <<= 1) {
        if ((flags & flag) == 0 || finding_flag_name(flag) == NULL)
            continue;
        finding_text_add(out, separator);
        finding_text_add(out, finding_flag_name(flag));
        finding_text_add(out, "\"");
        separator = ",\"";
    }
}

/* What each reason gives or takes; the sum is the confidence. */
static void finding_words_add_points(struct finding_text *out, const struct finding *finding)
{
    for (unsigned i = 0; i < finding->evidence_count && i < FINDING_EVIDENCE_MAX; i++) {
        char number[sizeof ",-128"];
        snprintf(number, sizeof number, i > 0 ? ",%d" : "%d", finding->evidence[i].points);
        finding_text_add(out, number);
    }
}

static size_t finding_words_write_reasons(const struct finding *finding, char *text)
{
    struct finding_text out = {text, 0};
    const char digits[] = {(char)('0' + finding->confidence / 10 % 10),
                           (char)('0' + finding->confidence % 10), '\0'};
    finding_text_add(&out, "\"confidence\":");
    finding_text_add(&out, digits + (finding->confidence < 10 ? 1 : 0));
    finding_text_add(&out, ",\"level\":\"");
    finding_text_add(&out, finding_line_level(finding->confidence));
    finding_text_add(&out, "\",\"evidence\":[");
    for (unsigned i = 0; i < finding->evidence_count && i < FINDING_EVIDENCE_MAX; i++) {
        finding_text_add(&out, i > 0 ? ",\"" : "\"");
        if (FINDING_WORDS_MAX - out.len > EVIDENCE_NAME_SIZE)
            out.len += evidence_name(&finding->evidence[i], text + out.len, EVIDENCE_NAME_SIZE);
        finding_text_add(&out, "\"");
    }
    finding_text_add(&out, "],\"points\":[");
    finding_words_add_points(&out, finding);
    finding_text_add(&out, "],\"flags\":[");
    finding_words_add_flags(&out, finding->flags);
    finding_text_add(&out, "]");
    return out.len;
}

struct span finding_words_detector(struct finding_words *words, const struct detector *detector,
                                   char out[FINDING_WORDS_MAX])
{
    struct finding_words_detector *const kept =
        words != NULL ? &words->detectors[finding_words_hash((uintptr_t)detector) % DETECTORS]
                      : NULL;
    if (kept != NULL && kept->detector == detector)
        return (struct span){(const uint8_t *)kept->text, kept->len};
    const size_t len = finding_words_write_detector(detector, out);
    if (kept != NULL && len <= sizeof kept->text) {
        kept->detector = detector;
        kept->len = len;
        memcpy(kept->text, out, len);
    }
    return (struct span){(const uint8_t *)out, len};
}

/* The place where the reasons of a finding are kept, if they are. */
static size_t finding_words_place(const struct finding *finding)
{
    uint64_t hash = finding->flags + 0x10001U * finding->confidence;
    for (unsigned i = 0; i < finding->evidence_count; i++) {
        uint32_t evidence;
        memcpy(&evidence, &finding->evidence[i], sizeof evidence);
        hash = finding_words_hash(hash ^ evidence);
    }
    return (size_t)hash % REASONS;
}

struct span finding_words_reasons(struct finding_words *words, const struct finding *finding,
                                  char out[FINDING_WORDS_MAX])
{
    struct finding_words_reasons *const kept =
        words != NULL ? &words->reasons[finding_words_place(finding)] : NULL;
    const size_t size = finding->evidence_count * sizeof finding->evidence[0];
    if (kept != NULL && kept->len > 0 && kept->flags == finding->flags &&
        kept->confidence == finding->confidence && kept->count == finding->evidence_count &&
        memcmp(kept->evidence, finding->evidence, size) == 0)
        return (struct span){(const uint8_t *)kept->text, kept->len};
    const size_t len = finding_words_write_reasons(finding, out);
    if (kept != NULL && len <= sizeof kept->text) {
        kept->flags = finding->flags;
        kept->confidence = finding->confidence;
        kept->count = finding->evidence_count;
        memcpy(kept->evidence, finding->evidence, size);
        kept->len = len;
        memcpy(kept->text, out, len);
    }
    return (struct span){(const uint8_t *)out, len};
}
