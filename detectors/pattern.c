/* Users' patterns: compiles and tries them, within limits. */
#include "detectors/pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NEST_MAX 40      /* parentheses within one another */
#define CODE_MAX 16384   /* bytes of a compiled pattern */
#define STEPS_MAX 4000   /* of one try: about 10 microseconds */
#define HEAP_MAX_KIB 256 /* of one try, where there is no JIT */
#define FIRST_ANY (~(uint64_t)0)

struct pattern {
    pcre2_code *code;
    bool has_jit;
    size_t least;
    uint64_t first[4];
};

struct pattern_memory {
    pcre2_match_data *data;
    pcre2_match_context *context;
};

static bool refuse(struct pattern_error *error, const char *message)
{
    snprintf(error->message, sizeof error->message, "%s", message);
    return false;
}

/* The place of the ']' that ends the class whose '[' is at at; text.len when there is none. */
static size_t find_class_end(struct span text, size_t at)
{
    size_t i = at + 1;
    if (i < text.len && text.ptr[i] == '^') {
        i++;
    }
    if (i < text.len && text.ptr[i] == ']') {
        i++; /* the first one is a member */
    }
    while (i < text.len && text.ptr[i] != ']') {
        const bool is_name = text.ptr[i] == '[' && i + 1 < text.len && text.ptr[i + 1] == ':';
        const uint8_t *const end = is_name ? memmem(text.ptr + i, text.len - i, ":]", 2) : NULL;
        if (end != NULL) {
            i = (size_t)(end - text.ptr) + 2;
        } else {
            i += text.ptr[i] == '\\' ? 2 : 1;
        }
    }
    return i < text.len ? i : text.len;
}

/* True when a byte outside of ASCII stands in [from, to). */
static bool has_high_byte(struct span text, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        if (text.ptr[i] >= 0x80) {
            return true;
        }
    }
    return false;
}

/* What PCRE2 would take but not as meant here. */
static bool check_text(struct span text, struct pattern_error *error)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '\\') {
            i++;
        } else if (text.ptr[i] == '(' && i + 1 < text.len && text.ptr[i + 1] == '*') {
            return refuse(error, "verbs as (*SKIP) are not supported");
        } else if (text.ptr[i] == '[') {
            const size_t end = find_class_end(text, i);
            if (has_high_byte(text, i, end)) {
                return refuse(error, "a letter outside of ASCII cannot stand in [...]: "
                                     "write (?:x|y) instead of [xy]");
            }
            i = end;
        }
    }
    return true;
}

static pcre2_code *compile(struct span text, uint32_t options, struct pattern_error *error)
{
    pcre2_compile_context *const context = pcre2_compile_context_create(NULL);
    int code = 0;
    PCRE2_SIZE at = 0;
    if (context == NULL) {
        refuse(error, "not enough memory");
        return NULL;
    }
    pcre2_set_max_pattern_length(context, PATTERN_TEXT_MAX);
    pcre2_set_parens_nest_limit(context, NEST_MAX);
    const uint32_t fixed =
        PCRE2_MULTILINE | PCRE2_NEVER_BACKSLASH_C | PCRE2_NEVER_UTF | PCRE2_NEVER_UCP;
    pcre2_code *const compiled =
        pcre2_compile(text.ptr, text.len, fixed | options, &code, &at, context);
    pcre2_compile_context_free(context);
    if (compiled == NULL) {
        PCRE2_UCHAR reason[128];
        pcre2_get_error_message(code, reason, sizeof reason);
        snprintf(error->message, sizeof error->message, "%s at its byte %zu", (const char *)reason,
                 (size_t)at + 1);
    }
    return compiled;
}

/* The bytes that code, which is not anchored, may begin with. */
static void find_first_bytes(const pcre2_code *code, uint64_t set[4])
{
    uint32_t type = 0;
    const uint8_t *map = NULL;
    memset(set, 0, 4 * sizeof set[0]);
    pcre2_pattern_info(code, PCRE2_INFO_FIRSTCODETYPE, &type);
    if (type == 1) {
        uint32_t unit = 0;
        pcre2_pattern_info(code, PCRE2_INFO_FIRSTCODEUNIT, &unit);
        set[unit / 64 & 3] |= (uint64_t)1 << (unit % 64);
        const uint32_t other = unit ^ 0x20; /* nothing tells whether its case counts */
        if ((other | 0x20) >= 'a' && (other | 0x20) <= 'z') {
            set[other / 64 & 3] |= (uint64_t)1 << (other % 64);
        }
        return;
    }
    if (type == 0 && pcre2_pattern_info(code, PCRE2_INFO_FIRSTBITMAP, &map) == 0 && map != NULL) {
        for (size_t i = 0; i < 256; i++) {
            set[i / 64] |= (uint64_t)(map[i / 8] >> (i % 8) & 1) << (i % 64);
        }
        return;
    }
    for (size_t i = 0; i < 4; i++) {
        set[i] = FIRST_ANY;
    }
}

