/* Lists of values as HMACs. */
#include "crawler/pipeline/value_list.h"

#include "detectors/registry.h"
#include "detectors/score.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ENTRY_LEN 16 /* of an HMAC: chance never makes two values one */
#define SLOTS_MIN ((size_t)1024)
#define LINE_MAX_BYTES 256
#define SCORE_ALLOWED 10
#define SCORE_ROSTER 30
#define CONFIDENCE_DEFAULT 60

struct value_list {
    uint8_t (*slots)[ENTRY_LEN]; /* all zeros: free */
    size_t capacity;             /* a power of two, at most half taken */
    size_t count;
};

struct value_list *value_list_create(void)
{
    struct value_list *const list = calloc(1, sizeof *list);
    if (list == NULL)
        return NULL;
    list->capacity = SLOTS_MIN;
    list->slots = calloc(list->capacity, sizeof list->slots[0]);
    if (list->slots == NULL) {
        free(list);
        return NULL;
    }
    return list;
}

void value_list_free(struct value_list *list)
{
    if (list != NULL) {
        free(list->slots);
        free(list);
    }
}

size_t value_list_count(const struct value_list *list)
{
    return list->count;
}

/* The slot that holds entry, or the free one where it goes. */
static uint8_t *value_list_slot(uint8_t (*slots)[ENTRY_LEN], size_t capacity, const uint8_t *entry)
{
    static const uint8_t nothing[ENTRY_LEN];
    uint64_t hash;
    memcpy(&hash, entry, sizeof hash);
    size_t at = (size_t)hash & (capacity - 1);
    while (memcmp(slots[at], nothing, ENTRY_LEN) != 0 && memcmp(slots[at], entry, ENTRY_LEN) != 0)
        at = (at + 1) & (capacity - 1);
    return slots[at];
}

static bool value_list_grow(struct value_list *list)
{
    static const uint8_t nothing[ENTRY_LEN];
    const size_t capacity = 2 * list->capacity;
    uint8_t(*const slots)[ENTRY_LEN] = calloc(capacity, sizeof *slots);
    if (slots == NULL)
        return false;
    for (size_t i = 0; i < list->capacity; i++) {
        if (memcmp(list->slots[i], nothing, ENTRY_LEN) != 0)
            memcpy(value_list_slot(slots, capacity, list->slots[i]), list->slots[i], ENTRY_LEN);
    }
    free(list->slots);
    list->slots = slots;
    list->capacity = capacity;
    return true;
}

bool value_list_add(struct value_list *list, const uint8_t entry[VALUE_HMAC_LEN])
{
    if (2 * list->count >= list->capacity && !value_list_grow(list))
        return false;
    uint8_t *const slot = value_list_slot(list->slots, list->capacity, entry);
    list->count += memcmp(slot, entry, ENTRY_LEN) != 0;
    memcpy(slot, entry, ENTRY_LEN);
    return true;
}

bool value_list_has(const struct value_list *list, const uint8_t hmac[VALUE_HMAC_LEN])
{
    return memcmp(value_list_slot(list->slots, list->capacity, hmac), hmac, ENTRY_LEN) == 0;
}

/* ---- files ---- */

struct value_file {
    struct value_list *list;
    const char *path;
    const char *key_id;
    unsigned long line;
    bool has_head;
    struct fault *fault;
};

static bool value_file_fail(const struct value_file *file, const char *message)
{
    fault_set(file->fault, REASON_READ_ERROR, "%s:%lu: %s", file->path, file->line, message);
    return false;
}

static bool value_file_head(struct value_file *file, const char *text)
{
    char id[VALUE_HMAC_ID_SIZE] = "";
    int end = 0;
    if (sscanf(text, "phicrawl-hmac 1 %16[0-9a-f]%n", id, &end) != 1 || text[end] != '\0')
        return value_file_fail(file, "expected 'phicrawl-hmac 1 KEY-ID': make lists with "
                                     "'phicrawl detectors ID --hmac FILE --key-file KEY'");
    file->has_head = true;
    if (strcmp(id, file->key_id) != 0)
        return value_file_fail(file, "made with another key than that of --key-file");
    return true;
}