/* What is asked of the pattern as it would be searched for: facts that an anchored one lacks. */
static bool study(struct pattern *pattern, struct span text, uint32_t options,
                  struct pattern_error *error)
{
    pcre2_code *const code = compile(text, options, error);
    uint32_t matches_empty = 0;
    uint32_t least = 0;
    size_t size = 0;
    if (code == NULL) {
        return false;
    }
    pcre2_pattern_info(code, PCRE2_INFO_MATCHEMPTY, &matches_empty);
    pcre2_pattern_info(code, PCRE2_INFO_MINLENGTH, &least);
    pcre2_pattern_info(code, PCRE2_INFO_SIZE, &size);
    find_first_bytes(code, pattern->first);
    pcre2_code_free(code);
    pattern->least = least > 0 ? least : 1;
    if (matches_empty != 0) {
        return refuse(error, "it can match nothing at all, that is, everywhere");
    }
    if (pattern->least >= PATTERN_VIEW) {
        return refuse(error, "it matches only what is longer than 254 bytes");
    }
    return size <= CODE_MAX || refuse(error, "it is too large: repeat less with {n}");
}

struct pattern *pattern_compile(struct span text, bool ignores_case, struct pattern_error *error)
{
    const uint32_t options = ignores_case ? PCRE2_CASELESS : 0;
    struct pattern *const pattern = calloc(1, sizeof *pattern);
    error->message[0] = '\0';
    if (pattern == NULL) {
        refuse(error, "not enough memory");
        return NULL;
    }
    if (check_text(text, error) && study(pattern, text, options, error)) {
        pattern->code = compile(text, options | PCRE2_ANCHORED, error);
    }
    if (pattern->code == NULL) {
        pattern_free(pattern);
        return NULL;
    }
    pattern->has_jit = pcre2_jit_compile(pattern->code, PCRE2_JIT_COMPLETE) == 0;
    return pattern;
}

void pattern_free(struct pattern *pattern)
{
    if (pattern != NULL) {
        pcre2_code_free(pattern->code);
        free(pattern);
    }
}

void pattern_first_bytes(const struct pattern *pattern, uint64_t set[4])
{
    memcpy(set, pattern->first, sizeof pattern->first);
}

size_t pattern_least(const struct pattern *pattern)
{
    return pattern->least;
}

struct pattern_memory *pattern_memory_create(void)
{
    struct pattern_memory *const memory = calloc(1, sizeof *memory);
    if (memory == NULL) {
        return NULL;
    }
    memory->data = pcre2_match_data_create(1, NULL);
    memory->context = pcre2_match_context_create(NULL);
    if (memory->data == NULL || memory->context == NULL) {
        pattern_memory_free(memory);
        return NULL;
    }
    pcre2_set_match_limit(memory->context, STEPS_MAX);
    pcre2_set_depth_limit(memory->context, STEPS_MAX);
    pcre2_set_heap_limit(memory->context, HEAP_MAX_KIB);
    return memory;
}

void pattern_memory_free(struct pattern_memory *memory)
{
    if (memory != NULL) {
        pcre2_match_data_free(memory->data);
        pcre2_match_context_free(memory->context);
        free(memory);
    }
}

enum pattern_outcome pattern_match(const struct pattern *pattern, struct pattern_memory *memory,
                                   struct span text, size_t at, size_t *len)
{
    const size_t before = at < PATTERN_VIEW ? at : PATTERN_VIEW;
    const size_t behind = text.len - at < PATTERN_VIEW ? text.len - at : PATTERN_VIEW;
    const uint8_t *const subject = text.ptr + at - before;
    const int count = pattern->has_jit
                          ? pcre2_jit_match(pattern->code, subject, before + behind, before,
                                            PCRE2_NOTEMPTY, memory->data, memory->context)
                          : pcre2_match(pattern->code, subject, before + behind, before,
                                        PCRE2_NOTEMPTY, memory->data, memory->context);
    if (count == PCRE2_ERROR_NOMATCH) {
        return PATTERN_NO_MATCH;
    }
    if (count < 0) {
        return PATTERN_LIMIT;
    }
    /* With one pair for the whole match, 0 says that groups had no room. */
    const PCRE2_SIZE *const ends = pcre2_get_ovector_pointer(memory->data);
    if (ends[0] != before || ends[1] <= before) {
        return PATTERN_NO_MATCH;
    }
    *len = ends[1] - before;
    return PATTERN_MATCH;
}

const char *pattern_library_version(char *out, size_t cap)
{
    char version[64] = "";
    if (pcre2_config(PCRE2_CONFIG_VERSION, NULL) <= (int)sizeof version) {
        pcre2_config(PCRE2_CONFIG_VERSION, version);
    }
    snprintf(out, cap, "PCRE2 %s", version);
    return out;
}