static int value_file_digit(char letter)
{
    if (letter >= '0' && letter <= '9')
        return letter - '0';
    return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

/* A value: "ID HEX". The id is part of what was hashed, and here for those who read the file. */
static bool value_file_entry(struct value_file *file, const char *text)
{
    uint8_t entry[VALUE_HMAC_LEN];
    const char *const blank = strchr(text, ' ');
    if (blank == NULL || blank == text || strlen(blank + 1) != 2 * VALUE_HMAC_LEN)
        return value_file_fail(file, "expected a detector's id, a blank and 64 hexadecimal digits");
    for (size_t i = 0; i < VALUE_HMAC_LEN; i++) {
        const int high = value_file_digit(blank[1 + 2 * i]);
        const int low = value_file_digit(blank[2 + 2 * i]);
        if (high < 0 || low < 0)
            return value_file_fail(file, "an HMAC has only the digits 0 to 9 and a to f");
        entry[i] = (uint8_t)(high << 4 | low);
    }
    if (file->list->count >= VALUE_LIST_MAX)
        return value_file_fail(file, "a list has at most 20 million values");
    return value_list_add(file->list, entry) || value_file_fail(file, "not enough memory");
}

static bool value_file_line(struct value_file *file, char *text, size_t len)
{
    while (len > 0 && strchr(" \t\r\n", text[len - 1]) != NULL && text[len - 1] != '\0')
        text[--len] = '\0';
    if (strlen(text) != len)
        return value_file_fail(file, "a NUL: this is no text");
    if (len == 0 || text[0] == '#')
        return true;
    return file->has_head ? value_file_entry(file, text) : value_file_head(file, text);
}

bool value_list_load(struct value_list *list, const char *path, const char *key_id,
                     struct fault *fault)
{
    char text[LINE_MAX_BYTES];
    struct value_file file = {.list = list, .path = path, .key_id = key_id, .fault = fault};
    FILE *const in = fopen(path, "re");
    bool is_good = in != NULL;
    if (in == NULL) {
        fault_set(fault, REASON_READ_ERROR, "%s: cannot be read: %s", path, strerror(errno));
        return false;
    }
    memset(text, 0, sizeof text);
    while (is_good && fgets(text, sizeof text, in) != NULL) {
        const char *const end = memchr(text, '\n', sizeof text - 1);
        const size_t len = end != NULL ? (size_t)(end - text) + 1 : strlen(text);
        file.line++;
        is_good = len + 1 < sizeof text || end != NULL
                      ? value_file_line(&file, text, len)
                      : value_file_fail(&file, "the line is too long");
        memset(text, 0, sizeof text); /* so that a NUL within the next line shows */
    }
    if (is_good && ferror(in))
        is_good = value_file_fail(&file, "cannot be read on");
    if (is_good && !file.has_head)
        is_good = value_file_fail(&file, "the file is empty");
    fclose(in);
    return is_good;
}

/* ---- findings ---- */

/* Adds points; when there is no room for a reason, the last one takes them. */
static void value_lists_score(struct finding *finding, enum evidence_kind kind, int points)
{
    if (finding->evidence_count < FINDING_EVIDENCE_MAX) {
        score_add(finding, kind, points, 0);
        return;
    }
    struct evidence *const last = &finding->evidence[FINDING_EVIDENCE_MAX - 1];
    const int most = SCORE_MAX - finding->confidence;
    points = points > most ? most : points;
    last->points = (int8_t)(last->points + points);
    finding->confidence = (uint8_t)(finding->confidence + points);
}

void value_lists_weigh(const struct value_lists *lists, const struct ruleset *ruleset,
                       struct span value, uint8_t min_confidence, struct finding *finding)
{
    uint8_t normal[SCAN_NORMAL_MAX];
    uint8_t hmac[VALUE_HMAC_LEN];
    const size_t len = ruleset_normalise(ruleset, finding->detector, value, normal);
    const char *const id = ruleset_detector_at(ruleset, finding->detector)->id;
    const bool is_made = value_hmac(lists->key, id, (struct span){normal, len}, hmac);
    explicit_bzero(normal, sizeof normal);
    if (!is_made)
        return;
    if (lists->allowed != NULL && value_list_has(lists->allowed, hmac)) {
        finding->flags |= FINDING_ALLOWED;
        if (finding->confidence > SCORE_ALLOWED)
            value_lists_score(finding, EVIDENCE_ALLOWED, SCORE_ALLOWED - finding->confidence);
    } else if (lists->roster != NULL && value_list_has(lists->roster, hmac)) {
        finding->flags |= FINDING_ON_ROSTER;
        value_lists_score(finding, EVIDENCE_ROSTER, SCORE_ROSTER);
        if (finding->confidence >= (min_confidence > 0 ? min_confidence : CONFIDENCE_DEFAULT))
            finding->flags &= (uint16_t)~FINDING_BELOW;
    }
}
